"""What a rule came to, piece by piece, and the result that it makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from cleaner.validation.results import RuleResult
from cleaner.validation.sentences import sentence
from cleaner.validation.suites import Suite

_OBSERVED_CHARS = 300  # code points of an observed value or error that are kept


@dataclass(slots=True)
class Account:
    """What one rule came to so far."""

    evaluated: int = 0
    unexpected: int = 0
    positions: list[Any] = field(default_factory=list)  # numbers of rows that break it, an array a chunk
    raised: str = ""
    observed: str = ""
    success: bool = True
    is_of_rows: bool = False  # whether the rule judges rows, so that its share of good ones decides

    def add(self, item: Any, rows: int) -> None:
        """Add what the engine found in *rows* rows."""
        values = item.result or {}
        if raised := _raised(item.exception_info):
            self.raised = self.raised or raised
            return
        self.evaluated += int(values.get("element_count", rows)) - int(values.get("missing_count") or 0)
        self.unexpected += int(values.get("unexpected_count") or 0)
        self.is_of_rows = self.is_of_rows or "unexpected_count" in values
        self.positions.append(np.asarray(values.get("unexpected_index_list") or (), np.int64))
        self.observed = self.observed or _observed(values)
        self.success = self.success and bool(item.success)

    def rows(self) -> Any:
        """Return the numbers of the rows that break the rule, from 0, in order."""
        return np.sort(np.concatenate(self.positions)) if self.positions else np.empty(0, np.int64)


def floor_result(suite: Suite, rows: int) -> RuleResult:
    """Return the result of the floor on rows."""
    return RuleResult(
        table=suite.table,
        rule=f"{suite.table}/rows",
        type="floor",
        column="",
        severity="critical",
        status="pass" if rows >= suite.min_rows else "fail",
        why="an empty table passes every other rule",
        sentence=f"the number of rows is at least {suite.min_rows}",
        evaluated=rows,
        unexpected=0,
        share=0.0,
        ids=(),
        observed=f"{rows} rows",
    )


def rule_result(suite: Suite, rule: Mapping[str, Any], account: Account, gone: str) -> RuleResult:
    """Return what a rule came to; *gone* says why a column of it is missing. Ids and groups come later."""
    evaluated = 0 if account.raised else account.evaluated
    return RuleResult(
        table=suite.table,
        rule=rule["meta"]["rule"],
        type=rule["type"],
        column=str(rule["kwargs"].get("column", "")),
        severity=rule["severity"],
        status=_status(account, rule["kwargs"].get("mostly", 1)),
        why=rule["meta"]["why"],
        sentence=rule["meta"].get("says") or sentence(rule["type"], rule["kwargs"]),
        evaluated=evaluated,
        unexpected=account.unexpected,
        share=round(account.unexpected / evaluated, 6) if evaluated else 0.0,
        ids=(),
        observed=(gone if account.raised and gone else account.raised or account.observed)[:_OBSERVED_CHARS],
    )


def _status(account: Account, mostly: float) -> str:
    """Return the status over all chunks: the share that must hold is one of all rows."""
    if account.raised:
        return "error"
    if account.is_of_rows:
        good = account.evaluated - account.unexpected
        return "pass" if not account.evaluated or good / account.evaluated >= mostly else "fail"
    return "pass" if account.success else "fail"


def _observed(values: Mapping[str, Any]) -> str:
    """Return what a rule about the whole table saw; a set of columns is told by what is missing."""
    mismatched = (values.get("details") or {}).get("mismatched") or {}
    if mismatched.get("missing"):
        return f"missing: {', '.join(mismatched['missing'])}"
    return str(values.get("observed_value", ""))


def _raised(info: Mapping[str, Any]) -> str:
    """Return the message of an exception: told plainly, or once for each metric that raised."""
    items = [info] if "raised_exception" in info else list(info.values())
    messages = (str(item.get("exception_message")) for item in items if item.get("raised_exception"))
    return next(messages, "")
