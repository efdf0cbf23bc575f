"""Figures for people in a terminal: titles, columns of names and numbers, bars; a run at a glance."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cleaner.explain import visible
from cleaner.overview import Overview
from cleaner.report.verdict import counted

BAR = 24  # cells of a whole bar
MOST = 10  # rows of one list; JSON has all
PIPED = 160  # cells of a line where there is no terminal
LEVELS = {"good": "green", "warn": "yellow", "bad": "red", "none": "dim"}


def console() -> Console:
    """Return standard output as something to print on, as wide as it is."""
    found = Console(highlight=False)
    if not found.is_terminal and "COLUMNS" not in os.environ:
        found = Console(highlight=False, width=PIPED)
    return found


def bar(share: float) -> Text:
    """Return a bar for a share of 0 to 1, in halves of a cell.

    >>> bar(0.5).plain, bar(0.001).plain
    ('━━━━━━━━━━━━', '╸')
    """
    halves = round(max(0.0, min(1.0, share)) * BAR * 2) or (1 if share > 0 else 0)
    return Text("━" * (halves // 2) + "╸" * (halves % 2), "cyan")


def grid(rows: Iterable[tuple[str | Text, ...]], *, right: Iterable[int] = ()) -> Table:
    """Return rows as columns below each other; those numbered in *right* are set to the right."""
    made = [tuple(Text(visible(c)) if isinstance(c, str) else c for c in row) for row in rows]
    table = Table.grid(padding=(0, 2, 0, 0), pad_edge=False)
    for at in range(max(map(len, made), default=0)):
        justify = "right" if at in set(right) else "left"
        table.add_column(justify=justify, no_wrap=True, overflow="ellipsis")  # type: ignore[arg-type]
    for row in made:
        table.add_row(*row)
    return table


def stats(overview: Overview, to: Console) -> None:
    """Print a run at a glance."""
    made = f" by cleaner {overview.cleaner}" if overview.cleaner else ""
    line(to, Text(visible(overview.run), "bold").append(visible(made), "dim"))
    line(to, Text(visible(overview.verdict), LEVELS.get(overview.level, "")))
    line(to)
    to.print(grid(_sums(overview)))
    listed(to, "languages", overview.languages)
    listed(to, "edits", overview.edits)
    listed(to, "doubts", overview.findings)
    if overview.failing:
        title(to, "expectations that do not hold")
        to.print(grid(map(_failing, overview.failing[:MOST])))
        more(to, len(overview.failing) - MOST, "expectation")
    if overview.seconds:
        listed(to, "seconds of CPU", overview.seconds)


def _sums(overview: Overview) -> list[tuple[str | Text, ...]]:
    rows, chars, checks = overview.rows, overview.characters, overview.expectations
    told = [f"{n:,} {name}" for name, n in rows.items() if name != "rows_in"]
    failed = sum(n for name, n in checks.items() if name.startswith("failed"))
    names = ", ".join(f"{n:,} {decision}" for decision, n in overview.names.items())
    sums = [
        ("rows", f"{rows['rows_in']:,} in: {', '.join(told)}"),
        ("characters", f"{chars['in']:,} in, {chars['out']:,} out: {overview.share_removed:.1%} is gone"),
        ("names", names or "none judged"),
        ("expectations", f"{checks['hold']} of {checks['total']} hold, {failed} fail"),
    ]
    return [(Text(label, "dim"), told) for label, told in sums]


def _failing(rule: Mapping[str, object]) -> tuple[str | Text, ...]:
    style = "red" if rule["severity"] == "critical" else "yellow"
    first = f"{rule['severity']}" if rule["status"] == "fail" else "not evaluated"
    return (
        Text("  " + visible(first), style),
        f"{rule['rule']}",
        f"{rule['unexpected']} of {rule['evaluated']} rows",
    )


def listed(to: Console, name: str, counts: Mapping[str, float]) -> None:
    """Print counts by name, the first ones, with their shares as bars."""
    total = sum(counts.values())
    title(to, name, number(total))
    if not counts:
        return
    shown = list(counts.items())[:MOST]
    largest = max(counts.values()) or 1
    rows = [("  " + label, number(n), f"{n / (total or 1):.0%}", bar(n / largest)) for label, n in shown]
    to.print(grid(rows, right=(1, 2)))
    more(to, len(counts) - MOST, "more", sum(list(counts.values())[MOST:]))


def more(to: Console, count: int, one: str, total: float = 0) -> None:
    """Tell of rows that are not shown."""
    if count > 0:
        words = f"{count:,} more" if one == "more" else f"{counted(count, one)} more"
        together = f", {number(total)} together" if total else ""
        line(to, Text(f"  … {words}{together}; --json has all", "dim"))


def number(value: float) -> str:
    """Return a count, or seconds with two places.

    >>> number(1200), number(1.5)
    ('1,200', '1.50')
    """
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"


def title(to: Console, words: str, figure: str = "") -> None:
    """Print the title of a list behind an empty line, with a figure."""
    line(to)
    line(to, Text(words, "bold").append(f"  {figure}" if figure else "", "dim"))


def line(to: Console, text: Text | None = None) -> None:
    """Print one line, however long it is."""
    to.print(text or Text(), soft_wrap=True)
