"""What recurs on the pages of one site, and how names are spelt on all of them.

Counted first, used when each page is cleaned. A survey is additive and bounded. Of each site it
looks at a sample of its pages: the SAMPLE whose fingerprints are smallest; it holds no more than
twice as many. Of the whole corpus it looks at the NAMED pages whose fingerprints are smallest, for
the names on them: some 500 bytes a page, 20 MB, and twice as much while it counts, however large
the corpus is. Which pages these are depends on the pages alone, not on their order or on how they
were shared out; two surveys of two halves add up to the survey of the whole. A page counts once
however often it is there. What cleans is told less of it: the lines that do recur, and the
spellings with their counts.
"""

from __future__ import annotations

import gzip
import os
import zlib
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from heapq import nsmallest
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import msgpack

from cleaner.corpus import Corpus
from cleaner.errors import DataError, unreadable
from cleaner.rows import Page, site
from cleaner.steps import boilerplate
from cleaner.steps import lines as page
from cleaner.steps.names.mentions import Mentions
from cleaner.template import Template, digest, key

FORMAT = 2  # of a saved survey
SAMPLE = 64  # pages of a site that are looked at
MAX_LINES = 120  # lines of a page, from its head and its foot in equal parts
MAX_CHARS = 200  # code points; a longer line is not counted
LEAST_PAGES = 4  # pages with the line; fewer may be chance
LEAST_SHARE = 0.2  # of the site's pages that have the line
NAMED = 40_000  # pages whose names are looked at
MOST_NAMES = 1_000  # spellings of a page that count: those whose hashes are smallest
LEAST_CORPUS = 50  # pages; a smaller corpus says nothing of what is rare


@dataclass(slots=True)
class Survey:
    r"""Counts of lines by site.

    >>> survey = Survey.of(Page(str(n), f"Home\nStory {'abcdef'[n]} goes on.", "t") for n in range(5))
    >>> survey.recurring().template(None).count("HOME")
    5
    """

    # by page, fingerprints all: keys of lines and hashes of spellings, 8 bytes each, in order
    sites: dict[str, dict[int, bytes]] = field(default_factory=dict)
    names: dict[int, bytes] = field(default_factory=dict)
    _bar: int = field(default=1 << 64, compare=False)  # fingerprints from which a page is not held

    @classmethod
    def of(cls, pages: Iterable[Page]) -> Survey:
        """Return the survey of *pages*."""
        survey = cls()
        for item in pages:
            survey.add(item.text, item.url)
        return survey

    def add(self, text: str, url: str | None) -> None:
        """Count one page."""
        short, body = [], []
        for line in page.split(text).said:
            if len(line) > MAX_CHARS or boilerplate.is_body(line):
                body.append(line)
            else:
                short.append(line)
        if len(short) > MAX_LINES:
            short = short[: MAX_LINES // 2] + short[-MAX_LINES // 2 :]
        fingerprint = digest("\n".join(sorted(body) or sorted(short)))
        held = self.sites.setdefault(site(url) or "", {})
        if fingerprint in held or len(held) < 2 * SAMPLE or fingerprint < max(held):
            held[fingerprint] = _both(held.get(fingerprint, b""), _packed(map(key, short)))
            _prune(held, SAMPLE)
        self._add_names(text)

    def _add_names(self, text: str) -> None:
        fingerprint = digest(text)
        if fingerprint not in self.names and fingerprint < self._bar:
            spellings = nsmallest(MOST_NAMES, map(digest, Mentions(text).forms))
            self.names[fingerprint] = array("Q", spellings).tobytes()
            if len(self.names) > 2 * NAMED:
                _prune(self.names, NAMED)
                self._bar = max(self.names)

    def __add__(self, other: Survey) -> Survey:
        """Return the survey of the pages of both."""
        total = Survey({name: dict(held) for name, held in self.sites.items()}, dict(self.names))
        total.absorb(other)
        return total

    def absorb(self, other: Survey) -> None:
        """Add the pages of another survey to this one."""
        for name, held in other.sites.items():
            mine = self.sites.setdefault(name, {})
            for fingerprint, lines in held.items():
                mine[fingerprint] = _both(mine.get(fingerprint, b""), lines)
            _prune(mine, SAMPLE)
        self.names |= other.names
        _prune(self.names, NAMED)

    def save(self, path: Path) -> None:
        """Write the survey into a file, whole or not at all; the same survey gives the same bytes."""
        temporary = path.with_name(f".{path.name}.writing-{os.getpid()}")
        with temporary.open("wb") as file:
            self._write(file)
        temporary.replace(path)

    def to_bytes(self) -> bytes:
        """Return the survey as a file holds it: the samples alone, for what is held beyond hangs on order."""
        file = BytesIO()
        self._write(file)
        return file.getvalue()

    def _write(self, file: BinaryIO) -> None:
        """Write the survey piece by piece: it may be large, and is not held twice."""
        packer = msgpack.Packer()
        with gzip.GzipFile("", "wb", 1, file, mtime=0) as out:
            out.write(packer.pack_array_header(3) + packer.pack(FORMAT))
            out.write(packer.pack_map_header(len(self.sites)))
            for host, held in sorted(self.sites.items()):
                out.write(packer.pack(host) + packer.pack(_sampled(held, SAMPLE)))
            out.write(packer.pack_map_header(min(NAMED, len(self.names))))
            for fingerprint in nsmallest(NAMED, self.names):
                out.write(packer.pack(fingerprint) + packer.pack(self.names[fingerprint]))

    @classmethod
    def load(cls, path: Path) -> Survey:
        """Read a survey from a file. Raises DataError if it is none."""
        try:
            with path.open("rb") as file:
                return cls._read(file, str(path))
        except OSError as error:
            mend = "give the run.survey of an earlier run"
            raise DataError(f"{path}: {unreadable(error, mend)}") from error

    @classmethod
    def from_bytes(cls, raw: bytes, where: str = "survey") -> Survey:
        """Return what `to_bytes` made bytes of. Raises DataError that names *where* if it is none."""
        return cls._read(BytesIO(raw), where)

    @classmethod
    def _read(cls, file: BinaryIO, where: str) -> Survey:
        try:
            with gzip.GzipFile(fileobj=file) as held:
                unpacker = msgpack.Unpacker(held, strict_map_key=False)
                unpacker.read_array_header()
                form = unpacker.unpack()
                survey = cls(unpacker.unpack(), unpacker.unpack()) if form == FORMAT else None
                held.read()  # to the end, where the checksum stands
        except (EOFError, gzip.BadGzipFile, ValueError, zlib.error, msgpack.UnpackException) as error:
            raise DataError(
                f"{where}: cannot be read as a survey ({error}); give the run.survey of an earlier run"
            ) from error
        if survey is None:
            raise DataError(f"{where}: a survey of format {form}, not {FORMAT}; make it again")
        return survey

    def recurring(self) -> Recurring:
        """Return what the survey tells those who clean."""
        found = {host: lines for host, held in self.sites.items() if (lines := _recurring(held))}
        return Recurring(found, self._corpus())

    def _corpus(self) -> Corpus | None:
        """Return how names are spelt on the pages; None where too few tell."""
        if len(self.names) < LEAST_CORPUS:
            return None
        return Corpus.packed(_sampled(self.names, NAMED))


@dataclass(frozen=True, slots=True)
class Recurring:
    """What a survey tells those who clean: lines that recur on each site, and how names are spelt.

    *sites*: by site its pages in the sample, keys of lines (8 bytes each), and on how many of these pages
    each stands (4 bytes each); *corpus*: None where too few pages tell.
    """

    sites: Mapping[str, tuple[int, bytes, bytes]]
    corpus: Corpus | None

    def template(self, host: str | None) -> Template | None:
        """Return what recurs on the site *host* (None: pages without address); None where too few tell."""
        held = self.sites.get(host or "")
        return _template(*held) if held else None


@lru_cache(maxsize=256)
def _template(pages: int, keys: bytes, counts: bytes) -> Template:
    return Template(pages, dict(zip(array("Q", keys), array("I", counts), strict=True)))


def _recurring(held: Mapping[int, bytes]) -> tuple[int, bytes, bytes] | None:
    """Return what recurs on the pages of a site; None where too few tell."""
    import numpy as np

    if len(held) < LEAST_PAGES:
        return None
    sample = _sampled(held, SAMPLE).values()
    keys, counts = np.unique(np.frombuffer(b"".join(sample), np.uint64), return_counts=True)
    often = counts >= max(LEAST_PAGES, LEAST_SHARE * len(sample))
    return len(sample), keys[often].tobytes(), counts[often].astype(np.uint32).tobytes()


def _packed(numbers: Iterable[int]) -> bytes:
    return array("Q", sorted(frozenset(numbers))).tobytes()


def _both(one: bytes, other: bytes) -> bytes:
    return _packed((*array("Q", one), *array("Q", other))) if one and one != other else other


def _sampled(held: Mapping[int, bytes], sample: int) -> dict[int, bytes]:
    """Return the *sample* pages with the smallest fingerprints."""
    return {fingerprint: held[fingerprint] for fingerprint in nsmallest(sample, held)}


def _prune(held: dict[int, Any], sample: int) -> None:
    """Leave the *sample* pages with the smallest fingerprints, once there are twice as many."""
    if len(held) > 2 * sample:
        for fingerprint in held.keys() - frozenset(nsmallest(sample, held)):
            del held[fingerprint]
