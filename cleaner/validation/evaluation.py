"""One suite over one table, chunk by chunk where its rules allow; the same counts as over the whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from cleaner.errors import SuiteError, hint
from cleaner.validation import digests, engine, measures
from cleaner.validation.groups import Groups
from cleaner.validation.results import SHOWN_IDS, RuleResult
from cleaner.validation.sentences import sentence
from cleaner.validation.sources import Source
from cleaner.validation.suites import Suite, listed, looked_into

Tables = Mapping[str, Source]

_OBSERVED_CHARS = 300  # code points of an observed value or error that are kept
_ROW = "(row)"  # the column that numbers the rows, in the frame that the engine sees


@dataclass(slots=True)
class Account:
    """What one rule came to so far."""

    evaluated: int = 0
    unexpected: int = 0
    positions: list[Any] = field(default_factory=list)  # numbers of rows that break it, an array a chunk
    raised: str = ""
    observed: str = ""
    success: bool = True

    def add(self, item: Any, rows: int) -> None:
        """Add what the engine found in *rows* rows."""
        values = item.result or {}
        if raised := _raised(item.exception_info):
            self.raised = self.raised or raised
            return
        self.evaluated += int(values.get("element_count", rows)) - int(values.get("missing_count") or 0)
        self.unexpected += int(values.get("unexpected_count") or 0)
        for row in values.get("unexpected_index_list") or ():
            self.positions.append(np.atleast_1d(np.asarray(row[_ROW], np.int64)))
        self.observed = self.observed or _observed(values)
        self.success = self.success and bool(item.success)

    def rows(self) -> Any:
        """Return the numbers of the rows that break the rule, from 0, in order."""
        return np.sort(np.concatenate(self.positions)) if self.positions else np.empty(0, np.int64)


def evaluate(suite: Suite, tables: Tables, rows: int | None = None) -> list[RuleResult]:
    """Return one result for each rule, in the order of the suite, the floor first.

    *tables*: the table of the suite and those that its measures look into; *rows*: rows of a chunk,
    in place of what fits into memory. Raises SuiteError if a rule was lost on the way.
    """
    built = engine.suite(suite.rules)
    _counted(
        suite, [rule["meta"]["rule"] for rule in suite.rules], [one.meta["rule"] for one in built], "loaded"
    )
    accounts = {rule["meta"]["rule"]: Account() for rule in suite.rules}
    missing: dict[str, str] = {}
    for scope in ("row", "column", "table"):
        rules = [rule for rule in suite.rules if engine.scope(rule["type"]) == scope]
        chosen = [one for one in built if one.meta["rule"] in {rule["meta"]["rule"] for rule in rules}]
        for frame in _frames(scope, suite, rules, tables, rows, missing) if rules else ():
            found = engine.evaluate(frame, chosen, _ROW if scope != "table" else None)
            told = [item.expectation_config.meta["rule"] for item in found]
            _counted(suite, [rule["meta"]["rule"] for rule in rules], told, "evaluated")
            for item in found:
                accounts[item.expectation_config.meta["rule"]].add(item, len(frame))
    return _told(suite, tables[suite.table], accounts, missing)


def _frames(
    scope: str,
    suite: Suite,
    rules: Sequence[Mapping[str, Any]],
    tables: Tables,
    rows: int | None,
    missing: dict[str, str],
) -> Iterator[Any]:
    """Yield the frames that rules of a scope see, at least one; note in *missing* what is not there."""
    source = tables[suite.table]
    if scope == "table":
        yield pa.table({name: pa.repeat(True, source.rows) for name in source.schema.names}).to_pandas()
        return
    known = [*source.schema.names, *(measures.MEASURES.get(suite.table, {}) if suite.of_run else ())]
    needed = [column for rule in rules for column in looked_into(rule, source.schema.names)]
    measured = measures.Measured(suite.table, tables, needed, suite.of_run)
    there = {c for rule in rules for c in listed(rule) if c in source.schema.names} - set(needed)
    long = digests.candidates(rules, looked_into) if scope == "column" else set()
    chunks = (_numbered(chunk, at, measured, there, long) for chunk, at in _chunks(source, measured, rows))
    if scope == "row":
        yield from (chunk.to_pandas() for chunk in chunks)
    else:
        yield pa.concat_tables(chunks).to_pandas()
    missing |= {c: f"there is no column {c!r}; {hint(c, known)}" for c in needed if c not in known}
    missing |= measured.missing


def _chunks(source: Source, measured: measures.Measured, rows: int | None) -> Iterator[tuple[pa.Table, int]]:
    """Yield chunks of the columns that are read, each with the number of its first row; at least one."""
    reads = [name for name in measured.reads() if name in source.schema.names] or source.schema.names[:1]
    at = 0
    for chunk in source.chunks(reads, rows):
        yield chunk, at
        at += chunk.num_rows
    if not at:
        yield pa.schema([source.schema.field(name) for name in dict.fromkeys(reads)]).empty_table(), 0


def _numbered(
    chunk: pa.Table, at: int, measured: measures.Measured, there: Iterable[str], long: set[str]
) -> pa.Table:
    """Return what the engine sees of a chunk: columns and measures, long ones digested, rows numbered."""
    found = measured.of(chunk)
    for name in long & set(found):
        values = found[name]
        if digests.is_string(values.type) and values.nbytes > digests.LONG_BYTES * max(1, len(values)):
            found[name] = digests.digested(values)
    constant = {name: pa.repeat(True, chunk.num_rows) for name in there}
    numbers = np.arange(at, at + chunk.num_rows, dtype=np.int64)
    return pa.table({**found, **constant, _ROW: numbers})


def _counted(suite: Suite, declared: Sequence[str], found: Sequence[str], what: str) -> None:
    """Raise SuiteError unless *found* are the rules declared: the engine drops rules without a word."""
    if sorted(found) != sorted(declared):
        lost = ", ".join(sorted(set(declared) - set(found))) or "none"
        raise SuiteError(
            f"{suite.path}: rules were lost: {len(declared)} declared, {len(found)} {what}, missing: {lost}; "
            "report this with the version of great-expectations"
        )


def _told(
    suite: Suite, source: Source, accounts: Mapping[str, Account], missing: Mapping[str, str]
) -> list[RuleResult]:
    rows = {rule: account.rows() for rule, account in accounts.items()}
    groups = Groups.of(source, suite.group)
    ids = _ids(source, suite.key, rows.values())
    results = [_floor(suite, source.rows)]
    for rule in suite.rules:
        id_ = rule["meta"]["rule"]
        gone = next((missing[column] for column in looked_into(rule) if column in missing), "")
        worst = groups.worst(rows[id_]) if groups and len(rows[id_]) else ()
        shown = tuple(dict.fromkeys(ids[row] for row in rows[id_][:_LOOKED].tolist()))[:SHOWN_IDS]
        results.append(_result(suite, rule, accounts[id_], gone, rows[id_], shown, worst))
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


def _floor(suite: Suite, rows: int) -> RuleResult:
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


def _result(
    suite: Suite, rule: Mapping[str, Any], account: Account, gone: str, rows: Any, ids: Any, worst: Any
) -> RuleResult:
    by_row = engine.scope(rule["type"]) == "row"
    evaluated = 0 if account.raised else account.evaluated
    return RuleResult(
        table=suite.table,
        rule=rule["meta"]["rule"],
        type=rule["type"],
        column=str(rule["kwargs"].get("column", "")),
        severity=rule["severity"],
        status=_status(account, rule["kwargs"].get("mostly", 1), by_row=by_row),
        why=rule["meta"]["why"],
        sentence=rule["meta"].get("says") or sentence(rule["type"], rule["kwargs"]),
        evaluated=evaluated,
        unexpected=account.unexpected,
        share=round(account.unexpected / evaluated, 6) if evaluated else 0.0,
        ids=ids,
        observed=(gone if account.raised and gone else account.raised or account.observed)[:_OBSERVED_CHARS],
        groups=worst,
        rows=rows,
    )


def _status(account: Account, mostly: float, *, by_row: bool) -> str:
    """Return the status over all chunks: the share that must hold is one of all rows."""
    if account.raised:
        return "error"
    if by_row:
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
