"""Tables to validate, in chunks: Arrow tables, pandas frames, and files that are never held whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cleaner.errors import DataError

_READ_ROWS = 8192  # rows read at a time, fewer where they are long
_READ_BYTES = 2_000_000  # what is read takes some ten times that while it is decoded
SUFFIXES = (".parquet", ".csv", ".tsv", ".jsonl", ".ndjson")

Batches = Callable[[Sequence[str]], Iterator[pa.Table]]


@dataclass(frozen=True, slots=True)
class Source:
    """A table: what messages call it, its schema, its rows, and its columns piece by piece."""

    name: str
    schema: pa.Schema
    rows: int
    batches: Batches

    def chunks(self, columns: Iterable[str]) -> Iterator[pa.Table]:
        """Yield some columns in pieces, in order; no result depends on where they end."""
        return self.batches([name for name in dict.fromkeys(columns) if name in self.schema.names])

    def whole(self, columns: Iterable[str]) -> pa.Table:
        """Return some columns, all rows at once."""
        return pa.concat_tables([self.empty(columns), *self.chunks(columns)])

    def _named(self, name: str) -> Source:
        return replace(self, name=name)

    def empty(self, columns: Iterable[str]) -> pa.Table:
        """Return some columns, without a row."""
        wanted = [name for name in dict.fromkeys(columns) if name in self.schema.names]
        return pa.schema([self.schema.field(name) for name in wanted]).empty_table()


def of(value: Any, name: str = "table") -> Source:
    """Return what *value* holds as a source.

    *value*: a pyarrow table, a pandas frame, a file (Parquet, CSV, TSV, JSON lines) or a folder of
    Parquet files. Raises DataError that names the file and the mend.
    """
    if isinstance(value, Source):
        return value
    if isinstance(value, pa.Table):
        return Source(name, value.schema, value.num_rows, partial(_of_table, value))
    if isinstance(value, str | Path):
        return _of_path(Path(value))
    if is_spark(value):
        raise DataError(f"{name}: a Spark frame has no rows here; give Spark frames to `validate` alone")
    if hasattr(value, "columns") and hasattr(value, "dtypes"):
        return of(_of_frame(value), name)
    raise DataError(
        f"{name}: a {type(value).__name__} is no table; give a path, a pandas frame or a pyarrow table"
    )


def is_spark(value: Any) -> bool:
    """Return whether something is a Spark frame, without loading Spark."""
    return type(value).__module__.startswith("pyspark.sql.") and type(value).__name__ == "DataFrame"


def _of_frame(frame: Any) -> pa.Table:
    try:
        return pa.Table.from_pandas(frame, preserve_index=False)
    except (pa.ArrowInvalid, pa.ArrowTypeError, ValueError) as error:
        raise DataError(f"the frame cannot be read as a table ({error}); give a column one type") from error


def _of_table(table: pa.Table, columns: Sequence[str]) -> Iterator[pa.Table]:
    part = table.select(columns)
    step = _rows_of(part.nbytes, table.num_rows)
    for start in range(0, table.num_rows, step):
        yield part.slice(start, step)


def _rows_of(size: int, rows: int) -> int:
    """Return how many rows to read at a time, from the bytes that all of them take."""
    return max(1, min(_READ_ROWS, _READ_BYTES * max(1, rows) // max(1, size)))


def _of_path(path: Path) -> Source:
    if not path.exists():
        raise DataError(f"{path}: there is no such file; check the path")
    if path.is_dir():
        parts = sorted(path.glob("*.parquet"))
        if not parts:
            raise DataError(f"{path}: no .parquet file in this folder; give the folder of a table, or a file")
        return _of_parquet(path, parts)
    if path.suffix == ".parquet":
        return _of_parquet(path, [path])
    if path.suffix in SUFFIXES:
        table = _told(path, lambda: _read_text(path))
        return Source(str(path), table.schema, table.num_rows, partial(_of_table, table))
    raise DataError(f"{path}: not a table that can be read; give one of {', '.join(SUFFIXES)}")


def _read_text(path: Path) -> pa.Table:
    from pyarrow import csv, json

    if path.suffix in {".csv", ".tsv"}:
        by = csv.ParseOptions(delimiter="\t" if path.suffix == ".tsv" else ",", newlines_in_values=True)
        return csv.read_csv(path, parse_options=by)
    return json.read_json(path)


def of_parts(name: str, parts: Sequence[Path]) -> Source:
    """Return a table whose rows lie in several Parquet files, in this order."""
    return _of_parquet(parts[0].parent, list(parts))._named(name)


def _of_parquet(path: Path, parts: list[Path]) -> Source:
    def counted() -> tuple[pa.Schema, int]:
        schemas = [pq.read_schema(part) for part in parts]
        for part, schema in zip(parts, schemas, strict=True):
            if not schema.equals(schemas[0]):
                raise DataError(f"{part}: its columns are not those of {parts[0].name}; write it again")
        return schemas[0].remove_metadata(), sum(pq.read_metadata(part).num_rows for part in parts)

    schema, rows = _told(path, counted)
    return Source(str(path), schema, rows, partial(_of_parts, parts))


def _of_parts(parts: list[Path], columns: Sequence[str]) -> Iterator[pa.Table]:
    for part in parts:
        with _told(part, lambda: pq.ParquetFile(part)) as file:  # noqa: B023 - called at once
            step = _rows_of(_size(file.metadata, set(columns)), file.metadata.num_rows)
            batches = file.iter_batches(step, columns=list(columns), use_threads=False)
            while (batch := _told(part, lambda: next(batches, None))) is not None:  # noqa: B023
                yield pa.Table.from_batches([batch]).replace_schema_metadata(None)


def _size(metadata: Any, columns: set[str]) -> int:
    """Return the bytes that some columns of a Parquet file take once they are read."""
    groups = [metadata.row_group(n) for n in range(metadata.num_row_groups)]
    parts = [group.column(n) for group in groups for n in range(group.num_columns)]
    return sum(part.total_uncompressed_size for part in parts if part.path_in_schema.split(".")[0] in columns)


def _told(path: Path, work: Callable[[], Any]) -> Any:
    """Return what *work* returns; what Arrow says of a broken file is told with the file."""
    try:
        return work()
    except (pa.ArrowException, OSError) as error:
        told = " ".join(str(error).split())
        raise DataError(
            f"{path}: cannot be read as a table ({told}); mend the file or leave it out"
        ) from error
