"""What a run came to, in figures: counted by Arrow, piece by piece, never row by row."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cleaner.report import load
from cleaner.report.index import PAGES, Index
from cleaner.report.sums import Sums


@dataclass(frozen=True, slots=True)
class Edits:
    """The edits of a run: *rules*, the most frequent first; *by_language*: rule, lang, count."""

    rules: list[dict[str, Any]]
    by_language: list[dict[str, Any]]


def edits(folder: Path) -> Edits:
    """Count the edits of a run by rule, and by rule and language."""
    index, by_language = Index(folder), Sums(["rule", "lang"], [])
    for batch in load.batches(folder, "edits", ["rule", "article_id"]):
        langs = index.languages(batch["article_id"])
        by_language.add(pa.table({"rule": batch["rule"], "lang": langs}))
    return Edits(edits_by_rule(folder), by_language.rows())


def edits_by_rule(folder: Path) -> list[dict[str, Any]]:
    """Return for each rule its edits, pages, characters removed and added; the most frequent first."""
    return _by_rule(folder, "edits", {"removed": "old", "added": "new"})


def findings_by_rule(folder: Path) -> list[dict[str, Any]]:
    """Return for each rule its findings and pages; the most frequent first."""
    return _by_rule(folder, "findings", {})


def _by_rule(folder: Path, name: str, lengths: dict[str, str]) -> list[dict[str, Any]]:
    """Count rows and pages by rule; the rows of a page stand together, as a run writes them."""
    sums, pages = Sums(["rule"], list(lengths)), Sums(["rule"], [])
    last: tuple[Any, set[Any]] = (None, set())
    for batch in load.batches(folder, name, ["rule", "article_id", *lengths.values()]):
        measured = {to: pc.utf8_length(batch[of]) for to, of in lengths.items()}
        sums.add(pa.table({"rule": batch["rule"], **measured}))
        pairs = batch.group_by(["article_id", "rule"], use_threads=False).aggregate([])
        ids, rules = (pairs[column].to_pylist() for column in ("article_id", "rule"))
        again = [id_ == last[0] and rule in last[1] for id_, rule in zip(ids, rules, strict=True)]
        pages.add(pairs.filter(pc.invert(pa.array(again, pa.bool_()))))
        last = _rest(ids, rules, last)
    on = {row["rule"]: row["count"] for row in pages.rows()}
    return [row | {"pages": on[row["rule"]]} for row in sums.rows()]


def _rest(ids: list[Any], rules: list[Any], last: tuple[Any, set[Any]]) -> tuple[Any, set[Any]]:
    """Return the page that a piece ends in, with its rules so far: it may go on in the next one."""
    if not ids:
        return last
    end = ids[-1]
    so_far = last[1] if last[0] == end else set()
    return end, so_far | {rule for id_, rule in zip(ids, rules, strict=True) if id_ == end}


def decisions(folder: Path) -> list[dict[str, Any]]:
    """Return how many names were fixed and how many reported."""
    sums = Sums(["decision"], [])
    for batch in load.batches(folder, "names", ["decision"]):
        sums.add(batch)
    return sums.rows()


def flow(folder: Path, given: dict[str, Any], rejected: int) -> dict[str, Any]:
    """Return where the rows went, counted in the tables, and what run.json tells otherwise."""
    counted = {name: load.rows(folder, name) for name in (*PAGES, "edits", "findings", "names")}
    counted["rejects"] = rejected
    total = counted["articles"] + counted["quarantine"] + rejected
    told = given.get("rows_in", total)
    differs = [
        {"name": name, "told": given[name], "counted": count}
        for name, count in counted.items()
        if name in given and given[name] != count
    ]
    return {**counted, "rows_in": told, "total": total, "adds_up": told == total, "differs": differs}
