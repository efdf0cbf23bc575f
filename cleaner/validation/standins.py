"""Rules about long texts asked of measures in their place: lengths, matches, presence.

Great Expectations copies every column of a table for every rule; a text is measured once, as it is
read, and the rule asks the measure. The counts are those that it would have given on the text.
"""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cleaner.validation.digests import is_string

LONG_BYTES = 64  # mean bytes of a value from which a column counts as long

_LENGTHS = {
    "expect_column_value_lengths_to_be_between": "expect_column_values_to_be_between",
}
_MATCHES = {
    "expect_column_values_to_match_regex": True,
    "expect_column_values_to_not_match_regex": False,
}
_PRESENCE = {"expect_column_values_to_not_be_null": True, "expect_column_values_to_be_null": False}


class Values:
    """A column of strings, in Arrow and, made when first asked for, in pandas."""

    def __init__(self, arrow: Any) -> None:
        self.arrow = arrow

    @cached_property
    def series(self) -> Any:
        """Return the values as a pandas series."""
        return pa.table({"values": self.arrow}).to_pandas()["values"].astype(str)


@dataclass(frozen=True, slots=True)
class StandIn:
    """A rule over a measure of *column*, called *name*; *of* computes it from the column's values."""

    rule: Mapping[str, Any]
    name: str
    column: str
    of: Callable[[Values], Any]


def stand_in(rule: Mapping[str, Any]) -> StandIn | None:
    """Return what stands in for a rule about one column of strings; None where nothing does.

    >>> kwargs = {"column": "t", "min_value": 3}
    >>> found = stand_in({"type": "expect_column_value_lengths_to_be_between", "kwargs": kwargs})
    >>> found.rule["kwargs"], found.of(Values(pa.array(["ab", "abc", None]))).to_pylist()
    ({'column': 'length of t', 'min_value': 3}, [2, 3, None])
    """
    type_, kwargs = rule["type"], rule["kwargs"]
    column = kwargs.get("column")
    if type_ in _LENGTHS:
        return _made(rule, _LENGTHS[type_], kwargs, f"length of {column}", _length)
    if type_ in _MATCHES and _is_regex(kwargs.get("regex")):
        rest = {k: v for k, v in kwargs.items() if k != "regex"} | {"value_set": [_MATCHES[type_]]}
        match = partial(_matches, regex=kwargs["regex"])
        return _made(rule, _IN_SET, rest, f"{column} matches {kwargs['regex']}", match)
    if type_ in _PRESENCE:
        rest = {**kwargs, "value_set": [_PRESENCE[type_]]}
        return _made(rule, _IN_SET, rest, f"{column} is there", _there)
    return None


def _is_regex(pattern: Any) -> bool:
    """Return whether pandas can look for a pattern; one that it cannot is left to the engine to report."""
    try:
        with _silent_about_groups():
            _matches(Values(pa.array([""])), pattern)
    except (TypeError, ValueError, re.error):  # what Arrow raises is a ValueError
        return False
    return True


_IN_SET = "expect_column_values_to_be_in_set"


def _made(
    rule: Mapping[str, Any], type_: str, kwargs: Mapping[str, Any], name: str, of: Callable[[Values], Any]
) -> StandIn:
    return StandIn({**rule, "type": type_, "kwargs": {**kwargs, "column": name}}, name, kwargs["column"], of)


def _length(values: Values) -> Any:
    return pc.utf8_length(values.arrow)


def _there(values: Values) -> Any:
    return pc.is_valid(values.arrow)


def _matches(values: Values, regex: str) -> Any:
    """Return where a regular expression is found, by the engine's own means: pandas on Arrow strings."""
    found = values.series.str.contains(regex)
    return pc.if_else(pc.is_valid(values.arrow), pa.array(found.to_numpy(bool)), pa.scalar(None, pa.bool_()))


def measured(standins: Iterable[StandIn], chunk: pa.Table) -> dict[str, Any]:
    """Return the measures of a chunk by name; Arrow lets them be taken side by side."""
    made = {one.name: one for one in standins}
    if not made:
        return {}
    values = {column: Values(chunk.column(column)) for column in {one.column for one in made.values()}}
    for column in values.values():
        _ = column.series  # made once, before it is asked for side by side
    with _silent_about_groups():
        found = _pool().map(lambda one: one.of(values[one.column]), made.values())
        return dict(zip(made, found, strict=True))


@contextmanager
def _silent_about_groups() -> Iterator[None]:
    """Hold back what pandas says of each regular expression with a group: that the group is not used."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "This pattern is interpreted as a regular expression", UserWarning)
        yield


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="measures")


def is_long(values: Any) -> bool:
    """Return whether an Arrow column holds strings that are long on average."""
    return is_string(values.type) and values.nbytes > LONG_BYTES * max(1, len(values))
