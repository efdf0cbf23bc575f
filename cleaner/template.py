"""The lines that recur on a site's pages, by key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

from cleaner.words import fold


@dataclass(frozen=True, slots=True)
class Template:
    """The lines that recur on a site: *lines* maps their keys to pages, out of *pages*."""

    pages: int
    lines: Mapping[int, int]

    def count(self, line: str) -> int:
        """Return on how many pages of the sample *line* stands; 0 for a line that does not recur."""
        return self.lines.get(key(line), 0)


def key(line: str) -> int:
    """Return a line's key: equal for lines that differ in case, accents, digits or white space.

    >>> key("Page 3 of 12") == key("PAGE 1 of 7"), key("Page 3") == key("Pages 3")
    (True, False)
    """
    words = []
    for word in fold(line).split():
        words.append("".join("0" if c.isdigit() else c for c in word) if not word.isalpha() else word)
    folded = " ".join(words)
    while "00" in folded:
        folded = folded.replace("00", "0")
    return digest(folded)


def digest(text: str) -> int:
    """Return 64 bits that tell texts apart, the same on every machine.

    >>> digest("a") == digest("b")
    False
    """
    data = text.encode("utf-8", "backslashreplace")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big")
