"""Edits in their place: the text of each layer, rebuilt by undoing the layers behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cleaner.errors import EditConflict
from cleaner.model import Edit, apply, inverse

_SURROGATE = re.compile(r"\\u(d[89a-f][0-9a-f]{2})")
_SNAP = 14  # code points by which a cut may move to stand between two words


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a passage.

    *kind*: "keep", "del", "ins", "mark" (a doubt), "cut" (*text* says how many characters were left out).
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of a page: its number, the text that it was given, its edits in order."""

    number: int
    before: str
    edits: tuple[Edit, ...]


def edit_of(row: dict[str, Any]) -> Edit:
    """Return a row of the edits table as an Edit; a lone surrogate, stored as six letters, is one again."""
    old = row["old"] or ""
    if row["rule"] == "encoding/surrogate":
        old = _SURROGATE.sub(lambda match: chr(int(match[1], 16)), old)
    return Edit(row["start"], old, row["new"] or "", row["rule"] or "", row["why"] or "")


def layers(text: str, rows: Iterable[dict[str, Any]]) -> list[Layer]:
    """Return the layers of a page in the order made, from its clean text and its rows of edits.

    Raises EditConflict if the edits do not fit the text: the tables were changed.
    """
    by_number: dict[int, list[Edit]] = {}
    for row in rows:
        by_number.setdefault(row["layer"], []).append(edit_of(row))
    found = []
    for number in sorted(by_number, reverse=True):
        edits = tuple(sorted(by_number[number], key=lambda edit: edit.start))
        text = apply(text, inverse(edits))
        if any(edit.start < 0 for edit in edits):
            raise EditConflict(f"layer {number} has an edit in front of the text")
        found.append(Layer(number, text, edits))
    return found[::-1]


def passage(text: str, edits: Sequence[Edit], *, around: int, clip: int) -> list[Piece]:
    """Return edits that stand together, with up to *around* characters before and after them.

    What is longer than *clip* loses its middle, and says so.

    >>> [(p.kind, p.text) for p in passage("a b c", [Edit(2, "b", "B", "x")], around=9, clip=9)]
    [('keep', 'a '), ('del', 'b'), ('ins', 'B'), ('keep', ' c')]
    """
    at = _word_start(text, max(0, edits[0].start - around), edits[0].start)
    pieces = [Piece("cut", "")] if at else []
    for edit in edits:
        pieces += _clipped("keep", text[at : edit.start], clip)
        pieces += [*_clipped("del", edit.old, clip), *_clipped("ins", edit.new, clip)]
        at = edit.end
    end = _word_end(text, at, min(len(text), at + around))
    pieces += _clipped("keep", text[at:end], clip)
    return [*pieces, Piece("cut", "")] if end < len(text) else pieces


def doubt(text: str, start: int, seen: str, *, around: int, clip: int) -> list[Piece]:
    """Return a finding in its place; alone where it does not stand there any more."""
    if not seen or start < 0 or not text.startswith(seen, start):
        return _clipped("mark", seen, clip)
    edit = Edit(start, seen, "", "")
    return [
        Piece("mark", p.text) if p.kind == "del" else p
        for p in passage(text, [edit], around=around, clip=clip)
    ]


def alone(row: dict[str, Any], clip: int) -> list[Piece]:
    """Return a row of edits without any context, for tables that do not replay."""
    return [*_clipped("del", row["old"] or "", clip), *_clipped("ins", row["new"] or "", clip)]


def groups(edits: Sequence[Edit], gap: int) -> Iterator[list[Edit]]:
    """Yield edits that stand closer than *gap* together, at most twelve at a time."""
    group: list[Edit] = []
    for edit in edits:
        if group and (edit.start - group[-1].end > gap or len(group) == 12):
            yield group
            group = []
        group.append(edit)
    if group:
        yield group


def _clipped(kind: str, text: str, clip: int) -> list[Piece]:
    if len(text) <= clip:
        return [Piece(kind, text)] if text else []
    half = clip // 2
    return [Piece(kind, text[:half]), Piece("cut", f"{len(text) - 2 * half:,}"), Piece(kind, text[-half:])]


def _word_start(text: str, at: int, most: int) -> int:
    """Return *at*, or the start of the next word if one is near."""
    if at == 0:
        return 0
    near = next((i for i in range(at, min(most, at + _SNAP)) if text[i - 1].isspace()), at)
    return min(near, most)


def _word_end(text: str, least: int, at: int) -> int:
    """Return *at*, or the end of the last word if it is near."""
    if at == len(text):
        return at
    return next((i for i in range(at, max(least, at - _SNAP), -1) if text[i].isspace()), at)
