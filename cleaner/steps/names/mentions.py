"""Mentions of names, without a model: capitalised words and what stands around them."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from cleaner.steps.names.letters import letters

_CAPITAL = re.compile(r"\b[^\W\d_a-z][^\W\d_]*")
_MARKED = re.compile(r"(?<![^\W\d_\u0300-\u036f])[^\W\d_a-z](?:[^\W\d_]|[\u0300-\u036f])*")
# Scripts without capitals that are written without spaces: a Latin name stands right beside them.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_BESIDE = re.compile(rf"(?<![^\W\d_{_UNSPACED}])[^\W\d_a-z{_UNSPACED}][^\W\d_{_UNSPACED}]*")
_DENSE = re.compile(f"[{_UNSPACED}]")
_WORD = re.compile(r"[^\W\d_]+")
_MARKED_WORD = re.compile(r"(?:[^\W\d_]|[\u0300-\u036f])+")
_MARKS = re.compile("[\u0300-\u036f]")
# A capital that a sentence, a heading or a quotation asks for says nothing.
_OPENING = re.compile(r"(?:[.!?:…\n«»“”„\"'‘’\-–—(|•*]\s*|^\s*)$")
MIN_LETTERS = 4  # letters; shorter forms differ by one letter too often
LONG = 1_000_000  # code points of a page whose words are counted one by one
MANY = 2_000  # words; of a page with more, every three letters are counted beforehand
MAX_LETTERS = 40  # letters; what is longer is no name
_JOINTS = {" ", "-", "\u2010", "\u2011", "\u00a0", "\u202f", " - ", "'", "’"}
_HYPHENS = "-\u2010\u2011"


def _numbers() -> array[int]:
    """Return numbers of 4 bytes each: of a million places on a huge page, objects take ten times that."""
    return array("I")


@dataclass(slots=True)
class Form:
    """One spelling of a name token on one page, and where it stands among the page's mentions."""

    text: str
    places: array[int] = field(default_factory=_numbers)  # code points into the text
    ranks: array[int] = field(default_factory=_numbers)  # places in the page's mentions

    @property
    def votes(self) -> int:
        """How often this spelling stands on the page."""
        return len(self.places)

    @property
    def small(self) -> str:
        """The spelling in small letters."""
        return self.text.lower()


class Mentions:
    """The capitalised words of a page, by spelling; all else is counted when it is asked for.

    >>> sorted(Mentions("Kim Jung-un met Jong Un. The man met Kim Jong-un.").forms)
    ['Jong', 'Jung']
    """

    def __init__(self, text: str) -> None:
        self.text = text
        pattern = _MARKED if _MARKS.search(text) else _BESIDE if _DENSE.search(text) else _CAPITAL
        self._starts = _numbers()
        self._found: list[str] = []  # each spelling one string, however often it is there
        self.forms: dict[str, Form] = {}
        known: dict[str, str] = {}
        for rank, match in enumerate(pattern.finditer(text)):
            at, word = match.start(), match.group()
            word = known.setdefault(word, word)
            self._starts.append(at)
            self._found.append(word)
            if MIN_LETTERS <= len(word) <= MAX_LETTERS and word[0].isupper() and not word[1:].isupper():
                form = self.forms.get(word)
                if form is None:
                    form = self.forms[word] = Form(word)
                form.places.append(at)
                form.ranks.append(rank)

    @cached_property
    def tokens(self) -> Counter[str]:
        """How often each word of the page stands there, as it is written."""
        pattern = _MARKED_WORD if _MARKS.search(self.text) else _WORD
        if len(self.text) > LONG:  # all words at once would take ten times the memory of the page
            return Counter(map(re.Match.group, pattern.finditer(self.text)))
        return Counter(pattern.findall(self.text))

    @cached_property
    def words(self) -> dict[str, int]:
        """How often each word of the page stands there, in small letters."""
        counts: dict[str, int] = {}
        for word, number in self.tokens.items():
            small = word.lower()
            counts[small] = counts.get(small, 0) + number
        return counts

    @cached_property
    def _sorted(self) -> tuple[list[str], list[int]]:
        """The page's words in order, and how many stand before each of them in that order."""
        words = sorted(self.words)
        return words, list(accumulate((self.words[word] for word in words), initial=0))

    def beginning(self, stem: str, apart: tuple[str, str]) -> int:
        """Count the words of the page, two words *apart*, that begin with *stem*."""
        words, sums = self._sorted
        first, last = bisect_left(words, stem), bisect_left(words, stem + "\U0010ffff")
        return sums[last] - sums[first] - sum(self.words.get(w, 0) for w in apart if w.startswith(stem))

    @cached_property
    def _runs(self) -> Counter[str]:
        framed = [f"^{word}$" for word in self.words]
        return Counter(word[at : at + 3] for word in framed for at in range(len(word) - 2))

    @cached_property
    def _framed(self) -> str:
        return "".join(f"^{word}$" for word in self.words)

    def runs(self, letters: str, apart: tuple[str, str]) -> int:
        """Count how often three letters in a row stand in the words of the page, two words *apart*.

        A word begins with ^ and ends with $, and counts once however often it is there.
        """
        # few questions are asked of a short page, and a long one must not be read for each of them
        told = self._framed.count(letters) if len(self.words) < MANY else self._runs[letters]
        return told - sum(f"^{word}$".count(letters) for word in apart)

    def before(self, form: Form) -> frozenset[str]:
        """Return the name tokens in front of a spelling, folded."""
        return frozenset(filter(None, (self._left(rank) for rank in form.ranks)))

    def after(self, form: Form) -> frozenset[str]:
        """Return the name tokens behind a spelling, folded; behind a hyphen small ones too."""
        return frozenset(filter(None, (self._right(rank) for rank in form.ranks)))

    def _left(self, rank: int) -> str:
        if not rank:
            return ""
        start, word = self._starts[rank - 1], self._found[rank - 1]
        joint = self.text[start + len(word) : self._starts[rank]]
        return letters().fold(word) if joint in _JOINTS and word[0].isupper() else ""

    def _right(self, rank: int) -> str:
        end = self._starts[rank] + len(self._found[rank])
        if rank + 1 < len(self._found):
            at, following = self._starts[rank + 1], self._found[rank + 1]
            if self.text[end:at] in _JOINTS and following[0].isupper():
                return letters().fold(following)
        if self.text[end : end + 1] in _HYPHENS and (match := _WORD.match(self.text, end + 1)):
            return letters().fold(match.group())
        return ""

    def opens(self, form: Form) -> bool:
        """Tell whether each mention opens a sentence, a line or a quotation."""
        return all(_OPENING.search(self.text, max(0, at - 3), at) for at in form.places)
