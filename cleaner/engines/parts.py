"""Work cut into parts whose edges depend on the input alone, each written whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson
import pyarrow.parquet as pq

from cleaner import writers
from cleaner.rows import Page, Reject, Row
from cleaner.tables import SCHEMAS, Tables

PART_ROWS = 500  # some seconds of work: what a kill costs at most
PART_CHARS = 2_000_000  # code points; what a worker holds grows with it
CLEANED = tuple(name for name in SCHEMAS if name != "quarantine")

Items = list[Row]


def cut(items: Iterable[Row]) -> Iterator[Items]:
    """Yield rows in parts: up to PART_ROWS of them, and PART_CHARS code points unless one row has more.

    >>> [len(part) for part in cut(Page(str(n), "x" * 900_000, "t") for n in range(5))]
    [2, 2, 1]
    """
    part: Items = []
    chars = 0
    for item in items:
        chars_in = size(item)
        if part and (len(part) == PART_ROWS or chars + chars_in > PART_CHARS):
            yield part
            part, chars = [], 0
        part.append(item)
        chars += chars_in
    if part:
        yield part


def size(item: Row) -> int:
    """Return how long a row is: code points, or bytes of HTML."""
    return len(item.text) if isinstance(item, Page) else len(item.raw or "")


def longest(items: Items) -> int:
    """Return the place of the longest page: the likeliest to be too much where no single page is at work."""
    sizes = [-1 if isinstance(item, Reject) else size(item) for item in items]
    return sizes.index(max(sizes))


def name(number: int) -> str:
    """Return what a part is called, so that names sort as numbers do."""
    return f"{number:07}"


def write(folder: Path, number: int, tables: Tables, seconds: dict[str, float]) -> None:
    """Write the tables of a part under another name, and rename it when it is whole.

    One that is there already stays: two that wrote it wrote the same.
    """
    temporary = folder / f".{name(number)}.writing-{os.getpid()}"
    temporary.mkdir()
    try:
        for table in CLEANED:
            pq.write_table(tables[table], temporary / f"{table}.parquet", **writers.parquet(SCHEMAS[table]))
        writers.write_rejects(tables.rejects, temporary)
        sizes = {path.name: path.stat().st_size for path in sorted(temporary.iterdir())}
        about = {
            "rows_in": tables.rows_in,
            "rejects": len(tables.rejects),
            "seconds": seconds,
            "sizes": sizes,
        }
        writers.write_json(about, temporary / "part.json")
        if not (folder / name(number)).exists():
            temporary.rename(folder / name(number))
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def about(folder: Path, number: int) -> dict[str, Any] | None:
    """Return what a finished part says of itself; None where it is not there, or not whole."""
    part = folder / name(number)
    try:
        told = dict(orjson.loads((part / "part.json").read_bytes()))
        whole = all((part / file).stat().st_size == size for file, size in told["sizes"].items())
    except (OSError, KeyError, TypeError, ValueError):  # a part that cannot be read is done again
        return None
    return told if whole else None


def is_whole(folder: Path, number: int) -> bool:
    """Return whether a part is there and whole; one that is not whole is deleted."""
    if about(folder, number) is not None:
        return True
    shutil.rmtree(folder / name(number), ignore_errors=True)
    return False


def files(folder: Path, table: str, count: int) -> list[Path]:
    """Return the Parquet files of a table, part by part."""
    return [folder / name(number) / f"{table}.parquet" for number in range(count)]


def rejects(folder: Path, count: int) -> Sequence[Path]:
    """Return the files of rejects, part by part."""
    return [rejects_of(folder, number) for number in range(count)]


def rejects_of(folder: Path, number: int) -> Path:
    """Return the file of the rejects of a part."""
    return folder / name(number) / "rejects.jsonl"


def seconds(folder: Path, count: int) -> dict[str, float]:
    """Return the seconds of CPU by step, over all parts."""
    total: Counter[str] = Counter()
    for number in range(count):
        total.update((about(folder, number) or {}).get("seconds", {}))
    return {step: round(value, 3) for step, value in total.items()}
