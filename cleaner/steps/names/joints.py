"""One name with a hyphen here and a space there: always a doubt, never a fix."""

from __future__ import annotations

import re

from cleaner.model import Finding
from cleaner.steps.names.decided import Decided

RULE = "names/joint"
MOST = 3  # findings for a page
_HYPHENED = re.compile(r"\b[^\W\d_a-z][^\W\d_]*[-\u2010\u2011][^\W\d_]{2,}\b")
_HYPHEN = re.compile("[-\u2010\u2011]")


def joints(text: str, decided: Decided) -> list[Finding]:
    """Return the names whose two parts are joined in two ways on the page.

    >>> from cleaner.decisions import Decisions
    >>> page = "Jean-Claude left. Jean Claude came. Jean-Claude slept."
    >>> [(found.message, found.evidence) for found in joints(page, Decided.of(Decisions()))]
    [('Jean Claude or Jean-Claude? joined in two ways', 'votes Jean-Claude 2 : Jean Claude 1')]
    """
    found = []
    for hyphened in dict.fromkeys(_HYPHENED.findall(text)):
        if not hyphened[0].isupper():
            continue
        for spaced in dict.fromkeys((_HYPHEN.sub(" ", hyphened), _HYPHEN.sub(" ", hyphened).title())):
            places = [m.start() for m in re.finditer(rf"\b{re.escape(spaced)}\b", text)]
            if places and not (decided.is_right_name(hyphened) and decided.is_right_name(spaced)):
                found.append(_finding(hyphened, spaced, text, places))
    return found[:MOST]


def _finding(hyphened: str, spaced: str, text: str, places: list[int]) -> Finding:
    others = [m.start() for m in re.finditer(rf"\b{re.escape(hyphened)}\b", text)]
    forms = sorted(((hyphened, others), (spaced, places)), key=lambda form: -len(form[1]))
    (most, first), (least, second) = forms
    votes = f"votes {most} {len(first)} : {least} {len(second)}"
    return Finding(RULE, second[0], least, f"{least} or {most}? joined in two ways", votes)
