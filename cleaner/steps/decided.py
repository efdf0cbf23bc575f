"""Lines of a page that a person decided about: those that go, and those that stay.

A decision is about its own line and nothing else: the lines around it are judged as if it had not
been made, so that what a decision does can be told before it is done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cleaner import decided_lines
from cleaner.config import Config
from cleaner.model import Doc
from cleaner.rows import site
from cleaner.steps import lines as page

RULE = "decided/remove"


@dataclass(frozen=True, slots=True)
class Told:
    """What was decided about the lines of a page, by index: which stay, and which go, with the reason."""

    keep: frozenset[int]
    remove: Mapping[int, str]

    def __contains__(self, index: int) -> bool:
        return index in self.keep or index in self.remove


_NOTHING = Told(frozenset(), {})


def decided(config: Config) -> Callable[[Doc, page.Lines], Told]:
    """Return what tells the decided lines of a page.

    >>> from cleaner.decided_lines import Line, Lines
    >>> tell = decided(Config(lines=Lines(remove=(Line("Share this"),))))
    >>> dict(tell(Doc.of("SHARE THIS"), page.split("SHARE THIS")).remove)
    {0: 'decided: “Share this” goes, everywhere'}
    """
    matcher = decided_lines.matcher(config.lines)

    def tell(doc: Doc, lines: page.Lines) -> Told:
        if matcher is None:
            return _NOTHING
        shown = lines.shown
        found = matcher.verdicts(site(doc.url), lines.said)
        goes = {shown[at]: entry for at, (is_going, entry) in found.items() if is_going}
        stays = frozenset(shown[at] for at, (is_going, _) in found.items() if not is_going)
        return Told(stays, {i: _why(entry) for i, entry in goes.items()})

    return tell


def _why(entry: decided_lines.Line) -> str:
    told = f"decided: “{entry.line}” goes, {entry.where}"
    return f"{told}; {entry.why}" if entry.why else told
