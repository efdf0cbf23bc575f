"""Great Expectations, in memory: nothing written, nothing fetched.

It is imported when first needed (seconds, and 235 MB); only the modules behind this one name it.
Tables reach its validator without a data source: one would hash each of them, which takes half the time.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from cleaner.errors import SuiteError


@contextmanager
def _without_spark_connect() -> Iterator[None]:
    """Keep Spark Connect from being imported on the way: it prints what it misses, and is not used here."""
    hidden = [name for name in _CONNECT if name not in sys.modules]
    sys.modules |= dict.fromkeys(hidden)  # type: ignore[arg-type] # None stops an import
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


_CONNECT = ("pyspark.sql.connect.dataframe", "pyspark.sql.connect.session")


@cache
def _gx() -> Any:
    with _without_spark_connect(), warnings.catch_warnings():
        # its parser still imports sre_constants, and its schemas use marshmallow's old arguments
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        # it imports pyspark where that is installed, which speaks of pandas
        warnings.simplefilter("ignore", FutureWarning)
        import great_expectations as gx
        from great_expectations.expectations import registry  # noqa: F401 - an attribute from here on

        from cleaner.validation import expectations  # noqa: F401 - known to the engine from here on
    return gx


@cache
def types() -> frozenset[str]:
    """Return the names of all expectations that Great Expectations knows."""
    return frozenset(_gx().expectations.registry.list_registered_expectation_implementations())


# Metrics that judge each row by itself. Any other rule needs the whole column: uniqueness, order, means.
_BY_ROW = frozenset(
    {
        "column_pair_values.a_greater_than_b",
        "column_pair_values.equal",
        "column_pair_values.in_set",
        "column_values.between",
        "column_values.dateutil_parseable",
        "column_values.in_set",
        "column_values.json_parseable",
        "column_values.match_json_schema",
        "column_values.match_regex",
        "column_values.match_regex_list",
        "column_values.match_strftime_format",
        "column_values.nonnull",
        "column_values.not_in_set",
        "column_values.not_match_regex",
        "column_values.not_match_regex_list",
        "column_values.null",
        "column_values.value_length.between",
        "column_values.value_length.equals",
        "multicolumn_sum.equal",
        "multicolumn_values.equal",
        "select_column_values.unique.within_record",
    }
)


def scope(type_: str) -> str:
    """Return what an expectation has to see: "row" (each row by itself), "column" (all of it), "table"."""
    if type_.startswith("expect_table_"):
        return "table"
    made = _gx().expectations.registry.get_expectation_impl(type_)
    by_row = getattr(made, "map_metric", None) in _BY_ROW or getattr(made, "by_row", False)
    return "row" if by_row else "column"


def build(rule: Mapping[str, Any], where: str) -> Any:
    """Return a rule as an expectation of the engine. Raises SuiteError if its kwargs do not fit."""
    make = _gx().expectations.registry.get_expectation_impl(rule["type"])
    try:
        return make(**rule["kwargs"], severity=rule["severity"], meta={"rule": rule["meta"]["rule"]})
    except (TypeError, ValueError) as error:
        told = " ".join(str(error).split())
        raise SuiteError(f"{where}: kwargs do not fit {rule['type']}: {told}") from error


def suite(rules: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Return rules as expectations of the engine; `meta["rule"]` of each is its id."""
    return [build(rule, rule["meta"]["rule"]) for rule in rules]


@cache
def context() -> Any:
    """Return a context that lives in memory, sends nothing and draws no progress bars."""
    gx = _gx()
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    config = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        progress_bars=ProgressBarsConfig(globally=False),
        analytics_enabled=False,
    )
    # without a mode it would look for cloud settings in the environment
    return gx.get_context(mode="ephemeral", project_config=config)


def evaluate(frame: Any, built: Sequence[Any]) -> list[Any]:
    """Return what the engine found for each expectation, in an order of its own.

    *frame*: a pandas frame, whose index tells a row in the results. Values of failing rows are
    left out: they are scraped text.
    """
    _gx()
    from great_expectations.execution_engine import PandasExecutionEngine

    execution = PandasExecutionEngine(caching=False)
    form = {"result_format": "COMPLETE", "exclude_unexpected_values": True}
    try:
        return _validated(_validator(execution, frame), built, form)
    finally:
        # the engine hangs in a cycle of references, and would hold the frame until that is collected
        execution.batch_manager.batch_data_cache.clear()


@contextmanager
def on_spark(frame: Any, built: Sequence[Any]) -> Iterator[list[tuple[Any, Any]]]:
    """Give what the engine finds for each expectation on a Spark frame, in an order of its own.

    With each stands a frame of the rows that break it, not yet computed; None where there are none.
    """
    _gx()
    from great_expectations.execution_engine import SparkDFExecutionEngine

    execution = SparkDFExecutionEngine(spark=frame.sparkSession, persist=False)
    validator = _validator(execution, frame)
    # counts alone: the engine would look for each rule's values, and limit rows that have no order
    form = {"result_format": "BASIC", "partial_unexpected_count": 0, "exclude_unexpected_values": True}
    by_rule = {one.meta["rule"]: one for one in built}
    try:
        yield [
            (item, _breaking(validator, by_rule[item.expectation_config.meta["rule"]], item))
            for item in (_validated(validator, built, form) if built else ())
        ]
    finally:
        for data in execution.batch_manager.batch_data_cache.values():
            if hasattr(data, "let_go"):  # what an expectation of our own holds
                data.let_go()


def _breaking(validator: Any, one: Any, item: Any) -> Any:
    """Return the rows of a Spark frame that break an expectation, None where there are none."""
    from great_expectations.expectations.registry import get_metric_kwargs
    from great_expectations.validator.metric_configuration import MetricConfiguration

    if not (item.result or {}).get("unexpected_count"):
        return None
    name = f"{one.map_metric}.condition"
    kwargs = get_metric_kwargs(name, configuration=one.configuration)
    metric = MetricConfiguration(name, kwargs["metric_domain_kwargs"], kwargs["metric_value_kwargs"])
    condition, compute, accessor = validator.get_metric(metric)
    rows = validator.execution_engine.get_domain_records({**compute, **accessor})
    # a window is no condition of a filter
    return rows.withColumn("(unexpected)", condition).where("`(unexpected)`")


def _validator(execution: Any, data: Any) -> Any:
    from great_expectations.validator.validator import Validator

    execution.load_batch_data("table", data)
    return Validator(execution_engine=execution, data_context=context())


def _validated(validator: Any, built: Sequence[Any], form: Mapping[str, Any]) -> list[Any]:
    runtime = {"result_format": dict(form), "catch_exceptions": True}
    with warnings.catch_warnings():
        # pandas says of each regular expression with a group that the group is not used
        warnings.filterwarnings("ignore", "This pattern is interpreted as a regular expression", UserWarning)
        return list(validator.graph_validate([one.configuration for one in built], runtime))
