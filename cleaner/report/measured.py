"""What the pages of a run came to, in one pass: sums, languages, sites, and those with most change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleaner.report import load
from cleaner.report.index import PAGES
from cleaner.report.sums import Sums

BINS = 20  # of the share removed, behind the pages from which nothing was removed
LEADERS = 60  # pages with most change that are held, and as many languages
_SUMMED = ["chars_in", "chars_out", "chars_removed", "chars_added", "edits", "findings"]
_COLUMNS = ["id", "site", "title", "url", "lang", "lang_confidence", *_SUMMED]


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a run; *untouched*: articles without an edit.

    *shares*: pages by share removed, first those without any, then in steps of 5 %.

    *leaders*: the pages with most change first, and the one with most change of each language.
    """

    count: int
    untouched: int
    totals: dict[str, int]
    languages: list[dict[str, Any]]
    sites: list[dict[str, Any]]
    shares: list[int]
    leaders: list[dict[str, Any]]


def pages(folder: Path) -> Pages:
    """Read the measures of every page, those in quarantine included."""
    languages, sites = Sums(["lang"], [*_SUMMED, "gone", "known", "sure"]), Sums(["site"], [*_SUMMED, "gone"])
    count = untouched = 0
    shares = np.zeros(BINS + 1, np.int64)
    leaders = _ranked(_measured(load.whole_empty("articles", _COLUMNS), held=False))
    for batch in _batches(folder):
        languages.add(batch)
        sites.add(batch)
        count += len(batch)
        untouched += pc.sum(pc.and_not(pc.equal(batch["edits"], 0), batch["held"])).as_py() or 0
        shares += _shares(batch)
        leaders = _ranked(pa.concat_tables([leaders, batch]))
    by_language = [_language(row) for row in languages.rows()]
    return Pages(
        count,
        untouched,
        {name: sum(row[name] for row in by_language) for name in _SUMMED},
        by_language,
        [row for row in sites.rows() if row["site"]],
        shares.tolist(),
        leaders.to_pylist(),
    )


def _batches(folder: Path) -> Iterator[pa.Table]:
    for name in PAGES:
        for batch in load.batches(folder, name, _COLUMNS):
            yield _measured(batch, held=name == "quarantine")


def _measured(batch: pa.Table, *, held: bool) -> pa.Table:
    """Return a piece without nulls in what is added up, with *gone*, *held*, *changed*, *known*, *sure*."""
    for name in _SUMMED:
        at = batch.schema.get_field_index(name)
        batch = batch.set_column(at, name, pc.fill_null(batch[name], fill_value=0))
    lang = pc.fill_null(pc.if_else(pc.equal(batch["lang"], ""), "und", batch["lang"]), "und")
    batch = batch.set_column(batch.schema.get_field_index("lang"), "lang", lang)
    removed, added = batch["chars_removed"], batch["chars_added"]
    more = {
        "gone": pc.max_element_wise(pc.subtract(removed, added), 0),  # what a repair put back is not gone
        "held": pa.array([held] * len(batch), pa.bool_()),
        "changed": pc.add(removed, added),
        "known": pc.is_valid(batch["lang_confidence"]).cast(pa.int64()),
        "sure": pc.fill_null(batch["lang_confidence"], 0.0),
    }
    for name, column in more.items():
        batch = batch.append_column(name, column)
    return batch


def _language(row: dict[str, Any]) -> dict[str, Any]:
    sure = row["sure"] / row["known"] if row["known"] else None
    return row | {"pages": row["count"], "confidence": sure}


def _shares(batch: pa.Table) -> Any:
    """Return how many pages fall into each bin of the share removed; a page without text into none."""
    gone, given = (batch[name].to_numpy() for name in ("gone", "chars_in"))
    there = given > 0
    bins = -(-gone[there] * BINS // given[there])  # rounded up: a bin holds the share that it ends in
    return np.bincount(np.minimum(bins, BINS), minlength=BINS + 1)


def _ranked(table: pa.Table) -> pa.Table:
    """Return the leaders of a table: most change first, and the first page of each language."""
    table = table.filter(pc.greater(table["changed"], 0))
    order = pc.sort_indices(table, [("changed", "descending"), ("id", "ascending")])
    table = table.take(order)
    seen: dict[str, int] = {}
    for at, lang in enumerate(table["lang"].to_pylist()):
        seen.setdefault(lang, at)
    firsts = sorted(seen.values())[:LEADERS]
    kept = sorted({*range(min(LEADERS, len(table))), *firsts})
    return table.take(pa.array(kept, pa.int64()))
