"""What stands around a text in its record, so that the record's bytes can be written again."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

from cleaner.rows import Page, Unread

HOLE = "\x00"  # stands in a record where the text stood; a record that holds one is kept whole
JSON = ("utf8", "ascii")  # ways to write a text in JSON
CSV = ("quoted", "plain")  # and in CSV

_WRITTEN: dict[str, Callable[[str], str]] = {
    "utf8": lambda text: json.dumps(text, ensure_ascii=False),
    "ascii": lambda text: json.dumps(text, ensure_ascii=True),
    "quoted": lambda text: '"' + text.replace('"', '""') + '"',
    "plain": lambda text: text,
}


def around(record: str, text: str, ways: tuple[str, ...]) -> tuple[str, str]:
    r"""Return a record with a hole where its text stands once, and how the text is written there.

    >>> around('{"id": 1, "text": "caf\\u00e9"}', "café", JSON)
    ('{"id": 1, "text": \x00}', 'ascii')
    >>> around("1,a\n", "a", CSV), around("a,a\n", "a", CSV)
    (('1,\x00\n', 'plain'), ('a,a\n', 'raw'))
    """
    if HOLE not in record:
        for way in ways:
            written = _WRITTEN[way](text)
            if record.count(written) == 1:
                return record.replace(written, HOLE), way
    return record, "raw"


def fill(record: str | None, escape: str | None, text: str, encoding: str | None = None) -> bytes:
    """Return the bytes of an input row again, from what stood around its text.

    *encoding*: as the tables name it; UTF-8 where they name none.
    """
    encoding = encoding or "utf-8"
    if record is None or escape is None:
        return text.encode(encoding, "surrogatepass" if encoding == "utf-8" else "strict")
    if escape == "base64":
        return base64.b64decode(record)
    if escape == "raw":
        return record.encode(encoding)
    return record.replace(HOLE, _WRITTEN[escape](text)).encode(encoding)


def raw_of(page: Page | Unread) -> bytes:
    """Return the bytes that a page was read from, or is to be read from."""
    if isinstance(page, Unread):
        return page.raw
    return fill(page.record, page.escape, page.text, page.encoding)


def encoded(raw: bytes) -> str:
    """Return bytes as base64, the form that rejects.jsonl holds them in."""
    return base64.b64encode(raw).decode("ascii")
