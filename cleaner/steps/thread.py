"""Readers' comments below an article: a thread, found by its heading and what stands in it.

A thread begins at a heading or a count of comments below the text. It is one when dates or
reply buttons come again in what follows; else the heading alone is judged, as any other line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from cleaner import lexicon
from cleaner.config import Config
from cleaner.lexicon import Lexicon
from cleaner.model import Comment, Doc
from cleaner.phrases import Phrase
from cleaner.steps import dates
from cleaner.steps import lines as page
from cleaner.steps.boilerplate import is_body
from cleaner.steps.signs import is_off

RULE = "comment-thread/comment"
HEADINGS = frozenset({"comment-form/thread-heading", "comment-form/count"})
BUTTONS = frozenset({"comment-form/send", "comment-form/reply-to", "comment-form/field"})
DATED = frozenset({"byline/published", "byline/author-date"})
LEAST = 2  # dates or reply buttons that make a thread
SPACING = 12  # lines that show something: the most between two of them
BODY = 2  # lines of body text above a thread
MAX_CHARS = 120  # code points; what stands in a comment but its text is shorter
NAME_CHARS = 40


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a thread, and what it is there: "heading", "reply", "date" or nothing."""

    index: int
    role: str
    date: str


def _thread(text: str, lang: str, words: Lexicon) -> list[_Line]:
    """Return the lines that readers' comments take up, their heading first; nothing if there are none."""
    lines = page.split(text)
    shown = lines.shown
    langs = lexicon.langs_of(lang)
    bodies = 0
    for at, i in enumerate(shown):
        text = lines.texts[i]
        if is_body(text):
            bodies += 1
        elif (
            bodies >= BODY
            and len(text) <= MAX_CHARS
            and _kinds(words.match(text, langs), langs, words) & HEADINGS
        ):
            found = list(_following(lines, shown[at + 1 :], lang, langs, words))
            if _is_thread(found):
                return [_Line(i, "heading", ""), *found]
    return []


def _following(
    lines: page.Lines, indices: Sequence[int], lang: str, langs: frozenset[str], words: Lexicon
) -> Iterator[_Line]:
    """Yield the lines up to the form below the thread, or to the next part of the page."""
    for i in indices:
        text = lines.texts[i]
        phrases = words.match(text, langs) if len(text) <= MAX_CHARS else ()
        kinds = _kinds(phrases, langs, words)
        if not kinds & (BUTTONS | DATED) and any(p.kind.strong for p in phrases):
            return
        dated = dates.found(text.strip(), lang)
        if kinds & BUTTONS:
            yield _Line(i, "reply", "")
        elif kinds & DATED or (dated and len(dated[1]) <= NAME_CHARS and not is_body(text)):
            yield _Line(i, "date", dated[0] if dated else "")
        else:
            yield _Line(i, "", "")


def _kinds(phrases: tuple[Phrase, ...], langs: frozenset[str], words: Lexicon) -> frozenset[str]:
    return frozenset(other.kind.id for p in phrases for other in words.alternatives(p, langs))


def _is_thread(found: Sequence[_Line]) -> bool:
    """Whether reply buttons or dates come again, and often enough."""
    for role in ("reply", "date"):
        places = [at for at, line in enumerate(found) if line.role == role]
        gaps = [b - a for a, b in zip([-1, *places], [*places, len(found)], strict=True)]
        if len(places) >= LEAST and max(gaps) <= SPACING:
            return True
    return False


def comments(text: str, thread: Sequence[_Line]) -> tuple[Comment, ...]:
    """Return the comments of a thread: each with its author and date where they stand apart."""
    lines = page.split(text)
    thread = thread[1:]
    role = "date" if sum(line.role == "date" for line in thread) >= LEAST else "reply"
    starts = _starts(lines, thread, role)
    found = []
    for start, end in zip(starts, [*starts[1:], len(thread)], strict=True):
        part = thread[start:end]
        date = next((line.date for line in part if line.date), None)
        said = [line for line in part if not line.role]
        author = None
        if len(said) > 1 and len(lines.texts[said[0].index].strip()) <= NAME_CHARS:
            author = lines.texts[said.pop(0).index].strip()
        told = "\n".join(lines.texts[line.index].strip() for line in said)
        if told:
            found.append(Comment(author, date, told))
    return tuple(found)


def _starts(lines: page.Lines, thread: Sequence[_Line], role: str) -> list[int]:
    """Return where each comment begins: behind a reply button, or at the name above a date."""
    marks = [at for at, line in enumerate(thread) if line.role == role]
    if role == "reply":
        return [0, *(at + 1 for at in marks if at + 1 < len(thread))]
    starts = []
    for at in marks:
        above = at - 1
        named = above >= 0 and not thread[above].role
        short = named and len(lines.texts[thread[above].index].strip()) <= NAME_CHARS
        starts.append(above if short else at)
    return [0, *starts[1:]]


def strip(config: Config) -> Callable[[Doc], Doc]:
    """Return the step that takes readers' comments out of the text, as the setting `comments` says."""
    words = lexicon.load()
    off = frozenset(config.off)

    def step(doc: Doc) -> Doc:
        if config.comments == "keep" or is_off(RULE, off):
            return doc
        thread = _thread(doc.text, doc.lang, words)
        if not thread:
            return doc
        if config.comments == "table":
            doc = replace(doc, comments=comments(doc.text, thread))
        why = (
            "a comment of a reader: below a heading of comments, with dates or reply buttons that come again"
        )
        going = {line.index: (RULE, why) for line in thread}
        return page.strip(doc, page.split(doc.text), going)

    return step
