"""Parquet: rows a few megabytes at a time. A row is restored as a JSON line of all its columns."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import orjson

from cleaner.readers import columns
from cleaner.readers.encodings import Decoded
from cleaner.readers.envelope import JSON
from cleaner.readers.reading import Columns, Reading
from cleaner.readers.records import Record
from cleaner.readers.streams import Damaged, Stream
from cleaner.rows import Page, Reject

BATCH_BYTES = 4_000_000  # of values read at once; as Python objects they take several times that
MAX_BATCH = 4096  # rows
BUFFER = 1 << 20  # bytes of a column held while it is read, instead of all of a row group
MEND = "name a column of strings with --text-column, or write this one as strings"


def read(stream: Stream, source: str, reading: Reading) -> Iterator[Page | Reject]:
    """Yield the rows of a file. Raises DataError for unclear columns, Damaged where it cannot be read."""
    import pyarrow as pa

    try:
        with _file(stream) as file:
            schema = file.schema_arrow
            named = columns.settled(schema.names, reading.columns, source)
            kind = schema.field(named.text).type
            if not _is_string(kind):
                yield Reject(source, 0, None, f"column {named.text!r} is {kind}, not string", MEND)
                return
            row = 0
            for batch in file.iter_batches(_rows(file.metadata), use_threads=False):
                for values in _values(batch):
                    row += 1
                    yield _row(values, source, row, named)
    except pa.ArrowException as error:
        raise Damaged(f"not whole, or no Parquet ({' '.join(str(error).split())})") from error


def fields(stream: Stream, source: str, reading: Reading) -> Columns | None:
    """Return the columns that a file is read from, None if it cannot be read. Raises DataError."""
    import pyarrow as pa

    try:
        with _file(stream) as file:
            return columns.settled(file.schema_arrow.names, reading.columns, source)
    except pa.ArrowException:
        return None


def names(stream: Stream, source: str, reading: Reading) -> list[str]:
    """Return the columns of a file; none if it cannot be read."""
    import pyarrow as pa

    try:
        with _file(stream) as file:
            return list(file.schema_arrow.names)
    except pa.ArrowException:
        return []


def count(stream: Stream) -> int:
    """Return how many rows a file says it has; 1 if it cannot be read."""
    import pyarrow as pa

    try:
        with _file(stream) as file:
            return int(file.metadata.num_rows)
    except pa.ArrowException:
        return 1


def _file(stream: Stream) -> Any:
    import pyarrow.parquet as pq

    return pq.ParquetFile(stream, buffer_size=BUFFER, pre_buffer=False)


def _is_string(kind: Any) -> bool:
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _rows(metadata: Any) -> int:
    """Return how many rows to read at once."""
    size = sum(metadata.row_group(n).total_byte_size for n in range(metadata.num_row_groups))
    fit: int = BATCH_BYTES * metadata.num_rows // max(1, size)
    return max(1, min(MAX_BATCH, fit))


def _values(batch: Any) -> Iterator[dict[str, Any] | None]:
    """Yield rows as dicts; None for one whose strings are no UTF-8."""
    try:
        yield from batch.to_pylist()
    except UnicodeDecodeError:
        if batch.num_rows == 1:
            yield None
            return
        for at in range(batch.num_rows):
            yield from _values(batch.slice(at, 1))


def _row(values: dict[str, Any] | None, source: str, row: int, named: Columns) -> Page | Reject:
    if values is None:
        return Reject(source, row, None, "a string is no UTF-8", "write the row again")
    raw = orjson.dumps(values, default=_plain, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_NON_STR_KEYS)
    return Record(source, row, raw, JSON).page(values, named, Decoded(raw.decode("utf-8"), "utf-8"))


def _plain(value: Any) -> str:
    """Return what JSON has no type for: bytes as base64, decimals and durations as they print."""
    return base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else str(value)
