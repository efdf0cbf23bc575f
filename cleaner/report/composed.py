"""All layers of a page as one text with its edits in place.

A part that one layer wrote and a later one took out again stands on neither side, so it is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cleaner.marked import layered
from cleaner.report.context import Layer

_NEAR = 160  # characters between two edits of a rule that need its name once only


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page: "keep", "del", "ins", or what was left out of one, such as "cut-del", in words.

    *rule*: which rule changed it, with *why*; *is_last*: whether its rule should be named behind it.
    """

    kind: str
    text: str
    rule: str = ""
    why: str = ""
    is_last: bool = False


def composed(layers: Sequence[Layer]) -> list[Part]:
    """Return a page with the edits of all its layers in place.

    >>> from cleaner.model import Edit
    >>> layers = [Layer(0, "a b", (Edit(0, "a", "x", "r"),)), Layer(1, "x b", (Edit(2, "b", "", "s"),))]
    >>> [(part.kind, part.text, part.rule) for part in composed(layers)]
    [('del', 'a', 'r'), ('ins', 'x', 'r'), ('keep', ' ', ''), ('del', 'b', 's')]
    """
    raw = layers[0].before if layers else ""
    marks = layered(raw, (layer.edits for layer in layers))
    return _labelled([Part(mark.kind, mark.text, mark.rule, mark.why) for mark in marks])


def _labelled(parts: list[Part]) -> list[Part]:
    """Mark the last part of each run of edits by one rule."""
    found, after, far = [], "", 0
    for part in reversed(parts):
        if part.kind == "keep":
            far += len(part.text)
            found.append(part)
            continue
        found.append(replace(part, is_last=part.rule != after or far > _NEAR))
        after, far = part.rule, 0
    return found[::-1]


def condensed(parts: list[Part], *, around: int, most: int) -> list[Part]:
    """Return a page of about *most* characters: of what was kept, *around* stay beside an edit.

    A page that has no more than *most* stays whole.
    """
    if sum(len(part.text) for part in parts) <= most:
        return parts
    found: list[Part] = []
    size = 0
    for number, part in enumerate(parts):
        if size > most:
            left = sum(one.kind != "keep" for one in parts[number:])
            return [*found, Part("cut", f"{left:,} more parts that changed")]
        wide = 2 * around if part.kind == "keep" else max(most // 8, 16)
        found += _clipped(part, wide, is_first=not number, is_last=number == len(parts) - 1)
        size += min(len(part.text), wide)
    return found


def _clipped(part: Part, wide: int, *, is_first: bool, is_last: bool) -> list[Part]:
    """Return a part without its middle, or, at an end of the page, without what is far from the edits."""
    text, half = part.text, wide // 2
    if len(text) <= wide + 40:  # a cut that says so takes as much room
        return [part]
    what = "unchanged" if part.kind == "keep" else "more"
    cut = Part(f"cut-{part.kind}", f"{len(text) - wide:,} characters {what}")
    start = replace(part, text=text[:half], is_last=False)
    end = replace(part, text=text[-half:])
    if part.kind == "keep" and is_first:
        return [cut, end]
    return [start, cut] if part.kind == "keep" and is_last else [start, cut, end]
