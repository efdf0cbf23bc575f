"""How sure the evidence is of itself: read from the words in which it was told."""

from __future__ import annotations

import re
from functools import cache

from cleaner.steps.evidence import evidence

UNWEIGHED = 0.5  # of a doubt whose evidence carries no number: as likely as not
SURE = 0.99  # the most that evidence counts for
NEAR = 0.05  # above the threshold: a line that went by less is among the least certain
NAMES_NEAR = 0.03  # the same for a name, in probability
_SUM = re.compile(r"= (\d+\.\d)$")
_RECURS = re.compile(r"on (\d+) of (\d+) pages of the site; ")
_PROBABILITY = re.compile(r"probability (\d\.\d+)$")


def line(told: str) -> float | None:
    """Return the weight of the evidence about a line, in the unit of data/evidence.toml; None if untold.

    >>> line("“Name” (lang/en.toml): weak, strong_beside = 0.7"), line("recurs on the site (recurs)")
    (0.7, 0.8)
    >>> line("on 16 of 64 pages of the site; recurs on the site, below the text (recurs, tail)")
    0.925
    """
    found = _SUM.search(told)
    if found:
        return float(found[1])
    weight = next((weight for end, weight in _signs() if told.endswith(end)), None)
    recurs = _RECURS.search(told)
    return _shared(weight, recurs) if weight and recurs else weight


def _shared(weight: float, recurs: re.Match[str]) -> float:
    """Return the weight of a sign of what recurs: the fewer pages have the line, the less it is sure."""
    return round(weight - (1 - int(recurs[1]) / max(1, int(recurs[2]))) / 10, 3)


def name(told: str) -> float | None:
    """Return the probability that evidence about a name ends in; None if there is none.

    >>> name("votes Mumbai 1 : Mombai 1; probability 0.620")
    0.62
    """
    found = _PROBABILITY.search(told)
    return float(found[1]) if found else None


def sure(weight: float | None) -> float:
    """Return a weight or a probability as what a decision is ranked by.

    >>> sure(None), sure(0.8), sure(1.2)
    (0.5, 0.8, 0.99)
    """
    return UNWEIGHED if weight is None else min(weight, SURE)


@cache
def _signs() -> tuple[tuple[str, float], ...]:
    """Return what the reason of each sign ends in, the longest first, and the weight of the sign."""
    ends = {sign.why: sign.weight for sign in evidence().signs}
    return tuple(sorted(ends.items(), key=lambda end: (-len(end[0]), end[0])))


def near(threshold: float) -> str:
    """Return a pattern (RE2) for the reasons of lines that may have gone by less than NEAR."""
    sums = [f"{tenths / 10:.1f}" for tenths in range(100) if is_near(tenths / 10, threshold)]
    ends = [re.escape(f"= {told}") for told in sums]
    ends += [re.escape(end) for end, weight in _signs() if is_near(weight, threshold)]
    return f"{_RECURS.pattern}|(?:{'|'.join(ends)})$" if ends else _RECURS.pattern


def is_near(weight: float, threshold: float) -> bool:
    """Tell whether a line went by less than NEAR.

    >>> is_near(0.9, 0.9), is_near(1.0, 0.9)
    (True, False)
    """
    return threshold - 1e-9 <= weight < threshold + NEAR - 1e-9
