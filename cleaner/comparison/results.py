"""What a comparison of two runs came to."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from cleaner.errors import DataError
from cleaner.validation.results import Drift

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Change:
    """A count of two runs; 0 where a run has none. *notable*: beyond chance, and a quarter or more."""

    name: str
    was: int
    now: int
    notable: bool = False


@dataclass(frozen=True, slots=True)
class SiteChange:
    """A site: its pages, and the share of their text that was removed, 0 to 1; None where it has none."""

    site: str
    pages_was: int
    pages_now: int
    share_was: float | None
    share_now: float | None


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule of a suite whose outcome differs: pass, fail, error, or "" where a run does not have it.

    *unexpected_was*, *unexpected_now*: rows that break it.
    """

    rule: str
    table: str
    severity: str
    sentence: str
    was: str
    now: str
    unexpected_was: int
    unexpected_now: int


@dataclass(frozen=True, slots=True)
class Difference:
    """A setting or a version that differs, as words; "" where a run does not have it.

    *kind*: setting, reading or version.
    """

    kind: str
    name: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class PageChange:
    """A page that differs: a sample of those of its *kind*, which is a field of `Pages`.

    *chars_was*, *edits_was* and the like are None where a run does not have the page. *pieces*: how
    the clean text differs, as (kind, text): "keep", "del", "ins", or "cut", whose text says how
    many characters were left out.
    """

    kind: str
    id: str
    lang: str
    site: str
    chars_was: int | None
    chars_now: int | None
    edits_was: int | None
    edits_now: int | None
    pieces: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Pages:
    """Pages of both runs by id, quarantine included; an id that stands twice counts once.

    *same*: the clean text is the same; *changed*: the input is another, and so is the text;
    *recleaned*: the same input became another text. *held* and *freed* count among these three.
    """

    same: int
    new: int
    gone: int
    changed: int
    recleaned: int
    held: int
    freed: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs between two runs; *before* and *after* are the names of their folders.

    *samples*: some pages of each kind; *drift*: the figures that `cleaner check --against` tells.
    """

    before: str
    after: str
    counts: tuple[Change, ...]
    languages: tuple[Change, ...]
    edits: tuple[Change, ...]
    findings: tuple[Change, ...]
    sites: tuple[SiteChange, ...]
    rules: tuple[RuleChange, ...]
    pages: Pages
    samples: tuple[PageChange, ...]
    differences: tuple[Difference, ...]
    drift: tuple[Drift, ...] = ()

    @property
    def failing(self) -> tuple[RuleChange, ...]:
        """Rules that fail, or cannot be evaluated, and did not before."""
        return tuple(rule for rule in self.rules if rule.now in ("fail", "error"))

    @property
    def mended(self) -> tuple[RuleChange, ...]:
        """Rules that failed and hold now."""
        return tuple(rule for rule in self.rules if rule.was in ("fail", "error") and rule.now == "pass")

    @property
    def is_same(self) -> bool:
        """Whether nothing differs but the names of the folders."""
        p = self.pages
        apart = p.new or p.gone or p.changed or p.recleaned or p.held or p.freed
        moved = any(change.was != change.now for change in (*self.counts, *self.edits, *self.findings))
        return not (apart or moved or self.rules or self.differences)

    def as_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return asdict(self)

    @classmethod
    def of(cls, given: Any) -> Comparison:
        """Return what `as_dict` gave. Raises DataError for anything else."""
        made: Comparison = _made(cls, given)
        return made


def _made(kind: Any, value: Any) -> Any:
    """Return a value of JSON as what it should be, and nothing else."""
    if hasattr(kind, "__dataclass_fields__"):
        hints = get_type_hints(kind)
        if not isinstance(value, Mapping) or value.keys() != hints.keys():
            raise DataError(f"no {kind.__name__}: it should have {', '.join(f.name for f in fields(kind))}")
        return kind(**{name: _made(hint, value[name]) for name, hint in hints.items()})
    if get_origin(kind) is tuple:
        return _sequence(get_args(kind), value)
    kinds = get_args(kind) if isinstance(kind, types.UnionType) else (kind,)
    allowed = (*kinds, int) if float in kinds else kinds
    if not isinstance(value, allowed) or (isinstance(value, bool) and bool not in kinds):
        raise DataError(f"{value!r:.80} stands where there should be {kind}")
    return value


def _sequence(kinds: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple) or (kinds[-1] is not Ellipsis and len(value) != len(kinds)):
        raise DataError(f"{value!r:.80} stands where there should be a list")
    each = [kinds[0]] * len(value) if kinds[-1] is Ellipsis else kinds
    return tuple(_made(kind, item) for kind, item in zip(each, value, strict=True))
