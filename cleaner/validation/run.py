"""Suites over tables: every rule evaluated, and counted."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from cleaner.errors import SuiteError
from cleaner.tables import Tables
from cleaner.validation import sources, spark, suites
from cleaner.validation.evaluation import evaluate
from cleaner.validation.results import RuleResult, Validation
from cleaner.validation.suites import Suite


def validate(
    tables: Any,
    suites: Path | str | None = None,
    *,
    suite: Path | str | None = None,
    chunk_rows: int | None = None,
) -> Validation:
    """Evaluate every suite on its table, or one suite of your own on a table of your own.

    *tables*: the tables of a run, by name or as `Tables`; *suites*: a folder of suites in place of
    the installed ones. With *suite*, a JSON file, *tables* is one table: a pandas frame, a pyarrow
    table, or the path of a Parquet, CSV, TSV or JSON-lines file, or of a folder of Parquet files.
    Tables may be Spark frames, all of them: they are validated where they lie, and results hold no
    numbers of rows. *chunk_rows*: rows looked at together, in place of what fits; no result depends
    on it, and Spark does not ask for it.
    Raises SuiteError if a suite is malformed, names a table that is not there, or if a rule was
    lost on the way; DataError if a table cannot be read.

    >>> import json, pathlib, tempfile, pandas as pd
    >>> rule = {"type": "expect_column_values_to_be_between", "kwargs": {"column": "pages", "min_value": 1}}
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "books.json"
    >>> _ = file.write_text(json.dumps({"name": "books", "expectations": [rule]}))
    >>> print(validate(pd.DataFrame({"pages": [210, 0, 96]}), suite=file).summary())
    2 of 2 expectations evaluated, 1 does not hold
    FAIL (critical) books/pages-to-be-between: pages is at least 1; 1 of 3 rows, first row 2
    """
    if suite is not None:
        return _one(tables, Path(suite), chunk_rows)
    given = tables.measured() if isinstance(tables, Tables) else tables
    return of_run(given, Path(suites) if suites is not None else None, chunk_rows=chunk_rows)


def _one(table: Any, file: Path, rows: int | None) -> Validation:
    declared = suites.load_one(file)
    if sources.is_spark(table):
        return _validation([declared], spark.evaluate(declared, {declared.table: table}))
    source = sources.of(table, declared.table)
    return _validation([declared], evaluate(declared, {declared.table: source}, rows))


def of_run(
    tables: Mapping[str, Any],
    folder: Path | None = None,
    *,
    only: Container[str] | None = None,
    chunk_rows: int | None = None,
    released: Mapping[str, Collection[str]] | None = None,
) -> Validation:
    """Evaluate the suites of a folder on the tables of a run; *only* those of some tables, if given.

    *released*: for a rule, the ids of articles that a person let pass.
    """
    declared = [one for one in suites.load(folder).values() if only is None or one.table in only]
    for one in declared:
        if one.table not in tables:
            raise SuiteError(f"{one.path}: no table {one.table!r}; there are {', '.join(tables)}")
    if any(sources.is_spark(table) for table in tables.values()):
        found = (spark.evaluate(one, tables, released=released) for one in declared)
        return _validation(declared, chain.from_iterable(found))
    given = {name: sources.of(table, name) for name, table in tables.items()}
    return _validation(
        declared, [r for one in declared for r in evaluate(one, given, chunk_rows, released=released)]
    )


def _validation(declared: Iterable[Suite], results: Iterable[RuleResult]) -> Validation:
    count = sum(len(one.rules) + 1 for one in declared)
    found = tuple(results)
    return Validation(found, count, count, len(found))
