"""The commands that make a run and undo one: run, restore."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from cleaner.cli.options import (
    EXISTING,
    RUN,
    Command,
    columned,
    configured,
    encoded,
    read_as,
    say,
    settings,
    validated,
)
from cleaner.cli.summaries import summed_up
from cleaner.errors import CleanerError


@click.command(cls=Command)
@click.argument("inputs", nargs=-1, required=True)
@click.option("--out", required=True, type=EXISTING, help="The run folder; it must not exist yet.")
@click.option("--data-docs", is_flag=True, help="Write Great Expectations' Data Docs too: safe, and offline.")
@click.option("--workers", type=click.IntRange(1), help="Processes; one for each core if not given.")
@click.option("--resume", is_flag=True, help="Go on with a run that was broken off.")
@click.option("--no-survey", is_flag=True, help="One pass: each page alone, without what recurs on its site.")
@click.option("--survey", type=EXISTING, help="A survey that an earlier run saved (run.survey); one pass.")
@click.option(
    "--format",
    "formats",
    type=click.Choice(["csv", "jsonl"]),
    multiple=True,
    help="Write the tables as this too, beside Parquet; can be given twice.",
)
@click.option(
    "--log-json",
    metavar="FILE",
    help="Add what happens to this file, one JSON object a line; - is standard error, in place of words.",
)
@summed_up
@columned
@encoded
@click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    show_default=True,
    help="What cleans: processes of this machine, or Spark; see docs/scale.md.",
)
@validated
@settings
def run(
    inputs: tuple[str, ...],
    out: Path,
    config_file: Path | None,
    decisions: tuple[Path, ...],
    fail_on: str,
    no_survey: bool,
    survey: Path | None,
    encoding: str | None,
    engine: str,
    log_json: str | None,
    **options: Any,
) -> None:
    r"""Clean INPUTS into tables, validate them, write the report.

    INPUTS are files, folders, quoted patterns, addresses such as s3://…, or - for JSON lines on standard
    input: .txt, .html, .jsonl, .csv, .tsv, .parquet, .warc; all but Parquet as .gz, .zst or .bz2 too.

    Exit code: 0 fine, 1 an expectation failed (rows that fail a critical one are in quarantine), 2 bad input.

    \b
    cleaner run pages/ --out runs/first
    cleaner run pages/ --out runs/second --against runs/first --fail-on warning
    cleaner run pages/ --out runs/first --resume
    cleaner run pages/ --out runs/first --format csv --format jsonl --log-json run.log
    cleaner run pages/ --out runs/first --config cleaner.toml --summary-json first.json
    cleaner run "dump/**/*.csv.gz" --out runs/dump --text-column body --encoding windows-1251
    """
    from cleaner import eventlog, terminal
    from cleaner.engines import local, spark
    from cleaner.engines import work as works
    from cleaner.readers.settings import COLUMNS

    in_words = log_json != eventlog.STDERR
    columns = {held: options.pop(name) for name, held in COLUMNS.items()}
    work = spark.run if engine == "spark" else local.run
    try:
        with ExitStack() as stack:
            if log_json:
                options["listener"] = stack.enter_context(eventlog.opened(log_json))
            if in_words:
                options["progress"] = stack.enter_context(terminal.progress())
            given = read_as(config_file, encoding, columns)
            options |= {"survey": survey or (given.survey and not no_survey)}
            options |= {"config": configured(config_file, decisions), "reading": given.reading}
            done = work(inputs, out, **options)
    except KeyboardInterrupt:
        left = " what is done stays; go on with --resume" if works.path(out).exists() else ""
        if in_words:
            say(f"stopped;{left}")
        sys.exit(130)  # 128 + SIGINT, as shells have it
    except CleanerError:
        if in_words:
            raise
        sys.exit(2)  # the last event says why
    if in_words:
        for note in done.notes:
            say(note)
        terminal.summary(done)
    sys.exit(1 if done.validation.fails(fail_on) else 0)


@click.command(cls=Command)
@click.argument("folder", type=RUN)
@click.option("--out", required=True, type=EXISTING, help="Where to write the files; it must not exist yet.")
def restore(folder: Path, out: Path) -> None:
    r"""Write the input of a run again, byte for byte, from its tables alone.

    \b
    cleaner restore runs/first --out back/
    """
    from cleaner.replay import restore as work

    say(f"{len(work(folder, out))} files restored into {out}")
