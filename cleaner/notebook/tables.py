"""Tables, and a run, in a notebook: where the rows went, and the first rows of each table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from cleaner.notebook import parts, validation
from cleaner.report.show import number, visible

if TYPE_CHECKING:
    from cleaner.engines.local import Run
    from cleaner.tables import Tables

ROWS = 5  # rows of a table that are shown
LONG = 90  # code points of a text that are read for a cell
COLUMNS = {
    "articles": ("id", "lang", "chars_in", "chars_out", "edits", "findings", "text"),
    "edits": ("article_id", "rule", "old", "new", "why"),
    "findings": ("article_id", "rule", "text", "message"),
    "names": ("article_id", "form", "canonical", "votes", "decision", "rule"),
    "comments": ("article_id", "author", "date", "text"),
    "quarantine": ("id", "lang", "reasons", "text"),
    "rejects": ("source", "row", "id", "reason", "mend"),
}


def html(tables: Tables) -> Markup:
    """Return the tables of a run as HTML: counts that add up, then each table that has rows."""
    counts = tables.counts()
    folds = [_fold(name, tables[name].num_rows, _first(tables, name)) for name in tables.as_mapping()]
    rejects = [reject.as_dict() for reject in tables.rejects[:ROWS]]
    folds.append(_fold("rejects", len(tables.rejects), rejects))
    return parts.box(parts.head("Tables", _flow(counts), _chars(counts)), *folds)


def run(done: Run) -> Markup:
    """Return a run as HTML: its counts, its notes, its validation, and where its report lies."""
    counts = done.counts
    facts = [parts.count(counts[name], name[:-1]) for name in ("edits", "findings")]
    report = Markup('<span style="{}">{}</span>').format(
        parts.MONO, visible(str(done.folder / "report.html"))
    )
    notes = [Markup("<div>{}</div>").format(parts.muted(visible(note))) for note in done.notes]
    lines = validation.content(done.validation)
    return parts.box(parts.head("Run", _flow(counts), *facts), report, *notes, lines)


def _flow(counts: Mapping[str, int]) -> Markup:
    """Return where the rows went, as a sum."""
    to = " + ".join(f"{number(counts[name])} {name}" for name in ("articles", "quarantine", "rejects"))
    return Markup("{} = {}").format(parts.count(counts["rows_in"], "row") + " in", to)


def _chars(counts: Mapping[str, int]) -> Markup:
    return parts.muted(f"{number(counts['chars_in'])} → {number(counts['chars_out'])} characters")


def _first(tables: Tables, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tables[name].select(list(COLUMNS[name])).slice(0, ROWS).to_pylist()
    return rows


def _fold(name: str, n: int, rows: list[dict[str, Any]]) -> Markup:
    if not n:
        return Markup("")
    more = f", first {len(rows)}" if n > len(rows) else ""
    title = Markup("<strong>{}</strong> {}").format(name, parts.muted(parts.count(n, "row") + more))
    cells = [[_cell(row[column]) for column in COLUMNS[name]] for row in rows]
    return parts.folded(title, parts.table(COLUMNS[name], cells), is_open=name == "articles")


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        value = "; ".join(value)
    if isinstance(value, str) and len(value) > LONG:
        return value[:LONG] + "…"
    return value
