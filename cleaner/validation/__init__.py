"""Expectation suites over the tables of a run, quarantine, and results as JSON.

Great Expectations is the engine; it is loaded when suites are read, not before.
"""

from __future__ import annotations

from cleaner.validation.quarantine import quarantine
from cleaner.validation.results import RuleResult, Validation, write
from cleaner.validation.run import validate
from cleaner.validation.suites import load

__all__ = ["RuleResult", "Validation", "load", "quarantine", "validate", "write"]
