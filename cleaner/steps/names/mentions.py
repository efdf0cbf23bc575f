"""Mentions of names, without a model: capitalised tokens and their neighbours."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cleaner.words import fold

_TOKEN = re.compile(r"[^\W\d_]+")
MIN_LETTERS = 4  # letters; shorter forms differ by one letter too often
_JOINTS = {" ", "-", "\u2010", "\u2011", "\u00a0", "\u202f"}
_APOSTROPHES = "'’ʼ"


@dataclass(slots=True)
class Form:
    """One spelling of a name token on one page: where it stands and between which name tokens."""

    text: str
    places: list[int] = field(default_factory=list)  # code points into the text
    before: set[str] = field(default_factory=set)
    after: set[str] = field(default_factory=set)

    @property
    def votes(self) -> int:
        """How often this spelling stands on the page."""
        return len(self.places)


def forms(text: str) -> dict[str, Form]:
    """Return the spellings that could be names: capitalised, not all capitals, never small on the page.

    >>> sorted(forms("Kim Jung-un met Jong Un. The man met Kim Jong-un."))
    ['Jong', 'Jung', 'Kim', 'The']
    """
    matches = list(_TOKEN.finditer(text))
    words = [m.group() for m in matches]
    small = {word for word in words if word[0].islower()}
    found: dict[str, Form] = {}
    for at, match in enumerate(matches):
        word = words[at]
        if not word[0].isupper() or len(word) < 3 or (word.isupper()) or word.lower() in small:
            continue
        form = found.setdefault(word, Form(word))
        form.places.append(match.start())
        if at and _joined(text, matches[at - 1], match) and _is_name(words[at - 1], after_hyphen=False):
            form.before.add(fold(words[at - 1]))
        if at + 1 < len(matches) and _joined(text, match, matches[at + 1]):
            hyphen = text[match.end()] not in " \u00a0\u202f"
            if _is_name(words[at + 1], after_hyphen=hyphen):
                form.after.add(fold(words[at + 1]))
    return found


def _joined(text: str, left: re.Match[str], right: re.Match[str]) -> bool:
    return text[left.end() : right.start()] in _JOINTS


def _is_name(word: str, *, after_hyphen: bool) -> bool:
    return word[0].isupper() or after_hyphen
