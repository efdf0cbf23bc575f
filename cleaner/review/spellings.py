"""How a name stands in a text: the whole name around a word, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

_WORD = r"[^\W\d_]+"
_JOINT = r"[ \-\u2010\u2011]"
_BEFORE = re.compile(rf"(?:(?<!\w){_WORD}{_JOINT}){{1,2}}$")
_BEHIND = re.compile(rf"(?:{_JOINT}{_WORD}(?!\w)){{1,2}}")
_PARTS = re.compile(rf"{_WORD}|{_JOINT}")
_AROUND = 60  # code points on either side that are looked at
WORD = re.compile(_WORD)


def places(text: str, name: str) -> Iterator[int]:
    """Yield where a name stands whole, as the step `names` finds it.

    >>> list(places("Jung, Jungs and Jung", "Jung"))
    [0, 16]
    """
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        if not (_is_word(text[at - 1 : at]) or _is_word(text[end : end + 1])):
            yield at
        at = text.find(name, end)


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def runs(text: str, word: str) -> Iterator[tuple[str, str, str]]:
    """Yield each place of a word, with up to two words joined to it before and behind.

    >>> list(runs("when Kim Jung-un left", "Jung"))
    [('when Kim ', 'Jung', '-un left')]
    """
    for start in places(text, word):
        end = start + len(word)
        before = _BEFORE.search(text[max(0, start - _AROUND) : start])
        behind = _BEHIND.match(text[end : end + _AROUND])
        yield before[0] if before else "", word, behind[0] if behind else ""


def names(run: tuple[str, str, str]) -> list[tuple[str, str, str]]:
    """Return the names that a place may be part of: the word, and it with capitals joined to it.

    What a hyphen joins counts whether or not it begins with a capital.

    >>> ["".join(name) for name in names(("when Kim ", "Jung", "-un left"))]
    ['Jung', 'Jung-un', 'Kim Jung', 'Kim Jung-un']
    """
    before, word, behind = run
    heads, tails = [""], [""]
    parts = _PARTS.findall(before)
    for at in range(len(parts) - 2, -1, -2):
        if not _belongs(parts[at], parts[at + 1]):
            break
        heads.append("".join(parts[at:]))
    parts = _PARTS.findall(behind)
    for at in range(0, len(parts), 2):
        if not _belongs(parts[at + 1], parts[at]):
            break
        tails.append("".join(parts[: at + 2]))
    return [(head, word, tail) for head in heads for tail in tails]


def _belongs(word: str, joint: str) -> bool:
    return word[0].isupper() or joint != " "


def witnessed(text: str, wrong: str, right: str) -> set[tuple[str, str]]:
    """Return what stands before and behind *wrong* at each of its places, and around *right* too.

    >>> sorted(witnessed("Kim Jong-un met Kim Jung-un.", "Jung", "Jong"))
    [('', ''), ('', '-un'), ('Kim ', ''), ('Kim ', '-un')]
    """
    common: set[tuple[str, str]] | None = None
    for run in runs(text, wrong):
        found = {(head, tail) for head, _, tail in names(run)}
        common = found if common is None else common & found
    return {
        (h, t)
        for h, t in common or {("", "")}
        if not (h or t) or any(True for _ in places(text, h + right + t))
    }


def longest(ends: set[tuple[str, str]]) -> tuple[str, str]:
    """Return the ends that make the longest name.

    >>> longest({("", ""), ("", "-un"), ("Kim ", "-un")})
    ('Kim ', '-un')
    """
    return max(ends, key=lambda pair: (len(pair[0]) + len(pair[1]), pair), default=("", ""))
