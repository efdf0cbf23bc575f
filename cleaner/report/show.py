"""Text from pages as HTML that shows it and does nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from markupsafe import Markup, escape

from cleaner.report.composed import Part
from cleaner.report.context import Piece

# Zero-width joiners: part of Persian and Indic words and of emoji, so they stay inside plain text.
_JOINERS = "\u200c\u200d"
_NAMED = {"\n": "⏎", "\r": "␍", "\t": "⇥", "\u00a0": "⍽", "\u202f": "⍽", "\x7f": "␡"}
_LANG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")


def visible(text: str, *, joiners: bool = False) -> Markup:
    r"""Return text as HTML; what cannot be seen, or would turn the text around, becomes a sign in <i>.

    *joiners*: show zero-width joiners too, as inside an edit.

    >>> visible("<b>\u202e\x00")
    Markup('&lt;b&gt;<i>U+202E</i><i>␀</i>')
    """
    if text.isprintable():
        return escape(text)
    parts: list[str] = []  # each escaped already
    plain = 0
    for at, char in enumerate(text):
        if not char.isprintable() and (joiners or char not in _JOINERS):
            if plain < at:
                parts.append(escape(text[plain:at]))
            parts.append(f"<i>{_sign(char)}</i>")
            plain = at + 1
    return Markup("".join([*parts, escape(text[plain:])]))


def _sign(char: str) -> str:
    code = ord(char)
    return _NAMED.get(char) or (chr(0x2400 + code) if code < 0x20 else f"U+{code:04X}")


def shown(value: Any, limit: int = 400) -> Markup:
    """Return a value of a table as HTML, isolated from its neighbours and cut at *limit* characters."""
    if value is None or value == "":
        return Markup('<span class="none">–</span>')
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    rest = len(text) - limit
    more = Markup(' <span class="cut">… {} more</span>').format(f"{rest:,}") if rest > 0 else ""
    return Markup('<bdi dir="auto">{}</bdi>{}').format(visible(text[:limit]), more)


def plain(text: str, limit: int = 120) -> str:
    r"""Return text for a place that holds no elements, such as a title: signs alone, cut at *limit*.

    >>> plain("books\u202e\x00")
    'booksU+202E␀'
    """
    cut = text[:limit] + "…" if len(text) > limit else text
    return "".join(char if char.isprintable() or char in _JOINERS else _sign(char) for char in cut)


def pieces(parts: list[Piece]) -> Markup:
    """Return a passage as HTML: what went struck out, what came underlined, a doubt marked."""
    return _broken(Markup("").join(map(_piece, parts)))


def difference(pairs: Iterable[tuple[str, str]]) -> Markup:
    """Return the pieces of a comparison, which stand in a file, as HTML; an unknown kind is plain text."""
    kinds = ("keep", "del", "ins", "cut")
    return pieces([Piece(kind if kind in kinds else "keep", text) for kind, text in pairs])


def _piece(part: Piece) -> Markup:
    if part.kind == "cut":
        told = f"… {part.text} more …" if part.text else "…"
        return Markup('<span class="cut">{}</span>').format(told)
    if part.kind == "keep":
        return visible(part.text)
    return Markup("<{0}>{1}</{0}>").format(part.kind, visible(part.text, joiners=True))


def _broken(text: Markup) -> Markup:
    """Break the line once behind each run of line feeds."""
    return Markup(re.sub(r"((?:<i>⏎</i>)+(?:</\w+>)?)(?=.)", r"\1<br>", str(text)))


def parts(found: list[Part]) -> Markup:
    """Return a page with its edits in place as HTML, in lines; each run of edits with its rule behind it."""
    return Markup("").join(map(_part, found))


def _part(part: Part) -> Markup:
    if part.kind.startswith("cut"):
        return Markup('<span class="cut {}">… {} …</span>').format(part.kind, part.text)
    if part.kind == "keep":
        return Markup("\n").join(visible(line) for line in part.text.split("\n"))
    text = part.text.rstrip("\n")
    feeds = len(part.text) - len(text)
    lines = Markup("<i>⏎</i>\n").join(visible(line, joiners=True) for line in text.split("\n"))
    by = Markup('<span class="by">{}</span>').format(plain(part.rule, 60)) if part.is_last else ""
    shown = Markup("<{0}>{1}{2}</{0}>{3}").format(part.kind, lines, Markup("<i>⏎</i>") * feeds, by)
    return shown + _feeds(part.kind, feeds)


def _feeds(kind: str, count: int) -> Markup:
    """Break the line behind a part that ends in line feeds: once, or each where one side stands alone."""
    if not count:
        return Markup("")
    shown = '<{0} class="feed">\n</{0}><{0} class="feeds">{1}</{0}>'
    return Markup(shown).format(kind, "\n" * (count - 1))


def listed(values: Any, limit: int = 60) -> str:
    r"""Return words for an attribute that the page's filter reads, one a line.

    >>> listed(["fr", None, "a\nb"])
    'fr\na⏎b'
    """
    some = [values] if isinstance(values, str) else values or []
    return "\n".join(plain(value, limit) for value in some if isinstance(value, str) and value)


def signed(value: Any) -> str:
    """Return a difference with its sign.

    >>> signed(1200), signed(-3), signed(0)
    ('+1,200', '−3', '±0')
    """
    return f"{'+' if value > 0 else '−' if value < 0 else '±'}{abs(value):,}"


def language(code: Any) -> str:
    """Return a language tag fit for an attribute; "" where the code is none.

    >>> language("bg"), language('x" onload="'), language("und")
    ('bg', '', '')
    """
    return code if isinstance(code, str) and code != "und" and _LANG.fullmatch(code) else ""


def number(value: Any) -> str:
    """Return a number with thousands set apart and four places at most; a dash for what is none.

    >>> number(1200), number(0.25), number(2 / 3), number(None)
    ('1,200', '0.25', '0.6667', '–')
    """
    if not isinstance(value, int | float) or isinstance(value, bool):
        return "–"
    if isinstance(value, float):
        value = int(value) if value.is_integer() else round(value, 4) or value
    return f"{value:,}"


def percent(part: Any, whole: Any = 1) -> str:
    """Return a share in per cent, never rounded to 0 or 100 where it is not.

    >>> percent(1, 3), percent(1, 100_000), percent(99_999, 100_000), percent(0, 0)
    ('33.3 %', '< 0.1 %', '> 99.9 %', '0 %')
    """
    share = 100 * (part or 0) / whole if whole else 0.0
    if 0 < share < 0.05:
        return "< 0.1 %"
    if 99.95 <= share < 100:
        return "> 99.9 %"
    return f"{share:.1f} %".replace(".0 %", " %")


def bar(part: Any, whole: Any, kind: str = "") -> Markup:
    """Return a bar as SVG; the figure stands beside it, so it is hidden from screen readers."""
    width = max(0.0, min(100.0, 100 * (part or 0) / whole)) if whole else 0.0
    return Markup(
        '<svg class="bar {}" aria-hidden="true"><rect class="track" width="100%" height="100%"/>'
        '<rect width="{}%" height="100%"/></svg>'
    ).format(kind, f"{width:.2f}")
