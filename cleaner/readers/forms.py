"""The forms that inputs come in, told by the end of a file's name."""

from __future__ import annotations

from typing import NamedTuple

PAGES = (".txt", ".html", ".htm")
HTML = (".html", ".htm")
LINES = (".jsonl", ".ndjson")
DELIMITED = (".csv", ".tsv")
PARQUET = ".parquet"
WARC = ".warc"
SUFFIXES = (*PAGES, *LINES, *DELIMITED, PARQUET, WARC)
COMPRESSIONS = {".gz": "gzip", ".bz2": "bz2", ".zst": "zstd"}
NAMED = ".txt, .html, .jsonl, .csv, .tsv, .parquet or .warc"  # as messages name them


class Form(NamedTuple):
    """What a file holds, as the end of its name, and how it is compressed."""

    suffix: str
    compression: str | None = None


def of(name: str) -> Form | None:
    """Return the form of a file; None if it is none that can be read.

    >>> of("pages/A.HTML"), of("rows.jsonl.gz"), of("x.parquet.gz"), of("notes.md")
    (Form(suffix='.html', compression=None), Form(suffix='.jsonl', compression='gzip'), None, None)
    """
    low = name.lower()
    end = next((end for end in COMPRESSIONS if low.endswith(end)), "")
    low = low.removesuffix(end)
    suffix = next((suffix for suffix in SUFFIXES if low.endswith(suffix)), None)
    if suffix is None or (end and suffix == PARQUET):
        return None
    return Form(suffix, COMPRESSIONS.get(end))


def is_warc(name: str) -> bool:
    """Whether a file is a WARC."""
    form = of(name)
    return form is not None and form.suffix == WARC


def is_html(name: str) -> bool:
    """Whether a file holds HTML, as a page or as pages within a WARC."""
    form = of(name)
    return form is not None and form.suffix in (*HTML, WARC)


def restored(source: str) -> str:
    """Return the file, or for a WARC the folder, that a source is written into again.

    >>> restored("a/rows.csv.gz"), restored("rows.parquet"), restored("crawl.warc.gz"), restored("frame")
    ('a/rows.csv', 'rows.jsonl', 'crawl.warc', 'frame')
    """
    form = of(source)
    if form is None:
        return source
    if form.compression:
        source = source[: source.rindex(".")]
    return source[: -len(PARQUET)] + LINES[0] if form.suffix == PARQUET else source
