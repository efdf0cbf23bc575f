"""What an explained page is painted on: how wide it is, and how wide its margin."""

from __future__ import annotations

import os
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.console import Console

from cleaner.explain import Line, visible
from cleaner.model import Doc

LEAST_TEXT = 24  # cells that the text has beside the margin, however narrow the terminal


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a page is painted on: *width* in cells, None for lines as long as they are.

    *rules*: width of the column of rules; *numbers*: of that of line numbers; *is_plain*: signs for colours.
    """

    console: Console
    width: int | None
    rules: int
    numbers: int
    is_plain: bool

    @property
    def text(self) -> int | None:
        """How many cells the text has."""
        return self.width and max(LEAST_TEXT, self.width - self.rules - self.numbers - 7)


def of(console: Console, lines: list[Line], doc: Doc) -> Sheet:
    """Return the sheet for a page: its margin holds the widest rule, but no more than a third of it."""
    width = console.width if console.is_terminal or "COLUMNS" in os.environ else None
    told = {rule for line in lines for rule in line.rules} | {f.rule for f in doc.findings}
    widest = max(map(cell_len, told), default=0)
    rules = min(widest, max(12, width // 3)) if width else widest
    is_plain = console.no_color or console.color_system is None
    return Sheet(console, width, rules, len(str(max((line.number for line in lines), default=1))), is_plain)


def fit(rule: str, width: int) -> str:
    """Return a rule, cut to a width in cells."""
    rule = visible(rule)
    return rule if cell_len(rule) <= width else set_cell_size(rule, width - 1) + "…"
