"""Long values told apart by digests: uniqueness needs no more of a text than 128 bits of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any

import pyarrow as pa

# Expectations that ask only which values are equal, missing, or strings.
_EQUALITY = frozenset(
    {
        "expect_column_values_to_be_unique",
        "expect_column_values_to_be_of_type",
        "expect_column_values_to_be_in_type_list",
        "expect_column_proportion_of_unique_values_to_be_between",
        "expect_column_unique_value_count_to_be_between",
        "expect_compound_columns_to_be_unique",
    }
)


def candidates(rules: Iterable[Mapping[str, Any]], looked_into: Any) -> set[str]:
    """Return the columns that no rule asks for more than equality."""
    equal: set[str] = set()
    other: set[str] = set()
    for rule in rules:
        (equal if rule["type"] in _EQUALITY else other).update(looked_into(rule))
    return equal - other


def digested(values: Any) -> Any:
    """Return an Arrow column of strings with each value as its BLAKE2b digest, 128 bits in hexadecimal.

    Two of a billion different values share one with a probability of 1.5e-21.
    """
    raw = values.cast(pa.large_binary()).to_pylist()
    told = [None if value is None else blake2b(value, digest_size=16).hexdigest() for value in raw]
    return pa.array(told, pa.string())


def is_string(type_: Any) -> bool:
    """Return whether a column of this Arrow type can be digested."""
    return bool(pa.types.is_string(type_) or pa.types.is_large_string(type_))
