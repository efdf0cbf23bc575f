"""What is known of languages and places before a page is read: data, and how to ask it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from cleaner.frequencies import Frequencies

KNOWN = 700  # pairs of endings; languages with a full word list have more, the others fewer
_FOLDER = files("cleaner") / "data/names"


@dataclass(frozen=True, slots=True)
class Languages:
    """What `data/names/languages.toml` says."""

    uninflected: frozenset[str]
    toned: frozenset[str]
    lists: Mapping[str, str]


@cache
def languages() -> Languages:
    """Read it; once."""
    data = tomllib.loads((_FOLDER / "languages.toml").read_text(encoding="utf-8"))
    return Languages(frozenset(data["uninflected"]), frozenset(data["toned"]), data["lists"])


def list_of(lang: str) -> str:
    """Return the code of the word list for a language, whether there is one or not.

    >>> list_of("hr"), list_of("pt-BR")
    ('sh', 'pt')
    """
    code = _code(lang)
    return languages().lists.get(code, code)


def is_inflected(lang: str) -> bool:
    """Tell whether names may take case endings: of a language that nothing is known of, yes.

    >>> is_inflected("fi"), is_inflected("und"), is_inflected("es")
    (True, True, False)
    """
    return _code(lang) not in languages().uninflected


def is_toned(lang: str) -> bool:
    """Tell whether accents mark tones, so that their absence is no slip.

    >>> is_toned("yor"), is_toned("fr")
    (True, False)
    """
    return _code(lang) in languages().toned


def _code(lang: str) -> str:
    return lang.lower().replace("_", "-").partition("-")[0]


def alternation(lang: str, wrong: str, right: str) -> int:
    """Return how many of 100 words that end in *wrong* have a sister that ends in *right* instead.

    0 where it is fewer than one in ten, or nothing is known.

    >>> alternation("fi", "oon", "on") > 50, alternation("fi", "ary", "ars")
    (True, 0)
    """
    return _endings(list_of(lang)).get(f"{wrong}\t{right}", 0)


def knows_endings(lang: str) -> bool:
    """Tell whether enough is known of how words of a language end to tell a case form from a slip.

    >>> knows_endings("pl"), knows_endings("el"), knows_endings("und")
    (True, False, False)
    """
    code = list_of(lang)
    return (_FOLDER / "endings" / f"{code}.tsv").is_file() and len(_endings(code)) >= KNOWN


@cache
def _endings(code: str) -> Mapping[str, int]:
    """Return what a language's file says, by both endings as they stand there: half the memory of pairs."""
    path = _FOLDER / "endings" / f"{code}.tsv"
    if not code.isalpha() or not path.is_file():
        path = _FOLDER / "endings" / "any.tsv"
    rows = (line.rpartition("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return {pair: int(share) for pair, _, share in rows}


def is_place(word: str) -> bool:
    """Tell whether a word in small letters is the name of a place of some size.

    >>> is_place("hangzhou"), is_place("hangzou")
    (True, False)
    """
    return _places().zipf(word) > 0


@cache
def _places() -> Frequencies:
    """Return the places as a list of words that are all as common: a twentieth of the memory of a set."""
    return Frequencies.of([(_FOLDER / "places.txt").read_text(encoding="utf-8").split("\n")])
