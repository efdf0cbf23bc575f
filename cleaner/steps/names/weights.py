"""How much each level of evidence weighs, and what they come to together: a probability.

The tables `data/names/page.toml` and `data/names/corpus.toml` hold a number for each level, in
log-odds; they add up. `fitting/names.py` makes them from labelled pages.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from math import exp

MOST = 30.0  # log-odds; beyond it a probability is 0 or 1


@dataclass(frozen=True, slots=True)
class Weights:
    """One table: *base* is what no evidence comes to, *levels* what each level adds.

    *usual*: the level of each kind that most pairs have.

    >>> Weights(-1.0, {"votes": {"2 : 1": 2.5}}).sum({"votes": "2 : 1", "ratio": "2"})
    1.5
    """

    base: float
    levels: Mapping[str, Mapping[str, float]]
    usual: Mapping[str, str] = field(default_factory=dict)

    def of(self, kind: str, level: str) -> float:
        """Return what one level adds; 0 for a level that no labelled page had."""
        return self.levels.get(kind, {}).get(level, 0.0)

    def sum(self, levels: Mapping[str, str]) -> float:
        """Return the log-odds that levels come to."""
        return self.base + sum(self.of(kind, level) for kind, level in levels.items())

    def most(self, *kinds: str) -> float:
        """Return what levels of these kinds can add at most."""
        return sum(max(self.levels.get(kind, {}).values(), default=0.0) for kind in kinds)

    def telling(self, levels: Mapping[str, str], most: int) -> list[tuple[str, str, float]]:
        """Return the levels that set a pair apart from others, and by how much: the largest first."""
        told = [
            (kind, level, self.of(kind, level) - self.of(kind, self.usual.get(kind, "")))
            for kind, level in levels.items()
        ]
        return sorted((row for row in told if row[2]), key=lambda row: (-abs(row[2]), row[0]))[:most]


def probability(log_odds: float) -> float:
    """Return log-odds as a probability.

    >>> probability(0.0)
    0.5
    """
    return 1 / (1 + exp(-max(-MOST, min(MOST, log_odds))))


@cache
def load(table: str) -> Weights:
    """Read the table "page" or "corpus"; once."""
    data = tomllib.loads((files("cleaner") / f"data/names/{table}.toml").read_text(encoding="utf-8"))
    return Weights(data["base"], data["weights"], data["usual"])
