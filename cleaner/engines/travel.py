"""How rows travel between the machines of a cluster: read, told apart, put in order.

A row is a pickle beside what it is told apart and put in order by, for pages may hold what no column
of text can. Workers import this module, so it loads nothing of Spark.
"""

from __future__ import annotations

import hashlib
import pickle
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from cleaner import readers
from cleaner.engines import parts
from cleaner.readers import File, Reading
from cleaner.rows import Page, Reject, Row, Unread, storable

ITEMS = pa.schema([("key", pa.string()), ("file", pa.int64()), ("at", pa.int64()), ("item", pa.binary())])
SKIPPED = -1  # the place in its file of what is no row: how many records of it are no pages

Batches = Iterable[pa.RecordBatch]


@dataclass(frozen=True, slots=True)
class Counters:
    """What Spark adds up as tasks end: rows read, rows done, rejects among those.

    They are shown and nothing else: a task that Spark does twice counts twice.
    """

    read: Any
    done: Any
    rejects: Any

    def all(self) -> tuple[Any, Any, Any]:
        """Return rows done, rows read, rejects."""
        return self.done, self.read, self.rejects


def read(
    batches: Batches, files: Sequence[File], reading: Reading, counters: Counters
) -> Iterator[pa.RecordBatch]:
    """Yield the rows of the files with some numbers, and how many records of each are no pages."""
    for batch in batches:
        for number in batch.column("id").to_pylist():
            skipped: Counter[str] = Counter()
            for rows in packed(number, enumerate(readers.read([files[number]], reading, skipped))):
                counters.read.add(rows.num_rows)
                yield rows
            yield from packed(number, [(SKIPPED, count) for count in skipped.values()])


def packed(file: int, rows: Iterable[tuple[int, Any]]) -> Iterator[pa.RecordBatch]:
    """Yield rows of a file, each with its place in it, as they travel."""
    held: list[tuple[str, int, int, bytes]] = []
    size = 0
    for at, item in rows:
        raw = pickle.dumps(item, pickle.HIGHEST_PROTOCOL)
        held.append((_key(item, raw), file, at, raw))
        size += len(raw)
        if len(held) == parts.PART_ROWS or size > parts.PART_CHARS:
            yield _batch(held)
            held, size = [], 0
    if held:
        yield _batch(held)


def _key(item: Any, raw: bytes) -> str:
    """Return what rows with one id share; others share nothing, or they would all meet on one machine."""
    if isinstance(item, Page | Unread):
        return f"page {storable(item.id)}"
    return f"other {hashlib.blake2b(raw, digest_size=16).hexdigest()}"


def _batch(rows: Sequence[tuple[str, int, int, bytes]]) -> pa.RecordBatch:
    columns = zip(*rows, strict=True)
    arrays = [pa.array(column, type_) for column, type_ in zip(columns, ITEMS.types, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=ITEMS)


def unpacked(batches: Batches) -> Iterator[Row]:
    """Yield rows that came from another machine; all but the first with an id are rejects."""
    for batch in batches:
        for raw, rank in zip(batch.column("item"), batch.column("rank"), strict=True):
            item = pickle.loads(raw.as_py())
            yield readers.duplicate(item) if not isinstance(item, Reject) and rank.as_py() > 1 else item
