"""Words of a text: cut, folded, and read line by line.

Case, width, Latin accents, punctuation and white space do not count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import filterfalse
from operator import add
from sys import intern
from typing import Any

from cleaner.kept import kept

# Written without spaces between words: Thai, Lao, Burmese, Khmer, kana, Han. There each character
# counts as a word.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
# Vowel signs and the like, which belong to the word they stand in: Hebrew, Arabic, the scripts of India.
_SIGNS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09cd\u09d7"
    "\u0a01-\u0a03\u0a3c-\u0a51\u0a70\u0a71\u0a81-\u0a83\u0abc-\u0acd\u0b01-\u0b03\u0b3c-\u0b57\u0b82\u0bbe-\u0bd7"
    "\u0c00-\u0c04\u0c3c-\u0c56\u0c81-\u0c83\u0cbc-\u0cd6\u0d00-\u0d03\u0d3b-\u0d57\u0d81-\u0d83\u0dca-\u0ddf"
)
_TOKEN = re.compile(rf"\{{[a-z]+\}}|[{_UNSPACED}©]|\d+|[^\W\d_{_UNSPACED}]+")
_TOKENS = re.compile(rf"\{{[a-z]+\}}|[{_UNSPACED}]+|©|\d+|[^\W\d_{_UNSPACED}]+")  # runs of those as one
_SIGNED = re.compile(rf"\{{[a-z]+\}}|[{_UNSPACED}©]|\d+|(?:[^\W\d_{_UNSPACED}]|[{_SIGNS}])+")
_SPACED = re.compile(r"[^\W\d_]+|\d+|©|\{[a-z]+\}")  # the same for text without such scripts, and quicker
_SIGN = re.compile(f"[{_SIGNS}]")
_SPECIAL = re.compile(f"[{_SIGNS}{_UNSPACED}]")
DENSE = re.compile(f"[{_UNSPACED}]")
# Of ASCII, what is neither a letter nor a digit as a space; and then each letter as "a", each digit as "0".
_LETTERS = bytes(at if chr(at).isalnum() else ord(" ") for at in range(128)).ljust(256)
_DIGITS = b"0123456789"
_KINDS = bytes(ord("0" if 48 <= at < 58 else "a" if chr(at).isalpha() else " ") for at in range(256))
_MARKS = ".,:!?"  # the most common of those that part words
_TYPED = {"’": "'", "“": '"', "”": '"', "–": "-"}  # the most common of others than ASCII
_WIDE = "\u3000\u3001\u3002「」『』（）！？：，；～"  # the same where characters are wide
_EDGES = ".,:;!?…()[]\"'’‘“”«»*-–—/|"  # marks at the edge of a word; most words have no other
_RUN = re.compile(rf"[{_UNSPACED}][{_UNSPACED} ]*|\S+")  # of words: those without spaces between them, or one
_MARK = re.compile(r"[:：՝|/»>›]")  # what stands between a label and its slot
_CAMEL = re.compile(r"[A-ZÀ-Þ]?[^\WA-ZÀ-Þ\d_]+")
# Accents and points that writers leave out, Hebrew and Arabic vowels and the tatweel among them.
_ACCENTS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]"
)
# Where letters stand that may have them, or are one of those below.
_FOLDING = re.compile("[\u00c0-\u06ff\u1e00-\u1fff\u2190-\u22ff\u2adc]")
# Letters that Arabic, Persian and Urdu keyboards give for one another.
_ALIKE = {"ي": "ی", "ى": "ی", "ك": "ک", "ہ": "ه", "ھ": "ه", "ۀ": "ه"}
_UNLIKE = re.compile(f"[{''.join(_ALIKE)}]")
ROUGH_CHARS = 120  # code points; from here on words may be cut roughly


def fold(text: str) -> str:
    """Fold case, width and Latin accents.

    >>> fold("Écrire  Ｎｏｍ")
    'ecrire  nom'
    """
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", text).casefold().replace("ı", "i")  # the Turkish one
    if text[0] > "\u06ff" and not _FOLDING.search(text):
        return text
    cut = unicodedata.normalize("NFKD", text)
    letters = cut.encode("ascii", "ignore")
    if len(letters) == len(text):  # each code point left one: what it had beside was an accent
        return letters.decode()
    plain = _ACCENTS.sub("", cut)
    if plain.isascii():
        return plain
    if len(plain) == len(cut):
        plain = unicodedata.normalize("NFKC", text)  # no accent was cut off
    if _UNLIKE.search(plain):
        for letter, alike in _ALIKE.items():
            plain = plain.replace(letter, alike)
    return unicodedata.normalize("NFC", plain)


def tokens(text: str) -> list[str]:
    """Return the words of *text* as they stand; numbers apart, one each where no spaces stand.

    >>> tokens("3条评论 («Ok»)")
    ['3', '条', '评', '论', 'Ok']
    """
    return _tokens(text if text.isascii() else unicodedata.normalize("NFKC", text))


def _tokens(text: str) -> list[str]:
    """Return the words of a text that is in NFKC; where spaces part words, letters alone are one."""
    if text.isascii():
        cut = text.encode().translate(_LETTERS)
        if len(cut.translate(None, _DIGITS)) < len(cut):
            kinds = cut.translate(_KINDS)
            if b"a0" in kinds or b"0a" in kinds:
                return _SPACED.findall(text)
        return cut.decode().split() if "{" not in text else _SPACED.findall(text)
    pattern = _pattern(text)
    if pattern is _SIGNED:
        return pattern.findall(text)
    if pattern is _TOKEN:
        runs = _TOKENS.findall(text)
        return [word for run in runs for word in (run if DENSE.match(run) else (run,))]
    plain = text
    for mark in _MARKS:
        plain = plain.replace(mark, " ")
    found = plain.split()
    if all(map(str.isalpha, found)):
        return found
    found = [part.strip(_EDGES) for part in found]
    return [word for part in found for word in ((part,) if part.isalpha() else pattern.findall(part))]


def folded(lines: list[str]) -> list[tuple[str, ...]]:
    """Return the words of each of many lines, folded; what can be is done for all in one go.

    >>> folded(["Write  a Reply", "À la une"])
    [('write', 'a', 'reply'), ('a', 'la', 'une')]
    """
    text = unicodedata.normalize("NFKC", fold("\n".join(lines)))
    # the same few words stand in thousands of phrases: one string for each
    return [tuple(map(intern, words)) for words in map(_pattern(text).findall, text.split("\n"))]


def _pattern(text: str) -> re.Pattern[str]:
    if text.isascii() or not _SPECIAL.search(text):
        return _SPACED
    return _SIGNED if _SIGN.search(text) else _TOKEN


def spans(text: str) -> list[tuple[int, int]]:
    """Return where each word of *text* stands, in code points."""
    return [found.span() for found in _pattern(text).finditer(text)]


def pairs(words: Sequence[str]) -> Sequence[str]:
    """Return *words*, with two characters each where no spaces stand.

    >>> pairs(["发", "表", "评"]), pairs(["leave", "replies"])
    (['发表', '表评'], ['leave', 'replies'])
    """
    joined = " ".join(words)
    if not DENSE.search(joined):
        return words
    found: list[str] = []
    for run in _RUN.findall(joined):
        parts = run.split()
        found += map(add, parts, parts[1:]) if DENSE.match(run) else parts
    return found


class Read:
    """A line with its words: as they stand (*shapes*) and folded (*words*).

    What was cut once is kept, some kilobytes a line.

    >>> line = Read("Share on Facebook")
    >>> line.words, line.shapes[2]
    (('share', 'on', 'facebook'), 'Facebook')
    """

    passes = False  # nobody holds it
    covered: Any = None  # the phrases that cover it, when the lexicon was asked last
    is_latin = False  # ASCII but for accents and quotes; told once its words were cut
    _among: tuple[frozenset[str], int] | None = None

    def __init__(self, text: str) -> None:
        self.text = text

    @kept
    def words(self) -> tuple[str, ...]:
        """Return the words, folded."""
        text = plain = self.text
        if not text.isascii():
            for mark in _TYPED if text[0] < _WIDE[0] else _WIDE:
                plain = plain.replace(mark, " ")
        plain = fold(plain)
        self.is_latin = plain.isascii()
        words = _tokens(plain)
        if len(words) == 1 and text[1:] != text[1:].lower():  # "MeinName"
            return tuple(filter(None, _folded(self._cut())))
        return tuple(words)

    @kept
    def shapes(self) -> list[str]:
        """Return the words as they stand."""
        cut = self._cut()
        shapes = [shape for shape, word in zip(cut, _folded(cut), strict=True) if word]
        return shapes if len(shapes) == len(self.words) else list(self.words)  # a vowel sign between digits

    def _cut(self) -> list[str]:
        shapes = tokens(self.text)
        if len(shapes) == 1 and not self.text.isupper():
            return parts if len(parts := _CAMEL.findall(shapes[0])) > 1 else shapes
        return shapes

    @kept
    def rough(self) -> Sequence[str]:
        """Return the words without numbers; of a long line, cut at white space alone: quicker.

        That is nearly the same, but for addresses, whose words no white space parts.

        >>> sorted({word for word in Read("Été, été: the bees. " * 9).rough if word.startswith("e")})
        ['ete', 'ete:']
        """
        text = self.text
        if len(text) < ROUGH_CHARS or "://" in text or (not text.isascii() and DENSE.search(text)):
            return self.grams
        if not text.isascii():
            for mark, typed in _TYPED.items():
                text = text.replace(mark, typed)
        return fold(text).replace(", ", " ").replace(". ", " ").rstrip(".!?").split()

    def among(self, words: frozenset[str]) -> int:
        """Return how many of *words* are in the line; several steps ask for the same ones.

        >>> Read("Follow us and get our newsletter").among(frozenset({"follow", "newsletter", "post"}))
        2
        """
        held = self._among
        if held is None or held[0] is not words:
            held = self._among = words, len(words.intersection(self.rough))
        return held[1]

    @kept
    def marks(self) -> frozenset[int]:
        """Return the words in front of which a mark stands: what parts a label from what it labels."""
        found = _MARK.finditer(self.text)
        return frozenset(len(tokens(self.text[: mark.start()])) for mark in found)

    @kept
    def grams(self) -> Sequence[str]:
        """Return the words without numbers; pairs of characters where no spaces stand."""
        words = tuple(filterfalse(str.isdigit, self.words))
        return words if self.is_latin else pairs(words)


class _Passing(Read):
    passes = True


class Passing(Sequence[Read]):
    """The lines of a huge page: each is read when it is asked for, and goes again.

    >>> lines = Passing(["Share on Facebook", "Post"])
    >>> lines[0].words, lines[0] is lines[0], len(lines)
    (('share', 'on', 'facebook'), False, 2)
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, at: Any) -> Any:
        return _Passing(self._texts[at])


def _folded(shapes: list[str]) -> list[str]:
    joined = " ".join(shapes)
    words = (joined.lower() if joined.isascii() else fold(joined)).split(" ") if shapes else []
    return words if len(words) == len(shapes) else [fold(shape) for shape in shapes]
