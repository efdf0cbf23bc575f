"""Which lines of a page say the same: two prints of one line have the same words.

Words are cut only where it must be: most lines differ in their first letters, which cost less.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain

from cleaner.kept import kept
from cleaner.steps.shape import MAX_CHARS, initial, may_be_same
from cleaner.words import ROUGH_CHARS, Read

LEAST = 12  # code points of a key; a shorter one may come again by chance
NEAR = 4  # lines


class Prints:
    """The lines of a page by what they say."""

    def __init__(self, reads: Sequence[Read]) -> None:
        self._reads = reads
        self._keys: dict[int, str] = {}

    @kept
    def _initials(self) -> list[str]:
        return [initial(read.text[:2]) for read in self._reads]

    def key(self, at: int) -> str:
        """Return the words of a line that is not too long, as one string."""
        key = self._keys.get(at)
        if key is None:
            read = self._reads[at]
            key = self._keys[at] = " ".join(read.words) if len(read.text) <= MAX_CHARS else ""
        return key

    def _is_long(self, at: int) -> bool:
        return len(self._reads[at].text) > ROUGH_CHARS

    def is_same(self, at: int, other: int) -> bool:
        """Tell whether two lines have one key."""
        own, its = self._reads[at], self._reads[other]
        if len(own.text) <= ROUGH_CHARS and len(its.text) <= ROUGH_CHARS:
            return own.words == its.words
        return may_be_same(own.text, its.text) and self.key(at) == self.key(other)

    def is_again(self, at: int) -> bool:
        """Tell whether another line of the page says the same."""
        own = self.key(at)
        return len(own) > LEAST and (self._all if self._is_long(at) else self._short)[own] > 1

    def is_again_near(self, at: int) -> bool:
        """Tell whether one of the few lines before says the same."""
        first = max(0, at - NEAR)
        own, near = self._initials[at], self._initials[first:at]
        if own and own not in near and "" not in near:
            return False  # of most lines
        likely = [i for i, its in enumerate(near, first) if not (own and its) or own == its]
        return any(self.is_same(at, other) for other in likely) and len(self.key(at)) > LEAST

    @kept
    def _all(self) -> Counter[str]:
        return Counter(map(self.key, range(len(self._reads))))

    @kept
    def _short(self) -> Counter[str]:
        """How often each key is there that a short line may have."""
        places = range(len(self._reads))
        short = [at for at in places if not self._is_long(at)]
        long = [at for at in places if self._is_long(at)]
        words = frozenset(chain.from_iterable(self._reads[at].grams for at in short)) if long else frozenset()
        alike = [at for at in long if _may_be_of(self._reads[at], words)]
        return Counter(map(self.key, (*short, *alike)))


def _may_be_of(read: Read, words: frozenset[str]) -> bool:
    """Whether a long line may be made of *words*; what cuts it roughly need not cut it whole."""
    rough = frozenset(read.rough)
    return len(rough) == 1 or all(word.lower() in words or not word.isalpha() for word in rough)
