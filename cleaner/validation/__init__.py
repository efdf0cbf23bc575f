"""Expectation suites over the tables of a run, quarantine, and results as JSON.

Great Expectations is the engine; it is loaded when a validation begins, not before.
"""

from __future__ import annotations

from pathlib import Path

from cleaner.validation.quarantine import quarantine
from cleaner.validation.results import RuleResult, Validation
from cleaner.validation.run import validate
from cleaner.validation.suites import load

__all__ = ["RuleResult", "Validation", "load", "quarantine", "validate", "write"]


def write(validation: Validation, folder: Path) -> None:
    """Write summary.json, and one file of results for each table."""
    from cleaner.writers import write_json

    summary = validation.as_dict()
    write_json(summary, folder / "summary.json")
    for table in dict.fromkeys(result.table for result in validation.results):
        rows = [row for row in summary["results"] if row["table"] == table]
        write_json({"table": table, "results": rows}, folder / f"{table}.json")
