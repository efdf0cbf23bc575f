"""How well names are judged, and what it costs, with the bar for each figure.

usage: python benchmarks/names.py [--data FOLDER] [--read READ.tsv] [--show N]

FOLDER holds documents.jsonl.gz (pages, in about half of them one slip put into a name),
natural_typos.json (slips that were published), pairs_negative.tsv and pairs_positive.tsv (two
names each: different ones, and a misspelling with what it should be). Without it only what needs
no data is measured. Nothing is judged by weights that were fitted on it: `fitting/names.py` fits
on the other nine folds. READ.tsv holds false fixes that a person read.
"""

import argparse
import csv
import random
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.boilerplate import Sheet
from cleaner import Config, Doc
from cleaner.steps import names
from cleaner.steps.names.mentions import Mentions
from cleaner.survey import Survey
from fitting import names as fitting

ROOT = Path(__file__).parents[1]
APART = ((1, 1), (2, 0), (0, 2))  # mentions of either name on a page: one each, or one name alone
OUTVOTED = ((3, 1), (1, 3), (6, 1))  # the same where votes speak for one of them
ROUNDS = 5
PAGE_BYTES = 4_000


def main() -> None:
    """Print every figure with its bar."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--read", type=Path, default=ROOT / "fitting" / "names_read.tsv")
    parser.add_argument("--show", type=int, default=0)
    given = parser.parse_args()
    sheet = Sheet()
    cost(sheet)  # first: the memory that a process ever held is what is measured
    if given.data:
        judged(sheet, given.data, given.read, given.show)
        columns(sheet, given.data, given.read)
        pairs(sheet, given.data, given.show)
    print(f"{sheet.bars} bars, {sheet.missed} missed")


def judged(sheet: Sheet, data: Path, read: Path, show: int) -> None:
    """Print fixes and findings by cross-validation, on a page alone and in a corpus."""
    documents = fitting.load(data / "documents.jsonl.gz")
    verdicts = fitting.read(read, data / "natural_typos.json")
    bars = {"page": 0.60, "corpus": 0.68}
    least = {"page": Config().names_certain, "corpus": Config().names_corpus}
    for table, counts in (("page", None), ("corpus", fitting.count(documents))):
        rows = fitting.collect(documents, verdicts, counts)
        p = fitting.cross(fitting.Design.of(rows), [fitting.fold(documents[r.document].id) for r in rows])
        score = fitting.Score.of(documents, rows, p, least[table])
        print(f"\n{table}: {score.edits} fixes")
        sheet.least(f"{table}: precision of fixes", score.precision, 0.997, ".4f")
        sheet.least(f"{table}: fix recall", score.recall, bars[table], ".3f")
        told = "where the right form stands twice"
        if table == "corpus":
            sheet.least(f"{table}: {told}", score.recall_twice, 0.70, ".3f")
        else:
            sheet.shown(f"{table}: {told}", score.recall_twice, ".3f")
        sheet.least(f"{table}: fix or finding", score.seen, 0.93, ".3f")
        sheet.most(f"{table}: false fixes per 10,000 names untouched", score.false_rate, 0.3, ".2f")
        sheet.most(f"{table}: findings per 10,000 names untouched", score.finding_rate, 35, ".1f")
        sheet.least(f"{table}: least precision of a language", min(score.by_lang.values()), 0.99, ".3f")
        unseen = fitting.cross(fitting.Design.of(rows), [documents[r.document].lang for r in rows])
        left = fitting.Score.of(documents, rows, unseen, least[table])
        beside = f"recall {left.recall:.3f}, fix or finding {left.seen:.3f}"
        sheet.shown(f"{table}: precision, each language left out", left.precision, ".4f", beside)
        for line in score.languages():
            print("   ", line)
        for row in score.false[:show]:
            print("    read:", row)


def pairs(sheet: Sheet, data: Path, show: int) -> None:
    """Print what becomes of two names that are different, and of two that are one."""
    print()
    rows = load(data / "pairs_negative.tsv")
    curated = {row for row in rows if row[4].startswith("curated")}
    fixed, _ = outcome(rows, APART)
    sheet.most("curated pairs of different names merged", len(fixed & curated), 0, ".0f")
    others = len(rows) - len(curated)
    sheet.most("other pairs merged", len(fixed - curated) / others, 0.005, ".2%", f"{others} pairs")
    fixed, _ = outcome(rows, OUTVOTED)
    sheet.shown("curated pairs merged where one is outvoted", len(fixed & curated), ".0f")
    sheet.shown("other pairs merged where one is outvoted", len(fixed - curated) / others, ".2%")
    for row in sorted(fixed)[:show]:
        print("    merged:", *row[:3], "|", row[4])
    rows = load(data / "pairs_positive.tsv")
    for name, times in (("one each, and on two pages", APART), ("outvoted", OUTVOTED)):
        fixed, told = outcome(rows, times)
        beside = f"reported {len(told - fixed) / len(rows):.2%}"
        sheet.shown(f"misspelt pairs fixed, {name}", len(fixed) / len(rows), ".2%", beside)


def columns(sheet: Sheet, data: Path, read: Path) -> None:
    """Print how columns of persons are judged, one built of each language's pages, by other folds."""
    print()
    documents = fitting.load(data / "documents.jsonl.gz")
    rows = fitting.collect_columns(documents, fitting.read(read, data / "natural_typos.json"))
    p = fitting.cross(fitting.Design.of(rows), [fitting.fold(row.wrong) for row in rows])
    least = Config().names_column
    best = [number for number in fitting.best(rows, p) if p[number] >= least]
    fixed = [rows[number] for number in best if not rows[number].is_vetoed]
    false = [row for row in fixed if not row.is_slip and not row.is_unsure]
    slips = len({(row.document, row.wrong) for row in rows if row.is_put_in})
    built = fitting.columns(documents)
    cells = sum(column.names for column in built)
    spoilt = sum(Mentions(built[row.document].text).forms[row.wrong].votes for row in false)
    sheet.least(
        "column: precision of fixed spellings", 1 - len(false) / len(fixed), 0.98, ".4f", f"{cells} cells"
    )
    sheet.least("column: recall", sum(row.is_put_in for row in fixed) / slips, 0.75, ".3f", f"{slips} slips")
    sheet.most("column: cells made wrong, per 10,000", 1e4 * spoilt / cells, 5, ".1f")


def load(path: Path) -> list[tuple[str, ...]]:
    """Read pairs: language, two names, type, source, note."""
    with path.open(encoding="utf-8") as file:
        return [tuple(map(str, row.values())) for row in csv.DictReader(file, delimiter="\t")]


def outcome(
    rows: list[tuple[str, ...]], times: tuple[tuple[int, int], ...]
) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
    """Return the pairs of which a name was changed, and those told of at all."""
    fixed, told = set(), set()
    for row in rows:
        for doc in (cleaned(page(row[1], row[2], *mentions), row[0]) for mentions in times):
            fixed |= {row} if doc.edits else set()
            told |= {row} if doc.names else set()
    return fixed, told


def page(one: str, other: str, first: int, second: int) -> str:
    """Return a page that mentions two names so many times, in an order drawn by lot."""
    mentions = [one] * first + [other] * second
    random.Random(f"{one} {other} {first}").shuffle(mentions)
    return "\n".join(f"— {name}, {number}." for number, name in enumerate(mentions))


def cleaned(text: str, lang: str) -> Doc:
    """Return a page after the names step alone."""
    return names.repair(Config())(Doc.of(text, lang="und" if lang == "xx" else lang))


def cost(sheet: Sheet) -> None:
    """Print CPU time of a page, how it grows, and memory."""
    print()
    step = names.repair(Config())
    texts = seeds()
    for text in texts:  # the word lists are read once
        step(Doc.of(text))
    memory(sheet, step)
    docs = [Doc.of(text[:PAGE_BYTES]) for text in texts]
    sheet.most("ms of CPU for a page of 4 kB", 1000 * median(step, docs) / len(docs), 1.0, ".2f")
    half, whole = (median(step, [Doc.of(crowd(number))]) for number in (50_000, 100_000))
    sheet.most("100,000 names: times as long as 50,000", whole / half, 2.5, ".2f", f"{whole:.1f} s")


def memory(sheet: Sheet, step: Callable[[Doc], Doc]) -> None:
    """Print what a page of many names and a corpus of many take; the least first, for peaks stay."""
    before = peak()
    survey = Survey()
    for number in range(12_500):
        survey.add(crowd(80, number), None)
    survey.recurring()
    sheet.most("MB more for a corpus of 1,000,000 mentions", peak() - before, 200, ".0f")
    page = Doc.of(crowd(100_000))
    before = peak()
    step(page)
    sheet.most("MB more for a page of 100,000 names", peak() - before, 200, ".0f")


def seeds() -> list[str]:
    """Return the seeds, each as often as makes 4 kB."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
    return [text * (1 + PAGE_BYTES // len(text.encode())) for text in texts]


def median(step: Callable[[Doc], Doc], docs: list[Doc]) -> float:
    """Return seconds of CPU, the median of ROUNDS."""
    taken = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for doc in docs:
            step(doc)
        taken.append(time.process_time() - began)
    return statistics.median(taken)


def crowd(number: int, seed: int = 0) -> str:
    """Return a page of so many names, made of syllables."""
    draw = random.Random(seed)
    parts = ["ka", "lo", "mi", "ren", "to", "sha", "bel", "du", "vin", "or", "es", "tra"]
    words = ("".join(draw.choices(parts, k=draw.randint(2, 4))).capitalize() for _ in range(number))
    return ". ".join(f"{word} said so" for word in words)


def peak() -> float:
    """Return the most memory that this process held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
