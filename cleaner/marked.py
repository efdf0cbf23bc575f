"""A text with every edit of its trail marked in it: what stayed, what went, what came, as one reads."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from cleaner.model import Doc, Edit, Finding

SAMPLE = 60  # code points by which a finding about a whole page quotes its beginning


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of text: *kind* is "keep", "del" or "ins", *rule* and *why* those of the edit.

    *doubt* is what a finding says of the stretch, which stays as it is.
    """

    kind: str
    text: str
    rule: str = ""
    why: str = ""
    doubt: str = ""


def marked(doc: Doc) -> list[Mark]:
    """Return a Doc as marks: those kept or gone make its raw text, those kept or come its clean text.

    A stretch that one layer put in and a later one took out again is in neither, and left out.

    >>> doc = Doc.of("Kim Jung-un").edited([Edit(5, "u", "o", "names/infix")])
    >>> [(mark.kind, mark.text) for mark in marked(doc)]
    [('keep', 'Kim J'), ('del', 'u'), ('ins', 'o'), ('keep', 'ng-un')]
    """
    return list(_doubted(edited(doc), doc))


def edited(doc: Doc) -> list[Mark]:
    """Return the same without what is in doubt."""
    return layered(doc.raw, doc.trail)


def layered(raw: str, layers: Iterable[Iterable[Edit]]) -> list[Mark]:
    """Return a text as it came in with the edits of all its layers in place."""
    marks = [Mark("keep", raw)]
    for layer in layers:
        marks = [mark for mark in _layered(marks, layer) if mark.text]
    return marks


def _layered(marks: Iterable[Mark], layer: Iterable[Edit]) -> Iterator[Mark]:
    """Yield marks with one more layer of edits, whose offsets count what is not gone."""
    waiting, at = deque(layer), 0
    for mark in marks:
        if mark.kind == "del":
            yield mark
        else:
            yield from _cut(mark, at, waiting)
            at += len(mark.text)
    yield from map(_come, waiting)  # what is put behind the end


def _cut(mark: Mark, start: int, waiting: deque[Edit]) -> Iterator[Mark]:
    """Yield a mark that begins at *start*, cut by the edits that lie in it; done ones are taken off."""
    at, end = start, start + len(mark.text)
    while waiting and waiting[0].start < end:
        edit = waiting[0]
        begin, stop = max(edit.start, at), min(edit.end, end)
        yield replace(mark, text=mark.text[at - start : begin - start])
        if mark.kind == "keep":
            yield Mark("del", mark.text[begin - start : stop - start], edit.rule, edit.why)
        at = stop
        if edit.end > end:  # it goes on in the next mark
            break
        yield _come(waiting.popleft())
    yield replace(mark, text=mark.text[at - start :])


def _come(edit: Edit) -> Mark:
    return Mark("ins", edit.new, edit.rule, edit.why)


def _doubted(marks: list[Mark], doc: Doc) -> Iterator[Mark]:
    """Yield marks cut where findings begin and end; of findings that overlap the first counts."""
    spans, last = [], 0
    for finding in sorted(doc.findings, key=lambda one: one.start):
        if finding.start >= last and _is_placed(finding, doc):
            last = finding.start + len(finding.text)
            spans.append((finding.start, last, _told(finding)))
    at = 0
    for mark in marks:
        if mark.kind == "del":
            yield mark
        else:
            yield from _spanned(mark, at, spans)
            at += len(mark.text)


def _is_placed(finding: Finding, doc: Doc) -> bool:
    """Return whether a finding speaks of the words where it stands, not of the page that they begin."""
    if not finding.text or (finding.start == 0 and finding.text == doc.text[:SAMPLE]):
        return False
    return doc.text.startswith(finding.text, finding.start)


def _spanned(mark: Mark, start: int, spans: list[tuple[int, int, str]]) -> Iterator[Mark]:
    at, end = start, start + len(mark.text)
    for begin, stop, told in spans:
        if begin < end and stop > at:
            yield replace(mark, text=mark.text[at - start : max(begin, at) - start])
            yield replace(mark, text=mark.text[max(begin, at) - start : min(stop, end) - start], doubt=told)
            at = min(stop, end)
    yield replace(mark, text=mark.text[at - start :])


def _told(finding: Finding) -> str:
    return f"{finding.rule}: {finding.message}"


def lines(marks: Iterable[Mark]) -> Iterator[list[Mark]]:
    r"""Yield marks line by line, without the line feeds; a mark of nothing but white space keeps them.

    >>> [[mark.text for mark in line] for line in lines([Mark("keep", "a\nb"), Mark("ins", "\n")])]
    [['a'], ['b', '\n'], []]
    """
    line: list[Mark] = []
    for mark in marks:
        *ended, rest = mark.text.split("\n")
        for text in ended:
            line.append(replace(mark, text=text if mark.kind == "keep" or text.strip() else f"{text}\n"))
            yield [one for one in line if one.text]
            line = []
        line.append(replace(mark, text=rest))
    yield [one for one in line if one.text]
