"""Sums by group over tables that come in pieces: held are the groups, not the rows."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

_FOLD_ROWS = 100_000  # rows of partial sums that are folded into one table


class Sums:
    """Adds up *columns* of an Arrow table for each value of *by*, and counts rows.

    >>> sums = Sums(["site"], ["chars"])
    >>> for _ in range(2):
    ...     sums.add(pa.table({"site": ["a", "b", "a"], "chars": [1, 2, 4]}))
    >>> sums.rows()
    [{'site': 'a', 'count': 4, 'chars': 10}, {'site': 'b', 'count': 2, 'chars': 4}]
    """

    def __init__(self, by: list[str], columns: list[str]) -> None:
        self._by, self._columns = by, columns
        self._parts: list[pa.Table] = []
        self._held = 0

    def add(self, table: pa.Table) -> None:
        """Add the rows of a table that has the columns."""
        wanted = [([], "count_all"), *((name, "sum") for name in self._columns)]
        grouped = table.group_by(self._by, use_threads=False).aggregate(wanted)
        names = [*self._by, "count_all", *(f"{name}_sum" for name in self._columns)]
        self._hold(grouped.select(names))

    def _hold(self, grouped: pa.Table) -> None:
        self._parts.append(grouped.rename_columns([*self._by, "count", *self._columns]))
        self._held += len(grouped)
        if self._held > _FOLD_ROWS:
            self._fold()

    def _fold(self) -> None:
        names = ["count", *self._columns]
        table = pa.concat_tables(self._parts).group_by(self._by, use_threads=False)
        grouped = table.aggregate([(name, "sum") for name in names])
        table = grouped.select([*self._by, *(f"{name}_sum" for name in names)])
        self._parts = [table.rename_columns([*self._by, *names])]
        self._held = 0  # counted anew, so that many groups are not folded at every piece

    def rows(self) -> list[dict[str, Any]]:
        """Return one row for each group: its values, *count*, and the sums; the most rows first."""
        if not self._parts:
            return []
        self._fold()
        found = [row | {n: row[n] or 0 for n in self._columns} for row in self._parts[0].to_pylist()]
        return sorted(found, key=lambda row: (-row["count"], *(str(row[name]) for name in self._by)))
