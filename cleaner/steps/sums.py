"""Sums with one blank, read by one grammar in any language: label, slot, operator, slot, "=", slot.

The grammar is one piece, read from top to bottom, and so this module is longer than others.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from cleaner.lexicon import Lexicon
from cleaner.steps.numbers import ANY, languages, operators, readings
from cleaner.words import Read, fold, tokens

MAX_CHARS = 120  # code points; plugins print short lines
MAX_OPERAND = 100
MAX_RESULT = 1000
LABEL_WORDS = 4  # of a label that no mark ends
MARKED_WORDS = 8  # of one that ends with a colon or the like
LABEL_CHARS = 60
FORM = frozenset({"captcha", "comment-form"})  # kinds of lines that captchas stand beside
_N = "{n}"
TINY = 2  # letters of a word that may be a variable in a formula
LISTED = "begins like an item of a list"
NO_ANSWER = "no whole number fills the blank"
ASKED = "people ask such questions too"
_SIGNS = {"+": "+", "-": "-", "\u2212": "-", "\u2013": "-", "\u2014": "-", "×": "*", "x": "*", "*": "*"} | {
    "\u2715": "*", "\u2716": "*", "\u00b7": "*", "\u2219": "*", "÷": "/", ":": "/", "/": "/",
}  # fmt: skip
_SIGN = re.compile("[" + re.escape("".join(_SIGNS)) + "]", re.IGNORECASE)
_PLAIN = frozenset("-\u2013\u2014*:/\u00b7")  # signs that begin the items of lists too
_ASKED = frozenset("+×*x\u2212")  # signs that make a sum of a line without "="; the others are scores
_BLANK = re.compile(r"[\s?？؟_.*\[\](){}<>\u25a1\u2610]*")
_MARKS = re.compile(r"(?:[\s*]|\([^()=\d]{2,20}\))*$")  # what a form puts behind a field: "*", "(required)"
_QUESTION = re.compile(r"[?？؟;]$")
_MAY_ASK = re.compile(r"(?:[+＋×\u2212]|\d\s*[*x]\s*\d).*[?？؟]", re.DOTALL)
_ENDS_LABEL = re.compile(r"[*:?？：؟]$")
_CUT = re.compile(r"(?<=[\s*:?؟])(?=\S)")  # where a label may end
_LABEL = re.compile(r"[¿\[(]*[^\W\d_][^\d=+×÷.!\n]*")
_HIDDEN = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_GAP = re.compile(rf"[\u00a0\u202f](?:{_SIGN.pattern}|=)|(?:{_SIGN.pattern}|=)[\u00a0\u202f]", re.IGNORECASE)
_DENSE = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]")


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum with one blank: what it is made of, what tells it from content, and what speaks against it."""

    key: tuple[object, ...]
    telling: tuple[str, ...]
    against: str = ""


@dataclass(frozen=True, slots=True)
class _Slots:
    """The parts of a sum as they stand: label, sign, and the three slots; None is a blank."""

    label: str
    sign: str
    slots: tuple[str | None, ...]
    lang: str  # of the sign, when it is a word
    mark: str  # the sign as it stands
    asked: bool


def number(text: str, langs: frozenset[str]) -> int | None:
    """Return the value of a number in digits of any script or in words, else None.

    Plugins print tens and units apart ("zwanzig eins"); that counts too.

    >>> number("zwanzig eins", frozenset({"de"})), number("٧", frozenset())
    (21, 7)
    """
    return next(iter(readings(text, langs).values()), None)


def is_captcha(line: str, langs: frozenset[str], words: Lexicon) -> bool:
    """Tell whether a line is a sum with one blank, with nothing but a label in front.

    >>> from cleaner.lexicon import load
    >>> [is_captcha(s, frozenset({"en", "fr"}), load()) for s in ("dix-neuf + 1 =", "3 + 4 = 7", "x + 1 =")]
    [True, False, False]
    """
    return read(line, langs, words) is not None


def read(line: str, langs: frozenset[str], words: Lexicon) -> Sum | None:
    """Return the sum with one blank that a line is, or None.

    The words count that *langs* have; or else those of any one language.

    >>> from cleaner.lexicon import load
    >>> read("Captcha: quatro + 5 =", frozenset({"en"}), load()).telling
    ('number word', 'label of a captcha')
    >>> read("8 - 5 = ?", frozenset({"en"}), load())
    Sum(key=('-', 8, 5, None), telling=(), against='')
    """
    if not is_candidate(line):
        return None
    text = _HIDDEN.sub("", unicodedata.normalize("NFKC", line)).strip()
    for known in (langs, None):
        for parts in _parts(text, known, langs, words):
            found = _judged(parts, known, langs, words, line)
            if found:
                return found
    return None


def is_candidate(line: str) -> bool:
    """Tell, at little cost, whether a line is worth reading as a sum.

    >>> is_candidate("3 + 4 ="), is_candidate("A sentence."), is_candidate("Who is it?")
    (True, False, False)
    """
    if len(line) > MAX_CHARS:
        return False
    if "=" in line or "＝" in line:
        return True
    return ("?" in line or "？" in line or "؟" in line) and _MAY_ASK.search(line) is not None


@cache
def _wordings() -> Mapping[tuple[str, ...], tuple[str, str]]:
    file = resources.files("cleaner") / "data" / "captcha.toml"
    held = tomllib.loads(file.read_text(encoding="utf-8"))
    return {  # each of several words
        _key(text.replace(_N, "0")): (f"captcha/{kind}", f"“{text}” (captcha.toml, {lang})")
        for kind, by_lang in held.items()
        for lang, texts in by_lang.items()
        for text in texts
    }


def _key(text: str) -> tuple[str, ...]:
    return tuple(_N if token.isdecimal() else token for token in tokens(fold(text)))


@cache
def _openings() -> frozenset[str]:
    """Return the first word of each wording: most lines are told by it, at little cost."""
    return frozenset(key[0] for key in _wordings())


def wording(line: Read) -> tuple[str, str] | None:
    """Return the rule and the reason if *line* is a wording of data/captcha.toml.

    >>> wording(Read("What is the number after 7 ? *"))
    ('captcha/question', '“What is the number after {n}?” (captcha.toml, en)')
    """
    words = line.words
    if not words or (words[0] not in _openings() and not words[0].isdecimal()):
        return None
    return _wordings().get(_key(line.text))


def _parts(
    text: str, known: frozenset[str] | None, langs: frozenset[str], words: Lexicon
) -> Iterator[_Slots]:
    """Return the ways to read a line as label, slot, sign, slot, result."""
    head, equals, tail = text.partition("=")
    asked = not equals
    if asked:
        head = _MARKS.sub("", text)
        if not _QUESTION.search(head):
            return
        head = head.rstrip("?？؟; ")
    result = _result(tail, known, langs, words)
    if result == "":
        return
    for start, end, sign, lang in _signs(head, known, asked):
        right = _slot(_MARKS.sub("", head[end:]), known)
        if right == "":
            continue
        mark = head[start:end].lower()
        if mark == "x" and not _stands_free(head, start, end):
            continue
        for label, left in _left(head[:start], known):
            slots = (left, right, result)
            if slots.count(None) == 1:
                yield _Slots(label, sign, slots, lang, mark, asked)


def _slot(text: str, known: frozenset[str] | None) -> str | None:
    """Return the number that fills a slot; None for a blank, "" for what is neither."""
    text = text.strip()
    if _BLANK.fullmatch(text):
        return None
    return text if readings(text, known) else ""


def _result(tail: str, known: frozenset[str] | None, langs: frozenset[str], words: Lexicon) -> str | None:
    """Return what stands behind the "=", without what a form prints behind it."""
    tail = _MARKS.sub("", tail)
    if "=" in tail:
        return ""
    slot = _slot(tail.rstrip("? "), known)
    if slot != "":
        return slot
    parts = tail.split()
    for cut in range(len(parts)):
        slot = _slot(" ".join(parts[:cut]), known)
        if slot != "" and _is_form(" ".join(parts[cut:]), langs, words):
            return slot
    return ""


def _signs(head: str, known: frozenset[str] | None, asked: bool) -> Iterator[tuple[int, int, str, str]]:
    """Return where a sign may stand, the last one first: start, end, sign, and the language of a word."""
    for match in reversed(list(_SIGN.finditer(head))):
        sign = match[0].lower()
        if not asked or sign in _ASKED:
            yield match.start(), match.end(), _SIGNS[sign], ANY
    for lang in sorted(languages() if known is None else known):
        pattern = _sign_words(lang)
        for match in pattern.finditer(head) if pattern else ():
            yield match.start(), match.end(), operators(lang)[match[0].lower()], lang


@cache
def _sign_words(lang: str) -> re.Pattern[str] | None:
    words = sorted(operators(lang), key=len, reverse=True)
    edged = [re.escape(w) if _DENSE.match(w) else rf"(?<!\w){re.escape(w)}(?!\w)" for w in words]
    return re.compile("|".join(edged), re.IGNORECASE) if words else None


def _stands_free(head: str, start: int, end: int) -> bool:
    """Whether an "x" is a sign, not a letter of a word or what is sought: "9x = 36"."""
    before, after = head[start - 1 : start], head[end : end + 1]
    if before.isalpha() or after.isalpha():
        return False
    between = head[:start].strip() and head[end:].strip()
    return bool(between) or not (before.isdecimal() or after.isdecimal())


def _left(text: str, known: frozenset[str] | None) -> Iterator[tuple[str, str | None]]:
    """Return the ways to cut what stands in front of the sign into label and slot."""
    text = text.rstrip() + " "
    for cut in (0, *(m.start() for m in _CUT.finditer(text))):
        slot = _slot(text[cut:], known)
        if slot != "":
            yield text[:cut].strip(), slot
    if text.strip():
        yield text.strip(), None


def _judged(
    parts: _Slots, known: frozenset[str] | None, langs: frozenset[str], words: Lexicon, line: str
) -> Sum | None:
    """Return the sum if its parts fit together, with what it shows."""
    label = _label(parts.label, langs, words)
    blank = parts.slots.index(None)
    if label is None or (label == "short" and blank == 0):
        return None
    values = _values(parts, known)
    if values is None:
        return None
    in_words = [slot for slot in parts.slots if slot and not slot[0].isdecimal()]
    telling = []
    if any(known is not None or not _is_tiny(word) for word in in_words):
        telling.append("number word")
    if blank < 2:
        telling.append("the blank is an operand")
    if _GAP.search(line):
        telling.append("no-break spaces")
    if label == "known":
        telling.append("label of a captcha")
    against = _against(parts, values, line, bool(in_words))
    if not against and known is None and label != "known" and any(map(_is_tiny, in_words)):
        against = "a short word of another language"
    return Sum((parts.sign, *values), tuple(telling), against)


def _is_tiny(word: str) -> bool:
    return len(word) <= TINY and word.isascii()


def _against(parts: _Slots, values: tuple[int | None, ...], line: str, worded: bool) -> str:
    """Return what speaks against a captcha, or nothing."""
    blank = parts.slots.index(None)
    if parts.asked:
        return ASKED
    if parts.lang != ANY:
        return "words for the sign"
    if not _has_answer(parts.sign, values):
        return NO_ANSWER
    if (
        blank == 0
        and not parts.label
        and line.strip()[0] in _PLAIN
        and (not worded or values[1] == values[2])
    ):
        return LISTED
    if blank < 2 and parts.mark == "x" and not worded:
        return "x may be what is sought"
    return ""


def _label(text: str, langs: frozenset[str], words: Lexicon) -> str | None:
    """Return what a label is: "" for none, "known", "marked", "short"; None if it is no label."""
    if not text:
        return ""
    if _is_form(text, langs, words):
        return "known"
    bare = text.rstrip("*:?？：؟ ")
    size = len(bare.split()) + len(_DENSE.findall(bare)) // 4
    if not _LABEL.fullmatch(bare) or len(bare) > LABEL_CHARS:
        return None
    if sum(c.isalpha() for c in bare) < (2 if _DENSE.search(bare) else 3):
        return None
    if _ENDS_LABEL.search(text):
        return "marked" if size <= MARKED_WORDS else None
    return "short" if size <= LABEL_WORDS else None


def _is_form(text: str, langs: frozenset[str], words: Lexicon) -> bool:
    return wording(words.read(text)) is not None or any(
        p.kind.family in FORM for p in words.match(text, langs)
    )


def _values(parts: _Slots, known: frozenset[str] | None) -> tuple[int | None, ...] | None:
    """Return the value of each slot if a whole number fills the blank, or may; else None.

    Where words of every language count, one language must have them all.
    """
    found = [None if slot is None else readings(slot, known) for slot in parts.slots]
    if known is not None:
        values = tuple(None if f is None else next(iter(f.values())) for f in found)
        return values if _has_answer(parts.sign, values) or _may_lack(parts, values) else None
    spoken: list[Mapping[str, int]] = [f for f in found if f is not None and ANY not in f]
    shared = frozenset.intersection(*(frozenset(f) for f in spoken)) if spoken else frozenset({ANY})
    for lang in sorted(shared & {parts.lang} if parts.lang != ANY and spoken else shared):
        values = tuple(None if f is None else f.get(lang, f.get(ANY)) for f in found)
        if _has_answer(parts.sign, values):
            return values
    return None


def _may_lack(parts: _Slots, values: tuple[int | None, ...]) -> bool:
    """Whether a sum without an answer may be a captcha: half of its result was an image."""
    return (
        values[2] is not None
        and values[2] < MAX_OPERAND
        and parts.mark not in {*_PLAIN, "x"}
        and not parts.asked
    )


def _has_answer(sign: str, values: tuple[int | None, ...]) -> bool:
    left, right, result = values
    if max(left or 0, right or 0) > MAX_OPERAND or (result or 0) > MAX_RESULT:
        return False
    if result is None:
        return sign != "/" or (left is not None and bool(right) and left % (right or 1) == 0)
    known = left if left is not None else right
    if known is None:
        return False
    if sign == "+":
        return result >= known
    if sign == "-":
        return left is None or result <= left
    if sign == "*":
        return result % known == 0 if known else result == 0
    return left is None or (result != 0 and left % result == 0)
