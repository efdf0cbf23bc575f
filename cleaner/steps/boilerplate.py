"""Lines that belong to the page, judged by their words and by their place.

Each line that phrases cover whole collects evidence: how strong its kind is, what stands
beside it, where in the page it is. Then the lines that no phrase covers are read for signs:
traits of place and shape that hold in any language. What goes makes its neighbours'
evidence stronger, so signs are read again until nothing more goes. All weights and signs
are data (data/evidence.toml).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from cleaner import lexicon, wording
from cleaner.config import Config
from cleaner.lexicon import Lexicon
from cleaner.model import Doc, Finding
from cleaner.phrases import Phrase
from cleaner.steps import dates, shape
from cleaner.steps import lines as page
from cleaner.steps.decided import RULE, decided
from cleaner.steps.evidence import evidence
from cleaner.steps.signs import NEAR_CHARS, Judged, decisive, is_off, read_signs, sheet_of, source
from cleaner.words import Read

_UNSPACED = re.compile("[\u0e00-\U0010ffff]")
_AUTHOR = frozenset({"byline/author", "byline/author-date"})  # kinds whose {name} is the author
MANY = 20_000  # lines of a page whose words are not kept: they would take a hundred megabytes
ALWAYS = frozenset({"mul", "en"})  # plugins print English on pages in every language


def is_body(text: str) -> bool:
    """Tell whether a line reads like body text: long, or a sentence of some length.

    >>> is_body("Leave a Reply"), is_body("The river rose again on Monday, and the bridge was closed.")
    (False, True)
    """
    rule = evidence().body
    text = text.strip()
    if len(text) >= rule["long_chars"] and not shape.is_item(text):
        return True
    return shape.ends_sentence(text) and (
        text.count(" ") + 1 >= rule["min_words"]
        or (not text.isascii() and len(_UNSPACED.findall(text)) >= rule["min_chars"])
    )


def judge(
    doc: Doc, words: Lexicon, *, threshold: float = 0.9, off: frozenset[str] = frozenset()
) -> list[Judged]:
    """Return every line that may belong to the page, with its evidence; nothing is changed.

    Lines of kinds or families in *off* stay, and so say nothing about the lines around them.
    """
    text, lang, title, template = doc.text, doc.lang, doc.title, doc.template
    parts = page.split(text)
    shown = page.shown(parts)
    read = words.read if len(shown) < MANY else partial(Read, keeps=False)
    lines = {i: read(parts[i].text) for i in shown}
    if template and all(template.count(lines[i].text) for i in shown):
        template = None  # nothing would be left: such lines are what the site has to say
    matches, langs = _matches(lines, shown, lang, words)
    like = {i: _nearly(lines[i], langs, words) for i in shown if i not in matches}
    near = {i: share for i, (phrases, share) in like.items() if phrases and _may_end(lines[i].text, phrases)}
    matches |= {i: like[i][0] for i in near}
    body = [at for at, i in enumerate(shown) if i not in matches and is_body(lines[i].text)]
    strong = _strong(matches, near)
    families = {i: _families(p, langs, words) for i, p in matches.items() if i not in strong}
    ends = (body[0], body[-1]) if body else (len(shown), -1)
    rule = evidence()
    closely = frozenset(
        i for i, share in near.items() if share >= rule.closely and len(lines[i].grams) >= rule.closely_words
    )
    context = _Context(shown, matches, families, near, closely, strong, *ends)
    found = {i: context.judged(at) for at, i in enumerate(shown) if i in matches}
    if template or len(body) >= evidence().body["min_lines"]:
        settled = frozenset(
            at for at, i in enumerate(shown) if i in found and found[i].score >= evidence().most
        )
        sheet = sheet_of(lines, shown, matches, frozenset(body), title, lang, langs, template, settled)
        read_signs(sheet, shown, found, matches, threshold=threshold, off=off)
    return [found[i] for i in sorted(found) if not is_off(found[i].rule, off)]


def _matches(
    lines: Mapping[int, Read], shown: list[int], lang: str, words: Lexicon
) -> tuple[dict[int, tuple[Phrase, ...]], frozenset[str]]:
    """Return the phrases of each line that they cover, and the languages that counted."""
    langs = frozenset({lang, lang.partition("-")[0]}) | ALWAYS
    long = evidence().body["long_chars"]
    asked = [i for i in shown if len(lines[i].text) < long or _may_be_phrase(lines[i], langs)]
    found = {i: words.match(lines[i], langs) for i in asked}
    more = frozenset(p.lang for phrases in found.values() for p in phrases if p.kind.strong)
    if more - langs:
        langs |= more
        found = {i: p or words.match(lines[i], langs) for i, p in found.items()}
    return {i: phrases for i, phrases in found.items() if phrases and _may_end(lines[i].text, phrases)}, langs


def _may_end(text: str, phrases: tuple[Phrase, ...]) -> bool:
    """Whether a line of these kinds may end as *text* does."""
    return all(p.kind.colon for p in phrases) or not shape.bare(text).endswith((":", "："))


def _may_be_phrase(line: Read, langs: frozenset[str]) -> bool:
    """Tell long lines of body text, at little cost, from what phrases may cover."""
    if len(line.text) > evidence().body["max_chars"]:
        return False
    return wording.may_tell(line, langs) or wording.may_be_framed(line)


def _nearly(line: Read, langs: frozenset[str], words: Lexicon) -> tuple[tuple[Phrase, ...], float]:
    long = len(line.text) >= evidence().body["long_chars"]
    if len(line.text) > NEAR_CHARS or (long and not wording.may_tell(line, langs)):
        return (), 0.0
    if not wording.may_be_near(line, langs):
        return (), 0.0
    return wording.nearly(line.text, langs)


def _families(phrases: tuple[Phrase, ...], langs: frozenset[str], words: Lexicon) -> frozenset[str]:
    return frozenset(other.kind.family for p in phrases for other in words.alternatives(p, langs))


def is_strong(phrases: tuple[Phrase, ...]) -> bool:
    """Tell whether the phrases of a line decide alone: one is strong, and is the line or has some words."""
    return any(p.kind.strong and (len(phrases) == 1 or p.is_long) for p in phrases)


def _strong(
    matches: Mapping[int, tuple[Phrase, ...]], near: Mapping[int, float]
) -> dict[int, frozenset[str]]:
    """Return the lines whose phrases decide alone, with the families of the strong ones."""
    return {
        i: frozenset(p.kind.family for p in phrases if p.kind.strong)
        for i, phrases in matches.items()
        if i not in near and is_strong(phrases)
    }


@dataclass(frozen=True, slots=True)
class _Context:
    """The lines of a page that show something, and which of them phrases cover."""

    shown: list[int]
    matches: dict[int, tuple[Phrase, ...]]
    families: Mapping[int, frozenset[str]]  # all that a line which does not decide alone could belong to
    near: Mapping[int, float]  # lines that only nearly are their phrases, and how near
    closely: frozenset[int]  # of them those that decide alone: of a short one, a word that differs may be all
    strong: Mapping[int, frozenset[str]]  # lines that decide alone, with the families of their strong kinds
    first_body: int
    last_body: int

    def judged(self, at: int) -> Judged:
        phrases = self.matches[self.shown[at]]
        named = decisive(phrases)
        if self.shown[at] in self.near:
            near = "closely" if self.shown[at] in self.closely else "nearly"
            held = [near, *self._around(at)]
        elif self.shown[at] in self.strong:
            held = ["strong"]
        else:
            held = ["weak", *self._around(at)]
        score = round(sum(evidence().weight[name] for name in held), 3)
        why = f"{source(named)}: {', '.join(held)} = {score:.1f}"
        return Judged(self.shown[at], named.kind.id, score, why, phrases, named.kind.id in evidence().quiet)

    def _around(self, at: int) -> list[str]:
        near = evidence().near
        beside = self._strong_families(at, near)
        held = []
        if beside & self.families[self.shown[at]]:
            held.append("family_beside")
        elif beside:
            held.append("strong_beside")
        if self._run(at) >= evidence().run:
            held.append("weak_run")
        if at > self.last_body >= 0:
            held.append("tail")
        elif at < self.first_body:
            held.append("head")
        return held

    def _strong_families(self, at: int, near: int) -> set[str]:
        """Return the families of the strong lines that stand within *near* lines."""
        window = self.shown[max(0, at - near) : at + near + 1]
        return {family for i in window if i in self.strong for family in self.strong[i]}

    def _run(self, at: int) -> int:
        """Return how many lines in a row around this one are covered by phrases."""
        cap = evidence().run
        left = next((d for d in range(1, cap) if at < d or self.shown[at - d] not in self.matches), cap)
        right = next(
            (d for d in range(1, cap) if at + d >= len(self.shown) or self.shown[at + d] not in self.matches),
            cap,
        )
        return left + right - 1


def strip(config: Config) -> Callable[[Doc], Doc]:
    """Return the step that deletes lines whose evidence reaches the threshold and reports the doubtful.

    What a person decided wins: such lines go, or stay, whatever the evidence.
    """
    words = lexicon.load()
    off = frozenset(config.off)
    tell = decided(config)

    def step(doc: Doc) -> Doc:
        judged = judge(doc, words, threshold=config.threshold, off=off)
        lines = page.split(doc.text)
        told = tell(doc, lines)
        gone = [j for j in judged if j.score >= config.threshold and j.index not in told.keep]
        going = {i: (RULE, why) for i, why in told.remove.items()} | {j.index: (j.rule, j.why) for j in gone}
        doubtful = [j for j in judged if config.suspect <= j.score < config.threshold and j.index not in told]
        author, date = _credits(gone, lines, doc.lang, words)
        doc = replace(doc, author=doc.author or author, date=doc.date or date)
        doc = doc.noted(_finding(j, lines[j.index]) for j in doubtful)
        return doc.edited(page.strip(doc.text, lines, going))

    return step


def _finding(judged: Judged, line: page.Line) -> Finding:
    message = "this line may belong to the page, not to the article"
    return Finding("boilerplate/suspected", line.start, line.text, message, judged.why)


def _credits(
    gone: Sequence[Judged], lines: Sequence[page.Line], lang: str, words: Lexicon
) -> tuple[str | None, str | None]:
    """Return the author and the date (ISO 8601) that the first bylines among the lines that go tell."""
    author = date = None
    for judged in gone:
        if judged.rule.partition("/")[0] != "byline" and judged.rule != "layout/date":
            continue
        text = lines[judged.index].text
        named = (words.filled(p, text, "{name}") for p in judged.phrases if p.kind.id in _AUTHOR)
        author = author or next(filter(None, named), None)
        dated = dates.found(text, lang)
        date = date or (dated[0] if dated else None) or None
    return author, date
