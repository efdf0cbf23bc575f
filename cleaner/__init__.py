r"""Cleans scraped article text and says exactly what it changed.

>>> import cleaner
>>> cleaner.clean("A page.\n\nLeave a Reply\n").text
'A page.\n'
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from cleaner.config import Config
from cleaner.errors import CleanerError
from cleaner.model import Doc, Edit, Finding
from cleaner.pipeline import clean

if TYPE_CHECKING:
    from cleaner.engines.local import Run, check, run
    from cleaner.frames import clean_frame
    from cleaner.replay import restore
    from cleaner.tables import Tables
    from cleaner.validation import Validation, validate

__all__ = [
    "CleanerError",
    "Config",
    "Doc",
    "Edit",
    "Finding",
    "Run",
    "Tables",
    "Validation",
    "check",
    "clean",
    "clean_frame",
    "restore",
    "run",
    "validate",
]

# Names that need pyarrow, pandas or Great Expectations are loaded when first asked for:
# cleaning one page must not wait for them.
_LATE = {
    "Run": "cleaner.engines.local",
    "Tables": "cleaner.tables",
    "Validation": "cleaner.validation",
    "check": "cleaner.engines.local",
    "clean_frame": "cleaner.frames",
    "restore": "cleaner.replay",
    "run": "cleaner.engines.local",
    "validate": "cleaner.validation",
}


def __getattr__(name: str) -> Any:
    if name in _LATE:
        return getattr(import_module(_LATE[name]), name)
    raise AttributeError(f"module 'cleaner' has no attribute {name!r}")
