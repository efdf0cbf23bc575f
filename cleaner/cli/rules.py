"""The commands about expectations: check, release, suggest."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cleaner.cli.options import EXISTING, RUN, Command, fail, say, show, validated, write


@click.command(cls=Command)
@click.argument("table", type=EXISTING)
@click.option("--suite", type=EXISTING, help="A suite (JSON) for a table of your own, which TABLE then is.")
@click.option("--report", type=EXISTING, help="Write the result as one HTML page.")
@click.option("--data-docs", type=EXISTING, help="Write Great Expectations' Data Docs into this new folder.")
@click.option("--out", type=EXISTING, help="With --suite: a new folder for clean rows and quarantine.")
@validated
def check(
    table: Path,
    suite: Path | None,
    report: Path | None,
    data_docs: Path | None,
    out: Path | None,
    suites: Path | None,
    fail_on: str,
    against: Path | None,
) -> None:
    r"""Validate a run again, or with --suite any TABLE: Parquet, CSV, TSV, JSON lines, a folder of Parquet.

    Exit code: 0 fine, 1 an expectation failed or could not be evaluated, 2 wrong use or bad input.

    \b
    cleaner check runs/first --suites my-expectations/
    cleaner check books.parquet --suite books.json --report books.html
    """
    from cleaner.engines import checks

    result = checks.check(table, suite=suite, suites=suites, against=against, out=out)
    checks.pages(result, table, suite=suite, suites=suites, report=report, data_docs=data_docs)
    for line in result.lines():
        show(line)
    sys.exit(1 if result.fails(fail_on) else 0)


@click.command(cls=Command)
@click.argument("folder", type=RUN)
@click.argument("ids", nargs=-1)
@click.option("--rule", "rules", multiple=True, help="Release what failed no critical rule but this one.")
@click.option("--all", "everything", is_flag=True, help="Release the whole quarantine.")
@click.option("--fixed", type=EXISTING, help="JSON lines with id and text: mended texts, to be validated.")
@click.option("--why", help="Why; it is recorded.")
@click.option("--by", default="", help="Who decided; it is recorded.")
@click.option("--suites", type=EXISTING, help="The suites that the run was validated with, if others.")
def release(
    folder: Path,
    ids: tuple[str, ...],
    rules: tuple[str, ...],
    everything: bool,
    fixed: Path | None,
    why: str | None,
    by: str,
    suites: Path | None,
) -> None:
    r"""Put rows of a run's quarantine back among the articles: by decision, or mended with --fixed.

    Without a choice it lists the quarantine. Exit code: 0 released, 1 a mended row failed again, 2 wrong use.

    \b
    cleaner release runs/first page-7 page-9 --why "read, and fine as they are"
    cleaner release runs/first --fixed mended.jsonl --why "control characters taken out"
    """
    from cleaner.engines import mending
    from cleaner.engines import release as work

    if not (ids or rules or everything or fixed):
        for row in work.listed(folder):
            show(row["id"] or "", "; ".join(row["reasons"]))
        return
    if not why:
        fail("say why with --why; it is recorded with the release")
    texts = mending.read_fixes(fixed) if fixed else None
    done = work.release(
        folder, ids, rules=rules, everything=everything, fixed=texts, why=why, by=by, suites=suites
    )
    say(f"{len(done.released)} released, {len(done.held)} held again, of {folder}")
    sys.exit(1 if done.held else 0)


@click.command(cls=Command)
@click.argument("table", type=EXISTING)
@click.option("--out", type=EXISTING, help="Write the suite here; it must not exist yet. Else it is printed.")
@click.option("--name", help="What the suite calls the table; the file's name if not given.")
def suggest(table: Path, out: Path | None, name: str | None) -> None:
    r"""Suggest a suite for tables like TABLE, from what was measured in it. Edit it before you trust it.

    \b
    cleaner suggest books.parquet --out books.json
    """
    from cleaner.engines import checks

    content = checks.suggested(table, name)
    if out is None:
        write(content)
    else:
        checks.write_new(out, content)
