"""The quarantine on the page, and the way there from the ids that rules name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cleaner.report import load
from cleaner.report.limits import Limits
from cleaner.report.rules import Rules

_COLUMNS = ["id", "source", "row", "site", "lang", "expectations", "severities", "reasons"]


def shown(folder: Path, rules: Rules, limits: Limits) -> dict[str, Any]:
    """Return *held*, rows of quarantine, and *anchors*: where on the page an article stands, by its id.

    The first rows are shown, and then those that a rule on the page names, as many again at most.
    """
    named = {
        id_ for rule in rules.all[: limits.checks] if rule.is_about_articles for id_ in rule.ids[: limits.ids]
    }
    rows = _rows(folder, named, limits.rows)
    anchors: dict[str, str] = {}
    for number, row in enumerate(rows, 1):
        anchors.setdefault(row["id"] or "", f"held-{number}")
    return {"held": rows, "anchors": anchors}


def _rows(folder: Path, named: set[str], most: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    missed = set(named)
    for batch in load.batches(folder, "quarantine", _COLUMNS):
        for row in batch.to_pylist():
            if len(found) < most or (len(found) < 2 * most and (row["id"] or "") in missed):
                found.append(row)
                missed.discard(row["id"] or "")
        if len(found) >= 2 * most or (len(found) >= most and not missed):
            break
    return found
