"""How common a word is in a language, from the lists that wordfreq installs.

A list is held as numbers: 38 bits of a hash, 14 of them by its place, and a frequency for each
word, 4 bytes, where a dict would take a hundred. They lie in a file without a name, which goes
when the process does: some forty languages are 30 MB, and few of their words are asked for. A word
that is on no list is taken for one that is once in 200,000 times or less. Only lists of languages
that are asked for are read.
Source of the figures: wordfreq 3.1.1, Robyn Speer, data up to 2021.
"""

from __future__ import annotations

import gzip
import os
import sys
import tempfile
import weakref
from array import array
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from cleaner.errors import DataError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SIZES = ("large", "small")  # lists, the fuller first
TOP = 9.0  # zipf value of a word that is all of a text; 0 is one in a thousand million
STEPS = 100  # buckets of a list for each power of ten
_BASE = 0x9E3779B97F4A7C15  # odd: the hash is a number written in this base, modulo 2 ** 64
_MIX = 0xD6E8FEB86659FD93
_BITS = (1 << 64) - 1
_TENTHS = 0xFF  # bits of an entry that hold its frequency
BATCH = 10_000  # words after which a bucket is the last to be hashed with others
_SHELVES = 1 << 14  # places by the first bits of a hash; a large list has some thirty words at each
_LEFT_OUT = 64 - 38  # last bits of a hash
_WIDTH = 4  # bytes of an entry
_FEW = 350  # words hashed at once
_BYTES = 16_000  # of them; numbers for more do not fit into the memory that is at hand


class Frequencies:
    """The zipf value of each word of one list, to a tenth.

    >>> Frequencies.of([["und", "die"], ["Wal"]]).zipf("die")
    9.0
    """

    def __init__(self, entries: npt.NDArray[np.uint64]) -> None:
        """Take entries in any order: 38 bits of a hash above a byte, 255 less the frequency in tenths."""
        import numpy as np

        entries.sort()
        again = (entries[1:] ^ entries[:-1]) < np.uint64(_TENTHS + 1)
        if again.any():
            entries = entries[np.append(True, ~again)]  # the highest frequency counts
        shelves = np.arange(_SHELVES + 1, dtype=np.uint64) << np.uint64(32)
        starts = entries.searchsorted(shelves).astype(np.uint32)  # of entries that begin alike
        # what they begin with is told by their place
        self._kept = _Kept([starts, entries.astype(np.uint32)])

    @classmethod
    def of(cls, buckets: list[list[str]]) -> Frequencies:
        """Return a list from its *buckets*: words by frequency, the highest first, each a hundredth less."""
        return cls(_entries([[word.encode() for word in bucket] for bucket in buckets]))

    def zipf(self, word: str) -> float:
        """Return the zipf value of a word in small letters; 0 for one that is not on the list."""
        shelf, rest = divmod(_key(word.encode("utf-8", "replace")) >> _LEFT_OUT, 1 << 24)
        start, stop = self._kept.numbers(shelf, shelf + 2)
        for entry in self._kept.numbers(_SHELVES + 1 + start, _SHELVES + 1 + stop):
            if entry >> 8 == rest:
                return float(_TENTHS - (entry & _TENTHS)) / 10
        return 0.0


class _Kept:
    """Numbers of 4 bytes in a file without a name; in memory where no such file can be made."""

    def __init__(self, parts: Iterable[npt.NDArray[np.uint32]]) -> None:
        held = [part.data.cast("B") for part in parts]
        self._raw = b""
        try:
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - open as long as this is there
            weakref.finalize(self, self._file.close)
            for part in held:
                left = part
                while left:
                    left = left[self._file.write(left) :]
        except OSError:  # a machine without a place for such files, or a full one: the same, with more memory
            self._raw = b"".join(held)

    def numbers(self, start: int, stop: int) -> array[int]:
        """Return the numbers from one place to another."""
        at, end = _WIDTH * start, _WIDTH * stop
        if self._raw:
            return array("I", self._raw[at:end])
        if sys.platform != "win32":  # a forked process shares the place in the file, so none is set
            return array("I", os.pread(self._file.fileno(), end - at, at))
        self._file.seek(at)
        return array("I", self._file.read(end - at))


def _key(word: bytes) -> int:
    """Return 64 bits that tell words apart, the same on every machine."""
    total = 0
    for byte in reversed(word):
        total = (total * _BASE + byte) & _BITS
    total = ((total ^ total >> 32) * _MIX) & _BITS
    return total ^ total >> 29


def _keys(words: list[bytes]) -> npt.NDArray[np.uint64]:
    """Return the same for many words at once, a hundred times as fast."""
    import numpy as np

    return np.concatenate([_few_keys(words[at : at + _FEW]) for at in range(0, len(words), _FEW)])


def _few_keys(words: list[bytes]) -> npt.NDArray[np.uint64]:
    import numpy as np

    data = np.frombuffer(b"\n".join([*words, b""]), np.uint8)
    if len(data) > _BYTES:
        return np.array([_key(word) for word in words], np.uint64)
    powers, inverse = _powers()
    ends = np.flatnonzero(data == ord("\n"))
    starts = np.zeros_like(ends)
    starts[1:] = ends[:-1] + 1
    sums = np.zeros(len(data) + 1, np.uint64)
    np.cumsum(data * powers[: len(data)], out=sums[1:])
    total = (sums[ends] - sums[starts]) * inverse[starts]
    total = (total ^ total >> np.uint64(32)) * np.uint64(_MIX)
    mixed: npt.NDArray[np.uint64] = total ^ total >> np.uint64(29)
    return mixed


@cache
def _powers() -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """Return the powers of the base, and of its inverse, modulo 2 ** 64."""
    import numpy as np

    factors = np.full((2, _BYTES), np.array([[_BASE], [pow(_BASE, -1, 1 << 64)]], np.uint64))
    factors[:, 0] = 1
    one, other = np.cumprod(factors, axis=1, dtype=np.uint64)
    return one, other


def _entries(buckets: Iterable[list[bytes]]) -> npt.NDArray[np.uint64]:
    """Hash words a batch at a time: not all in memory, and not one bucket of ten at a time."""
    import numpy as np

    parts: list[npt.NDArray[np.uint64]] = []
    words: list[bytes] = []
    tenths = bytearray()
    for at, bucket in enumerate(chain(buckets, [None])):
        if bucket is None or len(words) > BATCH:
            last = np.frombuffer(bytes(tenths), np.uint8).astype(np.uint64)
            hashes = _keys(words) >> np.uint64(_LEFT_OUT)
            parts.append(hashes << np.uint64(8) | (np.uint64(_TENTHS) - last))
            words, tenths = [], bytearray()
        words += bucket or ()
        tenths += bytes([_tenths(at)]) * len(bucket or ())
    return np.concatenate(parts)


def _tenths(bucket: int) -> int:
    return max(1, round(10 * (TOP - bucket / STEPS)))


@cache
def load(lang: str) -> Frequencies | None:
    """Return the list of a language by its code in wordfreq; None where there is none.

    Raises DataError if wordfreq's lists are not where it installs them.
    """
    for size in SIZES:
        path = _folder() / f"{size}_{lang}.msgpack.gz"
        if path.is_file():
            return Frequencies(_read(path))
    return None


@cache
def anywhere() -> Frequencies:
    """Return the small lists of all languages as one: what is a common word somewhere."""
    import numpy as np

    return Frequencies(np.concatenate([_read(path) for path in sorted(_folder().glob("small_*.msgpack.gz"))]))


@cache
def _folder() -> Path:
    spec = find_spec("wordfreq")  # found, not imported: its own dictionaries are large
    folders = [Path(where) / "data" for where in (spec.submodule_search_locations or ())] if spec else []
    if not folders or not folders[0].is_dir():
        raise DataError("the word lists of wordfreq are missing: pip install 'wordfreq>=3.1,<4'")
    return folders[0]


def _read(path: Path) -> npt.NDArray[np.uint64]:
    """Read a list bucket by bucket, so that its words are never all in memory."""
    import msgpack

    with gzip.open(path) as file:
        unpacker = msgpack.Unpacker(file, raw=True)
        if unpacker.read_array_header() < 1 or unpacker.unpack() != {b"format": b"cB", b"version": 1}:
            raise DataError(f"{path} is not in the format of wordfreq 3: pip install 'wordfreq>=3.1,<4'")
        return _entries(unpacker)
