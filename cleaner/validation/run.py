"""Suites over tables, by Great Expectations in memory: nothing written, nothing fetched."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pyarrow as pa

from cleaner.errors import SuiteError
from cleaner.validation.results import RuleResult, Validation
from cleaner.validation.suites import Suite, load

_WIDE = {"text", "old", "new", "record", "why", "message", "evidence", "votes"}  # measured, not looked at
KEYS = {"articles": "id", "quarantine": "id"}  # the others are told by their article_id


def validate(tables: Mapping[str, pa.Table], suites: Path | None = None) -> Validation:
    """Evaluate every suite on its table.

    *tables*: the tables of a run by name (a `Tables` works too, by `as_mapping()`).
    Raises SuiteError if a suite is malformed, names a table that is not there or an
    expectation that Great Expectations does not know, or if a rule was lost on the way.
    """
    tables = tables.as_mapping() if hasattr(tables, "as_mapping") else tables
    results: list[RuleResult] = []
    loaded = 0
    declared = load(suites)
    for name, suite in declared.items():
        if name not in tables:
            raise SuiteError(f"{suite.path}: no table is called {name!r}; there are {', '.join(tables)}")
        count, found = _evaluate(suite, measured(name, tables))
        loaded += count
        results += found
    wanted = sum(len(suite.rules) + 1 for suite in declared.values())
    if not wanted == loaded == len(results):
        raise SuiteError(f"rules were lost: {wanted} declared, {loaded} loaded, {len(results)} evaluated")
    return Validation(tuple(results), wanted, loaded, len(results))


def measured(name: str, tables: Mapping[str, pa.Table]) -> Any:
    """Return the narrow pandas frame that the rules of a table see: no long text, its measures instead."""
    table = tables[name]
    frame = table.select([c for c in table.column_names if c not in _WIDE]).to_pandas()
    if name == "articles":
        frame["has_text"] = table.column("text").is_valid().to_pandas()
        frame["share_removed"] = frame["chars_removed"] / frame["chars_in"].clip(lower=1)
        after = frame["chars_in"] - frame["chars_removed"] + frame["chars_added"]
        frame["reconciled"] = after == frame["chars_out"]
    elif "article_id" in frame:
        known = {i for key in KEYS if key in tables for i in tables[key].column("id").to_pylist()}
        frame["known_article"] = frame["article_id"].isin(known)
    if name == "edits":
        frame["changes"] = table.column("old").to_pandas() != table.column("new").to_pandas()
    if name == "findings":
        frame["has_message"] = table.column("message").to_pandas().str.len() > 0
    return frame


def _evaluate(suite: Suite, frame: Any) -> tuple[int, list[RuleResult]]:
    """Return how many rules were loaded, and one result for each that was evaluated; the floor is the first."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # pyparsing and marshmallow, on import of the engine
        import great_expectations as gx
        from great_expectations.expectations.registry import list_registered_expectation_implementations
    known = list_registered_expectation_implementations()
    for rule in suite.rules:
        if rule["type"] not in known:
            near = get_close_matches(rule["type"], known, 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise SuiteError(f"{suite.path}: {rule['meta']['rule']}: unknown expectation {rule['type']!r}{hint}")
    loaded = gx.ExpectationSuite(name=suite.table, expectations=[dict(rule) for rule in suite.rules])
    floor = _floor(suite, len(frame))
    key = KEYS.get(suite.table, "article_id")
    if not suite.rules:
        return 1, [floor]
    batch = _context(gx).data_sources.add_pandas("tables").add_dataframe_asset(suite.table)
    outcome = batch.add_batch_definition_whole_dataframe("whole").get_batch({"dataframe": frame}).validate(
        loaded, result_format=_format(key if key in frame else None)
    )
    by_rule = {item.expectation_config.meta["rule"]: item for item in outcome.results}
    found = [_result(suite.table, rule, by_rule[name], key) for rule in suite.rules if (name := rule["meta"]["rule"]) in by_rule]
    return len(loaded.expectations) + 1, [floor, *found]


def _context(gx: Any) -> Any:
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    config = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(),
        progress_bars=ProgressBarsConfig(globally=False),
        analytics_enabled=False,
    )
    return gx.get_context(mode="ephemeral", project_config=config)


def _format(key: str | None) -> dict[str, Any]:
    index = {"unexpected_index_column_names": [key]} if key else {}
    return {"result_format": "COMPLETE", "exclude_unexpected_values": True, **index}


def _floor(suite: Suite, rows: int) -> RuleResult:
    """Return the result of the floor on rows: an empty table passes every other rule."""
    status = "pass" if rows >= suite.min_rows else "fail"
    return RuleResult(
        table=suite.table, rule=f"{suite.table}/rows", type="floor", column="", severity="critical", status=status,
        why="an empty table passes every other rule", sentence=f"there are at least {suite.min_rows} rows",
        evaluated=rows, unexpected=0, share=0.0, ids=(), observed=f"{rows} rows",
    )  # fmt: skip


def _result(table: str, rule: dict[str, Any], item: Any, key: str) -> RuleResult:
    kwargs, meta, values = rule["kwargs"], rule["meta"], item.result or {}
    raised = _exception(item.exception_info)
    ids = [str(i) for row in values.get("unexpected_index_list") or () for i in _listed(row.get(key))]
    unexpected = int(values.get("unexpected_count") or 0)
    observed = raised or (str(values["observed_value"])[:200] if "observed_value" in values else "")
    return RuleResult(
        table=table, rule=meta["rule"], type=rule["type"], column=str(kwargs.get("column", "")),
        severity=rule["severity"], status="error" if raised else "pass" if item.success else "fail", why=meta["why"],
        sentence=meta.get("says") or sentence(rule), evaluated=int(values.get("element_count") or 0),
        unexpected=unexpected, share=round(float(values.get("unexpected_percent") or 0.0) / 100, 6),
        ids=tuple(dict.fromkeys(ids)), observed=observed,
    )  # fmt: skip


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _exception(info: Any) -> str:
    """Return the message of an exception: told plainly, or once for each metric that raised."""
    if not info:
        return ""
    items = [info] if "raised_exception" in info else list(info.values())
    return next((str(i.get("exception_message"))[:300] for i in items if i.get("raised_exception")), "")


def sentence(rule: dict[str, Any]) -> str:
    """Return a rule as words, from its type and its values.

    >>> sentence({"type": "expect_column_values_to_be_between", "kwargs": {"column": "n", "min_value": 1}})
    'expect column values to be between: column n, min_value 1'
    """
    values = ", ".join(f"{name} {value}" for name, value in rule["kwargs"].items())
    return f"{rule['type'].replace('_', ' ')}: {values}" if values else rule["type"].replace("_", " ")
