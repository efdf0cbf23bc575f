r"""Files in: pages of text, HTML pages, JSON lines. A row that cannot be read becomes a Reject.

JSON lines end at "\n" only: U+2028 and U+0085 may stand inside strings. Each record keeps
all the bytes of its file around the text, and each HTML page all of its bytes, so that the file can
be written again.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from cleaner import html
from cleaner.errors import DataError, MissingExtra
from cleaner.rows import Page, Reject, storable

TEXT, HTML, LINES = ".txt", (".html", ".htm"), (".jsonl", ".ndjson")
NAMED = f"{TEXT}, {HTML[0]} or {LINES[0]}"  # as messages name them
WHOLE = (TEXT, *HTML)  # files that hold one page
HOLE = "\x00"  # stands in a record where the text stood; no JSON line may hold it


def find(inputs: Iterable[Path]) -> list[tuple[Path, str]]:
    """Return the files of *inputs* with the names they get in the tables, folders searched in order of name.

    Raises DataError for an input that does not exist or holds nothing to read.
    """
    found: list[tuple[Path, str]] = []
    for given in inputs:
        if given.is_dir():
            inside = [p for p in sorted(given.rglob("*")) if p.suffix in (*WHOLE, *LINES) and p.is_file()]
            if not inside:
                raise DataError(f"{given}: no {NAMED} file in this folder")
            found += [(path, path.relative_to(given).as_posix()) for path in inside]
        elif given.is_file():
            if given.suffix not in (*WHOLE, *LINES):
                raise DataError(f"{given}: cannot read {given.suffix or 'this'} files; give {NAMED}")
            found.append((given, given.name))
        else:
            raise DataError(f"{given}: no such file or folder; check the path")
    return found


def count(files: Iterable[tuple[Path, str]]) -> int:
    """Return how many rows the files hold, lines counted roughly; for progress, not for results."""
    total = 0
    for path, _ in files:
        if path.suffix in WHOLE or not os.access(path, os.R_OK):
            total += 1
            continue
        with path.open("rb") as file:
            total += sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
    return total


def read(files: Iterable[tuple[Path, str]]) -> Iterator[Page | Reject]:
    """Yield the rows of all files; the second row with one id is a Reject."""
    seen: set[str] = set()
    for path, source in files:
        for item in _read_file(path, source):
            if isinstance(item, Page) and item.id in seen:
                yield duplicate(item)
            else:
                if isinstance(item, Page):
                    seen.add(item.id)
                yield item


def duplicate(page: Page) -> Reject:
    """Return the Reject for a row whose id was there before."""
    raw = fill(page.record, page.escape, page.text)
    mend = "give each row an id of its own, or put the files in one folder"
    return Reject(page.source, page.row, page.id, f"duplicate id {page.id!r}", mend, encoded(raw))


def encoded(raw: bytes) -> str:
    """Return bytes as base64, the form that rejects.jsonl holds them in."""
    return base64.b64encode(raw).decode("ascii")


def _read_file(path: Path, source: str) -> Iterator[Page | Reject]:
    try:
        if path.suffix in WHOLE:
            yield whole_page(path.read_bytes(), source)
        else:
            with path.open("rb") as file:
                yield from read_lines(file, source)
    except OSError as error:
        reason = f"cannot be read: {error.strerror or error}"
        yield Reject(source, 0, None, reason, f"make {path} readable and run again")


def whole_page(raw: bytes, source: str) -> Page | Reject:
    """Read the bytes of a file that holds one page, as text or as HTML by the end of its name."""
    return html_page(raw, source) if source.endswith(HTML) else text_page(raw, source)


def html_page(raw: bytes, source: str) -> Page | Reject:
    """Read the bytes of one HTML file: its text is what the extractor gives, its record the whole page."""
    try:
        found = html.extract(raw)
    except MissingExtra as error:
        return Reject(source, 0, source, str(error), html.INSTALL, encoded(raw))
    except DataError as error:
        mend = "leave the file out, or scrape the page again"
        return Reject(source, 0, source, str(error), mend, encoded(raw))
    try:
        record, escape = raw.decode("utf-8"), "raw"
    except UnicodeDecodeError:
        record, escape = encoded(raw), "base64"
    known: dict[str, Any] = {
        k: storable(getattr(found, k) or "") or None for k in ("title", "url", "author", "date")
    }
    return Page(source, found.text, source, record=record, escape=escape, **known)


def text_page(raw: bytes, source: str) -> Page | Reject:
    """Read the bytes of one text file."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        reason = f"invalid UTF-8: byte 0x{raw[error.start]:02x} at offset {error.start}, line {line}"
        return Reject(source, 0, source, reason, "save the file as UTF-8", encoded(raw))
    if not text.strip():
        return Reject(
            source, 0, source, "empty text", "leave the file out, or scrape the page again", encoded(raw)
        )
    return Page(source, text, source)


def read_lines(lines: Iterable[bytes], source: str) -> Iterator[Page | Reject]:
    """Yield the rows of a JSON-lines file; blank lines belong to the row behind or the last one."""
    blank = b""
    held: tuple[int, bytes] | None = None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            blank += line
            continue
        if held:
            yield parse(held[1], source, held[0])
        held = (number, blank + line)
        blank = b""
    if held:
        yield parse(held[1] + blank, source, held[0])


def stream(lines: Iterable[bytes], source: str) -> Iterator[Page | Reject]:
    """Yield the rows of a JSON-lines stream as they arrive; an empty text is a row too."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield parse(line, source, number, allow_empty=True)


def parse(raw: bytes, source: str, row: int, *, allow_empty: bool = False) -> Page | Reject:
    """Read one JSON record."""

    def reject(reason: str, mend: str, id_: str | None = None) -> Reject:
        return Reject(source, row, id_, reason, mend, encoded(raw))

    try:
        values = _loads(raw)
    except UnicodeDecodeError as error:
        return reject(f"invalid UTF-8 at byte {error.start} of the line", "save the file as UTF-8")
    except ValueError as error:
        return reject(f"malformed JSON: {error}", "one JSON object a line, nothing else")
    if not isinstance(values, dict):
        return reject(f"not an object but {type(values).__name__}", 'write {"id": …, "text": …} on each line')
    id_ = values.get("id")
    id_ = str(id_) if isinstance(id_, str | int) and not isinstance(id_, bool) and id_ != "" else None
    text = values.get("text")
    if "text" not in values:
        return reject(
            f"no field 'text' among {', '.join(map(str, values)) or 'none'}",
            "name the field with the text 'text'",
            id_,
        )
    if not isinstance(text, str):
        return reject(f"'text' is {type(text).__name__}, not a string", "give the text as a string", id_)
    if not text.strip() and not allow_empty:
        return reject("empty text", "leave the row out, or scrape the page again", id_)
    wrong = next((k for k in ("title", "url", "lang") if not isinstance(values.get(k), str | None)), None)
    if wrong:
        return reject(
            f"{wrong!r} is {type(values[wrong]).__name__}, not a string",
            f"give {wrong!r} as a string or leave it out",
            id_,
        )
    record, escape = _envelope(raw, text)
    extra: dict[str, Any] = {k: storable(values.get(k) or "") or None for k in ("title", "url", "lang")}
    return Page(storable(id_ or f"{source}:{row}"), text, source, row, record=record, escape=escape, **extra)


def _loads(raw: bytes) -> Any:
    """Parse with orjson; what it refuses (lone surrogates) goes to the standard library."""
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        return json.loads(raw.decode("utf-8"), parse_constant=_no_constant)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _envelope(raw: bytes, text: str) -> tuple[str, str]:
    """Return what stands around the text in its record, and how the text is escaped there."""
    line = raw.decode("utf-8")
    for escape in ("utf8", "ascii"):
        written = _written(text, escape)
        if line.count(written) == 1 and HOLE not in line:
            return line.replace(written, HOLE), escape
    return line, "raw"


def _written(text: str, escape: str) -> str:
    return json.dumps(text, ensure_ascii=escape == "ascii")


def fill(record: str | None, escape: str | None, text: str) -> bytes:
    """Return the bytes of an input row again, from what stood around its text."""
    if record is None or escape is None:
        return text.encode("utf-8", "surrogatepass")
    if escape == "raw":
        return record.encode("utf-8")
    if escape == "base64":
        return base64.b64decode(record)
    return record.replace(HOLE, _written(text, escape)).encode("utf-8")
