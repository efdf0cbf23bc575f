"""Rates by group, such as the site of an article: one broken site shows in a corpus of a thousand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleaner.validation.sources import Source

SHOWN = 5  # groups told for a rule


@dataclass(frozen=True, slots=True)
class Rate:
    """How many rows of a group break a rule."""

    group: str
    rows: int
    unexpected: int
    share: float


@dataclass(frozen=True, slots=True)
class Groups:
    """The group of each row, as a number, and what the numbers stand for."""

    codes: Any  # int32, one a row
    names: Sequence[str]

    @classmethod
    def of(cls, source: Source, column: str | None) -> Groups | None:
        """Return the groups of a table's rows; None where it has no such column."""
        if column is None or column not in source.schema.names:
            return None
        values = source.whole([column]).column(column).cast(pa.string())
        names = sorted(name for name in pc.unique(values).to_pylist() if name is not None)
        codes = pc.fill_null(pc.index_in(values, value_set=pa.array(names, pa.string())), -1)
        return cls(codes.to_numpy().astype(np.int32), names)

    def worst(self, positions: Any) -> tuple[Rate, ...]:
        """Return the groups that break a rule most surely, most certain first; rows of none are left out."""
        known = self.codes[self.codes >= 0]
        rows = np.bincount(known, minlength=len(self.names))
        bad = self.codes[positions]
        counts = np.bincount(bad[bad >= 0], minlength=len(self.names))
        found = [
            Rate(self.names[at], int(rows[at]), int(counts[at]), round(int(counts[at]) / int(rows[at]), 6))
            for at in np.flatnonzero(counts).tolist()
        ]
        return tuple(sorted(found, key=lambda r: (-surely(r.unexpected, r.rows), r.group))[:SHOWN])


def surely(count: int, of: int) -> float:
    """Return the lower end of the 95 % interval of a share (Wilson 1927): 1 of 1 is less sure than 90 of 100.

    >>> round(surely(1, 1), 2), round(surely(90, 100), 2)
    (0.21, 0.83)
    """
    z = 1.96
    share = count / of
    middle = share + z * z / (2 * of)
    width = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (middle - width) / (1 + z * z / of)
