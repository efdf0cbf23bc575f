"""A first suite for a table, from a good table's measured ranges; a person edits it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cleaner.errors import DataError
from cleaner.steps import encoding
from cleaner.validation import sources
from cleaner.validation.digests import is_string
from cleaner.validation.sources import Source

_FEW = 20  # distinct values up to which a column is taken for a choice
_OFTEN = 20  # rows for each of them
_WIDER = 0.25  # of the range, beyond both ends: what the next table may well hold
_TEXT_CHARS = 200  # mean code points from which a column is taken for a text

# What values may look like, each with its reason; tried in this order.
_SHAPES = {
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}$": "a date, ISO 8601",
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+(Z|[+-][0-9:]+)?$": "a time, ISO 8601",
    "^https?://[^\\s]+$": "an address of the web",
    "^[0-9a-f]{64}$": "a SHA-256 in hexadecimal",
    "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$": "a UUID",
}

Rule = dict[str, Any]


def suggest(table: Any, name: str | None = None) -> dict[str, Any]:
    """Return a suite for tables like *table*, which passes it: columns, keys, ranges, choices, shapes.

    *table*: a pandas frame, a pyarrow table, or a path (Parquet, CSV, TSV, JSON lines, a folder of
    Parquet files); *name*: what the suite calls it. Ranges reach a quarter beyond what was measured;
    each rule says in `meta.source` what that was. Raises DataError if the table cannot be read or is
    empty.

    >>> import pandas as pd
    >>> suite = suggest(pd.DataFrame({"year": [1999, 2004, 2019]}), "books")
    >>> [(rule["type"], rule["kwargs"]) for rule in suite["expectations"]][-1]
    ('expect_column_values_to_be_between', {'column': 'year', 'min_value': 1994, 'max_value': 2024})
    """
    source = sources.of(table, name or "table")
    called = name or re.sub(r"\W+", "-", Path(source.name).stem).strip("-") or "table"
    if not source.rows:
        raise DataError(f"{source.name}: an empty table shows no ranges; give one with rows")
    rules = [_columns(source, called)]
    for column in source.schema.names:
        rules += _of_column(source, column, called)
    meta = {"min_rows": max(1, source.rows // 2), "why": f"Suggested from {source.rows:,} rows; edit it."}
    key = next(
        (r["kwargs"]["column"] for r in rules if r["type"] == "expect_column_values_to_be_unique"), None
    )
    return {"name": called, "meta": meta | ({"key": key} if key else {}), "expectations": rules}


def _rule(called: str, id_: str, type_: str, kwargs: Rule, severity: str, why: str, source: str) -> Rule:
    meta = {"rule": f"{called}/{id_}", "why": why, "source": source}
    return {"type": type_, "kwargs": kwargs, "severity": severity, "meta": meta}


def _columns(source: Source, called: str) -> Rule:
    kwargs = {"column_set": list(source.schema.names), "exact_match": False}
    why = "a rule cannot look into a column that is gone"
    return _rule(
        called, "columns", "expect_table_columns_to_match_set", kwargs, "critical", why, "the columns there"
    )


def _of_column(source: Source, column: str, called: str) -> Iterator[Rule]:
    values = source.whole([column]).column(column)
    there = pc.drop_null(values)
    if not len(there):
        return
    if not values.null_count:
        why = "no value was missing"
        yield _rule(
            called,
            f"{column}-present",
            "expect_column_values_to_not_be_null",
            {"column": column},
            "critical",
            why,
            f"{len(values):,} values",
        )
    if pa.types.is_integer(values.type):
        yield _range(called, column, there)
    elif pa.types.is_floating(values.type):
        finite = there.filter(pc.is_finite(there))
        if len(finite):
            yield _range(called, column, finite)
    elif is_string(values.type):
        yield from _of_strings(called, column, there)


def _of_strings(called: str, column: str, there: Any) -> Iterator[Rule]:
    distinct = pc.count_distinct(there).as_py()
    if pc.mean(pc.utf8_length(there)).as_py() >= _TEXT_CHARS:
        yield from _of_text(called, column, there)
    elif distinct == len(there) and len(there) >= _OFTEN:
        type_, why = "expect_column_values_to_be_unique", "no value stood twice, so it may be a key"
        seen = f"{distinct:,} values"
        yield _rule(called, f"{column}-once", type_, {"column": column}, "critical", why, seen)
    elif distinct <= _FEW and len(there) >= _OFTEN * distinct:
        yield _choice(called, column, there)
        return
    yield _shape(called, column, there) or _length(called, column, there)


def _choice(called: str, column: str, there: Any) -> Rule:
    values = sorted(pc.unique(there).to_pylist())
    type_, why = "expect_column_values_to_be_in_set", "few values stood again and again: perhaps a choice"
    kwargs = {"column": column, "value_set": values}
    seen = f"{len(values)} values in {len(there):,} rows"
    return _rule(called, f"{column}-choice", type_, kwargs, "warning", why, seen)


def _shape(called: str, column: str, there: Any) -> Rule | None:
    """Return the rule that values look as all of them did; None where they look alike in no known way."""
    for regex, what in _SHAPES.items():
        if pc.all(pc.match_substring_regex(there, regex)).as_py():
            type_, kwargs = "expect_column_values_to_match_regex", {"column": column, "regex": regex}
            seen = f"{len(there):,} values"
            return _rule(called, f"{column}-shape", type_, kwargs, "warning", f"each value was {what}", seen)
    return None


def _length(called: str, column: str, there: Any) -> Rule:
    least, most = (int(value) for value in pc.min_max(pc.utf8_length(there)).as_py().values())
    type_, why = "expect_column_value_lengths_to_be_between", "a longer one may be a value in the wrong place"
    kwargs = {"column": column, "min_value": min(least, 1), "max_value": 2 * max(most, 1)}
    seen = f"{least:,} to {most:,} characters; twice that is let pass"
    return _rule(called, f"{column}-length", type_, kwargs, "warning", why, seen)


def _of_text(called: str, column: str, there: Any) -> Iterator[Rule]:
    for what, counted, why in (
        ("controls", encoding.controls, "control characters break terminals, CSV files and pages"),
        ("mojibake", encoding.mojibake, "mojibake is better seen than published"),
    ):
        clean = sum(not counted(text) for text in there.to_pylist())
        kwargs: Rule = {"column": column}
        if clean < len(there):
            kwargs["mostly"] = math.floor(90 * clean / len(there)) / 100  # a tenth worse is let pass
        type_ = f"expect_column_values_to_have_no_{what}"
        seen = f"none in {clean:,} of {len(there):,} texts"
        yield _rule(called, f"{column}-{what}", type_, kwargs, "warning", why, seen)


def _range(called: str, column: str, there: Any) -> Rule:
    least, most = (value for value in pc.min_max(there).as_py().values())
    reach = _WIDER * (most - least)
    whole = isinstance(least, int)
    low = least - reach if least < 0 else max(0, least - reach)
    kwargs = {
        "column": column,
        "min_value": math.floor(low) if whole else low,
        "max_value": math.ceil(most + reach) if whole else most + reach,
    }
    return _rule(
        called,
        f"{column}-range",
        "expect_column_values_to_be_between",
        kwargs,
        "warning",
        "a value far outside of what was measured is likely wrong",
        f"{least} to {most}, and a quarter of that beyond",
    )
