"""Lines that a person decided are to go, or to stay, and which lines of a page they are.

What lines a decision takes for one, `line_keys` says. A site comes before everywhere, a whole line
before one with `{n}`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from cleaner.errors import ConfigError, hint
from cleaner.line_keys import NUMBER, SLOT, key, keys, masked

_FIELDS = ("line", "site", "why", "item")


@dataclass(frozen=True, slots=True)
class Line:
    """A line, and where the decision holds.

    *site*: a host without "www.", "" for pages without an address, None for every page. *why* is told
    with the edit.
    """

    line: str
    site: str | None = None
    why: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return what an entry of the file says."""
        told = {"line": self.line} | ({} if self.site is None else {"site": self.site})
        return told | ({"why": self.why} if self.why else {})

    @property
    def where(self) -> str:
        """The scope, in words."""
        if self.site is None:
            return "everywhere"
        return f"on {self.site}" if self.site else "on pages without an address"


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines that are to go (*remove*) and to stay (*keep*).

    >>> Lines(remove=(Line("Share this"),)).remove[0].where
    'everywhere'
    """

    remove: tuple[Line, ...] = ()
    keep: tuple[Line, ...] = ()

    def __add__(self, other: Lines) -> Lines:
        """Return what both say."""
        return Lines(self.remove + other.remove, self.keep + other.keep)

    def as_dict(self) -> dict[str, Any]:
        """Return JSON-ready values, in the form of the file."""
        return {
            "remove": [line.as_dict() for line in self.remove],
            "keep": [line.as_dict() for line in self.keep],
        }


def from_mapping(values: dict[str, Any], where: str = "lines") -> Lines:
    """Return decisions from lists of entries; an unknown list or a malformed entry is a ConfigError.

    >>> from_mapping({"keep": [{"line": "Share this", "site": "www.Example.org"}]}).keep[0].site
    'example.org'
    >>> from_mapping({"keep": [{"lin": "Share this"}]}, "decisions.toml")
    Traceback (most recent call last):
    cleaner.errors.ConfigError: decisions.toml: keep, entry 1: unknown key 'lin'; did you mean 'line'?
    """
    for name in values:
        if name not in ("remove", "keep"):
            raise ConfigError(f"{where}: unknown list {name!r}; {hint(name, ('remove', 'keep'))}")
    lines = Lines(*(_entries(values.get(name, []), name, where) for name in ("remove", "keep")))
    check(lines, where)
    return lines


def _entries(given: Any, name: str, where: str) -> tuple[Line, ...]:
    if not isinstance(given, list):
        raise ConfigError(f"{where}: {name} must be entries such as [[{name}]] with a line")
    return tuple(_entry(entry, f"{where}: {name}, entry {number}") for number, entry in enumerate(given, 1))


def _entry(given: Any, where: str) -> Line:
    if not isinstance(given, dict):
        raise ConfigError(f'{where}: {given!r} must be a table such as {{ line = "Share this" }}')
    for key_ in given:
        if key_ not in _FIELDS:
            raise ConfigError(f"{where}: unknown key {key_!r}; {hint(key_, _FIELDS)}")
    for name, value in given.items():
        if not isinstance(value, str):
            raise ConfigError(f"{where}: {name} = {value!r} must be text in quotes")
    line = given.get("line", "").strip()
    if not line or "\n" in line:
        raise ConfigError(f"{where}: line = {line!r} must be one line that shows something")
    if not key(line).replace(SLOT, "").strip():
        raise ConfigError(f"{where}: line = {line!r} would be any number; write a word beside {SLOT}")
    return Line(line, _site(given.get("site"), where), given.get("why", "").strip())


def _site(given: str | None, where: str) -> str | None:
    if given is None:
        return None
    host = given.strip().lower()
    if re.search(r"[/:@\s]", host):
        raise ConfigError(f"{where}: site = {given!r} must be a host alone, such as example.org")
    return host.removeprefix("www.")


def check(lines: Lines, where: str) -> None:
    """Refuse a line that is to go and to stay in one scope."""
    kept = {(key(entry.line), entry.site): entry for entry in lines.keep}
    for entry in lines.remove:
        if (key(entry.line), entry.site) in kept:
            raise ConfigError(
                f"{where}: {entry.line!r} is in remove and in keep, both {entry.where}; delete one of the two"
            )


Verdict = tuple[bool, Line]  # whether the line goes, and the entry that says so


class Matcher:
    """Tells which lines of a page a person decided about.

    >>> matcher = Matcher(Lines((Line("{n} comments"),), (Line("3 comments", "example.org"),)))
    >>> [goes for goes, _ in matcher.verdicts("example.org", ["3 Comments", "4 Comments"]).values()]
    [False, True]
    """

    def __init__(self, lines: Lines) -> None:
        self._scopes: dict[str | None, _Scope] = {}
        for goes, entries in ((True, lines.remove), (False, lines.keep)):
            for entry in entries:
                self._scopes.setdefault(entry.site, _Scope()).add(entry, goes=goes)

    def verdicts(self, site: str | None, lines: Sequence[str]) -> dict[int, Verdict]:
        """Return what was decided about lines of a page of *site* ("" or None: one without an address)."""
        scopes = [self._scopes[scope] for scope in (site or "", None) if scope in self._scopes]
        if not scopes:
            return {}
        found = {}
        for at, own in enumerate(keys(list(lines))):
            told = next(filter(None, (scope.verdict(own) for scope in scopes)), None)
            if told:
                found[at] = told
        return found


class _Scope:
    """The decisions about one site, or about all."""

    def __init__(self) -> None:
        self._whole: dict[str, Verdict] = {}
        self._slotted: dict[str, list[tuple[re.Pattern[str], Verdict]]] = {}

    def add(self, entry: Line, *, goes: bool) -> None:
        own = re.sub(r"\{n\}(?: \{n\})+", SLOT, key(entry.line))  # one stands for several
        if SLOT not in own:
            self._whole.setdefault(own, (goes, entry))
            return
        pattern = re.compile(re.escape(own).replace(re.escape(SLOT), NUMBER))
        self._slotted.setdefault(masked(own), []).append((pattern, (goes, entry)))
        # Of two that are both right, the one that says more of the line comes first, then what stays.
        self._slotted[masked(own)].sort(key=lambda held: (key(held[1][1].line).count(SLOT), held[1][0]))

    def verdict(self, own: str) -> Verdict | None:
        if own in self._whole or not self._slotted:
            return self._whole.get(own)
        held = self._slotted.get(masked(own), ())
        return next((verdict for pattern, verdict in held if pattern.fullmatch(own)), None)


@cache
def matcher(lines: Lines) -> Matcher | None:
    """Return what tells the lines of a page that were decided about; None where nothing was decided."""
    return Matcher(lines) if lines.remove or lines.keep else None
