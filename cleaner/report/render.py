"""A run folder into the template: its validation, figures and examples."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cleaner.report import examples, figures, held, load, measured, summary
from cleaner.report.limits import Limits, fitted
from cleaner.report.templates import rendered
from cleaner.report.verdict import verdict

_NAMES = ["article_id", "form", "canonical", "votes", "decision", "rule", "evidence"]


def page(folder: Path) -> str:
    """Return the report of a run folder; it shows less of everything until it fits into MAX_BYTES."""
    known = _counted(folder)
    return fitted(lambda limits: rendered("report.html.j2", limits, known | _sampled(folder, known, limits)))


def _counted(folder: Path) -> dict[str, Any]:
    """Return all that does not depend on how much is shown."""
    about, told = load.about(folder), load.summary(folder)
    rules = summary.read(told)
    pages = measured.pages(folder)
    flow = figures.flow(folder, about.get("counts") or {}, load.rejects(folder, 0)[0])
    level, words = verdict(flow, told, rules.outcome)
    return {
        "about": about,
        "checked": rules,
        "flow": flow,
        "level": level,
        "verdict": words,
        "totals": pages.totals,
        "languages": pages.languages,
        "edit_rules": figures.edits_by_rule(folder),
        "finding_rules": figures.findings_by_rule(folder),
        "decisions": figures.decisions(folder),
        "pages": pages,
    }


def _sampled(folder: Path, known: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """Return examples and the first rows of each table."""
    leaders = known["pages"].leaders
    most = sorted(leaders, key=lambda row: -row["edits"])[:1]
    picked = {
        name: examples.pick(folder, name, [r["rule"] for r in known[rules][: limits.rules]], limits.examples)
        for name, rules in (("edits", "edit_rules"), ("findings", "finding_rules"))
    }
    ids = {row["article_id"] for rows in picked.values() for some in rows.values() for row in some}
    clean = examples.texts(folder, {id_ for id_ in ids | {row["id"] for row in most} if id_ is not None})
    layered = examples.layered(folder, clean)
    return {
        "edit_examples": {
            rule: examples.edit_examples(rows, layered, limits) for rule, rows in picked["edits"].items()
        },
        "finding_examples": {
            rule: [examples.finding_example(row, clean, limits) for row in rows]
            for rule, rows in picked["findings"].items()
        },
        "changed": leaders[: min(10, limits.rows)],
        "edited": _edited(most, layered, limits),
        "names": load.first(folder, "names", _NAMES, limits.rows),
        **held.shown(folder, known["checked"], limits),
        "rejects": load.rejects(folder, limits.rows)[1],
    }


def _edited(most: list[dict[str, Any]], layered: dict[str, Any], limits: Limits) -> dict[str, Any] | None:
    """Return the page with most edits, layer by layer; None where there is no edit."""
    if not most:
        return None
    layers = layered.get(most[0]["id"], [])
    return {"page": most[0], "layers": [examples.walk(layer, limits) for layer in layers]}
