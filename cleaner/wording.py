"""What the words of a line say where no phrase covers it.

The words that phrases are made of, those of them that few kinds share, and phrases that a
line nearly is. All of it reads the same counts, and so this module is longer than others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import chain
from sys import intern
from typing import NamedTuple

from cleaner.lexicon import PARTICLE, load
from cleaner.phrases import SLOTS, Phrase
from cleaner.words import DENSE, Read, fold, pairs, tokens

_SENTENCE = re.compile(r"[.!?…。！？।؟۔]+(?:\s+|$)|(?<=[。！？])|(?<=[^\W\d_A-Z][.!?])(?=[A-Z])")
_BRACKET = re.compile(r"[(（]([^()（）]{2,80})[)）]$")
_PARTS = re.compile(r"[/|,;:：、]| – | - ")
_CREDIT = re.compile(r"[(/|:：©（]\s*([^(/|:：©（]{2,40})$")
_SET_OFF = re.compile(r"[(/|:：©（]")  # sets a credit off from its caption
_BRACKETS = "([（【 "
NEAR_LEAST = 4  # words; shorter phrases must be met word by word
NEAR_COVERED = 0.4  # of a line, by sentences that nearly are phrases; the rest must have telling words
NEAR_TELLING = 0.15  # of the words of a longer line that are telling
NEAR_ROUGHLY = 0.05  # of a longer line's words that are telling where it is cut roughly
NEAR_REST = 24  # code points; what a sentence leaves over, such as a button
NEAR_COMMON = 60  # long phrases; a word of more does not tell which one is meant
NEAR_MOST = 8  # phrases that share most words with a sentence
NEAR_KNOWN = 0.75  # of a line's words that phrases have, before phrases are searched for its like
NEAR_WORDS = 30  # words; a longer line must have telling words
NEAR_CLOSE = 0.7  # of them, where none of the shared words is telling
NEAR_SHARE = 0.5  # of the words of the longer of sentence and phrase
OPENING = 40  # code points; the first two words of a line stand in them
CREDIT_CHARS = 48  # code points; what stands in front of a name in a credit is shorter
CREDIT_WORDS = 3  # of a label or an agency at the most: "main image credit"
NAME_CHARS = 40  # code points; a photographer, or a photographer and an agency
OPENS_LEAST = 6  # words of a strong phrase that a notice may go on from; two ideographs count as one
WORDED_LEAST = 3  # words; fewer say nothing about who wrote a line
WORDED_MOST = 30
WORDED_TELLING = 2  # of which as many are telling
WORDED_SHARE = 0.8  # of the words of a line that phrases have
HARPS_LEAST = 3  # times that a word stands in a line
HARPS_SHARE = 0.05  # of the line's words
HARPS_LETTERS = 6  # of it at the least
HARPS_PHRASES = 5  # that such a word stands in
TELLING_LEAST = 3  # phrases; fewer may be chance
TELLING_OF = 300  # phrases of the file to each one that a word must stand in, for more may be chance there
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


def telling(langs: frozenset[str]) -> frozenset[str]:
    """Return all words that speak of a page's furniture in *langs*."""
    return _vocabularies(langs).telling


def may_be_near(line: Read, langs: frozenset[str]) -> bool:
    """Tell at little cost whether a line may be nearly a phrase: most of its words are those of phrases.

    >>> may_be_near(Read("Save my name and email for my next comment"), frozenset({"en"}))
    True
    """
    known = _vocabularies(langs)
    if len(line.text) > NEAR_WORDS:
        rough = line.rough
        if len(rough) > NEAR_WORDS and line.among(known.telling) < NEAR_ROUGHLY * len(rough):
            return False  # of long lines most, before their words are cut
    size = len(line.words)
    if size > NEAR_WORDS:
        return len(known.telling.intersection(line.grams)) >= NEAR_TELLING * size
    return sum(map(known.words.__contains__, line.grams)) >= NEAR_KNOWN * max(len(line.grams), NEAR_LEAST)


def may_be_framed(line: Read) -> bool:
    """Tell at little cost whether a long line opens as a strong phrase of several slots does.

    >>> may_be_framed(Read("(Reporting by Ann Lee, Bo Ek and Cy Dee; editing by Di Fo)"))
    True
    """
    text = line.text.lstrip(_BRACKETS)[:OPENING]
    if not _may_frame(text[:1]):
        return False
    first, _, rest = fold(text).partition(" ")
    return rest.partition(" ")[0] in _frames().get(first, ())


@cache
def _frames() -> dict[str, frozenset[str]]:
    """Return what strong phrases of several slots open with: the first word, and what follows it.

    Left out are openings of phrases with one slot, which any long sentence may fill.
    """
    titled = [p for p in load().index.with_slot("{title}") if p.kind.strong and not p.marked]
    single = {p.words[:2] for p in titled if _slots(p) == 1}
    frames: dict[str, set[str]] = {}
    for opening in (p.words[:2] for p in titled if _slots(p) > 1):
        if opening not in single and not SLOTS.keys() & set(opening):
            frames.setdefault(opening[0], set()).add(opening[1])
    return {first: frozenset(rest) for first, rest in frames.items()}


@lru_cache(maxsize=1024)
def _may_frame(letter: str) -> bool:
    """Whether these openings begin with a letter."""
    return fold(letter) in {first[0] for first in _frames()}


def _slots(phrase: Phrase) -> int:
    return sum(word in SLOTS for word in phrase.words)


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


def opens(line: Read, langs: frozenset[str]) -> bool:
    """Tell whether *line* goes on from the words of a strong phrase, and a long one.

    A notice opens alike everywhere; what it says of its site stands in no file.

    >>> opens(Read("Your email address will not be published or shared with anyone else"), frozenset({"en"}))
    True
    """
    words = line.words
    lengths = load().index.lengths(words[:2]) if len(words) > OPENS_LEAST else ()
    phrases = (p for n in lengths if n < len(words) for p in load().index.group(words[:n]))
    return any(
        p.kind.strong and _weight(p.words) >= OPENS_LEAST and (p.lang in langs or p.is_wide) for p in phrases
    )


def _weight(words: tuple[str, ...]) -> float:
    return sum(0.5 if DENSE.match(word) else 1.0 for word in words)


def harps(line: Read, told: frozenset[str], langs: frozenset[str]) -> bool:
    """Tell whether *line* comes back to one thing that only furniture speaks of so often.

    *told*: those of its words that `tells`.

    >>> line, en = Read("Cookies help. Some cookies stay; other cookies go."), frozenset({"en"})
    >>> harps(line, tells(line, en), en)
    True
    """
    found = told & _vocabularies(langs).alone
    most = max(map(line.grams.count, found)) if found else 0
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
    own = frozenset(load().read(sentence).grams)
    if len(own) < NEAR_LEAST:
        return (), 0.0
    best: tuple[float, Phrase] | None = None
    telling = _vocabularies(langs).telling
    for lang in sorted(langs & load().names.keys()):
        held = _long_phrases(lang)
        known = sorted(own & held.by_word.keys())
        if len(known) < NEAR_SHARE * len(own):
            continue  # no phrase shares as many
        places = list(map(held.by_word.__getitem__, known))
        shared = Counter(chain.from_iterable(places))
        fewest = NEAR_SHARE * len(own) - places.count(())  # of a phrase with all common words
        likely = [at for at, count in shared.items() if count >= fewest]
        for at in sorted(likely, key=shared.__getitem__, reverse=True)[:NEAR_MOST]:
            phrase, words = held.phrases[at]
            both = own.intersection(words)
            share = len(both) / max(len(own), len(words))
            least = NEAR_SHARE if both & telling else NEAR_CLOSE
            if share >= least and (best is None or share > best[0]):
                best = (share, phrase)
    return ((best[1],), best[0]) if best else ((), 0.0)


def is_credited(line: str, langs: frozenset[str]) -> bool:
    """Tell whether a line ends with whose picture it is: an agency set off by a mark, a name behind one.

    >>> en = frozenset({"en"})
    >>> is_credited("The bridge (Photo: Reuters)", en), is_credited("He spoke to Reuters", en)
    (True, False)
    >>> is_credited("A bridge on Monday Credit: Ann Lee", en), is_credited("A bridge. REUTERS/Ann Lee", en)
    (True, True)
    """
    line = line.rstrip()
    if line.endswith((")", "）")):
        bracket = _BRACKET.search(line)
        if bracket and _names_agency(bracket[1]):
            return True
        line = line.rstrip(")）").rstrip()
    end = line[-CREDIT_CHARS:]
    if not _SET_OFF.search(end):
        return False
    cut = _CREDIT.search(line)
    return (cut is not None and _is_agency(cut[1])) or _is_labelled(line, end, langs)


def _is_labelled(line: str, end: str, langs: frozenset[str]) -> bool:
    """Whether a name ends the line behind an agency ("REUTERS/Ann Lee") or a label ("Credit: Ann Lee")."""
    if "/" in end:
        head, _, name = line.rpartition("/")
        if _is_person(name.split()) and any(_is_agency(own) for own in _endings(head)):
            return True
    for mark in ":：":
        if mark in end:
            head, _, name = line.rpartition(mark)
            if _may_be_name(name.strip()):
                return any(_is_label(own, head.rstrip(), langs) for own in _endings(head))
    return False


def _endings(head: str) -> list[str]:
    """Return the last words of *head*: three, two, one."""
    words = head[-CREDIT_CHARS:].split()[-CREDIT_WORDS:]
    return [" ".join(words[at:]).lstrip(_BRACKETS) for at in range(len(words))]


def _is_person(words: list[str]) -> bool:
    return 2 <= len(words) <= 4 and all(word[0].isupper() for word in words)


def _may_be_name(text: str) -> bool:
    """Whether *text* begins as names do, has only small words without a capital, and ends no sentence."""
    begins = 1 < len(text) <= NAME_CHARS and text[0].isalpha() and not text[0].islower()
    if not begins or "." in text or _SENTENCE.search(text):
        return False
    return all(len(word) <= PARTICLE or not word[0].islower() for word in text.split())


def _is_label(end: str, head: str, langs: frozenset[str]) -> bool:
    """Whether *end* of *head* labels a credit; behind a sentence it may be a caption run into a paragraph."""
    label = "" if end[:1].islower() else fold(end)
    if not label or not any(label in _labels(lang) for lang in langs):
        return False
    return not _SENTENCE.search(head[: -len(end)].rstrip(_BRACKETS) + " ")


@cache
def _labels(lang: str) -> frozenset[str]:
    """Return what stands in front of a photographer's name: "photo", "image credit"."""
    phrases = (p for p in _phrases(lang) if p.kind.id == "credit/photo")
    return frozenset(
        " ".join(p.words[:-1]) for p in phrases if p.words[-1] == "{name}" and p.marked == {len(p.words) - 1}
    )


def _names_agency(text: str) -> bool:
    """Whether one of the parts of a bracket is an agency: "AP Photo/Ann Lee, File"."""
    return any(_is_agency(part) for part in _PARTS.split(text))


def _is_agency(text: str) -> bool:
    name = " ".join(tokens(text))
    return fold(name) in load().agencies and (len(name) > ACRONYM or name in (name.upper(), name.lower()))


@lru_cache(maxsize=4)  # each language is asked for several times in turn, and then no more
def _phrases(lang: str) -> tuple[Phrase, ...]:
    return tuple(load().index.of(lang))


class _Held(NamedTuple):
    """The long phrases of a language and where each of their telling words stands."""

    phrases: list[tuple[Phrase, tuple[str, ...]]]  # its words, each once, in order
    by_word: dict[str, tuple[int, ...]]  # none for words that are in too many


@cache
def _long_phrases(lang: str) -> _Held:
    phrases: list[tuple[Phrase, tuple[str, ...]]] = []
    by_word: dict[str, list[int]] = {}
    for phrase in _phrases(lang):
        own = pairs([word for word in phrase.words if word not in SLOTS and not word.isdigit()])
        words = tuple(map(intern, sorted(set(own))))
        if phrase.kind.strong and len(words) >= NEAR_LEAST and "{title}" not in phrase.words:
            for word in words:
                by_word.setdefault(word, []).append(len(phrases))
            phrases.append((phrase, words))
    return _Held(phrases, {word: tuple(at) if len(at) <= NEAR_COMMON else () for word, at in by_word.items()})


class _Words(NamedTuple):
    words: frozenset[str]
    telling: frozenset[str]
    alone: frozenset[str]  # telling words that one family alone has, and that are long


@cache
def _vocabulary(lang: str) -> _Words:
    """Return all words of a language's phrases, and those that stand in several, but of few families."""
    return _words_of(_phrases(lang))


@cache
def _vocabularies(langs: frozenset[str]) -> _Words:
    held = [_vocabulary(lang) for lang in sorted(langs)]
    words, telling, alone = (frozenset().union(*parts) for parts in zip(*held, strict=True))
    return _Words(words, telling, alone)


def _words_of(phrases: Iterable[Phrase]) -> _Words:
    families: dict[str, set[str]] = {}
    often: Counter[str] = Counter()
    shares: dict[str, float] = {}
    networks: set[str] = set()
    held = [phrase for phrase in phrases if phrase.kind.id not in _COMMON]
    for phrase in held:
        found = set(pairs([word for word in phrase.words if word not in SLOTS and not word.isdigit()]))
        if phrase.kind.id == "share/network":
            networks |= {word for word in found if len(word) > 4}
        often.update(found)
        for word in found:
            shares[word] = shares.get(word, 0.0) + 1 / len(found)
            families.setdefault(word, set()).add(phrase.kind.family)
    # Words that stand in as many phrases differ by how much of them they are, lest all drop at once.
    least = len(held) / TELLING_OF
    telling = {
        word
        for word, count in often.items()
        if count >= TELLING_LEAST
        and count + shares[word] / count >= least
        and len(families[word]) <= TELLING_MOST
        and (len(word) >= 4 or DENSE.match(word))
    }
    alone = {
        w for w in telling if len(families[w]) <= 2 and often[w] >= HARPS_PHRASES and len(w) >= HARPS_LETTERS
    }
    return _Words(frozenset(often), frozenset(telling | networks), frozenset(alone))
