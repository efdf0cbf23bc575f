"""A run at a glance: its figures as one value, for people and for other programs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cleaner.report import figures, load, measured, summary
from cleaner.report.rules import Rule, Rules
from cleaner.report.verdict import verdict

_ROWS = ("rows_in", "articles", "quarantine", "rejects")


@dataclass(frozen=True, slots=True)
class Overview:
    """The figures of a run.

    *level*: good, warn, bad or none (not validated), which *verdict* says in words. *rows* and
    *characters* count by what became of them; *share_removed*: of the characters that came in, 0 to 1.
    *languages*, *edits*, *findings* and *names* count by language, rule or decision, the most first.
    *expectations*: how many hold, how many fail by severity, how many could not be evaluated; *failing*:
    those that do not hold. *seconds*: CPU time by step. *cleaner*: the version that made the run.
    """

    run: str
    cleaner: str
    level: str
    verdict: str
    rows: dict[str, int]
    characters: dict[str, int]
    share_removed: float
    languages: dict[str, int]
    edits: dict[str, int]
    findings: dict[str, int]
    names: dict[str, int]
    expectations: dict[str, int]
    failing: tuple[dict[str, Any], ...]
    seconds: dict[str, float]

    def as_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {**asdict(self), "failing": list(self.failing)}


def of(folder: Path) -> Overview:
    """Return the figures of a run folder; tables are read piece by piece.

    A table without parts, and a missing validation/, count as empty. Raises OutputError if *folder*
    is no run folder, or a file in it cannot be read.
    """
    about, told = load.about(folder), load.summary(folder)
    rules, pages = summary.read(told), measured.pages(folder)
    counts = about.get("counts")
    flow = figures.flow(folder, counts if isinstance(counts, dict) else {}, load.rejects(folder, 0)[0])
    level, words = verdict(flow, told, rules.outcome)
    chars = {name.removeprefix("chars_"): n for name, n in pages.totals.items() if name.startswith("chars")}
    return Overview(
        run=str(folder),
        cleaner=str(about.get("cleaner", "")),
        level=level,
        verdict=words,
        rows={name: flow[name] for name in _ROWS},
        characters=chars,
        share_removed=round(sum(row["gone"] for row in pages.languages) / max(chars["in"], 1), 6),
        languages={row["lang"]: row["pages"] for row in pages.languages},
        edits={row["rule"] or "": row["count"] for row in figures.edits_by_rule(folder)},
        findings={row["rule"] or "": row["count"] for row in figures.findings_by_rule(folder)},
        names={row["decision"] or "": row["count"] for row in figures.decisions(folder)},
        expectations=_outcome(rules),
        failing=tuple(_failing(rule) for rule in rules.all if rule.status != "pass"),
        seconds=_seconds(about.get("seconds")),
    )


def _outcome(rules: Rules) -> dict[str, int]:
    failed = [rule.severity for rule in rules.all if rule.status == "fail"]
    return {
        "total": rules.outcome.total,
        "hold": rules.outcome.held,
        **{f"failed_{severity}": failed.count(severity) for severity in ("critical", "warning", "info")},
        "errors": rules.outcome.errors,
    }


def _failing(rule: Rule) -> dict[str, Any]:
    return {
        "rule": rule.id,
        "table": rule.table,
        "severity": rule.severity,
        "status": rule.status,
        "sentence": rule.sentence,
        "unexpected": int(rule.unexpected or 0),
        "evaluated": int(rule.evaluated or 0),
        "ids": list(rule.ids),
    }


def _seconds(given: Any) -> dict[str, float]:
    """Return CPU time by step, the most first; run.json may have been changed by anyone."""
    pairs = given.items() if isinstance(given, dict) else ()
    found = {str(name): float(n) for name, n in pairs if isinstance(n, int | float) and 0 <= n < 1e12}
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))
