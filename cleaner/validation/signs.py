"""Text that is not ours, made fit for a page: cut, escaped, and with nothing in it that cannot be seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

CHARS = 200  # code points of a string that are shown
ITEMS = 50  # members of a list or an object that are shown
_DEPTH = 8  # levels of lists in lists that are shown
_JOINERS = "\u200c\u200d"  # part of Persian and Indic words and of emoji, so they stay
_NAMED = {"\n": "⏎", "\r": "␍", "\t": "⇥", "\u00a0": "⍽", "\u202f": "⍽", "\x7f": "␡"}


def cut(text: str, limit: int = CHARS) -> str:
    """Return a text, or its beginning and how many code points are left out.

    >>> cut("abcdef", 4)
    'abcd … 2 more characters'
    """
    rest = len(text) - limit
    return f"{text[:limit]} … {rest:,} more character{'s' if rest > 1 else ''}" if rest > 0 else text


def shortened(value: Any, depth: int = _DEPTH) -> Any:
    """Return a value as JSON has it with long strings cut, keys too, and long lists told by their beginning.

    >>> shortened({"column": "n", "value_set": list(range(1000))})["value_set"][-2:]
    [49, '… 950 more']
    """
    if isinstance(value, str):
        return cut(value)
    if not isinstance(value, Mapping | list | tuple):
        return value
    if not depth:
        return "…"
    rest = len(value) - ITEMS
    more = [f"… {rest:,} more"] if rest > 0 else []
    if isinstance(value, Mapping):
        pairs = [(shortened(k), shortened(v, depth - 1)) for k, v in list(value.items())[:ITEMS]]
        return dict([*pairs, *((told, "") for told in more)])
    return [*(shortened(member, depth - 1) for member in value[:ITEMS]), *more]


def visible(text: str) -> Markup:
    r"""Return text as HTML; what cannot be seen, or would turn the text around, becomes a sign in <i>.

    >>> visible("<b>\u202e\x00")
    Markup('&lt;b&gt;<i>U+202E</i><i>␀</i>')
    """
    if text.isprintable():
        return escape(text)
    return Markup("").join(
        escape(char) if _is_plain(char) else Markup("<i>{}</i>").format(_sign(char)) for char in text
    )


def plain(value: Any) -> str:
    r"""Return a value cut, with signs but without HTML, for a title.

    >>> plain("a\x00b")
    'a␀b'
    """
    return "".join(char if _is_plain(char) else _sign(char) for char in cut(str(value)))


def shown(value: Any, limit: int | None = CHARS) -> Markup:
    """Return a value as HTML, cut, and isolated from its neighbours; one that is empty as a dash.

    *limit*: code points that are shown, None for all of a value that is cut already.

    >>> shown("<b>"), shown("")
    (Markup('<bdi dir="auto">&lt;b&gt;</bdi>'), Markup('–'))
    """
    if value is None or value == "":
        return Markup("–")
    text = str(value) if limit is None else cut(str(value), limit)
    return Markup('<bdi dir="auto">{}</bdi>').format(visible(text))


def _is_plain(char: str) -> bool:
    return char.isprintable() or char in _JOINERS


def _sign(char: str) -> str:
    code = ord(char)
    return _NAMED.get(char) or (chr(0x2400 + code) if code < 0x20 else f"U+{code:04X}")
