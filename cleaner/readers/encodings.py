"""Bytes to text that encodes to the same bytes: byte order mark, setting, UTF-8, recognition."""

from __future__ import annotations

import codecs
from contextlib import suppress
from dataclasses import dataclass

from cleaner.model import Finding
from cleaner.readers.recognise import recognise

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
MARK = "\ufeff"
_EXACT = ("utf-8", "utf-16", "utf-32")  # only one way to write each character
MAX_DOUBTS = 100  # records of one file that are looked at in vain; recognition takes some milliseconds


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it came in, whether it encodes to the same bytes, and what is to be noted."""

    text: str
    encoding: str
    is_exact: bool = True
    findings: tuple[Finding, ...] = ()


def marked(head: bytes) -> str | None:
    r"""Return the encoding that a byte order mark names.

    >>> marked(b"\xff\xfea\x00"), marked(b"\xff\xfe\x00\x00"), marked(b"a")
    ('utf-16-le', 'utf-32-le', None)
    """
    return next((name for mark, name in _MARKS if head.startswith(mark)), None)


class Decoder:
    r"""Decodes the records of one file, whose first bytes are *head*.

    A byte order mark, else *given*, settles the encoding of all. Else a record is UTF-8; one that
    is not is in the encoding recognised in *head*, in an earlier record, or in this one.

    >>> Decoder(b"\xff\xfe", "koi8-r").decode(b"\xff\xfeh\x00i\x00")
    Decoded(text='\ufeffhi', encoding='utf-16-le', is_exact=True, findings=())
    """

    def __init__(self, head: bytes = b"", given: str | None = None) -> None:
        self.settled = marked(head) or given
        self.encoding = self.settled or "utf-8"
        self.other = None if self.settled or _is_utf8(head) else recognise(head)
        self.doubts = 0

    def decode(self, raw: bytes) -> Decoded:
        """Decode one record. Raises UnicodeDecodeError where no encoding fits it beyond doubt."""
        try:
            return _decoded(raw, self.encoding)
        except UnicodeDecodeError:
            other = None if self.settled else self._recognised(raw)
            if other is None:
                raise
            with suppress(UnicodeDecodeError):
                return _decoded(raw, *other)
            raise  # what is wrong with it as UTF-8

    def _recognised(self, raw: bytes) -> tuple[str, Finding] | None:
        if self.other is None and self.doubts < MAX_DOUBTS:
            self.other = recognise(raw)
            self.doubts += self.other is None
        return self.other


def _is_utf8(head: bytes) -> bool:
    """Whether the beginning of a file is UTF-8; its last character may be cut."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _decoded(raw: bytes, encoding: str, *findings: Finding) -> Decoded:
    text = raw.decode(encoding)
    is_exact = encoding.startswith(_EXACT) or text.encode(encoding, "replace") == raw
    return Decoded(text, encoding, is_exact, findings)


def problem(encoding: str) -> tuple[str, str]:
    """Return what to call an encoding that bytes are not in, and the mend."""
    if encoding == "utf-8":
        return "UTF-8", "save the file as UTF-8"
    return encoding, "give the encoding that the file is in, or save it as UTF-8"
