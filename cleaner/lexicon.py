"""Reads data/ into kinds and phrases, and tells which phrases make up a line.

A line matches when phrases cover all of it, word by word. Words are folded: case, width,
Latin accents, punctuation and white space do not count. Files are found by listing the
folders; no list of kinds or languages stands in code.
"""

from __future__ import annotations

import gc
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import tomli  # compiled: half the time of tomllib for these many phrases

from cleaner.errors import LexiconError
from cleaner.words import DENSE, Read, grams, pairs, spans
from cleaner.words import fold as fold
from cleaner.words import tokens as tokens

_BRACKET = re.compile(r"[(（]([^()（）]{2,80})[)）]$")
_PARTS = re.compile(r"[/|,;:：、]| – | - ")
_SENTENCE = re.compile(r"[.!?…。！？।؟۔]+(?:\s+|$)|(?<=[。！？])|(?<=[^\W\d_A-Z][.!?])(?=[A-Z])")
_ASIDE = re.compile(r"(?<=\S)\s*[(（][^()（）{}]+[)）]$")  # "(opens in new window)", which themes leave out
_GLUED = re.compile(r"(?<=[^\W\d_A-ZÀ-Þ]{4})(?=[A-ZÀ-Þ][^\W\d_A-ZÀ-Þ]{2})")
_BREAK = re.compile(r"[|/»›:：;,、，]")  # no person's name goes on behind it
_MARKED_SLOT = re.compile(r"[:：՝|/»>›]\s*(?=\{)")
_SLOT = re.compile(r"\{[a-z]+\}")
_CREDIT = re.compile(r"[(/|:：©（]\s*([^(/|:：©（]{2,40})$")
# Words that one slot may take: fewest and most.
SLOTS = {
    "{n}": (1, 3),
    "{year}": (1, 2),
    "{network}": (1, 3),
    "{name}": (1, 6),
    "{date}": (1, 10),
    "{title}": (1, 40),
}
MAX_WORDS = 96  # words; a longer line is not looked up
DENSE_WORDS = 3  # as many characters of a script without spaces say what a word says
NEAR_LEAST = 4  # words; shorter phrases must be met word by word
NEAR_COVERED = 0.4  # of a line, by sentences that nearly are phrases; the rest must have telling words
NEAR_REST = 24  # code points; what a sentence leaves over, such as a button
NEAR_SHARE = 0.5  # of the words of the longer of sentence and phrase
WORDED_LEAST = 3  # words; fewer say nothing about who wrote a line
WORDED_MOST = 30
WORDED_TELLING = 2  # of which as many are telling
WORDED_SHARE = 0.8  # of the words of a line that phrases have
# Kinds whose words are those of articles too.
_COMMON = frozenset({"navigation/section", "navigation/link", "credit/agency", "footer/link"})
ACRONYM = 4  # letters; an agency's name this short counts in one case only
HARPS_LEAST = 3  # times that a word stands in a line
HARPS_SHARE = 0.05  # of the line's words
HARPS_LETTERS = 6  # of it at the least
HARPS_PHRASES = 5  # that such a word stands in
TELLING_LEAST = 3  # phrases; fewer may be chance
TELLING_MOST = 4  # families; a word of more is one of the language's common words
WIDE_WORDS = 2  # a strong phrase of as many words holds on pages in any language


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of boilerplate: "comment-form/heading".

    *strength*: "strong" and "weak" kinds have phrases; a "sign" is read off place and shape.
    """

    id: str
    strength: str
    example: str
    why: str

    @property
    def strong(self) -> bool:
        """Whether a line that phrases of this kind cover goes wherever it stands."""
        return self.strength == "strong"

    @property
    def family(self) -> str:
        """The part of the id in front of the slash."""
        return self.id.partition("/")[0]


class Phrase(NamedTuple):
    """One wording of a kind in a language, with its words folded."""

    kind: Kind
    lang: str
    text: str
    words: tuple[str, ...]
    # Words in front of which a mark must stand in the line too, for they are slots: "Next: {title}"
    # must not match "Next steps will be told on Monday".
    marked: frozenset[int]
    is_long: bool  # more than one word of its own, or as much in ideographs

    @property
    def is_wide(self) -> bool:
        """Whether the phrase counts on pages in other languages too."""
        return self.is_long and self.kind.strength == "strong"


class Slotted(NamedTuple):
    """A phrase with slots, and its words that are none."""

    phrase: Phrase
    literals: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All kinds and phrases, indexed by what a line can be asked for."""

    kinds: Mapping[str, Kind]
    names: Mapping[str, str]  # language code -> English name
    exact: Mapping[tuple[str, ...], tuple[Phrase, ...]]
    slotted: Mapping[str, tuple[Slotted, ...]]  # that begin with a word, by it
    inner: Mapping[str, tuple[Slotted, ...]]  # that begin with a slot, by their longest word
    lengths: Mapping[tuple[str, ...], tuple[int, ...]]  # first two words -> words of such exact phrases
    networks: frozenset[str]
    agencies: frozenset[str]  # that sell photographs
    phrases: Mapping[str, tuple[Phrase, ...]]  # by language

    def nearly(self, line: str, langs: frozenset[str]) -> tuple[tuple[Phrase, ...], float]:
        """Return the phrases that the sentences of *line* nearly are, or nothing, and how near at the least.

        Sites change a word: "on our site" for "on our website". Languages as in *langs* only.

        >>> words = load()
        >>> words.nearly("She left a note for the new owner.", frozenset({"en"}))
        ((), 0.0)
        >>> found, share = words.nearly("Notify me of all follow-up comments by email.", frozenset({"en"}))
        >>> [p.kind.id for p in found], share > 0.7
        (['comment-form/notify'], True)
        """
        found: list[Phrase] = []
        covered = total = 0
        least = 1.0
        for sentence in filter(str.strip, _SENTENCE.split(line)):
            phrases = self.match(sentence, langs)
            if not phrases:
                phrases, share = self._nearest(sentence, langs)
                least = min(least, share)
            told = len(self.tells(Read(sentence), langs)) >= WORDED_TELLING or len(sentence) <= NEAR_REST
            if not phrases and not told:
                return (), 0.0
            total += len(sentence)
            covered += len(sentence) if phrases else 0
            found += phrases
        return (tuple(found), least) if covered >= NEAR_COVERED * total else ((), 0.0)

    def _nearest(self, sentence: str, langs: frozenset[str]) -> tuple[tuple[Phrase, ...], float]:
        own = frozenset(grams(sentence))
        if len(own) < NEAR_LEAST:
            return (), 0.0
        best: tuple[float, Phrase] | None = None
        for lang in sorted(langs & self.phrases.keys()):
            held = _long_phrases(lang)
            shared = Counter(at for word in sorted(own) for at in held.by_word.get(word, ()))
            for at, _ in shared.most_common(8):
                phrase, words = held.phrases[at]
                share = len(own & words) / max(len(own), len(words))
                if share >= NEAR_SHARE and (best is None or share > best[0]):
                    best = (share, phrase)
        return ((best[1],), best[0]) if best else ((), 0.0)

    def is_worded(self, line: Read, langs: frozenset[str]) -> bool:
        """Tell whether the words of *line* are nearly all words of the phrases of *langs*.

        A wording that no file has is mostly made of words that other phrases have.

        >>> words = load()
        >>> words.is_worded(Read("Enter your email and subscribe to comments"), frozenset({"en"}))
        True
        >>> words.is_worded(Read("The bees are back in the valley"), frozenset({"en"}))
        False
        """
        if not WORDED_LEAST <= len(line.grams) <= WORDED_MOST:
            return False
        known = _vocabularies(langs)
        if len(known.telling.intersection(line.grams)) < WORDED_TELLING:
            return False
        return sum(word in known.words for word in line.grams) >= WORDED_SHARE * len(line.grams)

    def is_credited(self, line: str) -> bool:
        """Tell whether a line ends with an agency's name set off by a mark: "(AP)", "Ann Lee/Reuters".

        >>> words = load()
        >>> words.is_credited("The bridge (Photo: Reuters)"), words.is_credited("He spoke to Reuters")
        (True, False)
        """
        line = line.rstrip()
        bracket = _BRACKET.search(line)
        if bracket and self._names_agency(bracket[1]):
            return True
        cut = _CREDIT.search(line.rstrip(")）").rstrip())
        return cut is not None and self._is_agency(cut[1])

    def _names_agency(self, text: str) -> bool:
        """Whether one of the parts of a bracket is an agency: "AP Photo/Ann Lee, File"."""
        return any(self._is_agency(part) for part in _PARTS.split(text))

    def _is_agency(self, text: str) -> bool:
        name = " ".join(tokens(text))
        return fold(name) in self.agencies and (len(name) > ACRONYM or name in (name.upper(), name.lower()))

    def tells(self, line: Read, langs: frozenset[str]) -> frozenset[str]:
        """Return the words of *line* that speak of a page's furniture, such as "newsletter" and "reply".

        >>> sorted(load().tells(Read("Follow us and get our newsletter"), frozenset({"en", "mul"})))
        ['follow', 'newsletter']
        """
        return _vocabularies(langs).telling.intersection(line.grams)

    def harps(self, line: Read, langs: frozenset[str]) -> bool:
        """Tell whether *line* comes back to one thing that only furniture speaks of so often.

        >>> load().harps(Read("Cookies help. Some cookies stay; other cookies go."), frozenset({"en"}))
        True
        """
        alone = _vocabularies(langs).alone
        found = Counter(word for word in line.grams if word in alone)
        most = max(found.values(), default=0)
        return most >= HARPS_LEAST and most >= HARPS_SHARE * len(line.grams)

    def match(self, line: str | Read, langs: frozenset[str]) -> tuple[Phrase, ...]:
        """Return the phrases that cover all of *line*, or nothing.

        *langs*: languages whose short and weak phrases count too; the long strong ones always do.
        """
        line = Read(line) if isinstance(line, str) else line
        if not 0 < len(line.words) <= MAX_WORDS:
            return ()
        whole = self._whole(line, langs)
        found = (whole,) if whole else self._sequence(line, langs)
        if not found and _GLUED.search(line.text):  # "Share on FacebookShare on X": buttons without a space
            return self.match(Read(_GLUED.sub(" ", line.text)), langs)
        return found

    def alternatives(self, phrase: Phrase, langs: frozenset[str]) -> tuple[Phrase, ...]:
        """Return all phrases of the same words that count: "E-mail" is a field and a share button."""
        group = self.exact.get(phrase.words, ())
        return tuple(p for p in group if _counts(p, langs)) or (phrase,)

    def _whole(self, line: Read, langs: frozenset[str]) -> Phrase | None:
        found = _best(self.exact.get(tuple(line.words), ()), langs)
        if found:
            return found
        held = frozenset(line.words)
        beginning = self.slotted.get(line.words[0], ())
        inside = (slotted for word in held & self.inner.keys() for slotted in self.inner[word])
        fitting = [
            phrase
            for phrase, literals in (*beginning, *inside)
            if literals <= held and _counts(phrase, langs) and len(line.words) in self.ends(phrase, line, 0)
        ]
        return _best(fitting, langs)

    def _sequence(self, line: Read, langs: frozenset[str]) -> tuple[Phrase, ...]:
        """Cover the line from left to right, the longest phrase first."""
        found: list[Phrase] = []
        at = 0
        while at < len(line.words):
            phrase, end = self._longest(line, at, langs)
            if phrase is None:
                return ()
            found.append(phrase)
            at = end
        return tuple(found)

    def _longest(self, line: Read, at: int, langs: frozenset[str]) -> tuple[Phrase | None, int]:
        words = line.words
        for length in (*self.lengths.get(tuple(words[at : at + 2]), ()), 1):
            if at + length <= len(words):
                phrase = _best(self.exact.get(tuple(words[at : at + length]), ()), langs)
                if phrase:
                    return phrase, at + length
        for phrase, literals in self.slotted.get(words[at], ()):
            if "{title}" in phrase.words or "{name}" in phrase.words or not _counts(phrase, langs):
                continue
            if literals.issubset(words):
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
                least, most = SLOTS[item]
                places = {
                    end
                    for start in places
                    for end in range(
                        start + least, min(len(words), start + most * _density(words, start)) + 1
                    )
                    if self._fits(item, words[start:end], line.shapes[start:end])
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
        line = Read(text)
        places = spans(text)
        if len(places) != len(line.words):
            return None
        at = phrase.words.index(slot)
        before = phrase._replace(words=phrase.words[:at])
        marked = frozenset(i - at - 1 for i in phrase.marked)
        after = phrase._replace(words=phrase.words[at + 1 :], marked=marked)
        for start in sorted(self.ends(before, line, 0)):
            for end in range(len(places), start, -1):
                found = text[places[start][0] : places[end - 1][1]]
                if slot == "{name}" and _BREAK.search(found):
                    continue
                fits = self._fits(slot, line.words[start:end], line.shapes[start:end])
                if fits and len(places) in self.ends(after, line, end):
                    return found
        return None

    def _fits(self, slot: str, words: list[str], shapes: list[str]) -> bool:
        if slot == "{n}":
            return all(word.isdigit() for word in words)
        if slot == "{year}":
            return all(word.isdigit() and len(word) == 4 for word in words)
        if slot == "{network}":
            return " ".join(words) in self.networks
        if slot == "{date}":
            return any(word.isdigit() for word in words)
        if slot == "{name}":
            return not (_is_small(shapes[0]) or _is_small(shapes[-1]) or any(w.isdigit() for w in words))
        return True


def _is_small(word: str) -> bool:
    """Whether a word could begin with a capital and does not; Georgian has none in running text."""
    return word[0].islower() and word[0].title() != word[0]


def _density(words: list[str], at: int) -> int:
    return DENSE_WORDS if at < len(words) and DENSE.match(words[at]) else 1


def _counts(phrase: Phrase, langs: frozenset[str]) -> bool:
    return phrase.lang in langs or phrase.is_wide


def _best(phrases: Iterable[Phrase], langs: frozenset[str]) -> Phrase | None:
    """Return the phrase that decides: strong before weak, the page's languages first, then by name."""
    fitting = [p for p in phrases if _counts(p, langs)]
    if not fitting:
        return None
    return min(fitting, key=lambda p: (not p.kind.strong, p.lang not in langs, p.lang, p.kind.id, p.text))


def _read(folder: str) -> dict[str, dict[str, Any]]:
    files = resources.files("cleaner") / "data" / folder
    found = {}
    for entry in sorted(files.iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".toml"):
            try:
                found[entry.name.removesuffix(".toml")] = tomli.loads(entry.read_text(encoding="utf-8"))
            except tomli.TOMLDecodeError as error:
                raise LexiconError(f"data/{folder}/{entry.name}: {error}") from error
    return found


def _kinds() -> dict[str, Kind]:
    kinds = {}
    for family, content in _read("kinds").items():
        for entry in content["kind"]:
            kind = Kind(f"{family}/{entry['id']}", entry["strength"], entry["example"], entry["why"])
            kinds[kind.id] = kind
    return kinds


def phrases_of(lang: str, content: Mapping[str, Any], kinds: Mapping[str, Kind]) -> list[Phrase]:
    """Read one language's phrases. Raises LexiconError that names the file and the entry."""
    found = []
    for family, entries in content.items():
        if family == "examples" or not isinstance(entries, dict):
            continue
        for key, texts in entries.items():
            kind = kinds.get(f"{family}/{key}")
            if kind is None:
                raise LexiconError(f"data/lang/{lang}.toml: no kind is called {family}/{key}; see data/kinds")
            found += [(kind, text) for text in texts]
            found += [
                (kind, cut) for text in texts if (cut := _ASIDE.sub("", text)) != text and cut not in texts
            ]
    words = _words([text for _, text in found], lang)
    return [
        Phrase(kind, lang, text, own, _marked(text), _is_long(text, own))
        for (kind, text), own in zip(found, words, strict=True)
    ]


def _is_long(text: str, words: tuple[str, ...]) -> bool:
    if "{" in text:
        words = tuple(word for word in words if word not in SLOTS)
    if text.isascii() or not DENSE.search(text):
        return len(words) >= WIDE_WORDS
    return sum(0.5 if DENSE.match(word) else 1.0 for word in words) >= WIDE_WORDS


def _marked(text: str) -> frozenset[int]:
    """Return which of a phrase's words are slots with a mark in front."""
    if "{" not in text:
        return frozenset()
    return frozenset(len(tokens(text[: m.start()])) for m in _MARKED_SLOT.finditer(text) if m.start())


def _words(texts: list[str], lang: str) -> list[tuple[str, ...]]:
    """Return the folded words of each text; all are folded and cut in one go, for there are many."""
    cut = [tuple(line.split()) for line in " ".join(tokens(fold("\n".join(texts)), lines=True)).split("\n")]
    for text, words in zip(texts, cut, strict=True):
        if "{" in text and any(word.startswith("{") and word not in SLOTS for word in words):
            raise LexiconError(
                f"data/lang/{lang}.toml: {text!r} has a slot that is none of {', '.join(SLOTS)}"
            )
    return cut


class _Held(NamedTuple):
    """The long phrases of a language and where each of their telling words stands."""

    phrases: list[tuple[Phrase, frozenset[str]]]
    by_word: dict[str, list[int]]


@cache
def _long_phrases(lang: str) -> _Held:
    telling = _vocabulary(lang)[1]
    phrases: list[tuple[Phrase, frozenset[str]]] = []
    by_word: dict[str, list[int]] = {}
    for phrase in load().phrases[lang]:
        words = frozenset(pairs([word for word in phrase.words if word not in SLOTS and not word.isdigit()]))
        if phrase.kind.strong and len(words) >= NEAR_LEAST and "{title}" not in phrase.words:
            for word in sorted(words & telling):
                by_word.setdefault(word, []).append(len(phrases))
            phrases.append((phrase, words))
    return _Held(phrases, by_word)


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
    for phrase in phrases:
        if phrase.kind.id in _COMMON:
            continue
        found = set(pairs([word for word in phrase.words if word not in SLOTS and not word.isdigit()]))
        if phrase.kind.id == "share/network":
            networks |= {word for word in found if len(word) > 4}
        often.update(found)
        for word in found:
            families.setdefault(word, set()).add(phrase.kind.family)
    telling = {
        word
        for word, count in often.items()
        if count >= TELLING_LEAST
        and len(families[word]) <= TELLING_MOST
        and (len(word) >= 4 or DENSE.match(word))
    }
    alone = {
        w for w in telling if len(families[w]) <= 2 and often[w] >= HARPS_PHRASES and len(w) >= HARPS_LETTERS
    }
    return _Words(frozenset(often), frozenset(telling | networks), frozenset(alone))


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
    kinds = _kinds()
    languages = _read("lang")
    exact: dict[tuple[str, ...], list[Phrase]] = {}
    slotted: dict[str, list[Slotted]] = {}
    inner: dict[str, list[Slotted]] = {}
    lengths: dict[tuple[str, ...], set[int]] = {}
    by_lang: dict[str, tuple[Phrase, ...]] = {}
    for lang, content in languages.items():
        phrases = phrases_of(lang, content, kinds)
        by_lang[lang] = tuple(phrases)
        for phrase in phrases:
            words = phrase.words
            if "{" in phrase.text:
                literals = frozenset(words) - SLOTS.keys()
                if words[0] in literals:
                    slotted.setdefault(words[0], []).append(Slotted(phrase, literals))
                elif literals:
                    longest = max(sorted(literals), key=len)
                    inner.setdefault(longest, []).append(Slotted(phrase, literals))
            elif words:
                exact.setdefault(words, []).append(phrase)
                if len(words) > 1:
                    lengths.setdefault(words[:2], set()).add(len(words))
    named: dict[str, set[str]] = {"share/network": set(), "credit/agency": set()}
    for group in exact.values():
        for phrase in group:
            if phrase.kind.id in named:
                named[phrase.kind.id].add(" ".join(phrase.words))
    return Lexicon(
        kinds,
        {lang: content["name"] for lang, content in languages.items()},
        {key: tuple(group) for key, group in exact.items()},
        {key: tuple(group) for key, group in slotted.items()},
        {key: tuple(group) for key, group in inner.items()},
        {key: tuple(sorted(found, reverse=True)) for key, found in lengths.items()},
        frozenset(named["share/network"]),
        frozenset(named["credit/agency"]),
        by_lang,
    )
