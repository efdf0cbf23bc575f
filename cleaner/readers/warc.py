"""WARC: the HTML pages among the responses, by warcio (the extra `content-cleaner[warc]`)."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

from cleaner.errors import MissingExtra
from cleaner.readers.envelope import encoded
from cleaner.readers.streams import Damaged, Stream
from cleaner.rows import Reject, Unread, storable

INSTALL = 'pip install "content-cleaner[warc]"'
HTML = ("text/html", "application/xhtml+xml")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


def check() -> None:
    """Raise MissingExtra if warcio is not installed."""
    if find_spec("warcio") is None:
        raise MissingExtra(f"WARC files need warcio, which is not installed: {INSTALL}")


def read(stream: Stream, source: str, skipped: Counter[str]) -> Iterator[Unread | Reject]:
    """Yield the pages of a file; *row* counts its records from 1, those of other kinds are in *skipped*.

    A page is a response with a status of 200 to 299 that holds HTML. Raises Damaged where the file
    cannot be read further.
    """
    for row, record in enumerate(_records(stream), 1):
        if _is_page(record):
            yield _page(record, source, row)
        else:
            skipped[source] += 1


def _records(stream: Stream) -> Iterator[Any]:
    """Yield records. A record that is shorter than it says is damage too."""
    check()
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed
    from warcio.statusandheaders import StatusAndHeadersParserException

    try:
        for record in ArchiveIterator(_Fed(stream)):
            if record.format != "warc" or record.rec_headers.get_header("Content-Length") is None:
                raise Damaged("no WARC record")
            yield record
            while record.raw_stream.read(1 << 16):
                pass
            if _is_cut(record):
                raise Damaged("its last record is cut short")
    except (ArchiveLoadFailed, StatusAndHeadersParserException) as error:
        raise Damaged(f"no WARC record ({' '.join(str(error).split())})") from error


class _Fed:
    """A stream that gives what it has before it breaks off; warcio takes EOFError for a fine end."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream

    def read(self, size: int) -> bytes:
        try:
            return self.stream.read1(size)
        except (EOFError, zlib.error) as error:
            raise Damaged(str(error)) from error


def _is_cut(record: Any) -> bool:
    """Whether bytes of a record that was read to its end are missing."""
    return getattr(record.raw_stream, "limit", 0) > 0


def _is_page(record: Any) -> bool:
    headers = record.http_headers
    if record.rec_type != "response" or headers is None:
        return False
    media = (headers.get_header("Content-Type") or "").partition(";")[0].strip().lower()
    return media in HTML and str(headers.get_statuscode() or "").startswith("2")


def _page(record: Any, source: str, row: int) -> Unread | Reject:
    url = record.rec_headers.get_header("WARC-Target-URI")
    id_ = storable((record.rec_headers.get_header("WARC-Record-ID") or "").strip("<> ") or url or "")
    raw = record.content_stream().read()
    packed = (record.http_headers.get_header("Content-Encoding") or "").strip().lower()
    if packed == "br" and find_spec("brotli") is None:
        return Reject(source, row, id_ or None, "compressed with Brotli", "pip install brotli", encoded(raw))
    if _is_cut(record):
        raise Damaged("its last record is cut short")
    charset = _CHARSET.search(record.http_headers.get_header("Content-Type") or "")
    id_ = id_ or f"{source}:{row}"
    return Unread(id_, source, row, raw, charset[1] if charset else None, storable(url) if url else None)
