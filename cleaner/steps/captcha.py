"""Sums that keep robots out: "dix-neuf + 1 =", "7 × drei =", "+ 5 = elf", "9threetwo5six".

A captcha is a sum of two numbers with exactly one blank: the input field vanished when the
page became text. One grammar reads them in any language: label, slot, operator, slot, "=",
slot. A whole sum ("3 + 4 = 7") is content and stays, and so does a sum inside a sentence. What
is left is judged by what it shows and where it stands; the doubtful is reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from cleaner import lexicon
from cleaner.config import Config
from cleaner.kept import kept
from cleaner.lexicon import Lexicon
from cleaner.model import Doc, Finding
from cleaner.steps import lines as page
from cleaner.steps.boilerplate import is_body, is_strong
from cleaner.steps.decided import decided
from cleaner.steps.numbers import glued, in_digits
from cleaner.steps.sums import ASKED, FORM, MAX_CHARS, NO_ANSWER, Sum, is_candidate, read, wording
from cleaner.words import Read

RULE = "captcha/sum"
GLUED = "captcha/numbers"
ASKED_CHARS = 60  # code points; of a question with number words
QUESTION = "captcha/question"
SUSPECTED = "captcha/suspected"
FORM_CHARS = 400  # of a line of a comment form
NEAR = 3  # lines that show something, between a sum and its form
SHEET = 3  # different sums on one page; so many are exercises
GLUED_LEAST = 4  # numbers
GLUED_CHARS = (4, 60)
_ASKS = frozenset("?？؟;=*")
_APART = re.compile(r"[\s.,:;/_+=-]")
_MIXED = re.compile(r"\d(?:(?=[^\W\d_]{3})|(?<=[^\W\d_]{3}\d))")  # a digit beside three letters
_SAID = ("-", "\u2013", "\u2014", '"', "'", "“", "„", "«", "»", "‘", "「", "『")  # how speech begins


class _Page:
    """The lines of a page that show something, and what stands around each."""

    def __init__(self, lines: page.Lines, langs: frozenset[str], words: Lexicon) -> None:
        self.lines = lines
        self.langs = langs
        self.words = words
        self.shown = lines.shown
        self.texts = lines.said
        self.reads = words.reads(self.texts)
        self._form: dict[int, bool] = {}
        self.sums = self._sums()

    def is_body(self, at: int) -> bool:
        return 0 <= at < len(self.shown) and is_body(self.texts[at]) and not self.is_form(at)

    def is_form(self, at: int) -> bool:
        """Whether phrases of a form or a captcha make up the line."""
        if at not in self._form:
            line = self.reads[at]
            phrases = self.words.match(line, self.langs) if len(line.text) <= FORM_CHARS else ()
            strong = is_strong(phrases) and any(p.kind.strong and p.kind.family in FORM for p in phrases)
            self._form[at] = strong or (len(line.text) <= MAX_CHARS and wording(line) is not None)
        return self._form[at]

    def has_form_beside(self, at: int) -> bool:
        near = range(max(0, at - NEAR), min(len(self.shown), at + NEAR + 1))
        return any(other != at and self.is_form(other) for other in near)

    def is_enclosed(self, at: int) -> bool:
        """Whether body lines stand directly on both sides."""
        return self.is_body(at - 1) and self.is_body(at + 1)

    @kept
    def tail(self) -> int:
        """Return the first line that nothing follows but lines that phrases cover."""
        at = len(self.shown) - 1
        while at > 0 and self.words.match(self.reads[at], self.langs):
            at -= 1
        return at

    def _sums(self) -> dict[int, Sum]:
        """Return the lines that are sums with one blank."""
        asked = [at for at, text in enumerate(self.texts) if is_candidate(text)]
        found = {text: read(text, self.langs, self.words) for text in {self.texts[at] for at in asked}}
        return {at: held for at in asked if (held := found[self.texts[at]])}

    @kept
    def is_sheet(self) -> bool:
        """Whether the page shows so many different sums that they are exercises."""
        return len({held.key for held in self.sums.values()}) >= SHEET

    def doubt(self, at: int) -> str:
        """Return why a sum may be content, or nothing."""
        held = self.sums[at]
        if self.is_sheet:
            return "several sums on the page"
        if self.has_form_beside(at):
            return ""
        if any(k in self.sums and self.sums[k].key != held.key for k in (at - 1, at + 1)):
            return "another sum beside it"
        if held.against and (self.is_enclosed(at) or held.against not in (ASKED, NO_ANSWER)):
            return held.against
        if self.is_enclosed(at) and not held.telling:
            return "body text on both sides"
        return ""

    def judged(self) -> Iterator[tuple[int, str, str, str]]:
        """Return each line that may be a captcha: index, rule, what it is, and why it is doubtful."""
        for at, held in self.sums.items():
            why = ", ".join(("a sum of two numbers with one blank", *held.telling))
            yield self.shown[at], RULE, why, self.doubt(at)
        worded = []
        for at, line in enumerate(self.texts):
            text = line.strip()
            if len(text) > MAX_CHARS or at in self.sums:
                continue
            if " " not in text and self._is_glued(at, text):
                doubt = "four numbers may be a year" if self._may_be_year(at, text) else ""
                yield self.shown[at], GLUED, "numbers and number words without spaces", doubt
                continue
            found = wording(self.reads[at])
            if (found or text[-1] in _ASKS) and not text.startswith(_SAID):
                found = found or self._asked(self.reads[at], text)
                if found:
                    enclosed = self.is_enclosed(at) and not self.has_form_beside(at)
                    worded.append((self.shown[at], *found, "body text on both sides" if enclosed else ""))
        many = len({self.lines.texts[i] for i, rule, _, _ in worded if rule == QUESTION}) >= SHEET
        for i, rule, why, doubt in worded:
            yield i, rule, why, "several questions on the page" if many and rule == QUESTION else doubt

    def _is_glued(self, at: int, text: str) -> bool:
        if not GLUED_CHARS[0] <= len(text) <= GLUED_CHARS[1] or _APART.search(text):
            return False
        return self._is_made_of_numbers(text) and (at >= self.tail or self.has_form_beside(at))

    def _is_made_of_numbers(self, text: str) -> bool:
        langs = None if _MIXED.search(text) else sorted(self.langs)
        made = glued(text, langs).values()
        return any(found[0] >= GLUED_LEAST and found[1] > 0 for found in made)

    def _may_be_year(self, at: int, text: str) -> bool:
        return len(text) == GLUED_LEAST and not self.has_form_beside(at)

    def _asked(self, line: Read, text: str) -> tuple[str, str] | None:
        """Return the rule and the reason if a line is a wording of data/captcha.toml with number words."""
        if len(text) > ASKED_CHARS or len(line.words) < 2:
            return None
        for lang in sorted(self.langs):
            digits = in_digits(text, lang)
            found = (wording(Read(digits)) or self._phrase(digits)) if digits != text else None
            if found:
                return found
        return None

    def _phrase(self, text: str) -> tuple[str, str] | None:
        phrases = self.words.match(text, self.langs)
        asked = next((p for p in phrases if p.kind.id == QUESTION), None)
        if asked is None or not is_strong(phrases):
            return None
        return QUESTION, f"“{asked.text}” (lang/{asked.lang}.toml)"


def strip(config: Config) -> Callable[[Doc], Doc]:
    """Return the step that deletes captchas and reports what may be one."""
    words = lexicon.load()
    off = frozenset(config.off)
    tell = decided(config)

    def step(doc: Doc) -> Doc:
        if "captcha" in off:
            return doc
        langs = lexicon.langs_of(doc.lang)
        lines = page.split(doc.text)
        judged = [found for found in _Page(lines, langs, words).judged() if found[1] not in off]
        told = tell(doc, lines)
        going = {i: (rule, why) for i, rule, why, doubt in judged if not doubt and i not in told.keep}
        said = "this line may be a captcha"
        doubts = [
            Finding(SUSPECTED, lines.starts[i], lines.texts[i], said, f"{why}; but {doubt}")
            for i, _, why, doubt in judged
            if doubt and i not in told
        ]
        return page.strip(doc.noted(doubts), lines, going)

    return step
