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

from cleaner.errors import OutputError
from cleaner.rows import Reject
from cleaner.tables import SCHEMAS, Tables

PART = "part-00000.parquet"
GROUP_BYTES = 16_000_000  # of a row group, before compression
MAX_GROUP_ROWS = 100_000


@contextmanager
def fresh_folder(out: Path) -> Iterator[Path]:
    """Give a temporary folder beside *out* that becomes *out* when the block ends well.

    Raises OutputError if *out* exists or cannot be written; a failure leaves nothing behind.
    """
    if out.exists():
        raise OutputError(f"{out} exists: give another --out, or move it away first")
    temporary = out.with_name(f".{out.name}.writing-{os.getpid()}")
    try:
        temporary.mkdir(parents=True)
    except OSError as error:
        raise OutputError(
            f"{out}: cannot be written ({error.strerror}); choose a folder you may write to"
        ) from error
    try:
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


def write_tables(tables: Tables, folder: Path) -> None:
    """Write every table as Parquet, and the rejects as JSON lines."""
    for name in SCHEMAS:
        (folder / name).mkdir()
        rows = _group_rows(tables[name])
        pq.write_table(tables[name], folder / name / PART, compression="zstd", row_group_size=rows)
    write_rejects(tables.rejects, folder)


def _group_rows(table: pa.Table) -> int:
    """Return how many rows a row group takes: readers hold one at a time."""
    fit = GROUP_BYTES * max(1, int(table.num_rows)) // max(1, int(table.nbytes))
    return max(1, min(MAX_GROUP_ROWS, fit))


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
