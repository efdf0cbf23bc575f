"""Files that hold one page: text or HTML."""

from __future__ import annotations

from typing import Any

from cleaner import html
from cleaner.errors import DataError, MissingExtra
from cleaner.readers import forms
from cleaner.readers.encodings import MARK, Decoder, problem
from cleaner.readers.envelope import encoded
from cleaner.readers.reading import encoding_name
from cleaner.rows import Page, Reject, Row, Unread, storable

MEND = "leave the file out, or scrape the page again"


def whole_page(raw: bytes, source: str, encoding: str | None = None) -> Row:
    """Take the bytes of a file that holds one page, as text or as HTML by the end of its name."""
    form = forms.of(source)
    if form and form.suffix in forms.HTML:
        return Unread(source, source, 0, raw)
    return text_page(raw, source, encoding)


def settled(item: Row) -> Page | Reject:
    """Return a row with its page read: the text of HTML is what the extractor gives, its record all of it."""
    if not isinstance(item, Unread):
        return item
    try:
        found = html.extract(item.raw, item.charset)
    except MissingExtra as error:
        return _refused(item, str(error), html.INSTALL)
    except DataError as error:
        return _refused(item, str(error), MEND)
    encoding = encoding_name(found.encoding)
    record, escape = _kept(item.raw, encoding)
    known: dict[str, Any] = {
        k: storable(getattr(found, k) or "") or None for k in ("title", "url", "author", "date")
    }
    known |= {"url": item.url} if item.url else {}
    known |= {"record": record, "escape": escape, "encoding": encoding}
    return Page(item.id, found.text, item.source, item.row, **known)


def _refused(item: Unread, reason: str, mend: str) -> Reject:
    return Reject(item.source, item.row, item.id, reason, mend, encoded(item.raw))


def _kept(raw: bytes, encoding: str) -> tuple[str, str]:
    """Return a page as text if it is UTF-8 whatever it declares, else as base64."""
    try:
        record = raw.decode("utf-8")
        if record.encode(encoding) == raw:
            return record, "raw"
    except UnicodeError:
        pass  # base64 takes any bytes
    return encoded(raw), "base64"


def text_page(raw: bytes, source: str, encoding: str | None = None) -> Page | Reject:
    """Read the bytes of one text file."""
    decoder = Decoder(raw[:4], encoding)
    try:
        whole = decoder.decode(raw)
    except UnicodeDecodeError as error:
        name, mend = problem(decoder.encoding)
        line = raw.count(b"\n", 0, error.start) + 1
        reason = f"invalid {name}: byte 0x{raw[error.start]:02x} at offset {error.start}, line {line}"
        return Reject(source, 0, source, reason, mend, encoded(raw))
    if not whole.text.removeprefix(MARK).strip():
        return Reject(source, 0, source, "empty text", MEND, encoded(raw))
    record, escape = (None, None) if whole.is_exact else (encoded(raw), "base64")
    return Page(
        source,
        whole.text,
        source,
        record=record,
        escape=escape,
        encoding=whole.encoding,
        findings=whole.findings,
    )
