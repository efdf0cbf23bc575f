"""The commands that tell what runs came to: stats, diff."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from cleaner.cli.options import RUN, Command, write


def _json(value: Any) -> None:
    """Print a value as JSON, keys in order."""
    import orjson

    options = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
    write(orjson.dumps(value, option=options))


AS_JSON = click.option("--json", "as_json", is_flag=True, help="All figures as one JSON object.")


@click.command(cls=Command)
@click.argument("folder", type=RUN)
@AS_JSON
def stats(folder: Path, as_json: bool) -> None:
    r"""Show a run at a glance: rows, languages, edits by rule, doubts, names, expectations, time.

    \b
    cleaner stats runs/first
    cleaner stats runs/first --json > first.json
    """
    from cleaner import overview

    found = overview.of(folder)
    if as_json:
        _json(found.as_dict())
        return
    from cleaner import ledger

    ledger.stats(found, ledger.console())


@click.command(cls=Command)
@click.argument("before", type=RUN)
@click.argument("after", type=RUN)
@AS_JSON
def diff(before: Path, after: Path, as_json: bool) -> None:
    r"""Show what differs between two runs: counts, rules, pages with their words, settings, versions.

    Exit code: 0 nothing differs, 1 something does, 2 wrong use.

    \b
    cleaner diff runs/first runs/second
    cleaner diff runs/first runs/second --json
    """
    from cleaner.comparison import compare

    found = compare(before, after)
    if as_json:
        _json(found.as_dict() | {"same": found.is_same})
    else:
        from cleaner import changes, ledger

        changes.paint(found, ledger.console())
    sys.exit(0 if found.is_same else 1)
