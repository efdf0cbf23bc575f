"""Blank lines and headings go with the record behind them, or the last, so that no byte is lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from cleaner.readers.streams import DAMAGE

T = TypeVar("T")


def joined(pieces: Iterable[tuple[bytes, T | None]]) -> Iterator[tuple[bytes, T | None]]:
    r"""Yield each value with its bytes and those of pieces without a value around it.

    Pieces of a file without any value come as one. Where reading breaks off, the values before it
    are given first.

    >>> list(joined([(b"\n", None), (b"a\n", 1), (b"\n", None), (b"b\n", 2), (b"\n", None)]))
    [(b'\na\n', 1), (b'\nb\n\n', 2)]
    """
    blank: list[bytes] = []
    held: tuple[bytes, T | None] | None = None
    try:
        for raw, value in pieces:
            if value is None:
                blank.append(raw)
                continue
            if held:
                yield held
            held = (b"".join([*blank, raw]) if blank else raw, value)
            blank = []
    except DAMAGE:
        if held:
            yield held
        raise
    if held:
        yield held[0] + b"".join(blank), held[1]
    elif blank:
        yield b"".join(blank), None
