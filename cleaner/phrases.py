"""Kinds of boilerplate and their phrases, read from data/.

Files are found by listing the folders; no list of kinds or languages stands in code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import Any, NamedTuple

import tomli  # compiled: half the time of tomllib for these many phrases

from cleaner.errors import LexiconError
from cleaner.words import DENSE, folded, tokens

_ASIDE = re.compile(r"(?<=\S)\s*[(（][^()（）{}]+[)）]$")  # "(opens in new window)", which themes leave out
_MARKED_SLOT = re.compile(r"[:：՝|/»>›]\s*(?=\{)")
# Words that one slot may take: fewest and most.
SLOTS = {
    "{n}": (1, 3),
    "{year}": (1, 2),
    "{network}": (1, 3),
    "{name}": (1, 6),
    "{date}": (1, 10),
    "{title}": (1, 40),
}
_NONE: frozenset[int] = frozenset()
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
    colon: bool = True  # a line of this kind may end with a colon
    aside: bool = False  # what its phrases have in brackets at the end may be left out
    strong: bool = field(init=False)  # a line that phrases of this kind cover goes wherever it stands
    family: str = field(init=False)  # the part of the id in front of the slash

    def __post_init__(self) -> None:
        object.__setattr__(self, "strong", self.strength == "strong")
        object.__setattr__(self, "family", self.id.partition("/")[0])


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
    is_wide: bool  # it counts on pages in other languages too


class Slotted(NamedTuple):
    """A phrase with slots, and its words before the first of them, behind the last, and between."""

    phrase: Phrase
    head: tuple[str, ...]
    tail: tuple[str, ...]
    between: tuple[str, ...]
    slot: str  # if it has one alone
    takes_any: bool  # one of its slots takes words that nothing tells apart from what follows

    @classmethod
    def of(cls, phrase: Phrase) -> Slotted:
        """Return a phrase with slots, cut at them."""
        words = phrase.words
        slots = [at for at, word in enumerate(words) if word in SLOTS]
        first, last = slots[0], slots[-1]
        between = tuple(word for word in words[first:last] if word not in SLOTS)
        takes_any = "{title}" in words or "{name}" in words
        slot = words[first] if first == last else ""
        return cls(phrase, words[:first], words[last + 1 :], between, slot, takes_any)

    def may_be(self, words: tuple[str, ...]) -> bool:
        """Tell, at little cost, whether a line of these words may be the phrase.

        >>> kind = kinds()["share/button"]
        >>> slotted = Slotted.of(made(kind, "en", "Share on {network}", ("share", "on", "{network}")))
        >>> slotted.may_be(("share", "on", "facebook")), slotted.may_be(("share", "of", "facebook"))
        (True, False)
        """
        return words[: len(self.head)] == self.head and (
            not self.tail or words[-len(self.tail) :] == self.tail
        )


def read_folder(folder: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the files of data/*folder* by name, one at a time, with what they hold.

    Raises LexiconError that names a file that is no TOML.
    """
    for name in names_of(folder):
        file = resources.files("cleaner") / "data" / folder / f"{name}.toml"
        try:
            yield name, tomli.loads(file.read_text(encoding="utf-8"))
        except tomli.TOMLDecodeError as error:
            raise LexiconError(f"data/{folder}/{name}.toml: {error}") from error


def names_of(folder: str) -> list[str]:
    """Return the names of the files of data/*folder*, in order."""
    held = (resources.files("cleaner") / "data" / folder).iterdir()
    return sorted(entry.name.removesuffix(".toml") for entry in held if entry.name.endswith(".toml"))


def kinds() -> dict[str, Kind]:
    """Return every kind of data/kinds, by its id.

    >>> kinds()["comment-form/heading"].strength
    'strong'
    """
    found = {}
    for family, content in read_folder("kinds"):
        for entry in content["kind"]:
            flags = {flag: entry[flag] for flag in ("colon", "aside") if flag in entry}
            kind = Kind(f"{family}/{entry['id']}", entry["strength"], entry["example"], entry["why"], **flags)
            found[kind.id] = kind
    return found


def entries(
    lang: str, content: Mapping[str, Any], kinds: Mapping[str, Kind]
) -> tuple[list[tuple[Kind, str]], list[tuple[str, ...]]]:
    """Return one language's phrases, each with its kind, and their folded words.

    Raises LexiconError that names the file and the entry.
    """
    found = []
    for family, held in content.items():
        if family == "examples" or not isinstance(held, dict):
            continue
        for key, texts in held.items():
            kind = kinds.get(f"{family}/{key}")
            if kind is None:
                raise LexiconError(f"data/lang/{lang}.toml: no kind is called {family}/{key}; see data/kinds")
            found += [(kind, text) for text in texts]
            if kind.aside:
                cuts = [_ASIDE.sub("", text) for text in texts]
                found += [(kind, cut) for cut, text in zip(cuts, texts, strict=True) if cut != text]
    return found, _words([text for _, text in found], lang)


def made(kind: Kind, lang: str, text: str, words: tuple[str, ...]) -> Phrase:
    """Return a phrase, with what its text says of it."""
    is_long = _is_long(words)
    return Phrase(kind, lang, text, words, _marked(text), is_long, is_long and kind.strong)


def _is_long(words: tuple[str, ...]) -> bool:
    own = [word for word in words if word not in SLOTS]
    dense = DENSE.findall(" ".join(own)) if len(own) >= WIDE_WORDS else ()
    return len(own) - len(dense) / 2 >= WIDE_WORDS


def _marked(text: str) -> frozenset[int]:
    """Return which of a phrase's words are slots with a mark in front."""
    if not _MARKED_SLOT.search(text):
        return _NONE
    return frozenset(len(tokens(text[: m.start()])) for m in _MARKED_SLOT.finditer(text) if m.start())


def _words(texts: list[str], lang: str) -> list[tuple[str, ...]]:
    """Return the folded words of each text. Raises LexiconError that names a slot that is none."""
    cut = folded(texts)
    for text, words in zip(texts, cut, strict=True):
        if "{" in text and any(word.startswith("{") and word not in SLOTS for word in words):
            raise LexiconError(
                f"data/lang/{lang}.toml: {text!r} has a slot that is none of {', '.join(SLOTS)}"
            )
    return cut
