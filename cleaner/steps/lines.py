"""Lines of a page, and the edits that take whole lines out of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from cleaner.model import Edit

HELD_CHARS = 100_000  # code points; the lines of a longer text are not held for the next step


class Line(NamedTuple):
    """One line without its line feed; *start* and *end* are code points into the text."""

    start: int
    end: int
    text: str
    is_blank: bool  # it shows nothing


def split(text: str) -> tuple[Line, ...]:
    r"""Return the lines of *text*; only "\n" ends a line.

    >>> [line.text for line in split("a\nb")]
    ['a', 'b']
    """
    return _held(text) if len(text) <= HELD_CHARS else _split(text)


def _split(text: str) -> tuple[Line, ...]:
    lines = []
    at = 0
    for part in text.split("\n"):
        end = at + len(part)
        lines.append(Line(at, end, part, not part or part.isspace()))
        at = end + 1
    return tuple(lines)


# Steps that delete nothing hand the same text on, and each asks for its lines.
_held = lru_cache(maxsize=2)(_split)


def shown(lines: Sequence[Line]) -> list[int]:
    """Return which lines show something."""
    return [i for i, line in enumerate(lines) if not line.is_blank]


def strip(text: str, lines: Sequence[Line], reasons: Mapping[int, tuple[str, str]]) -> list[Edit]:
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
    for first, last in _runs(lines, reasons):
        start, end = _cut(text, lines, first, last)
        members = [i for i in range(first, last + 1) if i in reasons]
        edges = [start, *(lines[i].start for i in members[1:]), end]
        if edges[-1] < lines[members[-1]].end:
            raise AssertionError("a cut ends inside a line")
        for index, left, right in zip(members, edges, edges[1:], strict=False):
            rule, why = reasons[index]
            edits.append(Edit(left, text[left:right], "", rule, why))
    return edits


def _runs(lines: Sequence[Line], reasons: Mapping[int, tuple[str, str]]) -> list[tuple[int, int]]:
    """Return (first, last) of each run of deleted lines, blank lines between them included."""
    runs: list[tuple[int, int]] = []
    previous = -2
    for index in (i for i, line in enumerate(lines) if not line.is_blank or i in reasons):
        if index in reasons:
            if runs and previous == runs[-1][1]:
                runs[-1] = (runs[-1][0], index)
            else:
                runs.append((index, index))
        previous = index
    return runs


def _cut(text: str, lines: Sequence[Line], first: int, last: int) -> tuple[int, int]:
    """Return from where to where the run goes out, with the smaller gap beside it."""
    before = first
    while before > 0 and lines[before - 1].is_blank:
        before -= 1
    after = last
    while after + 1 < len(lines) and lines[after + 1].is_blank:
        after += 1
    if before == 0 and after + 1 == len(lines):
        return 0, len(text)
    if after + 1 == len(lines):  # at the end: the gap in front goes; one final line feed stays
        start = lines[before - 1].end
        return (start + 1, len(text)) if text.endswith("\n") else (start, len(text))
    if before == 0 or after - last <= first - before:
        return (0 if before == 0 else lines[first].start), lines[after + 1].start
    return lines[before].start, lines[last + 1].start
