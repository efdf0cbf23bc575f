"""Inputs to files: folders, globs, single files, standard input, addresses that fsspec reaches."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cache
from glob import glob, has_magic
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from cleaner.errors import DataError
from cleaner.readers import forms, warc
from cleaner.readers.remote import filesystem, is_remote, told
from cleaner.readers.streams import STDIN, kept_stdin

File = tuple[str, str]  # where it is, and what the tables call it
FROM_STDIN = "stdin.jsonl"


def listed(inputs: Iterable[str | Path]) -> list[File]:
    """Return the files of *inputs*: their addresses, and the names they get in the tables.

    A folder is searched in order of name, a pattern ("pages/**/*.jsonl") as the shell would; "-" is
    JSON lines on standard input, kept in a file, for a run reads twice. Names are paths below the
    folder, or below what a pattern does not vary. Raises DataError for an input that does not exist or
    holds nothing to read, MissingExtra if a package that it needs is not installed.
    """
    found = [file for given in inputs for file in _of_input(str(given))]
    if any((form := forms.of(source)) and form.suffix == forms.WARC for _, source in found):
        warc.check()
    return _told_apart(found)


def _of_input(given: str) -> list[File]:
    if given == STDIN:
        return [(kept_stdin(), FROM_STDIN)]
    if is_remote(given):
        try:
            return _remote(given)
        except OSError as error:
            raise DataError(f"{given}: cannot be reached ({error}); check address and access") from error
    path = Path(given)
    if _is_run(path):
        raise DataError(
            f"{given}: the folder of a run; give what it was made of, or its table {path / 'articles'}"
        )
    if path.is_dir():
        inside = list(_inside(path, path))
        if not inside:
            raise DataError(f"{given}: no {forms.NAMED} file in this folder")
        return inside
    if path.is_file():
        if forms.of(path.name) is None:
            mend = "write one object a line, as .jsonl" if path.suffix == ".json" else f"give {forms.NAMED}"
            raise DataError(f"{given}: cannot read {path.suffix or 'this'} files; {mend}")
        return [(str(path), path.name)]
    if has_magic(given):
        return _matching(given)
    raise DataError(f"{given}: no such file or folder; check the path")


def _inside(folder: Path, base: Path) -> Iterator[File]:
    """Yield the files below a folder, in order, but for what runs made: their --out may lie there too."""
    is_made = cache(_is_made)
    for path in sorted(folder.rglob("*")):
        if forms.of(path.name) and path.is_file() and not any(map(is_made, _between(path, folder))):
            yield str(path), path.relative_to(base).as_posix()


def _between(path: Path, folder: Path) -> list[Path]:
    """Return the folders below *folder* in which a file lies."""
    return list(path.parents)[: len(path.relative_to(folder).parts) - 1]


def _is_made(folder: Path) -> bool:
    """Tell whether a folder is that of a run, whole or broken off."""
    if folder.name.startswith("."):
        is_work = folder.suffix == ".work" and (folder / "plan.json").is_file()
        return is_work or ".writing-" in folder.name
    return _is_run(folder)


def _is_run(folder: Path) -> bool:
    """Tell whether a folder has what each run has; one of somebody's own may well have some of it."""
    files, tables = ("run.json", "rejects.jsonl"), ("articles", "edits", "findings", "quarantine")
    has_files = all((folder / name).is_file() for name in files)
    return has_files and all((folder / name).is_dir() for name in tables)


def _matching(pattern: str) -> list[File]:
    base = Path(*_fixed(Path(pattern).parts))
    found: dict[str, str] = {}
    is_made = cache(_is_made)
    for path in map(Path, sorted(glob(pattern, recursive=True))):  # noqa: PTH207 - takes absolute patterns too
        if "**" in pattern and any(map(is_made, _between(path, base))):
            continue
        if path.is_dir():
            found |= {} if is_made(path) else dict(_inside(path, base))
        elif forms.of(path.name):
            found[str(path)] = path.relative_to(base).as_posix()
    if not found:
        raise DataError(f"{pattern}: no {forms.NAMED} file matches; check the pattern, and quote it")
    return list(found.items())


def _fixed(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the folders before the first part of a pattern that varies."""
    return parts[: next((at for at, part in enumerate(parts) if has_magic(part)), len(parts))]


def _remote(given: str) -> list[File]:
    system, path = filesystem(given)
    is_web = given.startswith(("http://", "https://"))
    if is_web or (forms.of(path) and not has_magic(path)):
        return [_single(given, path, system, is_web=is_web)]
    if has_magic(path):
        base, paths = PurePosixPath(*_fixed(PurePosixPath(path).parts)), told(lambda: system.glob(path))
    else:
        base, paths = PurePosixPath(path), told(lambda: system.find(path) if system.exists(path) else [])
    named = [(str(p), PurePosixPath(str(p)).relative_to(base).as_posix()) for p in sorted(paths)]
    found = [(system.unstrip_protocol(p), source) for p, source in named if forms.of(source)]
    if not found:
        raise DataError(f"{given}: no {forms.NAMED} file there; check the address")
    return found


def _single(given: str, path: str, system: Any, *, is_web: bool) -> File:
    name = PurePosixPath(urlsplit(given).path if is_web else path).name
    if forms.of(name) is None:
        raise DataError(f"{given}: its name does not end in {forms.NAMED}")
    if not told(lambda: system.exists(path)):
        raise DataError(f"{given}: no such file; check the address")
    return given, name


def _told_apart(found: list[File]) -> list[File]:
    """Return files of which no two have the same name: folders are put before names that stand twice."""
    places: dict[str, set[str]] = {}
    for address, source in found:
        places.setdefault(source, set()).add(_absolute(address))
    names = {
        (source, place): name
        for source, several in places.items()
        for place, name in zip(sorted(several), _longer(source, sorted(several)), strict=True)
    }
    return [(address, names[source, _absolute(address)]) for address, source in found]


def _absolute(address: str) -> str:
    return address if is_remote(address) else os.path.abspath(address)  # noqa: PTH100 - links stay as they are


def _longer(source: str, several: list[str]) -> list[str]:
    if len(several) == 1:
        return [source]
    parts = [[part for part in place.replace(":", "/").split("/") if part] for place in several]
    depth = source.count("/") + 1
    for more in range(depth + 1, max(map(len, parts)) + 1):
        names = ["/".join(part[-more:]) for part in parts]
        if len(set(names)) == len(names):
            return names
    return ["/".join(part) for part in parts]
