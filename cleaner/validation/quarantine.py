"""Rows that fail a critical rule, out of the clean table and into one of their own, with the reasons."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from cleaner.tables import QUARANTINE
from cleaner.validation.results import RuleResult, Validation

_TOLD_CHARS = 60  # code points of a failing value that a reason shows


def quarantine(articles: pa.Table, validation: Validation) -> tuple[pa.Table, pa.Table]:
    """Return (the clean articles, the quarantine), both in the order of *articles*.

    An article that fails a critical row rule goes to quarantine with every rule that it
    fails, its severity and the reason. Articles that share an id go together.
    """
    failing = _failing(validation)
    out = {id_ for id_, rules in failing.items() if any(r.severity == "critical" for r in rules)}
    held = [(id_ or "") in out for id_ in articles.column("id").to_pylist()]
    rows = [_reasons(row, failing) for row in articles.filter(pa.array(held, pa.bool_())).to_pylist()]
    clean = articles.filter(pa.array([not h for h in held], pa.bool_()))
    return clean, pa.Table.from_pylist(rows, schema=QUARANTINE)


def _failing(validation: Validation) -> dict[str, list[RuleResult]]:
    """Return the rules that each article fails; "" stands for an article without an id."""
    failing: dict[str, list[RuleResult]] = {}
    for result in validation.results:
        if result.table == "articles" and result.status == "fail":
            for id_ in result.ids:
                failing.setdefault(id_, []).append(result)
    return failing


def _reasons(row: dict[str, Any], failing: dict[str, list[RuleResult]]) -> dict[str, Any]:
    rules = failing[row["id"] or ""]
    return {
        **row,
        "expectations": [r.rule for r in rules],
        "severities": [r.severity for r in rules],
        "reasons": [_reason(row, r) for r in rules],
    }


def _reason(row: dict[str, Any], rule: RuleResult) -> str:
    """Return what the rule demands, and the value that breaks it; measures have no value in the table."""
    if rule.column not in row or rule.column in {"id", "text"}:
        return rule.sentence
    return f"{rule.sentence} ({rule.column} = {str(row[rule.column])[:_TOLD_CHARS]})"
