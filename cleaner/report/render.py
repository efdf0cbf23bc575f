"""Figures and examples into the template; the template says how the page looks, nothing else does."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaner.report import examples, figures, load, show
from cleaner.report.examples import Limits
from cleaner.report.verdict import counted, ordered, verdict

if TYPE_CHECKING:
    import jinja2

MAX_BYTES = 5_000_000  # a page that opens at once, and passes as an e-mail attachment
HERE = Path(__file__).parent
_HELD = ["id", "source", "row", "expectations", "severities", "reasons"]
_NAMES = ["article_id", "form", "canonical", "votes", "decision", "rule", "evidence"]


def page(folder: Path) -> str:
    """Return the report of a run folder; it shows less of everything until it fits into MAX_BYTES."""
    known = _counted(folder)
    limits = Limits()
    while True:
        content = _template().render(**known, **_sampled(folder, known, limits), limits=limits)
        smaller = limits.tighter()
        if len(content.encode("utf-8", "backslashreplace")) <= MAX_BYTES or smaller == limits:
            return content
        limits = smaller


def _counted(folder: Path) -> dict[str, Any]:
    """Return all that does not depend on how much is shown."""
    about, summary = load.about(folder), load.summary(folder)
    measured = figures.pages(folder)
    flow = figures.flow(folder, about.get("counts") or {}, load.rejects(folder, 0)[0])
    level, words = verdict(flow, summary)
    return {
        "about": about,
        "summary": summary,
        "results": ordered(summary),
        "flow": flow,
        "level": level,
        "verdict": words,
        "totals": figures.totals(measured),
        "languages": figures.languages(measured),
        "edit_rules": figures.edits_by_rule(folder),
        "finding_rules": figures.findings_by_rule(folder),
        "decisions": figures.decisions(folder),
        "measured": measured,
        "css": _css()[0],
        "css_hash": _css()[1],
    }


def _sampled(folder: Path, known: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """Return examples and the first rows of each table."""
    most = figures.top(known["measured"], "edits", 1)
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
        "changed": figures.top(known["measured"], "changed", min(10, limits.rows)),
        "edited": _edited(most, layered, limits),
        "names": load.first(folder, "names", _NAMES, limits.rows),
        "held": load.first(folder, "quarantine", _HELD, limits.rows),
        "rejects": load.rejects(folder, limits.rows)[1],
    }


def _edited(most: list[dict[str, Any]], layered: dict[str, Any], limits: Limits) -> dict[str, Any] | None:
    """Return the page with most edits, layer by layer; None where there is no edit."""
    if not most:
        return None
    layers = layered.get(most[0]["id"], [])
    return {"page": most[0], "layers": [examples.walk(layer, limits) for layer in layers]}


@cache
def _css() -> tuple[str, str]:
    """Return the style sheet and its hash, by which the page's own policy admits it and no other."""
    css = (HERE / "report.css").read_text(encoding="utf-8")
    digest = hashlib.sha256(css.encode("utf-8")).digest()
    return css, f"sha256-{base64.b64encode(digest).decode('ascii')}"


@cache
def _template() -> jinja2.Template:
    import jinja2

    environment = jinja2.Environment(
        autoescape=True,
        loader=jinja2.FileSystemLoader(HERE),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    filters = {name: getattr(show, name) for name in ("shown", "pieces", "language", "number", "percent")}
    environment.filters |= filters
    environment.globals |= {"bar": show.bar, "counted": counted}
    return environment.get_template("report.html.j2")
