"""What speaks for a line being furniture, and how much: data/evidence.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Sign:
    """Traits that together speak for a line being furniture, and what they weigh."""

    rule: str
    needs: frozenset[str]
    lacks: frozenset[str]
    weight: float
    why: str

    def holds(self, traits: frozenset[str]) -> bool:
        """Whether a line with *traits* shows the sign."""
        return self.needs <= traits and not self.lacks & traits


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
    spares: Mapping[str, frozenset[str]]  # trait -> families of signs that do not count with it


@cache
def evidence() -> Evidence:
    """Read data/evidence.toml."""
    file = resources.files("cleaner") / "data" / "evidence.toml"
    held: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    signs = tuple(
        Sign(s["kind"], frozenset(s["needs"]), frozenset(s.get("lacks", ())), s["weight"], s["why"])
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
        {trait: frozenset(families) for trait, families in held["spares"].items()},
    )


@lru_cache(maxsize=65_536)
def deciding(traits: frozenset[str], later: frozenset[str]) -> frozenset[str]:
    """Return the traits that signs ask for which may still hold for a line; none if no sign may.

    *traits* are known to hold; of those in *later* it is not known yet; all others do not hold.

    >>> sorted(deciding(frozenset({"starred"}), frozenset({"near_gone", "no_body_beside"})))
    ['body', 'headline', 'near_gone', 'no_body_beside', 'starred']
    >>> deciding(frozenset({"body", "very_long"}), frozenset({"near_gone", "no_body_beside"}))
    frozenset()
    """
    held = evidence()
    open_ = [s for s in held.signs if s.needs <= traits | later and not s.lacks & traits]
    return frozenset(held.spares).union(*(s.needs | s.lacks for s in open_)) if open_ else frozenset()


@lru_cache(maxsize=65_536)
def heaviest(traits: frozenset[str]) -> Sign | None:
    """Return the sign of most weight that *traits* show, the first of several."""
    held = evidence()
    spared = frozenset().union(*(held.spares[trait] for trait in traits & held.spares.keys()))
    shown = (s for s in held.signs if s.holds(traits) and s.rule.partition("/")[0] not in spared)
    return max(shown, key=_weight, default=None)


def _weight(sign: Sign) -> float:
    return sign.weight
