"""Rows that fail a critical rule, out of the clean table and into one of their own, with the reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from cleaner.errors import DataError
from cleaner.validation import sources
from cleaner.validation.evaluation import picked
from cleaner.validation.measures import WIDE, key
from cleaner.validation.results import RuleResult, Validation
from cleaner.validation.sources import Source

_TOLD_CHARS = 60  # code points of a failing value that a reason shows
REASONS = pa.schema(
    [
        ("expectations", pa.list_(pa.string())),
        ("severities", pa.list_(pa.string())),
        ("reasons", pa.list_(pa.string())),
    ]
)


def quarantine(
    table: Any, validation: Validation, *, related: Mapping[str, Any] | None = None
) -> tuple[pa.Table, pa.Table]:
    """Return (the clean rows, the quarantine), both in the order of the table.

    *table*: what was validated; *related*: for the articles of a run, its other tables, so that a
    broken edit sends its article away too. A row that fails a critical rule goes to quarantine with
    every rule that it fails, in `expectations`, `severities` and `reasons`, which are in step.
    """
    source = sources.of(table, validation.results[0].table if validation.results else "table")
    parts = list(split(source, validation, related=related))
    schema = pa.schema([*source.schema, *REASONS])
    clean = pa.concat_tables([source.schema.empty_table(), *(kept for kept, _ in parts)])
    return clean, pa.concat_tables([schema.empty_table(), *(held for _, held in parts)])


def split(
    source: Source, validation: Validation, *, related: Mapping[str, Any] | None = None
) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Yield (clean rows, rows of quarantine) of each chunk of a table."""
    table = "articles" if related is not None else next((r.table for r in validation.results), "")
    failed = [r for r in validation.results if r.status == "fail"]
    if unnumbered := next((r.rule for r in failed if r.unexpected and not len(r.rows)), ""):
        mend = "validate what comes to this machine, or filter by the rule on Spark"
        raise DataError(f"{unnumbered}: a validation on Spark does not say which rows break it; {mend}")
    broken = [(rule, rule.rows) for rule in failed if rule.table == table]
    broken += _of_articles(source, [rule for rule in failed if rule.table != table], related or {})
    out = np.unique(
        np.concatenate([np.empty(0, np.int64), *(rows for r, rows in broken if r.severity == "critical")])
    )
    at = 0
    for chunk in source.chunks(source.schema.names):
        here = out[(out >= at) & (out < at + chunk.num_rows)]
        keep = np.ones(chunk.num_rows, bool)
        keep[here - at] = False
        held = chunk.take(pa.array(here - at))
        yield chunk.filter(pa.array(keep)), _with_reasons(held, here, broken)
        at += chunk.num_rows


def _of_articles(
    source: Source, failed: Sequence[RuleResult], related: Mapping[str, Any]
) -> list[tuple[RuleResult, Any]]:
    """Return rules about other tables of a run, each with the rows of the articles that break it."""
    told = [
        (rule, set(picked(sources.of(related[rule.table], rule.table), key(rule.table), rule.rows)) - {""})
        for rule in failed
        if rule.table in related and key(rule.table) == "article_id" and len(rule.rows)
    ]
    if not told:
        return []
    ids = source.whole(["id"]).column("id").to_pylist()
    return [(rule, np.array([n for n, id_ in enumerate(ids) if id_ in bad], np.int64)) for rule, bad in told]


def _with_reasons(held: pa.Table, rows: Any, broken: Sequence[tuple[RuleResult, Any]]) -> pa.Table:
    rules: dict[int, list[RuleResult]] = {row: [] for row in rows.tolist()}
    for rule, bad in broken:
        for row in np.intersect1d(bad, rows, assume_unique=True).tolist():
            rules[row].append(rule)
    told = list(rules.values())
    values = {
        name: held.column(name).to_pylist() for name in {r.column for rs in told for r in rs} & _short(held)
    }
    reasons = [
        [_reason(rule, values[rule.column][n] if rule.column in values else None) for rule in found]
        for n, found in enumerate(told)
    ]
    columns = {
        "expectations": [[rule.rule for rule in found] for found in told],
        "severities": [[rule.severity for rule in found] for found in told],
        "reasons": reasons,
    }
    for field in REASONS:
        held = held.append_column(field, pa.array(columns[field.name], field.type))
    return held


def _short(held: pa.Table) -> set[str]:
    """Return the columns whose values a reason shows; the key, hashes and long texts say nothing in it."""
    return set(held.column_names) - WIDE - {"id", "text_sha256", "input_sha256"}


def _reason(rule: RuleResult, value: Any) -> str:
    """Return what the rule demands, and the value that breaks it; measures have no value in the table."""
    if value is None:
        return rule.sentence
    return f"{rule.sentence} ({rule.column} = {str(value)[:_TOLD_CHARS]})"
