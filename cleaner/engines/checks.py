"""Any table validated: its result, pages, clean rows and quarantine; a suite suggested from one."""

from __future__ import annotations

from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from cleaner import report as reports
from cleaner import validation, writers
from cleaner.engines import local
from cleaner.errors import ConfigError, OutputError
from cleaner.validation import Validation, datadocs, sources
from cleaner.validation.quarantine import REASONS, split
from cleaner.validation.suggest import suggest
from cleaner.validation.suites import load_one


def check(
    table: Path,
    *,
    suite: Path | None = None,
    suites: Path | None = None,
    against: Path | None = None,
    out: Path | None = None,
) -> Validation:
    """Validate a run folder, or with *suite* any table; return the result.

    *out*: with *suite*, a new folder for `clean.parquet`, `quarantine.parquet` and `validation/`.
    Raises ConfigError for options that do not go together.
    """
    if suite is None:
        if out is not None:
            raise ConfigError("--out goes with --suite; a run has its quarantine already")
        if table.is_file():
            raise ConfigError(f"{table}: a file is no run folder; give its suite with --suite")
        return local.check(table, suites=suites, against=against)
    if suites is not None or against is not None:
        raise ConfigError("--suites and --against go with a run folder, --suite with a table of your own")
    result = validation.validate(table, suite=suite)
    if out is not None:
        _split(table, result, out)
    return result


def _split(table: Path, result: Validation, out: Path) -> None:
    """Write clean rows, quarantine and results of a table into a new folder, chunk by chunk."""
    source = sources.of(table)
    held_schema = pa.schema([*source.schema, *REASONS])
    with writers.fresh_folder(out) as folder:
        with (
            pq.ParquetWriter(folder / "clean.parquet", source.schema, compression="zstd") as clean,
            pq.ParquetWriter(folder / "quarantine.parquet", held_schema, compression="zstd") as held,
        ):
            for kept, bad in split(source, result):
                clean.write_table(kept)
                held.write_table(bad)
        (folder / "validation").mkdir()
        validation.write(result, folder / "validation")


def pages(
    result: Validation,
    table: Path,
    *,
    suite: Path | None = None,
    suites: Path | None = None,
    report: Path | None = None,
    data_docs: Path | None = None,
) -> None:
    """Write a result as one HTML page, as Data Docs, or both. Raises OutputError if one exists."""
    if report is not None:
        write_new(report, reports.validation_page(result.as_dict(), table.name).encode())
    if data_docs is not None:
        declared = [load_one(suite)] if suite else validation.load(suites).values()
        datadocs.write(result, declared, data_docs)


def suggested(table: Path, name: str | None = None) -> bytes:
    """Return the suite suggested for a table, as JSON."""
    return orjson.dumps(suggest(table, name), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def write_new(path: Path, content: bytes) -> None:
    """Write a file that must not exist yet, whole or not at all."""
    if path.exists():
        raise OutputError(f"{path} exists: give another name, or move it away first")
    if not path.absolute().parent.is_dir():
        raise OutputError(f"{path}: its folder does not exist; make it first, or give another name")
    temporary = path.with_name(f".{path.name}.writing")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise OutputError(
            f"{path}: cannot be written ({error.strerror}); choose a place you may write to"
        ) from error
