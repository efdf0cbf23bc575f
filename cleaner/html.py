"""HTML pages: bytes to article text, through trafilatura (the extra `content-cleaner[html]`).

Bytes are decoded as browsers do, the tree is measured before the extractor sees it, and what
the page says of itself is read by `html_metadata`. Neither the clock nor the network is used:
the same bytes give the same text with the same versions. `benchmarks/extractors.py` compares
trafilatura with others.
"""

from __future__ import annotations

import codecs
import logging
import re
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from typing import Any

from cleaner import html_metadata
from cleaner.errors import DataError, MissingExtra

INSTALL = 'pip install "content-cleaner[html]"'
LIBRARIES = ("trafilatura", "justext", "lxml")  # what the text of a page depends on
# Limits, so that no page takes more than seconds; a page beyond one is refused.
MAX_BYTES = 10_000_000  # the HTML of a large news page is below one megabyte
MAX_DEPTH = 512  # elements inside one another; browsers build no deeper tree either
MAX_ELEMENTS = 150_000  # about 4 seconds of CPU; pages that people read have a few thousand
MAX_ATTRIBUTES = 5_000  # of one tag; the parser's time grows with their square
FAST_ELEMENTS = 10_000  # beyond, jusText is not asked: its time grows with the square of the paragraphs
MIN_CHARS = 250  # trafilatura's own MIN_EXTRACTED_SIZE; less from its usual reading is a menu
MAX_NAMES = 1_000  # characters of a class or id; the extractor searches each many times
DECLARED_IN = 4096  # bytes in which a declaration of the encoding is looked for; browsers read 1024 or more

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(
    rb"""<meta\b[^>]{0,500}?\bcharset\s*=\s*["']?\s*([\w.:-]+)|^\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)
_LATIN = "sloppy-windows-1252"  # ftfy's codec: as the Encoding Standard, no byte is invalid
# Where the Encoding Standard reads a label as more than Python does (encoding.spec.whatwg.org).
_WIDER = {
    "ascii": _LATIN,
    "iso8859-1": _LATIN,
    "cp1252": _LATIN,
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "utf-16": "utf-8",  # a page whose declaration can be read as ASCII is not UTF-16
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}
_KNOWN = re.compile(
    r"utf-8|cp(?:866|874|932|949|125[0-8])|iso8859-\d+|koi8-[ru]|mac-(?:roman|cyrillic)|gb18030|big5hkscs|euc_jp|iso2022_jp"
)
_BINARY = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")  # mimesniff.spec.whatwg.org, "binary data byte"
_SNIFFED = 1445  # characters in which it is looked for, from the same place
_MARKUP = re.compile(
    r"<(?:!doctype\s+html|/?(?:html|head|body|meta|title|link|script|style|main|article|section|header|div|span|p|h[1-6]"
    r"|a|b|i|em|strong|img|br|hr|ul|ol|li|table|tr|td|blockquote|pre|font|center)(?=[\s/>]))",
    re.IGNORECASE,
)
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")  # no tree can hold them
_OPENING = re.compile(r"<!--(?:-?>|.*?(?:--!?>|\Z))|<([a-z][^\s/>]*)", re.IGNORECASE | re.DOTALL)
_RAW = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style")}  # no tags inside
_ATTRIBUTE = re.compile(r"[\s/]*+[^\s/>=]?[^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]*+))?")


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a page, and what the page says of itself: *date* in ISO 8601, authors joined by "; "."""

    text: str
    title: str | None = None
    url: str | None = None
    author: str | None = None
    date: str | None = None
    encoding: str = "utf-8"


def extract(raw: bytes, charset: str | None = None) -> Extracted:
    """Return the article of an HTML page without comments, navigation and share bars.

    *charset*: what the server said of its encoding. Raises MissingExtra if the extractor is not
    installed, DataError with the reason if there is no article in *raw*, or if the page is beyond a limit.

    >>> said = "<p>The river rose again on Monday, and the bridge at Ashdown was closed until noon.</p>"
    >>> page = extract(f"<title>The river</title><nav>Home</nav><article>{said}</article>".encode())
    >>> page.title, page.text
    ('The river', 'The river rose again on Monday, and the bridge at Ashdown was closed until noon.')
    """
    trafilatura = _extractor()
    if len(raw) > MAX_BYTES:
        raise DataError(f"{len(raw)} bytes of HTML, more than {MAX_BYTES}")
    source, encoding = decoded(raw, charset)
    if not _is_html(source):
        raise DataError("no HTML: binary data or no tag in it")
    _check_tags(source)
    tree = _parsed(source)
    elements = _measured(tree)
    about = html_metadata.read(tree)
    text = _article(trafilatura, tree, fast=elements > FAST_ELEMENTS)
    if not text.strip():
        raise DataError("no article text found in the page")
    return Extracted(text, about.title, about.url, about.author, about.date, encoding)


def versions() -> dict[str, str]:
    """Return the extractor and what it stands on, with versions; empty where it is not installed.

    >>> sorted(versions())
    ['justext', 'lxml', 'trafilatura']
    """
    try:
        return {name: metadata.version(name) for name in LIBRARIES}
    except metadata.PackageNotFoundError:
        return {}


def decode(raw: bytes) -> str:
    r"""Decode a page as browsers do: byte order mark, declaration, then UTF-8, then windows-1252.

    >>> decode(b"caf\xe9 \x97"), decode(b"caf\xc3\xa9"), decode(b"<meta charset=koi8-r>\xed\xc9\xd2")
    ('café —', 'café', '<meta charset=koi8-r>Мир')
    """
    return decoded(raw)[0]


def decoded(raw: bytes, charset: str | None = None) -> tuple[str, str]:
    r"""Return a page as text, and the codec that it came in; *charset* is what the server said.

    >>> decoded(b"caf\xe9"), decoded(b"\xcc\xe8\xf0", "windows-1251")
    (('café', 'windows-1252'), ('Мир', 'cp1251'))
    """
    import ftfy.bad_codecs  # noqa: F401 - registers the codec

    for mark, marked in _BOMS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(marked, "replace"), marked
    encoding = (known(charset) if charset else None) or declared(raw)
    if encoding is None:
        with suppress(UnicodeDecodeError):
            return raw.decode("utf-8"), "utf-8"
        encoding = _LATIN
    return raw.decode(encoding, "replace"), encoding.removeprefix("sloppy-")


def declared(raw: bytes) -> str | None:
    """Return the Python codec for the encoding that a page declares; None if none that browsers know.

    >>> declared(b'<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">')
    'cp932'
    >>> declared(b'<meta charset="rot13">')
    """
    match = _DECLARED.search(raw[:DECLARED_IN])
    return known((match[1] or match[2]).decode("ascii", "replace")) if match else None


def known(label: str) -> str | None:
    """Return the Python codec for the label of an encoding; None if it is none that browsers know."""
    try:
        name = codecs.lookup(label.strip().lower().removeprefix("x-")).name
    except (LookupError, ValueError):
        return None
    name = _WIDER.get(name, name)
    return name if name == _LATIN or _KNOWN.fullmatch(name) else None


def _extractor() -> Any:
    try:
        import trafilatura
    except ImportError as error:
        raise MissingExtra(f"HTML needs an extractor, and {error.name} is not installed") from error
    for name in LIBRARIES:  # what it logs of a page is told by the reason of the reject
        logging.getLogger(name).addHandler(logging.NullHandler())
    return trafilatura


def _is_html(source: str) -> bool:
    is_binary = not source.lstrip().startswith("<") and _BINARY.search(source[:_SNIFFED])
    return not is_binary and _MARKUP.search(source) is not None


def _check_tags(source: str) -> None:
    """Refuse a page with a tag of very many attributes, before the parser meets it."""
    at = 0
    while match := _OPENING.search(source, at):
        at = match.end()
        name = (match[1] or "").lower()
        if name:
            at = _behind_tag(source, at)
        if name in _RAW:
            end = _RAW[name].search(source, at)
            at = end.start() if end else len(source)


def _behind_tag(source: str, at: int) -> int:
    for _ in range(MAX_ATTRIBUTES):
        if at >= len(source) or source[at] == ">":
            return at
        match = _ATTRIBUTE.match(source, at)
        at = max(match.end() if match else at, at + 1)
    raise DataError(f"a tag with {MAX_ATTRIBUTES} attributes or more")


def _parsed(source: str) -> Any:
    from lxml import etree, html

    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=True
    )
    try:
        return html.document_fromstring(_UNFIT.sub("", source).encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise DataError(f"cannot be parsed as HTML: {error}") from error


def _measured(tree: Any) -> int:
    """Return the number of elements, made fit for the extractor. Raises DataError beyond a limit."""
    from lxml import etree

    elements = depth = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        depth += 1
        elements += 1
        if depth > MAX_DEPTH:
            raise DataError(f"elements nested more than {MAX_DEPTH} deep")
        if elements > MAX_ELEMENTS:
            raise DataError(f"more than {MAX_ELEMENTS} elements")
        _made_fit(element)
    return elements


def _made_fit(element: Any) -> None:
    """Cut overlong names, and take out the characters that came in as references such as &#1;."""
    if element.text and _UNFIT.search(element.text):
        element.text = _UNFIT.sub("", element.text)
    if element.tail and _UNFIT.search(element.tail):
        element.tail = _UNFIT.sub("", element.tail)
    for name in ("class", "id"):
        if len(element.get(name, "")) > MAX_NAMES:
            element.set(name, element.get(name)[:MAX_NAMES])


def _article(trafilatura: Any, tree: Any, *, fast: bool) -> str:
    """Return the text; where the careful reading finds nothing, a longer one is taken from the usual."""
    for precise, least in ((True, 1), (False, MIN_CHARS)):
        try:
            found = trafilatura.bare_extraction(
                tree, fast=fast, favor_precision=precise, include_comments=False, include_tables=True
            )
        except Exception as error:  # whatever one page does to the extractor, the others are read
            raise DataError(f"the extractor failed: {type(error).__name__}: {error}") from error
        text = str(found.text or "") if found is not None else ""
        if len(text.strip()) >= least:
            return text
    return ""
