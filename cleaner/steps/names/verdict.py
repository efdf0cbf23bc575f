"""Which spelling of a page is a slip of which other: what is fixed, what is reported, and why.

Never fixed, whatever the evidence weighs: a tie that nothing outside the page breaks, or that is
about a last letter where names take case endings; any last letter where too little is known of the
endings; accents without a majority; another first letter; two names with other neighbours; one
spelling that explains the other in brackets; two names of places; and what a person decided
otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cleaner.config import Config
from cleaner.steps.checks import scripts
from cleaner.steps.names.change import Change
from cleaner.steps.names.decided import Decided
from cleaner.steps.names.evidence import FAR, Elsewhere, Pair, far_levels, levels
from cleaner.steps.names.knowledge import is_inflected, is_toned, knows_endings
from cleaner.steps.names.letters import letters
from cleaner.steps.names.mentions import Mentions
from cleaner.steps.names.pairs import suspected
from cleaner.steps.names.weights import Weights, load, probability
from cleaner.steps.names.words import told

Counts = Callable[[str], int]  # other pages of the corpus with a spelling
# Votes that a spelling needs where a letter more or less is the difference: Brit and Britt,
# Alhasan and Alhassan are both names, and two votes against one do not say whose.
LONE = 4
CANONICAL = 0.8  # probability from which a slip of a name that a person called canonical is fixed
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


@dataclass(frozen=True, slots=True)
class Verdict:
    """A pair of spellings, how likely one is a slip of the other, and what is done about it."""

    pair: Pair
    rule: str
    probability: float
    is_fix: bool
    evidence: str

    @property
    def votes(self) -> str:
        """The count, as words."""
        right, wrong = self.pair.right, self.pair.wrong
        return f"{right.text} {right.votes} : {wrong.text} {wrong.votes}"

    @property
    def message(self) -> str:
        """What the rule says."""
        return MESSAGES[self.rule]


@dataclass(frozen=True, slots=True)
class Page:
    """What the pairs of one page are judged by."""

    mentions: Mentions
    lang: str
    config: Config
    decided: Decided
    counts: Counts | None = None
    is_column: bool = False  # a column of a table, a cell a line

    @property
    def weights(self) -> Weights:
        """The table for a page alone, for one of a corpus, or for a column."""
        return load("column" if self.is_column else "corpus" if self.counts else "page")

    @property
    def certain(self) -> float:
        """The probability from which a slip is fixed."""
        config = self.config
        if self.is_column:
            return config.names_column
        return config.names_corpus if self.counts else config.names_certain

    def near(self, pair: Pair) -> dict[str, str]:
        """Return the evidence about a pair that costs little."""
        elsewhere = self.counts and Elsewhere(self.counts(pair.wrong.text), self.counts(pair.right.text))
        return levels(pair, self.mentions, self.lang, elsewhere)

    def weighed(self, pair: Pair, near: dict[str, str]) -> tuple[dict[str, str], float]:
        """Return all evidence about a pair and how likely it makes a slip.

        The lists of all languages are asked only where they can make a difference.
        """
        weights = self.weights
        log_odds = weights.sum(near)
        if probability(log_odds + weights.most(*FAR)) < self.config.names_doubt:
            return near, probability(log_odds)
        found = near | far_levels(pair, near)
        return found, probability(weights.sum(found))


def verdicts(page: Page) -> list[Verdict]:
    """Return what is to be fixed or reported on a page, in the order of the text.

    One verdict for each spelling at most, and none that holds it against a fixed one.
    """
    best: dict[str, Verdict] = {}
    for pair in suspected(page.mentions):
        found = _judged(pair, page)
        held = best.get(pair.wrong.text)
        if found and (held is None or _rank(found) > _rank(held)):
            best[pair.wrong.text] = found
    fixed = {verdict.pair.wrong.text for verdict in best.values() if verdict.is_fix}
    kept = [
        verdict
        for verdict in best.values()
        if verdict.pair.right.text not in fixed and not _is_turned(verdict, best)
    ]
    return sorted(kept, key=lambda verdict: verdict.pair.wrong.places[0])


def _rank(verdict: Verdict) -> tuple[bool, float, str]:
    return verdict.is_fix, verdict.probability, verdict.pair.right.text


def _is_turned(verdict: Verdict, best: dict[str, Verdict]) -> bool:
    """Tell whether the same two spellings are told the other way round, and more likely so."""
    other = best.get(verdict.pair.right.text)
    is_same = other is not None and other.pair.right.text == verdict.pair.wrong.text
    return is_same and other is not None and _order(other) > _order(verdict)


def _order(verdict: Verdict) -> tuple[bool, float, int]:
    """Of two spellings that may each be the slip, the later one is told, all else equal."""
    return verdict.is_fix, round(verdict.probability, 3), verdict.pair.wrong.places[0]


def _judged(pair: Pair, page: Page) -> Verdict | None:
    """Weigh one pair; None where it is not worth a word."""
    wrong, right = pair.wrong.text, pair.right.text
    if page.decided.are_apart(wrong, right) or page.decided.is_right(wrong):
        return None
    near = page.near(pair)
    rule = certain(pair, near, page.lang)
    if rule and not (page.is_column and rule == "names/between"):  # two people of a column may differ so
        return Verdict(pair, rule, 1.0, True, told(pair, near, page.weights, None))
    found, sure = page.weighed(pair, near)
    evidence = told(pair, found, page.weights, sure)
    if _is_settled(pair, found, sure, page):
        return Verdict(pair, "names/typo", sure, True, evidence)
    if sure >= page.config.names_doubt or is_odd(pair, found, page.lang):
        return Verdict(pair, _doubt(pair), sure, False, evidence)
    return None


def is_odd(pair: Pair, found: Mapping[str, str], lang: str) -> bool:
    """Tell whether two spellings are worth a word however improbable a slip is.

    The same name tokens stand on both sides of them; or accents alone part them, and no case
    ending can be the reason.
    """
    if pair.change.kind == "accent":
        return pair.change.tail > 0 or not is_inflected(lang)
    is_inner = pair.change.head > 0 and pair.change.tail > 0
    return is_inner and found["neighbours"] == "same before, same behind"


def _is_settled(pair: Pair, found: Mapping[str, str], sure: float, page: Page) -> bool:
    """Tell whether the evidence fixes a pair."""
    least = min(CANONICAL, page.certain) if page.decided.is_right(pair.right.text) else page.certain
    if sure < least or (page.is_column and recurs(found)):
        return False
    return not is_vetoed(pair, found, page.lang, is_column=page.is_column)


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


def _doubt(pair: Pair) -> str:
    if pair.change.kind in ("accent", "case"):
        return f"names/{pair.change.kind}"
    if pair.right.votes == pair.wrong.votes:
        return "names/tie"
    return "names/edge" if pair.change.head == 0 or pair.change.tail < 2 else "names/variant"
