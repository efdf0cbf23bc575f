"""One name spelt two ways on a page: fix what the evidence settles, report the rest.

Votes count by token, not by full name: "Jong Un" and "Kim Jong-un" both vote for "Jong".
A pair of spellings one letter apart is fixed only where the same name tokens stand on both
sides of them, or where a Latin letter stands inside a Cyrillic word; a tie is never fixed,
and a fixed spelling is never a centre for another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from cleaner.config import Config
from cleaner.model import Doc, Edit, Finding, Name
from cleaner.steps.checks import scripts
from cleaner.steps.names.mentions import MIN_LETTERS, Form, forms
from cleaner.words import fold

# Letters that look alike in Latin and Cyrillic.
_ALIKE = str.maketrans("АВЕЅІЈКМНОРСТУХаеіјорсух", "ABESIJKMHOPCTYXaeijopcyx")
# Votes that a spelling needs where a letter more or less is the difference: Brit and Britt,
# Alhasan and Alhassan are both names, and two votes against one do not say whose.
LONE = 4
MOST_FORMS = 4_000  # spellings; a page with more is compared by its most frequent ones


@dataclass(frozen=True, slots=True)
class Pair:
    """A rarer spelling and the commoner one that it may be a slip of."""

    rare: Form
    common: Form
    rule: str
    message: str
    is_certain: bool

    @property
    def votes(self) -> str:
        """The count, as words."""
        return f"{self.common.text} {self.common.votes} : {self.rare.text} {self.rare.votes}"

    @property
    def evidence(self) -> str:
        """Votes and neighbours, as words."""
        sides = [
            f"both {where} {', '.join(sorted(shared))}"
            for where, shared in (
                ("behind", self.rare.before & self.common.before),
                ("in front of", self.rare.after & self.common.after),
            )
            if shared
        ]
        return "; ".join([f"votes {self.votes}", *sides, "one letter apart" if not sides else self.message])


def repair(config: Config) -> Callable[[Doc], Doc]:
    """Return the step that fixes certain slips in names and reports the others."""
    off = "names" in config.off

    def step(doc: Doc) -> Doc:
        if off:
            return doc
        found = pairs(doc.text)
        fixed = {pair.rare.text for pair in found if pair.is_certain}
        found = [pair for pair in found if pair.is_certain or pair.rare.text not in fixed]
        doc = replace(doc, names=doc.names + tuple(map(_decision, found)))
        doc = doc.noted(_finding(pair) for pair in found if not pair.is_certain)
        return doc.edited(edit for pair in found if pair.is_certain for edit in _edits(pair))

    return step


def pairs(text: str) -> list[Pair]:
    """Return every two spellings on the page that may be one name, the rarer judged against the commoner.

    >>> [(p.rare.text, p.common.text, p.rule, p.is_certain)
    ...  for p in pairs("Kim Jung-un spoke. Kim Jong-un left. Jong Un waved.")]
    [('Jung', 'Jong', 'names/between', True)]
    """
    known = sorted(forms(text).values(), key=lambda form: (-form.votes, form.text))[:MOST_FORMS]
    found: dict[str, Pair] = {}
    for common, rare in _candidates(known):
        pair = _judged(rare, common)
        if pair and (rare.text not in found or (pair.is_certain and not found[rare.text].is_certain)):
            found[rare.text] = pair
    certain = {pair.rare.text for pair in found.values() if pair.is_certain}
    return [pair for pair in found.values() if pair.common.text not in certain]


def _candidates(known: list[Form]) -> Iterator[tuple[Form, Form]]:
    """Yield (commoner, rarer) spellings at most one edit apart, by deleting each letter in turn.

    Two words one edit apart share a form with one letter deleted, so equal keys find all of
    them in time linear in the number of words.
    """
    table: dict[str, list[Form]] = {}
    for rare in known:
        if len(rare.text) < MIN_LETTERS or len(rare.text) > 40:
            continue
        folded = rare.text.casefold()
        keys = {folded, *(folded[:i] + folded[i + 1 :] for i in range(len(folded)))}
        seen: set[str] = set()
        for common in sorted(
            (form for key in keys for form in table.get(key, ())), key=lambda form: (-form.votes, form.text)
        ):
            if common.text not in seen and OSA.distance(common.text.casefold(), folded, score_cutoff=1) == 1:
                seen.add(common.text)
                yield common, rare
        for key in keys:
            table.setdefault(key, []).append(rare)


def _judged(rare: Form, common: Form) -> Pair | None:
    """Judge two spellings one letter apart; None where they are plainly different words."""
    a, b = common.text.casefold(), rare.text.casefold()
    head = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    tail = next(
        (i for i, (x, y) in enumerate(zip(a[::-1], b[::-1], strict=False)) if x != y), min(len(a), len(b))
    )
    both = bool(rare.before & common.before) and bool(rare.after & common.after)
    one = bool(rare.before & common.before) or bool(rare.after & common.after)
    if len(scripts(rare.text)) > 1 and rare.text.translate(_ALIKE) == common.text.translate(_ALIKE):
        return Pair(
            rare,
            common,
            "names/mixed-script",
            "look-alike letters of another script",
            len(scripts(common.text)) == 1,
        )
    if fold(rare.text) == fold(common.text):
        return Pair(rare, common, "names/accent", "the same but for accents", is_certain=False)
    if rare.votes >= common.votes:
        return (
            Pair(rare, common, "names/tie", "as many votes for one as for the other", is_certain=False)
            if one
            else None
        )
    settled = rare.votes == 1 and (len(a) == len(b) or common.votes >= LONE)
    if both and settled and head > 0 and tail > 0:
        return Pair(rare, common, "names/between", "the same name tokens on both sides", is_certain=True)
    if head == 0 or tail < 2:
        reason = "the first letter differs" if head == 0 else "the ending differs: perhaps a case form"
        return Pair(rare, common, "names/edge", reason, is_certain=False) if one else None
    return Pair(rare, common, "names/variant", "an inner letter differs", is_certain=False)


def _decision(pair: Pair) -> Name:
    decision = "fixed" if pair.is_certain else "reported"
    return Name(pair.rare.text, pair.common.text, pair.votes, decision, pair.rule, pair.evidence)


def _finding(pair: Pair) -> Finding:
    message = f"{pair.rare.text} or {pair.common.text}? {pair.message}"
    return Finding(pair.rule, pair.rare.places[0], pair.rare.text, message, pair.evidence)


def _edits(pair: Pair) -> list[Edit]:
    old, new = pair.rare.text, pair.common.text
    return [Edit(at, old, new, pair.rule, pair.evidence) for at in pair.rare.places]
