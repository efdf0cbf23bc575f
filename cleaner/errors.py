"""What can go wrong, as a tree.

    CleanerError
    ├── ConfigError (ValueError)      a setting is unknown or out of range
    ├── LexiconError (ValueError)     a phrase file is malformed
    ├── DataError (ValueError)        an input or a table is not what it should be
    │   └── EditConflict              edits that overlap, or do not fit their text
    ├── OutputError (OSError)         a run folder cannot be written or read
    ├── SuiteError (ValueError)       an expectation suite is malformed or names what does not exist
    └── MissingExtra (ImportError)    an optional package is needed and not installed

Each message names the file, the row where there is one, and the mend.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class CleanerError(Exception):
    """Root of all errors that this package raises on purpose."""


class ConfigError(CleanerError, ValueError):
    """A setting is unknown or out of range."""


class LexiconError(CleanerError, ValueError):
    """A phrase file is malformed."""


class DataError(CleanerError, ValueError):
    """An input or a table is not what it should be."""


class EditConflict(DataError):  # noqa: N818 - the conflict is the thing named; "Error" adds nothing
    """Edits that overlap, or whose *old* is not what stands in the text."""


class OutputError(CleanerError, OSError):
    """A run folder cannot be written or read."""


class SuiteError(CleanerError, ValueError):
    """An expectation suite is malformed or names what does not exist."""


class MissingExtra(CleanerError, ImportError):  # noqa: N818 - named like the extra it asks for
    """An optional package is needed and not installed."""


def unreadable(error: OSError, mend: str = "check the path") -> str:
    """Return why a file cannot be read and what to do, for the end of a message that names it.

    >>> unreadable(FileNotFoundError(2, "No such file or directory"))
    'no such file; check the path'
    >>> unreadable(OSError(5, "Input/output error"), "run again")
    'cannot be read (Input/output error); run again'
    """
    if isinstance(error, FileNotFoundError):
        return f"no such file; {mend}"
    if isinstance(error, IsADirectoryError):
        return "a folder, where a file should be; give the file in it"
    if isinstance(error, PermissionError):
        return "may not be read; give yourself permission, or copy it"
    return f"cannot be read ({error.strerror or error}); {mend}"


def hint(value: object, known: Iterable[str]) -> str:
    """Return what a message about an unknown name ends in: the nearest known one, or all of them.

    >>> hint("treshold", ["threshold", "off"]), hint("x", ["threshold", "off"])
    ("did you mean 'threshold'?", 'known are off, threshold')
    """
    names = sorted(known)
    near = get_close_matches(str(value), names, 1)
    return f"did you mean {near[0]!r}?" if near else f"known are {', '.join(names)}"
