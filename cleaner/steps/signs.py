"""Lines that show a sign: traits of place and shape that hold in any language.

What goes makes its neighbours' evidence stronger, so signs are read again until nothing
more goes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cleaner import wording
from cleaner.phrases import Phrase
from cleaner.steps import layout, shape
from cleaner.steps.evidence import Sign, evidence, heaviest
from cleaner.template import Template
from cleaner.words import Read

NEAR_CHARS = 1200  # code points; notices of several sentences are longer than phrases
_NONE: frozenset[str] = frozenset()
_TERSE = frozenset({"tiny", "short"})  # too short to go on from a long phrase


@dataclass(frozen=True, slots=True)
class Judged:
    """A line that may belong to the page: its kind, how sure, and the evidence in words."""

    index: int
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
    return next((p for p in phrases if p.kind.strong), phrases[0])


def source(phrase: Phrase) -> str:
    """Return a phrase and the file that it is from, as reasons tell it."""
    return f"“{phrase.text}” (lang/{phrase.lang}.toml)"


def sheet_of(
    lines: Mapping[int, Read],
    shown: list[int],
    matches: Mapping[int, tuple[Phrase, ...]],
    body: frozenset[int],
    title: str | None,
    lang: str,
    langs: frozenset[str],
    template: Template | None,
    settled: frozenset[int],
) -> layout.Page:
    """Read the traits of the lines at *shown*; *body* and *settled* count places in it."""
    leads = evidence().leads
    sheet = []
    for at, i in enumerate(shown):
        line, text, is_body, is_open = lines[i], lines[i].text, at in body, at not in settled
        phrases = matches.get(i, ())
        short = len(text) <= shape.MAX_CHARS
        asked = short and not is_body
        if not asked and len(text) <= NEAR_CHARS:
            asked = wording.may_tell(line, langs)
        told = wording.tells(line, langs) if asked else _NONE
        traits = shape.shape(text, lang, is_body=is_body or not (is_open or shape.may_contact(text)))
        sheet.append(
            layout.Line(
                line,
                is_body,
                bool(phrases) and any(p.kind.id in leads for p in phrases),
                bool(phrases),
                traits,
                short and bool(told) and not phrases and wording.is_worded(line, langs),
                told if short else _NONE,
                is_open and bool(told) and wording.harps(line, langs),
                is_open and len(told) >= 2 and traits.isdisjoint(_TERSE) and wording.opens(line, langs),
                is_open and short and "no_end" in traits and wording.is_credited(text, langs),
                frozenset(p.kind.family for p in phrases) if phrases else _NONE,
                (template.count(text), template.pages) if template else (0, 0),
            )
        )
    return layout.Page(sheet, title, settled)


def read_signs(
    sheet: layout.Page,
    shown: list[int],
    found: dict[int, Judged],
    matches: Mapping[int, tuple[Phrase, ...]],
    *,
    threshold: float,
    off: frozenset[str],
) -> None:
    """Add to *found* the lines that show a sign, round after round."""
    held = evidence()
    gone: list[bool] = []
    for _ in range(held.rounds):
        speaking = {
            i for i, j in found.items() if j.score >= threshold and not j.quiet and not is_off(j.rule, off)
        }
        goes = [i in speaking for i in shown]
        if goes == gone:
            break
        gone = goes
        for at, traits in sheet.traits(goes).items():
            i = shown[at]
            sign = heaviest(traits)
            if sign and sign.weight > (found[i].score if i in found else 0.0):
                found[i] = _shown(i, sign, matches.get(i, ()), sheet.lines[at])


def _shown(index: int, sign: Sign, phrases: tuple[Phrase, ...], line: layout.Line) -> Judged:
    """Return the line that shows *sign*; what phrases call it, it is called."""
    why = f"{sign.why} ({', '.join(sorted(sign.needs))})"
    if "recurs" in sign.needs:
        why = f"on {line.recurs[0]} of {line.recurs[1]} pages of the site; {why}"
    quiet = sign.rule in evidence().quiet
    if not phrases or sign.rule.startswith("repeat/"):
        return Judged(index, sign.rule, sign.weight, why, quiet=quiet)
    named = decisive(phrases)
    return Judged(index, named.kind.id, sign.weight, f"{source(named)}: {why}", phrases, quiet)
