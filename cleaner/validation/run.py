"""Suites over tables: every rule evaluated, and counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from cleaner.errors import SuiteError
from cleaner.tables import Tables
from cleaner.validation import engine, measures
from cleaner.validation.results import RuleResult, Validation
from cleaner.validation.sentences import sentence
from cleaner.validation.suites import Suite, load

_OBSERVED_CHARS = 300  # code points of an observed value or error that are kept


def validate(tables: Mapping[str, pa.Table] | Tables, suites: Path | None = None) -> Validation:
    """Evaluate every suite on its table.

    *tables*: the tables of a run, by name or as `Tables`; *suites*: a folder of suites in
    place of the installed ones. Raises SuiteError if a suite is malformed, names a table
    that is not there, or if a rule was lost on the way.
    """
    given = tables.as_mapping() if isinstance(tables, Tables) else tables
    declared = load(suites)
    for suite in declared.values():
        if suite.table not in given:
            raise SuiteError(f"{suite.path}: no table {suite.table!r}; there are {', '.join(given)}")
    source = engine.context().data_sources.add_pandas("tables")
    results = [result for suite in declared.values() for result in _evaluate(suite, given, source)]
    count = sum(len(suite.rules) + 1 for suite in declared.values())
    return Validation(tuple(results), count, count, len(results))


def _evaluate(suite: Suite, tables: Mapping[str, pa.Table], source: Any) -> list[RuleResult]:
    """Return one result for each rule, in the order of the suite, the floor first."""
    rows = tables[suite.table].num_rows
    made = engine.suite(suite.table, suite.rules)
    ids = [rule["meta"]["rule"] for rule in suite.rules]
    _counted(suite, ids, [item.meta["rule"] for item in made.expectations], "loaded")
    frame = measures.frame(suite.table, tables, suite.needed(), suite.listed())
    key = measures.key(suite.table)
    found = engine.evaluate(source, made, frame, key)
    _counted(suite, ids, [item.expectation_config.meta["rule"] for item in found], "evaluated")
    by_rule = {item.expectation_config.meta["rule"]: item for item in found}
    told = [_result(suite.table, rule, by_rule[rule["meta"]["rule"]], rows) for rule in suite.rules]
    return [_floor(suite, rows), *told]


def _counted(suite: Suite, declared: list[str], found: list[str], what: str) -> None:
    """Raise SuiteError unless *found* are the rules declared: the engine drops rules without a word."""
    if sorted(found) != sorted(declared):
        lost = ", ".join(sorted(set(declared) - set(found))) or "none"
        raise SuiteError(
            f"{suite.path}: rules were lost: {len(declared)} declared, {len(found)} {what}, missing: {lost}; "
            "report this with the version of great-expectations"
        )


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


def _result(table: str, rule: Mapping[str, Any], item: Any, rows: int) -> RuleResult:
    values = item.result or {}
    raised = _raised(item.exception_info)
    evaluated = (
        0 if raised else int(values.get("element_count", rows)) - int(values.get("missing_count") or 0)
    )
    unexpected = int(values.get("unexpected_count") or 0)
    return RuleResult(
        table=table,
        rule=rule["meta"]["rule"],
        type=rule["type"],
        column=str(rule["kwargs"].get("column", "")),
        severity=rule["severity"],
        status="error" if raised else "pass" if item.success else "fail",
        why=rule["meta"]["why"],
        sentence=rule["meta"].get("says") or sentence(rule["type"], rule["kwargs"]),
        evaluated=evaluated,
        unexpected=unexpected,
        share=round(unexpected / evaluated, 6) if evaluated else 0.0,
        ids=_ids(values.get("unexpected_index_list") or (), measures.key(table)),
        observed=raised or _observed(values),
    )


def _ids(index: Iterable[Mapping[str, Any]], key: str) -> tuple[str, ...]:
    """Return the ids of failing rows, each once; "" for one that is missing."""
    found: list[Any] = []
    for row in index:
        value = row.get(key)
        found += value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(value if isinstance(value, str) else "" for value in found))


def _observed(values: Mapping[str, Any]) -> str:
    """Return what a rule about the whole table saw; a set of columns is told by what is missing."""
    mismatched = (values.get("details") or {}).get("mismatched") or {}
    if mismatched.get("missing"):
        return f"missing: {', '.join(mismatched['missing'])}"[:_OBSERVED_CHARS]
    return str(values.get("observed_value", ""))[:_OBSERVED_CHARS]


def _raised(info: Mapping[str, Any]) -> str:
    """Return the message of an exception: told plainly, or once for each metric that raised."""
    items = [info] if "raised_exception" in info else list(info.values())
    messages = (str(item.get("exception_message")) for item in items if item.get("raised_exception"))
    return next(messages, "")[:_OBSERVED_CHARS]
