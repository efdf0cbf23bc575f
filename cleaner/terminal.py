"""What people read in a terminal: rich where it is one, plain lines where it is not."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from cleaner.explain import Shown, shown, visible
from cleaner.model import Doc, Finding

if TYPE_CHECKING:
    from cleaner.engines import job
    from cleaner.engines.local import Run

MOST = 160  # code points of an old or new text that are shown


def _cut(text: str) -> str:
    text = visible(text)
    return text if len(text) <= MOST else f"{text[: MOST // 2]} … {text[-MOST // 2 :]}"


def explain(doc: Doc) -> None:
    """Print every edit in its place and every finding, on standard output."""
    console = Console(highlight=False, soft_wrap=True)
    edits, findings = len(doc.edits), len(doc.findings)
    console.print(
        Text(f"language {doc.lang} ({doc.lang_confidence:.2f}), {edits} edits, {findings} findings", "bold")
    )
    for edit in shown(doc):
        console.print(_edit(edit))
    if doc.names:
        console.print(Text("names", "bold"))
        for name in doc.names:
            console.print(Text(f"  {name.form} → {name.canonical}: {name.decision}; {name.evidence}"))
    if doc.findings:
        console.print(Text("in doubt, and left as it is", "bold"))
        for finding in doc.findings:
            console.print(_finding(finding, doc.text))


def _edit(edit: Shown) -> Text:
    line = Text(f"{edit.rule:24} ", "cyan")
    line.append(f"line {edit.line:<4} ", "dim")
    line.append(visible(edit.before))
    line.append(f"[-{_cut(edit.old)}-]", "red strike") if edit.old else None
    line.append(f"{{+{_cut(edit.new)}+}}", "green") if edit.new else None
    line.append(visible(edit.after))
    return line.append(f"\n{'':25}{visible(edit.why)}", "dim") if edit.why else line


def _finding(finding: Finding, text: str) -> Text:
    number = text.count("\n", 0, finding.start) + 1
    line = Text(f"{finding.rule:24} ", "yellow")
    line.append(f"line {number:<4} ", "dim")
    line.append(f"“{_cut(finding.text)}” {visible(finding.message)}")
    return line.append(f"\n{'':25}{visible(finding.evidence)}", "dim") if finding.evidence else line


@contextmanager
def progress() -> Iterator[job.Progress]:
    """Give a function that is told how far a run is; it shows share, rate, rejects and time left."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda done, total, rejected=0: None
        return
    rate, rejects = (TextColumn(f"{{task.fields[{name}]}}") for name in ("rate", "rejects"))
    columns = (SpinnerColumn(), BarColumn(), MofNCompleteColumn(), rate, rejects, TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("clean", total=None, rate="", rejects="")

        def told(done: int, total: int, rejected: int = 0) -> None:
            speed = bar.tasks[task].speed
            pace = f"{speed:.0f} rows/s" if speed else ""
            bad = f"{rejected} rejected" if rejected else ""
            bar.update(task, completed=done, total=total or None, rate=pace, rejects=bad)

        yield told


def summary(run: Run) -> None:
    """Print what a run came to, on standard error."""
    from cleaner.report import figures, load

    counts = run.counts
    console = Console(stderr=True, highlight=False)
    table = Table(title=f"{counts['rows_in']} rows in", title_justify="left", show_header=False)
    for label, key in (
        ("articles", "articles"),
        ("quarantine", "quarantine"),
        ("rejects", "rejects"),
        ("edits", "edits"),
        ("findings", "findings"),
    ):
        table.add_row(label, f"{counts[key]:,}")
    console.print(table) if console.is_terminal else _plain(counts)
    for reject in load.rejects(run.folder, 5)[1]:
        row = f" row {reject['row']}" if reject["row"] else ""
        told = f"rejected: {reject['source']}{row}: {reject['reason']}; {reject['mend']}"
        console.print(Text(visible(told)), soft_wrap=True)
    rules = figures.edits_by_rule(run.folder)[:5]
    told = ", ".join(f"{row['rule']} {row['count']}" for row in rules)
    console.print(Text(f"most edits: {told}"), soft_wrap=True)
    console.print(Text(run.validation.summary()), soft_wrap=True)
    console.print(Text(f"report: {run.folder / 'report.html'}"), soft_wrap=True)


def _plain(counts: dict[str, int]) -> None:
    names = ("rows_in", "articles", "quarantine", "rejects", "edits", "findings")
    print(" ".join(f"{name}={counts[name]}" for name in names), file=sys.stderr)  # noqa: T201 - talk goes to stderr
