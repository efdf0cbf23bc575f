"""A metric for Spark that needs the whole column: rows are marked by a join, and the marks are looked at.

A condition of Great Expectations is an expression over the columns of a batch, and no expression
can look a value up in another table. So the batch is given one more column, under another id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from great_expectations.compatibility.pyspark import functions as F  # noqa: N812 - its usual name
from great_expectations.core import IDDict
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.core.metric_function_types import MetricPartialFunctionTypes
from great_expectations.execution_engine import SparkDFExecutionEngine
from great_expectations.execution_engine.sparkdf_batch_data import SparkDFBatchData
from great_expectations.expectations.metrics.metric_provider import metric_partial

MARK = "(marked)"  # the column that says which rows are unexpected
# Frame, column and value kwargs -> the frame with MARK, and the frames that are held for it.
Mark = Callable[[Any, str, Mapping[str, Any]], tuple[Any, Sequence[Any]]]


class Marked(SparkDFBatchData):
    """A batch with marks, and what is held in the cluster's memory for them until it is let go."""

    def __init__(self, execution_engine: Any, frame: Any, held: Sequence[Any]) -> None:
        super().__init__(execution_engine, frame)
        self._held = held

    def let_go(self) -> None:
        """Free what was held."""
        for frame in self._held:
            frame.unpersist()


def marking(mark: Mark) -> Any:
    """Return the metric function of a provider for Spark; *mark* adds the column `MARK`, never null.

    What was marked once for a domain is not marked again: counts and rows come from one work.
    """

    @metric_partial(
        engine=SparkDFExecutionEngine,
        partial_fn_type=MetricPartialFunctionTypes.MAP_CONDITION_FN,
        domain_type=MetricDomainTypes.COLUMN,
    )
    def _spark(
        cls: Any,
        execution_engine: Any,
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any],
    ) -> tuple[Any, dict[str, Any], dict[str, Any]]:
        frame, compute, accessor = execution_engine.get_compute_domain(
            metric_domain_kwargs, domain_type=MetricDomainTypes.COLUMN
        )
        told = {**metric_domain_kwargs, **metric_value_kwargs, "metric": cls.condition_metric_name}
        id_ = str(IDDict(told).to_id())
        held = execution_engine.batch_manager.batch_data_cache
        if id_ not in held:
            held[id_] = Marked(execution_engine, *mark(frame, accessor["column"], metric_value_kwargs))
        return F.col(f"`{MARK}`"), {**compute, "batch_id": id_}, accessor

    return _spark
