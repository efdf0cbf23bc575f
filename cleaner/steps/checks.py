"""Doubts that no step repairs: broken sentences, short texts, mixed scripts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from cleaner.config import Config
from cleaner.model import Doc, Finding

# A full stop behind a word of three letters or more, then a small word: abbreviations are
# mostly shorter, and those that are not come up as doubts, not as repairs.
_BROKEN = re.compile(r"(?<![^\W\d_]\.)\b[^\W\d_]{4,}[.。] (?=[^\W\d_]{2,} [^\W\d_])")
_WORD = re.compile(r"[^\W\d_]+")
_CONTEXT = 30  # code points shown on either side
_MOST = 5  # findings of one kind for a page


def note(config: Config) -> Callable[[Doc], Doc]:
    """Return the step that reports what looks wrong and changes nothing."""

    def step(doc: Doc) -> Doc:
        return doc.noted([*_broken(doc.text), *_short(doc, config), *_mixed(doc.text)])

    return step


def _broken(text: str) -> list[Finding]:
    """Report a sentence that ends before a small letter."""
    found = []
    for match in _BROKEN.finditer(text):
        if text[match.end()].islower():
            start = max(0, match.start() - _CONTEXT)
            snippet = text[start : match.end() + _CONTEXT].replace("\n", " ")
            message = "a full stop before a small letter: a sentence broken in two, or words lost"
            found.append(Finding("check/broken-sentence", match.start(), snippet, message))
    return found[:_MOST]


def _short(doc: Doc, config: Config) -> list[Finding]:
    size = len(doc.text.strip())
    if size >= config.short_chars:
        return []
    message = f"only {size} characters are left of {len(doc.raw)}"
    return [Finding("check/short", 0, doc.text[:60], message, f"setting short_chars = {config.short_chars}")]


def _mixed(text: str) -> list[Finding]:
    """Report words that mix Latin with Cyrillic or Greek letters."""
    if text.isascii():
        return []
    found = []
    for match in _WORD.finditer(text):
        word = match.group()
        if not word.isascii() and len(scripts(word)) > 1:
            message = f"one word in the letters of {' and '.join(sorted(scripts(word)))}"
            found.append(Finding("check/mixed-script", match.start(), word, message))
    return found[:_MOST]


def scripts(word: str) -> set[str]:
    """Return which of the look-alike scripts a word is written in.

    >>> sorted(scripts("Guardiаn"))
    ['Cyrillic', 'Latin']
    """
    return {name for c in word if (name := _script(c))}


def _script(letter: str) -> str:
    if letter.isascii() or letter < "\u0370":
        return "Latin" if letter.isalpha() and letter not in "ªºµ" else ""
    name = unicodedata.name(letter, "").partition(" ")[0].capitalize()
    return name if name in {"Cyrillic", "Greek", "Latin"} else ""
