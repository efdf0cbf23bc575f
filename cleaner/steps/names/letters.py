"""What is known of letters: accents, look-alikes, vowels, keys beside one another."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_ACCENTS = re.compile("[\u0300-\u036f]")


@dataclass(frozen=True, slots=True)
class Letters:
    """What `data/names/letters.toml` holds, ready to be asked."""

    vowels: frozenset[str]
    plain: Mapping[int, str]
    alike: Mapping[int, str]
    beside: frozenset[str]  # pairs of keys

    def fold(self, word: str) -> str:
        """Return a word in small letters without accents.

        >>> letters().fold("Dembélé"), letters().fold("Łódź")
        ('dembele', 'lodz')
        """
        if word.isascii():
            return word.lower()
        bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", word.casefold()))
        return unicodedata.normalize("NFC", bare).translate(self.plain)

    def latin(self, word: str) -> str:
        """Return a word with every letter that looks Latin made so."""
        return word.translate(self.alike)


@cache
def letters() -> Letters:
    """Read the letters; once."""
    data = tomllib.loads((files("cleaner") / "data/names/letters.toml").read_text(encoding="utf-8"))
    alike = {ord(x): y for theirs, ours in data["alike"] for x, y in zip(theirs, ours, strict=True)}
    beside = frozenset(pair for rows in data["keyboards"] for pair in _beside(rows))
    return Letters(
        vowels=frozenset(data["vowels"] + data["vowels_beyond"]),
        plain={ord(letter): plain for letter, plain in data["plain"].items()},
        alike=alike,
        beside=beside,
    )


def _beside(rows: list[str]) -> Iterator[str]:
    for row, keys in enumerate(rows):
        for at, key in enumerate(keys):
            for other in rows[max(0, row - 1) : row + 2]:
                yield from (key + near for near in other[max(0, at - 1) : at + 2] if near != key)
