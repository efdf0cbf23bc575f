"""Lines of a page, and the edits that take whole lines out of it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from functools import lru_cache
from itertools import accumulate

from cleaner.kept import kept
from cleaner.model import Edit

HELD_CHARS = 100_000  # code points; the lines of a longer text are not held for the next step
_FEED = (1).__add__  # a line feed takes one code point


class Lines:
    r"""The lines of a text, without their line feeds; only "\n" ends a line.

    *texts*: each line; *shown*: which of them show something; *said*: those.

    >>> lines = Lines("a\n \nb")
    >>> lines.texts, lines.shown, lines.said, lines.starts
    (['a', ' ', 'b'], [0, 2], ['a', 'b'], [0, 2, 4, 6])
    """

    def __init__(self, text: str) -> None:
        self.texts = texts = text.split("\n")
        self.shown = [i for i, line in enumerate(texts) if line and not line.isspace()]
        self.said = [texts[i] for i in self.shown]

    @kept
    def starts(self) -> list[int]:
        """Return where each line starts in the text, and where one more would, in code points."""
        return [0, *accumulate(map(_FEED, map(len, self.texts)))]


def split(text: str) -> Lines:
    r"""Return the lines of *text*.

    >>> split("a\nb").texts
    ['a', 'b']
    """
    return _held(text) if len(text) <= HELD_CHARS else Lines(text)


# Steps that delete nothing hand the same text on, and each asks for its lines.
_held = lru_cache(maxsize=2)(Lines)


def strip(text: str, lines: Lines, reasons: Mapping[int, tuple[str, str]]) -> list[Edit]:
    r"""Return the edits that delete the lines at the indices of *reasons* (rule, why).

    Blank lines between two deleted lines go with them; where a run of lines is cut out,
    the longer of the two gaps around it stays.

    >>> page = "Body.\n\nName\nPost\n\nMore."
    >>> edits = strip(page, split(page), {2: ("a", ""), 3: ("b", "")})
    >>> [(e.start, e.old, e.rule) for e in edits]
    [(7, 'Name\n', 'a'), (12, 'Post\n\n', 'b')]
    """
    edits: list[Edit] = []
    if not reasons:
        return edits
    starts = lines.starts
    for members in _runs(lines, sorted(reasons)):
        start, end = _cut(text, lines, members[0], members[-1])
        edges = [start, *[starts[at] for at in members[1:]], end]
        if end < starts[members[-1] + 1] - 1:
            raise AssertionError("a cut ends inside a line")
        for index, left, right in zip(members, edges, edges[1:], strict=False):
            rule, why = reasons[index]
            edits.append(Edit(left, text[left:right], "", rule, why))
    return edits


def _runs(lines: Lines, deleted: list[int]) -> list[list[int]]:
    """Return the *deleted* lines, those together between which all lines are blank."""
    runs: list[list[int]] = []
    for index in deleted:
        if runs and bisect_right(lines.shown, runs[-1][-1]) == bisect_left(lines.shown, index):
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs


def _cut(text: str, lines: Lines, first: int, last: int) -> tuple[int, int]:
    """Return from where to where the run goes out, with the smaller gap beside it."""
    shown, starts, count = lines.shown, lines.starts, len(lines.texts)
    at, behind = bisect_left(shown, first), bisect_right(shown, last)
    before = shown[at - 1] + 1 if at else 0  # the first line of the gap in front
    after = shown[behind] if behind < len(shown) else count  # the line behind the other gap
    if before == 0 and after == count:
        return 0, len(text)
    if after == count:  # at the end: the gap in front goes; one final line feed stays
        start = starts[before] - 1
        return (start + 1, len(text)) if text.endswith("\n") else (start, len(text))
    if before == 0 or after - 1 - last <= first - before:
        return (0 if before == 0 else starts[first]), starts[after]
    return starts[before], starts[last + 1]
