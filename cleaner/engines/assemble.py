"""Parts put together: the tables of a run, validated, failing articles in quarantine."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from pathlib import Path

import pyarrow as pa

from cleaner import names, validation
from cleaner.config import Config
from cleaner.engines import parts
from cleaner.tables import SCHEMAS, names_table
from cleaner.validation import sources
from cleaner.validation.quarantine import split
from cleaner.validation.sources import Source
from cleaner.writers import Rolling

CLEANED = frozenset(parts.CLEANED)
REST = frozenset({"quarantine", "rejects", "run"})


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
    return names_table(names.judged(told, config))


def _rejects(files: Iterable[Path], path: Path) -> None:
    with path.open("wb") as out:
        for file in files:
            with file.open("rb") as lines:
                for block in iter(lambda: lines.read(1 << 20), b""):
                    out.write(block)
