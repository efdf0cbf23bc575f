"""What speaks for a line being furniture, and how much: data/evidence.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, reduce
from importlib import resources
from operator import or_
from typing import Any, TypeVar

from cleaner.steps.traits import BITS, bits

T = TypeVar("T")
MOST_KNOWN = 65_536  # combinations of traits, of which pages show some thousands


@dataclass(frozen=True, slots=True)
class Sign:
    """Traits that together speak for a line being furniture, and what they weigh."""

    rule: str
    needs: int
    lacks: int
    weight: float
    why: str  # with the names of the traits that it needs

    def holds(self, traits: int) -> bool:
        """Whether a line with *traits* shows the sign."""
        return self.needs & ~traits == 0 and not self.lacks & traits


@dataclass(frozen=True, slots=True)
class Evidence:
    """What data/evidence.toml says."""

    weight: Mapping[str, float]
    near: int
    run: int
    closely: float
    closely_words: int
    body: Mapping[str, int]
    rounds: int
    signs: tuple[Sign, ...]
    most: float  # weight of the heaviest sign; what has as much evidence gains nothing by signs
    leads: frozenset[str]  # kinds that links stand under
    quiet: frozenset[str]  # kinds that say nothing about their neighbours
    spares: Mapping[int, frozenset[str]]  # trait -> families of signs that do not count with it


@cache
def evidence() -> Evidence:
    """Read data/evidence.toml."""
    file = resources.files("cleaner") / "data" / "evidence.toml"
    held: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    signs = tuple(
        Sign(s["kind"], bits(s["needs"]), bits(s.get("lacks", ())), s["weight"], _why(s))
        for s in held["sign"]
    )
    distance = held["distance"]
    return Evidence(
        held["weight"],
        distance["near"],
        distance["run"],
        distance["closely"],
        distance["closely_words"],
        held["body"],
        distance["rounds"],
        signs,
        max(sign.weight for sign in signs),
        frozenset(held["leads"]["kinds"]),
        frozenset(held["quiet"]["kinds"]),
        {BITS[trait]: frozenset(families) for trait, families in held["spares"].items()},
    )


def _why(sign: Mapping[str, Any]) -> str:
    return f"{sign['why']} ({', '.join(sorted(sign['needs']))})"


class _Known(dict[int, T]):
    """What a function of traits returns, for those asked for: there are some thousands."""

    def __init__(self, find: Callable[[int], T]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, traits: int) -> T:
        if len(self) >= MOST_KNOWN:
            self.clear()
        found = self[traits] = self._find(traits)
        return found


@cache
def deciding(later: int) -> Mapping[int, int]:
    """Return, by traits that a line is known to have, those that signs ask for which may still hold for it.

    Of the traits in *later* it is not known yet whether the line has them; it has no others. If no
    sign may hold, no trait decides.

    >>> from cleaner.steps.traits import named
    >>> later = deciding(bits({"near_gone", "no_body_beside"}))
    >>> named(later[bits({"starred"})])
    ['body', 'headline', 'near_gone', 'no_body_beside', 'starred']
    >>> named(later[bits({"body", "very_long"})])
    []
    """
    held = evidence()

    def find(traits: int) -> int:
        open_ = [s for s in held.signs if s.needs & ~(traits | later) == 0 and not s.lacks & traits]
        return reduce(or_, (s.needs | s.lacks for s in open_), sum(held.spares)) if open_ else 0

    return _Known(find)


@cache
def heaviest() -> Mapping[int, Sign | None]:
    """Return, by traits, the sign of most weight that they show, the first of several."""
    held = evidence()

    def find(traits: int) -> Sign | None:
        spared = frozenset().union(*(families for trait, families in held.spares.items() if trait & traits))
        shown = (s for s in held.signs if s.holds(traits) and s.rule.partition("/")[0] not in spared)
        return max(shown, key=_weight, default=None)

    return _Known(find)


def _weight(sign: Sign) -> float:
    return sign.weight
