"""Input rows: a page that was read, one that is to be read yet, or a row that could not be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cleaner.model import Finding


@dataclass(frozen=True, slots=True)
class Page:
    """One input row: a text, what is known of it, and what stood around it in its file.

    *record* holds the bytes around the text as text, with U+0000 where the text stood (None
    for a file that is the text); *escape* says how the text was written there: "utf8",
    "ascii" (JSON with backslash-u), "quoted" or "plain" (CSV), "raw" (*record* is the whole row
    or page, unchanged), or "base64" (the same where no text encodes to the bytes). *encoding*
    is what the bytes came in, *findings* what is to be noted of the reading. *author* and *date*
    (ISO 8601) are what the page's metadata says.
    """

    id: str
    text: str
    source: str
    row: int = 0
    title: str | None = None
    url: str | None = None
    lang: str | None = None
    record: str | None = None
    escape: str | None = None
    author: str | None = None
    date: str | None = None
    encoding: str | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """An HTML page as it came: its article is taken out where pages are cleaned, by any of many processes.

    *charset*: what the server said of its encoding; *url*: where it was fetched from, if that is known.
    """

    id: str
    source: str
    row: int
    raw: bytes
    charset: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """An input row that could not be read: where, why, the mend, and its bytes in base64."""

    source: str
    row: int
    id: str | None
    reason: str
    mend: str
    raw: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {name: getattr(self, name) for name in ("source", "row", "id", "reason", "mend", "raw")}


Row = Page | Unread | Reject


def storable(text: str) -> str:
    r"""Write lone surrogates, which no UTF-8 file can hold, as "\ud83d"; all else stays.

    >>> storable("a\ud83d")
    'a\\ud83d'
    """
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")
