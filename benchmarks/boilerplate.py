"""What the steps captcha, boilerplate and repeats take out, what they cost, and the bar for each figure.

usage: python benchmarks/boilerplate.py [--residue FOLDER] [--extracted FOLDER] [--pages FILE]

The residue FOLDER holds lines labelled keep and remove (composites.jsonl, pages/*.json), captchas
and sums that are none (captchas.tsv, captcha_negatives.tsv), and treebank sentences, which must
stay (body_sentences.jsonl.gz). The extracted FOLDER holds SET_truth.jsonl.gz with rows {page, text,
title, lang} and SET_outputs.jsonl.gz with rows {page, extractor, text}. The pages FILE holds JSON lines
with text, title and url, compressed or not; those of 3 to 5 kB are timed too. A part whose folder is
not given is left out; a made-up site, CPU time and the counts of the lexicon need no data.

No page's language is told. Edits of encoding/*, spacing/* and names/* repair text and take nothing
out: they do not count, unless the line says so.
"""

import argparse
import ast
import csv
import gzip
import json
import random
import re
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import ftfy

import cleaner
from benchmarks import made_up_site
from cleaner import Config, Doc, lexicon, pipeline
from cleaner.engines import local
from cleaner.template import key

ROOT = Path(__file__).parents[1]
STRIPS = ("captcha", "boilerplate", "repeats")
REPAIRS = ("encoding/", "spacing/", "names/")
MILLION = 1_000_000
ROUNDS = 5
# Changes of F1 that the set aeb, with titles, and the set daniel must show at least.
GAINS = {
    "aeb": {
        "traf_nocomments": 0.008,
        "traf_precision": 0.005,
        "readability": 0.010,
        "resiliparse": 0.024,
        "newspaper4k": 0.002,
        "justext_aeb": 0.012,
    },
    "daniel": {"traf_nocomments": 0.012, "readability": 0.006, "resiliparse": 0.025},
}
EXACT = {"traf_nocomments": 0.44}
SITE_PAGES = 50
PAGE_BYTES = 4_000
PAGES = 200
SIZES = (3_000, 5_000)  # bytes of a file's pages that are timed
MOST_PAGES = 500
COPIED = (6, 100)  # a seed's longest paragraphs, of at least so many bytes, are what fills a page
HOSTILE = {
    "one letter": "a",
    "words": "word ",
    "a phrase": "Leave a Reply ",
    "brackets": "([{",
    "operators and digits": "1 + ",
    "equals signs": "= ",
    "digits": "7",
    "blanks": " ",
    "no-break spaces": "\u00a0",
    "dots": ".",
    "at signs": "@",
    "addresses": "a@b.c ",
    "bars": "a | ",
    "dates": "1.2.2024 ",
    "ideographs": "字",
    "combining marks": "e\u0301",
    "one-letter lines": "a\n",
    "empty lines": "\n",
    "lines that are sums": "1 + 2 =\n",
    "lines that are phrases": "Leave a Reply\n",
}
NOISE = 0.03  # seconds; of less, no factor is judged
PROOFS = {
    "tests/test_architecture.py": ("test_no_code_in_the_steps_names_a_language",),
    "tests/test_lexicon.py": (
        "test_every_file_reads_and_holds_its_witnesses",
        "test_strips_go",
        "test_keeps_stay",
    ),
}


@dataclass(slots=True)
class Sheet:
    """Prints figures; counts the bars, and those missed."""

    bars: int = 0
    missed: int = 0

    def least(self, name: str, value: float, bar: float, form: str = ".4f", beside: str = "") -> None:
        """Print a figure that must not be below its bar."""
        self._judged(name, value, f">= {bar:{form}}", bar - value, form, beside)

    def most(self, name: str, value: float, bar: float, form: str = ".1f", beside: str = "") -> None:
        """Print a figure that must not be above its bar."""
        self._judged(name, value, f"<= {bar:{form}}", value - bar, form, beside)

    def _judged(self, name: str, value: float, bar: str, by: float, form: str, beside: str) -> None:
        self.bars += 1
        said = "ok"
        if by > 0:
            unsigned = form.lstrip("+")
            is_seen = float(f"{by:{unsigned}}".rstrip("%")) > 0
            said = f"MISSED by {by:{unsigned if is_seen else '.1e'}}"
            self.missed += 1
        print(f"{name:54} {f'{value:{form}}':>9}  {bar:>10}  {said}" + (f"  ({beside})" if beside else ""))

    @staticmethod
    def shown(name: str, value: float, form: str = ".4f", beside: str = "") -> None:
        """Print a figure that has no bar."""
        print(f"{name:54} {f'{value:{form}}':>9}  {'no bar':>10}" + (f"  ({beside})" if beside else ""))


# Part 1: lines that must go, lines that must stay


@dataclass(slots=True)
class Loss:
    """Characters of lines that must stay, and how many of them edits deleted or changed."""

    chars: int = 0
    by_rule: Counter[str] = field(default_factory=Counter)  # repairs are among them

    def add(self, doc: Doc, kept: bytes) -> int:
        """Count one page; *kept* has a 1 for each character that must stay. Return what was lost."""
        self.chars += kept.count(1)
        found = lost(doc, kept, repairs=False)
        self.by_rule += found + Counter(
            {rule: n for rule, n in lost(doc, kept, repairs=True).items() if is_repair(rule)}
        )
        return found.total()

    def per_million(self, repairs: bool) -> float:
        """Return the characters lost per million, with or without repairs."""
        gone = sum(n for rule, n in self.by_rule.items() if repairs or not is_repair(rule))
        return gone * MILLION / max(1, self.chars)

    def told(self) -> str:
        """Return what stands beside the figure: repairs counted, and the rules that took most."""
        rules = ((rule, n) for rule, n in self.by_rule.most_common() if not is_repair(rule))
        most = ", ".join(f"{rule} {n}" for rule, n in islice(rules, 3))
        return f"{self.per_million(True):.1f} with repairs, of {self.chars} characters" + (
            f"; {most}" if most else ""
        )


def is_repair(rule: str) -> bool:
    """Tell whether a rule repairs characters or spaces."""
    return rule.startswith(REPAIRS)


def lost(doc: Doc, kept: bytes, repairs: bool) -> Counter[str]:
    """Return how many of the characters marked in *kept* each rule deleted or changed.

    What an edit put in place of lost characters is not marked, so nothing counts twice; where
    *repairs* do not count, what they put in is marked if what stood there was.
    """
    found: Counter[str] = Counter()
    for layer in doc.trail:
        pieces, at = [], 0
        for edit in layer:
            old = kept[edit.start : edit.end]
            counts = repairs or not is_repair(edit.rule)
            if counts and 1 in old:
                found[edit.rule] += old.count(1)
            mark = 0 if counts else max(old, default=0)
            pieces += [kept[at : edit.start], bytes([mark]) * len(edit.new)]
            at = edit.end
        kept = b"".join([*pieces, kept[at:]])
    return found


def marked(lines: Sequence[str], keep: Iterable[bool]) -> bytes:
    """Return the mask of a page made of *lines*: a 1 for each character of those to keep."""
    return b"\0".join(bytes([stays]) * len(line) for line, stays in zip(lines, keep, strict=True))


def plain(line: str) -> str:
    """Return a line without what repairs may change, to find it again."""
    return "".join(ftfy.fix_text(line).split())


def removed(doc: Doc, going: Iterable[str], staying: Iterable[str]) -> list[bool]:
    """Tell of each line to remove whether no more copies are left than lines to keep say the same."""
    left = Counter(map(plain, doc.text.split("\n")))
    allowed = Counter(map(plain, staying))
    return [left[line] <= allowed[line] for line in map(plain, going)]


def is_untouched(doc: Doc, repairs: bool) -> bool:
    """Tell whether a page has no edits, or none but repairs."""
    return all(not repairs and is_repair(edit.rule) for edit in doc.edits)


def json_rows(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file of JSON lines, compressed or not."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def tsv_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table with tabs and a header."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def joined(sentences: Iterable[str]) -> str:
    """Return sentences as one line, with spaces where the script has them."""
    return "".join(s if s[-1] >= "\u2e80" else f"{s} " for s in sentences).strip()


@dataclass(frozen=True, slots=True)
class Sentences:
    """Treebank sentences that talk of nothing a page says of itself, and those that do."""

    by_treebank: dict[str, list[str]]
    by_lang: dict[str, list[str]]
    tricky: list[tuple[str, str]]  # treebank, sentence

    @classmethod
    def read(cls, path: Path) -> "Sentences":
        """Return the sentences of a file."""
        found = cls(defaultdict(list), defaultdict(list), [])
        for row in json_rows(path):
            if row.get("tricky"):
                found.tricky.append((row["treebank"], row["text"]))
            else:
                found.by_treebank[row["treebank"]].append(row["text"])
                found.by_lang[row["lang"]].append(row["text"])
        return found

    def pages(self) -> Iterator[list[str]]:
        """Return pages of 8 lines, each of 4 sentences that follow one another; the last are shorter."""
        for sentences in self.by_treebank.values():
            lines = [joined(sentences[at : at + 4]) for at in range(0, len(sentences), 4)]
            yield from (lines[at : at + 8] for at in range(0, len(lines), 8))

    def around(self) -> Callable[[str], tuple[str, str]]:
        """Return what gives, language by language, the next two sentences."""
        turning = {lang: cycle(sentences) for lang, sentences in self.by_lang.items()}
        return lambda lang: (next(turning[lang]), next(turning[lang]))


def residue(sheet: Sheet, folder: Path) -> None:
    """Print recall on lines to remove, and what lines to keep lost."""
    labelled(sheet, folder)
    sentences = Sentences.read(folder / "body_sentences.jsonl.gz")
    captchas(sheet, folder, sentences)
    body = Loss()
    for lines in sentences.pages():
        body.add(cleaner.clean("\n".join(lines)), marked(lines, [True] * len(lines)))
    sheet.most("body, characters lost per million", body.per_million(False), 100, beside=body.told())
    tricky, alone = Loss(), Loss()
    turning = {treebank: cycle(held) for treebank, held in sentences.by_treebank.items()}
    for treebank, sentence in sentences.tricky:
        first, second = islice(turning[treebank], 2)
        for lines in ([first, second, sentence], [first, sentence, second]):
            doc = cleaner.clean("\n".join(lines))
            tricky.add(doc, marked(lines, [True] * 3))
            alone.add(doc, marked(lines, [line is sentence for line in lines]))
    sheet.most(
        "tricky pages, characters lost per million", tricky.per_million(False), 300, beside=tricky.told()
    )
    sheet.shown("  of the tricky sentences alone", alone.per_million(False), ".1f", alone.told())


def labelled(sheet: Sheet, folder: Path) -> None:
    """Print recall and loss on pages whose lines are labelled, and which pages stay untouched."""
    gone: dict[str, list[bool]] = defaultdict(list)
    losses: dict[str, Loss] = defaultdict(Loss)
    touched: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for kind, lines, labels in labelled_pages(folder):
        doc = cleaner.clean("\n".join(lines))
        going, staying = (
            [t for t, said in zip(lines, labels, strict=True) if said == label]
            for label in ("remove", "keep")
        )
        gone[kind] += removed(doc, going, staying)
        losses[kind].add(doc, marked(lines, [label == "keep" for label in labels]))
        touched[kind].append((is_untouched(doc, repairs=False), is_untouched(doc, repairs=True)))
    for kind, bar in (("composite", 0.98), ("page", 0.93)):
        beside = f"{sum(gone[kind])} of {len(gone[kind])} lines on {len(touched[kind])} pages"
        sheet.least(f"{kind}s, recall of lines to remove", statistics.mean(gone[kind]), bar, beside=beside)
        name = f"  characters lost per million of {kind} lines to keep"
        sheet.shown(name, losses[kind].per_million(False), ".1f", losses[kind].told())
    for kind in ("clean", "repeats"):
        without, whole = (statistics.mean(found) for found in zip(*touched[kind], strict=True))
        beside = f"{whole:.1%} with repairs counted, of {len(touched[kind])}; {losses[kind].told()}"
        sheet.least(f"{kind} pages left untouched", without, 0.995, ".1%", beside)


def labelled_pages(folder: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    """Return each page's kind, lines and labels: keep, remove, and others, which count for nothing."""
    for row in json_rows(folder / "composites.jsonl"):
        yield row["kind"], [line["t"] for line in row["lines"]], [line["label"] for line in row["lines"]]
    for path in sorted((folder / "pages").glob("*.json")):
        row = json.loads(path.read_text(encoding="utf-8"))
        lines = row["text"].split("\n")
        going, staying = {entry["line"] for entry in row["must_remove"]}, set(row["must_keep"])
        labels = ["remove" if i in going else "keep" if i in staying else "" for i in range(len(lines))]
        yield "page", lines, labels


def captchas(sheet: Sheet, folder: Path, sentences: Sentences) -> None:
    """Print recall on captchas behind two sentences, and how many sums that are none were lost."""
    around = sentences.around()
    found = []
    for row in tsv_rows(folder / "captchas.tsv"):
        before = around(row["lang"])
        found += removed(cleaner.clean("\n".join([*before, row["text"]])), [row["text"]], before)
    beside = f"{sum(found)} of {len(found)}"
    sheet.least("captchas behind two sentences, recall", statistics.mean(found), 0.98, beside=beside)
    middle: list[bool] = []
    end: list[bool] = []
    rows = tsv_rows(folder / "captcha_negatives.tsv")
    for row in rows:
        first, second = around(row["lang"])
        for lines, gone in (([first, row["text"], second], middle), ([first, second, row["text"]], end)):
            kept = marked(lines, [line is row["text"] for line in lines])
            gone.append(lost(cleaner.clean("\n".join(lines)), kept, repairs=False).total() > 0)
    sheet.most("sums that are no captcha, lost in the middle", sum(middle), 0, "d", f"of {len(rows)}")
    share, beside = sum(end) / len(rows), f"{sum(end)} of {len(rows)}"
    sheet.most("sums that are no captcha, lost at the end", share, 0.005, ".2%", beside)


# Parts 2 and 3: what extractors gave


@dataclass(frozen=True, slots=True)
class Truth:
    """What a page says, counted."""

    lang: str
    text: str
    title: str | None
    words: list[str]
    shingles: Counter[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Hits:
    """What a text has in common with the truth of its page."""

    lang: str
    precision: float | None
    recall: float | None
    exact: bool


@dataclass(frozen=True, slots=True)
class Score:
    """Means over pages; pages weigh the same, those without a precision or a recall aside."""

    f1: float
    recall: float
    exact: float

    @classmethod
    def of(cls, pages: Sequence[Hits]) -> "Score":
        """Return the score of some pages."""
        precision = statistics.mean(page.precision for page in pages if page.precision is not None)
        recall = statistics.mean(page.recall for page in pages if page.recall is not None)
        f1 = 2 * precision * recall / (precision + recall)
        return cls(f1, recall, statistics.mean(page.exact for page in pages))


def shingles(words: list[str]) -> Counter[tuple[str, ...]]:
    """Return how often each run of 4 words stands in a text; a shorter text is one run."""
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3)) if words)


def words_of(text: str) -> list[str]:
    r"""Return the words of a text: \w+."""
    return re.findall(r"\w+", text)


def hits(truth: Truth, text: str) -> Hits:
    """Return what *text* has in common with the truth."""
    words = words_of(text)
    said = shingles(words)
    hit = (said & truth.shingles).total()
    precision = hit / said.total() if said else None
    recall = hit / truth.shingles.total() if truth.shingles else None
    return Hits(truth.lang, precision, recall, words == truth.words)


def extracted(sheet: Sheet, folder: Path, name: str) -> None:
    """Print how the score of each extractor in a set changes when its outputs are cleaned."""
    truths = {}
    for row in json_rows(folder / f"{name}_truth.jsonl.gz"):
        words = words_of(row["text"])
        title, lang = row.get("title") or None, row.get("lang") or "?"
        truths[row["page"]] = Truth(lang, row["text"], title, words, shingles(words))
    outputs: dict[str, dict[str, str]] = defaultdict(dict)
    for row in json_rows(folder / f"{name}_outputs.jsonl.gz"):
        outputs[row["extractor"]][row["page"]] = row["text"]
    has_titles = any(truth.title for truth in truths.values())
    print(f"{name}: {len(truths)} pages, {'with titles' if has_titles else 'which have no titles'}")
    before = {
        extractor: [hits(truth, texts.get(page, "")) for page, truth in truths.items()]
        for extractor, texts in outputs.items()
    }
    after = cleaned(truths, outputs, titles=True)
    for extractor, raw in before.items():
        changed(sheet, name, extractor, raw, after[extractor])
    on_truths(sheet, truths, titles=True, has_bars=name == "aeb")
    if has_titles:
        print(f"{name}: without titles")
        after = cleaned(truths, outputs, titles=False)
        for extractor, raw in before.items():
            was, now = Score.of(raw), Score.of(after[extractor])
            beside = f"{was.f1:.4f} to {now.f1:.4f}; recall {now.recall - was.recall:+.4f}"
            beside += f"; exact {was.exact:.3f} to {now.exact:.3f}"
            sheet.least(f"{extractor}, F1", now.f1 - was.f1, 0, "+.4f", beside)
        on_truths(sheet, truths, titles=False, has_bars=False)


def cleaned(
    truths: Mapping[str, Truth], outputs: Mapping[str, Mapping[str, str]], titles: bool
) -> dict[str, list[Hits]]:
    """Return what the outputs of each extractor, cleaned, have in common with the truth."""
    return {
        extractor: [
            hits(truth, cleaner.clean(texts.get(page, ""), title=truth.title if titles else None).text)
            for page, truth in truths.items()
        ]
        for extractor, texts in outputs.items()
    }


def changed(sheet: Sheet, name: str, extractor: str, raw: Sequence[Hits], now: Sequence[Hits]) -> None:
    """Print the change of one extractor's score, and the bars of the set."""
    old, new = Score.of(raw), Score.of(now)
    gain, beside = GAINS.get(name, {}).get(extractor, 0.0), f"{old.f1:.4f} to {new.f1:.4f}"
    sheet.least(f"{extractor}, F1", new.f1 - old.f1, gain, "+.4f", beside)
    recall, beside = new.recall - old.recall, f"{old.recall:.4f} to {new.recall:.4f}"
    exact = f"{sum(page.exact for page in raw)} to {sum(page.exact for page in now)} pages"
    if name == "aeb":
        sheet.least("  recall", recall, -0.002, "+.4f", beside)
    else:
        sheet.shown("  recall", recall, "+.4f", beside)
    if name == "aeb" and extractor in EXACT:
        sheet.least("  exact pages", new.exact, EXACT[extractor], ".3f", exact)
    else:
        sheet.shown("  exact pages", new.exact, ".3f", exact)
    langs = sorted({page.lang for page in raw})
    if len(langs) > 1:
        by_lang = {}
        for lang in langs:
            was, is_now = (Score.of([page for page in pages if page.lang == lang]) for pages in (raw, now))
            by_lang[lang] = is_now.f1 - was.f1
        beside = ", ".join(f"{lang} {change:+.4f}" for lang, change in by_lang.items())
        sheet.least("  F1 of the language that gains least", min(by_lang.values()), 0, "+.4f", beside)


def on_truths(sheet: Sheet, truths: Mapping[str, Truth], titles: bool, has_bars: bool) -> None:
    """Print what cleaning does to texts that have nothing to clean."""
    docs = [cleaner.clean(truth.text, title=truth.title if titles else None) for truth in truths.values()]
    pages = [hits(truth, doc.text) for truth, doc in zip(truths.values(), docs, strict=True)]
    recall = statistics.mean(page.recall for page in pages if page.recall is not None)
    without, whole = (
        statistics.mean(is_untouched(doc, repairs) for doc in docs) for repairs in (False, True)
    )
    beside = f"{whole:.1%} with repairs counted"
    if has_bars:
        sheet.least("truths alone, recall", recall, 0.999)
        sheet.least("truths alone, untouched", without, 0.97, ".1%", beside)
    else:
        sheet.shown("truths alone, recall", recall)
        sheet.shown("truths alone, untouched", without, ".1%", beside)


# Part 4: a site in a language that no file knows


def site(sheet: Sheet) -> None:
    """Print which lines of a site's template are left, and which body lines are lost."""
    rows = local.clean_pages(made_up_site.pages(SITE_PAGES), Config()).articles.to_pylist()
    template = [*made_up_site.HEAD, *made_up_site.FOOT]
    left = kickers = gone = body = 0
    for row in rows:
        number = int(row["id"][1:])
        lines = Counter(map(key, row["text"].split("\n")))
        left += sum(lines[key(line)] for line in template)
        kickers += lines[key(made_up_site.kicker(number))]
        article = made_up_site.article(number)
        body += len(article)
        gone += sum(line not in row["text"].split("\n") for line in article)
    sheet.least("pages that came out", len(rows), SITE_PAGES, "d")
    sheet.most("template lines left", left, 0, "d", f"of {SITE_PAGES * len(template)}")
    sheet.most("body lines lost", gone, 0, "d", f"of {body}")
    sheet.shown("kickers left, each on a fifth of the pages", kickers, "d", f"of {SITE_PAGES}")


# Part 5: time


def made(seeds: Sequence[str], number: int, size: int, new: bool) -> str:
    """Return a page of about *size* bytes: a seed, with copies of its longest paragraphs in varying order.

    What stands around the body is there once. With *new*, each copy has its words in an order of
    its own, but for the last: no line was seen before, and each still ends as a sentence does.
    """
    die = random.Random(number)
    lines = seeds[number % len(seeds)].split("\n")
    most, least = COPIED
    longest = sorted((line for line in lines if len(line.encode()) >= least), key=len)[-most:]
    at = max(lines.index(line) for line in longest) + 1
    have, added = len("\n".join(lines).encode()), []
    while have < size:
        for line in die.sample(longest, len(longest)):
            if have < size:
                added += ["", reordered(line, die) if new else line]
                have += len(line.encode()) + 2
    return "\n".join([*lines[:at], *added, *lines[at:]])


def reordered(line: str, die: random.Random) -> str:
    """Return a line with its words, or its characters where it has hardly a space, in another order."""
    cut = " " if line.count(" ") > COPIED[0] else ""
    *moving, last = line.split(cut) if cut else list(line)
    return cut.join([*die.sample(moving, len(moving)), last])


def prepared(text: str, title: str | None = None, url: str | None = None) -> Doc:
    """Return a page as it is when the three steps get it."""
    doc = Doc.of(text, title, url)
    for name, step in pipeline.steps(Config()):
        if name == STRIPS[0]:
            break
        doc = step(doc)
    return doc


def strip_ms(docs: Sequence[Doc], *, apart: bool = False) -> dict[str, float]:
    """Return the CPU time of the three steps together, or *apart*, in ms a page.

    No line is held from pages before.
    """
    steps = [(name, step) for name, step in pipeline.steps(Config()) if name in STRIPS]
    parts = [[step] for step in steps] if apart else [steps]
    found = dict.fromkeys(STRIPS if apart else ["together"], 0.0)
    for doc in docs:
        lexicon.load().lines.clear()
        for name, part in zip(found, parts, strict=True):
            began = time.process_time()  # itself some microseconds
            for _, step in part:
                doc = step(doc)
            found[name] += 1000 * (time.process_time() - began) / len(docs)
    return found


def real(sheet: Sheet, path: Path) -> None:
    """Print the time of the three steps on the pages of a file that are of about 4 kB."""
    least, most = SIZES
    rows = [row for row in json_rows(path) if least <= len(row["text"].encode()) <= most][:MOST_PAGES]
    docs = [prepared(row["text"], row.get("title"), row.get("url")) for row in rows]
    size = statistics.mean(len(doc.raw.encode()) for doc in docs)
    rounds = [sum(strip_ms(docs).values()) for _ in range(ROUNDS + 1)][1:]
    beside = f"{statistics.median(rounds):.3f} a page; {len(docs)} pages of {size:.0f} bytes"
    name = f"  pages of {path.name}, ms for 4 kB"
    sheet.most(name, statistics.median(rounds) * PAGE_BYTES / size, 1.0, ".3f", beside)


def cpu(sheet: Sheet, pages: Path | None) -> None:
    """Print the time of the three steps on pages of 4 kB beside ftfy, on longer ones, on hostile text."""
    seeds = [path.read_bytes().decode("utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
    texts = [made(seeds, number, PAGE_BYTES, new=False) for number in range(PAGES)]
    others = [prepared(made(seeds, number, PAGE_BYTES, new=True)) for number in range(PAGES)]
    docs = [prepared(text) for text in texts]
    rounds, apart, new, bare = [], [], [], []
    for _ in range(ROUNDS + 1):
        rounds.append(sum(strip_ms(docs).values()))
        apart.append(strip_ms(docs, apart=True))
        new.append(sum(strip_ms(others).values()))
        began = time.process_time()
        for text in texts:
            ftfy.fix_text(text)
        bare.append(1000 * (time.process_time() - began) / PAGES)
    del rounds[0], apart[0], new[0], bare[0]  # what is loaded once is loaded in a round that does not count
    total, theirs = statistics.median(rounds), statistics.median(bare)
    beside = ", ".join(f"{step} {statistics.median(held[step] for held in apart):.3f}" for step in STRIPS)
    beside += f"; {sum(len(text.encode()) for text in texts) / PAGES:.0f} bytes a page"
    sheet.most("the three steps, ms a page", total, 1.0, ".3f", beside)
    sheet.shown("  where no line of the body comes again", statistics.median(new), ".3f")
    if pages:
        real(sheet, pages)
    beside = f"the three steps take {total / theirs:.2f} times as long"
    sheet.shown("ftfy.fix_text, ms a page", theirs, ".3f", beside)
    for kilo in (4, 16, 64, 256):
        docs = [prepared(made(seeds, number, kilo * 1000, new=True)) for number in range(len(seeds))]
        kilos = sum(len(doc.raw.encode()) for doc in docs) / 1000 / len(docs)
        fewest = min(sum(strip_ms(docs).values()) for _ in range(2))
        sheet.shown(f"pages of {kilo} kB, ms a kB", fewest / kilos, ".3f", f"{len(docs)} pages")
    for name, piece in HOSTILE.items():
        half, whole = (hostile_seconds(piece, size) for size in (MILLION // 2, MILLION))
        beside = f"{whole:.2f} s for 1 MB, {half:.2f} s for half"
        factor = whole / max(half, 1e-6)
        if whole < NOISE:
            sheet.shown(f"{name}: 1 MB to half", factor, ".2f", f"{beside}, too short to judge")
        else:
            sheet.most(f"{name}: 1 MB to half", factor, 2.5, ".2f", beside)


def hostile_seconds(piece: str, size: int) -> float:
    """Return the CPU seconds of the three steps on *piece* again and again; the shorter of two tries."""
    doc = Doc.of(piece * (size // len(piece.encode())), lang="en")
    return min(sum(strip_ms([doc]).values()) for _ in range(2)) / 1000


# Part 6: what is data


def data(sheet: Sheet) -> None:
    """Print how much the lexicon holds, and the tests that show that languages are data alone."""
    held = lexicon.load()
    files = sorted(path.stem for path in (Path(lexicon.__file__).parent / "data" / "lang").glob("*.toml"))
    beside = f"{len(held.index)} phrases of {len(held.kinds)} kinds"
    sheet.shown("language files", len(files), "d", beside)
    for path, names in PROOFS.items():
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        known = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        for name in names:
            sheet.least(f"{path}::{name}", name in known, True, "d")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--residue", type=Path, metavar="FOLDER")
    parser.add_argument("--extracted", type=Path, metavar="FOLDER")
    parser.add_argument("--pages", type=Path, metavar="FILE")
    args = parser.parse_args()
    began = time.monotonic()
    sheet = Sheet()
    print("1. lines that must go and lines that must stay")
    if args.residue:
        residue(sheet, args.residue)
    else:
        print("left out: no --residue FOLDER")
    for part, name in enumerate(GAINS, 2):
        print(f"\n{part}. outputs of extractors, set {name}: change of F1 by cleaning")
        if args.extracted:
            extracted(sheet, args.extracted, name)
        else:
            print("left out: no --extracted FOLDER")
    print(f"\n4. a site of {SITE_PAGES} pages in a made-up language")
    site(sheet)
    print(f"\n5. CPU time of {', '.join(STRIPS)} alone: {PAGES} pages, medians of {ROUNDS} rounds")
    cpu(sheet, args.pages)
    print("\n6. languages are data")
    data(sheet)
    print(f"\n{sheet.bars} bars, {sheet.missed} missed, in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
