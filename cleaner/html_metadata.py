"""What an HTML page says of itself: title, address, author and date, from its metadata alone.

JSON-LD is asked first, then meta tags, then microdata and the few elements that are as sure.
Nothing is guessed from running text: the cleaning steps do that, and leave edits behind.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate
from html import unescape
from itertools import islice
from typing import Any

# Names of meta tags (Open Graph, Dublin Core, Highwire, Parse.ly, Sailthru), the surest first.
TITLES = ("og:title", "twitter:title", "citation_title", "dc.title", "dcterms.title", "headline")
AUTHORS: tuple[str, ...] = ("author", "article:author", "citation_author", "dc.creator", "dcterms.creator")
AUTHORS += ("parsely-author", "sailthru.author")
DATES: tuple[str, ...] = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "citation_publication_date",
)
DATES += ("citation_date", "dc.date.issued", "dc.date", "dcterms.issued", "dcterms.created", "dcterms.date")
DATES += ("parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "date")
ADDRESSES = ("og:url", "twitter:url")

MAX_TITLE = 500  # characters; what is longer is no headline
MAX_AUTHOR = 120  # characters; what is longer is no name
MOST = 20  # values of one property, and authors, that are looked at
_DAY = re.compile(r"((?:19|20)\d\d)([-/.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_NO_NAME = re.compile(r"https?:|www\.|@|[<>{}\[\]]", re.IGNORECASE)
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>|;)\s*$")
_SITE_TAIL = re.compile(r"\s+[|–—·»:-]\s+")
_PUBLISHED = ".//time[@pubdate]|.//time[contains(@class, 'published') or contains(@class, 'entry-date')]"


@dataclass(frozen=True, slots=True)
class About:
    """What a page says of itself; None where it says nothing."""

    title: str | None = None
    url: str | None = None
    author: str | None = None
    date: str | None = None


def read(tree: Any) -> About:
    """Return the metadata of a page, given as an lxml tree.

    >>> from lxml.html import document_fromstring
    >>> head = "<title>The river</title><link rel=canonical href=https://example.org/a>"
    >>> tags = "<meta name=author content='Ann Bee'><meta name=date content=2021-03-04T09:00Z>"
    >>> read(document_fromstring(head + tags))
    About(title='The river', url='https://example.org/a', author='Ann Bee', date='2021-03-04')
    """
    tags = _tags(tree)
    known = _Linked(tree)
    sites = set(tags.get("og:site_name", ()))
    return About(
        next(_titles(tree, tags, known.article, sites), None),
        next(_addresses(tree, tags, known.article), None),
        _authors(tree, tags, known, sites),
        next(filter(None, map(day, _dates(tree, tags, known.article))), None),
    )


def day(stamp: str) -> str | None:
    """Return the day of a time stamp as ISO 8601, as it was where the stamp was made; None if it is none.

    >>> day("2021-03-04T23:30:00+09:00"), day("Thu, 04 Mar 2021 10:15:00 GMT"), day("4/3/2021")
    ('2021-03-04', '2021-03-04', None)
    """
    match = _DAY.match(stamp)
    parsed = None if match else parsedate(stamp[:100]) if "," in stamp[:5] else None
    year, month, number = (
        (int(match[1]), int(match[3]), int(match[4])) if match else (parsed or (0, 0, 0))[:3]
    )
    try:
        return date(year, month, number).isoformat()
    except ValueError:
        return None


def _line(value: Any) -> str:
    """Return a value as one line; "" for what is no string."""
    return " ".join(unescape(value).split()) if isinstance(value, str) else ""


def _tags(tree: Any) -> dict[str, list[str]]:
    tags: dict[str, list[str]] = {}
    for tag in tree.iter("meta"):
        name = (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").lower()
        value = _line(tag.get("content"))
        if name and value:
            tags.setdefault(name, []).append(value)
    return tags


def _first(tags: dict[str, list[str]], names: tuple[str, ...]) -> Iterator[str]:
    return (tags[name][0] for name in names if name in tags)


def _told(tree: Any, prop: str) -> Iterator[str]:
    """Yield the values of a property in microdata."""
    for element in islice(tree.iterfind(f".//*[@itemprop='{prop}']"), MOST):
        if element.tag != "meta":
            yield _line(element.get("content") or element.get("datetime") or element.text_content())


def _titles(tree: Any, tags: dict[str, list[str]], article: dict[str, Any], sites: set[str]) -> Iterator[str]:
    headings = tree.findall(".//h1")
    heads = [_line(title.text_content()) for title in tree.findall(".//title")[:1]]
    found = [_line(article.get("headline")), *_first(tags, TITLES), *_told(tree, "headline")]
    found += [_line(headings[0].text_content())] if len(headings) == 1 else []
    for title in found + heads:
        title = _without_site(title, sites)
        if title and len(title) <= MAX_TITLE and title not in sites:
            yield title


def _without_site(title: str, sites: set[str]) -> str:
    """Cut the name of the site off the end of a title, where the page says that it is the site's name."""
    parts = list(_SITE_TAIL.finditer(title))
    return title[: parts[-1].start()] if parts and title[parts[-1].end() :] in sites else title


def _addresses(tree: Any, tags: dict[str, list[str]], article: dict[str, Any]) -> Iterator[str]:
    page = article.get("mainEntityOfPage")
    links = [
        link.get("href") for link in tree.iter("link") if "canonical" in link.get("rel", "").lower().split()
    ]
    told = [
        *links,
        *_first(tags, ADDRESSES),
        article.get("url"),
        page.get("@id") if isinstance(page, dict) else page,
    ]
    for url in told:
        url = url.strip() if isinstance(url, str) else ""
        url = f"https:{url}" if url.startswith("//") else url
        if re.match(r"https?://[^\s/]+\S*$", url, re.IGNORECASE):
            yield url


def _dates(tree: Any, tags: dict[str, list[str]], article: dict[str, Any]) -> Iterator[str]:
    yield _line(article.get("datePublished"))
    yield from _first(tags, DATES)
    yield from _told(tree, "datePublished")
    yield from (_line(time.get("datetime")) for time in tree.xpath(_PUBLISHED)[:MOST])


def _authors(tree: Any, tags: dict[str, list[str]], known: _Linked, sites: set[str]) -> str | None:
    """Return the authors of the first place that names any."""
    places: list[list[str]] = [
        known.authors(),
        *(tags.get(name, []) for name in AUTHORS),
        _microdata_authors(tree),
    ]
    for place in places:
        names = [n for n in dict.fromkeys(place) if n and len(n) <= MAX_AUTHOR and not _NO_NAME.search(n)]
        names = [name for name in names if name not in sites]
        if names:
            return "; ".join(names[:MOST])
    return None


def _microdata_authors(tree: Any) -> list[str]:
    names = []
    for element in islice(tree.iterfind(".//*[@itemprop='author']"), MOST):
        inner = element.find(".//*[@itemprop='name']")
        names.append(_line((element if inner is None else inner).text_content()))
    return names


class _Linked:
    """The JSON-LD of a page: its article, and its things by their @id."""

    def __init__(self, tree: Any) -> None:
        self.things: dict[str, dict[str, Any]] = {}
        self.article: dict[str, Any] = {}
        for script in tree.iter("script"):
            if (script.get("type") or "").lower().partition(";")[0].strip() == "application/ld+json":
                self._take(script.text or "")

    def _take(self, source: str) -> None:
        try:
            top = json.loads(_WRAPPING.sub("", source), strict=False)
        except (ValueError, RecursionError):
            return  # as if it were not there: what is broken is not guessed at
        for thing in _things(top):
            if isinstance(thing.get("@id"), str):
                self.things.setdefault(thing["@id"], thing)
            if not self.article and _is_article(thing):
                self.article = thing

    def authors(self) -> list[str]:
        told = self.article.get("author")
        return [name for one in (told if isinstance(told, list) else [told]) for name in self._names(one)]

    def _names(self, author: Any) -> Iterator[str]:
        if isinstance(author, dict):
            if "name" not in author and isinstance(author.get("@id"), str):
                author = self.things.get(author["@id"], {})
            if author.get("@type") in ("Organization", "NewsMediaOrganization"):
                return
            author = author.get("name")
        for name in author if isinstance(author, list) else [author]:
            yield _line(name)


def _things(top: Any) -> Iterator[dict[str, Any]]:
    """Yield the things of a JSON-LD document that can be its article, or name its author."""
    for thing in top if isinstance(top, list) else [top]:
        if isinstance(thing, dict):
            yield thing
            graph = thing.get("@graph")
            yield from (
                one for one in (graph if isinstance(graph, list) else [graph]) if isinstance(one, dict)
            )
            if isinstance(thing.get("mainEntity"), dict):
                yield thing["mainEntity"]


def _is_article(thing: dict[str, Any]) -> bool:
    kinds = thing.get("@type")
    return any(
        isinstance(kind, str) and kind.endswith(("Article", "BlogPosting", "Report", "Review"))
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    )
