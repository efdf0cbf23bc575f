"""One name with a hyphen here and a space there: always a doubt, never a fix."""

from __future__ import annotations

import re

from cleaner.model import Finding
from cleaner.steps.names.decided import Decided

RULE = "names/joint"
MOST = 3  # findings for a page
_HYPHENED = re.compile(r"\b[^\W\d_a-z][^\W\d_]*[-\u2010\u2011][^\W\d_]{2,}\b")
_HYPHEN = re.compile("[-\u2010\u2011]")
_SPACED = re.compile(r"\b(?=([^\W\d_a-z][^\W\d_]* [^\W\d_]{2,})\b)")  # a word may begin one and end another


def joints(text: str, decided: Decided) -> list[Finding]:
    """Return the names whose two parts are joined in two ways on the page.

    >>> from cleaner.decisions import Decisions
    >>> page = "Jean-Claude left. Jean Claude came. Jean-Claude slept."
    >>> [(found.message, found.evidence) for found in joints(page, Decided.of(Decisions()))]
    [('Jean Claude or Jean-Claude? joined in two ways', 'votes Jean-Claude 2 : Jean Claude 1')]
    """
    hyphened = _places(_HYPHENED, text)
    if not hyphened:
        return []
    spaced = _places(_SPACED, text)
    found = []
    for name in hyphened:
        apart = _HYPHEN.sub(" ", name)
        for other in dict.fromkeys((apart, apart.title())):
            if other in spaced and not (decided.is_right_name(name) and decided.is_right_name(other)):
                found.append(_finding({name: hyphened[name], other: spaced[other]}))
    return found[:MOST]


def _places(pattern: re.Pattern[str], text: str) -> dict[str, list[int]]:
    """Return where each match with a capital stands."""
    places: dict[str, list[int]] = {}
    for match in pattern.finditer(text):
        name = match[pattern.groups]
        if name[0].isupper():
            places.setdefault(name, []).append(match.start())
    return places


def _finding(forms: dict[str, list[int]]) -> Finding:
    (most, first), (least, second) = sorted(forms.items(), key=lambda form: -len(form[1]))
    votes = f"votes {most} {len(first)} : {least} {len(second)}"
    return Finding(RULE, second[0], least, f"{least} or {most}? joined in two ways", votes)
