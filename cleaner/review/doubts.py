"""The doubts of a run, and its least certain changes, put together by what one decision settles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cleaner.line_keys import key, masked, shapes
from cleaner.report import load
from cleaner.review import weigh
from cleaner.review.item import gain
from cleaner.steps.names.rules import MESSAGES
from cleaner.template import digest

LINES = ("boilerplate/suspected", "captcha/suspected", "byline/suspected")
NAMES = ("names/accent", "names/case", "names/edge", "names/tie", "names/variant")
TOLD_APART = ("names/corpus", "names/joint")  # findings that have no row among the names
EXAMPLES = 3  # pages of an item that are shown
VARIANTS = 50  # ways a line is written that are held, to see how they differ


@dataclass(slots=True)
class Known:
    """The pages of a run by id: number, site, language."""

    numbers: dict[str, int] = field(default_factory=dict)
    sites: list[str] = field(default_factory=list)
    langs: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, folder: Path) -> Known:
        """Read what the pages of a run are; those in quarantine come last."""
        known, held = cls(), dict[str, str]()
        for name in ("articles", "quarantine"):
            for batch in load.batches(folder, name, ["id", "site", "lang"]):
                for id_, site, lang in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    known.numbers[id_] = len(known.sites)
                    known.sites.append(held.setdefault(site or "", site or ""))
                    known.langs.append(held.setdefault(lang or "und", lang or "und"))
        return known


@dataclass(slots=True)
class Group:
    """All that one decision settles, as the tables tell it."""

    kind: str
    site: str | None
    doubts: int = 0
    done: int = 0
    rules: Counter[str] = field(default_factory=Counter)
    langs: Counter[str] = field(default_factory=Counter)
    pages: set[int] = field(default_factory=set)
    examples: list[int] = field(default_factory=list)
    best: dict[tuple[str, str], tuple[int, float, str, str]] = field(default_factory=dict)

    def add(self, page: int, way: tuple[str, str], told: _Told) -> None:
        """Take one row: *way* is the text and what it would become."""
        self.doubts += told.is_doubt
        self.done += not told.is_doubt
        self.rules[told.rule] += 1
        if page not in self.pages:
            self.pages.add(page)
            if len(self.examples) < EXAMPLES:
                self.examples.append(page)
        count, sure, evidence, message = self.best.get(way, (0, -1.0, "", ""))
        if way in self.best or len(self.best) < VARIANTS:
            more = (told.sure, told.evidence, told.message) if told.sure > sure else (sure, evidence, message)
            self.best[way] = (count + 1, *more)

    @property
    def state(self) -> str:
        """Whether it is a doubt, or done."""
        return "doubt" if self.doubts else "done"

    @property
    def places(self) -> int:
        """How many rows told of it."""
        return self.doubts or self.done

    @property
    def way(self) -> tuple[str, str]:
        """The text, and what it would become: what most rows say, and the surest of them."""
        if self.kind == "line":
            return shapes(sorted(text for text, _ in self.best)), ""
        return max(self.best, key=lambda way: (self.best[way][0] * self.best[way][1], way))

    @property
    def told(self) -> tuple[float, str, str]:
        """Probability, evidence and message of the surest row that says the same."""
        rows = self.best.values() if self.kind == "line" else [self.best[self.way]]
        _, sure, evidence, message = max(rows, key=lambda row: (row[1], row[2], row[3]))
        return sure, evidence, message

    @property
    def gain(self) -> float:
        """What it is ranked by."""
        return gain(self.state, self.told[0], self.places)


@dataclass(frozen=True, slots=True)
class _Told:
    rule: str
    sure: float
    evidence: str
    message: str
    is_doubt: bool


def groups(folder: Path, known: Known) -> list[tuple[str, Group]]:
    """Return all that may be decided, each with its id, the most certain gain first.

    The order: probability of the evidence times the places that it settles; of what the run did, the
    probability that it was wrong. Where that is equal, by id.
    """
    settings = load.about(folder).get("settings") or {}
    found: dict[str, Group] = {}
    for page, way, told in _all(folder, known, settings):
        is_name = bool(way[1])
        site = None if is_name else known.sites[page]
        parts = ("name", *sorted(way)) if is_name else ("line", site or "", masked(key(way[0])))
        id_ = f"{parts[0][0]}{digest(chr(0).join(parts)):016x}"
        group = found.setdefault(id_, Group(parts[0], site))
        group.langs[known.langs[page]] += 1
        group.add(page, way, told)
    return sorted(found.items(), key=lambda item: (-round(item[1].gain, 6), item[0]))


Row = tuple[int, tuple[str, str], _Told]


def _all(folder: Path, known: Known, settings: dict[str, Any]) -> Iterator[Row]:
    yield from _findings(folder, known)
    yield from _names(folder, known, settings)
    yield from _edits(folder, known, settings)


def _rows(folder: Path, name: str, columns: list[str], wanted: Any) -> Iterator[dict[str, Any]]:
    for batch in load.batches(folder, name, columns):
        yield from batch.filter(wanted(batch)).to_pylist()


def _findings(folder: Path, known: Known) -> Iterator[Row]:
    rules = pa.array([*LINES, *TOLD_APART])
    columns = ["article_id", "rule", "text", "message", "evidence"]
    for row in _rows(folder, "findings", columns, lambda batch: pc.is_in(batch["rule"], rules)):
        page, text = known.numbers.get(row["article_id"]), row["text"].strip()
        way = (text, "" if row["rule"] in LINES else _other(row["message"], text))
        if page is not None and text and (row["rule"] in LINES or way[1]):
            sure = weigh.sure(weigh.line(row["evidence"]))
            yield page, way, _Told(row["rule"], sure, row["evidence"], row["message"], is_doubt=True)


def _other(message: str, text: str) -> str:
    """Return the other spelling of a message such as "Jean Claude or Jean-Claude? joined in two ways"."""
    head, _, _ = message.partition("? ")
    return head.removeprefix(f"{text} or ") if head.startswith(f"{text} or ") else ""


def _names(folder: Path, known: Known, settings: dict[str, Any]) -> Iterator[Row]:
    columns = ["article_id", "form", "canonical", "decision", "rule", "evidence"]
    rules = pa.array([*NAMES, "names/typo"])
    bars = [settings.get(name, bar) for name, bar in (("names_certain", 0.95), ("names_corpus", 0.93))]
    for row in _rows(folder, "names", columns, lambda batch: pc.is_in(batch["rule"], rules)):
        page, sure = known.numbers.get(row["article_id"]), weigh.name(row["evidence"])
        is_doubt = row["decision"] == "reported"
        if page is not None and (is_doubt or (sure or 1) < max(bars) + weigh.NAMES_NEAR):
            message = MESSAGES.get(row["rule"], "") if is_doubt else ""
            told = _Told(row["rule"], weigh.sure(sure), row["evidence"], message, is_doubt)
            yield page, (row["form"], row["canonical"]), told


def _edits(folder: Path, known: Known, settings: dict[str, Any]) -> Iterator[Row]:
    threshold = float(settings.get("threshold", 0.9))
    near = weigh.near(threshold)
    columns = ["article_id", "old", "new", "rule", "why"]

    def wanted(batch: pa.Table) -> Any:
        return pc.and_(pc.equal(batch["new"], ""), pc.match_substring_regex(batch["why"], near))

    for row in _rows(folder, "edits", columns, wanted):
        page, text = known.numbers.get(row["article_id"]), row["old"].strip()
        weight = weigh.line(row["why"])
        if page is None or weight is None or not text or "\n" in text:
            continue
        if weigh.is_near(weight, threshold):
            yield page, (text, ""), _Told(row["rule"], weigh.sure(weight), row["why"], "", is_doubt=False)
