"""On how many pages of a corpus each spelling of a name stands."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleaner.template import digest

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Corpus:
    """Pages by spelling, of the pages that a survey sampled.

    *spellings*: hashes in order; *pages*: as many counts; *sampled*: fingerprints of the pages.

    >>> corpus = Corpus.of({1: ["Macron", "Paris"], 2: ["Macron"]})
    >>> corpus.count("Macron"), corpus.count("Lyon"), len(corpus.sampled)
    (2, 0, 2)
    """

    spellings: npt.NDArray[np.uint64]
    pages: npt.NDArray[np.int64]
    sampled: frozenset[int]

    @classmethod
    def of(cls, forms: dict[int, Iterable[str]]) -> Corpus:
        """Return the corpus of pages, each a fingerprint and its spellings."""
        return cls.packed({page: array("Q", map(digest, words)).tobytes() for page, words in forms.items()})

    @classmethod
    def packed(cls, forms: dict[int, bytes]) -> Corpus:
        """Return the same from hashes of spellings, 8 bytes each."""
        import numpy as np

        spellings, pages = np.unique(np.frombuffer(b"".join(forms.values()), np.uint64), return_counts=True)
        return cls(spellings, pages, frozenset(forms))

    def count(self, spelling: str) -> int:
        """Return on how many of the sampled pages a spelling stands."""
        key = self.spellings.dtype.type(digest(spelling))
        at = self.spellings.searchsorted(key)
        return int(self.pages[at]) if at < len(self.spellings) and self.spellings[at] == key else 0
