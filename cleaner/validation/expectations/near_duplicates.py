"""Texts that stand twice, nearly: by `shingles`, on one machine or on many."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

import numpy as np
from great_expectations.compatibility import pydantic
from great_expectations.compatibility.pyspark import functions as F  # noqa: N812 - its usual name
from great_expectations.compatibility.pyspark import types
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import ColumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider import (
    ColumnMapMetricProvider,
    column_condition_partial,
)

from cleaner.validation import shingles
from cleaner.validation.expectations.columns import is_numbers, is_numbers_on_spark, on_workers
from cleaner.validation.expectations.marked import MARK, marking
from cleaner.validation.expectations.prescriptions import Prescribed

SIMILAR = 0.8  # share of shingles from which two pages are usually called near duplicates


def _twins(frame: Any, column: str, kwargs: Mapping[str, Any]) -> tuple[Any, tuple[Any, ...]]:
    """Return a Spark frame with the rows marked that have a twin, and the twins' digests, which are held.

    Nothing but plans is made here.
    """
    if is_numbers_on_spark(frame, column):
        raise TypeError(f"{column} holds no texts")
    least = kwargs.get("similarity") or SIMILAR
    digest = on_workers(shingles.digest, types.BinaryType())
    texts = frame.where(F.col(column).isNotNull()).select(F.col(column).alias("text"))
    each = texts.withColumn("digest", digest("text")).groupBy("digest")
    distinct = each.agg(F.first("text").alias("text"), F.count("*").alias("times"))
    twice = distinct.where("times > 1").select("digest")
    found = twice.union(_similar(distinct.select("digest", "text"), least)).distinct().persist()
    key = digest(F.coalesce(F.col(column), F.lit("")))
    named = frame.withColumn("(digest)", F.when(F.col(column).isNotNull(), key))
    joined = named.join(found, F.col("(digest)") == F.col("digest"), "left")
    return joined.withColumn(MARK, F.col("digest").isNotNull()).drop("(digest)", "digest"), (found,)


def _similar(distinct: Any, least: float) -> Any:
    """Return the digests of texts that are similar to the representative of a bucket, and its own."""
    banded = partial(shingles.banded, least=least)
    bands = distinct.mapInArrow(banded, "digest binary, band long")
    firsts = bands.groupBy("band").agg(F.min("digest").alias("first"), F.count("*").alias("size"))
    met = bands.join(firsts.where("size > 1"), "band").where("digest != first")
    pairs = met.select("digest", "first").distinct()
    others = distinct.toDF("first", "first_text")
    are_near = on_workers(partial(shingles.are_near, least=least), types.BooleanType())
    near = pairs.join(distinct, "digest").join(others, "first").where(are_near("first_text", "text"))
    return near.select(F.explode(F.array("digest", "first")).alias("digest"))


class NoNearDuplicates(ColumnMapMetricProvider):
    """A text has no twin in its column."""

    condition_metric_name = "column_values.no_near_duplicates"
    condition_value_keys = ("similarity",)

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: Any, similarity: float | None = None, **kwargs: Any) -> Any:  # noqa: N805 - a class method
        if is_numbers(column):
            if len(column):
                raise TypeError(f"{column.name} holds no texts")
            return column.isna()
        found = shingles.near(column.tolist(), similarity or SIMILAR)
        return type(column)(np.logical_not(found), index=column.index)

    _spark = marking(_twins)


class ExpectTextsToBeNoNearDuplicates(Prescribed, ColumnMapExpectation):
    """Expect that no text of *column* has a twin that shares *similarity* of its shingles (.8) or more.

    Both of a pair are unexpected. Shingles are eight letters in a row, whatever the language; how
    many pairs are found is in `benchmarks/near_duplicates.py`. *mostly*: the share of the rows that
    must hold.
    """

    similarity: float = pydantic.Field(SIMILAR, ge=0.5, le=1)
    words: ClassVar[str] = "no two texts of $column may share $similarity of their shingles or more"
    words_alone: ClassVar[str] = "no two texts may share $similarity of their shingles or more"
    told: ClassVar[tuple[str, ...]] = ("column", "similarity")
    map_metric = "column_values.no_near_duplicates"
    success_keys = ("mostly", "similarity")
    args_keys = ("column", "similarity")
