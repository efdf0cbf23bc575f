"""Which values of a column of names are in doubt, judged by the values and how often they stand."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b

MOST = 1_000_000  # different values that are judged together, which takes some 2 GB of memory
REPEATS = 10_000  # rows of one value that count; no evidence about names looks further


def in_doubt(counts: Mapping[str, int], most: int = 0) -> set[str]:
    """Return the values in which more than *most* words are in doubt, as `names.check_column` sees them.

    *counts*: each value and the rows that hold it. The rows are judged in an order that depends on
    the values alone, for a table on many machines has none: mixed well, as the evidence about two
    spellings near each other in a column was weighed on columns that are not sorted.

    >>> in_doubt({"Ilhan Omar": 3, "Ihlan Omar": 1, "Rashida Tlaib": 2})
    {'Ihlan Omar'}
    """
    import pandas as pd

    from cleaner.names import check_column

    rows = [(value, n) for value, count in counts.items() for n in range(min(count, REPEATS))]
    values = [value for value, _ in sorted(rows, key=_place)]
    doubts = check_column(pd.Series(values, dtype=object)).groupby("row").size()
    return {values[row] for row in doubts.index[doubts > most].tolist()}


def _place(row: tuple[str, int]) -> bytes:
    value, number = row
    return blake2b(value.encode("utf-8", "surrogatepass"), digest_size=8, salt=b"%d" % number).digest()
