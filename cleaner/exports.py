r"""The tables of a run as CSV and JSON lines, beside the Parquet that they are made from.

Both are written piece by piece, so no table is held whole, and the same tables give the same bytes.
CSV: UTF-8, `,` and `\n`, a heading; each value in quotes, a missing one as nothing between commas;
lists as JSON; texts as `cells` writes them. JSON lines: an object a row, all columns in order.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
from pyarrow import csv

from cleaner.cells import guarded, unguarded
from cleaner.errors import ConfigError, DataError, hint
from cleaner.tables import REJECTS, SCHEMAS
from cleaner.validation import sources

BLOCK = 1 << 20  # bytes of CSV read at a time, more where a row is longer
REJECTS_ROWS = 100  # of rejects held at a time: each has the bytes of its row
TABLES = {**SCHEMAS, "rejects": REJECTS}

Write = Callable[[Iterable[pa.Table], pa.Schema, Path], None]


def checked(formats: Collection[str] | str) -> tuple[str, ...]:
    """Return names of formats, each once, in a fixed order. Raises ConfigError for an unknown one.

    >>> checked(["jsonl", "csv", "csv"])
    ('csv', 'jsonl')
    """
    wanted = {formats} if isinstance(formats, str) else set(formats)
    for name in sorted(wanted - FORMATS.keys()):
        raise ConfigError(f"unknown format {name!r}; {hint(name, FORMATS)}")
    return tuple(name for name in FORMATS if name in wanted)


def made(run: Path) -> tuple[str, ...]:
    """Return the formats that a run folder has beside its Parquet."""
    return tuple(name for name in FORMATS if (run / name).is_dir())


def write(run: Path, formats: Iterable[str]) -> None:
    """Write the tables of a run folder as files of these formats: `csv/articles.csv` and so on.

    Rejects are written as CSV only: as JSON lines they lie in the run folder already.
    """
    for name in formats:
        folder = run / name
        folder.mkdir()
        for table, schema in TABLES.items():
            if table != "rejects":
                chunks = sources.of(run / table).chunks(schema.names)
            elif name == "csv":
                chunks = _rejects(run / "rejects.jsonl")
            else:
                continue
            FORMATS[name](chunks, schema, folder / f"{table}.{name}")


def _rejects(path: Path) -> Iterator[pa.Table]:
    with path.open("rb") as lines:
        while rows := [orjson.loads(line) for line in islice(lines, REJECTS_ROWS)]:
            yield pa.Table.from_pylist(rows, schema=REJECTS)


def _write_csv(chunks: Iterable[pa.Table], schema: pa.Schema, path: Path) -> None:
    plain = pa.schema([(field.name, _type(field.type)) for field in schema])
    with csv.CSVWriter(path, plain, write_options=csv.WriteOptions(quoting_style="all_valid")) as out:
        for chunk in chunks:
            columns = [_cells(chunk.column(field.name), field.type) for field in schema]
            out.write_table(pa.Table.from_arrays(columns, schema=plain))


def _type(kind: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_nested(kind) else kind


def _cells(column: pa.ChunkedArray, kind: pa.DataType) -> Any:
    if pa.types.is_nested(kind):
        values = (value if value is None else _json(value) for value in column.to_pylist())
    elif pa.types.is_string(kind):
        values = iter(column.to_pylist())
    else:
        return column
    return pa.array([value if value is None else guarded(value) for value in values], pa.string())


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _write_jsonl(chunks: Iterable[pa.Table], schema: pa.Schema, path: Path) -> None:
    with path.open("wb") as out:
        for chunk in chunks:
            for row in chunk.select(schema.names).to_pylist():
                out.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))


FORMATS: dict[str, Write] = {"csv": _write_csv, "jsonl": _write_jsonl}


def read_csv(path: Path | str, schema: pa.Schema | None = None) -> pa.Table:
    r"""Read a table of a run from its CSV again: the values that the Parquet holds, all in memory.

    *schema*: what its columns are; by default that of the run's table which the file is named after.
    Raises DataError if the file cannot be read, or is no table of a run.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "prices.csv"
    >>> table = pa.table({"told": ["=1+1", "", None], "prices": [[1, 2], [], None]})
    >>> _write_csv([table], table.schema, path)
    >>> print(path.read_text())
    "told","prices"
    "'=1+1","[1,2]"
    "","[]"
    ,
    <BLANKLINE>
    >>> read_csv(path, table.schema).equals(table)
    True
    """
    path = Path(path)
    schema = schema or TABLES.get(path.stem)
    if schema is None:
        raise DataError(f"{path}: not named after a table of a run; give the schema of its columns")
    plain = pa.schema([(field.name, _type(field.type)) for field in schema])
    try:
        table = _read(path, plain)
        if table.schema.names != schema.names:
            raise DataError(f"{path}: its heading is not {','.join(schema.names)}; write the file again")
        columns = [_values(column, field.type) for column, field in zip(table.columns, schema, strict=True)]
        return pa.Table.from_arrays(columns, schema=schema)
    except (pa.ArrowException, OSError, ValueError) as error:
        if isinstance(error, DataError):
            raise
        told = " ".join(str(error).split())
        raise DataError(f"{path}: cannot be read as CSV of a run ({told}); write it again") from error


def _read(path: Path, plain: pa.Schema) -> pa.Table:
    return csv.read_csv(
        path,
        csv.ReadOptions(block_size=max(BLOCK, _longest(path)), use_threads=False),
        csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        csv.ConvertOptions(
            column_types=plain,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            true_values=["true"],
            false_values=["false"],
        ),
    )


def _longest(path: Path) -> int:
    """Return the bytes of the longest row; a line that ends inside of quotes does not end its row."""
    longest = size = quotes = 0
    with path.open("rb") as lines:
        for line in lines:
            size, quotes = size + len(line), quotes + line.count(b'"')
            longest = max(longest, size)
            if quotes % 2 == 0:
                size = 0
    return longest


def _values(column: pa.ChunkedArray, kind: pa.DataType) -> Any:
    if not pa.types.is_string(column.type):
        return column
    texts = (value if value is None else unguarded(value) for value in column.to_pylist())
    if pa.types.is_nested(kind):
        return pa.array([text if text is None else json.loads(text) for text in texts], kind)
    return pa.array(list(texts), kind)
