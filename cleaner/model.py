"""The values that travel: Edit, Finding, Doc; and the one function that changes text.

A step proposes edits, `apply` makes them, the trail keeps them, `inverse` undoes them.
Offsets are code points into the text that the layer of edits was given.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from operator import attrgetter
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from cleaner.display import Displayed
from cleaner.errors import EditConflict

if TYPE_CHECKING:
    from cleaner.corpus import Corpus
from cleaner.template import Template

# A diff inside a changed line costs memory with the product of both lengths (in code points);
# beyond this product the line becomes one edit.
DIFF_CELLS = 4_000_000
# Equal code points between two changes up to which they are one change: "&nbsp;n" is one
# entity, not two letters around an n that happened to match.
JOINED = 2


@dataclass(frozen=True, slots=True)
class Edit:
    """Put *new* where *old* stands, *start* code points into the text."""

    start: int
    old: str
    new: str
    rule: str
    why: str = ""

    @property
    def end(self) -> int:
        """Offset just behind *old*."""
        return self.start + len(self.old)


@dataclass(frozen=True, slots=True)
class Finding:
    """A doubt: what was seen and where, with nothing changed.

    *start* counts code points into the text of the Doc that carries the finding.
    """

    rule: str
    start: int
    text: str
    message: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """What was decided about one form of a name, and by which votes."""

    form: str
    canonical: str
    votes: str
    decision: str
    rule: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Comment:
    """What a reader wrote below the article; *date* is ISO 8601."""

    author: str | None
    date: str | None
    text: str


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Return *text* with *edits* made, in any order they are given.

    Raises EditConflict if an edit's *old* does not stand at its *start*, or if two overlap.

    >>> apply("Kim Jung-un", [Edit(5, "u", "o", "names/infix")])
    'Kim Jong-un'
    """
    pieces: list[str] = []
    at = 0
    for edit in sorted(edits, key=attrgetter("start")):
        if edit.start < at:
            raise EditConflict(f"edit of {edit.rule} at {edit.start} overlaps the one that ends at {at}")
        if not text.startswith(edit.old, edit.start):
            found = text[edit.start : edit.end]
            raise EditConflict(f"edit of {edit.rule} at {edit.start} expects {edit.old!r}, found {found!r}")
        pieces += (text[at : edit.start], edit.new)
        at = edit.end
    pieces.append(text[at:])
    return "".join(pieces)


def inverse(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return the edits that undo *edits*, with offsets into the edited text.

    >>> inverse([Edit(0, "aa", "b", "x"), Edit(3, "c", "", "x")])
    (Edit(start=0, old='b', new='aa', rule='x', why=''), Edit(start=2, old='', new='c', rule='x', why=''))
    """
    shift = 0
    undone = []
    for edit in sorted(edits, key=attrgetter("start")):
        undone.append(replace(edit, start=edit.start + shift, old=edit.new, new=edit.old))
        shift += len(edit.new) - len(edit.old)
    return tuple(undone)


def narrow(start: int, old: str, new: str) -> list[tuple[int, str, str]]:
    """Return the smallest replacements that turn *old* into *new*, as (start, old, new).

    Equal ends are cut off first; what differs is aligned by Levenshtein distance.

    >>> narrow(10, "cafÃ© noir", "café noir")
    [(13, 'Ã©', 'é')]
    """
    head = 0
    limit = min(len(old), len(new))
    while head < limit and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < limit - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    left, right = old[head : len(old) - tail], new[head : len(new) - tail]
    if not (left or right):
        return []
    if not (left and right) or len(left) * len(right) > DIFF_CELLS:
        return [(start + head, left, right)]
    return _aligned(start + head, left, right)


def _aligned(start: int, old: str, new: str) -> list[tuple[int, str, str]]:
    """Align two different strings; changes with hardly anything between them become one."""
    changes: list[list[int]] = []
    for op in Levenshtein.opcodes(old, new):
        if op.tag == "equal":
            continue
        span = [op.src_start, op.src_end, op.dest_start, op.dest_end]
        if changes and span[0] - changes[-1][1] <= JOINED:
            changes[-1][1], changes[-1][3] = span[1], span[3]
        else:
            changes.append(span)
    return [(start + a, old[a:b], new[c:d]) for a, b, c, d in changes]


def moved(edits: Sequence[Edit], offsets: Sequence[int]) -> list[int]:
    """Return where *offsets* into a text stand after *edits*; inside a deletion: at its start.

    >>> moved([Edit(2, "cd", "", "x")], [0, 3, 5])
    [0, 2, 3]
    """
    ordered = sorted(edits, key=attrgetter("start"))
    starts = [edit.start for edit in ordered]
    shifts = list(accumulate((len(e.new) - len(e.old) for e in ordered), initial=0))
    return [_moved_one(ordered, starts, shifts, at) for at in offsets]


def _moved_one(ordered: Sequence[Edit], starts: list[int], shifts: list[int], at: int) -> int:
    index = bisect_right(starts, at)
    if index and at < ordered[index - 1].end:
        edit = ordered[index - 1]
        return edit.start + shifts[index - 1] + min(at - edit.start, len(edit.new))
    return at + shifts[index]


@dataclass(frozen=True, slots=True)
class Doc(Displayed):
    """A text under repair: what came in, what it reads now, every edit between.

    *trail* holds one layer of edits for each step that changed something; the offsets of
    a layer count code points in the text that the layer was given. *lang* is an ISO 639
    code or "und", *lang_confidence* its probability from 0 to 1, *template* what recurs on
    the site's pages, if a survey told, and *corpus* on how many pages names stand.

    >>> doc = Doc.of("Kim Jung-un").edited([Edit(5, "u", "o", "names/infix")])
    >>> doc.text, doc.restored()
    ('Kim Jong-un', 'Kim Jung-un')
    """

    raw: str
    text: str
    title: str | None = None
    url: str | None = None
    lang: str = "und"
    lang_confidence: float = 0.0
    author: str | None = None
    date: str | None = None
    trail: tuple[tuple[Edit, ...], ...] = ()
    findings: tuple[Finding, ...] = ()
    names: tuple[Name, ...] = ()
    template: Template | None = None
    corpus: Corpus | None = None
    comments: tuple[Comment, ...] = ()

    @classmethod
    def of(cls, raw: str, title: str | None = None, url: str | None = None, lang: str = "und") -> Doc:
        """Return a Doc to which nothing has been done yet."""
        return cls(raw=raw, text=raw, title=title, url=url, lang=lang)

    def edited(self, edits: Iterable[Edit]) -> Doc:
        """Return this Doc with one more layer of edits; the only way to change text.

        Findings move along. Raises EditConflict as `apply` does.
        """
        layer = tuple(sorted(edits, key=attrgetter("start")))
        if not layer:
            return self
        findings = self.findings
        if findings:
            starts = moved(layer, [finding.start for finding in findings])
            findings = tuple(replace(f, start=s) for f, s in zip(findings, starts, strict=True))
        return self._with(apply(self.text, layer), (*self.trail, layer), findings)

    def noted(self, findings: Iterable[Finding]) -> Doc:
        """Return this Doc with more findings; the text stays as it is."""
        more = tuple(findings)
        return self._with(self.text, self.trail, self.findings + more) if more else self

    def _with(self, text: str, trail: tuple[tuple[Edit, ...], ...], findings: tuple[Finding, ...]) -> Doc:
        """As dataclasses.replace, in half the time: each step comes here."""
        told = self.title, self.url, self.lang, self.lang_confidence, self.author, self.date
        rest = self.names, self.template, self.corpus, self.comments
        return Doc(self.raw, text, *told, trail, findings, *rest)

    def restored(self) -> str:
        """Return the raw text, computed from the text and the trail alone."""
        text = self.text
        for layer in reversed(self.trail):
            text = apply(text, inverse(layer))
        return text

    @property
    def edits(self) -> tuple[Edit, ...]:
        """All edits, in the order made."""
        return tuple(edit for layer in self.trail for edit in layer)
