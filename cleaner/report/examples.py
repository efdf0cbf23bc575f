"""Real examples for each rule: different ones, from different languages and pages, the first that come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cleaner.errors import EditConflict
from cleaner.report import context, load
from cleaner.report.context import Layer, Piece
from cleaner.report.index import PAGES, Index
from cleaner.report.limits import Limits
from cleaner.tables import SCHEMAS

MOST_BESIDE = 12  # edits of a rule that are shown as one example; where more crowd, one stands alone
LOOKED = 500  # rows of a rule that are looked at for different examples


@dataclass(frozen=True, slots=True)
class Example:
    """A row of edits or findings with its passage; *placed* says whether its context was found."""

    row: dict[str, Any]
    pieces: list[Piece]
    placed: bool = True


@dataclass(slots=True)
class Picker:
    """Collects up to *most* different rows: each of another language, or else page, where it can."""

    most: int
    looked: int = 0
    keys: set[Any] = field(default_factory=set)
    seen: set[Any] = field(default_factory=set)
    tiers: tuple[list[dict[str, Any]], ...] = field(default_factory=lambda: ([], [], []))

    @property
    def is_done(self) -> bool:
        """Whether no further row is wanted."""
        return len(self.tiers[0]) >= self.most or self.looked >= LOOKED

    def offer(self, row: dict[str, Any], key: Any, lang: str | None = None) -> None:
        """Take a row if it shows something new."""
        self.looked += 1
        page = ("page", row["article_id"])
        tier = self.tiers[2 if page in self.seen else 1 if ("lang", lang) in self.seen else 0]
        if key in self.keys or len(tier) >= self.most:
            return
        self.keys.add(key)
        self.seen |= {page, ("lang", lang)}
        tier.append(row)

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows picked."""
        return [row for tier in self.tiers for row in tier][: self.most]


def pick(
    folder: Path, name: str, values: Iterable[str | None], *, most: int, index: Index
) -> dict[str, list[dict[str, Any]]]:
    """Return up to *most* rows of "edits" or "findings" for each rule, of "names" for each decision."""
    by, alike = _ALIKE[name]
    pickers = {value: Picker(most) for value in values if value is not None}
    for batch in load.batches(folder, name, SCHEMAS[name].names):
        wanted = [value for value, picker in pickers.items() if not picker.is_done]
        if not wanted:
            break
        chosen = batch.filter(pc.is_in(batch[by], pa.array(wanted, pa.string())))
        langs = index.languages(chosen["article_id"]).to_pylist()
        for row, lang in zip(chosen.to_pylist(), langs, strict=True):
            pickers[row[by]].offer(row, tuple(row[column] for column in alike), lang)
    return {value: picker.rows() for value, picker in pickers.items()}


# The column by which rows are picked, and those that tell two apart.
_ALIKE = {
    "edits": ("rule", ("old", "new")),
    "findings": ("rule", ("text", "message")),
    "names": ("decision", ("article_id", "form", "canonical")),
}


def pages(folder: Path, ids: set[str]) -> dict[str, dict[str, Any]]:
    """Return the clean text, language, site and title of some pages, wherever they stand."""
    found: dict[str, dict[str, Any]] = {}
    for name in PAGES:
        for batch in load.batches(folder, name, ["id", "text", "lang", "site", "title"]):
            chosen = batch.filter(pc.is_in(batch["id"], pa.array(sorted(ids), pa.string())))
            found |= {row["id"]: row | {"text": row["text"] or ""} for row in chosen.to_pylist()}
    return found


def layered(folder: Path, clean: dict[str, dict[str, Any]]) -> dict[str, list[Layer]]:
    """Return the layers of some pages; a page whose edits do not replay has none."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for batch in load.batches(folder, "edits", SCHEMAS["edits"].names):
        chosen = batch.filter(pc.is_in(batch["article_id"], pa.array(sorted(clean), pa.string())))
        for row in chosen.to_pylist():
            rows.setdefault(row["article_id"], []).append(row)
    found: dict[str, list[Layer]] = {}
    for id_, edits in rows.items():
        try:
            found[id_] = context.layers(clean[id_]["text"], edits)
        except EditConflict:
            found[id_] = []  # told on the page: the example stands without its context
    return found


def edit_example(row: dict[str, Any], pages: dict[str, list[Layer]], limits: Limits) -> Example:
    """Return an edit in the text that its layer was given, with those of its rule right beside it."""
    layer = next((la for la in pages.get(row["article_id"], ()) if la.number == row["layer"]), None)
    if layer is None:
        return Example(row, context.alone(row, limits.clip), placed=False)
    edit = context.edit_of(row)
    near, far = edit.start - limits.around, edit.end + limits.around
    beside = [e for e in layer.edits if e.rule == edit.rule and near <= e.start and e.end <= far]
    group = beside if len(beside) <= MOST_BESIDE else [edit]
    return Example(row, context.passage(layer.before, group, around=limits.around, clip=limits.clip))


def edit_examples(rows: list[dict[str, Any]], pages: dict[str, list[Layer]], limits: Limits) -> list[Example]:
    """Return the examples of one rule; edits that stand side by side are one."""
    found: list[Example] = []
    for example in (edit_example(row, pages, limits) for row in rows):
        if all(example.pieces != other.pieces for other in found):
            found.append(example)
    return found


def finding_example(row: dict[str, Any], clean: dict[str, dict[str, Any]], limits: Limits) -> Example:
    """Return a finding in the clean text."""
    page = clean.get(row["article_id"])
    text, start = page["text"] if page else "", row["start"] or 0
    return Example(row, context.doubt(text, start, row["text"] or "", around=limits.around, clip=limits.clip))
