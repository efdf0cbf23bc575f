"""Files in: pages, JSON lines, CSV, Parquet, WARC. A row that cannot be read becomes a Reject.

Each record keeps what stands around its text, and each HTML page all of its bytes, so that the
file can be written again. `forms` says what can be read, `streams` from where.
"""

from cleaner.readers.envelope import encoded, fill, raw_of
from cleaner.readers.files import count, duplicate, fields, find, guessed, names, one, read
from cleaner.readers.find import File
from cleaner.readers.forms import is_html, is_warc, restored
from cleaner.readers.lines import stream
from cleaner.readers.pages import settled, text_page, whole_page
from cleaner.readers.reading import Columns, Reading
from cleaner.readers.streams import fingerprint

__all__ = [
    "Columns",
    "File",
    "Reading",
    "count",
    "duplicate",
    "encoded",
    "fields",
    "fill",
    "find",
    "fingerprint",
    "guessed",
    "is_html",
    "is_warc",
    "names",
    "one",
    "raw_of",
    "read",
    "restored",
    "settled",
    "stream",
    "text_page",
    "whole_page",
]
