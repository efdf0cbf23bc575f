"""What the words of a line say where no phrase covers it.

The words that phrases are made of, those of them that few kinds share, and phrases that a
line nearly is. All of it reads the same counts, and so this module is longer than others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import chain
from typing import NamedTuple

from cleaner.lexicon import load
from cleaner.phrases import SLOTS, Phrase
from cleaner.words import DENSE, Read, fold, grams, pairs, tokens

_SENTENCE = re.compile(r"[.!?…。！？।؟۔]+(?:\s+|$)|(?<=[。！？])|(?<=[^\W\d_A-Z][.!?])(?=[A-Z])")
_BRACKET = re.compile(r"[(（]([^()（）]{2,80})[)）]$")
_PARTS = re.compile(r"[/|,;:：、]| – | - ")
_CREDIT = re.compile(r"[(/|:：©（]\s*([^(/|:：©（]{2,40})$")
NEAR_LEAST = 4  # words; shorter phrases must be met word by word
NEAR_COVERED = 0.4  # of a line, by sentences that nearly are phrases; the rest must have telling words
NEAR_TELLING = 0.15  # of the words of a longer line that are telling
NEAR_REST = 24  # code points; what a sentence leaves over, such as a button
NEAR_COMMON = 60  # long phrases; a word of more does not tell which one is meant
NEAR_MOST = 8  # phrases that share most words with a sentence
NEAR_KNOWN = 0.75  # of a line's words that phrases have, before phrases are searched for its like
NEAR_WORDS = 30  # words; a longer line must have telling words
NEAR_CLOSE = 0.7  # of them, where none of the shared words is telling
NEAR_SHARE = 0.5  # of the words of the longer of sentence and phrase
WORDED_LEAST = 3  # words; fewer say nothing about who wrote a line
WORDED_MOST = 30
WORDED_TELLING = 2  # of which as many are telling
WORDED_SHARE = 0.8  # of the words of a line that phrases have
HARPS_LEAST = 3  # times that a word stands in a line
HARPS_SHARE = 0.05  # of the line's words
HARPS_LETTERS = 6  # of it at the least
HARPS_PHRASES = 5  # that such a word stands in
TELLING_LEAST = 3  # phrases; fewer may be chance, in a large file still more
TELLING_OF = 250  # phrases of the file to each one of these
TELLING_MOST = 4  # families; a word of more is one of the language's common words
ACRONYM = 4  # letters; an agency's name this short counts in one case only
# Kinds whose words are those of articles too.
_COMMON = frozenset({"navigation/section", "navigation/link", "credit/agency", "footer/link"})


def tells(line: Read, langs: frozenset[str]) -> frozenset[str]:
    """Return the words of *line* that speak of a page's furniture, such as "newsletter" and "reply".

    >>> sorted(tells(Read("Follow us and get our newsletter"), frozenset({"en", "mul"})))
    ['follow', 'newsletter']
    """
    return _vocabularies(langs).telling.intersection(line.grams)


def may_be_near(line: Read, langs: frozenset[str]) -> bool:
    """Tell at little cost whether a line may be nearly a phrase: most of its words are those of phrases.

    >>> may_be_near(Read("Save my name and email for my next comment"), frozenset({"en"}))
    True
    """
    if len(line.words) > NEAR_WORDS:
        return len(tells(line, langs)) >= NEAR_TELLING * len(line.words)
    known = _vocabularies(langs).words
    grams = line.grams
    return sum(map(known.__contains__, grams)) >= NEAR_KNOWN * max(len(grams), NEAR_LEAST)


def may_tell(line: Read, langs: frozenset[str]) -> bool:
    """Tell at little cost whether a long line has as many telling words as a notice has.

    >>> may_tell(Read("The bees are back in the valley, and the river is low again."), frozenset({"en"}))
    False
    """
    return line.among(_vocabularies(langs).telling) >= WORDED_TELLING


def is_worded(line: Read, langs: frozenset[str]) -> bool:
    """Tell whether the words of *line* are nearly all words of the phrases of *langs*.

    A wording that no file has is mostly made of words that other phrases have.

    >>> is_worded(Read("Enter your email and subscribe to comments"), frozenset({"en"}))
    True
    >>> is_worded(Read("The bees are back in the valley"), frozenset({"en"}))
    False
    """
    grams = line.grams
    if not WORDED_LEAST <= len(grams) <= WORDED_MOST:
        return False
    known = _vocabularies(langs)
    if len(known.telling.intersection(grams)) < WORDED_TELLING:
        return False
    return sum(map(known.words.__contains__, grams)) >= WORDED_SHARE * len(grams)


def harps(line: Read, langs: frozenset[str]) -> bool:
    """Tell whether *line* comes back to one thing that only furniture speaks of so often.

    >>> harps(Read("Cookies help. Some cookies stay; other cookies go."), frozenset({"en"}))
    True
    """
    alone = _vocabularies(langs).alone
    if alone.isdisjoint(line.grams):
        return False
    found = [word for word in line.grams if word in alone]
    most = max(Counter(found).values())
    return most >= HARPS_LEAST and most >= HARPS_SHARE * len(line.grams)


def nearly(line: str, langs: frozenset[str]) -> tuple[tuple[Phrase, ...], float]:
    """Return the phrases that the sentences of *line* nearly are, or nothing, and how near at the least.

    Sites change a word: "on our site" for "on our website". Languages as in *langs* only.

    >>> nearly("She left a note for the new owner.", frozenset({"en"}))
    ((), 0.0)
    >>> found, share = nearly("Notify me of all follow-up comments by email.", frozenset({"en"}))
    >>> [p.kind.id for p in found], share > 0.7
    (['comment-form/notify'], True)
    """
    found: list[Phrase] = []
    covered = total = 0
    least = 1.0
    for sentence in filter(str.strip, _SENTENCE.split(line)):
        phrases = load().match(sentence, langs)
        if not phrases:
            phrases, share = _nearest(sentence, langs)
            least = min(least, share)
        if not (phrases or len(sentence) <= NEAR_REST or _speaks(sentence, langs)):
            return (), 0.0
        total += len(sentence)
        covered += len(sentence) if phrases else 0
        found += phrases
    return (tuple(found), least) if covered >= NEAR_COVERED * total else ((), 0.0)


def _speaks(sentence: str, langs: frozenset[str]) -> bool:
    return len(tells(Read(sentence), langs)) >= WORDED_TELLING


def _nearest(sentence: str, langs: frozenset[str]) -> tuple[tuple[Phrase, ...], float]:
    own = frozenset(grams(sentence))
    if len(own) < NEAR_LEAST:
        return (), 0.0
    best: tuple[float, Phrase] | None = None
    telling = _vocabularies(langs).telling
    for lang in sorted(langs & load().phrases.keys()):
        held = _long_phrases(lang)
        shared = Counter(
            chain.from_iterable(map(held.by_word.__getitem__, sorted(own & held.by_word.keys())))
        )
        for at in sorted(shared, key=shared.__getitem__, reverse=True)[:NEAR_MOST]:
            phrase, words = held.phrases[at]
            share = len(own & words) / max(len(own), len(words))
            least = NEAR_SHARE if own & words & telling else NEAR_CLOSE
            if share >= least and (best is None or share > best[0]):
                best = (share, phrase)
    return ((best[1],), best[0]) if best else ((), 0.0)


def is_credited(line: str) -> bool:
    """Tell whether a line ends with an agency's name set off by a mark: "(AP)", "Ann Lee/Reuters".

    >>> is_credited("The bridge (Photo: Reuters)"), is_credited("He spoke to Reuters")
    (True, False)
    """
    line = line.rstrip()
    bracket = _BRACKET.search(line)
    if bracket and _names_agency(bracket[1]):
        return True
    cut = _CREDIT.search(line.rstrip(")）").rstrip())
    return cut is not None and _is_agency(cut[1])


def _names_agency(text: str) -> bool:
    """Whether one of the parts of a bracket is an agency: "AP Photo/Ann Lee, File"."""
    return any(_is_agency(part) for part in _PARTS.split(text))


def _is_agency(text: str) -> bool:
    name = " ".join(tokens(text))
    return fold(name) in load().agencies and (len(name) > ACRONYM or name in (name.upper(), name.lower()))


class _Held(NamedTuple):
    """The long phrases of a language and where each of their telling words stands."""

    phrases: list[tuple[Phrase, frozenset[str]]]
    by_word: dict[str, list[int]]


@cache
def _long_phrases(lang: str) -> _Held:
    phrases: list[tuple[Phrase, frozenset[str]]] = []
    by_word: dict[str, list[int]] = {}
    for phrase in load().phrases[lang]:
        words = frozenset(pairs([word for word in phrase.words if word not in SLOTS and not word.isdigit()]))
        if phrase.kind.strong and len(words) >= NEAR_LEAST and "{title}" not in phrase.words:
            for word in sorted(words):
                by_word.setdefault(word, []).append(len(phrases))
            phrases.append((phrase, words))
    return _Held(phrases, {word: at for word, at in by_word.items() if len(at) <= NEAR_COMMON})


class _Words(NamedTuple):
    words: frozenset[str]
    telling: frozenset[str]
    alone: frozenset[str]  # telling words that one family alone has, and that are long


@cache
def _vocabulary(lang: str) -> _Words:
    """Return all words of a language's phrases, and those that stand in several, but of few families."""
    return _words_of(load().phrases.get(lang, ()))


@cache
def _vocabularies(langs: frozenset[str]) -> _Words:
    held = [_vocabulary(lang) for lang in sorted(langs)]
    words, telling, alone = (frozenset().union(*parts) for parts in zip(*held, strict=True))
    return _Words(words, telling, alone)


def _words_of(phrases: Iterable[Phrase]) -> _Words:
    families: dict[str, set[str]] = {}
    often: Counter[str] = Counter()
    networks: set[str] = set()
    number = 0
    for phrase in phrases:
        if phrase.kind.id in _COMMON:
            continue
        number += 1
        found = set(pairs([word for word in phrase.words if word not in SLOTS and not word.isdigit()]))
        if phrase.kind.id == "share/network":
            networks |= {word for word in found if len(word) > 4}
        often.update(found)
        for word in found:
            families.setdefault(word, set()).add(phrase.kind.family)
    least = max(TELLING_LEAST, number // TELLING_OF)
    telling = {
        word
        for word, count in often.items()
        if count >= least and len(families[word]) <= TELLING_MOST and (len(word) >= 4 or DENSE.match(word))
    }
    alone = {
        w for w in telling if len(families[w]) <= 2 and often[w] >= HARPS_PHRASES and len(w) >= HARPS_LETTERS
    }
    return _Words(frozenset(often), frozenset(telling | networks), frozenset(alone))
