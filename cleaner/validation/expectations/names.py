"""Names spelt one way: doubts counted before, or the names of a whole column judged together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from great_expectations.compatibility import pydantic
from great_expectations.compatibility.pyspark import functions as F  # noqa: N812 - its usual name
from great_expectations.compatibility.pyspark import types
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import ColumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider import (
    ColumnMapMetricProvider,
    column_condition_partial,
)

from cleaner.errors import DataError
from cleaner.validation import spellings
from cleaner.validation.expectations.columns import is_numbers, is_numbers_on_spark
from cleaner.validation.expectations.marked import MARK, marking
from cleaner.validation.expectations.prescriptions import Prescribed


def _doubtful(frame: Any, column: str, kwargs: Mapping[str, Any]) -> tuple[Any, tuple[Any, ...]]:
    """Return a Spark frame with the rows marked whose names are in doubt, and that nothing is held."""
    most = kwargs.get("most") or 0
    if is_numbers_on_spark(frame, column):
        return frame.withColumn(MARK, F.coalesce(F.col(column) > most, F.lit(False))), ()
    found = [(value,) for value in spellings.in_doubt(_values(frame, column), most)]
    schema = types.StructType([types.StructField("(value)", types.StringType())])
    doubts = frame.sparkSession.createDataFrame(found, schema)
    joined = frame.join(doubts, F.col(column) == F.col("(value)"), "left")
    return joined.withColumn(MARK, F.col("(value)").isNotNull()).drop("(value)"), ()


def _values(frame: Any, column: str) -> dict[str, int]:
    """Return the different values of a column, each with its rows, on the driver."""
    known = frame.where(F.col(column).isNotNull()).groupBy(F.col(column).alias("value")).count()
    rows = known.limit(spellings.MOST + 1).collect()
    if len(rows) > spellings.MOST:
        told = f"more than {spellings.MOST:,} different values"
        raise DataError(f"{column} holds {told}, too many to judge as names; give a part of the rows")
    return {row["value"]: row["count"] for row in rows}


class NamesConsistent(ColumnMapMetricProvider):
    """A row holds no more than so many names in doubt."""

    condition_metric_name = "column_values.names_consistent"
    condition_value_keys = ("most",)

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: Any, most: int | None = None, **kwargs: Any) -> Any:  # noqa: N805 - a class method
        if is_numbers(column):
            return column <= (most or 0)
        return ~column.isin(list(spellings.in_doubt(column.value_counts().to_dict(), most or 0)))

    _spark = marking(_doubtful)


class ExpectNamesToBeConsistent(Prescribed, ColumnMapExpectation):
    """Expect that names spelt two ways are settled: at most *most* of a row (0) are in doubt.

    *column* counts the names of a row that are in doubt, or holds names, one or a few a row, that
    are judged together by `cleaner.names`; on Spark up to 1,000,000 different ones. *mostly* is the
    share of the rows that must hold.
    """

    most: int = pydantic.Field(0, ge=0)
    words: ClassVar[str] = "no more than $most names of a row may be in doubt, by $column"
    words_alone: ClassVar[str] = "no more than $most names of a row may be in doubt"
    told: ClassVar[tuple[str, ...]] = ("column", "most")
    map_metric = "column_values.names_consistent"
    success_keys = ("mostly", "most")
    args_keys = ("column", "most")
