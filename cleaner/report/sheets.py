"""Pages that are shown before and after: those with most change, and one of each language."""

from __future__ import annotations

from collections import Counter
from typing import Any

from cleaner.report.composed import composed, condensed
from cleaner.report.context import Layer
from cleaner.report.limits import Limits

_MOST_CHANGED = 8  # that stand before the first page of each language


def chosen(leaders: list[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """Return up to *most* of the pages with most change, one of each language among them."""
    top, rest = leaders[:_MOST_CHANGED], leaders[_MOST_CHANGED:]
    seen = {row["lang"] for row in top}
    firsts = []
    for row in rest:
        if row["lang"] not in seen:
            seen.add(row["lang"])
            firsts.append(row)
    ids = {row["id"] for row in firsts}
    wanted = [*top, *firsts, *(row for row in rest if row["id"] not in ids)][:most]
    return sorted(wanted, key=lambda row: (-row["changed"], row["id"] or ""))


def sheet(row: dict[str, Any], layers: list[Layer], limits: Limits) -> dict[str, Any]:
    """Return a page with its edits in place and its rules counted; no parts if it does not replay."""
    counts = Counter(edit.rule for layer in layers for edit in layer.edits)
    parts = condensed(composed(layers), around=limits.around, most=limits.page)
    return row | {"parts": parts, "rules": counts.most_common()}
