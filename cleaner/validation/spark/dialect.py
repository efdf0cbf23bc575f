"""Rules as Great Expectations wants them for Spark: names of types, and regular expressions for Java."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

TYPES = {
    "bool": "BooleanType",
    "float32": "FloatType",
    "float64": "DoubleType",
    "int8": "ByteType",
    "int16": "ShortType",
    "int32": "IntegerType",
    "int64": "LongType",
    "object": "StringType",
    "str": "StringType",
    "string": "StringType",
}
# What is written otherwise in Java: the end of all text, and names of groups. A backslash is taken
# with what follows it, so that the two are never torn apart.
_TOKEN = re.compile(r"\\Z|\\.|\(\?P<|\(\?P=(\w+)\)", re.DOTALL)
# As in Python, letters and numbers are those of all scripts (U), and only a line feed ends a line (d).
_FLAGS = "(?Ud)"


def translated(rule: Mapping[str, Any]) -> dict[str, Any]:
    """Return a rule whose kwargs mean on Spark what they mean on pandas.

    >>> rule = {"type": "t", "kwargs": {"column": "n", "type_": "int64"}}
    >>> translated(rule)["kwargs"]
    {'column': 'n', 'type_': 'LongType'}
    """
    return {**rule, "kwargs": {name: _translated(name, value) for name, value in rule["kwargs"].items()}}


def _translated(name: str, value: Any) -> Any:
    if name in ("type_list", "regex_list") and isinstance(value, list):
        return [_translated("regex" if name == "regex_list" else "type_", one) for one in value]
    if name == "type_":
        return TYPES.get(value, value)
    return java(value) if name == "regex" and isinstance(value, str) else value


def java(regex: str) -> str:
    r"""Return a regular expression of Python's as one of Java's that finds the same.

    >>> java(r"^(?P<year>\d{4})\Z")
    '(?Ud)^(?<year>\\d{4})\\z'
    """
    return _FLAGS + _TOKEN.sub(_for_java, regex)


def _for_java(match: re.Match[str]) -> str:
    if match[1]:
        return rf"\k<{match[1]}>"
    return {r"\Z": r"\z", "(?P<": "(?<"}.get(match[0], match[0])
