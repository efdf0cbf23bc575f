"""The weights of the evidence about names: `cleaner/data/names/page.toml`, `corpus.toml`, `column.toml`.

usage: python fitting/names.py DOCUMENTS.jsonl.gz [NATURAL.json] [--read READ.tsv] [--write]

DOCUMENTS: rows {id, lang, text, mentions, injected}; *injected*, where it is not null, says which
token is a slip (typo) and what it should be (orig), and how often the right form stands elsewhere
(other). NATURAL: slips that were published, [[lang, wrong, right, source]]. READ.tsv (by default
the one beside this script): spellings read by a person, with columns lang, wrong, right and
verdict; "typo" is a slip, "unsure" counts neither way.

A column is built of each language: a cell for each mention of a person on its pages, those with
slips among them, where a person labelled the mentions. A spelling is a slip there as on its page.

Prints what cross-validation says, by ten folds of documents and with each language left out:
nothing is judged by weights that saw it. With --write the tables are written, fitted on all.
`benchmarks/names.py` judges by the same code; it is one script, and so it is long.
"""

import argparse
import csv
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path

import numpy as np

from cleaner.config import Config
from cleaner.steps.names.change import respelt
from cleaner.steps.names.evidence import Elsewhere, Pair, far_levels, levels
from cleaner.steps.names.mentions import Mentions
from cleaner.steps.names.pairs import suspected
from cleaner.steps.names.rules import certain, is_odd, is_vetoed, recurs

HERE = Path(__file__).parent
TABLES = HERE.parent / "cleaner" / "data" / "names"
FOLDS = 10
PRIOR = 2.0  # how strongly a weight is held to 0: the ridge of the regression
ROUNDS = 25  # of Newton's method at most
LEAST = 0.005  # log-odds; a smaller weight is left out
PRECISIONS = (0.99, 0.995, 0.997)
UNREAD = "silver"  # in the name of a source: its mentions were labelled by a machine
FINDINGS = 35  # per 10,000 names on pages without a slip put in


@dataclass(frozen=True, slots=True)
class Document:
    """A labelled page."""

    id: str
    lang: str
    text: str
    names: int
    slip: tuple[str, str] | None  # wrong, right
    other: int  # mentions of the right form elsewhere on the page
    people: tuple[str, ...]  # mentions of persons; none where no person labelled them


@dataclass(frozen=True, slots=True)
class Row:
    """A pair of spellings on a page, its evidence and its label."""

    document: int
    wrong: str
    right: str
    levels: dict[str, str]
    is_slip: bool
    is_put_in: bool
    is_unsure: bool
    is_vetoed: bool  # never fixed, whatever it weighs
    is_certain: bool  # always fixed
    is_odd: bool  # reported, whatever it weighs


def main() -> None:
    """Fit, judge, and write if asked."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("documents", type=Path)
    parser.add_argument("natural", type=Path, nargs="?")
    parser.add_argument("--read", type=Path, default=HERE / "names_read.tsv")
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    documents = load(given.documents)
    verdicts = read(given.read, given.natural)
    for table, counts in (("page", None), ("corpus", count(documents))):
        rows = collect(documents, verdicts, counts)
        design = Design.of(rows)
        slips = sum(row.is_slip for row in rows)
        print(f"\n{table}: {len(rows)} pairs, {slips} slips, {design.x.shape[1]} weights")
        by_fold = cross(design, [fold(documents[row.document].id) for row in rows])
        judge(f"{table}, {FOLDS} folds", documents, rows, by_fold, given.show)
        by_lang = cross(design, [documents[row.document].lang for row in rows])
        judge(f"{table}, each language left out", documents, rows, by_lang, 0)
        if given.write:
            weights = fit(design.x, design.y, design.w)
            write(TABLES / f"{table}.toml", design, weights, len(documents))
    rows = collect_columns(documents, verdicts)
    design = Design.of(rows)
    print(f"\ncolumn: {len(rows)} pairs, {sum(row.is_slip for row in rows)} slips")
    judge_columns(documents, rows, cross(design, [fold(row.wrong) for row in rows]), given.show)
    if given.write:
        write(TABLES / "column.toml", design, fit(design.x, design.y, design.w), len(columns(documents)))


def load(path: Path) -> list[Document]:
    """Read labelled pages."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [document(json.loads(line)) for line in file]


def document(row: dict) -> Document:
    """Return one labelled page."""
    slip = row["injected"]
    pair = (slip["typo"], slip["orig"]) if slip else None
    other = slip["other"] if slip else 0
    spans = [] if UNREAD in row["src"] else [m[:2] for m in row["mentions"] if m[2].startswith("PER")]
    people = tuple(" ".join(row["text"][start:end].split()) for start, end in spans)
    return Document(
        row["id"] + row["src"], row["lang"], row["text"], len(row["mentions"]), pair, other, people
    )


def read(path: Path, natural: Path | None) -> dict[tuple[str, str, str], str]:
    """Return what people said of two spellings in a language, in small letters."""
    with path.open(encoding="utf-8") as file:
        said = {
            (r["lang"], r["wrong"].lower(), r["right"].lower()): r["verdict"]
            for r in csv.DictReader(file, delimiter="\t")
        }
    if natural:
        for lang, wrong, right, _ in json.loads(natural.read_text(encoding="utf-8")):
            said.setdefault((lang, wrong.lower(), right.lower()), "typo")
    return said


def count(documents: Iterable[Document]) -> Counter[str]:
    """Return on how many pages each spelling stands."""
    return Counter(form for page in documents for form in Mentions(page.text).forms)


def collect(
    documents: list[Document],
    verdicts: dict[tuple[str, str, str], str],
    counts: Counter[str] | None,
    *,
    is_column: bool = False,
) -> list[Row]:
    """Return every pair of every page with its evidence and its label."""
    rows = []
    for number, page in enumerate(documents):
        mentions = Mentions(page.text)
        for pair in suspected(mentions):
            wrong, right = pair.wrong.text, pair.right.text
            elsewhere = counts and Elsewhere(counts[wrong] - 1, counts[right] - 1)
            verdict = verdicts.get((page.lang, wrong.lower(), right.lower()))
            is_put_in = is_slip(page, wrong, right)
            found = evidence(pair, mentions, page.lang, elsewhere)
            rows.append(
                Row(
                    number,
                    wrong,
                    right,
                    found,
                    is_put_in or verdict == "typo",
                    is_put_in,
                    verdict == "unsure" and not is_put_in,
                    is_vetoed(pair, found, page.lang, is_column=is_column),
                    bool(certain(pair, found, page.lang)),
                    is_odd(pair, found, page.lang),
                )
            )
    return rows


def columns(documents: list[Document]) -> list[Document]:
    """Return a column of persons for each language, as a page with a cell a line."""
    cells: dict[str, list[str]] = defaultdict(list)
    for page in documents:
        cells[page.lang] += page.people
    return [
        Document(f"column {lang}", lang, "\n".join(people), len(people), None, 0, tuple(people))
        for lang, people in sorted(cells.items())
        if people
    ]


def collect_columns(documents: list[Document], verdicts: dict[tuple[str, str, str], str]) -> list[Row]:
    """Return every pair of every column; the slips put into pages stand in it too."""
    put_in: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for page in documents:
        if page.slip and any(page.slip[0] in person for person in page.people):
            put_in[page.lang].add(page.slip)
    built = columns(documents)
    rows = collect(built, verdicts, None, is_column=True)
    found = []
    for row in rows:
        is_put_in = (row.wrong, row.right) in put_in[built[row.document].lang]
        found.append(
            replace(
                row,
                is_slip=row.is_slip or is_put_in,
                is_put_in=is_put_in,
                is_unsure=row.is_unsure and not is_put_in,
                is_vetoed=row.is_vetoed or recurs(row.levels),
            )
        )
    return found


def evidence(pair: Pair, mentions: Mentions, lang: str, elsewhere: Elsewhere | None) -> dict[str, str]:
    """Return all levels of a pair."""
    near = levels(pair, mentions, lang, elsewhere)
    return near | far_levels(pair, near)


def is_slip(page: Document, wrong: str, right: str) -> bool:
    """Tell whether these two spellings are the slip that was put into the page."""
    if not page.slip:
        return False
    typo, orig = page.slip
    return wrong in Mentions(typo).forms and typo.replace(wrong, respelt(wrong, right)) == orig


def fold(name: str) -> int:
    """Return a document's fold: by its name alone."""
    return int.from_bytes(blake2b(name.encode(), digest_size=4).digest(), "big") % FOLDS


@dataclass(frozen=True, slots=True)
class Design:
    """Rows as a matrix with a column for each level, the labels, and what each row counts."""

    columns: list[tuple[str, str]]
    x: np.ndarray
    y: np.ndarray
    w: np.ndarray

    @classmethod
    def of(cls, rows: list[Row]) -> "Design":
        """Return the matrix of rows."""
        columns = sorted({level for row in rows for level in row.levels.items()})
        at = {level: number for number, level in enumerate(columns)}
        x = np.zeros((len(rows), len(columns) + 1))
        x[:, -1] = 1
        for number, row in enumerate(rows):
            x[number, [at[level] for level in row.levels.items()]] = 1
        y = np.array([float(row.is_slip) for row in rows])
        return cls(columns, x, y, np.array([float(not row.is_unsure) for row in rows]))


def fit(x: np.ndarray, y: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Return weights, the base last: a logistic regression with a ridge, by Newton's method."""
    weights = np.zeros(x.shape[1])
    ridge = np.full(x.shape[1], PRIOR)
    ridge[-1] = 1e-6
    for _ in range(ROUNDS):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (w * (y - p)) - ridge * weights
        step = np.linalg.solve((x * (w * p * (1 - p))[:, None]).T @ x + np.diag(ridge), slope)
        weights += step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def cross(design: Design, groups: list) -> np.ndarray:
    """Return each row's probability by weights fitted without its group."""
    found, of = np.zeros(len(groups)), np.array(groups, dtype=object)
    for group in sorted(set(groups)):
        out = of == group
        weights = fit(design.x[~out], design.y[~out], design.w[~out])
        found[out] = 1 / (1 + np.exp(-np.clip(design.x[out] @ weights, -30, 30)))
    return found


def judge(name: str, documents: list[Document], rows: list[Row], p: np.ndarray, show: int) -> None:
    """Print recall at each precision, and at the findings allowed."""
    put_in = [d for d in documents if d.slip]
    twice = sum(d.other > 1 for d in put_in)
    untouched = sum(d.names for d in documents if not d.slip)
    lines = fixes(documents, rows, p, len(put_in), twice, untouched, show)
    found = hit = 0
    for number in best(rows, p):
        found += not documents[rows[number].document].slip
        hit += rows[number].is_put_in
        if 1e4 * found / untouched <= FINDINGS:
            lines[f"{FINDINGS} findings per 10,000"] = (
                f"fix or finding {hit / len(put_in):.3f}, from {p[number]:.3f}"
            )
    print(name, *(f"  {key}: {value}" for key, value in lines.items()), sep="\n")


def judge_columns(documents: list[Document], rows: list[Row], p: np.ndarray, show: int) -> None:
    """Print recall of slips and cells made wrong at each precision, over the columns of all languages."""
    built = columns(documents)
    cells = [Mentions(column.text).forms for column in built]
    slips = len({(row.document, row.wrong) for row in rows if row.is_put_in})
    p = np.array([0.0 if row.is_vetoed else q for row, q in zip(rows, p, strict=True)])
    right = wrong = hit = spoilt = 0
    lines: dict[str, str] = {}
    for number in best(rows, p):
        row = rows[number]
        is_right = row.is_slip or row.is_unsure
        right, wrong, hit = right + is_right, wrong + (not is_right), hit + row.is_put_in
        spoilt += 0 if is_right else cells[row.document][row.wrong].votes
        if not is_right and wrong <= show:
            print(f"  read: {p[number]:.3f} {built[row.document].lang} {row.wrong} > {row.right}")
        for least in (0.98, 0.99):
            if right / (right + wrong) >= least:
                rate = 1e4 * spoilt / sum(column.names for column in built)
                lines[f"precision {least}"] = (
                    f"recall {hit / slips:.3f}, from {p[number]:.3f}, {rate:.1f} cells per 10,000 wrong"
                )
    print("column, 10 folds of spellings", *(f"  {k}: {v}" for k, v in lines.items()), sep="\n")


def best(rows: list[Row], p: np.ndarray) -> list[int]:
    """Return for each spelling of a page its most probable row, the most probable first."""
    held: dict[tuple[int, str], int] = {}
    for number, row in enumerate(rows):
        key = (row.document, row.wrong)
        if key not in held or p[number] > p[held[key]]:
            held[key] = number
    return sorted(held.values(), key=lambda number: -p[number])


def fixes(
    documents: list[Document],
    rows: list[Row],
    p: np.ndarray,
    put_in: int,
    twice: int,
    untouched: int,
    show: int,
) -> dict[str, str]:
    """Return what is fixed at each precision; the rules that need no weight count throughout."""
    p = np.array(
        [1.0 if row.is_certain else 0.0 if row.is_vetoed else q for row, q in zip(rows, p, strict=True)]
    )
    lines: dict[str, str] = {}
    hit = hit_twice = right = wrong = false = 0
    for number in best(rows, p):
        row, page = rows[number], documents[rows[number].document]
        hit += row.is_put_in
        hit_twice += row.is_put_in and page.other > 1
        is_right = row.is_slip or row.is_unsure
        right, wrong, false = (
            right + is_right,
            wrong + (not is_right),
            false + (not is_right and not page.slip),
        )
        if not is_right and wrong <= show:
            print(f"  read: {p[number]:.3f} {page.lang} {row.wrong} > {row.right}, slip put in: {page.slip}")
        for least in PRECISIONS:
            if right / (right + wrong) >= least:
                lines[f"precision {least}"] = (
                    f"recall {hit / put_in:.3f}, twice {hit_twice / twice:.3f}, from {p[number]:.3f}, "
                    f"{wrong} false, {1e4 * false / untouched:.2f} per 10,000"
                )
    return lines


@dataclass(slots=True)
class Score:
    """What the product would do with these probabilities, at its settings."""

    edits: int = 0
    precision: float = 0.0
    recall: float = 0.0
    recall_twice: float = 0.0
    seen: float = 0.0
    false_rate: float = 0.0
    finding_rate: float = 0.0
    by_lang: dict[str, float] = field(default_factory=dict)
    false: list[str] = field(default_factory=list)
    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    @classmethod
    def of(cls, documents: list[Document], rows: list[Row], p: np.ndarray, least: float) -> "Score":
        """Return the score of rows; *least*: the probability from which a slip is fixed."""
        score = cls()
        for page in documents:
            score.counts[page.lang]["slips"] += bool(page.slip)
            score.counts[page.lang]["twice"] += page.other > 1
            score.counts[page.lang]["untouched"] += 0 if page.slip else page.names
        is_fix = [r.is_certain or (not r.is_vetoed and q >= least) for r, q in zip(rows, p, strict=True)]
        for number in best(rows, p + np.array(is_fix)):
            if is_fix[number] or p[number] >= Config().names_doubt or rows[number].is_odd:
                score._count(documents[rows[number].document], rows[number], is_fix[number], p[number])
        return score._summed()

    def _count(self, page: Document, row: Row, is_fix: bool, sure: float) -> None:
        count = self.counts[page.lang]
        count["seen"] += row.is_put_in
        if not is_fix:
            count["findings"] += not page.slip
            return
        is_right = row.is_slip or row.is_unsure
        count["edits"] += 1
        count["right"] += is_right
        count["hit"] += row.is_put_in
        count["hit twice"] += row.is_put_in and page.other > 1
        count["false"] += not is_right and not page.slip
        if not is_right:
            self.false.append(f"{sure:.3f} {page.lang} {row.wrong} > {row.right}, slip put in: {page.slip}")

    def _summed(self) -> "Score":
        total: Counter[str] = sum(self.counts.values(), Counter())
        self.edits = total["edits"]
        self.precision = total["right"] / max(1, total["edits"])
        self.recall, self.recall_twice = total["hit"] / total["slips"], total["hit twice"] / total["twice"]
        self.seen = total["seen"] / total["slips"]
        self.false_rate = 1e4 * total["false"] / total["untouched"]
        self.finding_rate = 1e4 * total["findings"] / total["untouched"]
        self.by_lang = {lang: c["right"] / max(1, c["edits"]) for lang, c in self.counts.items()}
        return self

    def languages(self) -> Iterator[str]:
        """Yield a line for each language."""
        for lang, c in sorted(self.counts.items()):
            hit, seen = c["hit"] / max(1, c["slips"]), c["seen"] / max(1, c["slips"])
            yield (
                f"{lang:4} {c['slips']:4} slips: fixed {hit:.3f}, seen {seen:.3f}; "
                f"{c['edits']} fixes, {c['edits'] - c['right']} wrong; "
                f"findings {1e4 * c['findings'] / max(1, c['untouched']):.0f} per 10,000"
            )


def write(path: Path, design: Design, weights: np.ndarray, documents: int) -> None:
    """Write a table of weights."""
    kinds: dict[str, list[tuple[str, float, int]]] = defaultdict(list)
    pairs = design.x.sum(axis=0).astype(int)
    for (kind, level), weight, number in zip(design.columns, weights, pairs, strict=False):
        kinds[kind].append((level, weight, number))
    lines = [
        "# Weights of the evidence about names, in log-odds: made by fitting/names.py, not by hand.",
        f"base = {weights[-1]:.2f}",
        "\n[made]",
        f"documents = {documents}",
        f"pairs = {len(design.y)}",
        f"slips = {int(design.y.sum())}",
        f"prior = {PRIOR}",
        "\n[usual] # the level that most pairs have",
    ]
    lines += [f'"{kind}" = "{max(rows, key=lambda row: row[2])[0]}"' for kind, rows in sorted(kinds.items())]
    for kind, rows in sorted(kinds.items()):
        lines.append(f'\n[weights."{kind}"]')
        lines += [f'"{level}" = {weight:.2f}' for level, weight, _ in rows if abs(weight) >= LEAST]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
