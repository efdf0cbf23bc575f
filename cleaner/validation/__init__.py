"""Expectation suites over the tables of a run, quarantine, and results as JSON.

Great Expectations is the engine; it is loaded when suites are read, not before.
"""

from __future__ import annotations

from cleaner.validation.quarantine import quarantine
from cleaner.validation.results import RuleResult, Validation, joined, write
from cleaner.validation.run import of_run, validate
from cleaner.validation.runs import tables
from cleaner.validation.suites import load

__all__ = [
    "RuleResult",
    "Validation",
    "joined",
    "load",
    "of_run",
    "quarantine",
    "tables",
    "validate",
    "write",
]
