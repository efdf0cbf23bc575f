"""Values by the id of an article, looked up chunk by chunk.

The ids are hashed once, not for each chunk, and 64 bits of each are what is held of it: two of ten
million ids share theirs in 3 of a million runs.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc


class Lookup:
    """Columns of numbers by id; ids stand once, a missing one is never found.

    >>> found = Lookup(pa.array(["a", "b"]), {"n": pa.array([3, 5])})
    >>> found.of(pa.array(["b", None, "x"]), "n").to_pylist()
    [5, 0, 0]
    """

    def __init__(self, ids: Any, columns: dict[str, Any] | None = None) -> None:
        there = pc.is_valid(ids)
        keys = _keys(ids.filter(there))
        order = np.argsort(keys, kind="stable")
        self._ids = keys[order]
        self._columns = {name: of.filter(there).to_numpy()[order] for name, of in (columns or {}).items()}

    def at(self, ids: Any) -> Any:
        """Return where each id stands, as a numpy array; -1 where it does not."""
        if not len(self._ids):
            return np.full(len(ids), -1)
        keys = _keys(ids)
        at = np.minimum(np.searchsorted(self._ids, keys), len(self._ids) - 1)
        is_there = (self._ids[at] == keys) & pc.is_valid(ids).to_numpy(zero_copy_only=False)
        return np.where(is_there, at, -1)

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


def _keys(ids: Any) -> npt.NDArray[np.uint64]:
    """Return 64 bits for each id; those of a missing one say nothing."""
    from pandas.util import hash_array

    names = pc.fill_null(ids.cast(pa.string()), "").to_numpy(zero_copy_only=False)
    return hash_array(names.astype(object, copy=False), categorize=False)
