"""What workers of a cluster do with rows, batch by batch: read, survey, clean.

Workers import this module, so it loads nothing of Spark. On its way between machines a row is a
pickle beside what it is told apart and put in order by: pages may hold what no column of text can.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from cleaner import readers
from cleaner.config import Config
from cleaner.engines import parts, tasks
from cleaner.engines.tasks import Worker
from cleaner.readers import File, Reading
from cleaner.rows import Reject, Row, storable
from cleaner.survey import Survey
from cleaner.tables import REJECTS, SCHEMAS, Tables

TABLES = {**{name: SCHEMAS[name] for name in parts.CLEANED}, "rejects": REJECTS}
ITEMS = pa.schema([("key", pa.string()), ("file", pa.int64()), ("at", pa.int64()), ("item", pa.binary())])
SURVEYS = pa.schema([("survey", pa.binary())])
CLEANED = pa.schema([(name, pa.struct(list(schema))) for name, schema in TABLES.items()])  # one is not null
DONE = pa.schema([("part", pa.int64()), ("rows", pa.int64())])
MOST_PARTS = 1 << 20  # of a partition of Spark; one more would take the number of another's

Batches = Iterable[pa.RecordBatch]
Rows = Iterable[tuple[int, Row]]  # each with its place in its file


@dataclass(frozen=True, slots=True)
class Known:
    """What each worker is told before it cleans: the settings, and the bytes of a survey, shared."""

    config: Config
    digest: str = ""  # of those bytes
    shared: Any = field(default=None, compare=False)


@lru_cache(maxsize=1)
def _worker(known: Known) -> Worker:
    """Return what cleans, made once in a process however many tasks it does."""
    survey = Survey.from_bytes(known.shared.value) if known.shared else None
    return Worker(Path(), known.config, survey, alarm=True)


def packed(file: int, rows: Rows) -> Iterator[pa.RecordBatch]:
    """Yield rows of a file as they travel."""
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


def _key(item: Row, raw: bytes) -> str:
    """Return what rows with one id share; rejects share nothing, or they would all meet on one machine."""
    if not isinstance(item, Reject):
        return f"page {storable(item.id)}"
    return f"reject {hashlib.blake2b(raw, digest_size=16).hexdigest()}"


def _batch(rows: Sequence[tuple[str, int, int, bytes]]) -> pa.RecordBatch:
    columns = zip(*rows, strict=True)
    arrays = [pa.array(column, type_) for column, type_ in zip(columns, ITEMS.types, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=ITEMS)


def read(batches: Batches, files: Sequence[File], reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the rows of the files with some numbers."""
    for batch in batches:
        for number in batch.column("id").to_pylist():
            yield from packed(number, enumerate(readers.read([files[number]], reading)))


def _items(batches: Batches) -> Iterator[Row]:
    """Yield rows that came from another machine; all but the first with an id are rejects."""
    for batch in batches:
        for raw, rank in zip(batch.column("item"), batch.column("rank"), strict=True):
            item = pickle.loads(raw.as_py())
            yield readers.duplicate(item) if not isinstance(item, Reject) and rank.as_py() > 1 else item


def surveyed(batches: Batches, config: Config) -> Iterator[pa.RecordBatch]:
    """Yield the survey of all rows of a partition."""
    yield _saved(tasks.surveyed(_items(batches), config, _silent))


def added(batches: Batches) -> Iterator[pa.RecordBatch]:
    """Yield the sum of the surveys of a partition."""
    total = Survey()
    for batch in batches:
        for raw in batch.column("survey"):
            total.absorb(Survey.from_bytes(raw.as_py()))
    yield _saved(total)


def _saved(survey: Survey) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([{"survey": survey.to_bytes()}], SURVEYS)


def _silent(_: int) -> None:
    return None


def cleaned(batches: Batches, known: Known) -> Iterator[pa.RecordBatch]:
    """Yield the rows of all tables, each in the column of its table; the other columns are null."""
    for part in parts.cut(_items(batches)):
        tables = _worker(known).cleaned(part, {}, _silent)
        for name, table in {**tables.as_mapping(), "rejects": tables.measured()["rejects"]}.items():
            if name in TABLES and table.num_rows:
                yield _in_column(name, table)


def _in_column(name: str, table: pa.Table) -> pa.RecordBatch:
    columns = [column.combine_chunks() for column in table.columns]
    struct = pa.StructArray.from_arrays(columns, fields=list(table.schema))
    arrays = [struct if f.name == name else pa.nulls(table.num_rows, f.type) for f in CLEANED]
    return pa.RecordBatch.from_arrays(arrays, schema=CLEANED)


def parted(batches: Batches, known: Known, folder: Path) -> Iterator[pa.RecordBatch]:
    """Write cleaned parts into a folder that all machines see, and yield number and rows of each.

    A part is whole or not there, so a task that Spark does twice does no harm.
    """
    from pyspark import TaskContext

    context = TaskContext.get()
    first = MOST_PARTS * (context.partitionId() if context else 0)
    for number, part in enumerate(parts.cut(_items(batches)), first):
        seconds: dict[str, float] = {}
        tables: Tables = _worker(known).cleaned(part, seconds, _silent)
        parts.write(folder, number, tables, seconds)
        yield pa.RecordBatch.from_pylist([{"part": number, "rows": len(part)}], DONE)
