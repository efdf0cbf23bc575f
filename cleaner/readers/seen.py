"""Which ids were there before, for files of any length."""

from __future__ import annotations

import hashlib

BATCH = 500_000  # ids held in a set, before they go into the array


class Seen:
    """The ids that were there, 16 bytes of hash each, where a set of strings takes a hundred.

    >>> seen = Seen(batch=2)
    >>> [seen.add(id_) for id_ in ["a", "b", "a", "c", "d", "b", "d"]]
    [True, True, False, True, True, False, False]
    """

    def __init__(self, batch: int = BATCH) -> None:
        self.batch = batch
        self.recent: set[bytes] = set()
        self.sorted = b""

    def add(self, id_: str) -> bool:
        """Take an id; return whether it is new."""
        key = hashlib.blake2b(id_.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        if key in self.recent or self._is_old(key):
            return False
        self.recent.add(key)
        if len(self.recent) >= self.batch:
            self._settle()
        return True

    def _is_old(self, key: bytes) -> bool:
        low, high = 0, len(self.sorted) // 16
        while low < high:
            middle = (low + high) // 2
            if self.sorted[middle * 16 : middle * 16 + 16] < key:
                low = middle + 1
            else:
                high = middle
        return self.sorted[low * 16 : low * 16 + 16] == key

    def _settle(self) -> None:
        import numpy as np

        together = self.sorted + b"".join(self.recent)
        self.sorted = np.sort(np.frombuffer(together, "S16")).tobytes()
        self.recent = set()
