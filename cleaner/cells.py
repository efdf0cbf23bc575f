r"""Texts as cells of CSV that no spreadsheet takes for a formula, and back.

A spreadsheet takes what a cell begins with for a formula, as in `=1+1`. Where a cell begins is what the
program makes of the file: one that splits at semicolons, or heeds no quotes, finds cells inside ours. So
a `'` goes before each risky character at the beginning of a text, or behind a comma, semicolon, tab or
line break in it; blanks, quotes and characters that do not show may stand between. A text that begins
with a control character gets a `'` before it. The way back takes one `'` from the same places, so a text
that looks guarded already gets one more and keeps its own.
"""

from __future__ import annotations

import re
from itertools import chain

GUARD = "'"
# = + - @, their full-width and small forms
_RISKY = re.compile("[=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b]")
_SEPARATORS = frozenset(",;\t\n\v\f\r\x85\u2028\u2029")
# What may stand between the beginning of a cell and what a spreadsheet reads first in it: fixed, not
# asked of Python, whose tables of characters change with its version.
_RANGES = ((0x00, 0x20), (0x7F, 0xA0), (0x2000, 0x200F), (0x2028, 0x202F), (0x205F, 0x2064))
_PADS = "".join(map(chr, chain.from_iterable(range(first, last + 1) for first, last in _RANGES)))
PADS = _PADS + "\"',;\xad\u1680\u180e\u3000\ufeff"
_PAD = frozenset(PADS)
_CONTROL = re.compile("'*[\x00-\x1f\x7f-\x9f]")


def guarded(text: str) -> str:
    r"""Return a text as a cell that is no formula, wherever a spreadsheet lets cells begin.

    >>> guarded("=1+1"), guarded("a - b"), guarded("'=1"), guarded("Prices;\n-5")
    ("'=1+1", 'a - b', "''=1", "Prices;\n'-5")
    """
    pieces: list[str] = []
    done = 0
    for at in _beginnings(text):
        pieces += (text[done:at], GUARD)
        done = at
    cell = "".join((*pieces, text[done:])) if pieces else text
    return GUARD + cell if _CONTROL.match(cell) else cell


def unguarded(cell: str) -> str:
    r"""Return the text that a cell was made from.

    >>> [unguarded(guarded(text)) for text in ("=1", "'=1", "''", "\t=1", "don't; 'x'")]
    ['=1', "'=1", "''", '\t=1', "don't; 'x'"]
    """
    if cell.startswith(GUARD) and _CONTROL.match(cell):
        cell = cell[1:]
    pieces: list[str] = []
    done = 0
    for at in _beginnings(cell):
        if cell[max(0, at - 1)] == GUARD:
            pieces.append(cell[done : at - 1])
            done = at
    return "".join((*pieces, cell[done:])) if pieces else cell


def _beginnings(text: str) -> list[int]:
    """Return where a risky character is what a cell, or what may be taken for one, begins with."""
    found = []
    last = 0  # behind the risky character before: what leads up to the next one cannot reach over it
    for hit in _RISKY.finditer(text):
        at = hit.start()
        if at == 0 or (text[at - 1] in _PAD and _leads(text[last:at], is_first=last == 0)):
            found.append(at)
        last = at + 1
    return found


def _leads(before: str, *, is_first: bool) -> bool:
    """Whether what stands before a risky character, back to the one before it, lets a cell begin there."""
    run = before[len(before.rstrip(PADS)) :]
    return (is_first and len(run) == len(before)) or not _SEPARATORS.isdisjoint(run)
