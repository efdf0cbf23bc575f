r"""JSON lines: one object a line. Lines end at "\n" only: U+2028 and U+0085 may stand inside strings."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

import orjson

from cleaner.readers import columns
from cleaner.readers.encodings import MARK, Decoder, problem
from cleaner.readers.envelope import JSON
from cleaner.readers.joined import joined
from cleaner.readers.reading import PLAIN, Columns, Reading
from cleaner.readers.records import Record, empty_file
from cleaner.readers.streams import Stream, lines
from cleaner.rows import Page, Reject

HEAD = 1 << 20  # bytes in which the first row is looked for, to tell its fields before the work


def read(stream: Stream, source: str, reading: Reading) -> Iterator[Page | Reject]:
    """Yield the rows of a file; blank lines belong to the row behind them or the last one."""
    parser = _Parser(source, reading, stream.peek(4))
    end = "\n".encode(parser.decoder.encoding)
    for raw, row in joined(_numbered(lines(stream, end))):
        yield empty_file(source, raw) if row is None else parser.parse(raw, row)


def stream(raws: Iterable[bytes], source: str) -> Iterator[Page | Reject]:
    """Yield the rows of a stream as they arrive, with their plain fields; an empty text is a row too."""
    parser = _Parser(source, Reading(PLAIN))
    for row, raw in enumerate(raws, 1):
        if raw.strip():
            yield parser.parse(raw, row, allow_empty=True)


def fields(stream: Stream, source: str, reading: Reading) -> Columns | None:
    """Return the fields that a file is read from, None if its first rows tell none. Raises DataError."""
    head = io.BufferedReader(io.BytesIO(stream.read(HEAD)))
    parser = _Parser(source, reading, head.peek(4))
    for raw, row in _numbered(lines(head, "\n".encode(parser.decoder.encoding))):
        if row is not None:
            parser.parse(raw, row)
        if parser.columns:
            break
    return parser.columns


def names(stream: Stream, source: str, reading: Reading) -> list[str]:
    """Return the fields of the first row of a file that is one."""
    head = io.BufferedReader(io.BytesIO(stream.read(HEAD)))
    parser = _Parser(source, reading, head.peek(4))
    for raw, row in _numbered(lines(head, "\n".encode(parser.decoder.encoding))):
        with suppress(ValueError, RecursionError):  # what is wrong with a row is told when it is read
            values = _loads(parser.decoder.decode(raw).text.removeprefix(MARK)) if row else None
            if isinstance(values, dict):
                return list(values)
    return []


def _numbered(raws: Iterable[bytes]) -> Iterator[tuple[bytes, int | None]]:
    """Yield lines with their numbers from 1, blank ones without."""
    for row, raw in enumerate(raws, 1):
        yield raw, row if raw.strip(b" \t\r\n\x00") else None


class _Parser:
    """Reads the records of one file: the first row settles the fields."""

    def __init__(self, source: str, reading: Reading, head: bytes = b"") -> None:
        self.source = source
        self.wanted = reading.columns
        self.decoder = Decoder(head, reading.encoding)
        self.columns: Columns | None = None

    def parse(self, raw: bytes, row: int, *, allow_empty: bool = False) -> Page | Reject:
        record = Record(self.source, row, raw, JSON, allow_empty)
        try:
            whole = self.decoder.decode(raw)
            values = _loads(whole.text.removeprefix(MARK))
        except UnicodeDecodeError as error:
            name, mend = problem(self.decoder.encoding)
            return record.reject(f"invalid {name} at byte {error.start} of the line", mend)
        except (ValueError, RecursionError) as error:
            return record.reject(f"malformed JSON: {error}", "one JSON object a line, nothing else")
        if not isinstance(values, dict):
            reason = f"not an object but {type(values).__name__}"
            return record.reject(reason, 'write {"id": …, "text": …} on each line')
        if self.columns is None:
            self.columns = columns.of_fields(list(values), self.wanted, self.source)
        return record.page(values, self.columns, whole)


def _loads(text: str) -> Any:
    """Parse with orjson; what it refuses (lone surrogates) goes to the standard library."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text, parse_constant=_no_constant)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
