"""What a person decided about names, ready to be asked of a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from cleaner.decisions import Decisions
from cleaner.model import Edit

RULE = "names/decided"
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Decided:
    """Decisions by word: what is changed into what, which two words are not one, which are right."""

    same: Mapping[str, str]
    pattern: re.Pattern[str] | None
    apart: frozenset[frozenset[str]]
    right: frozenset[str]
    names: frozenset[str]

    @classmethod
    def of(cls, decisions: Decisions) -> Decided:
        """Return decisions ready to be asked.

        >>> decided = Decided.of(Decisions((), (("Kim Jong-un", "Kim Jong-il"),), ("Ryanair",)))
        >>> decided.are_apart("Un", "Il"), decided.are_apart("Kim", "Il"), decided.is_right("Ryanair")
        (True, False, True)
        """
        same = {other: first for first, *others in decisions.same for other in others}
        longest = sorted(same, key=lambda name: (-len(name), name))
        pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)") if same else None
        apart = {pair for group in decisions.distinct for pair in _apart(group)}
        right = {word for name in decisions.canonical for word in _WORD.findall(name)}
        right |= {word for first, *_ in decisions.same for word in _WORD.findall(first)}
        names = {*decisions.canonical, *(name for group in decisions.distinct for name in group)}
        return cls(same, pattern, frozenset(apart), frozenset(right), frozenset(names))

    def are_apart(self, one: str, other: str) -> bool:
        """Tell whether a person said that two words are not one name."""
        return frozenset((one.lower(), other.lower())) in self.apart or frozenset((one, other)) in self.apart

    def is_right(self, word: str) -> bool:
        """Tell whether a person said that a word is spelt right."""
        return word in self.right

    def is_right_name(self, name: str) -> bool:
        """Tell whether a person said that a whole name is spelt right."""
        return name in self.names


def _apart(group: tuple[str, ...]) -> set[frozenset[str]]:
    """Return each two words that tell two names of the group apart, be it by capitals alone."""
    words = [_WORD.findall(name) for name in group]
    small = [{word.lower() for word in found} for found in words]
    apart = {frozenset((x, y)) for a, b in combinations(small, 2) for x in a - b for y in b - a}
    pairs = ((x, y) for a, b in combinations(words, 2) for x, y in zip(a, b, strict=False))
    return apart | {frozenset((x, y)) for x, y in pairs if x != y and x.lower() == y.lower()}


def decided_edits(decided: Decided, text: str) -> list[Edit]:
    """Return the edits that a person asked for: whole names, as they are written.

    >>> decided = Decided.of(Decisions(same=(("Zelensky", "Zelenskyy"),)))
    >>> [(edit.start, edit.old, edit.new) for edit in decided_edits(decided, "Zelenskyy met Zelensky.")]
    [(0, 'Zelenskyy', 'Zelensky')]
    """
    if decided.pattern is None:
        return []
    return [
        Edit(m.start(), m.group(), new, RULE, f"decided: {m.group()} is {new}")
        for m in decided.pattern.finditer(text)
        if (new := decided.same[m.group()]) != m.group()
    ]
