"""Commands for one page, or a pipe of pages: clean, explain; and what is taken for boilerplate: kinds."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.options import Command, configured, encoded, fail, read_as, say, settings, write
from cleaner.errors import DataError, unreadable
from cleaner.explain import visible

if TYPE_CHECKING:
    from cleaner.config import Config
    from cleaner.rows import Page, Reject


def _one(path: str, encoding: str | None, config_file: Path | None) -> Page:
    """Read one page from a path or an address, or from standard input for "-"."""
    from cleaner import readers
    from cleaner.rows import Page

    page = readers.one(path, read_as(config_file, encoding).reading)
    if not isinstance(page, Page):
        fail(f"{path}: {page.reason}; {page.mend}")
    for finding in page.findings:
        say(f"{path}: {finding.message} ({finding.evidence})")
    return page


@click.command(cls=Command)
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
    decisions: tuple[Path, ...],
) -> None:
    r"""Print the clean text of PAGE ("-": standard input).

    \b
    cleaner clean page.txt > clean.txt
    cleaner clean page.html > clean.txt    # with content-cleaner[html]
    cleaner clean --jsonl - < pages.jsonl > clean.jsonl
    """
    from cleaner import pipeline, readers

    config = configured(config_file, decisions)
    if jsonl:
        with _opened(page) as lines:
            sys.exit(_filter(readers.stream(_lines(lines), page), config))
    read = _one(page, encoding, config_file)
    doc = pipeline.clean(read.text, title=title or read.title, url=read.url, lang=lang, config=config)
    write(doc.text.encode("utf-8"))


def _opened(path: str) -> Any:
    try:
        return click.open_file(path, "rb")
    except OSError as error:
        raise DataError(f"{path}: {unreadable(error)}") from error


def _lines(stream: Any) -> Iterator[bytes]:
    """Yield lines as they arrive, so that the filter answers within a pipe."""
    return iter(stream.readline, b"")


def _filter(items: Iterator[Page | Reject], config: Config) -> int:
    """Clean JSON lines one at a time; return 2 if a row could not be read, else 0."""
    from cleaner import jsonl

    status = 0
    for line, problem in jsonl.answers(items, config):
        if problem:
            say(problem)
            status = 2
        if line:
            write(line)
    return status


@click.command(cls=Command)
@click.argument("page")
@click.option("--title", help="The headline, where it is known.")
@click.option("--lang", help="Language of the page (ISO 639); detected if not given.")
@click.option("--changed", is_flag=True, help="Leave out lines without an edit or a doubt.")
@encoded
@settings
def explain(
    page: str,
    changed: bool,
    title: str | None,
    lang: str | None,
    encoding: str | None,
    config_file: Path | None,
    decisions: tuple[Path, ...],
) -> None:
    r"""Show PAGE with every edit in its place: rules in the margin, reasons and doubts below.

    Red is taken out, green put in, yellow in doubt and left as it is. Where there is no colour, as in a pipe
    or with NO_COLOR set, [-signs-] {+say+} [?so?].

    \b
    cleaner explain page.txt
    cleaner explain page.txt --changed
    """
    from cleaner import margin, pipeline

    read, config = _one(page, encoding, config_file), configured(config_file, decisions)
    doc = pipeline.clean(read.text, title=title or read.title, url=read.url, lang=lang, config=config)
    margin.paint(doc.noted(read.findings), page, changed=changed)


def _families(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return the families and kinds that begin so, for completion."""
    from cleaner import lexicon

    known = lexicon.load().kinds
    families = dict.fromkeys(id_.partition("/")[0] for id_ in known)
    return [name for name in [*families, *known] if name.startswith(incomplete)]


@click.command(cls=Command)
@click.argument("family", default="", shell_complete=_families)
def kinds(family: str) -> None:
    r"""List the kinds of boilerplate, each with its strength and an example; those of a FAMILY if given.

    \b
    cleaner kinds
    cleaner kinds comment-form
    """
    from cleaner import lexicon
    from cleaner.errors import ConfigError, hint

    known = lexicon.load().kinds
    wanted = [kind for id_, kind in known.items() if family in ("", id_, id_.partition("/")[0])]
    if not wanted:
        names = {id_.partition("/")[0] for id_ in known} | (set(known) if "/" in family else set())
        raise ConfigError(f"no kind or family is called {family!r}; {hint(family, names)}")
    for kind in wanted:
        click.echo(visible(f"{kind.id:28} {kind.strength:7} {kind.example}"))
