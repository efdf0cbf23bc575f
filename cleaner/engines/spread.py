"""What workers of a cluster do with rows, batch by batch: survey them, clean them, judge authors.

Surveying and cleaning are done part by part in a process of its own (`solo`), which a page may kill.
Workers import this module, so it loads nothing of Spark.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import count
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from cleaner import names
from cleaner.config import Config
from cleaner.engines import parts
from cleaner.engines.solo import Solo
from cleaner.engines.tasks import CLEAN, SURVEY, Worker
from cleaner.engines.travel import Batches, Counters, unpacked
from cleaner.errors import OutputError
from cleaner.survey import Survey
from cleaner.tables import NAMES, REJECTS, SCHEMAS, name_row

TABLES = {**{name: SCHEMAS[name] for name in parts.CLEANED}, "rejects": REJECTS}
SURVEYS = pa.schema([("survey", pa.binary())])
CLEANED = pa.schema([(name, pa.struct(list(schema))) for name, schema in TABLES.items()])  # one is not null
DONE = pa.schema([("first", pa.int64()), ("parts", pa.int64()), ("rows", pa.int64())])
JUDGED = pa.schema([("author", pa.string()), *list(NAMES)[1:]])
MOST_PARTS = 1 << 20  # of a partition of Spark; one more would take the number of another's


@dataclass(frozen=True, slots=True)
class Known:
    """What each worker is told before it cleans: the settings, and what recurs, shared."""

    config: Config
    digest: str = ""  # of the survey that told it
    shared: Any = field(default=None, compare=False)


_numbers = count()  # of what this process makes in its own folder


@cache
def _solo() -> Solo:
    return Solo(Worker(Path(), Config()))


@cache
def _own() -> Path:
    """Return a folder of this process, among what the cluster deletes in the end."""
    places = os.environ.get("SPARK_LOCAL_DIRS", "").split(",")
    folder = Path(tempfile.mkdtemp(prefix="cleaner-", dir=places[0] or None))
    for name in ("parts", "survey"):
        (folder / name).mkdir()
    return folder


@lru_cache(maxsize=1)
def _worker(known: Known, folder: Path) -> Worker:
    """Return what cleans, made once in a process however many tasks it does."""
    return Worker(folder, known.config, known.shared.value if known.shared else None)


def surveyed(batches: Batches, config: Config) -> Iterator[pa.RecordBatch]:
    """Yield the surveys of the parts of a partition."""
    worker = _worker(Known(config), _own())
    for part in parts.cut(unpacked(batches)):
        number = next(_numbers)
        _solo().do(worker, (SURVEY, number, part))
        path = worker.folder / "survey" / f"{parts.name(number)}.survey"
        yield _saved(path.read_bytes())
        path.unlink()


def added(batches: Batches) -> Iterator[pa.RecordBatch]:
    """Yield the sum of the surveys of a partition."""
    total = Survey()
    for batch in batches:
        for raw in batch.column("survey"):
            total.absorb(Survey.from_bytes(raw.as_py()))
    yield _saved(total.to_bytes())


def _saved(survey: bytes) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([{"survey": survey}], SURVEYS)


def cleaned(batches: Batches, known: Known) -> Iterator[pa.RecordBatch]:
    """Yield the rows of all tables, each in the column of its table; the other columns are null."""
    worker = _worker(known, _own())
    for part in parts.cut(unpacked(batches)):
        number = next(_numbers)
        _solo().do(worker, (CLEAN, number, part))
        folder = worker.folder / "parts" / parts.name(number)
        for name in TABLES:
            table = _table(folder, name)
            if table.num_rows:
                yield _in_column(name, table)
        shutil.rmtree(folder)


def _table(folder: Path, name: str) -> pa.Table:
    if name in parts.CLEANED:
        return pq.read_table(folder / f"{name}.parquet").cast(TABLES[name])
    lines = (folder / "rejects.jsonl").read_bytes().split(b"\n")
    return pa.Table.from_pylist([orjson.loads(line) for line in lines if line], TABLES[name])


def _in_column(name: str, table: pa.Table) -> pa.RecordBatch:
    columns = [column.combine_chunks() for column in table.columns]
    struct = pa.StructArray.from_arrays(columns, fields=list(table.schema))
    arrays = [struct if f.name == name else pa.nulls(table.num_rows, f.type) for f in CLEANED]
    return pa.RecordBatch.from_arrays(arrays, schema=CLEANED)


def parted(batches: Batches, known: Known, folder: Path, counters: Counters) -> Iterator[pa.RecordBatch]:
    """Write cleaned parts below a folder that all machines see; yield which and how many, and their rows.

    A part is whole or not there, so a task that Spark does twice does no harm, and no part twice.
    """
    from pyspark import TaskContext

    context = TaskContext.get()
    first = MOST_PARTS * (context.partitionId() if context else 0)
    worker, rows, number = _worker(known, folder), 0, first
    for number, part in enumerate(parts.cut(unpacked(batches)), first + 1):
        counters.rejects.add(_rejected(worker, number - 1, part))
        counters.done.add(len(part))
        rows += len(part)
    if rows:
        yield pa.RecordBatch.from_pylist([{"first": first, "parts": number - first, "rows": rows}], DONE)


def _rejected(worker: Worker, number: int, part: parts.Items) -> int:
    """Do a part unless it is there; return how many of its rows are rejects."""
    folder = worker.folder / "parts"
    about = parts.about(folder, number)
    if about is None:
        _solo().do(worker, (CLEAN, number, part))
        about = parts.about(folder, number)
    if about is None:
        raise OutputError(f"{folder}: a part that was just written is not there; is its disk sound?")
    return int(about["rejects"])


def judged(batches: Batches, config: Config) -> Iterator[pa.RecordBatch]:
    """Yield the authors in doubt, told from all authors together, each once with each of its doubts."""
    rows = [row for batch in batches for row in zip(*(c.to_pylist() for c in batch.columns), strict=True)]
    told = [(author, author) for _, author in sorted(rows)]
    found = dict.fromkeys(names.judged(told, config))
    made = [name_row(None, name) | {"author": author} for author, name in found]
    yield pa.RecordBatch.from_pylist(made, JUDGED)
