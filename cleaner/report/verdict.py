"""The outcome of a run in one sentence, and its expectations in the order a reader needs."""

from __future__ import annotations

from typing import Any

_WORST_FIRST = {"error": 0, "fail": 1, "pass": 2}
_SEVERITY = {"critical": 0, "warning": 1, "info": 2}


def counted(count: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun.

    >>> counted(1, "page"), counted(1200, "page"), counted(2, "entry", "entries")
    ('1 page', '1,200 pages', '2 entries')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def verdict(flow: dict[str, Any], summary: dict[str, Any] | None) -> tuple[str, str]:
    """Return ("good" | "warn" | "bad" | "none", the outcome in words).

    >>> flow = {"articles": 12, "quarantine": 0, "rejects": 0, "adds_up": True}
    >>> verdict(flow, {"results": [{"severity": "critical", "status": "pass"}]})
    ('good', '12 pages cleaned; every critical expectation holds')
    >>> verdict(flow, None)
    ('none', '12 pages cleaned; not validated')
    """
    head = f"{counted(flow['articles'], 'page')} cleaned"
    if flow["quarantine"]:
        head += f", {flow['quarantine']:,} held in quarantine"
    if flow["rejects"]:
        head += f", {flow['rejects']:,} rejected"
    level, tail = _expected(summary)
    if not flow["adds_up"]:
        level, tail = "bad", f"the rows do not add up; {tail}"
    return level, f"{head}; {tail}"


def _expected(summary: dict[str, Any] | None) -> tuple[str, str]:
    if summary is None or not summary.get("results"):
        return "none", "not validated"
    bad = [result for result in summary["results"] if result.get("status") != "pass"]
    broken = sum(result.get("status") == "error" for result in bad)
    critical = sum(r.get("severity") == "critical" and r.get("status") == "fail" for r in bad)
    others = len(bad) - broken - critical
    told = [f"{counted(critical, 'critical expectation')} failed"] if critical else []
    told += [f"{counted(broken, 'expectation')} could not be evaluated"] if broken else []
    if told or summary.get("failed_critical"):
        return "bad", " and ".join(told) or "a critical expectation failed"
    if others:
        return "warn", f"every critical expectation holds, {counted(others, 'other')} failed"
    return "good", "every critical expectation holds"


def ordered(summary: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Return the results, what needs a look first: errors, failures, passes; by severity within each."""
    results = [{"status": "error", **result} for result in (summary or {}).get("results") or []]
    return sorted(
        results,
        key=lambda r: (_WORST_FIRST.get(str(r["status"]), 0), _SEVERITY.get(str(r.get("severity")), 3)),
    )
