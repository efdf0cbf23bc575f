"""What commands share: how they print and fail, and the options that several of them have."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from cleaner.errors import CleanerError

if TYPE_CHECKING:
    from cleaner.config import Config

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
            fail(str(error))


def fail(message: str) -> NoReturn:
    """Print an error as one line, and exit with 2."""
    click.echo(f"cleaner: {message}", err=True)
    sys.exit(2)


def write(raw: bytes) -> None:
    """Put bytes on standard output at once."""
    sys.stdout.buffer.write(raw)
    sys.stdout.buffer.flush()


def configured(path: Path | None, decided: Iterable[Path]) -> Config:
    """Return the settings of a file, or the defaults, with the decisions of other files."""
    from dataclasses import replace

    from cleaner import config, decisions_file

    known = config.load(path) if path else config.Config()
    told = decisions_file.Decided(known.names, known.lines)
    for file in decided:
        told += decisions_file.load(file)
        decisions_file.check(told, f"{file}, with what was decided before it")
    return replace(known, names=told.names, lines=told.lines)


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
    decided = click.option(
        "--decisions",
        "--names",
        "decisions",
        multiple=True,
        type=EXISTING,
        help="TOML file with decisions about names and lines, as `cleaner review` writes; may be repeated.",
    )
    return click.option("--config", "config_file", type=EXISTING, help="TOML file with settings.")(
        decided(command)
    )


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
