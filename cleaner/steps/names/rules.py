"""The rules about two spellings that no weight overrules, and the names that rules go by.

Never fixed, whatever the evidence weighs: a tie that nothing outside the page breaks, or that is
about a last letter where names take case endings; any last letter where too little is known of the
endings; accents without a majority; another first letter; two names with other neighbours; one
spelling that explains the other in brackets; two names of places; and what a person decided
otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping

from cleaner.steps.checks import scripts
from cleaner.steps.names.change import Change
from cleaner.steps.names.evidence import Pair
from cleaner.steps.names.knowledge import is_inflected, is_toned, knows_endings
from cleaner.steps.names.letters import letters

# Votes that a spelling needs where a letter more or less is the difference: Brit and Britt,
# Alhasan and Alhassan are both names, and two votes against one do not say whose.
LONE = 4
MESSAGES = {
    "names/mixed-script": "look-alike letters of another script",
    "names/between": "the same name tokens on both sides",
    "names/typo": "the evidence settles it",
    "names/tie": "as many votes for one as for the other",
    "names/accent": "the same but for accents",
    "names/case": "the same but for capitals",
    "names/edge": "the first letter or the ending differs: perhaps a case form or another name",
    "names/variant": "an inner letter differs",
}


def is_odd(pair: Pair, found: Mapping[str, str], lang: str) -> bool:
    """Tell whether two spellings are worth a word however improbable a slip is.

    The same name tokens stand on both sides of them; or accents alone part them, and no case
    ending can be the reason.
    """
    if pair.change.kind == "accent":
        return pair.change.tail > 0 or not is_inflected(lang)
    is_inner = pair.change.head > 0 and pair.change.tail > 0
    return is_inner and found["neighbours"] == "same before, same behind"


def certain(pair: Pair, found: Mapping[str, str], lang: str) -> str:
    """Return the rule by which a pair is fixed whatever it weighs; nothing where there is none."""
    wrong, right = pair.wrong.text, pair.right.text
    if len(scripts(wrong)) > 1 and len(scripts(right)) == 1:
        return "names/mixed-script" if letters().latin(wrong) == letters().latin(right) else ""
    is_one = pair.wrong.votes == 1 and _is_between(pair, found)
    return "names/between" if is_one and not is_vetoed(pair, found, lang) else ""


def is_vetoed(pair: Pair, found: Mapping[str, str], lang: str, *, is_column: bool = False) -> bool:
    """Tell whether a pair is never fixed, whatever the evidence weighs.

    In a column names stand as they are called, without case endings.
    """
    is_tie = pair.right.votes == pair.wrong.votes
    is_alike = pair.change.kind in ("accent", "case")
    is_ending = pair.change.tail == 0 and is_inflected(lang)
    return (
        (is_tie and (is_alike or (is_ending and not is_column) or not _breaks_tie(found)))
        or (is_ending and not is_column and not knows_endings(lang))
        or _is_another(found)
        or (pair.change.kind == "accent" and is_toned(lang))
        or _is_first(pair.change)
        or found["gloss"] == "in brackets"
        or found["places"] == "a place : a place"
    )


def _is_another(found: Mapping[str, str]) -> bool:
    """Tell whether the neighbours are those of two people: on both sides, or of two known names."""
    before, _, behind = found["neighbours"].partition(", ")
    sides = (before.partition(" ")[0], behind.partition(" ")[0])
    if "same" in sides or "other" not in sides:
        return False
    return sides == ("other", "other") or ", known : known, " in found["balance"]


def recurs(found: Mapping[str, str]) -> bool:
    """Tell whether the suspected spelling stands three times or more.

    What stands in so many cells of a column is no slip of a finger.
    """
    return found["votes"].endswith(": more")


def _is_first(change: Change) -> bool:
    """Tell whether the first letter differs, or stands twice: a prefix makes another word of a name."""
    return change.head == 0 or (change.kind == "doubled" and change.head == 1)


def _breaks_tie(found: Mapping[str, str]) -> bool:
    """Tell whether word lists, or the corpus, know one spelling and not the other.

    A common English word is no witness for a name in a language that has no list.
    """
    wrong, _, right = found.get("pages", "0 : 0").partition(" : ")
    is_common = found["listed"] == "no list" and found["listed widely"].endswith(": more")
    return ("unknown : known" in found["balance"] and not is_common) or (wrong == "0" and right != "0")


def _is_between(pair: Pair, found: Mapping[str, str]) -> bool:
    """Tell whether the same name tokens stand on both sides of an inner slip that is outvoted."""
    change, right, wrong = pair.change, pair.right, pair.wrong
    return (
        found["neighbours"] == "same before, same behind"
        and right.votes > wrong.votes
        and (len(right.text) == len(wrong.text) or right.votes >= LONE)
        and change.head > 0
        and change.tail > 0
        and change.kind not in ("accent", "case")
    )


def doubt(pair: Pair) -> str:
    """Return the rule by which a pair is reported."""
    if pair.change.kind in ("accent", "case"):
        return f"names/{pair.change.kind}"
    if pair.right.votes == pair.wrong.votes:
        return "names/tie"
    return "names/edge" if pair.change.head == 0 or pair.change.tail < 2 else "names/variant"
