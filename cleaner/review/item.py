"""What a person is asked, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Pages = npt.NDArray[np.uint32]  # numbers of pages, in order, each once
NONE: Pages = np.array([], np.uint32)


@dataclass(frozen=True, slots=True)
class Context:
    """Where an item stands: the page, and the text before, in and behind it.

    *role*: "doubt" for the spelling or line itself, "other" for the spelling that it is held against,
    "gone" for what the run took out or changed.
    """

    page: str
    before: str
    text: str
    after: str
    role: str = "doubt"


@dataclass(frozen=True, slots=True)
class Reach:
    """What a decision would reach: pages (by number) and places on them."""

    pages: Pages = field(default_factory=lambda: NONE)
    places: int = 0

    @property
    def count(self) -> int:
        """How many pages."""
        return len(self.pages)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to decide, with all its places.

    *kind*: "name" or "line". *state*: "doubt" where the run left it and reported it, "done" where it
    changed the text by little more than it takes. *text* is the spelling or line, *proposal* the
    spelling that it would become ("" for a line, which would go). *site*: the site whose pages a line
    is about, "" for pages without an address; None for a name, which is about all pages.
    *probability*: that the proposal is right, as the evidence has it. *doubts* counts the findings
    that an answer settles, *stands* and *other* where the text and the proposal stand in the clean
    texts, *went* where the run took the text out or changed it.
    """

    id: str
    kind: str
    state: str
    rule: str
    text: str
    proposal: str
    site: str | None
    langs: tuple[str, ...]
    probability: float
    doubts: int
    places: int
    pages: int
    message: str = ""
    evidence: tuple[str, ...] = ()
    contexts: tuple[Context, ...] = ()
    stands: Reach = field(default_factory=Reach, compare=False, repr=False)
    other: Reach = field(default_factory=Reach, compare=False, repr=False)
    went: Reach = field(default_factory=Reach, compare=False, repr=False)

    @property
    def gain(self) -> float:
        """Places that an answer would probably set right: those in doubt, or those wrongly changed."""
        return gain(self.state, self.probability, self.places)

    def as_dict(self) -> dict[str, Any]:
        """Return JSON-ready values; of what a decision reaches, the counts."""
        told = {name: getattr(self, name) for name in _TOLD}
        contexts = [{name: getattr(c, name) for name in Context.__slots__} for c in self.contexts]
        reach = {name: [getattr(self, name).count, getattr(self, name).places] for name in _REACH}
        return told | {"contexts": contexts, "gain": round(self.gain, 3)} | reach


_TOLD = (
    *("id", "kind", "state", "rule", "text", "proposal", "site", "langs", "probability"),
    *("doubts", "places", "pages", "message", "evidence"),
)
_REACH = ("stands", "other", "went")


def gain(state: str, probability: float, places: int) -> float:
    """Return how many places a decision would probably set right.

    >>> gain("doubt", 0.75, 4), gain("done", 0.75, 4)
    (3.0, 1.0)
    """
    return (probability if state == "doubt" else 1 - probability) * places
