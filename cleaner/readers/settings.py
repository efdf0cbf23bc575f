"""How inputs are read, as a settings file says it: the table `[input]`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cleaner import config
from cleaner.errors import ConfigError, DataError, hint
from cleaner.readers.reading import Columns, Reading

COLUMNS = {f"{held}_column": held for held, _ in Columns().items()}
KEYS = (*COLUMNS, "encoding", "survey")


@dataclass(frozen=True, slots=True)
class Input:
    """How inputs are read, and whether they are surveyed before they are cleaned.

    >>> Input().over(Reading(Columns(text="body")))
    Reading(columns=Columns(text='body', id=None, title=None, url=None, lang=None), encoding=None)
    """

    reading: Reading = field(default_factory=Reading)
    survey: bool = True

    def over(self, wanted: Reading) -> Reading:
        """Return how to read where *wanted*, such as the options of a command, wins."""
        told = {held: name for held, name in wanted.columns.items() if name is not None}
        columns = replace(self.reading.columns, **told)
        return Reading(columns, wanted.encoding or self.reading.encoding)


def of_file(path: Path | None) -> Input:
    """Return the table `[input]` of a settings file, the defaults where there is none.

    Raises ConfigError that names the file, for an unknown key the nearest one.
    """
    given = config.read(path).get(config.INPUT, {}) if path else {}
    where = f"{path}: {config.INPUT}"
    if not isinstance(given, Mapping):
        raise ConfigError(f"{where} = {given!r} is not a table; write [{config.INPUT}], and its keys below")
    for name, value in given.items():
        _check(name, value, where)
    columns = Columns(**{held: given.get(name) for name, held in COLUMNS.items()})
    try:
        reading = Reading(columns, given.get("encoding"))
    except DataError as error:
        raise ConfigError(f"{where}: {error}") from error
    return Input(reading, given.get("survey", True))


def _check(name: str, value: Any, where: str) -> None:
    if name not in KEYS:
        raise ConfigError(f"{where}: unknown key {name!r}; {hint(name, KEYS)}")
    kind = bool if name == "survey" else str
    if not isinstance(value, kind):
        told = "true or false" if kind is bool else "a string"
        raise ConfigError(f"{where}: {name} = {value!r} is not {told}")
