"""A validation in a notebook: the verdict, the rules that do not hold, those that do behind a click."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markupsafe import Markup

from cleaner.notebook import parts
from cleaner.report.show import number, percent, shown, visible

if TYPE_CHECKING:
    from cleaner.validation import RuleResult, Validation

IDS = 3  # ids of failing rows that are shown
COLUMNS = ("status", "severity", "rule", "what it says", "rows that break it", "first")
_FIGURE = re.compile(r"\d+\.\d+")
ORDER = {"error": 0, "fail": 1, "pass": 2}
GRAVITY = {"critical": 0, "warning": 1, "info": 2}


def html(result: Validation) -> Markup:
    """Return a validation as HTML."""
    return parts.box(content(result))


def content(result: Validation) -> Markup:
    """Return a validation as HTML without a frame around it."""
    bad = sorted((r for r in result.results if r.status != "pass"), key=_gravest)
    good = [r for r in result.results if r.status == "pass"]
    counted = f"{result.evaluated} of {result.declared} expectations evaluated"
    told = Markup("").join([parts.head("Validation", _verdict(result, bad), counted), _drift(result)])
    if bad:
        told += parts.table(COLUMNS, map(_row, bad))
    if good:
        told += parts.folded(f"{len(good)} hold", _list(good))
    return told


def _list(rules: list[RuleResult]) -> Markup:
    lines = [
        Markup("<li><code>{}</code> {}</li>").format(visible(r.rule), visible(r.sentence)) for r in rules
    ]
    return Markup('<ul tabindex="0" style="margin:.3em 0;max-height:24em;overflow-y:auto">{}</ul>').format(
        Markup("").join(lines)
    )


def _gravest(rule: RuleResult) -> tuple[int, int]:
    return ORDER.get(rule.status, 0), GRAVITY.get(rule.severity, 0)


def _verdict(result: Validation, bad: list[RuleResult]) -> Markup:
    if not bad:
        return parts.badge("all hold", "good")
    do = "does" if len(bad) == 1 else "do"
    return parts.badge(f"{len(bad)} {do} not hold", "bad" if result.failed_critical else "doubt")


def _row(rule: RuleResult) -> list[Markup | str]:
    grave = "bad" if rule.severity == "critical" or rule.status == "error" else "doubt"
    status = parts.badge(rule.status, "good" if rule.status == "pass" else grave)
    named = Markup('<span style="{}"{}>{}</span>').format(
        parts.MONO, parts.hint(rule.why), visible(rule.rule)
    )
    named_rows = () if rule.table == "run" else rule.ids
    ids = ", ".join(named_rows[:IDS]) + (", …" if len(named_rows) > IDS else "")
    return [status, rule.severity, named, rule.sentence, _seen(rule), shown(ids, 120) if ids else Markup("")]


def _seen(rule: RuleResult) -> str:
    if rule.observed:
        return number(float(rule.observed)) if _FIGURE.fullmatch(rule.observed) else rule.observed
    if rule.table == "run":  # it has one row, so there is nothing to count
        return ""
    told = f"{rule.unexpected:,} of {rule.evaluated:,}"
    told += f" ({percent(rule.unexpected, rule.evaluated)})" if rule.unexpected else ""
    return f"{told}, {rule.released:,} released" if rule.released else told


def _drift(result: Validation) -> Markup:
    lines = [
        Markup("<div>{} {}</div>").format(parts.badge("changed", "doubt"), visible(one.told))
        for one in result.drift
        if one.notable
    ]
    return Markup("").join(lines)
