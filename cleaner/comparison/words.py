"""How two texts differ, word by word, as passages to read."""

from __future__ import annotations

import re

from rapidfuzz.distance import Levenshtein

from cleaner.model import Edit
from cleaner.report import context

_WORD = re.compile(r"\w+|\s|[^\w\s]")
MOST_WORDS = 8_000  # where both texts have more words that differ, memory would be 16 MB and more
_GAP = 40  # characters between differences that stand in one passage
_AROUND, _CLIP, _PASSAGES = 60, 200, 3


def pieces(was: str, now: str) -> tuple[tuple[str, str], ...]:
    """Return the first passages in which two texts differ; none where they are too long to compare.

    >>> pieces("It was Kim.", "It was Lee.")
    (('keep', 'It was '), ('del', 'Kim'), ('ins', 'Lee'), ('keep', '.'))
    """
    found: list[tuple[str, str]] = []
    for group in list(context.groups(_edits(was, now), _GAP))[:_PASSAGES]:
        parts = context.passage(was, group, around=_AROUND, clip=_CLIP)
        found += [(part.kind, part.text) for part in parts]
    return tuple(found)


def _edits(was: str, now: str) -> list[Edit]:
    old, new = _WORD.findall(was), _WORD.findall(now)
    if min(len(old), len(new)) > MOST_WORDS:
        return []
    starts = [0]
    for word in old:
        starts.append(starts[-1] + len(word))
    return _joined(
        [
            Edit(starts[op.src_start], "".join(old[op.src_start : op.src_end]),
                 "".join(new[op.dest_start : op.dest_end]), "")
            for op in Levenshtein.opcodes(old, new)
            if op.tag != "equal"
        ]
    )  # fmt: skip


def _joined(edits: list[Edit]) -> list[Edit]:
    """Join edits that touch: a word put in right before one that goes is one difference."""
    found: list[Edit] = []
    for edit in edits:
        if found and found[-1].end == edit.start:
            last = found.pop()
            edit = Edit(last.start, last.old + edit.old, last.new + edit.new, "")
        found.append(edit)
    return found
