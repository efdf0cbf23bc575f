"""On how many pages of a corpus each spelling of a name stands."""

from __future__ import annotations

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
        import numpy as np

        return cls.joined({page: np.array([*map(digest, words)], np.uint64) for page, words in forms.items()})

    @classmethod
    def joined(cls, forms: dict[int, npt.NDArray[np.uint64]]) -> Corpus:
        """Return the same from spellings already hashed."""
        import numpy as np

        every = np.concatenate([*forms.values(), np.empty(0, np.uint64)])
        return cls(*np.unique(every, return_counts=True), frozenset(forms))

    def count(self, spelling: str) -> int:
        """Return on how many of the sampled pages a spelling stands."""
        key = self.spellings.dtype.type(digest(spelling))
        at = self.spellings.searchsorted(key)
        return int(self.pages[at]) if at < len(self.spellings) and self.spellings[at] == key else 0
