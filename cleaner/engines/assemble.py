"""Parts put together: the tables of a run, validated, failing articles in quarantine."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cleaner import names, validation
from cleaner.config import Config
from cleaner.engines import parts
from cleaner.tables import SCHEMAS
from cleaner.validation import sources
from cleaner.validation.quarantine import split
from cleaner.validation.sources import Source
from cleaner.writers import GROUP_BYTES, MAX_GROUP_ROWS

FILE_BYTES = 256_000_000  # of a Parquet file, before compression
CLEANED = frozenset(parts.CLEANED)
REST = frozenset({"quarantine", "rejects", "run"})


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
            path = self._folder / f"part-{self._files:05}.parquet"
            self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")
            self._files += 1
        self._writer.write_table(table, row_group_size=max(1, table.num_rows))
        self._file_bytes += self._bytes
        self._held, self._rows, self._bytes = [], 0, 0
        if self._file_bytes >= FILE_BYTES:
            self._writer.close()
            self._writer, self._file_bytes = None, 0


def assemble(
    work: Path, count: int, folder: Path, config: Config, suites: Path | None = None
) -> validation.Validation:
    """Write the tables of *count* parts into a run folder and return their validation.

    What was cleaned is validated first, then what quarantine made of it: the articles that stay,
    the quarantine, the rejects, and whether all of it adds up. No table is held whole.
    """

    def cleaned(name: str) -> Source:
        return sources.of_parts(name, parts.files(work, name, count))

    tables = {"articles": cleaned("articles")}
    for name in ("edits", "findings", "names", "comments"):
        with Rolling(folder, name) as out:
            for chunk in cleaned(name).chunks(SCHEMAS[name].names):
                out.write(chunk)
            if name == "names":
                out.write(_authors(tables["articles"], config))
        tables[name] = sources.of(folder / name)
    _rejects(parts.rejects(work, count), folder / "rejects.jsonl")
    empty = sources.of(SCHEMAS["quarantine"].empty_table(), "quarantine")
    first = validation.of_run({**tables, "quarantine": empty}, suites, only=CLEANED)
    with Rolling(folder, "articles") as clean, Rolling(folder, "quarantine") as held:
        for kept, bad in split(tables["articles"], first, related=tables):
            clean.write(kept)
            held.write(bad)
    return first


def _authors(articles: Source, config: Config) -> pa.Table:
    """Return the rows of names that only all authors together tell."""
    if "names" in config.off:
        return SCHEMAS["names"].empty_table()
    told: list[tuple[Hashable, str]] = []
    for chunk in articles.chunks(["id", "author"]):
        pairs = zip(chunk.column("id").to_pylist(), chunk.column("author").to_pylist(), strict=True)
        told += [(id_, author) for id_, author in pairs if author]
    rows = [{"article_id": id_, **as_row(name)} for id_, name in names.judged(told, config)]
    return pa.Table.from_pylist(rows, schema=SCHEMAS["names"])


def as_row(name: Any) -> Mapping[str, Any]:
    """Return a judged name as a row of names, without its article."""
    return {column: getattr(name, column) for column in SCHEMAS["names"].names[1:]}


def _rejects(files: Iterable[Path], path: Path) -> None:
    with path.open("wb") as out:
        for file in files:
            with file.open("rb") as lines:
                for block in iter(lambda: lines.read(1 << 20), b""):
                    out.write(block)
