"""What a run doubts, decided by a person: items, answers, and the file that the next run obeys.

    from cleaner import review

    found = review.items("runs/first")
    answers = [review.decide(item, "accept") for item in found if item.probability > 0.8]
    review.save(answers, "decisions.toml")

`Review` keeps all of it together, saves at once, undoes, and tells how the next run will differ;
`cleaner review` serves it as a page.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cleaner.review import file
from cleaner.review.answers import Entry, decide
from cleaner.review.forecast import Forecast, forecast
from cleaner.review.gather import MOST, Gathered
from cleaner.review.item import Context, Item, Reach
from cleaner.review.session import Review

__all__ = [
    "Context",
    "Entry",
    "Forecast",
    "Item",
    "Reach",
    "Review",
    "decide",
    "forecast",
    "items",
    "load",
    "save",
]


def items(folder: Path | str, most: int = MOST) -> list[Item]:
    """Return up to *most* things that a run leaves to a person, the most certain gain first.

    Doubtful names, doubtful lines, and the least certain of what the run changed; each with all its
    places. Ranked by the probability of the evidence times the places that an answer settles. Raises
    OutputError if *folder* is no run.
    """
    return Gathered.of(Path(folder)).more(most)


def load(path: Path | str) -> list[Entry]:
    """Return the answers that a file of decisions holds, those that a review wrote; none without a file."""
    return file.load(Path(path))


def save(answers: Iterable[Entry], path: Path | str) -> None:
    """Write answers into a file of decisions, in place of those that a review wrote before.

    What else stands in the file stays. Raises ConfigError that names the file and the mend if it is
    malformed, if its part was changed by hand, or if decisions contradict one another; OutputError if
    it cannot be written.
    """
    file.save(answers, Path(path))
