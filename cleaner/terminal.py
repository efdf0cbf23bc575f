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

from cleaner.explain import visible

if TYPE_CHECKING:
    from cleaner.engines import job
    from cleaner.engines.local import Run


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
    told = ", ".join(f"{row['rule']} {row['count']}" for row in rules) or "none"
    console.print(Text(visible(f"most edits: {told}")), soft_wrap=True)
    for line in run.validation.lines():
        console.print(Text(visible(line)), soft_wrap=True)
    console.print(Text(visible(f"report: {run.folder / 'report.html'}")), soft_wrap=True)


def _plain(counts: dict[str, int]) -> None:
    names = ("rows_in", "articles", "quarantine", "rejects", "edits", "findings")
    print(" ".join(f"{name}={counts[name]}" for name in names), file=sys.stderr)  # noqa: T201 - talk goes to stderr
