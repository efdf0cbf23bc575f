"""Dates as pages print them: which words name months and days, and which lines say nothing else.

Month and day names are those of Unicode's locale data, through Babel.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from cleaner.words import fold, tokens

FALLBACK = "en"  # many sites date their pages in English
_NUMERIC = re.compile(
    r"(?<![\d.,/-])(?:(?P<d>\d{1,2})(?P<s>[./-])(?P<m>\d{1,2})(?P=s)(?P<y>\d{4}|\d\d)"
    r"|(?P<y2>\d{4})(?P<s2>[./-])(?P<m2>\d{1,2})(?P=s2)(?P<d2>\d{1,2})"
    r"|(?P<y3>\d{4})\s?[年년]\s?(?P<m3>\d{1,2})\s?[月월]\s?(?P<d3>\d{1,2})\s?[日일]?)(?![\d/-])"
)
_CLOCK = re.compile(
    r"(?<![\d.,:])(?:[01]?\d|2[0-3])[:.h][0-5]\d(?::[0-5]\d)?(?![\d:.])\s?(?:[ap]\.?m\.?\b)?", re.IGNORECASE
)
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DAY = re.compile(r"(?<!\d)[0-3]?\d(?:st|nd|rd|th|er|º|ª)?(?!\d)", re.IGNORECASE)
MAX_CHARS = 80  # code points; a longer line with a date in it tells something


@cache
def months(lang: str) -> dict[str, int]:
    """Return the names of the months in *lang*, folded, each with its number; empty if unknown.

    >>> months("pl")["wrzesnia"], months("xx")
    (9, {})
    """
    return {fold(name).rstrip("."): number for number, name in _names(lang, "months")}


@cache
def weekdays(lang: str) -> frozenset[str]:
    """Return the names of the days of the week in *lang*, folded.

    >>> "sonntag" in weekdays("de")
    True
    """
    return frozenset(fold(name).rstrip(".") for _, name in _names(lang, "days"))


@cache
def _months(lang: str) -> dict[str, int]:
    return months(lang) | months(FALLBACK)


@cache
def _calendar(lang: str) -> frozenset[str]:
    """Return the names of months and days that count on a page in *lang*."""
    return weekdays(lang) | weekdays(FALLBACK) | _months(lang).keys()


def _names(lang: str, what: str) -> list[tuple[int, str]]:
    from babel import Locale, UnknownLocaleError, localedata

    try:
        locale = Locale.parse(lang.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return []
    forms = getattr(locale, what)
    found = [
        (number, name)
        for context in sorted(forms)
        for width in ("wide", "abbreviated")
        for number, name in sorted(forms[context].get(width, {}).items())
        if len(name) > 1 and not name.isdigit()
    ]
    localedata._cache.pop(str(locale), None)  # a megabyte of which this is all that is asked for
    return found


def found(text: str, lang: str) -> tuple[str, str] | None:
    """Return the date that stands in a line and the line without its dates, times and day names.

    The date is ISO 8601, or "" where day and month can't be told apart; None if there is none.

    >>> found("Monday, 3 March 2021, 10:15", "en"), found("03/04/2021", "en"), found("Room 12", "en")
    (('2021-03-03', ''), ('', ''), None)
    """
    if len(text) > MAX_CHARS or not _DIGIT.search(text):
        return None
    rest = _CLOCK.sub(" ", text)
    numeric = _NUMERIC.search(rest)
    if numeric:
        return _numeric(numeric), _words(_NUMERIC.sub(" ", rest), lang)
    year = _YEAR.search(rest)
    if not year:
        return None
    rest = _YEAR.sub(" ", rest)
    named = _months(lang)
    month = next((named[word] for word in map(fold, tokens(rest)) if word in named), None)
    day = _DAY.search(rest)
    if month is None or day is None:
        return None
    return _iso(int(year[0]), month, int(re.sub(r"\D", "", day[0]))), _words(_DAY.sub(" ", rest), lang)


def _numeric(match: re.Match[str]) -> str:
    part = match.groupdict()
    if part["d"]:
        day, month, year = int(part["d"]), int(part["m"]), int(part["y"])
        if year < 100:
            return ""
        if part["s"] != "." and day <= 12 and month != day:
            return ""  # 03/04/2021 is a day in March or in April
        return _iso(year, *((month, day) if month <= 12 else (day, month)))
    for y, m, d in (("y2", "m2", "d2"), ("y3", "m3", "d3")):
        if part[y]:
            return _iso(int(part[y]), int(part[m]), int(part[d]))
    return ""


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _words(rest: str, lang: str) -> str:
    known = _calendar(lang)
    return " ".join(word for word in tokens(rest) if fold(word) not in known and not word.isdigit())
