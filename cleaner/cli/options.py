"""What commands share: how they print and fail, and the options that several of them have."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from errno import EPIPE
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click
from click.shell_completion import CompletionItem

from cleaner.errors import CleanerError
from cleaner.explain import harmless, visible

if TYPE_CHECKING:
    from cleaner.config import Config
    from cleaner.readers.settings import Input

EXISTING = click.Path(path_type=Path)


class RunFolder(click.Path):
    """The folder of a run; completion offers those, and the folders on the way."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the run folders that begin so; where there is none, any folders."""
        from glob import escape, glob

        found = sorted(Path(path).parent for path in glob(f"{escape(incomplete)}*/run.json"))  # noqa: PTH207 - what was typed is no whole path
        found = found or sorted(Path(path).parent for path in glob(f"{escape(incomplete)}*/*/run.json"))  # noqa: PTH207 - the same
        plain = [CompletionItem(str(path)) for path in found if str(path).isprintable()]
        return plain or [CompletionItem(incomplete, type="dir")]


RUN = RunFolder()
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

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options in front of the command."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):  # a terminal that lacks a sign is shown its number
                stream.reconfigure(errors="backslashreplace")
        with _harmless():
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            with _harmless():
                return super().invoke(ctx)
        except CleanerError as error:
            fail(str(error))
        except OSError as error:
            if error.errno == EPIPE:  # who reads has gone; click ends quietly
                raise
            what = f"{error.filename}: " if error.filename else ""
            fail(f"{what}{error.strerror or error}; make room, or give access, and run again")
        except MemoryError:
            fail("out of memory; free some, or take fewer --workers, and go on: a run with --resume")


@contextmanager
def _harmless() -> Iterator[None]:
    """Let no wrong use be told in words that act on the terminal: an option may be the name of a file."""
    try:
        yield
    except click.UsageError as error:
        raise click.UsageError(harmless(error.format_message().expandtabs(4)), error.ctx) from error


def fail(message: str) -> NoReturn:
    """Print an error as one line, and exit with 2."""
    say(message)
    sys.exit(2)


def say(message: str) -> None:
    """Print a note on standard error as one line; nothing in it acts on the terminal."""
    click.echo(f"cleaner: {visible(message)}", err=True)


def show(*fields: str) -> None:
    """Print a line for people on standard output, tabs between fields; nothing in it acts on the terminal."""
    click.echo("\t".join(map(visible, fields)))


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


def read_as(
    path: Path | None, encoding: str | None = None, columns: dict[str, str | None] | None = None
) -> Input:
    """Return how inputs are read: as the settings file says, or as the options, which win."""
    from dataclasses import replace

    from cleaner.readers import Columns, Reading
    from cleaner.readers.settings import of_file

    known = of_file(path)
    return replace(known, reading=known.over(Reading(Columns(**columns or {}), encoding)))


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
        click.option("--against", type=RUN, help="The folder of an earlier run: tell what changed."),
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
