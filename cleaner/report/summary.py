"""The summary of a validation, read with care.

It is what `Validation.as_dict` gives, and stands in a file that anyone may have changed. So each
value is made what it should be; no text in it becomes an anchor, a class or a figure.
"""

from __future__ import annotations

import json
from typing import Any

from cleaner.report.rules import Group, Rule, Rules, worst_first
from cleaner.report.verdict import Outcome

_LARGEST = 1e15  # a count beyond it is none: no table has as many rows


def read(summary: dict[str, Any] | None) -> Rules:
    """Return the rules of a summary; none where there is no summary."""
    given = summary or {}
    found = worst_first(_rule(number, row) for number, row in enumerate(_dicts(given.get("results")), 1))
    return Rules(
        all=found,
        outcome=Outcome.of(found),
        declared=_count(given.get("declared")),
        loaded=_count(given.get("loaded")),
        evaluated=_count(given.get("evaluated")),
        drift=[_drift(row) for row in _dicts(given.get("drift"))],
    )


def _rule(number: int, row: dict[str, Any]) -> Rule:
    return Rule(
        number=number,
        table=_text(row.get("table")),
        id=_text(row.get("rule")),
        type=_text(row.get("type")),
        severity=_text(row.get("severity")),
        status=row["status"] if row.get("status") in ("pass", "fail") else "error",
        sentence=_text(row.get("sentence")),
        why=_text(row.get("why")),
        evaluated=_count(row.get("evaluated")),
        unexpected=_count(row.get("unexpected")),
        share=_count(row.get("share")) or 0,
        released=_count(row.get("released")) or 0,
        ids=tuple(map(_text, _list(row.get("ids")))),
        observed=_text(row.get("observed")),
        groups=tuple(map(_group, _dicts(row.get("groups")))),
    )


def _group(row: dict[str, Any]) -> Group:
    rows, unexpected = _count(row.get("rows")), _count(row.get("unexpected"))
    return Group(_text(row.get("group")), rows, unexpected, _count(row.get("share")) or 0)


def _drift(row: dict[str, Any]) -> dict[str, Any]:
    words = {name: _text(row.get(name)) for name in ("measure", "told")}
    figures = {name: _count(row.get(name)) for name in ("was", "now")}
    return {**words, **figures, "notable": row.get("notable") is True}


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _count(value: Any) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number and abs(value) < _LARGEST else None  # nor is NaN below anything


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [row for row in _list(value) if isinstance(row, dict)]
