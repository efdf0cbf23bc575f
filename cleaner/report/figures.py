"""What a run came to, in figures: counted by Arrow, never row by row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cleaner.report import load

PAGES = ("articles", "quarantine")  # both hold pages; a page stands in one of them
_SUMMED = ["chars_in", "chars_out", "chars_removed", "chars_added", "edits", "findings"]
_MEASURES = ["id", "lang", "lang_confidence", *_SUMMED]


def edits_by_rule(folder: Path) -> list[dict[str, Any]]:
    """Return for each rule its edits, pages, characters removed and added; the most frequent first."""
    parts = [_lengths(batch) for batch in load.batches(folder, "edits", ["rule", "article_id", "old", "new"])]
    return _by_rule(pa.concat_tables(parts), ["removed", "added"]) if parts else []


def _lengths(batch: pa.Table) -> pa.Table:
    measured = {"removed": pc.utf8_length(batch["old"]), "added": pc.utf8_length(batch["new"])}
    return pa.table({"rule": batch["rule"], "article_id": batch["article_id"], **measured})


def findings_by_rule(folder: Path) -> list[dict[str, Any]]:
    """Return for each rule its findings and pages; the most frequent first."""
    return _by_rule(load.whole(folder, "findings", ["rule", "article_id"]), [])


def _by_rule(table: pa.Table, sums: list[str]) -> list[dict[str, Any]]:
    wanted = [([], "count_all"), ("article_id", "count_distinct"), *((name, "sum") for name in sums)]
    grouped = table.group_by("rule", use_threads=False).aggregate(wanted)
    found = [
        {
            "rule": row["rule"],
            "count": row["count_all"],
            "pages": row["article_id_count_distinct"],
            **{name: row[f"{name}_sum"] or 0 for name in sums},
        }
        for row in grouped.to_pylist()
    ]
    return sorted(found, key=lambda row: (-row["count"], str(row["rule"])))


def decisions(folder: Path) -> list[dict[str, Any]]:
    """Return how many names were fixed and how many reported."""
    table = load.whole(folder, "names", ["decision"])
    grouped = table.group_by("decision", use_threads=False).aggregate([([], "count_all")])
    found = [{"decision": row["decision"], "count": row["count_all"]} for row in grouped.to_pylist()]
    return sorted(found, key=lambda row: (-row["count"], str(row["decision"])))


def pages(folder: Path) -> pa.Table:
    """Return the measures of every page, with *held* (is it in quarantine?) and *changed* (characters)."""
    return pa.concat_tables(_measured(folder))


def _measured(folder: Path) -> Iterator[pa.Table]:
    for name in PAGES:
        table = load.whole(folder, name, _MEASURES)
        removed, added = (pc.fill_null(table[c], fill_value=0) for c in ("chars_removed", "chars_added"))
        changed = pc.add(removed, added)
        table = table.append_column("changed", changed)
        yield table.append_column("held", pa.array([name == "quarantine"] * len(table), pa.bool_()))


def top(table: pa.Table, column: str, most: int) -> list[dict[str, Any]]:
    """Return the *most* rows with the largest value above zero in *column*; ties by id."""
    table = table.filter(pc.fill_null(pc.greater(table[column], 0), fill_value=False))
    order = pc.sort_indices(table, [(column, "descending"), ("id", "ascending")])
    found: list[dict[str, Any]] = table.take(order.slice(0, most)).to_pylist()
    return found


def languages(table: pa.Table) -> list[dict[str, Any]]:
    """Return pages, mean confidence, characters in and out for each language; the largest first."""
    wanted = [([], "count_all"), ("lang_confidence", "mean"), ("chars_in", "sum"), ("chars_out", "sum")]
    grouped = table.group_by("lang", use_threads=False).aggregate(wanted)
    found = [
        {
            "lang": row["lang"] or "und",
            "pages": row["count_all"],
            "confidence": row["lang_confidence_mean"],
            "chars_in": row["chars_in_sum"] or 0,
            "chars_out": row["chars_out_sum"] or 0,
        }
        for row in grouped.to_pylist()
    ]
    return sorted(found, key=lambda row: (-row["pages"], row["lang"]))


def totals(table: pa.Table) -> dict[str, int]:
    """Return the sums over all pages."""
    return {name: pc.sum(table[name]).as_py() or 0 for name in _SUMMED}


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
