"""Which phrases make up a line.

A line matches when phrases cover all of it, word by word. Words are folded: case, width,
Latin accents, punctuation and white space do not count. What a slot may take is part of
matching, and so this module is longer than others.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from cleaner.phrase_index import PhraseIndex
from cleaner.phrases import SLOTS, Kind, Phrase, Slotted, kinds, read_folder
from cleaner.words import DENSE, Passing, Read, spans

_GLUED = re.compile(r"[A-ZÀ-Þ](?<=[^\W\d_A-ZÀ-Þ]{4}.)(?=[^\W\d_A-ZÀ-Þ]{2})")
_CASES = bytes(ord("A" if 65 <= at <= 90 else "a" if 97 <= at <= 122 else " ") for at in range(256))
_BREAK = re.compile(r"[|/»›:：;,、，]")  # no person's name goes on behind it
NETWORK, AGENCY = "share/network", "credit/agency"  # kinds whose phrases are names
YEAR_DIGITS = 4
PARTICLE = 3  # letters of a small word in a name: "van der", "de la"
HELD = 256  # lines: several steps ask for the same lines of a page
HELD_CHARS = 1000  # code points; longer lines are not held
MANY = 20_000  # lines of a page whose words are not kept: they would take a hundred megabytes
MAX_WORDS = 96  # words; a longer line is not looked up
ALWAYS = frozenset({"mul", "en"})  # plugins print English on pages in every language
DENSE_WORDS = 3  # as many characters of a script without spaces say what a word says


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All kinds and phrases, and what a line can be asked."""

    kinds: Mapping[str, Kind]
    names: Mapping[str, str]  # language code -> English name
    index: PhraseIndex
    networks: frozenset[str]
    agencies: frozenset[str]  # that sell photographs
    lines: dict[str, Read]  # lines asked for lately

    def match(self, line: str | Read, langs: frozenset[str]) -> tuple[Phrase, ...]:
        """Return the phrases that cover all of *line*, or nothing.

        *langs*: languages whose short and weak phrases count too; the long strong ones always do.
        """
        if isinstance(line, str) or line.passes:
            line = self.read(line if isinstance(line, str) else line.text)
        covered: tuple[frozenset[str], tuple[Phrase, ...]] | None = line.covered
        if covered is None or covered[0] is not langs:
            covered = line.covered = langs, self._match(line, langs)
        return covered[1]

    def read(self, line: str) -> Read:
        """Return *line* with its words; several steps ask for the same lines of a page."""
        if len(line) > HELD_CHARS:
            return Read(line)
        found = self.lines.get(line)
        if found is None:
            if len(self.lines) >= HELD:
                self.lines.clear()
            found = self.lines[line] = Read(line)
        return found

    def reads(self, lines: Sequence[str]) -> Sequence[Read]:
        """Return all lines of a page with their words; those of a page of many lines are not kept."""
        if len(lines) >= MANY:
            return Passing(lines)
        held = self.lines
        return [held.get(line) or self.read(line) for line in lines]

    def _match(self, line: Read, langs: frozenset[str]) -> tuple[Phrase, ...]:
        words = line.words
        if not 0 < len(words) <= MAX_WORDS:
            return ()
        index, head = self.index, words[:2]
        group = index.group(words)
        whole = _best(group, langs) if group else None
        if whole:
            return (whole,)
        beginning = index.beginning(head)
        whole = self._filled(line, beginning + index.around(words), langs)
        if whole:
            return (whole,)
        is_open = beginning or index.lengths(head) or index.lengths(words[:1])
        found = self._sequence(line, beginning, langs) if is_open else ()
        if not found and _is_glued(line.text):  # "Share on FacebookShare on X": buttons without a space
            return self._match(Read(_GLUED.sub(r" \g<0>", line.text)), langs)
        return found

    def alternatives(self, phrase: Phrase, langs: frozenset[str]) -> tuple[Phrase, ...]:
        """Return all phrases of the same words that count: "E-mail" is a field and a share button."""
        group = self.index.group(phrase.words)
        return tuple([p for p in group if p.is_wide or p.lang in langs]) or (phrase,)

    def _filled(self, line: Read, slotted: tuple[Slotted, ...], langs: frozenset[str]) -> Phrase | None:
        """Return which of these phrases is the whole line, with what fills its slots."""
        if not slotted:
            return None
        fitting = [
            one.phrase
            for one in slotted
            if (one.phrase.is_wide or one.phrase.lang in langs)
            and one.may_be(line.words)
            and self._is_filled(one, line)
        ]
        return _best(fitting, langs) if fitting else None

    def _is_filled(self, one: Slotted, line: Read) -> bool:
        """Whether what stands between the words in front of the first slot and behind the last fills it."""
        words, phrase = line.words, one.phrase
        if not one.slot:
            return all(map(words.__contains__, one.between)) and len(words) in self.ends(phrase, line, 0)
        start, end = len(one.head), len(words) - len(one.tail)
        if start >= end or (phrase.marked and start not in line.marks):
            return False
        most = SLOTS[one.slot][1] * _density(words, start)
        return end - start <= most and end in self._slot_ends(one.slot, line, start, end)

    def _sequence(
        self, line: Read, beginning: tuple[Slotted, ...], langs: frozenset[str]
    ) -> tuple[Phrase, ...]:
        """Cover the line from left to right, the longest phrase first; *beginning*: what may begin it."""
        found: list[Phrase] = []
        at = 0
        while at < len(line.words):
            if at:
                beginning = self.index.beginning(line.words[at : at + 2])
            phrase, end = self._longest(line, at, beginning, langs)
            if phrase is None:
                return ()
            found.append(phrase)
            at = end
        return tuple(found)

    def _longest(
        self, line: Read, at: int, beginning: tuple[Slotted, ...], langs: frozenset[str]
    ) -> tuple[Phrase | None, int]:
        words, index = line.words, self.index
        for length in (*index.lengths(words[at : at + 2]), 1):
            if at + length <= len(words):
                group = index.group(words[at : at + length])
                phrase = _best(group, langs) if group else None
                if phrase:
                    return phrase, at + length
        for one in beginning:
            if one.takes_any or (one.tail and one.tail[0] not in words):
                continue
            phrase = one.phrase
            counts = phrase.is_wide or phrase.lang in langs
            if counts and words[at : at + len(one.head)] == one.head:
                ends = self.ends(phrase, line, at)
                if ends:
                    return phrase, max(ends)
        return None, at

    def ends(self, phrase: Phrase, line: Read, at: int) -> set[int]:
        """Return where *phrase* may end when it begins at word *at* of *line*."""
        words = line.words
        places = {at}
        for index, item in enumerate(phrase.words):
            if index in phrase.marked:
                places &= line.marks
            if item in SLOTS:
                most = SLOTS[item][1]
                places = {
                    end
                    for start in places
                    for end in self._slot_ends(item, line, start, start + most * _density(words, start))
                }
            else:
                places = {p + 1 for p in places if p < len(words) and words[p] == item}
            if not places:
                break
        return places

    def filled(self, phrase: Phrase, text: str, slot: str) -> str | None:
        """Return what stands in the line *text* where *phrase* has *slot*; None if they do not fit.

        >>> words = load()
        >>> [byline] = words.match("By Anna Weber", frozenset({"en"}))
        >>> words.filled(byline, "By Anna Weber", "{name}")
        'Anna Weber'
        """
        if slot not in phrase.words:
            return None
        line = self.read(text)
        places = spans(text)
        if len(places) != len(line.words):
            return None
        at = phrase.words.index(slot)
        before = phrase._replace(words=phrase.words[:at])
        marked = frozenset(i - at - 1 for i in phrase.marked)
        after = phrase._replace(words=phrase.words[at + 1 :], marked=marked)
        for start in sorted(self.ends(before, line, 0)):
            for end in sorted(self._slot_ends(slot, line, start, len(line.words)), reverse=True):
                found = text[places[start][0] : places[end - 1][1]]
                is_broken = slot == "{name}" and _BREAK.search(found)
                if not is_broken and len(places) in self.ends(after, line, end):
                    return found
        return None

    def _slot_ends(self, slot: str, line: Read, start: int, stop: int) -> list[int]:
        """Return where *slot* may end, up to *stop*, when it begins at word *start* of *line*."""
        words, least = line.words, SLOTS[slot][0]
        stop = min(len(words), stop)
        if slot == "{title}":
            return list(range(start + least, stop + 1))
        if slot == "{network}":
            ends = range(start + least, stop + 1)
            return [end for end in ends if " ".join(words[start:end]) in self.networks]
        if slot == "{date}":
            first = next((at for at in range(start, stop) if words[at].isdigit()), stop)
            return list(range(first + 1, stop + 1))
        if slot == "{name}":
            return _name_ends(words, line.shapes, start, stop)
        end = start
        while end < stop and words[end].isdigit() and (slot == "{n}" or len(words[end]) == YEAR_DIGITS):
            end += 1
        return list(range(start + least, end + 1))


def _is_glued(text: str) -> bool:
    """Whether a word begins inside another."""
    if text.isascii():
        return "aaaaAaa" in text.encode().translate(_CASES).decode()
    return _GLUED.search(text) is not None


def _name_ends(words: Sequence[str], shapes: list[str], start: int, stop: int) -> list[int]:
    """Return where a person's name may end: it holds no number, and no small word but particles inside."""
    ends: list[int] = []
    for at in range(start, stop):
        is_small = _is_small(shapes[at])
        if words[at].isdigit() or (is_small and (at == start or len(shapes[at]) > PARTICLE)):
            break
        if not is_small:
            ends.append(at + 1)
    return ends


def _is_small(word: str) -> bool:
    """Whether a word could begin with a capital and does not; Georgian has none in running text."""
    return word[0].islower() and word[0].title() != word[0]


def _density(words: Sequence[str], at: int) -> int:
    return DENSE_WORDS if at < len(words) and DENSE.match(words[at]) else 1


def _best(phrases: Sequence[Phrase], langs: frozenset[str]) -> Phrase | None:
    """Return the phrase that decides: strong before weak, the page's languages first, then by name."""
    if len(phrases) == 1:  # most
        only = phrases[0]
        return only if only.is_wide or only.lang in langs else None
    fitting = [p for p in phrases if p.is_wide or p.lang in langs]
    if len(fitting) < 2:
        return fitting[0] if fitting else None
    own = [p for p in fitting if p.lang in langs and p.kind.strong]
    if len(own) == 1:
        return own[0]
    return min(
        own or fitting, key=lambda p: (not p.kind.strong, p.lang not in langs, p.lang, p.kind.id, p.text)
    )


@lru_cache(maxsize=256)
def langs_of(lang: str) -> frozenset[str]:
    """Return the languages whose short and weak phrases count on a page in *lang*.

    >>> sorted(langs_of("zh-cn"))
    ['en', 'mul', 'zh', 'zh-cn']
    """
    return frozenset({lang, lang.partition("-")[0]}) | ALWAYS


@cache
def load() -> Lexicon:
    """Read every kind and phrase of the installed package; once for each process."""
    collecting = gc.isenabled()
    gc.disable()  # nothing that is made here goes away
    try:
        return _load()
    finally:
        if collecting:
            gc.enable()
            gc.freeze()


def _load() -> Lexicon:
    known = kinds()
    index, names = PhraseIndex(known), {}
    for lang, content in read_folder("lang"):
        index.add(lang, content)
        names[lang] = content["name"]
    index.finish()
    return Lexicon(known, names, index, index.said(NETWORK), index.said(AGENCY), {})
