"""The input again, byte for byte, from the tables of a run alone."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cleaner import readers, writers
from cleaner.errors import DataError, OutputError
from cleaner.model import Edit, apply, inverse

_SURROGATE = re.compile(r"\\u(d[89a-f][0-9a-f]{2})")


def text_of(article: dict[str, Any], edits: Iterable[dict[str, Any]]) -> str:
    """Return the raw text of one row of articles or quarantine.

    Raises EditConflict if its edits do not replay, DataError if the result is not what came in.
    """
    from cleaner.tables import sha256

    layers: dict[int, list[Edit]] = {}
    for row in edits:
        old = row["old"]
        if row["rule"] == "encoding/surrogate":
            old = _SURROGATE.sub(lambda m: chr(int(m[1], 16)), old)
        layers.setdefault(row["layer"], []).append(Edit(row["start"], old, row["new"], row["rule"]))
    text: str = article["text"]
    for layer in sorted(layers, reverse=True):
        text = apply(text, inverse(layers[layer]))
    if sha256(text) != article["input_sha256"]:
        raise DataError(
            f"article {article['id']!r}: its edits do not give back what came in; the tables were changed"
        )
    return text


def restore(run: Path | str, out: Path | str) -> list[Path]:
    """Write every input file of a run again into the new folder *out*; return their paths.

    Compressed files come back uncompressed, Parquet as JSON lines, the pages of a WARC as files in a
    folder. Files that could not be read at all are left out: nothing of them came in.
    """
    run, out = Path(run), Path(out)
    if out.exists():
        raise OutputError(f"{out} exists: give a folder that does not")
    tables = writers.load(run)
    edits: dict[str, list[dict[str, Any]]] = {}
    for row in tables.edits.to_pylist():
        edits.setdefault(row["article_id"], []).append(row)
    parts: list[tuple[str, int, bytes]] = []
    for name in ("articles", "quarantine"):
        for row in tables[name].to_pylist():
            text = text_of(row, edits.get(row["id"], ()))
            raw = readers.fill(row["record"], row["escape"], text, row["encoding"])
            parts.append((row["source"], row["row"], raw))
    parts += [(r.source, r.row, base64.b64decode(r.raw)) for r in tables.rejects if r.raw is not None]
    return _write(parts, out)


def _write(parts: list[tuple[str, int, bytes]], out: Path) -> list[Path]:
    names = _names({source for source, _, _ in parts})
    files: dict[str, list[bytes]] = {}
    for source, row, raw in sorted(parts, key=lambda part: part[:2]):
        name = f"{names[source]}/{row}.html" if readers.is_warc(source) else names[source]
        files.setdefault(name, []).append(raw)
    with writers.fresh_folder(out) as folder:
        for name, pieces in files.items():
            path = folder / name
            if not path.resolve().is_relative_to(folder.resolve()):
                raise DataError(f"source {name!r} points outside of {out}: the tables were changed")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"".join(pieces))
    return [out / name for name in files]


def _names(sources: set[str]) -> dict[str, str]:
    """Return the name that each source is written under: where two would share one, below its own.

    >>> _names({"a.txt", "a.txt.gz"})["a.txt.gz"]
    'a.txt.gz/a.txt'
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for source in sorted(sources, key=lambda source: (readers.restored(source) != source, source)):
        name = readers.restored(source)
        names[source] = f"{source}/{name.rpartition('/')[2]}" if name in taken else name
        taken.add(name)
    return names
