"""A file of decisions, `decisions.toml`: about names, and about lines that are to go or to stay.

A `names.toml`, with nothing but lists of names, is such a file too.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cleaner import decided_lines, decisions
from cleaner.decided_lines import Lines
from cleaner.decisions import Decisions
from cleaner.errors import ConfigError, hint, unreadable

_NAMES = ("same", "distinct", "canonical")
_TABLES = {"rename": ("right", "wrong", "item"), "differ": ("names", "item")}
_LINES = ("remove", "keep")


@dataclass(frozen=True, slots=True)
class Decided:
    """What a file says: about *names* and about *lines*."""

    names: Decisions = field(default_factory=Decisions)
    lines: Lines = field(default_factory=Lines)

    def __add__(self, other: Decided) -> Decided:
        """Return what both say."""
        return Decided(self.names + other.names, self.lines + other.lines)


def load(path: Path) -> Decided:
    """Read a file of decisions. Raises ConfigError that names the file, the entry and the mend."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{path}: {unreadable(error)}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: cannot be read as TOML decisions ({error}); mend it there") from error
    return read(text, str(path))


def read(text: str, where: str) -> Decided:
    r"""Return what the text of a file says. Raises ConfigError that names *where*.

    >>> text = '[[rename]]\nright = "Zelensky"\nwrong = "Zelenskyy"\n[[keep]]\nline = "Share this"\n'
    >>> told = read(text, "decisions.toml")
    >>> told.names.same, told.lines.keep[0].line
    ((('Zelensky', 'Zelenskyy'),), 'Share this')
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{where}: cannot be read as TOML decisions ({error}); mend it there") from error
    known = (*_NAMES, *_TABLES, *_LINES)
    for name in values:
        if name not in known:
            raise ConfigError(f"{where}: unknown list {name!r}; {hint(name, known)}")
    told = Decided(
        decisions.from_mapping({name: values[name] for name in _NAMES if name in values}, where)
        + decisions.Decisions(_renamed(values, where), _differing(values, where)),
        decided_lines.from_mapping({name: values[name] for name in _LINES if name in values}, where),
    )
    check(told, where)
    return told


def check(decided: Decided, where: str) -> None:
    """Refuse decisions that contradict one another. Raises ConfigError."""
    decisions.check(decided.names, where)
    decided_lines.check(decided.lines, where)


def _renamed(values: dict[str, Any], where: str) -> tuple[decisions.Group, ...]:
    """Return the entries [[rename]] as groups of one name, the right spelling first."""
    found = []
    for told, entry in _tables(values, "rename", where):
        right, wrong = entry.get("right"), entry.get("wrong")
        group = [right, *(wrong if isinstance(wrong, list) else [wrong])]
        if len(group) < 2 or not all(isinstance(name, str) for name in group):
            raise ConfigError(f"{told}: needs right, a name in quotes, and wrong, one or several")
        found.append(decisions.names(group, told))
    return tuple(found)


def _differing(values: dict[str, Any], where: str) -> tuple[decisions.Group, ...]:
    found = []
    for told, entry in _tables(values, "differ", where):
        group = decisions.names(entry.get("names"), told)
        if len(group) < 2:
            raise ConfigError(f"{told}: {list(group)!r} needs two names")
        found.append(group)
    return tuple(found)


def _tables(values: dict[str, Any], name: str, where: str) -> list[tuple[str, dict[str, Any]]]:
    given = values.get(name, [])
    if not isinstance(given, list) or not all(isinstance(entry, dict) for entry in given):
        raise ConfigError(f"{where}: {name} must be entries such as [[{name}]]")
    for number, entry in enumerate(given, 1):
        for key in entry:
            if key not in _TABLES[name]:
                told = hint(key, _TABLES[name])
                raise ConfigError(f"{where}: {name}, entry {number}: unknown key {key!r}; {told}")
    return [(f"{where}: {name}, entry {number}", entry) for number, entry in enumerate(given, 1)]
