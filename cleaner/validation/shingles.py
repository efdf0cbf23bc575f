"""Texts that are nearly the same, in any language: shingles, MinHash bands, and exact similarity.

The similarity of two texts is the share of their shingles that both have (Jaccard), a shingle
being eight characters in a row (Broder 1997). MinHash (Broder 2000) and bands (Indyk and Motwani
1998) find texts that are worth comparing: those that share a band. Each is then compared with
one of them, the one with the smallest digest: no order of rows matters, and ten thousand copies
cost ten thousand comparisons. `python -m benchmarks.near_duplicates` prints what that misses.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np

SHINGLE = 8  # code points; eight or nine are usual for pages (Leskovec, Rajaraman and Ullman 2020, 3.2)
LEAST = 5  # shingles; of a shorter text one letter changes most of them, so it is compared whole
HASHES = 128  # values of a signature
RECALL = 0.995  # least share of pairs just similar enough that should share a band
_BLOCK = 256  # shingles hashed together: 256 kB, which a cache holds
_GOLDEN = 0x9E3779B97F4A7C15  # 2**64 over the golden ratio, the step of splitmix64
_MIX = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)  # splitmix64 (Steele, Lea and Flood 2014)


class _Folding(dict[int, str]):
    """Letters, marks and numbers stay, all else is a space; remembered as it is asked for."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        self[code] = letter if unicodedata.category(letter)[0] in "LMN" else " "
        return self[code]


_FOLDING = _Folding()


def folded(text: str) -> str:
    """Return a text as it is compared: in small letters, one space for what is no letter and no number.

    >>> folded("The Straße -- 2 km!")
    'the strasse 2 km'
    """
    return " ".join(text.casefold().translate(_FOLDING).split())


def digest(text: str) -> bytes:
    """Return 16 bytes that tell a folded text; a text without letters and numbers is told as it is.

    >>> digest("A cat.") == digest("a cat"), digest("...") == digest("!")
    (True, False)
    """
    return blake2b((folded(text) or text).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def shingles(text: str) -> Any:
    """Return the shingles of a text as numbers of 64 bits, each once, in order.

    Two of a million shingles share one with a probability of 3e-8. A text of fewer than five
    shingles is one: it is like none but itself.

    >>> len(shingles("The river rose again.")), len(shingles("A cat."))
    (13, 1)
    """
    codes = np.frombuffer(folded(text).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    count = len(codes) - SHINGLE + 1
    if count < LEAST:
        return np.frombuffer(digest(text)[:8], np.uint64)
    rolled = np.zeros(count, np.uint64)
    for at in range(SHINGLE):
        rolled = rolled * np.uint64(_GOLDEN) + codes[at : at + count]
    return np.unique(_mixed(rolled))


def _mixed(values: Any) -> Any:
    """Return numbers of 64 bits spread evenly, by the last steps of splitmix64."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(_MIX[0])
    values = (values ^ (values >> np.uint64(27))) * np.uint64(_MIX[1])
    return values ^ (values >> np.uint64(31))


@cache
def _coefficients() -> tuple[Any, Any]:
    """Return odd factors and addends of the hashes: the first outputs of splitmix64 seeded with 0."""
    seeds = np.arange(1, 2 * HASHES + 1, dtype=np.uint64) * np.uint64(_GOLDEN)
    drawn = _mixed(seeds).reshape(2, HASHES, 1)
    return drawn[0] | np.uint64(1), drawn[1]


def similarity(one: Any, other: Any) -> float:
    """Return the share of shingles that both have.

    >>> similarity(shingles("The river rose again."), shingles("the river rose again, again"))
    0.6842105263157895
    """
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / (len(one) + len(other) - both)


@cache
def rows(least: float) -> int:
    """Return how many values make a band: the most with which pairs of that similarity still meet.

    >>> rows(0.8), rows(0.9)
    (6, 9)
    """
    meets = {r: 1 - (1 - least**r) ** (HASHES // r) for r in range(1, HASHES + 1)}
    return max(r for r, share in meets.items() if share >= RECALL or r == 1)


def bands(marks: Any, least: float) -> Any:
    """Return the bands of a text, told by its shingles, as numbers of 64 bits."""
    factors, addends = _coefficients()
    signature = np.full(HASHES, np.iinfo(np.uint64).max, np.uint64)
    for at in range(0, len(marks), _BLOCK):
        hashed = factors * marks[at : at + _BLOCK] + addends
        signature = np.minimum(signature, hashed.min(axis=1))
    width = rows(least)
    count = HASHES // width
    told = np.arange(count, dtype=np.uint64)
    for column in signature[: count * width].reshape(count, width).T:
        told = _mixed(told * np.uint64(_GOLDEN) + column)
    return told


def near(texts: Sequence[str], least: float) -> Any:
    """Return which texts have a twin at least so similar, as booleans.

    >>> near(["The river rose again.", "THE RIVER ROSE AGAIN", "A cat."], 0.8).tolist()
    [True, True, False]
    """
    told = [digest(text) for text in texts]
    found = {key for key, times in Counter(told).items() if times > 1}
    by_digest = dict(sorted(zip(told, texts, strict=True)))
    keys, distinct = list(by_digest), list(by_digest.values())
    for representative, members in groupby(_candidates(distinct, least), itemgetter(0)):
        marks = None
        for _, member in members:
            if {keys[representative], keys[member]} <= found:
                continue
            marks = shingles(distinct[representative]) if marks is None else marks
            if similarity(marks, shingles(distinct[member])) >= least:
                found |= {keys[representative], keys[member]}
    return np.array([key in found for key in told], bool)


def _candidates(distinct: Sequence[str], least: float) -> Iterator[tuple[int, int]]:
    """Yield (representative, member) of all buckets, in order, each once; texts come in order of digests."""
    if not distinct:
        return
    table = np.array([bands(shingles(text), least) for text in distinct])
    pairs: set[tuple[int, int]] = set()
    for column in table.T:
        _, firsts, members = np.unique(column, return_index=True, return_inverse=True)
        met = np.flatnonzero(firsts[members] != np.arange(len(column)))
        pairs.update(zip(firsts[members][met].tolist(), met.tolist(), strict=True))
    yield from sorted(pairs)


def banded(batches: Any, least: float) -> Iterator[Any]:
    """Yield the bands of each text, as Spark's `mapInArrow` wants it.

    *batches*: Arrow batches with columns digest and text; what is yielded has digest and band.
    """
    import pyarrow as pa

    for batch in batches:
        keys = batch.column("digest").to_pylist()
        told = [bands(shingles(text), least).view(np.int64) for text in batch.column("text").to_pylist()]
        count = np.array([len(one) for one in told], np.int64)
        places = pa.array(np.repeat(np.arange(len(keys)), count))
        band = pa.array(np.concatenate(told) if told else np.empty(0, np.int64))
        yield pa.record_batch({"digest": batch.column("digest").take(places), "band": band})


def are_near(one: str, other: str, least: float) -> bool:
    """Return whether two texts are at least so similar.

    >>> are_near("The river rose again.", "The river rose again!", 1.0)
    True
    """
    return similarity(shingles(one), shingles(other)) >= least
