"""Suites over tables that lie on many machines: by Great Expectations' own engine for Spark.

What comes to the driver are counts, the first twenty ids of the rows that break a rule, and the
worst five groups. Three things are not as on one machine: rows have no order, so the first ids are
the first by spelling; a row without a key has no name; and a result holds no numbers of rows.
"""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from cleaner.errors import DataError, MissingExtra
from cleaner.validation.results import RuleResult
from cleaner.validation.sources import is_spark
from cleaner.validation.suites import Suite


def checked(tables: Mapping[str, Any]) -> None:
    """Raise MissingExtra without pyspark, DataError unless all tables are frames of one Spark session."""
    try:
        import pyspark  # noqa: F401 - whether it is there
    except ImportError as error:
        needed = 'pip install "content-cleaner[spark]"'
        raise MissingExtra(f"tables on Spark need {error.name}, which is not installed: {needed}") from error
    for name, table in tables.items():
        if not is_spark(table):
            mend = "give Spark frames only, or none"
            raise DataError(f"{name}: a {type(table).__name__} among Spark frames; {mend}")
        if type(table).__module__.startswith("pyspark.sql.connect"):
            mend = "use a session of the cluster itself"
            raise DataError(f"{name}: Great Expectations does not read frames of Spark Connect; {mend}")


def evaluate(
    suite: Suite, tables: Mapping[str, Any], *, released: Mapping[str, Collection[str]] | None = None
) -> list[RuleResult]:
    """Return one result for each rule, in the order of the suite, the floor first.

    *tables*: the Spark frame of the suite and those that its measures look into; *released*: for a
    rule, the ids that a person let pass. Raises SuiteError if a rule was lost on the way, and what
    `checked` does.
    """
    checked(tables)
    from cleaner.validation.spark import evaluation

    with _quietly():
        return evaluation.evaluate(suite, tables, released or {})


@contextmanager
def _quietly() -> Iterator[None]:
    """Hold back that pyspark knows no pandas 3: what goes between them here is Arrow and plain values."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        yield
