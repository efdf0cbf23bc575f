"""Sums that keep robots out: "dix-neuf + 1 =", "4 × zwei =", "+ 6 = neun".

A captcha is a sum of two numbers with exactly one blank: the input field vanished when the
page became text. A whole sum ("3 + 4 = 7") is content and stays, and so does a sum inside a
sentence or with anything but a label around it.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable
from functools import cache
from importlib import resources

from cleaner import lexicon
from cleaner.config import Config
from cleaner.lexicon import Lexicon, fold
from cleaner.model import Doc
from cleaner.steps import lines as page
from cleaner.steps.boilerplate import ALWAYS

RULE = "captcha/sum"
MAX_CHARS = 120  # code points; plugins print short lines
MAX_NUMBER = 100  # operands and results that plugins ask for stay below
_OPERATOR = "+\u2212\u2013\u2014\\-\u00d7x*\u00f7:/"
_SUM = re.compile(
    rf"^(?P<left>[^=]*?)\s*(?P<op>[{_OPERATOR}])\s*(?P<right>[^={_OPERATOR}]*?)\s*=\s*(?P<result>[^=]*)$",
    re.IGNORECASE,
)
_BLANK = re.compile(r"^[\s?_.…*\[\]()]*$")
_LABEL = re.compile(r"^(?:.*[*:?？：]|\W*captcha)\s+", re.IGNORECASE | re.DOTALL)


@cache
def number_words(lang: str) -> dict[str, int]:
    """Return the number words of *lang* from 0 to 99, folded, with their values; empty if unknown.

    >>> number_words("fr")["dix neuf"]
    19
    """
    from num2words import CONVERTER_CLASSES, num2words

    file = resources.files("cleaner") / "data" / "numbers.toml"
    more = tomllib.loads(file.read_text(encoding="utf-8"))
    extra = {_words(word): value for word, value in more["words"].get(lang, {}).items()}
    lang = more["alias"].get(lang, lang)
    if lang not in CONVERTER_CLASSES:
        return extra
    return extra | {_words(num2words(value, lang=lang)): value for value in range(MAX_NUMBER)}


def _words(text: str) -> str:
    return " ".join(lexicon.tokens(fold(text)))


def number(text: str, langs: frozenset[str]) -> int | None:
    """Return the value of a number in digits of any script or in words, else None.

    Plugins print tens and units apart ("zwanzig eins"); that counts too.

    >>> number("zwanzig eins", frozenset({"de"})), number("٧", frozenset())
    (21, 7)
    """
    text = text.strip()
    if text.isdecimal():
        return int(text) if len(text) <= 3 and int(text) <= MAX_NUMBER else None
    if any(c.isdecimal() for c in text) or len(text) > 40:
        return None
    folded = _words(unicodedata.normalize("NFKC", text))
    for lang in sorted(langs):
        known = number_words(lang)
        if folded in known or folded.replace(" ", "") in known:
            return known.get(folded, known.get(folded.replace(" ", "")))
        tens, _, unit = folded.partition(" ")
        if known.get(tens, 1) % 10 == 0 and 0 < known.get(unit, 0) < 10:
            return known[tens] + known[unit]
    return None


def is_captcha(line: str, langs: frozenset[str], words: Lexicon) -> bool:
    """Tell whether a line is a sum with one blank, with nothing but a label in front.

    >>> from cleaner.lexicon import load
    >>> [is_captcha(s, frozenset({"en", "fr"}), load()) for s in ("dix-neuf + 1 =", "3 + 4 = 7", "x + 1 =")]
    [True, False, False]
    """
    if len(line) > MAX_CHARS or ("=" not in line and "＝" not in line):
        return False
    found = _SUM.match(line.replace("＝", "=").replace("＋", "+").strip())
    if not found:
        return False
    left = _without_label(found["left"], langs, words)
    slots = [None if _BLANK.match(s) else s for s in (left, found["right"], found["result"].rstrip(" *?"))]
    return slots.count(None) == 1 and all(slot is None or number(slot, langs) is not None for slot in slots)


def _without_label(left: str, langs: frozenset[str], words: Lexicon) -> str:
    """Cut a label off the first slot: what a mark ends, or what phrases cover."""
    if _BLANK.match(left) or number(left, langs) is not None:
        return left
    label = _LABEL.match(left + " ")
    if label:
        return left[label.end() :]
    parts = left.split()
    for cut in range(len(parts), 0, -1):
        if words.match(" ".join(parts[:cut]), langs):
            return " ".join(parts[cut:])
    return left


def strip(config: Config) -> Callable[[Doc], Doc]:
    """Return the step that deletes captcha sums."""
    words = lexicon.load()
    off = {"captcha", RULE} & set(config.off)

    def step(doc: Doc) -> Doc:
        if off or not ("=" in doc.text or "＝" in doc.text):
            return doc
        langs = frozenset({doc.lang}) | ALWAYS
        lines = page.split(doc.text)
        why = "a sum of two numbers with one blank"
        going = {i: (RULE, why) for i, line in enumerate(lines) if is_captcha(line.text, langs, words)}
        return doc.edited(page.strip(doc.text, lines, going))

    return step
