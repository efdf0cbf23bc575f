"""Files to rows: each by its form, whatever is wrong with one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from cleaner.errors import DataError, unreadable
from cleaner.readers import columns, delimited, forms, lines, parquet, streams, warc
from cleaner.readers.envelope import encoded, raw_of
from cleaner.readers.find import File, listed
from cleaner.readers.forms import Form
from cleaner.readers.pages import settled, whole_page
from cleaner.readers.reading import Columns, Reading
from cleaner.readers.seen import Seen
from cleaner.rows import Page, Reject, Row, Unread

SAMPLE = 1 << 20  # bytes of a file in which rows are counted, the rest by its size
MOST = 200  # characters of what a library says of a broken file
DAMAGED = "fetch the file again, or mend it: it is cut short or damaged"


def find(inputs: Iterable[str | Path], reading: Reading | None = None) -> list[File]:
    """Return the files of *inputs* as `listed` does; with *reading*, their columns are looked at too.

    Raises DataError for an input that does not exist or holds nothing to read, or where it is unclear
    which column holds the text, MissingExtra if a package is not installed.
    """
    files = listed(inputs)
    if reading is not None:
        guessed(files, reading)
    return files


def read(
    files: Iterable[File], reading: Reading | None = None, skipped: Counter[str] | None = None
) -> Iterator[Row]:
    """Yield the rows of all files; the second row with one id is a Reject, as is what breaks off.

    HTML is Unread; `settled` reads it.

    *skipped* is told how many records of a WARC are no pages. Raises DataError where it is unclear
    which column holds the text, MissingExtra if a package is not installed.
    """
    seen = Seen()
    for address, source in files:
        for item in _rows(address, source, reading or Reading(), Counter() if skipped is None else skipped):
            if not isinstance(item, Reject) and not seen.add(item.id):
                yield duplicate(item)
            else:
                yield item


def one(address: str, reading: Reading | None = None) -> Page | Reject:
    """Return the page at an address, "-" for standard input. Raises DataError if nothing can be read."""
    form = forms.of(address)
    if form and form.suffix not in forms.PAGES:
        mend = "give it to `cleaner run`, or JSON lines to `cleaner clean --jsonl`"
        raise DataError(f"{address}: {form.suffix} files hold rows, not one page; {mend}")
    try:
        raw = streams.read_all(address, form.compression if form else None)
    except IsADirectoryError as error:
        raise DataError(
            f"{address}: a folder; give one page of it, or the folder to `cleaner run`"
        ) from error
    except OSError as error:
        raise DataError(f"{address}: {unreadable(error)}") from error
    except streams.DAMAGE as error:
        raise DataError(f"{address}: cannot be read ({error}); {DAMAGED}") from error
    return settled(whole_page(raw, address, (reading or Reading()).encoding))


def duplicate(page: Page | Unread) -> Reject:
    """Return the Reject for a row whose id was there before."""
    mend = "give each row an id of its own, or put the files in one folder"
    return Reject(page.source, page.row, page.id, f"duplicate id {page.id!r}", mend, encoded(raw_of(page)))


def _rows(address: str, source: str, reading: Reading, skipped: Counter[str]) -> Iterator[Row]:
    row = 0
    try:
        for item in _read(address, source, reading, skipped):
            row = item.row
            yield item
    except streams.DAMAGE as error:
        yield _broken(address, source, row, error)


def _broken(address: str, source: str, row: int, error: Exception) -> Reject:
    told = ((error.strerror if isinstance(error, OSError) else None) or str(error))[:MOST]
    if row:
        reason = f"cannot be read behind row {row}: {told}"
        return Reject(source, row + 1, None, reason, DAMAGED)
    is_refused = isinstance(error, OSError) and error.errno is not None
    mend = f"make {address} readable and run again" if is_refused else DAMAGED
    return Reject(source, 0, None, f"cannot be read: {told}", mend)


def _form(source: str) -> Form:
    return forms.of(source) or Form(".txt")


def _read(address: str, source: str, reading: Reading, skipped: Counter[str]) -> Iterator[Row]:
    form = _form(source)
    if form.suffix in forms.PAGES:
        yield whole_page(streams.read_all(address, form.compression), source, reading.encoding)
        return
    with streams.opened(address, form.compression) as stream:
        if form.suffix == forms.WARC:
            yield from warc.read(stream, source, skipped)
        else:
            yield from _table(form).read(stream, source, reading)


def _table(form: Form) -> Any:
    """Return the module that reads a form."""
    if form.suffix == forms.PARQUET:
        return parquet
    return delimited if form.suffix in forms.DELIMITED else lines


def guessed(files: Iterable[File], reading: Reading | None = None) -> list[str]:
    """Return what to tell of columns that do not have their plain names, one line for files alike.

    Raises DataError where it is unclear which column holds the text.
    """
    told: dict[str, list[str]] = {}
    for address, source in files:
        found = fields(address, source, reading or Reading())
        if found and (note := columns.note(found)):
            told.setdefault(note, []).append(source)
    return [
        f"{names[0]}: {note}" if len(names) == 1 else f"{names[0]} and {len(names) - 1} more: {note}"
        for note, names in told.items()
    ]


def fields(address: str, source: str, reading: Reading) -> Columns | None:
    """Return the columns that a table is read from; None for pages, and for what tells none.

    Raises DataError where it is unclear which column holds the text.
    """
    form = _form(source)
    if form.suffix in (*forms.PAGES, forms.WARC):
        return None
    try:
        with streams.opened(address, form.compression) as stream:
            found: Columns | None = _table(form).fields(stream, source, reading)
            return found
    except streams.DAMAGE:
        return None  # told when its rows are read


def names(address: str, source: str, reading: Reading) -> list[str]:
    """Return the columns of a table, or the fields of its first row; none for pages and what is damaged."""
    form = _form(source)
    if form.suffix in (*forms.PAGES, forms.WARC):
        return []
    try:
        with streams.opened(address, form.compression) as stream:
            found: list[str] = _table(form).names(stream, source, reading)
            return found
    except streams.DAMAGE:
        return []


def count(files: Iterable[File]) -> int:
    """Return how many rows the files hold, roughly; for progress, not for results."""
    return sum(_count(address, _form(source)) for address, source in files)


def _count(address: str, form: Form) -> int:
    if form.suffix in forms.PAGES:
        return 1
    try:
        if form.suffix == forms.PARQUET:
            with streams.opened(address) as stream:
                return parquet.count(stream)
        return _estimated(address, form)
    except streams.DAMAGE:
        return 1


def _estimated(address: str, form: Form) -> int:
    """Return the rows of the first bytes, over their share of the whole."""
    head, share = streams.sample(address, form.compression, SAMPLE)
    marks = head.count(b"WARC-Type: response" if form.suffix == forms.WARC else b"\n")
    return round(marks / share)
