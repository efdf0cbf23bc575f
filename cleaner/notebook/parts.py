"""Pieces of HTML for notebooks: styles stand in each element, colours are those of the page around.

A notebook may drop style sheets from output that it does not trust, and may be light or dark, so
nothing here names a colour of text: what is marked has a tint that can be seen on both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup

from cleaner.report.show import number, plain, shown

LINE = "1px solid rgba(128,128,128,.35)"
BOX = f"border:{LINE};border-radius:6px;padding:.6em .8em;margin:.3em 0;max-width:72em;text-align:left"
HEAD = "display:flex;flex-wrap:wrap;gap:.15em 1.1em;align-items:baseline"
MUTED = "opacity:.72"
MONO = "font-family:ui-monospace,monospace;font-size:.88em"
CELL = f"text-align:left;vertical-align:top;padding:.2em .7em .2em 0;border:0;border-bottom:{LINE}"
NUMBER = CELL + ";text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap"
TINTS = {
    "good": "background:rgba(40,160,80,.2)",
    "bad": "background:rgba(225,60,60,.22)",
    "doubt": "background:rgba(225,165,0,.25)",
    "plain": "background:rgba(128,128,128,.16)",
}
BADGE = "border-radius:4px;padding:.05em .45em;white-space:nowrap"


def box(*parts: Markup) -> Markup:
    """Return parts in a frame."""
    return Markup('<div style="{}">{}</div>').format(BOX, Markup("").join(parts))


def head(name: str, *facts: Any) -> Markup:
    """Return the first line of a frame: what it is, and facts beside it."""
    told = Markup("").join(Markup("<span>{}</span>").format(fact) for fact in facts if fact)
    return Markup('<div style="{}"><strong>{}</strong>{}</div>').format(HEAD, name, told)


def muted(text: Any) -> Markup:
    """Return words that step back."""
    return Markup('<span style="{}">{}</span>').format(MUTED, text)


def badge(text: str, tint: str) -> Markup:
    """Return a word on a tint; the word says what the tint does."""
    return Markup('<span style="{};{}">{}</span>').format(BADGE, TINTS[tint], text)


def count(n: int, one: str, many: str = "") -> str:
    """Return a number with its noun.

    >>> count(1, "edit"), count(1200, "edit"), count(2, "body", "bodies")
    ('1 edit', '1,200 edits', '2 bodies')
    """
    return f"{number(n)} {one if n == 1 else many or one + 's'}"


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Markup:
    """Return a table; a cell that is Markup is taken as it is, a number is set right."""
    heads = Markup("").join(
        Markup('<th scope="col" style="{};font-weight:600">{}</th>').format(CELL, name) for name in columns
    )
    body = Markup("").join(
        Markup('<tr style="background:transparent">{}</tr>').format(Markup("").join(map(_cell, row)))
        for row in rows
    )
    style = "border-collapse:collapse;margin:.4em 0 0;font-size:.92em"
    row = Markup('<tr style="background:transparent">{}</tr>').format(heads)
    return Markup(
        '<div tabindex="0" style="overflow-x:auto"><table style="{}">'
        "<thead>{}</thead><tbody>{}</tbody></table></div>"
    ).format(style, row, body)


def _cell(value: Any) -> Markup:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    inner = value if isinstance(value, Markup) else number(value) if is_number else shown(value, 160)
    return Markup('<td style="{}">{}</td>').format(NUMBER if is_number else CELL, inner)


def folded(title: Any, content: Markup, *, is_open: bool = False) -> Markup:
    """Return content that opens at a click."""
    return Markup(
        '<details style="margin:.4em 0 0"{}><summary style="cursor:pointer">{}</summary>{}</details>'
    ).format(Markup(" open") if is_open else "", title, content)


def hint(text: str) -> Markup:
    """Return the attribute that shows words when one points at an element; "" for none."""
    return Markup(' title="{}"').format(plain(text, 400)) if text else Markup("")
