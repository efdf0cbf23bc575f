"""Addresses to bytes: files, standard input, and whatever fsspec reaches; decompressed on the way."""

from __future__ import annotations

import atexit
import bz2
import gzip
import hashlib
import io
import shutil
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any, TypeAlias

from cleaner.errors import OutputError
from cleaner.readers import remote
from cleaner.readers.remote import is_remote

Stream: TypeAlias = "io.BufferedReader[Any]"  # the type is generic to type checkers only
STDIN = "-"
BLOCK = 1 << 18  # bytes read at a time
PIECE = 1 << 13  # the same, while they are decompressed


class Damaged(OSError):  # noqa: N818 - the damage is the thing named; "Error" adds nothing
    """A file that is not whole, or not what the end of its name says."""


DAMAGE = (OSError, EOFError, zlib.error)  # what reading a broken or unreachable file raises


@contextmanager
def opened(address: str, compression: str | None = None) -> Iterator[Stream]:
    """Give the bytes at an address, decompressed, as a stream. Raises one of DAMAGE."""
    with ExitStack() as stack:
        raw: Any = stack.enter_context(_raw(address))
        if compression:
            raw = stack.enter_context(_decompressed(raw, compression))
        yield raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(raw, BLOCK)


def read_all(address: str, compression: str | None = None) -> bytes:
    """Return all bytes at an address, decompressed."""
    if address == STDIN:
        return sys.stdin.buffer.read()
    if compression is None and not is_remote(address):
        return Path(address).read_bytes()
    with opened(address, compression) as stream:
        return stream.read()


def sample(address: str, compression: str | None, most: int) -> tuple[bytes, float]:
    """Return the first bytes at an address, decompressed, and roughly which share of the whole they are."""
    with opened(address) as packed:
        unpacked = io.BufferedReader(_decompressed(packed, compression)) if compression else packed
        head = unpacked.read(most)
        share = packed.tell() / (size(address) or 1)
    return head, min(1.0, share) if len(head) == most else 1.0


def kept_stdin() -> str:
    """Return the address of a file with all of standard input; it is deleted when the process ends."""
    folder = Path(tempfile.mkdtemp(prefix="content-cleaner-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    try:
        with (folder / "stdin").open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file, BLOCK)
    except OSError as error:
        mend = "free some space there, or set TMPDIR to another folder"
        raise OutputError(f"{folder}: standard input cannot be kept ({error.strerror}); {mend}") from error
    return str(folder / "stdin")


def lines(stream: Stream, end: bytes) -> Iterator[bytes]:
    r"""Yield the lines of a stream with their ends; *end* is one line feed in the stream's encoding.

    >>> list(lines(io.BufferedReader(io.BytesIO(b"a\x00\n\x00\x0a\x0b\n\x00b")), b"\n\x00"))
    [b'a\x00\n\x00', b'\n\x0b\n\x00', b'b']
    """
    if end == b"\n":
        yield from stream
        return
    rest = b""
    while block := stream.read(BLOCK):
        *whole, rest = _split(rest + block, end)
        yield from whole
    if rest:
        yield rest


def _split(block: bytes, end: bytes) -> list[bytes]:
    width, start, at = len(end), 0, 0
    parts = []
    while (at := block.find(end, at)) >= 0:
        if at % width:
            at += 1
            continue
        at += width
        parts.append(block[start:at])
        start = at
    return [*parts, block[start:]]


def size(address: str) -> int | None:
    """Return how many bytes an address holds; None where it does not tell."""
    if not is_remote(address):
        return Path(address).stat().st_size
    return remote.size(address)


def fingerprint(address: str) -> dict[str, Any]:
    """Return SHA-256 and size of what stands at an address; a reason in their place where they cannot be."""
    unknown: dict[str, Any] = {"sha256": None, "bytes": None}
    try:
        if is_remote(address):
            return {**unknown, "bytes": size(address), "error": "not fetched a second time"}
        with Path(address).open("rb") as file:
            return {"sha256": hashlib.file_digest(file, "sha256").hexdigest(), "bytes": size(address)}
    except OSError as error:
        return {**unknown, "error": error.strerror or str(error)}


def _raw(address: str) -> IO[bytes]:
    if not is_remote(address):
        return Path(address).open("rb")
    return io.BufferedReader(remote.opened(address), BLOCK)


def _decompressed(raw: IO[bytes], compression: str) -> io.RawIOBase:
    if compression == "gzip":
        return _Unpacked(gzip.GzipFile(fileobj=raw))
    if compression == "bz2":
        return _Unpacked(bz2.BZ2File(raw))
    import pyarrow as pa

    return _Unpacked(pa.CompressedInputStream(pa.PythonFile(raw, mode="r"), compression))


class _Unpacked(io.RawIOBase):
    """A decompressed file, read in small pieces: of what comes before damage, little is lost."""

    def __init__(self, file: Any) -> None:
        self.file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self.file.read1(min(PIECE, len(buffer)))
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self.file.close()
        super().close()
