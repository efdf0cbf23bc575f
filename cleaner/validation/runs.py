"""The tables of a run folder as validation sees them, read chunk by chunk."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from cleaner.errors import OutputError
from cleaner.tables import REJECTS, RUN, SCHEMAS
from cleaner.validation import sources
from cleaner.validation.sources import Source


def tables(folder: Path, rows_in: int | None = None) -> dict[str, Source]:
    """Return the tables of a run, its rejects and counts. Raises OutputError that names what is missing.

    *rows_in*: the rows that came in, where there is no run.json yet that says so.
    """
    about = _about(folder) if rows_in is None else {"counts": {"rows_in": rows_in}}
    found = {name: sources.of(folder / name) for name in SCHEMAS}
    rejects = sources.of(_rejects(folder / "rejects.jsonl"), "rejects")
    run = pa.Table.from_pylist([_counts(about, found, rejects.rows)], RUN)
    return {**found, "rejects": rejects, "run": sources.of(run, "run")}


def _about(folder: Path) -> dict[str, Any]:
    path = folder / "run.json"
    if not path.is_file():
        raise OutputError(f"{folder}: not a run folder (it has no run.json); give the --out of `cleaner run`")
    try:
        return dict(json.loads(path.read_bytes()))
    except (TypeError, ValueError) as error:
        raise OutputError(f"{path}: cannot be read as JSON ({error}); restore it, or run again") from error


def _counts(about: dict[str, Any], found: dict[str, Source], rejects: int) -> dict[str, Any]:
    """Return the row of the table `run`: what run.json says came in, and what the tables hold."""
    chars = dict.fromkeys(RUN.names[4:], 0)
    for name in ("articles", "quarantine"):
        for chunk in found[name].chunks(chars):
            for column in chunk.column_names:
                chars[column] += pc.sum(chunk.column(column)).as_py() or 0
    rows_in = (about.get("counts") or {}).get("rows_in")
    rows = {name: found[name].rows for name in ("articles", "quarantine")}
    return {"rows_in": rows_in, **rows, "rejects": rejects, **chars}


def _rejects(path: Path) -> pa.Table:
    """Return the rejects without the bytes of their rows, which may be as large as pages."""
    rows: list[dict[str, Any]] = []
    try:
        with path.open("rb") as lines:
            for line in lines:
                row = orjson.loads(line)
                rows.append({name: row.get(name) for name in REJECTS.names if name != "raw"})
        return pa.Table.from_pylist(rows, schema=REJECTS)
    except (OSError, AttributeError, ValueError, pa.ArrowException) as error:
        raise OutputError(f"{path}: row {len(rows) + 1} cannot be read ({error}); run again") from error
