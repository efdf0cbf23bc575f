"""Great Expectations, in memory: nothing written, nothing fetched.

It is imported when first needed (seconds, and 235 MB); nothing else in this package names it.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from cleaner.errors import SuiteError


@cache
def _gx() -> Any:
    with warnings.catch_warnings():
        # its parser still imports sre_constants, and its schemas use marshmallow's old arguments
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        import great_expectations as gx
        from great_expectations.expectations import registry  # noqa: F401 - an attribute from here on

        from cleaner.validation import expectations  # noqa: F401 - known to the engine from here on
    return gx


@cache
def types() -> frozenset[str]:
    """Return the names of all expectations that Great Expectations knows."""
    return frozenset(_gx().expectations.registry.list_registered_expectation_implementations())


def build(rule: Mapping[str, Any], where: str) -> Any:
    """Return a rule as an expectation of the engine. Raises SuiteError if its kwargs do not fit."""
    make = _gx().expectations.registry.get_expectation_impl(rule["type"])
    try:
        return make(**rule["kwargs"], severity=rule["severity"], meta={"rule": rule["meta"]["rule"]})
    except (TypeError, ValueError) as error:
        told = " ".join(str(error).split())
        raise SuiteError(f"{where}: kwargs do not fit {rule['type']}: {told}") from error


def suite(name: str, rules: Sequence[Mapping[str, Any]]) -> Any:
    """Return rules as a suite of the engine."""
    built = [build(rule, rule["meta"]["rule"]) for rule in rules]
    return _gx().ExpectationSuite(name=name, expectations=built)


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


def evaluate(source: Any, made: Any, frame: Any, key: str) -> list[Any]:
    """Return what the engine found for each rule of a suite, in an order of its own.

    *source*: a pandas data source of a context; *key*: the column that names a failing row.
    Values of failing rows are left out: they are scraped text.
    """
    asset = source.add_dataframe_asset(made.name)
    batch = asset.add_batch_definition_whole_dataframe("whole").get_batch({"dataframe": frame})
    index = {"unexpected_index_column_names": [key]} if key in frame else {}
    form = {"result_format": "COMPLETE", "exclude_unexpected_values": True, **index}
    return list(batch.validate(made, result_format=form).results)
