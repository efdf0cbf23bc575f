"""One record of a file, from its values to a Page or a Reject."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cleaner.readers.encodings import Decoded
from cleaner.readers.envelope import around, encoded
from cleaner.readers.reading import Columns
from cleaner.rows import Page, Reject, storable


@dataclass(frozen=True, slots=True)
class Record:
    """Where a record stands, its bytes with what goes with them, and how its text may be written there."""

    source: str
    row: int
    raw: bytes
    ways: tuple[str, ...]
    allow_empty: bool = False

    def reject(self, reason: str, mend: str, id_: str | None = None) -> Reject:
        """Return the Reject for this record."""
        return Reject(self.source, self.row, id_, reason, mend, encoded(self.raw))

    def page(self, values: Mapping[str, Any], columns: Columns, whole: Decoded) -> Page | Reject:
        """Return what the values of this record come to; *whole* is *raw* as text."""
        id_ = _id(values.get(columns.id)) if columns.id else None
        name = columns.text or "text"
        if name not in values:
            among = ", ".join(map(str, values)) or "none"
            return self.reject(
                f"no field {name!r} among {among}", f"name the field with the text {name!r}", id_
            )
        text = values[name]
        if not isinstance(text, str):
            reason = f"{name!r} is {type(text).__name__}, not a string"
            return self.reject(reason, "give the text as a string", id_)
        if not text.strip() and not self.allow_empty:
            return self.reject("empty text", "leave the row out, or scrape the page again", id_)
        known = {
            held: (n, values.get(n)) for held, n in columns.items() if held in ("title", "url", "lang") and n
        }
        for other, value in known.values():
            if not isinstance(value, str | None):
                reason = f"{other!r} is {type(value).__name__}, not a string"
                return self.reject(reason, f"give {other!r} as a string or leave it out", id_)
        return self._page(text, id_, whole, {held: value for held, (_, value) in known.items()})

    def _page(self, text: str, id_: str | None, whole: Decoded, known: Mapping[str, Any]) -> Page:
        record, escape = around(whole.text, text, self.ways)
        if not whole.is_exact:
            record, escape = encoded(self.raw), "base64"
        return Page(
            storable(id_ or f"{self.source}:{self.row}"),
            text,
            self.source,
            self.row,
            record=record,
            escape=escape,
            encoding=whole.encoding,
            findings=whole.findings,
            **{held: storable(value or "") or None for held, value in known.items()},
        )


def _id(value: Any) -> str | None:
    is_id = isinstance(value, str | int) and not isinstance(value, bool) and value != ""
    return str(value) if is_id else None


def empty_file(source: str, raw: bytes) -> Reject:
    """Return the Reject for a file with bytes and without a row."""
    return Reject(source, 0, None, "no row in this file", "leave the file out", encoded(raw))
