"""One suite over one table, chunk by chunk where its rules allow; the same counts as over the whole."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa

from cleaner.errors import SuiteError
from cleaner.validation import engine, views
from cleaner.validation.groups import Groups
from cleaner.validation.results import SHOWN_IDS, RuleResult
from cleaner.validation.sentences import sentence
from cleaner.validation.sources import Source
from cleaner.validation.suites import Suite, looked_into

Tables = Mapping[str, Source]

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


def evaluate(
    suite: Suite,
    tables: Tables,
    rows: int | None = None,
    *,
    released: Mapping[str, Collection[str]] | None = None,
) -> list[RuleResult]:
    """Return one result for each rule, in the order of the suite, the floor first.

    *tables*: the table of the suite and those that its measures look into; *rows*: rows of a chunk,
    in place of what fits into memory; *released*: for a rule, the ids that a person let pass.
    Raises SuiteError if a rule was lost on the way.
    """
    declared = [rule["meta"]["rule"] for rule in suite.rules]
    counted(suite, declared, [one.meta["rule"] for one in engine.suite(suite.rules)], "loaded")
    accounts = {id_: Account() for id_ in declared}
    missing: dict[str, str] = {}
    for together in views.passes(suite, tables):
        for view, frame in views.frames(together, rows):
            found = view.evaluate(frame)
            ids = [rule["meta"]["rule"] for rule in view.rules]
            counted(suite, ids, [item.expectation_config.meta["rule"] for item in found], "evaluated")
            for item in found:
                accounts[item.expectation_config.meta["rule"]].add(item, len(frame))
        for view in together:
            missing |= view.missing()
    passed = {
        id_: _let_pass(accounts[id_], tables[suite.table], suite.key, ids)
        for id_, ids in (released or {}).items()
        if id_ in accounts
    }
    return _told(suite, tables[suite.table], accounts, missing, passed)


def _let_pass(account: Account, source: Source, key: str | None, ids: Collection[str]) -> int:
    """Take the rows of *ids* out of those that break a rule; return how many there were."""
    if key is None:
        return 0
    rows = account.rows()
    stays = np.array([id_ not in ids for id_ in picked(source, key, rows)], bool)
    account.positions = [rows[stays]]
    passed = int(len(rows) - stays.sum())
    account.unexpected -= passed
    return passed


def counted(suite: Suite, declared: Sequence[str], found: Sequence[str], what: str) -> None:
    """Raise SuiteError unless *found* are the rules declared: the engine drops rules without a word."""
    if sorted(found) != sorted(declared):
        lost = ", ".join(sorted(set(declared) - set(found))) or "none"
        raise SuiteError(
            f"{suite.path}: rules were lost: {len(declared)} declared, {len(found)} {what}, missing: {lost}; "
            "report this with the version of great-expectations"
        )


def _told(
    suite: Suite,
    source: Source,
    accounts: Mapping[str, Account],
    missing: Mapping[str, str],
    passed: Mapping[str, int],
) -> list[RuleResult]:
    rows = {rule: account.rows() for rule, account in accounts.items()}
    groups = Groups.of(source, suite.group)
    ids = _ids(source, suite.key, rows.values())
    results = [floor_result(suite, source.rows)]
    for rule in suite.rules:
        id_ = rule["meta"]["rule"]
        gone = next((missing[column] for column in looked_into(rule) if column in missing), "")
        worst = groups.worst(rows[id_]) if groups and len(rows[id_]) else ()
        shown = tuple(dict.fromkeys(ids[row] for row in rows[id_][:_LOOKED].tolist()))[:SHOWN_IDS]
        result = rule_result(suite, rule, accounts[id_], gone)
        results.append(replace(result, ids=shown, groups=worst, rows=rows[id_], released=passed.get(id_, 0)))
    return results


_LOOKED = 1000  # rows that break a rule, from the first, among which its first articles are found


def _ids(source: Source, key: str | None, rows: Iterable[Any]) -> dict[int, str]:
    """Return what names the first rows that break each rule; "" for a row without an id."""
    wanted = np.unique(np.concatenate([np.empty(0, np.int64), *(found[:_LOOKED] for found in rows)]))
    if key is None or key not in source.schema.names:
        return {row: f"row {row + 1}" for row in wanted.tolist()}
    return dict(zip(wanted.tolist(), picked(source, key, wanted), strict=True))


def picked(source: Source, column: str, rows: Any) -> list[str]:
    """Return a column at some rows, told by their numbers in order, as strings; "" for a missing one."""
    found: list[str] = []
    at = 0
    for chunk in source.chunks([column]) if len(rows) else ():
        here = rows[(rows >= at) & (rows < at + chunk.num_rows)] - at
        values = chunk.column(column).take(pa.array(here)).to_pylist()
        found += ["" if value is None else str(value) for value in values]
        at += chunk.num_rows
    return found


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
