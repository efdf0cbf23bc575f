"""What speaks for a line being furniture, and how much: data/evidence.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from cleaner.steps.traits import BITS, bits


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


@lru_cache(maxsize=65_536)
def deciding(traits: int, later: int) -> int:
    """Return the traits that signs ask for which may still hold for a line; none if no sign may.

    *traits* are known to hold; of those in *later* it is not known yet; all others do not hold.

    >>> from cleaner.steps.traits import named
    >>> named(deciding(bits({"starred"}), bits({"near_gone", "no_body_beside"})))
    ['body', 'headline', 'near_gone', 'no_body_beside', 'starred']
    >>> named(deciding(bits({"body", "very_long"}), bits({"near_gone", "no_body_beside"})))
    []
    """
    held = evidence()
    open_ = [s for s in held.signs if s.needs & ~(traits | later) == 0 and not s.lacks & traits]
    asked = sum(held.spares) if open_ else 0
    for sign in open_:
        asked |= sign.needs | sign.lacks
    return asked


@lru_cache(maxsize=65_536)
def heaviest(traits: int) -> Sign | None:
    """Return the sign of most weight that *traits* show, the first of several."""
    held = evidence()
    spared = frozenset().union(*(families for trait, families in held.spares.items() if trait & traits))
    shown = (s for s in held.signs if s.holds(traits) and s.rule.partition("/")[0] not in spared)
    return max(shown, key=_weight, default=None)


def _weight(sign: Sign) -> float:
    return sign.weight
