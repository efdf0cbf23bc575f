"""What is done with a part: its survey, or its cleaning; the same in this process and in a worker."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from cleaner import pipeline, readers
from cleaner.config import Config
from cleaner.engines import parts
from cleaner.model import Doc
from cleaner.rows import Page, Reject, Row, Unread, site
from cleaner.survey import Recurring, Survey
from cleaner.tables import Builder, Tables

Told = Callable[[int], None]  # is told the place of a page in its part before it is worked on

SURVEY, CLEAN = "survey", "clean"


# What a step may raise over a page; an OSError is the machine's, and stops the run.
_OF_THE_PAGE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    RuntimeError,
    TypeError,
    ValueError,
)


# What reasons begin with where a page took more than it may of time or memory.
SLOW, DEADLY, HUNGRY = "took longer than page_seconds", "a worker died on it twice", "ran out of memory"
HUNGRY_MEND = "take fewer --workers, so that each has more memory, or leave the page out"
TOO_MUCH = (SLOW, DEADLY, HUNGRY)


class TooSlow(Exception):  # noqa: N818 - the page is too slow; nothing is in error
    """A page took longer than it may."""


@dataclass(slots=True)
class Worker:
    """Does tasks: surveys of parts into `survey/`, cleaned parts into `parts/` of a work folder."""

    folder: Path
    config: Config
    known: Recurring | None = None
    alarm: bool = False  # whether a page that takes too long is broken off from within

    def do(self, kind: str, number: int, items: parts.Items, told: Told) -> None:
        """Do one task, and write what comes of it."""
        if kind == SURVEY:
            survey = surveyed(items, self.config, told)
            path = self.folder / "survey" / f"{parts.name(number)}.survey"
            survey.save(path)
            return
        seconds: dict[str, float] = {}
        tables = self.cleaned(items, seconds, told)
        parts.write(self.folder / "parts", number, tables, seconds)

    def cleaned(self, items: parts.Items, seconds: dict[str, float], told: Told) -> Tables:
        """Return the tables of a part, without what is known of the corpus only."""
        builder, rejects = Builder(), list[Reject]()
        for at, item in enumerate(items):
            told(at)
            made = item if isinstance(item, Reject) else self._one(item, seconds)
            if isinstance(made, Reject):
                rejects.append(made)
            else:
                builder.add(*made)
        told(len(items))  # what comes now is no single page's doing
        return builder.tables(rejects, len(items))

    def _one(self, item: Page | Unread, seconds: dict[str, float]) -> tuple[Page, Doc] | Reject:
        try:
            with _within(self.config.page_seconds if self.alarm else 0):
                page = readers.settled(item)
                if isinstance(page, Reject):
                    return page
                if len(page.text) > self.config.max_chars:
                    return too_long(page, self.config)
                return page, self._doc(page, seconds)
        except TooSlow:
            return too_slow(item, self.config)
        except _OF_THE_PAGE as error:
            return failed(item, error)

    def _doc(self, page: Page, seconds: dict[str, float]) -> Doc:
        doc = Doc.of(page.text, page.title, page.url, page.lang or "und")
        # what the metadata says wins: the steps fill in an author or a date only where there is none
        doc = replace(doc, author=page.author, date=page.date)
        if self.known:
            doc = replace(doc, template=self.known.template(site(page.url)), corpus=self.known.corpus)
        return next(iter(pipeline.clean_many([doc], self.config, seconds))).noted(page.findings)


def surveyed(items: Iterable[Row], config: Config, told: Told) -> Survey:
    """Return the survey of the pages that will be cleaned; one that cannot be read is told of then."""
    survey = Survey()
    for at, item in enumerate(items):
        told(at)
        try:
            page = readers.settled(item)
        except _OF_THE_PAGE:
            continue  # it will be a reject: `Worker.cleaned` reads it again
        if isinstance(page, Page) and len(page.text) <= config.max_chars:
            survey.add(page.text, page.url)
    return survey


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Raise TooSlow in the block after *seconds* (0: never); where there are no signals, never."""
    usable = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if not seconds or not usable:
        yield
        return

    def ring(*_: object) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def rejected(page: Page | Unread, reason: str, mend: str) -> Reject:
    """Return a page as a reject, with all its bytes."""
    raw = readers.encoded(readers.raw_of(page))
    return Reject(page.source, page.row, page.id, reason, mend, raw)


def too_long(page: Page, config: Config) -> Reject:
    """Return the reject for a page of too many characters."""
    reason = f"{len(page.text)} characters, more than max_chars = {config.max_chars}"
    return rejected(page, reason, "raise max_chars, or leave the page out")


def too_slow(page: Page | Unread, config: Config) -> Reject:
    """Return the reject for a page that takes too long."""
    reason = f"{SLOW} = {config.page_seconds:g}"
    return rejected(page, reason, "raise page_seconds, or leave the page out; please report it")


def failed(page: Page | Unread, error: Exception) -> Reject:
    """Return the reject for a page that the steps cannot clean."""
    if isinstance(error, MemoryError):
        return rejected(page, f"{HUNGRY} while it was cleaned", HUNGRY_MEND)
    told = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    return rejected(page, f"cleaning it failed ({told})", "leave the page out; please report it")


def deadly(page: Page | Unread, how: str) -> Reject:
    """Return the reject for a page on which a worker died twice."""
    return rejected(page, f"{DEADLY} ({how})", "leave the page out; please report it")
