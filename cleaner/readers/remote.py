"""Addresses that fsspec reaches (the extra `content-cleaner[remote]`)."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, TypeVar

from cleaner.errors import DataError, MissingExtra

T = TypeVar("T")
INSTALL = 'pip install "content-cleaner[remote]"'


def is_remote(address: str) -> bool:
    """Whether an address is one for fsspec.

    >>> is_remote("s3://bucket/a.jsonl"), is_remote("pages/a.jsonl")
    (True, False)
    """
    return "://" in address


def filesystem(address: str) -> tuple[Any, str]:
    """Return fsspec's file system for an address, and the path in it.

    Raises MissingExtra if fsspec, or what it needs for this address, is not installed, DataError for
    an address that it does not know.
    """
    try:
        import fsspec
    except ImportError as error:
        raise MissingExtra(f"{address}: addresses need fsspec, which is not installed: {INSTALL}") from error
    try:
        system, path = fsspec.core.url_to_fs(address)
    except ImportError as error:
        message = f"{address}: a package is missing ({error}); pip install what it names"
        raise MissingExtra(message) from error
    except ValueError as error:
        raise DataError(f"{address}: no address that fsspec knows ({error}); check its beginning") from error
    return system, str(path)


def opened(address: str) -> io.RawIOBase:
    """Return a file at an address. Raises OSError, as reading it does."""
    system, path = filesystem(address)
    return _Remote(told(lambda: system.open(path, "rb")))


def size(address: str) -> int | None:
    """Return how many bytes an address holds; None where it does not tell. Raises OSError."""
    system, path = filesystem(address)
    known = told(lambda: system.info(path)).get("size")
    return None if known is None else int(known)


def told(work: Callable[[], T]) -> T:
    """Return what *work* returns; errors of a driver's own are told as OSError, so that others go on."""
    try:
        return work()
    except OSError:
        raise
    except Exception as error:  # each driver has a tree of errors of its own
        raise OSError(f"{type(error).__name__}: {error}") from error


class _Remote(io.RawIOBase):
    """A file of some driver, with errors as `told` tells them."""

    def __init__(self, file: Any) -> None:
        self.file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return int(told(lambda: self.file.seek(offset, whence)))

    def tell(self) -> int:
        return int(self.file.tell())

    def readinto(self, buffer: Any) -> int:
        block = told(lambda: self.file.read(len(buffer)))
        buffer[: len(block)] = block
        return len(block)

    def close(self) -> None:
        if not self.closed:
            self.file.close()
        super().close()
