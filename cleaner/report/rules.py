"""The rules of a validation as the pages show them: in order, by table, with their worst groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cleaner.report.verdict import Outcome
from cleaner.tables import SCHEMAS
from cleaner.validation.groups import surely

_WORST_FIRST = {"error": 0, "fail": 1, "pass": 2}
_SEVERITY = {"critical": 0, "warning": 1, "info": 2}
_MOST_PLACES = 3  # groups that are told once for all rules


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of a group, such as a site, and those of them that break a rule; None where it is not told."""

    name: str
    rows: float | None
    unexpected: float | None
    share: float


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule and its result; *number* counts from 1, in the order of the summary."""

    number: int
    table: str
    id: str
    type: str
    severity: str
    status: str  # pass, fail or error
    sentence: str
    why: str
    evaluated: float | None
    unexpected: float | None
    share: float
    released: float
    ids: tuple[str, ...]
    observed: str
    groups: tuple[Group, ...]

    @property
    def anchor(self) -> str:
        """What names the rule on its page: its number, for its id may be any text."""
        return f"rule-{self.number}"

    @property
    def is_about_articles(self) -> bool:
        """Whether its ids are those of articles of a run."""
        return self.table in SCHEMAS

    @property
    def worst(self) -> Group | None:
        """The group that breaks the rule most surely; None where it is the whole table."""
        first = self.groups[0] if self.groups else None
        return first if first and first.name and (first.rows or 0) < (self.evaluated or 0) else None

    @property
    def stands_out(self) -> bool:
        """Whether its worst group breaks the rule more than the table does, beyond doubt."""
        bad, rows = (self.worst and self.worst.unexpected) or 0, (self.worst and self.worst.rows) or 0
        return 0 < bad <= rows and surely(int(bad), int(rows)) > self.share

    @property
    def where(self) -> str:
        """How much of what breaks the rule lies in its worst group, as the start of a sentence."""
        most = (self.worst and self.worst.unexpected) or 0
        if most == self.unexpected:
            return "All on"
        return "Most on" if 2 * most > (self.unexpected or 0) else "Worst on"


@dataclass(frozen=True, slots=True)
class Table:
    """The rules of one table: *broken* and *good* are those shown, *outcome* counts all."""

    name: str
    rows: float | None
    outcome: Outcome
    broken: list[Rule]
    good: list[Rule]


@dataclass(frozen=True, slots=True)
class Place:
    """A group that stands out in *rules* rules *of* all that fail; *peak* is the worst of it."""

    rules: int
    of: int
    peak: Group


@dataclass(frozen=True, slots=True)
class Rules:
    """A validation: its rules, what needs a look first, and how they were counted on the way."""

    all: list[Rule]
    outcome: Outcome
    declared: float | None
    loaded: float | None
    evaluated: float | None
    drift: list[dict[str, Any]]

    @property
    def adds_up(self) -> bool:
        """Whether each rule that was declared has its result here."""
        return self.declared == self.loaded == self.evaluated == len(self.all)

    def tables(self, most: int) -> list[Table]:
        """Return the rules by table, the *most* that need a look first; broken tables before others."""
        chosen = {rule.number for rule in self.all[:most]}
        by_table: dict[str, list[Rule]] = {}
        for rule in sorted(self.all, key=lambda rule: rule.number):
            by_table.setdefault(rule.table, []).append(rule)
        found = [_table(name, worst_first(rules), chosen) for name, rules in by_table.items()]
        return sorted((t for t in found if t.broken or t.good), key=lambda table: not table.broken)

    def anchors(self, most: int) -> dict[str, str]:
        """Return the anchors of the *most* rules that are shown, by the id of the rule."""
        return {rule.id: rule.anchor for rule in self.all[:most]}

    def places(self) -> list[Place]:
        """Return the groups that stand out in most rules: one broken site shows at a glance."""
        failing = [rule for rule in self.all if rule.status == "fail"]
        worst = [rule.worst for rule in failing if rule.worst and rule.stands_out]
        names = Counter(group.name for group in worst)
        return [
            Place(times, len(failing), max((g for g in worst if g.name == name), key=lambda g: g.share))
            for name, times in names.most_common(_MOST_PLACES)
        ]


def worst_first(rules: Iterable[Rule]) -> list[Rule]:
    """Return rules in the order a reader needs: errors, failures, passes; by severity within each."""
    return sorted(rules, key=lambda rule: (_WORST_FIRST[rule.status], _SEVERITY.get(rule.severity, 3)))


def _table(name: str, rules: list[Rule], chosen: set[int]) -> Table:
    rows = next((rule.evaluated for rule in rules if rule.type == "floor"), None)
    shown = [rule for rule in rules if rule.number in chosen]
    good = [rule for rule in shown if rule.status == "pass"]
    return Table(name, rows, Outcome.of(rules), [rule for rule in shown if rule.status != "pass"], good)
