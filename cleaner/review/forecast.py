"""How the next run will differ by what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from cleaner.review.answers import Entry
from cleaner.review.item import NONE, Item, Pages


@dataclass(frozen=True, slots=True)
class Forecast:
    """Counts of what the next run of the same input does otherwise.

    *names* are changed on *name_pages*; *back* names or lines are no longer changed or taken out, on
    *back_pages*; *lines* go from *line_pages*; *settled* findings are no longer reported.
    """

    names: int = 0
    name_pages: int = 0
    lines: int = 0
    line_pages: int = 0
    back: int = 0
    back_pages: int = 0
    settled: int = 0

    def __str__(self) -> str:
        """Return the forecast as one sentence.

        >>> print(Forecast(names=1, name_pages=2, settled=2))
        1 name will be changed on 2 pages; 2 doubts will no longer be reported.
        """
        told = []
        if self.names:
            told.append(f"{_n(self.names, 'name')} will be changed on {_n(self.name_pages, 'page')}")
        if self.lines:
            told.append(f"{_n(self.lines, 'line')} will go from {_n(self.line_pages, 'page')}")
        if self.back:
            told.append(f"{_n(self.back, 'change')} will not be made again on {_n(self.back_pages, 'page')}")
        if self.settled:
            told.append(f"{_n(self.settled, 'doubt')} will no longer be reported")
        return "; ".join(told or ["Nothing will differ"]) + "."


def _n(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def forecast(items: Iterable[Item], answers: Mapping[str, Entry]) -> Forecast:
    """Return how the next run of the same input will differ, by the answers about *items*.

    Counted is what a decision does itself: a line about which nothing was decided may be judged
    otherwise by what recurs in the next run.
    """
    names: list[Pages] = []
    lines: list[Pages] = []
    back: list[Pages] = []
    settled = 0
    for item in items:
        entry = answers.get(item.id)
        if entry is None:
            continue
        settled += item.doubts
        if entry.answer == "reject":
            _add(back, item.went.pages)
        elif item.kind == "line":
            _add(lines, item.stands.pages)
        else:
            wrong = entry.get("wrong")
            held = ((item.text, item.stands), (item.proposal, item.other))
            _add(names, _union([at.pages for name, at in held if name in wrong]))
    counts = [(len(found), len(_union(found))) for found in (names, lines, back)]
    return Forecast(*counts[0], *counts[1], *counts[2], settled=settled)


def _add(found: list[Pages], pages: Pages) -> None:
    if len(pages):
        found.append(pages)


def _union(found: list[Pages]) -> Pages:
    return np.unique(np.concatenate([NONE, *found]))
