"""The language that a row declares, held against its text."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from great_expectations.compatibility.pyspark import types
from great_expectations.execution_engine import PandasExecutionEngine, SparkDFExecutionEngine
from great_expectations.expectations.expectation import ColumnPairMapExpectation
from great_expectations.expectations.metrics.map_metric_provider import (
    ColumnPairMapMetricProvider,
    column_pair_condition_partial,
)

from cleaner.validation import texts
from cleaner.validation.expectations.columns import on_workers
from cleaner.validation.expectations.prescriptions import Prescribed


class InDeclaredLanguage(ColumnPairMapMetricProvider):
    """A text is not surely in another language than the row says."""

    condition_metric_name = "column_pair_values.in_declared_language"
    condition_domain_keys = (
        "batch_id",
        "table",
        "column_A",
        "column_B",
        "row_condition",
        "condition_parser",
        "ignore_row_if",
    )
    condition_value_keys = ()

    @column_pair_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_A: Any, column_B: Any, **kwargs: Any) -> Any:  # noqa: N803, N805 - the engine's names
        both = zip(column_A.tolist(), column_B.tolist(), strict=True)
        holds = [not texts.is_other_language(_text(text), _text(code)) for text, code in both]
        return type(column_A)(holds, index=column_A.index, dtype=bool)

    @column_pair_condition_partial(engine=SparkDFExecutionEngine)
    def _spark(cls, column_A: Any, column_B: Any, **kwargs: Any) -> Any:  # noqa: N803, N805 - the engine's names
        return ~on_workers(texts.is_other_language, types.BooleanType())(column_A, column_B)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


class ExpectTextToBeInDeclaredLanguage(Prescribed, ColumnPairMapExpectation):
    """Expect that a text (*column_A*) is in the language of the code beside it (*column_B*, ISO 639).

    A row fails where the detector is sure of another language; what it is not sure of, or cannot
    tell apart, passes. *mostly*: the share of the rows that must hold.
    """

    ignore_row_if: Literal["both_values_are_missing", "either_value_is_missing", "neither"] = (
        "either_value_is_missing"
    )
    by_row: ClassVar[bool] = True
    words: ClassVar[str] = "$column_A must be in the language that $column_B declares"
    told: ClassVar[tuple[str, ...]] = ("column_A", "column_B")
    map_metric = "column_pair_values.in_declared_language"
    domain_keys = ("batch_id", "column_A", "column_B", "row_condition", "condition_parser", "ignore_row_if")
    success_keys = ("column_A", "column_B", "ignore_row_if", "mostly")
    args_keys = ("column_A", "column_B")
