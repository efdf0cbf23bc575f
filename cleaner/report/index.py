"""The pages of a run by 64-bit keys of their ids, so that the ids of many pages fit into memory."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cleaner.report import load

PAGES = ("articles", "quarantine")  # both hold pages; a page stands in one of them
Keys = npt.NDArray[np.uint64]


def keys(ids: Any) -> Keys:
    """Return a key for each id of a column: two of ten million ids share one in 3 of a million runs.

    >>> keys(pa.array(["a", "b", "a"])).tolist().count(keys(pa.array(["a"]))[0])
    2
    """
    made = b"".join(
        blake2b((id_ or "").encode("utf-8", "surrogatepass"), digest_size=8).digest()
        for id_ in ids.to_pylist()
    )
    return np.frombuffer(made, dtype="<u8")


class Index:
    """The language of every page, found by the page's id: some ten bytes a page."""

    def __init__(self, folder: Path) -> None:
        self._langs: dict[str, int] = {}
        found, codes = [np.empty(0, np.uint64)], [np.empty(0, np.uint16)]
        for name in PAGES:
            for batch in load.batches(folder, name, ["id", "lang"]):
                found.append(keys(batch["id"]))
                codes.append(np.array([self._code(lang) for lang in batch["lang"].to_pylist()], np.uint16))
        every = np.concatenate(found)
        order = np.argsort(every, kind="stable")
        self._keys, self._codes = every[order], np.concatenate(codes)[order]

    def _code(self, lang: str | None) -> int:
        return self._langs.setdefault(lang or "und", min(len(self._langs), 65_535))

    def languages(self, ids: Any) -> pa.Array:
        """Return the language of each page of a column of ids; null where there is no such page."""
        once = pc.dictionary_encode(ids.combine_chunks())
        wanted = keys(once.dictionary)
        names = np.array([*self._langs, None], object)
        codes = np.full(len(wanted), len(names) - 1, np.int64)
        if len(self._keys):
            at = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
            there = self._keys[at] == wanted
            codes[there] = self._codes[at[there]]
        return pa.array(names[codes], pa.string()).take(once.indices)
