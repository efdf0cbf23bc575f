"""A page's text with its edits in their place, as lines to read; what a terminal must not be sent."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from itertools import pairwise

from cleaner.marked import edited
from cleaner.model import Doc

SAME, OLD, NEW = "keep", "del", "ins"  # kinds of a mark
MARKS = 6  # combining marks in a row on one letter; more are written out, for they would climb over lines
LINE_END = "encoding/line-break"  # the end of a line as another system has it: a page has one on each line
# Doubts about a page as a whole; their words are only its beginning.
WHOLE = ("check/short", "encoding/recognised", "language/doubtful", "language/undecided")
_WORDS = re.compile(r"\S+ ?\S*")
_JOINERS = "\u200c\u200d"  # between letters they shape words of Persian, Hindi and others, and act on nothing


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text of a page: *kind* "keep" stays, "del" was taken out, "ins" was put in.

    *rule* and *why*: those of the edit that did so. *doubts*: numbers of the findings that it belongs to,
    from 0.
    """

    kind: str
    text: str
    rule: str = ""
    why: str = ""
    doubts: tuple[int, ...] = ()


@dataclass(slots=True)
class Line:
    """A line of the page: its *number* in what came in, from 1, its pieces, and the rules at work in it."""

    number: int
    pieces: list[Piece] = field(default_factory=list)

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules of the edits in this line, each once, in order of their place; not of its end."""
        edits = [piece for piece in self.pieces if piece.rule and piece.rule != LINE_END]
        return tuple(dict.fromkeys(piece.rule for piece in edits))

    @property
    def doubts(self) -> tuple[int, ...]:
        """The findings that touch this line, each once."""
        return tuple(dict.fromkeys(number for piece in self.pieces for number in piece.doubts))

    @property
    def is_blank(self) -> bool:
        """Whether nothing of it can be seen."""
        return not any(piece.text.strip() for piece in self.pieces)

    @property
    def is_gone(self) -> bool:
        """Whether all of it was taken out."""
        return bool(self.rules) and all(piece.kind == OLD for piece in self.pieces)


def pieces(doc: Doc) -> list[Piece]:
    """Return a page as pieces: those kept or taken out are what came in, those kept or put in the clean text.

    What one step put in and a later one took out again is no piece.

    >>> from cleaner.model import Edit
    >>> doc = Doc.of("a b").edited([Edit(2, "b", "c", "names/between")])
    >>> [(piece.kind, piece.text) for piece in pieces(doc)]
    [('keep', 'a '), ('del', 'b'), ('ins', 'c')]
    """
    return _doubted([Piece(mark.kind, mark.text, mark.rule, mark.why) for mark in edited(doc)], doc)


def _doubted(found: list[Piece], doc: Doc) -> list[Piece]:
    """Return pieces cut where findings begin and end, each with the findings that it belongs to."""
    spans = [_span(doc, number) for number in range(len(doc.findings))]
    cuts = sorted({at for span in spans for at in span})
    marked: list[Piece] = []
    at = 0
    for piece in found:
        if piece.kind == OLD:
            marked.append(piece)
            continue
        end = at + len(piece.text)
        inside = [at, *(cut for cut in cuts if at < cut < end), end]
        for start, stop in pairwise(inside):
            told = tuple(n for n, (low, high) in enumerate(spans) if low <= start < high)
            marked.append(replace(piece, text=piece.text[start - at : stop - at], doubts=told))
        at = end
    return marked


def _span(doc: Doc, number: int) -> tuple[int, int]:
    """Return where a finding stands; where its words are told with what is around them, two words of it."""
    finding = doc.findings[number]
    if finding.rule in WHOLE:
        return finding.start, finding.start
    if doc.text.startswith(finding.text, finding.start):
        return finding.start, finding.start + len(finding.text)
    near = _WORDS.match(doc.text, finding.start)
    return finding.start, near.end() if near else finding.start


def lines(doc: Doc) -> list[Line]:
    r"""Return a page as the lines of what came in, and of what was put in.

    Lines that were taken out and show nothing are left out. A line feed stands in a line where it was put
    in, or taken out behind text that stays.

    >>> from cleaner.model import Edit
    >>> doc = Doc.of("a\nb\n\nc").edited([Edit(2, "b\n\n", "", "tag/list")])
    >>> [(line.number, line.is_gone, [p.text for p in line.pieces]) for line in lines(doc)]
    [(1, False, ['a']), (2, True, ['b']), (4, False, ['c'])]
    """
    found = [Line(1)]
    for piece in pieces(doc):
        for count, text in enumerate(piece.text.split("\n")):
            if count:
                number = found[-1].number + (piece.kind != NEW)
                _end(found, piece)
                found.append(Line(number))
            if text:
                found[-1].pieces.append(replace(piece, text=text))
    while found and not found[-1].pieces:
        found.pop()
    return found


def _end(found: list[Line], piece: Piece) -> None:
    """End the last line with the line feed of a piece."""
    last = found[-1]
    if piece.kind == OLD and last.is_blank:
        found.pop()
    elif piece.kind == NEW or (piece.kind == OLD and not last.is_gone):
        last.pieces.append(replace(piece, text="\n"))


def visible(text: str) -> str:
    r"""Write what a terminal would act on or hide: line feeds, controls, bidi marks, no-break spaces.

    >>> visible("a\n\x1b[1m\u00a0")
    'a⏎␛[1m⍽'
    """
    return "".join(_SHOWN.get(c) or (c if c.isprintable() else f"<U+{ord(c):04X}>") for c in _flat(text))


def readable(text: str) -> str:
    r"""Write text of a page as `visible` does, but for joiners between letters, which shape words.

    >>> readable("می\u200cخواهد\u202e") == "می\u200cخواهد<U+202E>"
    True
    """
    parts = (c if c in _JOINERS else visible(c) for c in _flat(text))
    return "".join(parts)


def harmless(message: str) -> str:
    r"""Write a message of several lines as `visible` does, with its line feeds.

    >>> harmless("a\nb\x1b[2J")
    'a\nb␛[2J'
    """
    return "\n".join(map(visible, message.split("\n")))


def _flat(text: str) -> str:
    """Return text in which no letter carries more than so many combining marks; the rest is written out."""
    if text.isascii():
        return text
    run = 0
    found: list[str] = []
    for c in text:
        run = run + 1 if unicodedata.combining(c) or unicodedata.category(c) in ("Mn", "Me") else 0
        found.append(c if run <= MARKS else f"<U+{ord(c):04X}>")
    return "".join(found)


_SHOWN = {
    "\n": "⏎",
    "\r": "␍",
    "\t": "⇥",
    "\x1b": "␛",
    "\u00a0": "⍽",
    "\u202f": "⍽",
    **{chr(code): chr(0x2400 + code) for code in range(0x20) if code not in (9, 10, 13, 27)},
}
