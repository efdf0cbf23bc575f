"""What a person decided about names; it wins over any count."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleaner.errors import ConfigError, hint, unreadable

Group = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decisions:
    """The three lists of `names.toml`.

    *same*: spellings of one name, the right one first; the others are changed into it.
    *distinct*: names that are not one another, however alike. *canonical*: names spelt right.

    >>> Decisions(same=(("Zelensky", "Zelenskyy"),)).same[0][0]
    'Zelensky'
    """

    same: tuple[Group, ...] = ()
    distinct: tuple[Group, ...] = ()
    canonical: Group = ()

    def as_dict(self) -> dict[str, Any]:
        """Return JSON-ready values, in the form of the file."""
        return {
            "same": [list(group) for group in self.same],
            "distinct": [list(group) for group in self.distinct],
            "canonical": list(self.canonical),
        }

    def as_toml(self) -> str:
        """Return the text of a `names.toml` that says the same.

        >>> print(Decisions(canonical=("Ryanair",)).as_toml(), end="")
        same = []
        distinct = []
        canonical = ["Ryanair"]
        """
        lists = {name: json.dumps(value, ensure_ascii=False) for name, value in self.as_dict().items()}
        return "".join(f"{name} = {value}\n" for name, value in lists.items())

    def __add__(self, other: Decisions) -> Decisions:
        """Return what both say."""
        return Decisions(
            self.same + other.same, self.distinct + other.distinct, self.canonical + other.canonical
        )


def load(path: Path) -> Decisions:
    """Read a `names.toml`. Raises ConfigError that names the file and the entry."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: {unreadable(error)}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read as TOML decisions ({error}); mend it there") from error
    return from_mapping(values, str(path))


def from_mapping(values: dict[str, Any], where: str = "names") -> Decisions:
    """Return decisions from lists; an unknown list or a malformed entry is a ConfigError.

    >>> from_mapping({"distinct": [["Kim Jong-un", "Kim Jong-il"]]}).distinct
    (('Kim Jong-un', 'Kim Jong-il'),)
    >>> from_mapping({"same": [["Zelensky"]]}, "names.toml")
    Traceback (most recent call last):
    cleaner.errors.ConfigError: names.toml: same, entry 1: ['Zelensky'] needs two names, the right one first
    """
    known = ("same", "distinct", "canonical")
    for name in values:
        if name not in known:
            raise ConfigError(f"{where}: unknown list {name!r}; {hint(name, known)}")
    same = _groups(values.get("same", []), "same", where)
    decided = Decisions(
        same,
        _groups(values.get("distinct", []), "distinct", where),
        _names(values.get("canonical", []), f"{where}: canonical"),
    )
    _check(decided, where)
    return decided


def _groups(given: Any, name: str, where: str) -> tuple[Group, ...]:
    if not isinstance(given, list):
        raise ConfigError(f"{where}: {name} must be a list of lists of names")
    found = []
    for number, group in enumerate(given, 1):
        names = _names(group, f"{where}: {name}, entry {number}")
        if len(names) < 2:
            first = ", the right one first" if name == "same" else ""
            raise ConfigError(f"{where}: {name}, entry {number}: {group!r} needs two names{first}")
        found.append(names)
    return tuple(found)


def _names(given: Any, where: str) -> Group:
    if not isinstance(given, list) or not all(isinstance(name, str) and name.strip() for name in given):
        raise ConfigError(f"{where}: {given!r} must be a list of names")
    return tuple(name.strip() for name in given)


def _check(decided: Decisions, where: str) -> None:
    """Refuse a spelling that two entries change into different names, or that is changed twice over."""
    right: dict[str, str] = {}
    for first, *others in decided.same:
        for other in others:
            if right.setdefault(other, first) != first:
                raise ConfigError(f"{where}: same: {other!r} is held to be {right[other]!r} and {first!r}")
    for wrong, name in right.items():
        if name in right:
            raise ConfigError(
                f"{where}: same: {wrong!r} → {name!r} → {right[name]!r}; name the last one only"
            )
        if wrong in decided.canonical:
            raise ConfigError(f"{where}: {wrong!r} is canonical, and same changes it into {name!r}")
