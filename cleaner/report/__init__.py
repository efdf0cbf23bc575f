"""report.html: one page that shows what a run did, safe to open and whole without a network."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from cleaner.explain import visible
from cleaner.report.context import Example, examples
from cleaner.tables import Tables

EACH = 3  # examples of one rule
ROWS = 50  # rows of a list
PAGES = 200  # articles whose edits are looked through for examples
LONG = 300  # code points of a value that are shown


def write(folder: Path) -> Path:
    """Write report.html into a run folder from its tables, validation and run.json; return its path."""
    from cleaner import writers

    about = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    checked = json.loads((folder / "validation" / "summary.json").read_text(encoding="utf-8"))
    page = render(writers.load(folder), about, checked)
    temporary = folder / ".report.html.writing"
    temporary.write_text(page, encoding="utf-8")
    path = folder / "report.html"
    temporary.replace(path)
    return path


def render(tables: Tables, about: dict[str, Any], checked: dict[str, Any]) -> str:
    """Return the page. All text from pages is escaped, and shown with its controls made visible."""
    shown = _examples(tables)
    page: str = _template().render(
        about=about,
        counts=about["counts"],
        checked=checked,
        verdict=verdict(about["counts"], checked),
        languages=_counted(tables, "articles", "lang"),
        rules=_rules(tables, shown),
        busiest=_busiest(tables),
        findings=_findings(tables),
        names=tables.names.slice(0, ROWS).to_pylist(),
        quarantine=tables.quarantine.slice(0, ROWS).to_pylist(),
        rejects=[reject.as_dict() for reject in tables.rejects[:ROWS]],
        page=_one_page(shown),
        most=ROWS,
    )
    return page


def verdict(counts: dict[str, int], checked: dict[str, Any]) -> str:
    """Return the outcome of a run as one sentence.

    >>> verdict({"articles": 2, "quarantine": 0, "rejects": 0}, {"failed_critical": False, "results": []})
    '2 pages cleaned; every critical expectation holds'
    """
    critical = sum(r["severity"] == "critical" and r["status"] != "pass" for r in checked["results"])
    parts = [f"{counts['articles']:,} pages cleaned"]
    if counts["quarantine"]:
        parts.append(f"{counts['quarantine']:,} in quarantine")
    if counts["rejects"]:
        parts.append(f"{counts['rejects']:,} rejected")
    failed = f"{critical} critical expectations failed" if critical else "an expectation could not be evaluated"
    held = failed if checked["failed_critical"] else "every critical expectation holds"
    return f"{', '.join(parts)}; {held}"


@cache
def _template() -> Any:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["visible"] = lambda value: visible("" if value is None else str(value))
    environment.filters["cut"] = lambda value: value if len(value) <= LONG else value[:LONG] + "…"
    environment.filters["number"] = lambda value: f"{value:,}"
    source = (resources.files("cleaner") / "report" / "report.html.j2").read_text(encoding="utf-8")
    return environment.from_string(source)


def _examples(tables: Tables) -> list[list[Example]]:
    """Return the edits of the first articles, in context, a list for each article."""
    articles = tables.articles.slice(0, PAGES).to_pylist()
    ids = {row["id"] for row in articles}
    rows: dict[str, list[dict[str, Any]]] = {}
    for batch in tables.edits.to_batches(max_chunksize=10_000):
        for row in batch.to_pylist():
            if row["article_id"] in ids:
                rows.setdefault(row["article_id"], []).append(row)
    return [examples(article, rows.get(article["id"], [])) for article in articles]


def _one_page(shown: list[list[Example]]) -> list[Example]:
    """Return the edits of the article with the most different rules: one page, from first edit to last."""
    return max(shown, key=lambda edits: len({e.rule for e in edits}), default=[])[:ROWS]


def _counted(tables: Tables, table: str, column: str) -> list[tuple[str, int]]:
    counts = Counter(tables[table].column(column).to_pylist())
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _rules(tables: Tables, shown: list[list[Example]]) -> list[dict[str, Any]]:
    """Return each rule with its number of edits, characters removed, and examples from different texts."""
    import pyarrow.compute as pc

    removed: Counter[str] = Counter()
    for rule, size in zip(
        tables.edits.column("rule").to_pylist(), pc.utf8_length(tables.edits.column("old")).to_pylist(), strict=True
    ):
        removed[rule] += size
    samples: dict[str, dict[str, Example]] = {}
    for example in (e for page in shown for e in page):
        samples.setdefault(example.rule, {}).setdefault(example.old, example)
    return [
        {"rule": rule, "edits": count, "chars": removed[rule], "examples": list(samples.get(rule, {}).values())[:EACH]}
        for rule, count in _counted(tables, "edits", "rule")
    ]


def _busiest(tables: Tables) -> list[dict[str, Any]]:
    columns = ["id", "lang", "edits", "findings", "chars_in", "chars_out"]
    rows = tables.articles.select(columns).sort_by([("edits", "descending"), ("id", "ascending")]).slice(0, 10)
    listed: list[dict[str, Any]] = rows.to_pylist()
    return listed


def _findings(tables: Tables) -> list[dict[str, Any]]:
    rows = tables.findings.to_pylist()
    return [
        {"rule": rule, "count": count, "examples": [row for row in rows if row["rule"] == rule][:EACH]}
        for rule, count in _counted(tables, "findings", "rule")
    ]
