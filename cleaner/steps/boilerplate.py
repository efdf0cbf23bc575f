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
from dataclasses import replace
from functools import cache

from cleaner import lexicon, wording
from cleaner.config import Config
from cleaner.lexicon import Lexicon
from cleaner.model import Doc, Finding
from cleaner.phrases import Phrase
from cleaner.steps import dates, shape
from cleaner.steps import lines as page
from cleaner.steps.decided import RULE, decided
from cleaner.steps.evidence import evidence
from cleaner.steps.signs import MAY_TELL, NEAR_CHARS, Judged, decisive, is_off, read_signs, sheet_of, source
from cleaner.words import Read

_UNSPACED = re.compile("[\u0e00-\U0010ffff]+")
_AUTHOR = frozenset({"byline/author", "byline/author-date"})  # kinds whose {name} is the author


def is_body(text: str) -> bool:
    """Tell whether a line reads like body text: long, or a sentence of some length.

    >>> is_body("Leave a Reply"), is_body("The river rose again on Monday, and the bridge was closed.")
    (False, True)
    """
    rule = evidence().body
    if len(text) >= rule["long_chars"]:
        text = text.strip()
        if len(text) >= rule["long_chars"] and not shape.is_item(text):
            return True
    if not shape.ends_sentence(text):
        return False
    if text.strip().count(" ") + 1 >= rule["min_words"]:
        return True
    return not text.isascii() and sum(map(len, _UNSPACED.findall(text))) >= rule["min_chars"]


def judge(
    doc: Doc, words: Lexicon, *, threshold: float = 0.9, off: frozenset[str] = frozenset()
) -> list[Judged]:
    """Return every line that may belong to the page, with its evidence; nothing is changed.

    Lines of kinds or families in *off* stay, and so say nothing about the lines around them.
    """
    lines = page.split(doc.text)
    texts = lines.said
    reads = words.reads(texts)
    template = doc.template
    if template and all(map(template.count, texts)):
        template = None  # nothing would be left: such lines are what the site has to say
    matches, langs = _matches(reads, doc.lang, words)
    body, near, telling = [], {}, wording.telling(langs)
    long = evidence().body["long_chars"]
    for at, (line, covered) in enumerate(zip(reads, matches, strict=True)):
        if covered:
            continue
        text = line.text
        may_be_near = len(text) < long or (len(text) <= NEAR_CHARS and line.among(telling) >= MAY_TELL)
        if may_be_near and wording.may_be_near(line, langs):
            phrases, share = wording.nearly(text, langs)
            if phrases and _may_end(text, phrases):
                matches[at], near[at] = phrases, share
                continue
        if is_body(text):
            body.append(at)
    context = _Context(lines.shown, reads, matches, near, body, langs, words)
    found = {at: context.judged(at) for at, phrases in enumerate(matches) if phrases}
    if template or len(body) >= evidence().body["min_lines"]:
        settled = frozenset(at for at, judged in found.items() if judged.score >= evidence().most)
        sheet = sheet_of(reads, matches, frozenset(body), doc.title, doc.lang, langs, template, settled)
        read_signs(sheet, found, matches, lines.shown, threshold=threshold, off=off)
    return [found[at] for at in sorted(found) if not (off and is_off(found[at].rule, off))]


def _matches(
    reads: Sequence[Read], lang: str, words: Lexicon
) -> tuple[list[tuple[Phrase, ...]], frozenset[str]]:
    """Return the phrases that cover each line, by place, and the languages that counted."""
    langs, long = lexicon.langs_of(lang), evidence().body["long_chars"]
    telling = wording.telling(langs)
    found: list[tuple[Phrase, ...]] = []
    for line in reads:
        asks = len(line.text) < long or _may_be_phrase(line, telling)
        found.append(words.match(line, langs) if asks else ())
    more = frozenset([p.lang for phrases in found if phrases for p in phrases if p.kind.strong])
    if more - langs:
        asked = [len(line.text) < long or _may_be_phrase(line, telling) for line in reads]
        langs |= more
        for at, line in enumerate(reads):
            if asked[at] and not found[at]:
                found[at] = words.match(line, langs)
    for at, phrases in enumerate(found):
        if phrases and not _may_end(reads[at].text, phrases):
            found[at] = ()
    return found, langs


def _may_end(text: str, phrases: tuple[Phrase, ...]) -> bool:
    """Whether a line of these kinds may end as *text* does."""
    if phrases[0].kind.colon and (len(phrases) == 1 or all(p.kind.colon for p in phrases)):
        return True
    return not shape.bare(text).endswith((":", "："))


def _may_be_phrase(line: Read, telling: frozenset[str]) -> bool:
    """Tell long lines of body text, at little cost, from what phrases may cover."""
    if len(line.text) > evidence().body["max_chars"]:
        return False
    return line.among(telling) >= MAY_TELL or wording.may_be_framed(line)


def is_strong(phrases: tuple[Phrase, ...]) -> bool:
    """Tell whether the phrases of a line decide alone: one is strong, and is the line or has some words."""
    if len(phrases) == 1:
        return phrases[0].kind.strong
    return any(p.kind.strong and p.is_long for p in phrases)


class _Context:
    """The lines of a page that show something, by place, and which of them phrases cover."""

    def __init__(
        self,
        shown: Sequence[int],
        reads: Sequence[Read],
        matches: Sequence[tuple[Phrase, ...]],
        near: Mapping[int, float],
        body: Sequence[int],
        langs: frozenset[str],
        words: Lexicon,
    ) -> None:
        self.shown, self.reads, self.matches = shown, reads, matches
        self.near = near  # lines that only nearly are their phrases, and how near
        self.langs, self.words = langs, words
        self.first_body, self.last_body = (body[0], body[-1]) if body else (len(shown), -1)
        # Lines whose phrases decide alone, with the families of the strong ones.
        self.strong = {
            at: frozenset([p.kind.family for p in phrases if p.kind.strong])
            for at, phrases in enumerate(matches)
            if phrases and at not in near and is_strong(phrases)
        }

    def judged(self, at: int) -> Judged:
        phrases = self.matches[at]
        named = decisive(phrases)
        if at in self.strong:
            held = ["strong"]
        elif at in self.near:
            held = ["closely" if self._is_closely(at) else "nearly", *self._around(at)]
        else:
            held = ["weak", *self._around(at)]
        score, said = _weighed(tuple(held))
        rule = named.kind.id
        return Judged(
            self.shown[at], rule, score, f"{source(named)}: {said}", phrases, rule in evidence().quiet
        )

    def _is_closely(self, at: int) -> bool:
        """Whether a line decides alone though a word differs; of a short one, that word may be all."""
        rule = evidence()
        return self.near[at] >= rule.closely and len(self.reads[at].grams) >= rule.closely_words

    def _around(self, at: int) -> list[str]:
        near = evidence().near
        window = range(max(0, at - near), at + near + 1)
        beside = {family for other in window for family in self.strong.get(other, ())}
        held = []
        if beside & self._families(at):
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

    def _families(self, at: int) -> frozenset[str]:
        """Return all families that a line which does not decide alone could belong to."""
        others = [self.words.alternatives(p, self.langs) for p in self.matches[at]]
        return frozenset([other.kind.family for found in others for other in found])

    def _run(self, at: int) -> int:
        """Return how many lines in a row around this one are covered by phrases, or as many as count."""
        last, most, left, right = len(self.matches) - 1, evidence().run, at, at
        while left > 0 and self.matches[left - 1] and right - left < most:
            left -= 1
        while right < last and self.matches[right + 1] and right - left < most:
            right += 1
        return right - left + 1


@cache
def _weighed(held: tuple[str, ...]) -> tuple[float, str]:
    """Return what pieces of evidence weigh together, and the sum in words."""
    score = round(sum(evidence().weight[name] for name in held), 3)
    return score, f"{', '.join(held)} = {score:.1f}"


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
        gone = [j for j in judged if j.score >= config.threshold and j.line not in told.keep]
        going = {i: (RULE, why) for i, why in told.remove.items()} | {j.line: (j.rule, j.why) for j in gone}
        doubtful = [j for j in judged if config.suspect <= j.score < config.threshold and j.line not in told]
        author, date = _credits(gone, lines, doc.lang, words)
        if author or date:
            doc = replace(doc, author=doc.author or author, date=doc.date or date)
        doc = doc.noted(_finding(j, lines) for j in doubtful)
        return page.strip(doc, lines, going)

    return step


def _finding(judged: Judged, lines: page.Lines) -> Finding:
    message = "this line may belong to the page, not to the article"
    at = judged.line
    return Finding("boilerplate/suspected", lines.starts[at], lines.texts[at], message, judged.why)


def _credits(
    gone: Sequence[Judged], lines: page.Lines, lang: str, words: Lexicon
) -> tuple[str | None, str | None]:
    """Return the author and the date (ISO 8601) that the first bylines among the lines that go tell."""
    author = date = None
    for judged in gone:
        if judged.rule != "layout/date" and not judged.rule.startswith("byline/"):
            continue
        text = lines.texts[judged.line]
        if author is None:
            named = (words.filled(p, text, "{name}") for p in judged.phrases if p.kind.id in _AUTHOR)
            author = next(filter(None, named), None)
        if date is None:
            dated = dates.found(text, lang)
            date = (dated[0] if dated else None) or None
    return author, date
