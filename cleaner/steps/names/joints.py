"""One name with a hyphen here and a space there: always a doubt, never a fix."""

from __future__ import annotations

from cleaner.model import Finding
from cleaner.steps.names.decided import Decided
from cleaner.steps.names.mentions import Mentions

RULE = "names/joint"
MOST = 3  # findings for a page


def joints(mentions: Mentions, decided: Decided) -> list[Finding]:
    """Return the names whose two parts are joined in two ways on the page.

    >>> from cleaner.decisions import Decisions
    >>> page = Mentions("Jean-Claude left. Jean Claude came. Jean-Claude slept.")
    >>> [found.message for found in joints(page, Decided.of(Decisions()))]
    ['Jean Claude or Jean-Claude? joined in two ways']
    """
    ways: dict[str, dict[str, list[int]]] = {}
    for at, written in mentions.joined():
        name = "".join(filter(str.isalpha, written)).lower()
        ways.setdefault(name, {}).setdefault(written, []).append(at)
    found = []
    for forms in ways.values():
        most = min(forms, key=lambda written: (-len(forms[written]), written))
        rest = [written for written in forms if is_hyphened(written) != is_hyphened(most)]
        if rest and not all(map(decided.is_right_name, (most, *rest))):
            least = min(rest)
            votes = f"votes {most} {len(forms[most])} : {least} {len(forms[least])}"
            found.append(
                Finding(RULE, forms[least][0], least, f"{least} or {most}? joined in two ways", votes)
            )
    return found[:MOST]


def is_hyphened(written: str) -> bool:
    """Tell whether two parts of a name are joined by a hyphen and not by a space."""
    return not any(map(str.isspace, written))
