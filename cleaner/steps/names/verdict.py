"""Which spelling of a page is a slip of which other: what is fixed, what is reported, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cleaner.config import Config
from cleaner.steps.names.decided import Decided
from cleaner.steps.names.evidence import FAR, Elsewhere, Pair, far_levels, levels
from cleaner.steps.names.mentions import Mentions
from cleaner.steps.names.rules import MESSAGES, certain, doubt, is_odd, is_vetoed, recurs
from cleaner.steps.names.weights import Weights, load, probability
from cleaner.steps.names.words import told

Counts = Callable[[str], int]  # other pages of the corpus with a spelling
CANONICAL = 0.8  # probability from which a slip of a name that a person called canonical is fixed


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


def verdicts(page: Page, pairs: list[Pair]) -> list[Verdict]:
    """Return which of the *pairs* of a page are to be fixed or reported, in the order of the text.

    One verdict for each spelling at most, and none that holds it against a fixed one.
    """
    best: dict[str, Verdict] = {}
    for pair in pairs:
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
        return Verdict(pair, doubt(pair), sure, False, evidence)
    return None


def _is_settled(pair: Pair, found: Mapping[str, str], sure: float, page: Page) -> bool:
    """Tell whether the evidence fixes a pair."""
    least = min(CANONICAL, page.certain) if page.decided.is_right(pair.right.text) else page.certain
    if sure < least or (page.is_column and recurs(found)):
        return False
    return not is_vetoed(pair, found, page.lang, is_column=page.is_column)
