"""Lines that show a sign: traits of place and shape that hold in any language.

What goes makes its neighbours' evidence stronger, so signs are read again until nothing
more goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cleaner import wording
from cleaner.phrases import Phrase
from cleaner.steps import layout, shape
from cleaner.steps import traits as t
from cleaner.steps.evidence import Sign, evidence, heaviest
from cleaner.template import Template
from cleaner.words import Read

NEAR_CHARS = 1200  # code points; notices of several sentences are longer than phrases
MAY_TELL = wording.WORDED_TELLING  # telling words of a long line that may be a notice
_TERSE = t.TINY | t.SHORT  # too short to go on from a long phrase
_CREDITS = {"byline": t.BYLINE, "credit": t.CREDIT}  # families that are traits


class Judged(NamedTuple):
    """A line that may belong to the page: its kind, how sure, and the evidence in words."""

    line: int  # its index
    rule: str
    score: float
    why: str
    phrases: tuple[Phrase, ...] = ()
    quiet: bool = False  # says nothing about the lines around it


def is_off(rule: str, off: frozenset[str]) -> bool:
    """Tell whether a kind or its family is switched off.

    >>> is_off("share/button", frozenset({"share"})), is_off("share/button", frozenset({"share/heading"}))
    (True, False)
    """
    return rule in off or rule.partition("/")[0] in off


def decisive(phrases: tuple[Phrase, ...]) -> Phrase:
    """Return the phrase that names a line: a strong one if there is one."""
    first = phrases[0]
    return first if first.kind.strong else next((p for p in phrases if p.kind.strong), first)


def source(phrase: Phrase) -> str:
    """Return a phrase and the file that it is from, as reasons tell it."""
    return f"“{phrase.text}” (lang/{phrase.lang}.toml)"


def sheet_of(
    reads: Sequence[Read],
    matches: Sequence[tuple[Phrase, ...]],
    body: frozenset[int],
    title: str | None,
    lang: str,
    langs: frozenset[str],
    template: Template | None,
    settled: frozenset[int],
) -> layout.Page:
    """Read the traits of the lines that show something; all is by their place."""
    own, tells, telling = [], {}, wording.telling(langs)
    amid = layout.amid(len(reads)) if template is None and layout.spares_plain() else range(0)
    for at, (line, phrases) in enumerate(zip(reads, matches, strict=True)):
        is_body, is_open = at in body, at not in settled
        text = line.text
        short = len(text) <= shape.MAX_CHARS
        may_tell = (short and not is_body) or (len(text) <= NEAR_CHARS and line.among(telling) >= MAY_TELL)
        if is_body and not may_tell and at in amid and _is_plain(text):
            own.append(t.BODY)
            continue
        is_enough = is_body or not (is_open or shape.may_contact(text))
        held = shape.shape(text, lang, is_body=is_enough, is_latin=line.is_latin)
        if is_body:
            held |= t.BODY
        if phrases:
            held |= _phrases_say(phrases)
        if may_tell:
            told = wording.tells(line, langs)
            if told and short:
                tells[at] = told
                if not phrases and len(told) >= wording.WORDED_TELLING and wording.is_worded(line, langs):
                    held |= t.WORDED
            if told and is_open:
                if wording.harps(line, told, langs):
                    held |= t.HARPS
                if len(told) >= 2 and not held & _TERSE and wording.opens(line, langs):
                    held |= t.OPENS
        may_be_credited = is_open and short and held & (t.NO_END | t.PLAIN) == t.NO_END
        if may_be_credited and wording.is_credited(text, langs):
            held |= t.CREDITED
        own.append(held)
    recurs = _recurs(reads, template) if template else {}
    return layout.Page(reads, own, tells, recurs, title, settled)


def _is_plain(text: str) -> bool:
    """Whether a line ends as a sentence does and has no mark that speaks of the page."""
    return shape.ends_sentence(text) and "©" not in text and "ⓒ" not in text


def _phrases_say(phrases: tuple[Phrase, ...]) -> int:
    held, leads = t.PHRASE, evidence().leads
    for phrase in phrases:
        kind = phrase.kind
        held |= _CREDITS.get(kind.family, 0)
        if kind.id in leads:
            held |= t.LEADS
    return held


def _recurs(reads: Sequence[Read], template: Template) -> dict[int, tuple[int, int]]:
    counts = (template.count(line.text) for line in reads)
    return {at: (count, template.pages) for at, count in enumerate(counts) if count}


def read_signs(
    sheet: layout.Page,
    found: dict[int, Judged],
    matches: Sequence[tuple[Phrase, ...]],
    lines: Sequence[int],
    *,
    threshold: float,
    off: frozenset[str],
) -> None:
    """Add to *found*, by place, the lines that show a sign, round after round; *lines*: indices of all."""
    held = evidence()
    gone: list[bool] = []
    shown = heaviest()
    for _ in range(held.rounds):
        goes = [False] * len(lines)
        for at, judged in found.items():
            speaks = judged.score >= threshold and not judged.quiet
            goes[at] = speaks and not (off and is_off(judged.rule, off))
        if goes == gone:
            break
        gone = goes
        for at, traits in sheet.traits(goes):
            sign = shown[traits]
            if sign and sign.weight > (found[at].score if at in found else 0.0):
                found[at] = _shown(lines[at], sign, matches[at], sheet.recurs.get(at))


def _shown(index: int, sign: Sign, phrases: tuple[Phrase, ...], recurs: tuple[int, int] | None) -> Judged:
    """Return the line that shows *sign*; what phrases call it, it is called."""
    why = sign.why
    if sign.needs & t.RECURS and recurs:
        why = f"on {recurs[0]} of {recurs[1]} pages of the site; {why}"
    quiet = sign.rule in evidence().quiet
    if not phrases or sign.rule.startswith("repeat/"):
        return Judged(index, sign.rule, sign.weight, why, quiet=quiet)
    named = decisive(phrases)
    return Judged(index, named.kind.id, sign.weight, f"{source(named)}: {why}", phrases, quiet)
