"""One name spelt two ways on a page: fix what the evidence settles, report the rest.

Votes count by token, not by full name: "Jong Un" and "Kim Jong-un" both vote for "Jong".
Each two spellings one letter apart are weighed by what data says of every kind of evidence
(`evidence`, `weights`); some things are never fixed whatever they weigh (`verdict`). What a
person decided wins over all of it. A fixed spelling is never what another is held against.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cleaner.config import Config
from cleaner.model import Doc, Edit, Finding, Name
from cleaner.steps.names.change import respelt
from cleaner.steps.names.decided import Decided, decided_edits
from cleaner.steps.names.joints import joints
from cleaner.steps.names.mentions import Mentions
from cleaner.steps.names.verdict import Page, Verdict, verdicts
from cleaner.template import digest


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
        found = verdicts(Page(mentions, doc.lang, config, decided, _counts(doc)))
        doc = replace(doc, names=doc.names + tuple(_name(verdict) for verdict in found))
        doc = doc.noted([_finding(verdict) for verdict in found if not verdict.is_fix])
        doc = doc.noted(joints(mentions, decided))
        return doc.edited(edit for verdict in found if verdict.is_fix for edit in _edits(verdict))

    return step


def _unchanged(doc: Doc) -> Doc:
    return doc


def _counts(doc: Doc) -> Callable[[str], int] | None:
    """Return what tells on how many other pages of the corpus a spelling stands."""
    corpus = doc.corpus
    if corpus is None:
        return None
    own = digest(doc.raw) in corpus.sampled
    forms = Mentions(doc.raw).forms if own else {}
    return lambda spelling: corpus.count(spelling) - (spelling in forms)


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
