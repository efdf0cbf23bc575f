"""Expectations of our own, for Great Expectations: importing this module makes them known to it.

Only the engine imports it, for it loads Great Expectations.
"""

from __future__ import annotations

from typing import Any

from great_expectations.execution_engine import PandasExecutionEngine, SparkDFExecutionEngine
from great_expectations.expectations.expectation import ColumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider import (
    ColumnMapMetricProvider,
    column_condition_partial,
)


class NamesConsistent(ColumnMapMetricProvider):
    """A row holds no more than so many names in doubt."""

    condition_metric_name = "column_values.names_consistent"
    condition_value_keys = ("most",)

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: Any, most: int | None = None, **kwargs: Any) -> Any:  # noqa: N805 - a class method
        return column <= (most or 0)

    @column_condition_partial(engine=SparkDFExecutionEngine)
    def _spark(cls, column: Any, most: int | None = None, **kwargs: Any) -> Any:  # noqa: N805 - a class method
        return column <= (most or 0)


class ExpectNamesToBeConsistent(ColumnMapExpectation):
    """Expect that names spelt two ways are settled: at most *most* of a row (0) are in doubt.

    *column* counts the names of a row that are in doubt; *mostly* is the share of the rows that
    must hold.
    """

    most: int = 0
    map_metric = "column_values.names_consistent"
    success_keys = ("mostly", "most")
    args_keys = ("column", "most")
