"""Files out: the run folder, written under a temporary name and renamed when whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from cleaner.disk import written
from cleaner.errors import OutputError
from cleaner.rows import Reject
from cleaner.tables import SCHEMAS, Tables

GROUP_BYTES = 16_000_000  # of a row group, before compression: readers hold one at a time
MAX_GROUP_ROWS = 100_000
FILE_BYTES = 256_000_000  # of a Parquet file, before compression
LONG = frozenset({"text", "record", "old", "new"})  # columns that may hold a whole page
_BATCH_ROWS = 1000  # of a table in memory, handed on at a time


def parquet(schema: pa.Schema) -> dict[str, Any]:
    """Return how the Parquet of a table is written.

    Columns of whole pages get neither dictionary nor statistics: both hold copies of their values while
    they are written, and where a dictionary makes a column small, readers would take too much of it in
    one piece.

    >>> parquet(pa.schema([("id", pa.string()), ("text", pa.string())]))
    {'compression': 'zstd', 'use_dictionary': ['id'], 'write_statistics': ['id']}
    """
    short = [
        f"{field.name}.list.element" if pa.types.is_list(field.type) else field.name
        for field in schema
        if field.name not in LONG
    ]
    return {"compression": "zstd", "use_dictionary": short, "write_statistics": short}


@contextmanager
def fresh_folder(out: Path) -> Iterator[Path]:
    """Give a temporary folder beside *out* that becomes *out* when the block ends well.

    Raises OutputError if *out* exists or cannot be written; a failure leaves nothing behind.
    """
    if out.exists():
        raise OutputError(f"{out} exists: give another --out, or move it away first")
    temporary = out.with_name(f".{out.name}.writing-{os.getpid()}")
    with written(out):
        temporary.mkdir(parents=True)
    try:
        with written(out):
            yield temporary
            temporary.replace(out)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


@contextmanager
def replaced_folder(out: Path) -> Iterator[Path]:
    """Give a temporary folder beside *out* that takes its place when the block ends well.

    What stands in *out* and was not written anew goes along. Raises OutputError if it cannot be
    written; a failure leaves *out* as it was.
    """
    aside = out.with_name(f".{out.name}.replaced")
    if aside.exists():
        raise OutputError(f"{aside}: left by a replacement that was broken off; move it back, or delete it")
    with fresh_folder(out.with_name(f".{out.name}.new")) as temporary:
        yield temporary
        for path in sorted(out.iterdir()):
            if not (temporary / path.name).exists():
                copy = shutil.copytree if path.is_dir() else shutil.copy2
                copy(path, temporary / path.name)
    try:
        out.replace(aside)
        out.with_name(f".{out.name}.new").replace(out)
    except OSError as error:
        raise OutputError(f"{out}: cannot be replaced ({error.strerror}); it lies beside, whole") from error
    shutil.rmtree(aside)


class Rolling:
    """Writes one table into a folder, row group by row group, file by file.

    Where groups and files end depends on the rows alone.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._schema = folder / name, SCHEMAS[name]
        self._folder.mkdir()
        self._held: list[pa.Table] = []
        self._rows = self._bytes = self._file_bytes = self._files = 0
        self._writer: pq.ParquetWriter | None = None

    def __enter__(self) -> Rolling:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None and (self._held or not self._files):
            self._flush()
        if self._writer:
            self._writer.close()

    def write(self, table: pa.Table) -> None:
        """Add rows."""
        if not table.num_rows:
            return
        self._held.append(table)
        self._rows, self._bytes = self._rows + table.num_rows, self._bytes + table.nbytes
        if self._rows >= MAX_GROUP_ROWS or self._bytes >= GROUP_BYTES:
            self._flush()

    def _flush(self) -> None:
        table = pa.concat_tables(
            [self._schema.empty_table(), *(part.cast(self._schema) for part in self._held)]
        )
        if self._writer is None:
            path = self._folder / part(self._files)
            self._writer = pq.ParquetWriter(path, self._schema, **parquet(self._schema))
            self._files += 1
        self._writer.write_table(table, row_group_size=max(1, table.num_rows))
        self._file_bytes += self._bytes
        self._held, self._rows, self._bytes = [], 0, 0
        if self._file_bytes >= FILE_BYTES:
            self._writer.close()
            self._writer, self._file_bytes = None, 0


def part(number: int) -> str:
    """Return what the files of a table are called, so that names sort as numbers do."""
    return f"part-{number:05}.parquet"


def write_tables(tables: Tables, folder: Path) -> None:
    """Write every table as Parquet, and the rejects as JSON lines."""
    for name in SCHEMAS:
        with Rolling(folder, name) as out:
            for batch in tables[name].to_batches(_BATCH_ROWS):
                out.write(pa.Table.from_batches([batch]))
    write_rejects(tables.rejects, folder)


def write_rejects(rejects: tuple[Reject, ...], folder: Path) -> None:
    """Write the rejected rows, one JSON object a line."""
    lines = b"".join(orjson.dumps(reject.as_dict(), option=orjson.OPT_APPEND_NEWLINE) for reject in rejects)
    (folder / "rejects.jsonl").write_bytes(lines)


def write_json(value: Any, path: Path) -> None:
    """Write JSON with sorted keys and a final line feed."""
    options = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
    path.write_bytes(orjson.dumps(value, option=options))


def load(run: Path) -> Tables:
    """Read the tables of a run folder. Raises OutputError that names what is missing or damaged."""
    if not (run / "run.json").is_file():
        raise OutputError(f"{run}: not a run folder (it has no run.json); give the --out of `cleaner run`")
    made = {name: _table(run / name, schema) for name, schema in SCHEMAS.items()}
    lines = (run / "rejects.jsonl").read_bytes().split(b"\n")
    rejects = tuple(Reject(**orjson.loads(line)) for line in lines if line)
    rows_in = orjson.loads((run / "run.json").read_bytes())["counts"]["rows_in"]
    return Tables(**made, rejects=rejects, rows_in=rows_in)


def _table(folder: Path, schema: pa.Schema) -> pa.Table:
    parts = sorted(folder.glob("*.parquet"))
    if not parts:
        raise OutputError(f"{folder}: no .parquet file; the run folder is not whole")
    try:
        return pa.concat_tables([pq.read_table(part) for part in parts]).select(schema.names).cast(schema)
    except (pa.ArrowInvalid, KeyError, OSError) as error:
        raise OutputError(f"{folder}: cannot be read as the table it should be ({error})") from error
