"""CSV and TSV: a heading, then one record a row, line breaks allowed inside quotes.

A record that breaks the rules is a Reject, and reading goes on with the line behind its first one:
a quote that is never closed takes nothing else along.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import count

from cleaner.errors import DataError
from cleaner.readers import columns
from cleaner.readers.encodings import MARK, Decoded, Decoder, problem
from cleaner.readers.envelope import CSV
from cleaner.readers.joined import joined
from cleaner.readers.reading import Columns, Reading
from cleaner.readers.records import Record, empty_file
from cleaner.readers.streams import Damaged, Stream, lines
from cleaner.rows import Page, Reject

HEAD = 1 << 16  # bytes in which the delimiter and the line ends are looked for
MAX_CHARS = 1 << 26  # of one record; a quote that is still open there was never meant as one
DELIMITERS = ",;\t|"  # that of a .csv is the first of them in its heading
MEND = 'put fields that hold a delimiter, a quote or a line break in quotes, and write a quote inside as ""'

Fields = list[str] | str  # of a record, or what is wrong with it
csv.field_size_limit(MAX_CHARS)  # for the whole process: 131,072 characters would be too few for a page


def read(stream: Stream, source: str, reading: Reading) -> Iterator[Page | Reject]:
    """Yield the rows of a file, numbered from 1 behind the heading. Raises DataError for unclear columns."""
    table = _Table(stream, source, reading)
    for raw, numbered in joined(table.pieces()):
        yield empty_file(source, raw) if numbered is None else table.row(raw, *numbered)


def fields(stream: Stream, source: str, reading: Reading) -> Columns | None:
    """Return the columns that a file is read from; None for an empty one. Raises DataError."""
    table = _Table(stream, source, reading)
    next(table.pieces(), None)
    return table.columns


def names(stream: Stream, source: str, reading: Reading) -> list[str]:
    """Return the names in the heading of a file."""
    table = _Table(stream, source, reading)
    with suppress(DataError):  # which of them holds the text is another question
        next(table.pieces(), None)
    return table.heading


class _Table:
    """One file: its heading settles columns and number of fields."""

    def __init__(self, stream: Stream, source: str, reading: Reading) -> None:
        self.source = source
        self.wanted = reading.columns
        head = stream.peek(HEAD)[:HEAD]
        self.decoder = Decoder(head, reading.encoding)
        text = head.decode(self.decoder.encoding, "replace").removeprefix(MARK)
        end = "\r" if "\r" in text and "\n" not in text else "\n"
        self.delimiter = "\t" if ".tsv" in source.lower()[-8:] else _delimiter(text.split(end)[0])
        self.lines = lines(stream, end.encode(self.decoder.encoding))
        self.heading: list[str] = []
        self.columns: Columns | None = None

    def pieces(self) -> Iterator[tuple[bytes, tuple[int, bytes, Fields] | None]]:
        """Yield the heading and blank lines without a value, records with number, bytes and fields."""
        numbers = count(1)
        for raw, found in _records(self.lines, self.decoder.encoding, self.delimiter):
            if _is_blank(found, len(self.heading)):
                yield raw, None
            elif not self.heading:
                self._settle(raw, found)
                yield raw, None
            else:
                yield raw, (next(numbers), raw, found)

    def _settle(self, raw: bytes, found: Fields) -> None:
        if isinstance(found, str):
            raise Damaged(f"the heading is malformed ({found}); {MEND}")
        with suppress(UnicodeDecodeError):  # else names of columns are shown with U+FFFD in them
            found = self._fields(self.decoder.decode(raw), found)
        self.heading = found
        self.columns = columns.settled(found, self.wanted, self.source)

    def _fields(self, whole: Decoded, found: list[str]) -> list[str]:
        """Return the fields of a record, parsed again if it was in another encoding than the file's."""
        if whole.encoding == self.decoder.encoding:
            return found
        kept_ends = io.StringIO(whole.text.removeprefix(MARK), newline="")
        return next(csv.reader(kept_ends, delimiter=self.delimiter, strict=True))

    def row(self, raw: bytes, number: int, core: bytes, found: Fields) -> Page | Reject:
        """Return the row that a record comes to: *core* is the record, *raw* with what goes with it."""
        record = Record(self.source, number, raw, CSV)
        if isinstance(found, str):
            return record.reject(f"malformed record: {found}", MEND)
        if len(found) != len(self.heading):
            reason = f"malformed record: {len(found)} fields where the heading has {len(self.heading)}"
            return record.reject(reason, MEND)
        try:
            whole = self.decoder.decode(core)
            values = dict(zip(self.heading, self._fields(whole, found), strict=True))
        except UnicodeDecodeError as error:
            name, mend = problem(self.decoder.encoding)
            return record.reject(f"invalid {name} at byte {error.start} of the record", mend)
        except (csv.Error, ValueError) as error:
            return record.reject(f"malformed record: {error}", MEND)
        assert self.columns is not None
        return record.page(values, self.columns, whole if core == raw else _with_rest(whole, raw))


def _with_rest(whole: Decoded, raw: bytes) -> Decoded:
    """Return a decoded record with the heading and blank lines around it, in the same encoding."""
    text = raw.decode(whole.encoding, "replace")
    is_exact = whole.is_exact and text.encode(whole.encoding, "replace") == raw
    return replace(whole, text=text, is_exact=is_exact)


def _delimiter(heading: str) -> str:
    return next((one for one in DELIMITERS if one in heading), DELIMITERS[0])


def _is_blank(found: Fields, width: int) -> bool:
    return found == [] or (
        isinstance(found, list) and len(found) < width and not any(field.strip() for field in found)
    )


def _records(raws: Iterator[bytes], encoding: str, delimiter: str) -> Iterator[tuple[bytes, Fields]]:
    """Yield each record's bytes with its fields, no field for a blank line, or with what is wrong.

    Of a malformed record only the first line is taken; what was read behind it is read again.
    """
    again: deque[bytes] = deque()
    mark = MARK
    while True:
        taken: list[bytes] = []
        reader = csv.reader(_fed(raws, again, taken, encoding, mark), delimiter=delimiter, strict=True)
        mark = ""
        try:
            for found in reader:
                yield b"".join(taken), found
                taken.clear()
            return
        except csv.Error as error:
            again.extendleft(reversed(taken[1:]))
            yield taken[0], str(error)


def _fed(
    raws: Iterator[bytes], again: deque[bytes], taken: list[bytes], encoding: str, mark: str
) -> Iterator[str]:
    """Yield lines as text, kept in *taken*; those to be read again come first, a *mark* is left out."""
    chars = 0
    while True:
        raw = again.popleft() if again else next(raws, b"")
        if not raw:
            return
        chars = chars + len(raw) if taken else len(raw)
        taken.append(raw)
        if chars > MAX_CHARS and len(taken) > 1:
            raise csv.Error("a quote is not closed")
        yield raw.decode(encoding, "replace").removeprefix(mark)
        mark = ""
