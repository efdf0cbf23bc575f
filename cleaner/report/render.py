"""A run folder into the template: its validation, figures, charts and examples."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cleaner.comparison.results import Comparison
from cleaner.errors import DataError, OutputError
from cleaner.report import charts, examples, figures, held, load, measured, sheets, summary
from cleaner.report.index import Index
from cleaner.report.limits import Limits, fitted
from cleaner.report.templates import rendered
from cleaner.report.verdict import verdict

_FAMILIES = 7  # kinds of edits that the flow of characters shows; the others are one
_DECISIONS = ["reported", "fixed", "kept"]  # what a person may want to look at first


def page(folder: Path) -> str:
    """Return the report of a run folder; it shows less of everything until it fits into MAX_BYTES."""
    known, index = _counted(folder), Index(folder)
    return fitted(
        lambda limits: rendered("report.html.j2", limits, known | _sampled(folder, known, index, limits))
    )


def _counted(folder: Path) -> dict[str, Any]:
    """Return all that does not depend on how much is shown."""
    about, told = load.about(folder), load.summary(folder)
    rules = summary.read(told)
    pages, edits = measured.pages(folder), figures.edits(folder)
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
        "sites": sorted(pages.sites, key=lambda row: (-row["gone"], row["site"])),
        "edit_rules": edits.rules,
        "finding_rules": figures.findings_by_rule(folder),
        "decisions": figures.decisions(folder),
        "leaders": pages.leaders,
        "since": _since(folder),
        "heat": charts.heat(edits.by_language, pages.languages, wide=10, tall=16),
        "histograms": [charts.histogram(pages.shares, width) for width in (charts.WIDE, charts.NARROW)],
        **_flows(flow, pages, edits.rules),
    }


def _since(folder: Path) -> Comparison | None:
    """Return the comparison with an earlier run that the folder holds."""
    found = load.comparison(folder)
    try:
        return Comparison.of(found) if found else None
    except DataError as error:
        path = folder / "validation" / "comparison.json"
        raise OutputError(f"{path}: {error}; restore it, or run again with --against") from error


def _flows(flow: dict[str, Any], pages: measured.Pages, rules: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the flows of rows and of characters, each for two widths; None where one does not add up."""
    rows = [
        ("Changed", flow["articles"] - pages.untouched, "good"),
        ("Clean as it came", pages.untouched, "calm"),
        ("In quarantine", flow["quarantine"], "hold"),
        ("Rejected", flow["rejects"], "bad"),
    ]
    net: dict[str, int] = {}
    for row in rules:
        family = (row["rule"] or "").partition("/")[0]
        net[family] = net.get(family, 0) + row["removed"] - row["added"]
    largest = sorted((f for f in net if net[f] > 0), key=lambda f: (-net[f], f))[:_FAMILIES]
    others = sum(count for family, count in net.items() if family not in largest)
    chars = [("Clean text", pages.totals["chars_out"], "good")]
    chars += [(family, net[family], "gone") for family in largest] + [("other kinds", others, "gone")]
    widths = (charts.WIDE, charts.NARROW)
    return {
        "row_flows": [charts.flow(("Rows in", flow["rows_in"]), rows, width) for width in widths],
        "char_flows": [
            charts.flow(("Characters in", pages.totals["chars_in"]), chars, width) for width in widths
        ],
    }


def _sampled(folder: Path, known: dict[str, Any], index: Index, limits: Limits) -> dict[str, Any]:
    """Return examples and the first rows of each table."""
    values = {
        "edits": [row["rule"] for row in known["edit_rules"][: limits.rules]],
        "findings": [row["rule"] for row in known["finding_rules"][: limits.rules]],
    }
    picked = {
        name: examples.pick(folder, name, rules, most=limits.examples, index=index)
        for name, rules in values.items()
    }
    names = _names(folder, known, index, limits)
    shown = sheets.chosen(known["leaders"], limits.sheets)
    rows = [row for some in picked.values() for found in some.values() for row in found]
    ids = {row["article_id"] for row in [*rows, *names]} | {row["id"] for row in shown}
    clean = examples.pages(folder, ids - {None})
    layered = examples.layered(folder, clean)
    return {
        "page_of": clean,
        "edit_examples": {
            rule: examples.edit_examples(found, layered, limits) for rule, found in picked["edits"].items()
        },
        "finding_examples": {
            rule: [examples.finding_example(row, clean, limits) for row in found]
            for rule, found in picked["findings"].items()
        },
        "sheets": [sheets.sheet(row, layered.get(row["id"], []), limits) for row in shown],
        "names": names,
        **held.shown(folder, known["checked"], limits),
        "rejects": load.rejects(folder, limits.rows)[1],
    }


def _names(folder: Path, known: dict[str, Any], index: Index, limits: Limits) -> list[dict[str, Any]]:
    """Return names of every decision, those that are open first."""
    told = [row["decision"] for row in known["decisions"]]
    order = [*(one for one in _DECISIONS if one in told), *(one for one in told if one not in _DECISIONS)]
    picked = examples.pick(folder, "names", order, most=limits.rows, index=index)
    return [row for decision in order if decision is not None for row in picked[decision]]
