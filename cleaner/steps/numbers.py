"""Numbers as pages print them: digits of any script, and the number words of many languages.

num2words has the standard words of some; data/numbers.toml adds variants and more languages.
Spaces, hyphens, case and accents do not count, so that "zwanzig eins" and "vingt-et-un" are read.
All that reads number words stands here, and so this module is longer than others.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from cleaner.words import fold

MAX_NUMBER = 100  # number words stay below
MAX_DIGITS = 3
MAX_CHARS = 40  # code points of a number in words
SIGNS = {"plus": "+", "minus": "-", "times": "*", "divided": "/"}
ANY = ""  # stands for the language of digits
# Letters of alphabets come before; one of them alone is a variable, one of the others a word.
_WORDY = "\u0900"
_NOISE = re.compile("[\u02b0-\u02ff\u064b-\u0652\u0640]")  # apostrophes as letters, vowel points
_BETWEEN = frozenset("-'’‘ʼ‐‑\u200b\u200c\u200d\u00ad")
_SPLIT = re.compile(r"([\s?？؟:：;,.!¿¡*=+−×÷()\[\]]+)")
_DENSE = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_DIGITS = re.compile(r"(\d+)")
_RUNS = re.compile(r"[^\W\d_]+")
_JOINED = 3  # words that one number may take in a question


@cache
def _held() -> dict[str, Any]:
    file = resources.files("cleaner") / "data" / "numbers.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def _letters() -> dict[int, str]:
    return str.maketrans(_held()["letters"])


@lru_cache(maxsize=256)  # a page's languages ask for the same words in turn
def compact(text: str) -> str:
    """Return the letters of *text*, folded; nothing if something else stands there too.

    >>> compact("Vingt et-un"), compact("vingt, un")
    ('vingtetun', '')
    """
    kept = []
    for c in _NOISE.sub("", fold(text)).translate(_letters()):
        if c.isalpha() or unicodedata.category(c) in ("Mn", "Mc", "Nl"):  # Nl: 〇
            kept.append(c)
        elif not (c.isspace() or c in _BETWEEN):
            return ""
    return "".join(kept)


@cache
def number_words(lang: str) -> Mapping[str, int]:
    """Return the number words of *lang* from 0 to 99, made compact, with their values; empty if unknown.

    >>> number_words("fr")["dixneuf"], number_words("sv")["tjugosju"]
    (19, 27)
    """
    from num2words import CONVERTER_CLASSES, num2words

    forms: dict[str, int] = {}
    joins: list[str] = []
    codes = dict.fromkeys([lang, *_held()["alias"].get(lang, ())])
    for code in codes:
        held = _held()["counting"].get(code, {})
        joins += held.get("joins", ())
        rows = [*enumerate(held.get("from_zero", ()))]
        rows += [(value * 10, words) for value, words in enumerate(held.get("tens", ()), 2)]
        for value, words in rows:
            for word in words.split("|"):
                forms.setdefault(compact(word), value)
        if code in CONVERTER_CLASSES:
            for value in range(MAX_NUMBER):
                forms.setdefault(compact(num2words(value, lang=code)), value)
    for word, value in _composed(forms, joins).items():
        forms.setdefault(word, value)
    return {word: value for word, value in forms.items() if len(word) > 1 or word >= _WORDY}


def _composed(forms: Mapping[str, int], joins: Iterable[str]) -> dict[str, int]:
    """Return what tens and units make together: "zwanzigeins", and with a word between, either way."""
    tens = [(word, value) for word, value in forms.items() if value and value % 10 == 0]
    units = [(word, value) for word, value in forms.items() if 0 < value < 10]
    links = [compact(join) for join in joins]
    made = {}
    for ten, much in tens:
        for unit, more in units:
            made[ten + unit] = much + more
            for link in links:
                made[ten + link + unit] = made[unit + link + ten] = much + more
    return made


@cache
def operators(lang: str) -> Mapping[str, str]:
    """Return the words of *lang* between two numbers, in lower case, each with the sign it stands for.

    >>> operators("it")["più"], operators("it")["piu"]
    ('+', '+')
    """
    words = _held()["operators"].get(lang, {})
    made = {}
    for name, sign in SIGNS.items():
        for word in words.get(name, ()):
            made[word.lower()] = made[fold(word)] = sign
    return made


@cache
def languages() -> tuple[str, ...]:
    """Return the languages whose number words are known.

    >>> {"hi", "el", "vi"} <= set(languages())
    True
    """
    from num2words import CONVERTER_CLASSES

    known = {code for code in CONVERTER_CLASSES if "_" not in code}
    return tuple(sorted(known | _held()["counting"].keys() | _held()["alias"].keys()))


@cache
def _everywhere() -> Mapping[str, tuple[str, ...]]:
    """Return the number words of all languages, with the languages of each; made when first asked for."""
    table: dict[str, tuple[str, ...]] = {}
    same: dict[tuple[str, ...], tuple[str, ...]] = {}  # one tuple for all words of the same languages
    for lang in languages():
        for word in number_words(lang):
            langs = (*table.get(word, ()), lang)
            table[word] = same.setdefault(langs, langs)
    return table


def readings(text: str, langs: frozenset[str] | None) -> Mapping[str, int]:
    """Return the value of a number by language, under ANY for digits; nothing if *text* is no number.

    *langs*: languages whose words count; None for every language. Plugins print tens and units
    apart, in words and in digits: "zwanzig eins", "40 7".

    >>> readings("٧", frozenset()), readings("six", frozenset({"fr", "en"})), readings("40 7", frozenset())
    ({'': 7}, {'en': 6, 'fr': 6}, {'': 47})
    >>> sorted(readings("sju", None))
    ['nb', 'nn', 'no', 'sv']
    """
    text = text.strip()
    if text.isdecimal():
        return {ANY: int(text)} if len(text) <= MAX_DIGITS else {}
    if not text or len(text) > MAX_CHARS:
        return {}
    if any(c.isdecimal() for c in text):
        parts = text.split()
        return _apart(*(readings(part, langs) for part in parts)) if len(parts) == 2 else {}
    word = compact(text)
    if langs is None:
        return {lang: number_words(lang)[word] for lang in _everywhere().get(word, ())}
    return {lang: number_words(lang)[word] for lang in sorted(langs) if word in number_words(lang)}


def _apart(tens: Mapping[str, int], units: Mapping[str, int]) -> dict[str, int]:
    return {
        one or other: much + more
        for one, much in tens.items()
        for other, more in units.items()
        if much in range(20, MAX_NUMBER, 10) and 0 < more < 10 and (ANY in (one, other) or one == other)
    }


def glued(text: str, langs: Iterable[str] | None) -> dict[str, tuple[int, int]]:
    """Return how many numbers from 0 to 9 *text* is made of, and how many in words, by language.

    *langs*: languages whose words count; None for every language. Those in which *text* is made of
    something else are left out.

    >>> glued("21sixfour8", ["de", "en"]), glued("tenfour", ["en"]), glued("x7", None)
    ({'en': (5, 2)}, {}, {})
    """
    head = _head(text)
    langs = _begun(head) if langs is None else [lang for lang in langs if head in _prefixes(lang)]
    if not langs:
        return {}  # most words, at little cost
    runs = _DIGITS.split(unicodedata.normalize("NFKC", text))  # words at even places, digits at odd ones
    letters = [compact(run) for run in runs[::2]]
    if any(run and not word for run, word in zip(runs[::2], letters, strict=True)):
        return {}
    digits, found = sum(map(len, runs[1::2])), {}
    for lang in langs:
        units = _unit_words(lang)
        counts = [_units(word, units) for word in letters]
        if None not in counts:
            worded = sum(count for count in counts if count is not None)
            found[lang] = digits + worded, worded
    return found


@cache
def _unit_words(lang: str) -> frozenset[str]:
    return frozenset(word for word, value in number_words(lang).items() if value < 10)


def _units(word: str, units: frozenset[str]) -> int | None:
    """Return of how many *units* a word is made, the fewest; None if of something else."""
    if word and not word.startswith(tuple(units)):
        return None  # most words, at little cost
    longest = max(map(len, units), default=0)
    best: list[int | None] = [0] + [None] * len(word)
    for end in range(1, len(word) + 1):
        counts = [
            count + 1
            for start in range(max(0, end - longest), end)
            if (count := best[start]) is not None and word[start:end] in units
        ]
        best[end] = min(counts, default=None)
    return best[-1]


def in_digits(line: str, lang: str) -> str:
    """Return *line* with its number words of *lang* in digits.

    >>> in_digits("What is the sum of seven and twenty one?", "en"), in_digits("十一加二", "zh")
    ('What is the sum of 7 and 21?', '11加2')
    """
    known = number_words(lang)
    if not known:
        return line
    if not (_DENSE.search(line) or any(_may_count(word, lang) for word in _RUNS.findall(line))):
        return line
    parts = _SPLIT.split(line)  # words at even places, what stands between at odd ones
    made = []
    at = 0
    while at < len(parts):
        may_be = _begins(compact(parts[at]), lang)  # most words are told by it, at little cost
        size, value = _longest(parts, at, known) if may_be else (1, None)
        made += [
            str(value) if value is not None else _within(parts[at], lang),
            *parts[at + size : at + size + 1],
        ]
        at += size + 1
    return "".join(made)


def _may_count(word: str, lang: str) -> bool:
    """Tell by its first letters whether a number word of *lang* may stand at the beginning of *word*."""
    return _head(word) in _prefixes(lang)


def _head(word: str) -> str:
    """Return the first letters of a word, as many as `_prefixes` has."""
    return compact(word[: 1 if word[0] >= _WORDY else 2])


@cache
def _prefixes(lang: str) -> frozenset[str]:
    """Return the first letter and the first two of each number word; and nothing, which digits come to."""
    words = number_words(lang)
    return frozenset({"", *(word[:1] for word in words), *(word[:2] for word in words)})


@lru_cache(maxsize=1024)
def _begun(head: str) -> tuple[str, ...]:
    """Return all languages of which number words begin so."""
    return tuple(lang for lang in languages() if head in _prefixes(lang))


def _begins(text: str, lang: str) -> bool:
    """Tell whether a number word of *lang* begins with *text*; each does with nothing."""
    words = _ordered(lang)
    at = bisect_left(words, text)
    return at < len(words) and words[at].startswith(text)


@cache
def _ordered(lang: str) -> list[str]:
    return sorted(number_words(lang))


def _longest(parts: list[str], at: int, known: Mapping[str, int]) -> tuple[int, int | None]:
    for size in range(2 * _JOINED - 1, 0, -2):
        group = parts[at : at + size]
        if len(group) == size and group[0] and all(gap.isspace() for gap in group[1::2]):
            word = compact("".join(group))
            if word in known:
                return size, known[word]
    return 1, None


def _within(word: str, lang: str) -> str:
    if not _DENSE.search(word):
        return word
    pattern = _dense_words(lang)
    return pattern.sub(lambda m: str(number_words(lang)[m[0]]), word) if pattern else word


@cache
def _dense_words(lang: str) -> re.Pattern[str] | None:
    words = sorted((w for w in number_words(lang) if _DENSE.match(w)), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words))) if words else None
