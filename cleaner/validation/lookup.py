"""Values by the id of an article, looked up chunk by chunk: the ids are hashed once, not for each chunk."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


class Lookup:
    """Columns of numbers by id; ids stand once, a missing one is never found.

    >>> found = Lookup(pa.array(["a", "b"]), {"n": pa.array([3, 5])})
    >>> found.of(pa.array(["b", None, "x"]), "n").to_pylist()
    [5, 0, 0]
    """

    def __init__(self, ids: Any, columns: dict[str, Any] | None = None) -> None:
        import pandas as pd

        there = pc.is_valid(ids)
        self._index = pd.Index(ids.filter(there).to_pandas())
        self._columns = {name: values.filter(there).to_numpy() for name, values in (columns or {}).items()}

    def at(self, ids: Any) -> Any:
        """Return where each id stands, as a numpy array; -1 where it does not."""
        found = self._index.get_indexer(ids.cast(pa.string()).to_pandas())
        return np.where(pc.is_valid(ids).to_numpy(zero_copy_only=False), found, -1)

    def has(self, ids: Any) -> Any:
        """Return whether each id is there."""
        return pa.array(self.at(ids) >= 0, pa.bool_())

    def of(self, ids: Any, column: str, default: int = 0) -> Any:
        """Return the value for each id; *default* where it is not there."""
        at = self.at(ids)
        values = self._columns[column]
        if not len(values):
            return pa.array(np.full(len(at), default), pa.int64())
        return pa.array(np.where(at >= 0, values[at], default), pa.int64())
