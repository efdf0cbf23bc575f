"""What a look at some rows of an input shows: columns, encoding, languages, sites, comments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

from cleaner import pipeline, readers
from cleaner.config import Config
from cleaner.errors import DataError
from cleaner.readers import Columns, File, Reading, forms
from cleaner.rows import Page, Reject, site
from cleaner.survey import LEAST_PAGES

FILES = 40  # that are looked into, taken evenly from all
ROWS = 300  # that are looked at, and cleaned, in all of them together
TRIED = 20  # rows of a column that may hold the text
LEAST_TEXT = 100  # code points of a text on average; a shorter column is no article's


@dataclass(slots=True)
class Sample:
    """What was seen. *rows* of about *total* were read; *is_whole*: of all files all rows.

    *columns*: those that all tables have, None where they differ or there is no table; *guessed*: what is
    to be told of them. *encoding*: the one that all text is in which is not UTF-8. The counts are of pages:
    by the end of the files' names, by language, by site (without those that have no address), with
    comments of readers, by rule of an edit; *unread* counts rows by the reason why they could not be read.
    """

    files: Counter[str]
    total: int
    rows: int = 0
    is_whole: bool = True
    columns: Columns | None = None
    guessed: str = ""
    encoding: str | None = None
    languages: Counter[str] = field(default_factory=Counter)
    sites: Counter[str] = field(default_factory=Counter)
    without_site: int = 0
    comments: int = 0
    rules: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)
    needs: tuple[str, ...] = ()

    @property
    def survey_pays(self) -> bool:
        """Whether some site has, or may have, as many pages as a survey needs to tell anything."""
        return not self.is_whole or max([*self.sites.values(), self.without_site]) >= LEAST_PAGES


def look(inputs: Iterable[str | Path]) -> Sample:
    """Return what some rows of *inputs* show; at most ROWS of FILES are read.

    Raises DataError for an input that does not exist or holds nothing to read, or where no column can be
    taken for the text.
    """
    files = readers.find(inputs)
    chosen = files[:: max(1, -(-len(files) // FILES))]
    found = Sample(Counter(_end(source) for _, source in files), readers.count(chosen))
    found.is_whole = len(chosen) == len(files)
    found.columns, found.guessed = _columns(chosen)
    found.needs = _needs(found.files)
    rows = list(_rows(chosen, Reading(found.columns or Columns()), found))
    found.encoding = _encoding(rows)
    for item in rows:
        _count(item, found)
    found.total = round(max(found.total, len(rows)) * len(files) / len(chosen))
    return found


def _end(source: str) -> str:
    form = forms.of(source)
    return form.suffix if form else ".txt"


def _needs(files: Iterable[str]) -> tuple[str, ...]:
    """Return the extras that the files need and that are not installed."""
    ends = set(files)
    wanted = {"html": ("trafilatura", {*forms.HTML, forms.WARC}), "warc": ("warcio", {forms.WARC})}
    return tuple(name for name, (package, of) in wanted.items() if ends & of and find_spec(package) is None)


def _rows(files: list[File], reading: Reading, found: Sample) -> Iterator[Page | Reject]:
    """Yield the first rows of each file."""
    most = max(1, ROWS // len(files))
    for file in files:
        rows = list(islice(readers.read([file], reading), most + 1))
        found.is_whole &= len(rows) <= most
        yield from map(readers.settled, rows[:most])


def _columns(files: list[File]) -> tuple[Columns | None, str]:
    """Return the columns of all tables, if they are alike, and what is to be told of them."""
    tables = [file for file in files if _end(file[1]) not in (*forms.PAGES, forms.WARC)]
    read = [_of_table(*file) for file in tables]
    known = {columns for columns, _ in read if columns}
    told = next((words for _, words in read if words), "")
    return (known.pop(), told) if len(known) == 1 else (None, told)


def _of_table(address: str, source: str) -> tuple[Columns | None, str]:
    names = readers.names(address, source, Reading())
    try:
        columns = readers.fields(address, source, Reading())
        if columns is None or columns.text in names:
            return columns, ""
        problem = None  # JSON lines are asked for "text" where nothing is like it
    except DataError as error:
        problem = error
    sizes = {name: _size(address, source, name) for name in dict.fromkeys(names)}
    name = max(sizes, key=lambda name: sizes[name], default="")
    if sizes.get(name, 0) >= LEAST_TEXT:
        told = f"{source}: {name!r} holds the longest texts of its columns, so it is taken for the text"
        return readers.fields(address, source, Reading(Columns(text=name))), told
    if problem:
        raise problem
    return columns, ""


def _size(address: str, source: str, name: str) -> float:
    """Return how long the texts in a column are on average; 0 where it holds none."""
    try:
        rows = list(islice(readers.read([(address, source)], Reading(Columns(text=name))), TRIED))
    except DataError:
        return 0.0
    return sum(len(row.text) for row in rows if isinstance(row, Page)) / max(1, len(rows))


def _encoding(rows: list[Page | Reject]) -> str | None:
    """Return the one encoding other than UTF-8 that all text is in, HTML apart, which declares its own."""
    pages = [row for row in rows if isinstance(row, Page) and not readers.is_html(row.source)]
    told = {row.encoding for row in pages if row.encoding and not row.text.isascii()}
    recognised = any(one.rule == "encoding/recognised" for row in pages for one in row.findings)
    return told.pop() if len(told) == 1 and recognised else None


def _count(item: Page | Reject, found: Sample) -> None:
    found.rows += 1
    if isinstance(item, Reject):
        found.unread[item.reason.partition(":")[0]] += 1
        return
    settings = Config(comments="table")
    doc = pipeline.clean(item.text, title=item.title, url=item.url, lang=item.lang, config=settings)
    found.languages[doc.lang] += 1
    host = site(item.url)
    found.sites.update([host] if host else [])
    found.without_site += not host
    found.comments += bool(doc.comments)
    found.rules.update({edit.rule for edit in doc.edits})
