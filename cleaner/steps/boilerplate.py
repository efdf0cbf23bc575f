"""Lines that the lexicon names, judged in their context.

Each line that phrases cover whole collects evidence: how strong its kind is, what stands
beside it, where in the page it is. The weights are data (data/evidence.toml).
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from cleaner import lexicon
from cleaner.config import Config
from cleaner.lexicon import Lexicon, Phrase
from cleaner.model import Doc, Finding
from cleaner.steps import lines as page

ALWAYS = frozenset({"mul", "en"})  # plugins print English on pages in every language
_ENDS = (".", "!", "?", "…", "。", "！", "？", "।", "؟", "”", "»", '"', "」", "۔", "።")


@dataclass(frozen=True, slots=True)
class Judged:
    """A line that phrases cover: what it is, and the evidence for it going."""

    index: int
    phrases: tuple[Phrase, ...]
    score: float
    reasons: tuple[str, ...]

    @property
    def decisive(self) -> Phrase:
        """The phrase that names the line: a strong one if there is one."""
        return next((p for p in self.phrases if p.kind.strong), self.phrases[0])

    @property
    def why(self) -> str:
        """The evidence in words."""
        phrase = self.decisive
        return f"“{phrase.text}” (lang/{phrase.lang}.toml): {', '.join(self.reasons)} = {self.score:.1f}"


@cache
def weights() -> dict[str, Any]:
    """Read data/evidence.toml."""
    file = resources.files("cleaner") / "data" / "evidence.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def is_body(text: str) -> bool:
    """Tell whether a line reads like body text: long, or a sentence of some length.

    >>> is_body("Leave a Reply"), is_body("The river rose again on Monday, and the bridge was closed.")
    (False, True)
    """
    rule = weights()["body"]
    text = text.strip()
    if len(text) >= rule["long_chars"]:
        return True
    return text.endswith(_ENDS) and (
        text.count(" ") + 1 >= rule["min_words"]
        or (not text.isascii() and _unspaced(text) >= rule["min_chars"])
    )


def _unspaced(text: str) -> int:
    return sum(c >= "\u0e00" for c in text)


def judge(text: str, lang: str, words: Lexicon) -> list[Judged]:
    """Return every line that phrases cover, with its evidence; nothing is changed."""
    lines = page.split(text)
    shown = [i for i, line in enumerate(lines) if not line.is_blank]
    limit = weights()["body"]["max_chars"]
    langs = frozenset({lang, lang.partition("-")[0]}) | ALWAYS
    found = {i: words.match(lines[i].text, langs) for i in shown if lines[i].end - lines[i].start <= limit}
    more = frozenset(p.lang for phrases in found.values() for p in phrases if p.kind.strong)
    if more - langs:
        langs |= more
        found = {i: p or words.match(lines[i].text, langs) for i, p in found.items()}
    matches = {i: phrases for i, phrases in found.items() if phrases}
    body = [at for at, i in enumerate(shown) if i not in matches and is_body(lines[i].text)]
    families = {i: _families(phrases, langs, words) for i, phrases in matches.items()}
    context = _Context(shown, matches, families, body[0] if body else len(shown), body[-1] if body else -1)
    return [context.judged(at) for at, i in enumerate(shown) if i in matches]


def _families(phrases: tuple[Phrase, ...], langs: frozenset[str], words: Lexicon) -> frozenset[str]:
    return frozenset(other.kind.family for p in phrases for other in words.alternatives(p, langs))


@dataclass(frozen=True, slots=True)
class _Context:
    """The lines of a page that show something, and which of them phrases cover."""

    shown: list[int]
    matches: dict[int, tuple[Phrase, ...]]
    families: dict[int, frozenset[str]]  # all that a weak line could belong to
    first_body: int
    last_body: int

    def judged(self, at: int) -> Judged:
        phrases = self.matches[self.shown[at]]
        weight = weights()["weight"]
        if any(p.kind.strong for p in phrases):
            return Judged(self.shown[at], phrases, weight["strong"], ("strong",))
        held = ["weak", *self._around(at)]
        return Judged(self.shown[at], phrases, round(sum(weight[name] for name in held), 3), tuple(held))

    def _around(self, at: int) -> list[str]:
        near = weights()["distance"]["near"]
        beside = self._strong_families(at, near)
        held = []
        if beside & self.families[self.shown[at]]:
            held.append("family_beside")
        elif beside:
            held.append("strong_beside")
        if self._run(at) >= weights()["distance"]["run"]:
            held.append("weak_run")
        if at > self.last_body >= 0:
            held.append("tail")
        elif at < self.first_body:
            held.append("head")
        return held

    def _strong_families(self, at: int, near: int) -> set[str]:
        window = self.shown[max(0, at - near) : at + near + 1]
        return {p.kind.family for i in window for p in self.matches.get(i, ()) if p.kind.strong}

    def _run(self, at: int) -> int:
        """Return how many lines in a row around this one are covered by phrases."""
        cap = int(weights()["distance"]["run"])
        left = next((d for d in range(1, cap) if at < d or self.shown[at - d] not in self.matches), cap)
        right = next(
            (d for d in range(1, cap) if at + d >= len(self.shown) or self.shown[at + d] not in self.matches),
            cap,
        )
        return left + right - 1


def strip(config: Config) -> Callable[[Doc], Doc]:
    """Return the step that deletes lines whose evidence reaches the threshold and reports the doubtful."""
    words = lexicon.load()
    off = frozenset(config.off)

    def step(doc: Doc) -> Doc:
        judged = [
            j
            for j in judge(doc.text, doc.lang, words)
            if not {j.decisive.kind.id, j.decisive.kind.family} & off
        ]
        lines = page.split(doc.text)
        going = {j.index: (j.decisive.kind.id, j.why) for j in judged if j.score >= config.threshold}
        doubts = [
            Finding(
                "boilerplate/suspected",
                lines[j.index].start,
                lines[j.index].text,
                "this line may belong to the page, not to the article",
                j.why,
            )
            for j in judged
            if config.suspect <= j.score < config.threshold
        ]
        return doc.noted(doubts).edited(page.strip(doc.text, lines, going))

    return step
