"""How inputs are to be read: which columns hold what, and which encoding the files are in."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, fields

from cleaner.errors import DataError


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns (fields, in JSON lines) that hold text, id, title, url and lang; None: to be guessed."""

    text: str | None = None
    id: str | None = None
    title: str | None = None
    url: str | None = None
    lang: str | None = None

    def items(self) -> list[tuple[str, str | None]]:
        """Return what a column holds with its name, in a fixed order."""
        return [(field.name, getattr(self, field.name)) for field in fields(self)]


PLAIN = Columns("text", "id", "title", "url", "lang")


@dataclass(frozen=True, slots=True)
class Reading:
    """Settings of a reading: *columns* of tables, and the *encoding* of text, JSON lines and CSV.

    A byte order mark wins over *encoding*; HTML pages are decoded as they declare. Raises DataError
    for an encoding that does not exist.

    >>> Reading(encoding="cp1251").encoding
    'windows-1251'
    """

    columns: Columns = Columns()
    encoding: str | None = None

    def __post_init__(self) -> None:
        if self.encoding is not None:
            object.__setattr__(self, "encoding", encoding_name(self.encoding))

    def as_dict(self) -> dict[str, str | None]:
        """Return JSON-ready values."""
        return {**dict(self.columns.items()), "encoding": self.encoding}


def encoding_name(label: str) -> str:
    """Return the one name of an encoding that tables hold; UTF-16 and UTF-32 are little-endian.

    >>> encoding_name("Latin1"), encoding_name("UTF16"), encoding_name("sjis")
    ('iso-8859-1', 'utf-16-le', 'shift-jis')
    """
    try:
        info = codecs.lookup(label.strip())
        "".encode(info.name)  # refuses what turns bytes into bytes
    except (LookupError, ValueError) as error:
        message = f"unknown encoding {label!r}; give a name such as utf-8, windows-1251 or shift_jis"
        raise DataError(message) from error
    name = {"utf-16": "utf-16-le", "utf-32": "utf-32-le", "utf-8-sig": "utf-8"}.get(info.name, info.name)
    if name.startswith("cp125"):
        name = name.replace("cp", "windows-")
    return name.replace("iso8859", "iso-8859").replace("_", "-")
