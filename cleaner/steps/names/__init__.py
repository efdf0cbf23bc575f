"""One name spelt two ways on a page: fix what the evidence settles, report the rest.

Votes count by token, not by full name: "Jong Un" and "Kim Jong-un" both vote for "Jong".
Each two spellings one letter apart are weighed by what data says of every kind of evidence
(`evidence`, `weights`); some things are never fixed whatever they weigh (`rules`). What a
person decided wins over all of it. A fixed spelling is never what another is held against.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cleaner.config import Config
from cleaner.model import Doc, Edit, Finding, Name
from cleaner.steps.names.change import respelt
from cleaner.steps.names.decided import Decided, decided_edits
from cleaner.steps.names.evidence import Pair
from cleaner.steps.names.joints import joints
from cleaner.steps.names.mentions import Mentions
from cleaner.steps.names.pairs import suspected
from cleaner.steps.names.strangers import strangers
from cleaner.steps.names.verdict import Page, Verdict, verdicts
from cleaner.template import digest

CROWDED = "names/crowd"
MOST_PAIRS = 2_000  # of a page; an article has a handful


def repair(config: Config) -> Callable[[Doc], Doc]:
    """Return the step that fixes certain slips in names and reports the others."""
    if "names" in config.off:
        return _unchanged
    decided = Decided.of(config.names)

    def step(doc: Doc) -> Doc:
        told = decided_edits(decided, doc.text)
        doc = doc.edited(told)
        doc = replace(doc, names=doc.names + tuple(_told(edit) for edit in told))
        mentions = Mentions(doc.text)
        counts = _counts(doc)
        pairs = suspected(mentions)
        found = verdicts(Page(mentions, doc.lang, config, decided, counts), pairs[:MOST_PAIRS])
        doc = doc.noted(_crowd(pairs))
        doc = replace(doc, names=doc.names + tuple(_name(verdict) for verdict in found))
        doc = doc.noted([_finding(verdict) for verdict in found if not verdict.is_fix])
        doc = doc.noted(joints(doc.text, decided))
        if counts:
            known = {form.text for v in found for form in (v.pair.wrong, v.pair.right)}
            doc = doc.noted(strangers(mentions, doc.lang, counts, known, decided))
        return doc.edited(edit for verdict in found if verdict.is_fix for edit in _edits(verdict))

    return step


def _crowd(pairs: list[Pair]) -> list[Finding]:
    """Tell of pairs that are not judged: a page with so many is a list, and each takes its time."""
    if len(pairs) <= MOST_PAIRS:
        return []
    first = pairs[MOST_PAIRS].wrong
    message = f"{len(pairs)} pairs of spellings one letter apart; {MOST_PAIRS} of them are judged"
    return [Finding(CROWDED, first.places[0], first.text, message)]


def _unchanged(doc: Doc) -> Doc:
    return doc


def _counts(doc: Doc) -> Callable[[str], int] | None:
    """Return what tells on how many other pages of the corpus a spelling stands."""
    corpus = doc.corpus
    if corpus is None:
        return None
    own = digest(doc.raw) in corpus.sampled
    forms = Mentions(doc.raw).forms if own else {}
    return lambda spelling: max(0, corpus.count(spelling) - (spelling in forms))


def _told(edit: Edit) -> Name:
    return Name(edit.old, edit.new, "", "fixed", edit.rule, edit.why)


def _name(verdict: Verdict) -> Name:
    decision = "fixed" if verdict.is_fix else "reported"
    wrong, right = verdict.pair.wrong.text, verdict.pair.right.text
    return Name(wrong, right, verdict.votes, decision, verdict.rule, verdict.evidence)


def _finding(verdict: Verdict) -> Finding:
    wrong, right = verdict.pair.wrong, verdict.pair.right
    message = f"{wrong.text} or {right.text}? {verdict.message}"
    return Finding(verdict.rule, wrong.places[0], wrong.text, message, verdict.evidence)


def _edits(verdict: Verdict) -> list[Edit]:
    old = verdict.pair.wrong.text
    new = respelt(old, verdict.pair.right.text)
    return [Edit(at, old, new, verdict.rule, verdict.evidence) for at in verdict.pair.wrong.places]
