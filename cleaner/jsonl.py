"""A filter from JSON lines to JSON lines: one answer for each row, in order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

import orjson

from cleaner.config import Config
from cleaner.model import Doc
from cleaner.pipeline import clean
from cleaner.rows import Page, Reject


def answers(items: Iterable[Page | Reject], config: Config) -> Iterator[tuple[bytes, str]]:
    """Yield for each row (its line of output, what was wrong with it); one of them may be empty.

    An unreadable row has no line of output but a problem that names its row.
    """
    for item in items:
        if isinstance(item, Page):
            doc = clean(item.text, title=item.title, url=item.url, lang=item.lang, config=config)
            yield encode(answer(item.id, doc)), ""
        else:
            yield b"", f"{item.source} row {item.row}: {item.reason}; {item.mend}"


def answer(id_: str | None, doc: Doc) -> dict[str, Any]:
    """Return one row of output: id, text, lang, edits, findings, and columns that the page gave."""
    return {
        "id": id_,
        "text": doc.text,
        "lang": doc.lang,
        "lang_confidence": doc.lang_confidence,
        "author": doc.author,
        "edits": [{"layer": n, **asdict(edit)} for n, layer in enumerate(doc.trail) for edit in layer],
        "findings": [asdict(finding) for finding in doc.findings],
    }


def encode(row: dict[str, Any]) -> bytes:
    """Return one JSON line; lone surrogates, which UTF-8 cannot hold, are escaped."""
    try:
        return orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)
    except orjson.JSONEncodeError:
        return json.dumps(row, ensure_ascii=True).encode("ascii") + b"\n"
