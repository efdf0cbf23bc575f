"""Expectations of our own, for Great Expectations: importing this package makes them known to it.

Only the engine imports it, for it loads Great Expectations. What the expectations ask of a text
is in modules beside this package, which a worker of a cluster can import alone.
"""

from __future__ import annotations

from cleaner.validation.expectations.counts import (
    ExpectColumnValuesToHaveNoControls,
    ExpectColumnValuesToHaveNoMojibake,
    ExpectColumnValuesToHaveNoResidue,
)
from cleaner.validation.expectations.language import ExpectTextToBeInDeclaredLanguage
from cleaner.validation.expectations.names import ExpectNamesToBeConsistent
from cleaner.validation.expectations.near_duplicates import ExpectTextsToBeNoNearDuplicates
from cleaner.validation.expectations.reconciled import ExpectTextToReconcileWithEdits

__all__ = [
    "ExpectColumnValuesToHaveNoControls",
    "ExpectColumnValuesToHaveNoMojibake",
    "ExpectColumnValuesToHaveNoResidue",
    "ExpectNamesToBeConsistent",
    "ExpectTextToBeInDeclaredLanguage",
    "ExpectTextToReconcileWithEdits",
    "ExpectTextsToBeNoNearDuplicates",
]
