"""All phrases of all languages, held as text, with what finds them by their words.

There are more than eighty thousand, and a page has a few: as text with what finds it a phrase takes a
third of what it takes as an object. Those that pages have become objects, and stay.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from itertools import takewhile
from typing import Any

from cleaner.phrases import SLOTS, Kind, Phrase, Slotted, entries, made
from cleaner.words import folded


class PhraseIndex:
    """Phrases by language, by all of their words, by how they begin, and by a word of theirs.

    >>> from cleaner.phrases import kinds
    >>> index = PhraseIndex(kinds())
    >>> index.add("en", {"byline": {"author": ["By {name}"]}, "comment-form": {"heading": ["Leave a reply"]}})
    >>> index.finish()
    >>> index.group(("leave", "a", "reply"))[0].kind.id, index.lengths(("leave", "a"))
    ('comment-form/heading', (3,))
    >>> index.beginning(("by", "ann"))[0].phrase.text, index.around(("by", "ann"))
    ('By {name}', ())
    """

    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        self._known = kinds
        self._kinds = tuple(kinds.values())
        self._places = {kind: place for place, kind in enumerate(kinds)}
        self._texts = bytearray()  # in UTF-8, one behind the other
        self._starts = array("I", [0])  # of each phrase in them, and the end of the last
        self._kind_of = array("H")
        self._langs: dict[str, range] = {}  # numbers of their phrases
        self._codes: list[str] = []  # the languages
        self._firsts: list[int] = []  # number of the first phrase of each
        self._hashes = array("q")  # of the words of those without a slot; sorted in the end
        self._numbers = array("I")  # theirs, in the same order
        self._with_slots = array("I")  # numbers of the others
        self._lengths: dict[int, tuple[int, ...]] = {}  # by a hash of the first two words
        self._same: dict[tuple[int, ...], tuple[int, ...]] = {}  # so that equal ones are one
        self._beginning: dict[int, tuple[int, ...]] = {}  # by a hash of one or two words before a slot
        self._ending: dict[str, tuple[int, ...]] = {}  # those that begin with a slot, by their last word
        self._within: dict[str, tuple[int, ...]] = {}  # those that end with one too, by their longest word
        self._made: dict[int, Phrase] = {}
        self._groups: dict[tuple[str, ...], tuple[Phrase, ...]] = {}
        self._slotted: dict[tuple[int, ...], tuple[Slotted, ...]] = {}

    def add(self, lang: str, content: Mapping[str, Any]) -> None:
        """Take the phrases of a language, as its file has them; then `finish`.

        Raises LexiconError that names the file and the entry.
        """
        first = len(self._kind_of)
        found, words = entries(lang, content, self._known)
        for number, ((kind, text), own) in enumerate(zip(found, words, strict=True), first):
            self._texts += text.encode()
            self._starts.append(len(self._texts))
            self._kind_of.append(self._places[kind.id])
            if "{" in text:
                self._with_slots.append(number)
                self._by_slot(own, number)
            elif own:
                self._hashes.append(hash(own))
                self._numbers.append(number)
                self._measure(own)
        self._langs[lang] = range(first, len(self._kind_of))
        self._codes.append(lang)
        self._firsts.append(first)

    def finish(self) -> None:
        """Sort what was added."""
        order = sorted(range(len(self._hashes)), key=self._hashes.__getitem__)
        self._numbers = array("I", map(self._numbers.__getitem__, order))
        self._hashes = array("q", map(self._hashes.__getitem__, order))

    def _measure(self, words: tuple[str, ...]) -> None:
        head, size = hash(words[:2]), len(words)
        found = self._lengths.get(head, ())
        if size not in found:
            more = tuple(sorted((*found, size), reverse=True))
            self._lengths[head] = self._same.setdefault(more, more)

    def _by_slot(self, words: tuple[str, ...], number: int) -> None:
        """Note a phrase with slots by the words in front of the first, or behind the last, or between."""
        literals = [word for word in words if word not in SLOTS]
        if words[0] not in SLOTS:
            head = tuple(takewhile(lambda word: word not in SLOTS, words[:2]))
            self._beginning[hash(head)] = (*self._beginning.get(hash(head), ()), number)
        elif words[-1] not in SLOTS:
            self._ending[words[-1]] = (*self._ending.get(words[-1], ()), number)
        elif literals:
            longest = max(literals, key=len)
            self._within[longest] = (*self._within.get(longest, ()), number)

    def __len__(self) -> int:
        return len(self._kind_of)

    def of(self, lang: str) -> list[Phrase]:
        """Return all phrases of a language, in the order of its file; none of one that has no file."""
        numbers = self._langs.get(lang)
        if not numbers:
            return []
        texts = [self._text(number) for number in numbers]
        kinds = [self._kinds[self._kind_of[number]] for number in numbers]
        return [made(*one) for one in zip(kinds, [lang] * len(texts), texts, folded(texts), strict=True)]

    def said(self, kind: str) -> frozenset[str]:
        """Return the words of all phrases of a kind that have no slots, folded, with a space between."""
        place = self._places.get(kind)
        texts = [self._text(number) for number in self._numbers if self._kind_of[number] == place]
        return frozenset(map(" ".join, folded(texts))) if texts else frozenset()

    def with_slot(self, slot: str) -> Iterator[Phrase]:
        """Yield the phrases that have a slot."""
        return (self._fresh(number) for number in self._with_slots if slot in self._text(number))

    def group(self, words: tuple[str, ...]) -> tuple[Phrase, ...]:
        """Return the phrases without slots that have these folded words and no others."""
        if len(words) not in self._lengths.get(hash(words[:2]), ()):
            return ()
        found = self._groups.get(words)
        if found is None:
            found = self._look(words)
            if found:  # what pages have beside phrases is without end
                self._groups[words] = found
        return found

    def _look(self, words: tuple[str, ...]) -> tuple[Phrase, ...]:
        key, found = hash(words), []
        at = bisect_left(self._hashes, key)
        while at < len(self._hashes) and self._hashes[at] == key:
            phrase = self._phrase(self._numbers[at])
            if phrase.words == words:
                found.append(phrase)
            at += 1
        return tuple(found)

    def lengths(self, head: tuple[str, ...]) -> tuple[int, ...]:
        """Return how many words phrases without slots have that begin with these two, the most first."""
        return self._lengths.get(hash(head), ())

    def beginning(self, head: tuple[str, ...]) -> tuple[Slotted, ...]:
        """Return the phrases with slots that may begin as two words do, or as one does."""
        numbers = self._beginning.get(hash(head), ())
        if len(head) > 1 and (more := self._beginning.get(hash(head[:1]))):
            numbers = tuple(sorted((*numbers, *more))) if numbers else more
        return self._slots(numbers) if numbers else ()

    def around(self, words: tuple[str, ...]) -> tuple[Slotted, ...]:
        """Return the phrases that begin with a slot and may be all of *words*."""
        ending = self._ending.get(words[-1])
        if self._within.keys().isdisjoint(words):
            return self._slots(ending) if ending else ()
        found = list(map(self._within.__getitem__, self._within.keys() & words))
        if ending:
            found.append(ending)
        return tuple([one for numbers in found for one in self._slots(numbers)])

    def _slots(self, numbers: tuple[int, ...]) -> tuple[Slotted, ...]:
        found = self._slotted.get(numbers)
        if found is None:
            found = tuple(map(Slotted.of, map(self._phrase, numbers)))
            self._slotted[numbers] = found
        return found

    def _phrase(self, number: int) -> Phrase:
        found = self._made.get(number)
        if found is None:
            found = self._made[number] = self._fresh(number)
        return found

    def _fresh(self, number: int) -> Phrase:
        text = self._text(number)
        lang = self._codes[bisect_right(self._firsts, number) - 1]
        return made(self._kinds[self._kind_of[number]], lang, text, folded([text])[0])

    def _text(self, number: int) -> str:
        return self._texts[self._starts[number] : self._starts[number + 1]].decode()
