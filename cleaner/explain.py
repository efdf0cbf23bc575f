"""Every edit in its place, as lines to read: rule, why, before, after; every finding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cleaner.model import Doc, apply

CONTEXT = 28  # code points shown on either side of an edit


@dataclass(frozen=True, slots=True)
class Shown:
    """One edit with the text around it: rule, line number (from 1), before, old, new, after, why."""

    rule: str
    line: int
    before: str
    old: str
    new: str
    after: str
    why: str


def shown(doc: Doc) -> Iterator[Shown]:
    """Yield the edits of a Doc in the order made, each with its context in the text of its layer.

    >>> from cleaner.model import Edit
    >>> doc = Doc.of("a b").edited([Edit(2, "b", "c", "names/between")])
    >>> [(s.before, s.old, s.new) for s in shown(doc)]
    [('a ', 'b', 'c')]
    """
    text = doc.raw
    for layer in doc.trail:
        line, at = 1, 0
        for edit in layer:
            line += text.count("\n", at, edit.start)
            at = edit.start
            before = text[max(0, edit.start - CONTEXT) : edit.start].rpartition("\n")[2]
            after = text[edit.end : edit.end + CONTEXT].partition("\n")[0]
            yield Shown(edit.rule, line, before, edit.old, edit.new, after, edit.why)
        text = apply(text, layer)


def visible(text: str) -> str:
    r"""Write what a terminal would act on or hide: line feeds, controls, bidi marks, no-break spaces.

    >>> visible("a\n\x1b[1m\u00a0")
    'a⏎␛[1m⍽'
    """
    return "".join(_SHOWN.get(c) or (c if c.isprintable() else f"<U+{ord(c):04X}>") for c in text)


_SHOWN = {
    "\n": "⏎",
    "\r": "␍",
    "\t": "⇥",
    "\x1b": "␛",
    "\u00a0": "⍽",
    "\u202f": "⍽",
    **{chr(code): chr(0x2400 + code) for code in range(0x20) if code not in (9, 10, 13, 27)},
}
