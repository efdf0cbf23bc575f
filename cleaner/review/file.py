"""The review's part of a file of decisions: between two marks; all else in the file is left as it is.

The first mark carries a digest of the part, so that what a person changed in it is never overwritten.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

from cleaner import decisions_file
from cleaner.errors import ConfigError, OutputError, unreadable
from cleaner.review.answers import Entry, entries, ordered
from cleaner.template import digest

HEAD = """\
# Decisions about names and lines; `cleaner run … --decisions` obeys them.
# Entries of your own go here, above the marks; what stands between them is written by `cleaner review`.

"""
_BEGIN = "# cleaner review: begin {}"
_END = "# cleaner review: end"
_PART = re.compile(
    r"^# cleaner review: begin (?P<digest>[0-9a-f]{16})\n(?P<body>.*?)^# cleaner review: end(?:\n|\Z)",
    re.DOTALL | re.MULTILINE,
)
_MARK = re.compile(r"^# cleaner review: (?:begin|end)", re.MULTILINE)


def load(path: Path) -> list[Entry]:
    """Return the answers in a file; none where it does not exist.

    Raises ConfigError that names the file and the mend if the file is malformed, if its decisions
    contradict one another, or if what stands between the marks was changed by hand.
    """
    text = _text(path)
    decisions_file.read(text, str(path))
    found = _part(text, path)
    return entries(tomllib.loads(found["body"])) if found else []


def save(answers: Iterable[Entry], path: Path) -> None:
    """Write answers into a file, whole or not at all; what stands outside of the marks stays.

    Raises ConfigError as `load` does, also if the answers contradict what else the file says, and
    OutputError if the file cannot be written.
    """
    text = _text(path)
    found = _part(text, path)
    part = rendered(answers)
    if found:
        made = text[: found.start()] + part + text[found.end() :]
    else:
        made = (text and text.rstrip("\n") + "\n\n") + part if text else HEAD + part
    decisions_file.read(made, str(path))
    _write(made, path)


def rendered(answers: Iterable[Entry]) -> str:
    """Return the review's part of a file, with its marks; the same answers give the same text."""
    body = "".join(f"{entry.as_toml()}\n" for entry in ordered(answers))
    return f"{_BEGIN.format(_digest(body))}\n{body}{_END}\n"


def _digest(body: str) -> str:
    return f"{digest(body):016x}"


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8").replace("\r\n", "\n") if path.exists() else ""
    except OSError as error:
        raise ConfigError(f"{path}: {unreadable(error)}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: cannot be read as TOML decisions ({error}); mend it there") from error


def _part(text: str, path: Path) -> re.Match[str] | None:
    found = _PART.search(text)
    marks = len(_MARK.findall(text))
    if (found and marks == 2 and _digest(found["body"]) == found["digest"]) or not marks:
        return found
    raise ConfigError(
        f"{path}: what `cleaner review` wrote between its two marks was changed by hand; move your entries "
        "above the first mark and delete both marks, or give another file with --out"
    )


def _write(text: str, path: Path) -> None:
    temporary = path.with_name(f".{path.name}.writing-{os.getpid()}")
    try:
        with temporary.open("wb") as out:
            out.write(text.encode("utf-8"))
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise OutputError(f"{path}: cannot be written ({error.strerror}); give another with --out") from error
