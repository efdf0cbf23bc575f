"""What a line's place and shape say about it, in any language.

No word is looked up here. Traits are read off punctuation, digits, length, neighbours, the
title and the page's own vocabulary; data/evidence.toml says which of them together are a sign.
All of them but those of a line's own shape stand here, and so this module is longer than others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import chain

from cleaner.kept import kept
from cleaner.steps import traits as t
from cleaner.steps.evidence import deciding
from cleaner.steps.prints import Prints
from cleaner.steps.shape import STEM, STEM_LETTERS, bare, content, key, stems
from cleaner.words import Read

_SITE = re.compile(r"\s+[|–—»:·•-]+\s+")  # stands between a headline and the name of its site
EXCERPTS = 3  # paragraphs that break off; fewer may be the author's way to end
SEARCHES = 20  # stems; to search for more costs more than to have all that the body has
NEAR = 3  # lines; within them is near
CONTACTS = 3  # lines that are nothing but an address; of more, none is that of the page's own site
_ELLIPSES = ("...", "…", "...]", "…]", "...)", "…)")
_NO_HEADLINE = t.PHRASE | t.TINY | t.BARS | t.BULLET | t.ONLY_DATE | t.CONTACT | t.COPYRIGHT
_FIRST_LINES = (t.FIRST | t.EARLY | t.OPENING, *[t.EARLY | t.OPENING] * 2, *[t.OPENING] * 9)
LAST_LINES = 4
_STEMMED = t.STRANGE | t.NEW_WORDS | t.SOME_WORDS | t.OWN_WORDS  # of lines that are no body
# What is read last: it costs most, or changes as lines go.
_PLACED = t.HEAD | t.TAIL | t.BETWEEN | t.OVER_BODY | t.NO_BODY_BESIDE | t.BESIDE_PHRASE | t.BETWEEN_PHRASES
_PLACED |= t.NEAR_GONE | t.BESIDE_GONE | t.BETWEEN_GONE
_TEXT = _STEMMED | t.TITLE | t.HEADLINE | t.AGAIN | t.AGAIN_NEAR


class Page:
    """The lines of one page that show something; `traits` reads them anew as lines go.

    *own*: the traits of each line by itself, as the page stands before anything goes; *tells*: the
    words of short lines that speak of a page's furniture; *recurs*: pages of the site that have each
    line, out of as many. All by place.

    Most lines are body text that no sign can hold for, whatever goes around them. So what
    costs little is read first, and the rest only where some sign still depends on it. The
    lines at *settled* are not asked for.
    """

    def __init__(
        self,
        reads: Sequence[Read],
        own: Sequence[int],
        tells: Mapping[int, frozenset[str]],
        recurs: Mapping[int, tuple[int, int]],
        title: str | None,
        settled: frozenset[int],
    ) -> None:
        self.reads, self.own, self.tells, self.recurs = reads, own, tells, recurs
        self.edged = (0, *own, 0)  # so that each line has one on both sides
        self.body = [at for at, held in enumerate(own) if held & t.BODY]
        self.runs = _runs(reads, own)
        self.titles = _titles(title) if title else frozenset()
        self.later = t.AGAIN | t.AGAIN_NEAR | (t.TITLE if self.titles else 0)  # what is not known at first
        self.told: dict[str, int] = {}  # in how many lines each of these words is
        for word in chain.from_iterable(tells.values()):
            self.told[word] = self.told.get(word, 0) + 1
        self.prints = Prints(reads)
        self.headline = self._headline() if not self.titles else None
        self.broken = _broken(reads, self.body)
        self.fixed = self._open(settled)
        self._sought = 0  # stems so far
        self._asked: dict[int, int] = {}  # what the place of lines said when they were last asked for
        self._said: dict[int, tuple[int, int]] = {}  # what the text says of them, and what was asked

    def _open(self, settled: frozenset[int]) -> dict[int, int]:
        """Return what stays true of each line that a sign may hold for, whatever goes."""
        found = {}
        later = self.later | _PLACED
        by_body, by_others = deciding(later), deciding(later | _STEMMED)
        by_most = deciding((later | _STEMMED) & ~t.BETWEEN_PHRASES)  # of lines with no phrases on both sides
        last, is_led = len(self.own) - LAST_LINES, False
        for at, own in enumerate(self.own):
            if own == t.BODY:  # see `spares_plain`
                is_led = False
                continue
            is_body = own & t.BODY
            led = t.LED if is_led and not own & (t.BODY | t.LEADS) else 0
            is_led = (is_led or own & t.LEADS > 0) and not is_body
            if at in settled:
                continue
            held = own | led | self.runs[at]
            if at < len(_FIRST_LINES):
                held |= _FIRST_LINES[at]
            if at >= last:
                held |= t.LATE
            if at in self.broken:
                held |= t.BREAKS_OFF
            if at in self.tells:
                held |= self._tells_say(at)
            if at in self.recurs or held & t.ONLY_CONTACT:
                held |= self._neighbours_say(at)
            if (by_body if is_body else by_others if self._between_phrases(at) else by_most)[held]:
                found[at] = held
        return found

    def _between_phrases(self, at: int) -> bool:
        return bool(self.edged[at] & self.edged[at + 2] & t.PHRASE)

    @kept
    def vocabulary(self) -> set[str]:
        """Return the stems of the words of the body."""
        return set(map(STEM, chain.from_iterable(self._words())))

    @kept
    def _text(self) -> str:
        return f" {' '.join(map(' '.join, self._words()))} "

    def _words(self) -> Iterator[Sequence[str]]:
        """Yield the words of the body, line by line: those of a huge page are too much at once."""
        return (content(self.reads[at]) for at in self.body)

    def _known(self, own: frozenset[str]) -> int:
        """Return how many of these stems are those of words of the body; the first few are searched for."""
        self._sought += len(own)
        if self._sought > SEARCHES:
            return len(own & self.vocabulary)
        return sum((f" {stem}" if len(stem) == STEM_LETTERS else f" {stem} ") in self._text for stem in own)

    @kept
    def _has_few_contacts(self) -> bool:
        return len([held for held in self.own if held & t.ONLY_CONTACT]) <= CONTACTS

    def _headline(self) -> int | None:
        """Return the first line above the text that may be the headline."""
        for at, held in enumerate(self.own):
            if held & t.BODY and not held & t.NO_END:
                return None
            if held & _NO_HEADLINE:
                continue
            size = len(self.reads[at].grams)
            told = len(self.tells.get(at, ())) >= max(2, 0.2 * size)
            if not (held & t.WORDED or told or at in self.recurs) and size >= 3:
                return at if self.prints.key(at) else None
        return None

    def _tells_say(self, at: int) -> int:
        told = len([word for word in self.tells[at] if self.told[word] == 1])
        share = told / len(self.reads[at].grams)
        if told < 2 or share < 0.2:
            return 0
        if told < 3:
            return t.TELLS_2
        return t.TELLS_2 | t.TELLS_3 | (t.TELLS_MUCH if share >= 0.35 else 0)

    def _neighbours_say(self, at: int) -> int:
        beside, held = [i for i in (at - 1, at + 1) if 0 <= i < len(self.own)], 0
        if at in self.recurs:
            held |= t.RECURS
            if any(i in self.recurs for i in beside):
                held |= t.BESIDE_RECURS
        if self.own[at] & t.ONLY_CONTACT and self._has_few_contacts:
            held |= t.FEW_CONTACTS
            if any(self.own[i] & t.ONLY_CONTACT for i in beside):
                held |= t.BESIDE_CONTACT
        return held

    def _text_says(self, at: int, held: int) -> int:
        """Return *held*, the traits of a line, and of those that cost most what some sign still asks for."""
        said, known = self._said.get(at, (0, 0))
        held |= said
        later = (self.later if held & t.BODY else self.later | _STEMMED) & ~known
        asked = deciding(later)[held]
        if not asked:
            return held
        asked &= later
        if asked & _STEMMED:
            held |= self._stems_say(at)
            known |= _STEMMED
            later &= ~_STEMMED
            asked = deciding(later)[held] & later
        if asked & t.TITLE:
            held |= t.TITLE if self._is_title(at) else 0
        if asked & t.AGAIN:
            held |= t.AGAIN if self.prints.is_again(at) else 0
        if asked & t.AGAIN_NEAR:
            held |= t.AGAIN_NEAR if self.prints.is_again_near(at) else 0
        if self.headline is not None and not known & t.HEADLINE and deciding(0)[held]:
            held |= t.HEADLINE if self.prints.is_same(at, self.headline) else 0
            known |= t.HEADLINE
        self._said[at] = held & _TEXT, known | asked & ~_STEMMED
        return held

    def _stems_say(self, at: int) -> int:
        own = stems(self.reads[at])
        known = self._known(own) / len(own) if own else 1.0
        held = t.STRANGE if known == 0.0 else 0
        if len(own) >= 3:
            held |= t.NEW_WORDS if known < 0.25 else t.SOME_WORDS if known < 0.6 else t.OWN_WORDS
        return held

    def _is_title(self, at: int) -> bool:
        own = self.prints.key(at)
        return own in self.titles or any(
            len(title) > 15 and own.startswith(title) and len(own) < 1.3 * len(title) for title in self.titles
        )

    def traits(self, goes: Sequence[bool]) -> Iterator[tuple[int, int]]:
        """Yield the lines that signs may hold for, with their traits when those marked in *goes* are gone.

        Those of which nothing changed since they were asked for last are left out.
        """
        body = [at for at in self.body if not goes[at]]
        first, last = (body[0], body[-1]) if body else (len(self.own), -1)
        edged = (False, *goes, False)
        for at, fixed in self.fixed.items():
            placed = self._placed(at, edged, first, last)
            if self._asked.get(at) != placed:
                self._asked[at] = placed
                yield at, self._text_says(at, fixed | placed)

    def _placed(self, at: int, goes: Sequence[bool], first: int, last: int) -> int:
        """Return what a line's place says; *goes* has one more at both ends, as `edged` has."""
        before, after = self.edged[at], self.edged[at + 2]
        before_goes, after_goes = goes[at], goes[at + 2]
        held = t.HEAD if at < first else t.TAIL if at > last else t.BETWEEN
        if at + 1 == first:
            held |= t.OVER_BODY
        if before_goes or after_goes:
            held |= t.BESIDE_GONE | t.NEAR_GONE
            if before_goes and after_goes:
                held |= t.BETWEEN_GONE
                if before & after & t.PHRASE:
                    held |= t.BETWEEN_PHRASES
        elif True in goes[max(0, at - NEAR + 1) : at + NEAR + 2]:
            held |= t.NEAR_GONE
        if (before & t.PHRASE and not before_goes) or (after & t.PHRASE and not after_goes):
            held |= t.BESIDE_PHRASE
        if (before_goes or not before & t.BODY) and (after_goes or not after & t.BODY):
            held |= t.NO_BODY_BESIDE
        return held


def amid(count: int) -> range:
    """Return the places of lines, of as many, that stand away from both ends of a page."""
    return range(len(_FIRST_LINES), count - LAST_LINES)


@cache
def spares_plain() -> bool:
    """Whether no sign may hold for body text amid the page that ends as a sentence, however long it is.

    Of such lines nothing but that need be told, if nothing else speaks of them.
    """
    later = deciding(_PLACED | t.AGAIN | t.AGAIN_NEAR | t.TITLE | t.HEADLINE)
    return not any(later[t.BODY | size] for size in (t.TINY, t.SHORT, t.MIDDLING, t.LONG, t.VERY_LONG))


def _titles(title: str) -> frozenset[str]:
    """Return what a title may read as a headline: whole, and without the site's name."""
    parts = [part for part in _SITE.split(title) if len(part) >= 15 and 2 * len(part) > len(title)]
    return frozenset(filter(None, map(key, (title, *parts))))


def _broken(reads: Sequence[Read], body: Sequence[int]) -> frozenset[int]:
    """Return the paragraphs that end the page, all of which break off, as no others do and few are.

    An author leaves a sentence open anywhere in a text; excerpts of other pages stand in a row.
    """
    if not body or not _breaks_off(reads[body[-1]]):
        return frozenset()
    broken = [at for at in body if _breaks_off(reads[at])]
    is_last = EXCERPTS <= len(broken) <= len(body) / 2 and broken == body[-len(broken) :]
    return frozenset(broken) if is_last else frozenset()


def _breaks_off(read: Read) -> bool:
    return read.text.rstrip().endswith(_ELLIPSES)


def _runs(reads: Sequence[Read], own: Sequence[int]) -> list[int]:
    """Return for each line what its run of lines without a sentence's end says of it.

    How long the run is, whether a colon introduces it, and whether nothing but phrases follows it.
    """
    end = len(own)
    while end and own[end - 1] & t.PHRASE:
        end -= 1
    found: list[int] = []
    start = 0
    for at, held in enumerate((*own, t.BODY)):
        if held & (t.BODY | t.NO_END) == t.NO_END:
            continue
        if start < at:
            said = (t.RUN_3 if at - start >= 3 else 0) | (t.RUN_6 if at - start >= 6 else 0)
            if start > 0 and bare(reads[start - 1].text).endswith((":", "：")):
                said |= t.INTRODUCED
            found += [said | t.CLOSING] * (at - start) if at >= end else [said] * (at - start)
        found.append(0)
        start = at + 1
    return found
