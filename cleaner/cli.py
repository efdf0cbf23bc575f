"""The command line: one short function a command; the work is in public functions.

The module is long because each command tells all its options.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from cleaner.errors import CleanerError

if TYPE_CHECKING:
    from cleaner.config import Config
    from cleaner.rows import Page, Reject

EXISTING = click.Path(path_type=Path)
F = TypeVar("F", bound=Callable[..., Any])


class Command(click.Command):
    """A command whose examples keep their lines in the help: those behind a line that marks them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"help": _with_lines(kwargs.get("help"))})


def _with_lines(text: str | None) -> str | None:
    """Return a help text with click's mark for lines to keep, which a raw docstring only spells."""
    return text and text.replace(r"\b", "\b")


class Group(click.Group):
    """A group that prints the package's own errors as one line and exits with 2."""

    command_class = Command

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"help": _with_lines(kwargs.get("help"))})

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except CleanerError as error:
            _fail(str(error))


def _fail(message: str) -> NoReturn:
    click.echo(f"cleaner: {message}", err=True)
    sys.exit(2)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="content-cleaner", prog_name="cleaner")
def main() -> None:
    r"""Clean scraped article text, and see exactly what was changed.

    \b
    cleaner run pages/ --out runs/first   # a folder of pages → tables, validation, report.html
    cleaner explain page.txt              # every edit to one page, with its reason
    """


def _settings(path: Path | None, names: Path | None) -> Config:
    from dataclasses import replace

    from cleaner import config, decisions

    known = config.load(path) if path else config.Config()
    return replace(known, names=known.names + decisions.load(names)) if names else known


def encoded(command: F) -> F:
    """Give a command the option of an encoding."""
    told = "What text is in that has no byte order mark, if not UTF-8."
    return click.option("--encoding", help=told)(command)


def columned(command: F) -> F:
    """Give a command the options that say which columns hold what."""
    for held in ("lang", "url", "title", "id", "text"):
        told = f"Column or field that holds the {held}; guessed if not given."
        command = click.option(f"--{held}-column", help=told)(command)
    return command


def settings(command: F) -> F:
    """Give a command the options that every cleaning has."""
    names = click.option(
        "--names", type=EXISTING, help="TOML file with decisions about names: same, distinct, canonical."
    )
    return click.option("--config", "config_file", type=EXISTING, help="TOML file with settings.")(
        names(command)
    )


def _one(path: str, encoding: str | None) -> Page:
    """Read one page from a path or an address, or from standard input for "-"."""
    from cleaner import readers
    from cleaner.rows import Page

    page = readers.one(path, readers.Reading(encoding=encoding))
    if not isinstance(page, Page):
        _fail(f"{path}: {page.reason}; {page.mend}")
    for finding in page.findings:
        click.echo(f"cleaner: {path}: {finding.message} ({finding.evidence})", err=True)
    return page


@main.command()
@click.argument("page")
@click.option("--jsonl", is_flag=True, help="JSON lines in (id, text, title, url, lang), JSON lines out.")
@click.option("--title", help="The headline, where it is known.")
@click.option("--lang", help="Language of the page (ISO 639); detected if not given.")
@encoded
@settings
def clean(
    page: str,
    jsonl: bool,
    title: str | None,
    lang: str | None,
    encoding: str | None,
    config_file: Path | None,
    names: Path | None,
) -> None:
    r"""Print the clean text of PAGE ("-": standard input).

    \b
    cleaner clean page.txt > clean.txt
    cleaner clean page.html > clean.txt    # with content-cleaner[html]
    cleaner clean --jsonl - < pages.jsonl > clean.jsonl
    """
    from cleaner import pipeline, readers

    config = _settings(config_file, names)
    if jsonl:
        with click.open_file(page, "rb") as lines:
            sys.exit(_filter(readers.stream(_lines(lines), page), config))
    read = _one(page, encoding)
    doc = pipeline.clean(read.text, title=title or read.title, url=read.url, lang=lang, config=config)
    _write(doc.text.encode("utf-8"))


def _lines(stream: Any) -> Iterator[bytes]:
    """Yield lines as they arrive, so that the filter answers within a pipe."""
    return iter(stream.readline, b"")


def _filter(items: Iterator[Page | Reject], config: Config) -> int:
    """Clean JSON lines one at a time; return 2 if a row could not be read, else 0."""
    from cleaner import jsonl

    status = 0
    for line, problem in jsonl.answers(items, config):
        if problem:
            click.echo(f"cleaner: {problem}", err=True)
            status = 2
        if line:
            _write(line)
    return status


def _write(raw: bytes) -> None:
    sys.stdout.buffer.write(raw)
    sys.stdout.buffer.flush()


@main.command()
@click.argument("page")
@click.option("--title", help="The headline, where it is known.")
@click.option("--lang", help="Language of the page (ISO 639); detected if not given.")
@encoded
@settings
def explain(
    page: str,
    title: str | None,
    lang: str | None,
    encoding: str | None,
    config_file: Path | None,
    names: Path | None,
) -> None:
    r"""Show every edit to PAGE in its place, with rule and reason, and every finding.

    \b
    cleaner explain page.txt
    """
    from cleaner import pipeline, terminal

    read, config = _one(page, encoding), _settings(config_file, names)
    doc = pipeline.clean(read.text, title=title or read.title, url=read.url, lang=lang, config=config)
    terminal.explain(doc.noted(read.findings))


def validated(command: F) -> F:
    """Give a command the options that every validation has."""
    for option in (
        click.option("--against", type=EXISTING, help="The folder of an earlier run: tell what changed."),
        click.option(
            "--fail-on",
            type=click.Choice(["critical", "warning", "info"]),
            default="critical",
            show_default=True,
            help="Exit with 1 where an expectation of this severity, or a graver one, fails.",
        ),
        click.option(
            "--suites", type=EXISTING, help="A folder of expectation suites in place of the installed ones."
        ),
    ):
        command = option(command)
    return command


@main.command()
@click.argument("inputs", nargs=-1, required=True)
@click.option("--out", required=True, type=EXISTING, help="The run folder; it must not exist yet.")
@click.option("--data-docs", is_flag=True, help="Write Great Expectations' Data Docs too: safe, and offline.")
@click.option("--workers", type=click.IntRange(1), help="Processes; one for each core if not given.")
@click.option("--resume", is_flag=True, help="Go on with a run that was broken off.")
@click.option("--no-survey", is_flag=True, help="One pass: each page alone, without what recurs on its site.")
@click.option("--survey", type=EXISTING, help="A survey that an earlier run saved (run.survey); one pass.")
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
    names: Path | None,
    fail_on: str,
    no_survey: bool,
    survey: Path | None,
    encoding: str | None,
    engine: str,
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
    cleaner run "dump/**/*.csv.gz" --out runs/dump --text-column body --encoding windows-1251
    """
    from cleaner import terminal
    from cleaner.engines import local, spark
    from cleaner.engines import work as works
    from cleaner.readers import Columns, Reading

    columns = Columns(**{held: options.pop(f"{held}_column") for held, _ in Columns().items()})
    work = spark.run if engine == "spark" else local.run
    options |= {"survey": survey or not no_survey, "config": _settings(config_file, names)}
    options["reading"] = Reading(columns, encoding)
    try:
        with terminal.progress() as progress:
            done = work(inputs, out, progress=progress, **options)
    except KeyboardInterrupt:
        left = " what is done stays; go on with --resume" if works.path(out).exists() else ""
        click.echo(f"cleaner: stopped;{left}", err=True)
        sys.exit(130)  # 128 + SIGINT, as shells have it
    for note in done.notes:
        click.echo(f"cleaner: {note}", err=True)
    terminal.summary(done)
    sys.exit(1 if done.validation.fails(fail_on) else 0)


@main.command()
@click.argument("folder", type=EXISTING)
@click.option("--out", required=True, type=EXISTING, help="Where to write the files; it must not exist yet.")
def restore(folder: Path, out: Path) -> None:
    r"""Write the input of a run again, byte for byte, from its tables alone.

    \b
    cleaner restore runs/first --out back/
    """
    from cleaner.replay import restore as work

    click.echo(f"{len(work(folder, out))} files restored into {out}", err=True)


@main.command()
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
    click.echo(result.summary())
    sys.exit(1 if result.fails(fail_on) else 0)


@main.command()
@click.argument("folder", type=EXISTING)
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
            click.echo(f"{row['id']}\t{'; '.join(row['reasons'])}")
        return
    if not why:
        _fail("say why with --why; it is recorded with the release")
    texts = mending.read_fixes(fixed) if fixed else None
    done = work.release(
        folder, ids, rules=rules, everything=everything, fixed=texts, why=why, by=by, suites=suites
    )
    click.echo(f"{len(done.released)} released, {len(done.held)} held again, of {folder}", err=True)
    sys.exit(1 if done.held else 0)


@main.command()
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
        _write(content)
    else:
        checks.write_new(out, content)


@main.command()
def kinds() -> None:
    """List the kinds of boilerplate, each with an example."""
    from cleaner import lexicon

    for kind in lexicon.load().kinds.values():
        click.echo(f"{kind.id:28} {kind.strength:7} {kind.example}")
