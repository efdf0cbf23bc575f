"""What a run came to as one JSON object, for programs that start it: --summary-json."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import click

from cleaner.cli.options import EXISTING, F, fail, write
from cleaner.errors import CleanerError

STDOUT = Path("-")


def summed_up(command: F) -> F:
    """Give a command that makes a run the option --summary-json."""

    @wraps(command)
    def summed(*args: Any, summary_json: Path | None, **options: Any) -> Any:
        with _told(summary_json, options["out"]):
            return command(*args, **options)

    told = "Write what the run came to as one JSON object, replacing the file; - for standard output."
    option: Callable[[Any], F] = click.option("--summary-json", type=EXISTING, help=told)
    return option(summed)


@contextmanager
def _told(path: Path | None, out: Path) -> Iterator[None]:
    """Write the summary when the run has ended, well or not: always with exit_code."""
    if path is None:
        yield
        return
    _check(path)
    try:
        yield
    except (CleanerError, OSError) as error:
        _write(path, {"exit_code": 2, "error": str(error)})
        raise
    except SystemExit as end:
        _write(path, {"exit_code": end.code, **_summary(out, end)})
        raise


def _summary(out: Path, end: SystemExit) -> dict[str, Any]:
    if end.code not in (0, 1):
        why = end.__context__  # told already, as an event
        return {"error": str(why) if isinstance(why, CleanerError) else "stopped before it was done"}
    from cleaner import overview

    return {"error": None, "report": str(out / "report.html"), **overview.of(out).as_dict()}


def _check(path: Path) -> None:
    """Refuse before the work what could not be written behind it."""
    if path == STDOUT:
        return
    if path.is_dir():
        fail(f"{path}: a folder; give a file for --summary-json")
    if not path.absolute().parent.is_dir():
        fail(f"{path}: its folder does not exist; make it first, or give another --summary-json")


def _write(path: Path, value: dict[str, Any]) -> None:
    import orjson

    options = orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
    content = orjson.dumps(value, option=options if path == STDOUT else options | orjson.OPT_INDENT_2)
    if path == STDOUT:
        write(content)
        return
    temporary = path.with_name(f".{path.name}.writing")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        fail(f"{path}: cannot be written ({error.strerror}); give another --summary-json")
