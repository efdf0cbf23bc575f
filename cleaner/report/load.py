"""The files of a run folder, read piece by piece: no table is held whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cleaner.errors import OutputError
from cleaner.tables import SCHEMAS

BATCH_ROWS = 1024  # at ten thousand characters a page: some 10 MB of text at a time


def batches(folder: Path, name: str, columns: list[str]) -> Iterator[pa.Table]:
    """Yield one table of a run in pieces, in order; a column that a part lacks is null."""
    wanted = pa.schema([SCHEMAS[name].field(column) for column in columns])
    for path in sorted((folder / name).glob("*.parquet")):
        try:
            with pq.ParquetFile(path) as part:
                there = [column for column in columns if column in part.schema_arrow.names]
                for group in range(part.num_row_groups):  # across groups a batch would be held twice
                    for batch in part.iter_batches(BATCH_ROWS, columns=there, row_groups=[group]):
                        yield _shaped(batch, wanted)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
            raise OutputError(f"{path}: cannot be read as the table it should be ({error})") from error


def _shaped(batch: pa.RecordBatch, wanted: pa.Schema) -> pa.Table:
    arrays = [
        batch.column(field.name).cast(field.type)
        if field.name in batch.schema.names
        else pa.nulls(batch.num_rows, field.type)
        for field in wanted
    ]
    return pa.Table.from_arrays(arrays, schema=wanted)


def whole_empty(name: str, columns: list[str]) -> pa.Table:
    """Return some columns of a table without any row."""
    return pa.schema([SCHEMAS[name].field(column) for column in columns]).empty_table()


def whole(folder: Path, name: str, columns: list[str]) -> pa.Table:
    """Return some narrow columns of a table, all rows; an empty table where there is no part."""
    return pa.concat_tables([whole_empty(name, columns), *batches(folder, name, columns)])


def rows(folder: Path, name: str) -> int:
    """Return how many rows a table of the run holds."""
    return sum(_rows(path) for path in sorted((folder / name).glob("*.parquet")))


def _rows(path: Path) -> int:
    try:
        return int(pq.read_metadata(path).num_rows)
    except (pa.ArrowInvalid, OSError) as error:
        raise OutputError(f"{path}: cannot be read as the table it should be ({error})") from error


def first(folder: Path, name: str, columns: list[str], most: int) -> list[dict[str, Any]]:
    """Return the first *most* rows of a table."""
    found: list[dict[str, Any]] = []
    for batch in batches(folder, name, columns):
        found += batch.slice(0, most - len(found)).to_pylist()
        if len(found) >= most:
            break
    return found


def about(folder: Path) -> dict[str, Any]:
    """Return run.json. Raises OutputError if it is missing or is no JSON object."""
    path = folder / "run.json"
    if not path.is_file():
        raise OutputError(f"{folder}: not a run folder (it has no run.json); give the --out of `cleaner run`")
    return _object(path)


def summary(folder: Path) -> dict[str, Any] | None:
    """Return validation/summary.json; None where the run was not validated."""
    path = folder / "validation" / "summary.json"
    return _object(path) if path.is_file() else None


def figures(folder: Path) -> dict[str, Any] | None:
    """Return validation/figures.json; None where the run was not validated."""
    path = folder / "validation" / "figures.json"
    return _object(path) if path.is_file() else None


def comparison(folder: Path) -> dict[str, Any] | None:
    """Return validation/comparison.json; None where the run was held against no other."""
    path = folder / "validation" / "comparison.json"
    return _object(path) if path.is_file() else None


def _object(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise OutputError(f"{path}: cannot be read as JSON ({error})") from error
    if not isinstance(content, dict):
        raise OutputError(f"{path}: holds no JSON object")
    return content


def rejects(folder: Path, most: int) -> tuple[int, list[dict[str, Any]]]:
    """Return how many rows were rejected, and the first *most* of them without their raw bytes."""
    path = folder / "rejects.jsonl"
    count = 0
    found: list[dict[str, Any]] = []
    if path.is_file():
        with path.open("rb") as lines:
            for line in lines:
                count += bool(line.strip())
                if line.strip() and len(found) < most:
                    found.append(_reject(line, path, count))
    return count, found


def _reject(line: bytes, path: Path, number: int) -> dict[str, Any]:
    try:
        row = dict(json.loads(line))
    except (TypeError, ValueError) as error:
        raise OutputError(f"{path}: row {number} cannot be read as JSON ({error})") from error
    row.pop("raw", None)
    return row
