"""What a column may hold: numbers counted before, or texts to count in now; the same on both engines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
from great_expectations.compatibility.pyspark import functions as F  # noqa: N812 - its usual name
from great_expectations.compatibility.pyspark import types

Count = Callable[[str | None], int]


def is_numbers(column: Any) -> bool:
    """Return whether a pandas column holds numbers; True for one without values, whatever its type.

    Raises TypeError if it holds neither numbers nor texts.
    """
    if not len(column):
        return True
    if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype):
        return True
    if pd.api.types.is_string_dtype(column) or all(isinstance(value, str) for value in column):
        return False
    raise TypeError(f"{column.name} holds values of type {column.dtype}; give numbers or texts")


def is_numbers_on_spark(frame: Any, column: str) -> bool:
    """Return whether a column of a Spark frame holds numbers, or no values; raises TypeError as above."""
    type_ = frame.select(column).schema[0].dataType
    if isinstance(type_, types.NumericType | types.NullType):
        return True
    if isinstance(type_, types.StringType):
        return False
    raise TypeError(f"{column} holds values of type {type_.simpleString()}; give numbers or texts")


def counted(column: Any, count: Count) -> Any:
    """Return the numbers of a pandas column, or what *count* finds in its texts."""
    return column if is_numbers(column) else column.map(count).astype("int64")


def counted_on_spark(frame: Any, column: str, count: Count) -> Any:
    """Return the same as an expression for Spark; *count* is pickled by its name."""
    if is_numbers_on_spark(frame, column):
        return F.col(column)
    return on_workers(count, types.LongType())(F.col(column))


def on_workers(function: Callable[..., Any], type_: Any) -> Any:
    """Return a function of texts as one of Spark columns; row by row, without pandas on the way."""
    return F.udf(function, type_, useArrow=False)
