"""The run folder written: tables, validation, figures, Data Docs, report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson

from cleaner import exports, report, validation, writers
from cleaner.comparison import compare
from cleaner.errors import OutputError
from cleaner.validation import Validation, datadocs, profile
from cleaner.validation.sources import Source

FIGURES = "figures.json"
COMPARISON = "comparison.json"
RELEASED = "released.jsonl"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to hold a run against, and what to write of it beside its tables.

    *suites*: a folder of suites in place of the installed ones; *against*: the folder of an earlier
    run, to tell what changed; *data_docs*: whether to write Great Expectations' pages too; *formats*:
    what to write the tables as beside Parquet.
    """

    suites: Path | None = None
    against: Path | None = None
    data_docs: bool = False
    formats: tuple[str, ...] = ()


def finish(
    folder: Path, tables: Mapping[str, Source], result: Validation, about: dict[str, Any], wanted: Wanted
) -> Validation:
    """Write what a run folder holds beside its *tables*; return the validation, with the drift."""
    writers.write_json(about, folder / "run.json")
    (folder / "validation").mkdir()
    figures = profile.of(tables, result)
    writers.write_json(figures, folder / "validation" / FIGURES)
    if wanted.against:
        result = result.with_drift(profile.drift(figures_of(wanted.against), figures))
    validation.write(result, folder / "validation")
    if wanted.against:
        found = replace(compare(wanted.against, folder), after="")  # the folder has no name yet
        writers.write_json(found.as_dict(), folder / "validation" / COMPARISON)
    if wanted.data_docs:
        datadocs.write(result, validation.load(wanted.suites).values(), folder / "validation" / "data_docs")
    exports.write(folder, wanted.formats)
    report.write(folder)
    return result


def wanted_again(run: Path, suites: Path | None = None) -> Wanted:
    """Return what a run folder has beside its tables, to be written anew with them."""
    docs = (run / "validation" / "data_docs").is_dir()
    return Wanted(suites, data_docs=docs, formats=exports.made(run))


def figures_of(run: Path) -> dict[str, Any]:
    """Return the figures of an earlier run. Raises OutputError if it has none."""
    path = run / "validation" / FIGURES
    try:
        return dict(orjson.loads(path.read_bytes()))
    except OSError as error:
        raise OutputError(f"{path}: cannot be read ({error.strerror}); give the folder of a run") from error
    except (TypeError, ValueError) as error:
        raise OutputError(f"{path}: holds no figures ({error}); run it again") from error


def released(run: Path) -> list[dict[str, Any]]:
    """Return what was released from quarantine by decision: id, rules, why, by."""
    path = run / RELEASED
    if not path.exists():
        return []
    try:
        return [dict(orjson.loads(line)) for line in path.read_bytes().split(b"\n") if line]
    except (OSError, TypeError, ValueError) as error:
        raise OutputError(f"{path}: cannot be read ({error}); restore it") from error


def let_pass(decisions: list[dict[str, Any]]) -> dict[str, set[str]]:
    """Return, for each rule, the ids of the articles that were released from it."""
    found: dict[str, set[str]] = {}
    for row in decisions:
        for rule in row["rules"]:
            found.setdefault(rule, set()).add(row["id"])
    return found
