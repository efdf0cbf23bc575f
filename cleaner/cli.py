"""The command line: one short function a command; the work is in public functions."""

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


class Group(click.Group):
    """A group that prints the package's own errors as one line and exits with 2."""

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


def settings(command: F) -> F:
    """Give a command the options that every cleaning has."""
    names = click.option(
        "--names", type=EXISTING, help="TOML file with decisions about names: same, distinct, canonical."
    )
    return click.option("--config", "config_file", type=EXISTING, help="TOML file with settings.")(
        names(command)
    )


def _one(path: str) -> Page:
    """Read one page from a path, or from standard input for "-"."""
    from cleaner import readers
    from cleaner.rows import Page

    try:
        raw = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        _fail(f"{path}: cannot be read ({error.strerror}); check the path")
    page = readers.whole_page(raw, path)
    if not isinstance(page, Page):
        _fail(f"{path}: {page.reason}; {page.mend}")
    return page


@main.command()
@click.argument("page")
@click.option("--jsonl", is_flag=True, help="JSON lines in (id, text, title, url, lang), JSON lines out.")
@click.option("--title", help="The headline, where it is known.")
@click.option("--lang", help="Language of the page (ISO 639); detected if not given.")
@settings
def clean(
    page: str,
    jsonl: bool,
    title: str | None,
    lang: str | None,
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
    read = _one(page)
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
@settings
def explain(
    page: str, title: str | None, lang: str | None, config_file: Path | None, names: Path | None
) -> None:
    r"""Show every edit to PAGE in its place, with rule and reason, and every finding.

    \b
    cleaner explain page.txt
    """
    from cleaner import pipeline, terminal

    read, config = _one(page), _settings(config_file, names)
    doc = pipeline.clean(read.text, title=title or read.title, url=read.url, lang=lang, config=config)
    terminal.explain(doc)


@main.command()
@click.argument("inputs", nargs=-1, required=True, type=EXISTING)
@click.option("--out", required=True, type=EXISTING, help="The run folder; it must not exist yet.")
@click.option(
    "--suites", type=EXISTING, help="A folder of expectation suites in place of the installed ones."
)
@settings
def run(
    inputs: tuple[Path, ...], out: Path, suites: Path | None, config_file: Path | None, names: Path | None
) -> None:
    r"""Clean INPUTS (files or folders of .txt, .html, .jsonl) into tables, validate them, write the report.

    Exit code: 0 fine, 1 a critical expectation failed (its rows are in quarantine), 2 bad input.

    \b
    cleaner run pages/ --out runs/first
    cleaner run pages/ --out runs/second --names names.toml   # with what you decided about names
    """
    from cleaner import terminal
    from cleaner.engines import local

    with terminal.progress() as progress:
        done = local.run(inputs, out, config=_settings(config_file, names), suites=suites, progress=progress)
    terminal.summary(done)
    sys.exit(1 if done.validation.failed_critical else 0)


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
@click.argument("folder", type=EXISTING)
@click.option(
    "--suites", type=EXISTING, help="A folder of expectation suites in place of the installed ones."
)
def check(folder: Path, suites: Path | None) -> None:
    r"""Validate the tables of a run again; exit 1 when a critical expectation fails.

    \b
    cleaner check runs/first --suites my-expectations/
    """
    from cleaner.engines import local

    result = local.check(folder, suites=suites)
    click.echo(result.summary())
    sys.exit(1 if result.failed_critical else 0)


@main.command()
def kinds() -> None:
    """List the kinds of boilerplate, each with an example."""
    from cleaner import lexicon

    for kind in lexicon.load().kinds.values():
        click.echo(f"{kind.id:28} {kind.strength:7} {kind.example}")
