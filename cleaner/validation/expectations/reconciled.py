"""Texts that their edits turn back into what came in, as it was measured before."""

from __future__ import annotations

from typing import Any, ClassVar

from great_expectations.compatibility.pyspark import types
from great_expectations.execution_engine import PandasExecutionEngine, SparkDFExecutionEngine
from great_expectations.expectations.expectation import ColumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider import (
    ColumnMapMetricProvider,
    column_condition_partial,
)

from cleaner.validation.expectations.prescriptions import Prescribed

_NEEDED = "give booleans, such as the measure replays"


class Reconciled(ColumnMapMetricProvider):
    """A row says that its text and edits give back what came in."""

    condition_metric_name = "column_values.reconciled"

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: Any, **kwargs: Any) -> Any:  # noqa: N805 - a class method
        if column.dtype != bool and not all(isinstance(value, bool) for value in column):
            raise TypeError(f"{column.name} holds values of type {column.dtype}; {_NEEDED}")
        return column.astype(bool)

    @column_condition_partial(engine=SparkDFExecutionEngine)
    def _spark(cls, column: Any, **kwargs: Any) -> Any:  # noqa: N805 - a class method
        name = kwargs["_accessor_domain_kwargs"]["column"]
        type_ = kwargs["_table"].select(name).schema[0].dataType
        if not isinstance(type_, types.BooleanType | types.NullType):
            raise TypeError(f"{name} holds values of type {type_.simpleString()}; {_NEEDED}")
        return column.cast("boolean")


class ExpectTextToReconcileWithEdits(Prescribed, ColumnMapExpectation):
    """Expect that each text, its edits undone, is what came in.

    *column*: booleans measured before, such as `replays` of a run's articles, True where it is;
    *mostly*: the share of the rows that must hold.
    """

    by_row: ClassVar[bool] = True
    words: ClassVar[str] = "undoing the edits must give back what came in, by $column"
    words_alone: ClassVar[str] = "undoing the edits must give back what came in"
    map_metric = "column_values.reconciled"
    success_keys = ("mostly",)
    args_keys = ("column",)
