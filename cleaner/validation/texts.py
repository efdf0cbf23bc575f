"""What expectations count in a text: with the cleaner's own detectors, and without Great Expectations.

A worker of a cluster imports this module, so it loads nothing that it does not need.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files

from cleaner.config import Config
from cleaner.model import Doc, Edit
from cleaner.pipeline import steps
from cleaner.steps import encoding

# Letters below which a language is not held against a declared one. Of 2,480 samples of phrases in
# 62 languages (data/lang, drawn at random) the detector was sure of a wrong one, those apart that
# data/languages.toml names, 51 times with 20 letters, 15 with 60, 9 with 100, 9 with 200.
LETTERS = 100
_READ = 4  # times Config.language_chars that are repaired before the language is told
_TAKES_LINES = ("thread", "captcha", "boilerplate", "repeats")  # steps of the pipeline


def residue(text: str | None) -> int:
    r"""Return how many lines of a text the cleaner would take out or suspects; of a missing one, 0.

    Comment threads, captchas, boilerplate and what is printed twice; a line is counted that loses
    a part too.

    >>> residue("The river rose again on Monday, and the old bridge was closed.\nLeave a Reply\nName\n")
    2
    """
    doc = Doc.of(text or "")
    taken = 0
    for name, step in steps(Config()):
        layers = len(doc.trail)
        doc = step(doc)
        if name in _TAKES_LINES:
            taken += sum(_lines(edit) for layer in doc.trail[layers:] for edit in layer)
        if name == _TAKES_LINES[-1]:
            break
    return taken + sum(finding.rule == "boilerplate/suspected" for finding in doc.findings)


def _lines(edit: Edit) -> int:
    return sum(bool(line.strip()) for line in edit.old.split("\n"))


def mojibake(text: str | None) -> int:
    r"""Return how many lines of a text look like mojibake; of a missing one, 0.

    >>> mojibake("fine\ncafÃ©"), mojibake(None)
    (1, 0)
    """
    return encoding.mojibake(text or "")


def controls(text: str | None) -> int:
    r"""Return how many control characters a text holds, tab and line feed apart; of a missing one, 0.

    >>> controls("a\x07\tb\n"), controls(None)
    (1, 0)
    """
    return encoding.controls(text or "")


COUNTS: Mapping[str, Callable[[str | None], int]] = {
    "residue": residue,
    "mojibake": mojibake,
    "controls": controls,
}


def is_other_language(text: str | None, code: str | None) -> bool:
    """Return whether a text is surely in another language than its code declares.

    *code*: ISO 639 with or without a region; "pt-BR" is "pt". Not sure, and so False: fewer than 100
    letters, a probability below `Config.language_min_confidence`, letters of other languages, a code
    that is missing, "und" or of a language that the detector does not know, and languages that it
    takes for each other (`data/languages.toml`).

    >>> text = "The council met on Tuesday evening and voted on the new bridge over the river, which has "
    >>> text += "been closed to all traffic since the flood in spring."
    >>> is_other_language(text, "de"), is_other_language(text, "en-GB"), is_other_language(text, "und")
    (True, False, False)
    """
    declared = primary(code or "")
    if not text or not _is_told(declared):
        return False
    found = _detected(text)
    return found not in ("und", declared, *_taken_for().get(declared, ()))


def _is_told(declared: str) -> bool:
    """Return whether a text in a language could be told from one in another."""
    return declared in _detectable() or declared in _taken_for()


def _detected(text: str) -> str:
    """Return the language of a text where the detector is sure, "und" where it is not."""
    from cleaner.steps import language

    config = Config()
    doc = encoding.repair(Doc.of(text[: _READ * config.language_chars]))
    if sum(map(str.isalpha, doc.text[: config.language_chars])) < LETTERS:
        return "und"
    doc = language.detect(config)(doc)
    return "und" if doc.findings else doc.lang


@cache
def primary(code: str) -> str:
    """Return the language of a code in its shortest form.

    >>> primary("pt-BR"), primary("zh_TW"), primary("deu"), primary("cmn-Hant"), primary("IW")
    ('pt', 'zh', 'de', 'zh', 'he')
    """
    from babel.core import get_global

    lang = code.strip().lower().replace("_", "-").partition("-")[0]
    return str(get_global("language_aliases").get(lang, lang)).partition("_")[0]


@cache
def _detectable() -> frozenset[str]:
    from cleaner.steps import profiles

    return frozenset(label.partition("-")[0] for label in profiles.load().langs)


@cache
def _taken_for() -> Mapping[str, tuple[str, ...]]:
    told = tomllib.loads((files("cleaner") / "data/languages.toml").read_text(encoding="utf-8"))
    return {code: tuple(others) for code, others in told["taken-for"].items()}
