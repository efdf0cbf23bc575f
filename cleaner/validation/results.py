"""What a validation came to: one result for each rule, counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np

from cleaner.display import Displayed
from cleaner.errors import ConfigError, hint
from cleaner.validation.groups import Rate, surely

SEVERITIES = ("critical", "warning", "info")  # gravest first
SHOWN_IDS = 20  # ids of failing rows that a JSON file or page holds


@dataclass(frozen=True, slots=True)
class RuleResult:
    """One rule after its evaluation.

    *status*: "pass", "fail", or "error" where it could not be evaluated. *evaluated*: rows
    looked at, without those whose value is missing; *unexpected*: rows that break the rule;
    *share*: the second over the first, 0 to 1. *ids*: what names the first of these rows, each once,
    in the order of the table; an article without an id stands as "". *observed*: what a rule
    about the whole table saw, or why it could not be evaluated. *groups*: the sites, or other
    groups, that break it most surely. *released*: rows that break it and were let pass by a
    person; they count in none of the above. *rows*: the numbers of all rows that break it, from 0.
    """

    table: str
    rule: str
    type: str
    column: str
    severity: str
    status: str
    why: str
    sentence: str
    evaluated: int
    unexpected: int
    share: float
    ids: tuple[str, ...]
    observed: str
    groups: tuple[Rate, ...] = ()
    released: int = 0
    rows: Any = field(default_factory=lambda: np.empty(0, np.int64), compare=False, repr=False)

    def as_dict(self) -> dict[str, Any]:
        """Return JSON-ready values, without the numbers of the rows."""
        plain = asdict(replace(self, rows=None))
        del plain["rows"]
        return {**plain, "ids": list(self.ids), "groups": [asdict(rate) for rate in self.groups]}

    @property
    def broken_group(self) -> Rate | None:
        """The site, or other group, that stands out: three rows or more, surely twice the share of all."""
        worst = self.groups[0] if self.groups else None
        if worst and worst.unexpected >= 3 and surely(worst.unexpected, worst.rows) > 2 * self.share:
            return worst
        return None

    def told(self) -> str:
        """Return the result as one line."""
        head = f"{self.status.upper()} ({self.severity}) {self.rule}: {self.sentence}"
        if self.table == "run" and not self.observed:
            return head  # it has one row, so there is nothing to count
        seen = self.observed or f"{self.unexpected} of {self.evaluated} rows"
        first = f", first {', '.join(self.ids[:3])}" if self.ids else ""
        if most := self.broken_group:
            first += f"; most on {most.group}, {most.unexpected} of {most.rows}"
        if self.released:
            first += f"; {self.released} more released"
        return f"{head}; {seen}{first}"


@dataclass(frozen=True, slots=True)
class Drift:
    """One figure of two runs: what it *was* and is *now*; None where there is none."""

    measure: str
    was: float | None
    now: float | None
    told: str
    notable: bool


@dataclass(frozen=True, slots=True)
class Validation(Displayed):
    """All results of a validation; rules declared = loaded = evaluated, or it would have failed."""

    results: tuple[RuleResult, ...]
    declared: int
    loaded: int
    evaluated: int
    drift: tuple[Drift, ...] = ()

    def with_drift(self, drift: Iterable[Drift]) -> Validation:
        """Return this validation with what changed since an earlier run."""
        return replace(self, drift=tuple(drift))

    def failed(self, severity: str) -> tuple[RuleResult, ...]:
        """Return the rules of one severity that failed or could not be evaluated."""
        return tuple(r for r in self.results if r.severity == severity and r.status != "pass")

    def fails(self, at: str = "critical") -> bool:
        """Return whether a rule of this severity or a graver one failed, or any could not be evaluated.

        Raises ConfigError for a severity that there is not.
        """
        if at not in SEVERITIES:
            raise ConfigError(f"unknown severity {at!r}; {hint(at, SEVERITIES)}")
        graver = SEVERITIES[: SEVERITIES.index(at) + 1]
        return any(r.status == "error" or (r.status == "fail" and r.severity in graver) for r in self.results)

    @property
    def failed_critical(self) -> bool:
        """Whether a critical rule failed, or any rule could not be evaluated."""
        return self.fails("critical")

    def as_dict(self) -> dict[str, Any]:
        """Return JSON-ready values, in the order of tables and suites."""
        rows = [result.as_dict() for result in self.results]
        return {
            "declared": self.declared,
            "loaded": self.loaded,
            "evaluated": self.evaluated,
            "failed_critical": self.failed_critical,
            "results": rows,
            "drift": [asdict(one) for one in self.drift],
        }

    def summary(self) -> str:
        """Return the verdict in words, then one line for each rule that does not hold."""
        return "\n".join(self.lines())

    def lines(self) -> list[str]:
        """Return the same as lines; an id that holds line feeds makes no more of them."""
        bad = [r for r in self.results if r.status != "pass"]
        do = "does" if len(bad) == 1 else "do"
        head = f"{self.evaluated} of {self.declared} expectations evaluated, {len(bad)} {do} not hold"
        changed = [f"CHANGED since the earlier run: {one.told}" for one in self.drift if one.notable]
        return [head, *(r.told() for r in bad), *changed]


def joined(parts: Iterable[Validation]) -> Validation:
    """Return validations of different tables as one."""
    return reduce(
        lambda a, b: Validation(
            (*a.results, *b.results), a.declared + b.declared, a.loaded + b.loaded, a.evaluated + b.evaluated
        ),
        parts,
    )


def write(validation: Validation, folder: Path) -> None:
    """Write summary.json, and one file of results for each table."""
    from cleaner.writers import write_json

    summary = validation.as_dict()
    write_json(summary, folder / "summary.json")
    for table in dict.fromkeys(result.table for result in validation.results):
        rows = [row for row in summary["results"] if row["table"] == table]
        write_json({"table": table, "results": rows}, folder / f"{table}.json")
