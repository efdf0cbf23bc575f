"""No residue, no mojibake, no control characters: in numbers counted before, or in the texts themselves."""

from __future__ import annotations

from typing import Any, ClassVar

from great_expectations.compatibility import pydantic
from great_expectations.execution_engine import PandasExecutionEngine, SparkDFExecutionEngine
from great_expectations.expectations.expectation import ColumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider import (
    ColumnMapMetricProvider,
    column_condition_partial,
)

from cleaner.validation import texts
from cleaner.validation.expectations.columns import counted, counted_on_spark
from cleaner.validation.expectations.prescriptions import Prescribed


class _FewOf(ColumnMapMetricProvider):
    """A row holds no more than so many of something; what, a class below says."""

    condition_value_keys = ("most",)
    count: ClassVar[str]  # in `texts.COUNTS`

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: Any, most: int | None = None, **kwargs: Any) -> Any:  # noqa: N805 - a class method
        return counted(column, texts.COUNTS[cls.count]) <= (most or 0)

    @column_condition_partial(engine=SparkDFExecutionEngine)
    def _spark(cls, column: Any, most: int | None = None, **kwargs: Any) -> Any:  # noqa: N805 - a class method
        name = kwargs["_accessor_domain_kwargs"]["column"]
        return counted_on_spark(kwargs["_table"], name, texts.COUNTS[cls.count]) <= (most or 0)


class FewResidues(_FewOf):
    """A row holds no more than so many lines of boilerplate."""

    condition_metric_name = "column_values.few_residues"
    count = "residue"


class FewMojibake(_FewOf):
    """A row holds no more than so many lines of mojibake."""

    condition_metric_name = "column_values.few_mojibake"
    count = "mojibake"


class FewControls(_FewOf):
    """A row holds no more than so many control characters."""

    condition_metric_name = "column_values.few_controls"
    count = "controls"


class ExpectColumnValuesToHaveNoResidue(Prescribed, ColumnMapExpectation):
    """Expect that at most *most* lines (0) of a text are boilerplate, sure or suspected.

    *column*: texts, into which the cleaner's own detector looks, or whole numbers that it counted
    before; *mostly*: the share of the rows that must hold.
    """

    most: int = pydantic.Field(0, ge=0)
    by_row: ClassVar[bool] = True
    words: ClassVar[str] = "$column must hold no more than $most lines of boilerplate"
    words_alone: ClassVar[str] = "values must hold no more than $most lines of boilerplate"
    told: ClassVar[tuple[str, ...]] = ("column", "most")
    map_metric = "column_values.few_residues"
    success_keys = ("mostly", "most")
    args_keys = ("column", "most")


class ExpectColumnValuesToHaveNoMojibake(Prescribed, ColumnMapExpectation):
    """Expect that at most *most* lines (0) of a text look like mojibake.

    *column*: texts, or whole numbers counted before; *mostly*: the share of the rows that must hold.
    """

    most: int = pydantic.Field(0, ge=0)
    by_row: ClassVar[bool] = True
    words: ClassVar[str] = "$column must hold no more than $most lines of mojibake"
    words_alone: ClassVar[str] = "values must hold no more than $most lines of mojibake"
    told: ClassVar[tuple[str, ...]] = ("column", "most")
    map_metric = "column_values.few_mojibake"
    success_keys = ("mostly", "most")
    args_keys = ("column", "most")


class ExpectColumnValuesToHaveNoControls(Prescribed, ColumnMapExpectation):
    """Expect that a text holds at most *most* control characters (0), tab and line feed apart.

    *column*: texts, or whole numbers counted before; *mostly*: the share of the rows that must hold.
    """

    most: int = pydantic.Field(0, ge=0)
    by_row: ClassVar[bool] = True
    words: ClassVar[str] = "$column must hold no more than $most control characters"
    words_alone: ClassVar[str] = "values must hold no more than $most control characters"
    told: ClassVar[tuple[str, ...]] = ("column", "most")
    map_metric = "column_values.few_controls"
    success_keys = ("mostly", "most")
    args_keys = ("column", "most")
