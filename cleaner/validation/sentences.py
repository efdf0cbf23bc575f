"""A rule in plain English, for suites that do not say it in `meta.says`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_WORDS = {
    "expect_column_to_exist": "there is a column {column}",
    "expect_column_values_to_not_be_null": "{column} is never missing",
    "expect_column_values_to_be_null": "{column} is always missing",
    "expect_column_values_to_be_unique": "no value of {column} stands twice",
    "expect_column_values_to_be_of_type": "{column} holds values of type {type_}",
    "expect_column_values_to_match_regex": "{column} matches {regex}",
    "expect_column_values_to_not_match_regex": "{column} does not match {regex}",
    "expect_text_to_be_in_declared_language": "{column_A} is in the language that {column_B} says",
    "expect_text_to_reconcile_with_edits": "undoing the edits gives back what came in, by {column}",
    "expect_texts_to_be_no_near_duplicates": "no two texts of {column} share {similarity} of their shingles",
    "expect_table_columns_to_match_set": "the columns {column_set} are there",
}
_RANGES = {
    "expect_column_values_to_be_between": "{column} is",
    "expect_column_value_lengths_to_be_between": "{column} has a length of",
    "expect_table_row_count_to_be_between": "the number of rows is",
}
_COUNTS = {  # of none, and of so many
    "expect_column_values_to_have_no_controls": (
        "no control character stands in {column}",
        "at most {most} control characters stand in {column}",
    ),
    "expect_column_values_to_have_no_mojibake": (
        "no line of {column} looks like mojibake",
        "at most {most} lines of {column} look like mojibake",
    ),
    "expect_column_values_to_have_no_residue": (
        "no line of {column} is boilerplate, sure or suspected",
        "at most {most} lines of {column} are boilerplate, sure or suspected",
    ),
    "expect_names_to_be_consistent": (
        "no name is in doubt, by {column}",
        "at most {most} names are in doubt, by {column}",
    ),
}
_DEFAULTS = {"similarity": "0.8"}
_SETS = {
    "expect_column_values_to_be_in_set": "{column} is one of {value_set}",
    "expect_column_values_to_not_be_in_set": "{column} is none of {value_set}",
}


class _Told(dict[str, str]):
    """Values for a sentence; one that is not given is the default, or leaves a dash."""

    def __missing__(self, name: str) -> str:
        return _DEFAULTS.get(name, "-")


def sentence(type_: str, kwargs: Mapping[str, Any]) -> str:
    """Return a rule as words, from its type and its values.

    >>> sentence("expect_column_values_to_be_between", {"column": "chars_out", "min_value": 1})
    'chars_out is at least 1'
    >>> sentence("expect_column_values_to_be_between", {"column": "mojibake", "max_value": 0, "mostly": 0.98})
    'mojibake is at most 0, in at least 98 % of the rows'
    >>> sentence("expect_column_values_to_have_no_controls", {"column": "body", "most": 2})
    'at most 2 control characters stand in body'
    >>> sentence("expect_texts_to_be_no_near_duplicates", {"column": "body"})
    'no two texts of body share 0.8 of their shingles'
    >>> sentence("expect_column_mean_to_be_odd", {"column": "n"})
    'column mean to be odd: column n'
    """
    told = _Told({name: _plain(value) for name, value in kwargs.items()})
    if type_ in _RANGES:
        words = f"{_RANGES[type_].format_map(told)} {_range(told)}"
    elif type_ in _COUNTS:
        words = _COUNTS[type_][bool(kwargs.get("most"))].format_map(told)
    elif type_ in _WORDS or type_ in _SETS:
        words = (_WORDS | _SETS)[type_].format_map(told)
    else:
        values = ", ".join(f"{name} {value}" for name, value in told.items() if name != "mostly")
        words = f"{type_.removeprefix('expect_').replace('_', ' ')}: {values}"
    mostly = kwargs.get("mostly", 1)
    return words if mostly == 1 else f"{words}, in at least {mostly * 100:g} % of the rows"


def _range(told: _Told) -> str:
    bounds = [
        f"{words} {told[name]}"
        for name, words in (("min_value", "at least"), ("max_value", "at most"))
        if name in told
    ]
    return " and ".join(bounds)


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
