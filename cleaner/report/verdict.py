"""The outcome of a run, or of a validation, in one sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cleaner.report.rules import Rule


def counted(count: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun.

    >>> counted(1, "page"), counted(1200, "page"), counted(2, "entry", "entries")
    ('1 page', '1,200 pages', '2 entries')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many rules hold, how many fail, and how many could not be evaluated, which is no failure."""

    held: int = 0
    critical: int = 0
    others: int = 0
    errors: int = 0

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> Outcome:
        """Count rules by what came of them."""
        kinds = [_kind(rule) for rule in rules]
        return cls(*(kinds.count(kind) for kind in ("held", "critical", "others", "errors")))

    @property
    def failed(self) -> int:
        """How many rules fail."""
        return self.critical + self.others

    @property
    def total(self) -> int:
        """How many rules there are."""
        return self.held + self.failed + self.errors

    def told(self) -> str:
        """Return the outcome in words.

        >>> Outcome(62, critical=2, others=4).told()
        '2 critical rules and 4 others fail. 62 of 68 rules hold.'
        >>> Outcome(1, others=1, errors=1).told()
        '1 rule fails, no critical one. 1 rule could not be evaluated. 1 of 3 rules holds.'
        """
        if self.held == self.total:
            return "The rule holds." if self.total == 1 else f"All {self.total:,} rules hold."
        told = [_failing(self)] if self.failed else []
        told += [f"{counted(self.errors, 'rule')} could not be evaluated"] if self.errors else []
        hold = "holds" if self.held == 1 else "hold"
        rest = f"{self.held:,} of {counted(self.total, 'rule')} {hold}" if self.held else "None holds"
        return ". ".join([*told, rest]) + "."


def _kind(rule: Rule) -> str:
    if rule.status == "fail":
        return "critical" if rule.severity == "critical" else "others"
    return "held" if rule.status == "pass" else "errors"


def _failing(outcome: Outcome) -> str:
    fail = "fails" if outcome.failed == 1 else "fail"
    if not outcome.critical:
        return f"{counted(outcome.others, 'rule')} {fail}, no critical one"
    others = f" and {counted(outcome.others, 'other')}" if outcome.others else ""
    return f"{counted(outcome.critical, 'critical rule')}{others} {fail}"


def verdict(flow: dict[str, Any], summary: dict[str, Any] | None, outcome: Outcome) -> tuple[str, str]:
    """Return ("good" | "warn" | "bad" | "none", the outcome of a run in words).

    >>> flow = {"articles": 12, "quarantine": 0, "rejects": 0, "adds_up": True}
    >>> verdict(flow, {"failed_critical": False}, Outcome(held=3))
    ('good', '12 pages cleaned; every critical expectation holds')
    >>> verdict(flow, None, Outcome())
    ('none', '12 pages cleaned; not validated')
    """
    head = f"{counted(flow['articles'], 'page')} cleaned"
    if flow["quarantine"]:
        head += f", {flow['quarantine']:,} held in quarantine"
    if flow["rejects"]:
        head += f", {flow['rejects']:,} rejected"
    level, tail = expected(summary, outcome)
    if not flow["adds_up"]:
        level, tail = "bad", f"the rows do not add up; {tail}"
    return level, f"{head}; {tail}"


def expected(summary: dict[str, Any] | None, outcome: Outcome) -> tuple[str, str]:
    """Return the level and the words for a validation alone."""
    if not outcome.total:
        return "none", "not validated"
    told = [f"{counted(outcome.critical, 'critical expectation')} failed"] if outcome.critical else []
    told += [f"{counted(outcome.errors, 'expectation')} could not be evaluated"] if outcome.errors else []
    if told or (summary or {}).get("failed_critical"):
        return "bad", " and ".join(told) or "a critical expectation failed"
    if outcome.others:
        return "warn", f"every critical expectation holds, {counted(outcome.others, 'other')} failed"
    return "good", "every critical expectation holds"
