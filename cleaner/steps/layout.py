"""What a line's place and shape say about it, in any language.

No word is looked up here. Traits are read off punctuation, digits, length, neighbours, the
title and the page's own vocabulary; data/evidence.toml says which of them together are a sign.
All of them read the same lines, and so this module is longer than others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from cleaner.steps.shape import MAX_CHARS, bare, key
from cleaner.words import Read

_SITE = re.compile(r"\s+[|–—»:·•-]+\s+")  # stands between a headline and the name of its site
EXCERPTS = 3  # paragraphs that break off; fewer may be the author's way to end
_ELLIPSES = ("...", "…", "...]", "…]", "...)", "…)")
_NO_HEADLINE = frozenset({"tiny", "bars", "bullet", "only_date", "contact", "copyright"})


class Line(NamedTuple):
    """A line that shows something, as this page stands before anything goes."""

    read: Read
    is_body: bool
    leads: bool  # phrases say that links stand under it
    phrase: bool  # phrases cover it
    shape: frozenset[str]
    stems: frozenset[str]
    worded: bool  # its words are those that phrases are made of
    tells: frozenset[str]  # its words that speak of a page's furniture
    harps: bool  # it comes back to one thing that furniture speaks of
    opens: bool  # it goes on from a long phrase
    credited: bool  # it ends with an agency's name
    families: frozenset[str]  # of the phrases that cover it
    recurs: tuple[int, int]  # pages of the site that have it, out of as many


class Page:
    """The lines of one page; `traits` reads them anew as lines go."""

    def __init__(self, lines: Sequence[Line], title: str | None) -> None:
        self.lines = lines
        self.body = [at for at, line in enumerate(lines) if line.is_body]
        self.vocabulary = (
            frozenset().union(*(lines[at].stems for at in self.body)) if self.body else frozenset()
        )
        self.runs, self.introduced, self.closing = _runs(lines)
        self.titles = _titles(title or "")
        self.keys = [" ".join(line.read.words) if len(line.read.text) <= MAX_CHARS else "" for line in lines]
        self.counts = Counter(self.keys)
        self.contacts = sum("only_contact" in line.shape for line in lines)
        self.told = Counter(word for line in lines for word in line.tells)
        self.headline = self._headline() if not self.titles else ""
        self.led = self._led()
        self.broken = _broken(lines, self.body)
        self.fixed = [self._fixed(at) for at in range(len(lines))]

    def _headline(self) -> str:
        """Return the key of the first line above the text that may be the headline."""
        for line, own in zip(self.lines, self.keys, strict=True):
            if line.is_body and "no_end" not in line.shape:
                return ""
            told = len(line.tells) >= max(2, 0.2 * len(line.read.grams))
            speaks = line.worded or told or line.recurs[0]
            if not line.phrase and not speaks and not line.shape & _NO_HEADLINE and len(line.read.grams) >= 3:
                return own
        return ""

    def _led(self) -> list[bool]:
        led, found = False, []
        for line in self.lines:
            found.append(led and not line.is_body and not line.leads)
            led = (led or line.leads) and not line.is_body
        return found

    def _fixed(self, at: int) -> frozenset[str]:
        said = (
            *self._words_say(self.lines[at]).items(),
            *self._place_says(at).items(),
            *self._neighbours_say(at).items(),
            *self._text_says(at).items(),
        )
        return self.lines[at].shape.union([trait for trait, holds in said if holds])

    def _words_say(self, line: Line) -> dict[str, bool]:
        told = sum(self.told[word] == 1 for word in line.tells)
        share = told / len(line.read.grams) if told else 0.0
        return {
            "phrase": line.phrase,
            "byline": "byline" in line.families,
            "credit": "credit" in line.families,
            "credited": line.credited,
            "worded": line.worded,
            "harps": line.harps,
            "opens": line.opens,
            "tells_2": told >= 2 and share >= 0.2,
            "tells_3": told >= 3 and share >= 0.2,
            "tells_much": told >= 3 and share >= 0.35,
        }

    def _place_says(self, at: int) -> dict[str, bool]:
        n = len(self.lines)
        return {
            "first": at == 0,
            "early": at < 3,
            "opening": at < 12,
            "late": at >= n - 4,
            "led": self.led[at],
            "breaks_off": at in self.broken,
            "introduced": self.introduced[at],
            "closing": self.closing[at],
            "run_3": self.runs[at] >= 3,
            "run_6": self.runs[at] >= 6,
        }

    def _neighbours_say(self, at: int) -> dict[str, bool]:
        line = self.lines[at]
        near = [self.lines[i] for i in (at - 1, at + 1) if 0 <= i < len(self.lines)]
        few = "only_contact" in line.shape and self.contacts <= 3
        return {
            "recurs": line.recurs[0] > 0,
            "beside_recurs": line.recurs[0] > 0 and any(other.recurs[0] for other in near),
            "few_contacts": few,
            "beside_contact": few and any("only_contact" in other.shape for other in near),
        }

    def _text_says(self, at: int) -> dict[str, bool]:
        line, own = self.lines[at], self.keys[at]
        known = len(line.stems & self.vocabulary) / len(line.stems) if line.stems else 1.0
        many = not line.is_body and len(line.stems) >= 3
        again = len(own) > 12 and self.counts[own] > 1
        title = bool(self.titles) and self._is_title(at)
        return {
            "body": line.is_body,
            "strange": not line.is_body and known == 0.0,
            "new_words": many and known < 0.25,
            "some_words": many and 0.25 <= known < 0.6,
            "own_words": many and known >= 0.6,
            "title": title,
            "headline": not title and bool(self.headline) and own == self.headline,
            "again": again,
            "again_near": again and own in self.keys[max(0, at - 4) : at],
        }

    def _is_title(self, at: int) -> bool:
        own = self.keys[at]
        return own in self.titles or any(
            len(title) > 15 and own.startswith(title) and len(own) < 1.3 * len(title) for title in self.titles
        )

    def traits(self, goes: Sequence[bool]) -> list[frozenset[str]]:
        """Return the traits of each line when the lines marked in *goes* are gone."""
        body = [at for at in self.body if not goes[at]]
        first, last = (body[0], body[-1]) if body else (len(self.lines), -1)
        return [self._placed(at, goes, first, last) for at in range(len(self.lines))]

    def _placed(self, at: int, goes: Sequence[bool], first: int, last: int) -> frozenset[str]:
        n, lines = len(self.lines), self.lines
        held = {"head" if at < first else "tail" if at > last else "between"}
        near = [i for i in (at - 1, at + 1) if 0 <= i < n]
        if at + 1 == first:
            held.add("over_body")
        if any(goes[i] for i in near):
            held.add("beside_gone")
        if all(goes[i] for i in near) and len(near) == 2:
            held.add("between_gone")
            if all(lines[i].phrase for i in near):
                held.add("between_phrases")
        if any(goes[max(0, at - 3) : at + 4]):
            held.add("near_gone")
        if any(lines[i].phrase and not goes[i] for i in near):
            held.add("beside_phrase")
        if all(not lines[i].is_body or goes[i] for i in near):
            held.add("no_body_beside")
        return self.fixed[at] | held


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
