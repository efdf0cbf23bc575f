"""Tables to validate, in chunks: Arrow tables, pandas frames, and files that are never held whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cleaner.errors import DataError

CHUNK_BYTES = 24_000_000  # of the columns looked into: what a chunk costs in memory, three or four times over
CHUNK_ROWS = 250_000  # each chunk costs a rule some 3 ms, so short rows come many at a time
_READ_ROWS = 4096
_READ_BYTES = 8_000_000
SUFFIXES = (".parquet", ".csv", ".tsv", ".jsonl", ".ndjson")

Batches = Callable[[Sequence[str]], Iterator[pa.Table]]


@dataclass(frozen=True, slots=True)
class Source:
    """A table: what messages call it, its schema, its rows, and its columns piece by piece."""

    name: str
    schema: pa.Schema
    rows: int
    batches: Batches

    def chunks(self, columns: Iterable[str], rows: int | None = None) -> Iterator[pa.Table]:
        """Yield some columns in chunks of the same rows, in order; of *rows* rows, if given.

        The edges depend on the content alone; no result may depend on them.
        """
        wanted = [name for name in dict.fromkeys(columns) if name in self.schema.names]
        held: list[pa.Table] = []
        for batch in self.batches(wanted):
            held.append(batch)
            if sum(b.num_rows for b in held) >= (rows or CHUNK_ROWS) or (
                not rows and sum(b.nbytes for b in held) >= CHUNK_BYTES
            ):
                yield pa.concat_tables(held)
                held = []
        if held:
            yield pa.concat_tables(held)

    def whole(self, columns: Iterable[str]) -> pa.Table:
        """Return some columns, all rows at once."""
        wanted = [name for name in dict.fromkeys(columns) if name in self.schema.names]
        empty = pa.schema([self.schema.field(name) for name in wanted]).empty_table()
        found = list(self.batches(wanted))
        return pa.concat_tables(found) if found else empty


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
    if hasattr(value, "columns") and hasattr(value, "dtypes"):
        return of(_of_frame(value), name)
    raise DataError(
        f"{name}: a {type(value).__name__} is no table; give a path, a pandas frame or a pyarrow table"
    )


def _of_frame(frame: Any) -> pa.Table:
    try:
        return pa.Table.from_pandas(frame, preserve_index=False)
    except (pa.ArrowInvalid, pa.ArrowTypeError, ValueError) as error:
        raise DataError(f"the frame cannot be read as a table ({error}); give a column one type") from error


def _of_table(table: pa.Table, columns: Sequence[str]) -> Iterator[pa.Table]:
    part = table.select(columns)
    for start in range(0, table.num_rows, _READ_ROWS):
        yield part.slice(start, _READ_ROWS)


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
            batches = file.iter_batches(_READ_ROWS, columns=list(columns), use_threads=False)
            while (batch := _told(part, lambda: next(batches, None))) is not None:  # noqa: B023
                # pyarrow gives no rows for no columns
                yield pa.Table.from_batches([batch]).replace_schema_metadata(None)


def _told(path: Path, work: Callable[[], Any]) -> Any:
    """Return what *work* returns; what Arrow says of a broken file is told with the file."""
    try:
        return work()
    except (pa.ArrowException, OSError) as error:
        told = " ".join(str(error).split())
        raise DataError(
            f"{path}: cannot be read as a table ({told}); mend the file or leave it out"
        ) from error
