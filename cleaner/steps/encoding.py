"""Mojibake, entities, control characters, terminal escapes, lone surrogates: repaired by ftfy.

Curly quotes, ligatures and full-width forms are no damage and stay. Lines that ftfy cannot
change are told from their characters and not given to it; tests hold the result equal to
ftfy's on whole texts.
"""

from __future__ import annotations

import re
import unicodedata

from ftfy import TextFixerConfig, fix_and_explain
from ftfy.badness import is_bad

from cleaner.model import Doc, Edit, narrow

CONFIG = TextFixerConfig(
    unescape_html="auto",  # off from the first line with "<" on: that text is markup
    remove_terminal_escapes=True,
    fix_encoding=True,
    restore_byte_a0=True,
    replace_lossy_sequences=True,
    decode_inconsistent_utf8=True,
    fix_c1_controls=True,
    fix_latin_ligatures=False,  # a ligature is the publisher's choice
    fix_character_width=False,  # full width is right in Chinese and Japanese
    uncurl_quotes=False,  # l’Ukraine is right in French
    fix_line_breaks=True,
    fix_surrogates=True,
    remove_control_chars=True,
    normalization="NFC",
    max_decode_length=1_000_000,  # code points; ftfy cuts longer lines there
    explain=True,
)
_ASCII_TRIGGER = re.compile(r"[\x00-\x08\x0b-\x1f\x7f&]")
_TRIGGER = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f&\u0130\u0149\u1e9e\u2028\u2029\u206a-\u206f\ud800-\udfff\ufeff\ufff9-\ufffd]"
)
# Nested ampersands cost ftfy time with the square of their depth; from this depth on they
# are resolved in one go, to what ftfy comes to in the end.
_NESTED = re.compile(r"&(?:(?:amp|#0*38|#[xX]0*26);){16,}")
_ENTITY = re.compile(r"&#?\w{1,24};|&\w{2,8}\b")


def repair(doc: Doc) -> Doc:
    r"""Repair the encoding of a page, line by line.

    >>> repair(Doc.of("l’Ã©tÃ© &amp; la mer\r\n")).text
    'l’été & la mer\n'
    """
    doc = doc.edited(_nested(doc.text))
    edits: list[Edit] = []
    config = CONFIG
    at = 0
    for part in _segments(doc.text):
        if config.unescape_html == "auto" and "<" in part:
            config = config._replace(unescape_html=False)
        if _may_change(part):
            edits += _repaired(at, part, config)
        at += len(part)
    return doc.edited(edits)


def _segments(text: str) -> list[str]:
    """Cut as ftfy does: after each line feed, and after a million code points without one."""
    limit = CONFIG.max_decode_length
    lines = text.split("\n")
    ended = [*(line + "\n" for line in lines[:-1]), lines[-1]]
    return [line[i : i + limit] for line in ended for i in range(0, len(line), limit)]


def _nested(text: str) -> list[Edit]:
    head = text[: text.find("<")] if "<" in text else text
    return [
        Edit(m.start(), m.group(), "&", "encoding/entity", "an ampersand escaped again and again")
        for m in _NESTED.finditer(head)
    ]


def _may_change(part: str) -> bool:
    if part.isascii():
        return _ASCII_TRIGGER.search(part) is not None
    return _TRIGGER.search(part) is not None or not unicodedata.is_normalized("NFC", part) or is_bad(part)


def _repaired(at: int, part: str, config: TextFixerConfig) -> list[Edit]:
    fixed, plan = fix_and_explain(part, config)
    if fixed == part:
        return []
    steps = [f"{action} {name}" for action, name in plan or ()]
    return [
        Edit(start, old, new, f"encoding/{_kind(old, new, steps)}", "; ".join(steps))
        for start, old, new in narrow(at, part, fixed)
    ]


def _kind(old: str, new: str, steps: list[str]) -> str:
    """Name what one replacement repaired, from its characters first and ftfy's plan second."""
    if any("\ud800" <= c <= "\udfff" for c in old):
        return "surrogate"
    if "\x1b" in old:
        return "terminal-escape"
    if old and not old.strip("\r\n\x85\u2028\u2029") and not new.strip("\n"):
        return "line-break"
    if old and not new and all(unicodedata.category(c) in {"Cc", "Cf"} for c in old):
        return "control"
    if _ENTITY.search(old) or (any("unescape" in s for s in steps) and not any("decode" in s for s in steps)):
        return "entity"
    if unicodedata.normalize("NFC", old) == new:
        return "normalization"
    return "mojibake" if any("code" in s for s in steps) else "other"


def mojibake(text: str) -> int:
    r"""Return how many lines of *text* still look like mojibake.

    >>> mojibake("fine\ncafÃ©")
    1
    """
    return sum(not line.isascii() and is_bad(line) for line in text.split("\n"))


_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def controls(text: str) -> int:
    """Return how many control characters or lone surrogates *text* holds, tab and line feed apart."""
    return len(_CONTROLS.findall(text))
