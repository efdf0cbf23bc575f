"""Every setting with its default, unit and meaning; one value that travels whole."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from cleaner import decided_lines, decisions
from cleaner.decided_lines import Lines
from cleaner.decisions import Decisions
from cleaner.errors import ConfigError, hint, unreadable

COMMENTS = ("drop", "keep", "table")


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of a run. Each field's comment gives its unit and meaning.

    >>> Config(max_chars=1000).max_chars
    1000
    """

    french_spacing: bool = (
        True  # where a French page mixes both, spaces inside « » and before : ; ! ? become no-break
    )
    language_chars: int = 1000  # code points of the page that language detection reads
    language_min_chars: int = 20  # letters below which no language is told
    language_min_confidence: float = 0.8  # probability below which the language is reported as doubtful
    threshold: float = 0.9  # evidence from which a line is boilerplate, in the unit of data/evidence.toml
    suspect: float = 0.7  # evidence from which a line that stays is reported
    comments: str = "drop"  # readers' comments: "drop", "keep", or "table" (out of the text, into comments)
    off: tuple[str, ...] = ()  # kinds or families that stay in the text, such as "tag" or "byline/author"
    names_certain: float = (
        0.95  # probability from which a name is fixed; precision .997 where it was measured
    )
    names_corpus: float = 0.93  # the same on a page of a corpus; precision .998
    names_column: float = 0.82  # the same in a table's column; precision .98 where it was measured
    names_doubt: float = 0.33  # probability from which a name that stays is reported
    names: Decisions = field(
        default_factory=Decisions
    )  # what a person decided about names: same, distinct, canonical
    lines: Lines = field(default_factory=Lines)  # what a person decided about lines: remove, keep
    short_chars: int = 200  # code points below which a cleaned text is reported as short
    max_chars: int = 50_000_000  # code points above which a page is rejected
    page_seconds: float = 30.0  # seconds above which a page is rejected, not waited for

    def __post_init__(self) -> None:
        for name in (
            "language_min_confidence",
            "threshold",
            "suspect",
            "names_certain",
            "names_column",
            "names_doubt",
        ):
            value = getattr(self, name)
            if not 0 <= value <= 10:
                raise ConfigError(f"{name} = {value} is out of range: give a number from 0 to 10")
        if self.comments not in COMMENTS:
            raise ConfigError(f"comments = {self.comments!r} is none of {', '.join(COMMENTS)}")
        for name in ("language_chars", "max_chars", "page_seconds"):
            if getattr(self, name) < (0.001 if name == "page_seconds" else 1):
                raise ConfigError(f"{name} = {getattr(self, name)} is out of range: give at least 1")

    def as_dict(self) -> dict[str, Any]:
        """Return the settings as JSON-ready values."""
        values = {setting.name: getattr(self, setting.name) for setting in fields(self)}
        values = {key: list(v) if isinstance(v, tuple) else v for key, v in values.items()}
        return values | {"names": self.names.as_dict(), "lines": self.lines.as_dict()}


def from_mapping(values: dict[str, Any], where: str = "settings") -> Config:
    """Return a Config from names and values; an unknown name is a ConfigError with the nearest one.

    >>> from_mapping({"treshold": 1.0})
    Traceback (most recent call last):
    cleaner.errors.ConfigError: settings: unknown setting 'treshold'; did you mean 'threshold'?
    """
    known = {setting.name: setting for setting in fields(Config)}
    for name in values:
        if name not in known:
            raise ConfigError(f"{where}: unknown setting {name!r}; {hint(name, known)}")
    plain = Config()
    checked = {name: _checked(name, value, getattr(plain, name), where) for name, value in values.items()}
    return Config(**checked)


_KINDS = {
    Decisions: "table with the lists same, distinct and canonical",
    Lines: "table with the lists remove and keep",
}


def _checked(name: str, value: Any, default: Any, where: str) -> Any:
    if isinstance(default, Decisions):
        if isinstance(value, Decisions):
            return value
        if isinstance(value, dict):
            return decisions.from_mapping(value, f"{where}: names")
    elif isinstance(default, Lines):
        if isinstance(value, Lines):
            return value
        if isinstance(value, dict):
            return decided_lines.from_mapping(value, f"{where}: lines")
    elif isinstance(default, tuple):
        if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
            return tuple(value)
    elif isinstance(default, bool) or isinstance(value, bool):
        if isinstance(value, bool) and isinstance(default, bool):
            return value
    elif isinstance(value, type(default)) or (isinstance(default, float) and isinstance(value, int)):
        return value
    raise ConfigError(
        f"{where}: {name} = {value!r} is not a {_KINDS.get(type(default), type(default).__name__)}"
    )


INPUT = "input"  # the table of a settings file that says how inputs are read; not a setting of cleaning


def load(path: Path) -> Config:
    """Read settings from a TOML file. Raises ConfigError that names the file."""
    values = read(path)
    return from_mapping({name: value for name, value in values.items() if name != INPUT}, str(path))


def read(path: Path) -> dict[str, Any]:
    """Return what a TOML file holds. Raises ConfigError that names the file and the mend."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        mend = "check the path, or write one with `cleaner init`"
        raise ConfigError(f"{path}: {unreadable(error, mend)}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read as TOML settings ({error}); mend it there") from error
