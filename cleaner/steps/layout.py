"""What a line's place and shape say about it, in any language.

No word is looked up here. Traits are read off punctuation, digits, length, neighbours, the
title and the page's own vocabulary; data/evidence.toml says which of them together are a sign.
All of them but those of a line's own shape stand here, and so this module is longer than others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from cleaner.steps.evidence import deciding
from cleaner.steps.prints import Prints
from cleaner.steps.shape import bare, content, key, stems, stems_of
from cleaner.words import Read

_SITE = re.compile(r"\s+[|–—»:·•-]+\s+")  # stands between a headline and the name of its site
EXCERPTS = 3  # paragraphs that break off; fewer may be the author's way to end
_ELLIPSES = ("...", "…", "...]", "…]", "...)", "…)")
_NO_HEADLINE = frozenset({"tiny", "bars", "bullet", "only_date", "contact", "copyright"})
_CREDITS = frozenset({"byline", "credit"})
_FIRST_LINES = (("first", "early", "opening"), *[("early", "opening")] * 2, *[("opening",)] * 9)
LAST_LINES = 4
_BODY = frozenset({"body"})
_STEMMED = frozenset({"strange", "new_words", "some_words", "own_words"})  # of lines that are no body
# What is read last: it costs most, or changes as lines go.
_PLACED = frozenset(
    {"head", "tail", "between", "over_body", "beside_gone", "between_gone", "between_phrases"}
    | {"near_gone", "beside_phrase", "no_body_beside"}
)
_BODY_LATER = _PLACED | {"title", "headline", "again", "again_near"}
_LATER = _BODY_LATER | _STEMMED
_NO_PHRASES_LATER = _LATER - {"between_phrases"}  # of lines that phrases do not stand on both sides of


class Line(NamedTuple):
    """A line that shows something, as this page stands before anything goes."""

    read: Read
    is_body: bool
    leads: bool  # phrases say that links stand under it
    phrase: bool  # phrases cover it
    shape: frozenset[str]
    worded: bool  # its words are those that phrases are made of
    tells: frozenset[str]  # its words that speak of a page's furniture
    harps: bool  # it comes back to one thing that furniture speaks of
    opens: bool  # it goes on from a long phrase
    credited: bool  # it ends with an agency's name
    families: frozenset[str]  # of the phrases that cover it
    recurs: tuple[int, int]  # pages of the site that have it, out of as many


class Page:
    """The lines of one page; `traits` reads them anew as lines go.

    Most lines are body text that no sign can hold for, whatever goes around them. So what
    costs little is read first, and the rest only where some sign still depends on it. The
    lines at *settled* are not asked for.
    """

    def __init__(self, lines: Sequence[Line], title: str | None, settled: frozenset[int]) -> None:
        self.lines = lines
        self.body = [at for at, line in enumerate(lines) if line.is_body]
        self.runs, self.introduced, self.closing = _runs(lines)
        self.titles = _titles(title or "")
        self.contacts = sum("only_contact" in line.shape for line in lines)
        self.told = Counter(chain.from_iterable(line.tells for line in lines if line.tells))
        self.prints = Prints([line.read for line in lines])
        self.headline = self._headline() if not self.titles else None
        self.led = self._led()
        self.broken = _broken(lines, self.body)
        self.fixed = self._open(settled)

    def _open(self, settled: frozenset[int]) -> dict[int, frozenset[str]]:
        """Return what stays true of each line that a sign may hold for, whatever goes."""
        found = {}
        for at, line in enumerate(self.lines):
            if at in settled:
                continue
            if self._is_plain(at):
                traits = line.shape | _BODY
            else:
                traits = line.shape.union(
                    self._words_say(line), self._place_says(at), self._neighbours_say(at)
                )
            asked = deciding(traits, self._later(at))
            if asked:
                traits = traits.union(self._text_says(at, asked))
                if deciding(traits, _PLACED):
                    found[at] = traits
        return found

    def _is_plain(self, at: int) -> bool:
        """Whether a line is body text amid the page of which nothing is told but its shape."""
        line = self.lines[at]
        told = line.tells or line.harps or line.opens or line.credited or line.recurs[0]
        placed = self.runs[at] or at in self.broken
        inside = len(_FIRST_LINES) <= at < len(self.lines) - LAST_LINES
        return line.is_body and inside and not (told or placed)

    def _later(self, at: int) -> frozenset[str]:
        """Return the traits of a line that are not known at first."""
        if self.lines[at].is_body:
            return _BODY_LATER
        beside = self.lines[max(0, at - 1) : at + 2 : 2] if at else self.lines[1:2]
        return _LATER if len(beside) == 2 and all(line.phrase for line in beside) else _NO_PHRASES_LATER

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The stems of the body."""
        found: set[str] = set()
        for at in self.body:  # one by one: the words of all lines of a huge page are too much
            found.update(content(self.lines[at].read))
        return stems_of(found)

    def _headline(self) -> int | None:
        """Return the first line above the text that may be the headline."""
        for at, line in enumerate(self.lines):
            if line.is_body and "no_end" not in line.shape:
                return None
            if line.phrase or line.shape & _NO_HEADLINE:
                continue
            told = len(line.tells) >= max(2, 0.2 * len(line.read.grams))
            if not (line.worded or told or line.recurs[0]) and len(line.read.grams) >= 3:
                return at if self.prints.key(at) else None
        return None

    def _led(self) -> list[bool]:
        led, found = False, []
        for line in self.lines:
            found.append(led and not line.is_body and not line.leads)
            led = (led or line.leads) and not line.is_body
        return found

    def _words_say(self, line: Line) -> list[str]:
        held = ["body"] if line.is_body else []
        if line.phrase:
            held.append("phrase")
            held += line.families & _CREDITS
        if line.credited:
            held.append("credited")
        if line.tells or line.harps or line.opens:
            held += self._tells_say(line)
        return held

    def _tells_say(self, line: Line) -> list[str]:
        told = sum(self.told[word] == 1 for word in line.tells)
        share = told / len(line.read.grams) if told else 0.0
        said = {
            "worded": line.worded,
            "harps": line.harps,
            "opens": line.opens,
            "tells_2": told >= 2 and share >= 0.2,
            "tells_3": told >= 3 and share >= 0.2,
            "tells_much": told >= 3 and share >= 0.35,
        }
        return [trait for trait, holds in said.items() if holds]

    def _place_says(self, at: int) -> list[str]:
        held = list(_FIRST_LINES[at]) if at < len(_FIRST_LINES) else []
        if at >= len(self.lines) - LAST_LINES:
            held.append("late")
        if self.led[at]:
            held.append("led")
        if at in self.broken:
            held.append("breaks_off")
        if self.runs[at]:
            held += self._run_says(at)
        return held

    def _run_says(self, at: int) -> list[str]:
        said = {
            "introduced": self.introduced[at],
            "closing": self.closing[at],
            "run_3": self.runs[at] >= 3,
            "run_6": self.runs[at] >= 6,
        }
        return [trait for trait, holds in said.items() if holds]

    def _neighbours_say(self, at: int) -> list[str]:
        line, held = self.lines[at], []
        few = "only_contact" in line.shape and self.contacts <= 3
        if line.recurs[0] or few:
            near = [self.lines[i] for i in (at - 1, at + 1) if 0 <= i < len(self.lines)]
            if line.recurs[0]:
                held.append("recurs")
                if any(other.recurs[0] for other in near):
                    held.append("beside_recurs")
            if few:
                held.append("few_contacts")
                if any("only_contact" in other.shape for other in near):
                    held.append("beside_contact")
        return held

    def _text_says(self, at: int, asked: frozenset[str]) -> list[str]:
        held = [] if self.lines[at].is_body or asked.isdisjoint(_STEMMED) else self._stems_say(at)
        title = bool(self.titles) and self._is_title(at)
        if title:
            held.append("title")
        if self.headline is not None and not title and self.prints.is_same(at, self.headline):
            held.append("headline")
        if "again" in asked and self.prints.is_again(at):
            held.append("again")
        if "again_near" in asked and self.prints.is_again_near(at):
            held.append("again_near")
        return held

    def _stems_say(self, at: int) -> list[str]:
        own = stems(self.lines[at].read)
        known = len(own & self.vocabulary) / len(own) if own else 1.0
        held = ["strange"] if known == 0.0 else []
        if len(own) >= 3:
            held.append("new_words" if known < 0.25 else "some_words" if known < 0.6 else "own_words")
        return held

    def _is_title(self, at: int) -> bool:
        own = self.prints.key(at)
        return own in self.titles or any(
            len(title) > 15 and own.startswith(title) and len(own) < 1.3 * len(title) for title in self.titles
        )

    def traits(self, goes: Sequence[bool]) -> dict[int, frozenset[str]]:
        """Return the traits of the lines that signs may hold for, when those marked in *goes* are gone."""
        body = [at for at in self.body if not goes[at]]
        first, last = (body[0], body[-1]) if body else (len(self.lines), -1)
        return {at: fixed.union(self._placed(at, goes, first, last)) for at, fixed in self.fixed.items()}

    def _placed(self, at: int, goes: Sequence[bool], first: int, last: int) -> list[str]:
        lines = self.lines
        held = ["head" if at < first else "tail" if at > last else "between"]
        near = [i for i in (at - 1, at + 1) if 0 <= i < len(lines)]
        gone = [i for i in near if goes[i]]
        if at + 1 == first:
            held.append("over_body")
        if gone:
            held.append("beside_gone")
            if len(gone) == 2:
                held.append("between_gone")
                if all(lines[i].phrase for i in near):
                    held.append("between_phrases")
        if True in goes[max(0, at - 3) : at + 4]:
            held.append("near_gone")
        if any(lines[i].phrase and not goes[i] for i in near):
            held.append("beside_phrase")
        if all(not lines[i].is_body or goes[i] for i in near):
            held.append("no_body_beside")
        return held


def _titles(title: str) -> frozenset[str]:
    """Return what a title may read as a headline: whole, and without the site's name."""
    parts = [part for part in _SITE.split(title) if len(part) >= 15 and 2 * len(part) > len(title)]
    return frozenset(filter(None, map(key, (title, *parts))))


def _broken(lines: Sequence[Line], body: Sequence[int]) -> frozenset[int]:
    """Return the paragraphs that end the page, all of which break off, as no others do and few are.

    An author leaves a sentence open anywhere in a text; excerpts of other pages stand in a row.
    """
    if not body or not _breaks_off(lines[body[-1]]):
        return frozenset()
    broken = [at for at in body if _breaks_off(lines[at])]
    is_last = EXCERPTS <= len(broken) <= len(body) / 2 and broken == body[-len(broken) :]
    return frozenset(broken) if is_last else frozenset()


def _breaks_off(line: Line) -> bool:
    return line.read.text.rstrip().endswith(_ELLIPSES)


def _runs(lines: Sequence[Line]) -> tuple[list[int], list[bool], list[bool]]:
    """Return for each line its run of lines without a sentence's end.

    The run's length, whether a colon introduces it, and whether nothing but phrases follows it.
    """
    runs, introduced, closing = [0] * len(lines), [False] * len(lines), [False] * len(lines)
    end = len(lines)
    while end and lines[end - 1].phrase:
        end -= 1
    start = 0
    for at in range(len(lines) + 1):
        if at < len(lines) and not lines[at].is_body and "no_end" in lines[at].shape:
            continue
        colon = start > 0 and bare(lines[start - 1].read.text).endswith((":", "："))
        for i in range(start, at):
            runs[i], introduced[i], closing[i] = at - start, colon, at >= end
        start = at + 1
    return runs, introduced, closing
