"""Lines of a page, and the edits that take whole lines out of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import accumulate

from cleaner.kept import kept
from cleaner.model import Doc, Edit

HELD_CHARS = 100_000  # code points; the lines of a longer text are not held for the next step
HELD = 2  # texts
CUTS = 16  # in a page; after more of them its lines are read anew
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

    def without(self, cuts: Sequence[tuple[int, int]]) -> Lines:
        r"""Return the lines when those from one index to another are gone; *cuts* in order, apart.

        >>> Lines("a\n\nb\nc").without([(0, 2), (2, 3)]).texts
        ['c']
        """
        left = Lines.__new__(Lines)
        texts, shown, said = self.texts.copy(), self.shown.copy(), self.said.copy()
        for first, behind in reversed(cuts):
            at, after = bisect_left(shown, first), bisect_left(shown, behind)
            gone = behind - first
            del texts[first:behind], said[at:after]
            shown[at:] = [index - gone for index in shown[after:]]
        left.texts, left.shown, left.said = texts or [""], shown, said
        return left


_held: dict[str, Lines] = {}


def split(text: str) -> Lines:
    r"""Return the lines of *text*; several steps ask for those of the same text.

    >>> split("a\nb").texts
    ['a', 'b']
    """
    return _held.get(text) or _hold(text, Lines(text))


def _hold(text: str, lines: Lines) -> Lines:
    if len(text) <= HELD_CHARS:
        for old in list(_held)[: 1 - HELD]:
            _held.pop(old, None)
        _held[text] = lines
    return lines


def strip(doc: Doc, lines: Lines, reasons: Mapping[int, tuple[str, str]]) -> Doc:
    r"""Return *doc* without the lines at the indices of *reasons* (rule, why).

    Blank lines between two deleted lines go with them; where a run of lines is cut out,
    the longer of the two gaps around it stays.

    >>> page = Doc.of("Body.\n\nName\nPost\n\nMore.")
    >>> stripped = strip(page, split(page.text), {2: ("a", ""), 3: ("b", "")})
    >>> stripped.text, [(e.start, e.old, e.rule) for e in stripped.edits]
    ('Body.\n\nMore.', [(7, 'Name\n', 'a'), (12, 'Post\n\n', 'b')])
    """
    if not reasons:
        return doc
    text, texts = doc.text, lines.texts
    edits, cuts = [], []
    at = start = 0  # a line, and where it starts
    for members in _runs(lines, sorted(reasons)):
        first, behind = _cut(lines, members[0], members[-1])
        if behind <= members[-1]:
            raise AssertionError("a cut ends inside a line")
        cuts.append((first, behind))
        start += sum(map(len, texts[at:first])) + first - at
        # Behind the last line there is no line feed: the one in front of the first goes.
        left = start - 1 if first and behind == len(texts) else start
        at = first
        for place, index in enumerate(members, 1):
            end = members[place] if place < len(members) else behind
            start += sum(map(len, texts[at:end])) + end - at
            edits.append(Edit(left, text[left:start], "", *reasons[index]))
            at, left = end, start
    doc = doc.edited(edits)
    if len(cuts) <= CUTS:
        _hold(doc.text, lines.without(cuts))
    return doc


def _runs(lines: Lines, deleted: list[int]) -> list[list[int]]:
    """Return the *deleted* lines, those together between which all lines are blank."""
    runs: list[list[int]] = []
    shown, at = lines.shown, -1
    for index in deleted:
        if runs and at + 1 < len(shown) and shown[at + 1] == index:
            runs[-1].append(index)
            at += 1
        else:
            runs.append([index])
            at = bisect_left(shown, index)
    return runs


def _cut(lines: Lines, first: int, last: int) -> tuple[int, int]:
    """Return from which line to in front of which the run goes out, with the smaller gap beside it."""
    shown, count = lines.shown, len(lines.texts)
    at, behind = bisect_left(shown, first), bisect_left(shown, last + 1)
    before = shown[at - 1] + 1 if at else 0  # the first line of the gap in front
    after = shown[behind] if behind < len(shown) else count  # the line behind the other gap
    if after == count:  # at the end: the gap in front goes; one final line feed stays
        ends = before > 0 and not lines.texts[-1]
        return before, count - 1 if ends else count
    if before == 0 or after - 1 - last <= first - before:
        return (first if before else 0), after
    return before, last + 1
