"""Reads data/ into kinds and phrases, and tells which phrases make up a line.

A line matches when phrases cover all of it, word by word. Words are folded: case, width,
Latin accents, punctuation and white space do not count. Files are found by listing the
folders; no list of kinds or languages stands in code.
"""

from __future__ import annotations

import gc
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import tomli  # compiled: half the time of tomllib for these many phrases

from cleaner.errors import LexiconError

# Written without spaces between words: Thai, Lao, Burmese, Khmer, kana, Han. There each character
# counts as a word.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
# Vowel signs and the like, which belong to the word they stand in: Hebrew, Arabic, the scripts of India.
_SIGNS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09cd\u09d7"
    "\u0a01-\u0a03\u0a3c-\u0a51\u0a70\u0a71\u0a81-\u0a83\u0abc-\u0acd\u0b01-\u0b03\u0b3c-\u0b57\u0b82\u0bbe-\u0bd7"
    "\u0c00-\u0c04\u0c3c-\u0c56\u0c81-\u0c83\u0cbc-\u0cd6\u0d00-\u0d03\u0d3b-\u0d57\u0d81-\u0d83\u0dca-\u0ddf"
)
_TOKEN = re.compile(rf"\{{[a-z]+\}}|[{_UNSPACED}©]|\d+|[^\W\d_{_UNSPACED}]+")
_SIGNED = re.compile(rf"\{{[a-z]+\}}|[{_UNSPACED}©]|\d+|(?:[^\W\d_{_UNSPACED}]|[{_SIGNS}])+")
_SIGN = re.compile(f"[{_SIGNS}]")
_LINE_OR = {pattern: re.compile(rf"\n|{pattern.pattern}") for pattern in (_TOKEN, _SIGNED)}
_DENSE = re.compile(f"[{_UNSPACED}]")
_MARK = re.compile(r"[:：՝|/»>›]")  # what stands between a label and its slot
_BRACKET = re.compile(r"[(（]([^()（）]{2,80})[)）]$")
_PARTS = re.compile(r"[/|,;:：、]| – | - ")
_SENTENCE = re.compile(r"[.!?…。！？।؟۔]+(?:\s+|$)|(?<=[。！？])")
_ASIDE = re.compile(r"(?<=\S)\s*[(（][^()（）{}]+[)）]$")  # "(opens in new window)", which themes leave out
_BREAK = re.compile(r"[|/»›:：;,、，]")  # no person's name goes on behind it
_MARKED_SLOT = re.compile(r"[:：՝|/»>›]\s*(?=\{)")
_SLOT = re.compile(r"\{[a-z]+\}")
_CREDIT = re.compile(r"[(/|:：©（]\s*([^(/|:：©（]{2,40})$")
_CAMEL = re.compile(r"[A-ZÀ-Þ]?[^\WA-ZÀ-Þ\d_]+")
# Accents and points that writers leave out, Hebrew and Arabic vowels and the tatweel among them.
_ACCENTS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]"
)
# Letters that Arabic, Persian and Urdu keyboards give for one another; the Turkish ı.
_ALIKE = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ہ": "ه", "ھ": "ه", "ۀ": "ه", "ı": "i"})
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
NEAR_SHARE = 0.5  # of the words of the longer of sentence and phrase
WORDED_LEAST = 3  # words; fewer say nothing about who wrote a line
WORDED_MOST = 30
WORDED_TELLING = 2  # of which as many are telling
WORDED_SHARE = 0.8  # of the words of a line that phrases have
# Kinds whose words are those of articles too.
_COMMON = frozenset({"navigation/section", "navigation/link", "credit/agency", "footer/link"})
ACRONYM = 4  # letters; an agency's name this short counts in one case only
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
    marked: frozenset[int] = frozenset()

    @property
    def is_long(self) -> bool:
        """Whether the phrase has more than one word of its own, or as much in ideographs."""
        own = [0.5 if _DENSE.match(word) else 1.0 for word in self.words if word not in SLOTS]
        return sum(own) >= WIDE_WORDS

    @property
    def is_wide(self) -> bool:
        """Whether the phrase counts on pages in other languages too."""
        return self.kind.strong and self.is_long


def fold(text: str) -> str:
    """Fold case, width and Latin accents.

    >>> fold("Écrire  Ｎｏｍ")
    'ecrire  nom'
    """
    if text.isascii():
        return text.lower()
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return unicodedata.normalize("NFC", plain.translate(_ALIKE))


def tokens(text: str, *, lines: bool = False) -> list[str]:
    """Return the words of *text* as they stand; numbers apart, one each where no spaces stand.

    With *lines*, line feeds are returned too.

    >>> tokens("3条评论 («Ok»)")
    ['3', '条', '评', '论', 'Ok']
    """
    pattern = _TOKEN
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        pattern = _SIGNED if _SIGN.search(text) else _TOKEN
    return (_LINE_OR[pattern] if lines else pattern).findall(text)


def grams(text: str) -> list[str]:
    """Return the words of *text*, folded; pairs of characters where no spaces stand.

    >>> grams("Leave 2 replies"), grams("发表评论")
    (['leave', 'replies'], ['发表', '表评', '评论'])
    """
    return _pairs([fold(token) for token in tokens(text) if not token.isdigit()])


def _pairs(words: list[str]) -> list[str]:
    pairs = []
    for at, word in enumerate(words):
        if not _DENSE.match(word):
            pairs.append(word)
        elif at + 1 < len(words) and _DENSE.match(words[at + 1]):
            pairs.append(word + words[at + 1])
    return pairs


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All kinds and phrases, indexed by what a line can be asked for."""

    kinds: Mapping[str, Kind]
    names: Mapping[str, str]  # language code -> English name
    exact: Mapping[tuple[str, ...], tuple[Phrase, ...]]
    slotted: Mapping[str, tuple[Phrase, ...]]  # by their first word that is no slot
    firsts: Mapping[str, int]  # first word -> longest exact phrase that begins with it, in words
    networks: frozenset[str]
    agencies: frozenset[str]  # that sell photographs
    phrases: Mapping[str, tuple[Phrase, ...]]  # by language

    def nearly(self, line: str, langs: frozenset[str]) -> tuple[Phrase, ...]:
        """Return the phrases that the sentences of *line* nearly are, or nothing.

        Sites change a word: "on our site" for "on our website". Languages as in *langs* only.

        >>> words = load()
        >>> [p.kind.id for p in words.nearly("She left a note for the new owner.", frozenset({"en"}))]
        []
        >>> found = words.nearly("Notify me of all follow-up comments by email.", frozenset({"en"}))
        >>> [p.kind.id for p in found]
        ['comment-form/notify']
        """
        found: list[Phrase] = []
        covered = total = 0
        for sentence in filter(str.strip, _SENTENCE.split(line)):
            phrases = self.match(sentence, langs) or self._nearest(sentence, langs)
            if not phrases and len(self.tells(sentence, langs)) < WORDED_TELLING:
                return ()
            total += len(sentence)
            covered += len(sentence) if phrases else 0
            found += phrases
        return tuple(found) if covered >= NEAR_COVERED * total else ()

    def _nearest(self, sentence: str, langs: frozenset[str]) -> tuple[Phrase, ...]:
        own = set(grams(sentence))
        if len(own) < NEAR_LEAST:
            return ()
        best: tuple[float, Phrase] | None = None
        for lang in sorted(langs & self.phrases.keys()):
            held = _long_phrases(lang)
            shared = Counter(at for word in own for at in held.by_word.get(word, ()))
            for at, _ in shared.most_common(8):
                phrase, words = held.phrases[at]
                share = len(own & words) / max(len(own), len(words))
                if share >= NEAR_SHARE and (best is None or share > best[0]):
                    best = (share, phrase)
        return (best[1],) if best else ()

    def is_worded(self, line: str, langs: frozenset[str]) -> bool:
        """Tell whether the words of *line* are nearly all words of the phrases of *langs*.

        A wording that no file has is mostly made of words that other phrases have.

        >>> words = load()
        >>> words.is_worded("Enter your email and subscribe to comments", frozenset({"en"}))
        True
        >>> words.is_worded("The bees are back in the valley", frozenset({"en"}))
        False
        """
        found = grams(line)
        if not WORDED_LEAST <= len(found) <= WORDED_MOST:
            return False
        known = [_vocabulary(lang)[0] for lang in sorted(langs & self.phrases.keys())]
        return (
            sum(any(word in words for words in known) for word in found) >= WORDED_SHARE * len(found)
            and len(self.tells(line, langs)) >= WORDED_TELLING
        )

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

    def tells(self, line: str, langs: frozenset[str]) -> frozenset[str]:
        """Return the words of *line* that speak of a page's furniture, such as "newsletter" and "reply".

        >>> sorted(load().tells("Follow us on Facebook and get our newsletter", frozenset({"en", "mul"})))
        ['facebook', 'follow', 'newsletter']
        """
        found = frozenset(grams(line))
        return frozenset().union(*(found & _vocabulary(lang)[1] for lang in langs & self.phrases.keys()))

    def match(self, line: str, langs: frozenset[str]) -> tuple[Phrase, ...]:
        """Return the phrases that cover all of *line*, or nothing.

        *langs*: languages whose short and weak phrases count too; the long strong ones always do.
        """
        shapes = tokens(line)
        if len(shapes) == 1 and not line.isupper():
            shapes = _CAMEL.findall(shapes[0]) if len(_CAMEL.findall(shapes[0])) > 1 else shapes
        if not 0 < len(shapes) <= MAX_WORDS:
            return ()
        words = [fold(shape) for shape in shapes]
        found = _MARK.finditer(line)
        marks = frozenset(len(tokens(line[: mark.start()])) for mark in found)
        whole = self._whole(words, shapes, langs, marks)
        return (whole,) if whole else self._sequence(words, shapes, langs, marks)

    def alternatives(self, phrase: Phrase, langs: frozenset[str]) -> tuple[Phrase, ...]:
        """Return all phrases of the same words that count: "E-mail" is a field and a share button."""
        group = self.exact.get(phrase.words, ())
        return tuple(p for p in group if _counts(p, langs)) or (phrase,)

    def _whole(
        self, words: list[str], shapes: list[str], langs: frozenset[str], marks: frozenset[int]
    ) -> Phrase | None:
        found = _best(self.exact.get(tuple(words), ()), langs)
        if found:
            return found
        fitting = [
            phrase
            for word in dict.fromkeys(words)
            for phrase in self.slotted.get(word, ())
            if _counts(phrase, langs) and len(words) in self.ends(phrase, words, shapes, 0, marks)
        ]
        return _best(fitting, langs)

    def _sequence(
        self, words: list[str], shapes: list[str], langs: frozenset[str], marks: frozenset[int]
    ) -> tuple[Phrase, ...]:
        """Cover the line from left to right, the longest phrase first."""
        found: list[Phrase] = []
        at = 0
        while at < len(words):
            phrase, end = self._longest(words, shapes, at, langs, marks)
            if phrase is None:
                return ()
            found.append(phrase)
            at = end
        return tuple(found)

    def _longest(
        self, words: list[str], shapes: list[str], at: int, langs: frozenset[str], marks: frozenset[int]
    ) -> tuple[Phrase | None, int]:
        for end in range(min(len(words), at + self.firsts.get(words[at], 0)), at, -1):
            phrase = _best(self.exact.get(tuple(words[at:end]), ()), langs)
            if phrase:
                return phrase, end
        for phrase in self.slotted.get(words[at], ()):
            if _counts(phrase, langs) and "{title}" not in phrase.words and "{name}" not in phrase.words:
                ends = self.ends(phrase, words, shapes, at, marks)
                if ends:
                    return phrase, max(ends)
        return None, at

    def ends(
        self, phrase: Phrase, words: list[str], shapes: list[str], at: int, marks: frozenset[int]
    ) -> set[int]:
        """Return where *phrase* may end when it begins at word *at*; marks stand in front of *marks*."""
        places = {at}
        for index, item in enumerate(phrase.words):
            if index in phrase.marked:
                places &= marks
            if item in SLOTS:
                least, most = SLOTS[item]
                places = {
                    end
                    for start in places
                    for end in range(
                        start + least, min(len(words), start + most * _density(words, start)) + 1
                    )
                    if self._fits(item, words[start:end], shapes[start:end])
                }
            else:
                places = {p + 1 for p in places if p < len(words) and words[p] == item}
            if not places:
                break
        return places

    def filled(self, phrase: Phrase, line: str, slot: str) -> str | None:
        """Return what stands in *line* where *phrase* has *slot*; None if they do not fit.

        >>> words = load()
        >>> [byline] = words.match("By Anna Weber", frozenset({"en"}))
        >>> words.filled(byline, "By Anna Weber", "{name}")
        'Anna Weber'
        """
        if slot not in phrase.words:
            return None
        places = [m.span() for m in _TOKEN.finditer(line)]
        shapes = [line[a:b] for a, b in places]
        at = phrase.words.index(slot)
        words = [fold(shape) for shape in shapes]
        marks = frozenset(len(tokens(line[: mark.start()])) for mark in _MARK.finditer(line))
        before = phrase._replace(words=phrase.words[:at])
        marked = frozenset(i - at - 1 for i in phrase.marked)
        after = phrase._replace(words=phrase.words[at + 1 :], marked=marked)
        for start in sorted(self.ends(before, words, shapes, 0, marks)):
            for end in range(len(words), start, -1):
                text = line[places[start][0] : places[end - 1][1]]
                if slot == "{name}" and _BREAK.search(text):
                    continue
                fits = self._fits(slot, words[start:end], shapes[start:end])
                if fits and len(words) in self.ends(after, words, shapes, end, marks):
                    return text
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
    return DENSE_WORDS if at < len(words) and _DENSE.match(words[at]) else 1


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
        Phrase(kind, lang, text, own, _marked(text)) for (kind, text), own in zip(found, words, strict=True)
    ]


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
        words = frozenset(_pairs([word for word in phrase.words if word not in SLOTS and not word.isdigit()]))
        if phrase.kind.strong and len(words) >= NEAR_LEAST and "{title}" not in phrase.words:
            for word in sorted(words & telling):
                by_word.setdefault(word, []).append(len(phrases))
            phrases.append((phrase, words))
    return _Held(phrases, by_word)


@cache
def _vocabulary(lang: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return all words of a language's phrases, and those that stand in several, but of few families."""
    return _words_of(load().phrases[lang])


def _words_of(phrases: Iterable[Phrase]) -> tuple[frozenset[str], frozenset[str]]:
    families: dict[str, set[str]] = {}
    often: Counter[str] = Counter()
    networks: set[str] = set()
    for phrase in phrases:
        if phrase.kind.id in _COMMON:
            continue
        found = set(_pairs([word for word in phrase.words if word not in SLOTS and not word.isdigit()]))
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
        and (len(word) >= 4 or _DENSE.match(word))
    }
    return frozenset(often), frozenset(telling | networks)


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


def _load() -> Lexicon:
    kinds = _kinds()
    languages = _read("lang")
    exact: dict[tuple[str, ...], list[Phrase]] = {}
    slotted: dict[str, list[Phrase]] = {}
    firsts: dict[str, int] = {}
    by_lang: dict[str, tuple[Phrase, ...]] = {}
    for lang, content in languages.items():
        phrases = phrases_of(lang, content, kinds)
        by_lang[lang] = tuple(phrases)
        for phrase in phrases:
            words = phrase.words
            if "{" in phrase.text:
                literal = next((word for word in words if word not in SLOTS), None)
                if literal is not None:
                    slotted.setdefault(literal, []).append(phrase)
            elif words:
                exact.setdefault(words, []).append(phrase)
                if firsts.get(words[0], 0) < len(words):
                    firsts[words[0]] = len(words)
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
        firsts,
        frozenset(named["share/network"]),
        frozenset(named["credit/agency"]),
        by_lang,
    )
