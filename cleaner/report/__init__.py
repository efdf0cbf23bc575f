"""A run folder to one self-contained page, report.html; the validation of any table to another.

A page needs no network and runs no script: all that stands in it comes from the run folder or the
results, and text from pages and tables is shown as text. The same input gives the same bytes.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

__all__ = ["validation_page", "write"]


def write(folder: Path) -> Path:
    """Write report.html into a run *folder* and return its path; one that is there is replaced.

    A table without parts, and a missing validation/, count as empty. Raises OutputError if
    *folder* has no run.json, if a file in it cannot be read, or if the page cannot be written.
    """
    from cleaner.errors import OutputError
    from cleaner.report.render import page

    content = page(folder)
    path = folder / "report.html"
    temporary = folder / f".report.html.writing-{os.getpid()}"
    try:
        temporary.write_bytes(content.encode("utf-8", "backslashreplace"))
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise OutputError(f"{path}: cannot be written ({error.strerror})") from error
    return path


def validation_page(summary: dict[str, Any], title: str) -> str:
    """Return the validation of a table as one HTML page, which can be written as UTF-8.

    *summary*: what `Validation.as_dict` gives; *title*: the name of the table or its file. Any text
    in them is shown as text; what is missing or of another type counts as not told.

    >>> html = validation_page({"results": []}, "books.csv")
    >>> html[html.index("<title>") : html.index("</title>")]
    '<title>books.csv: not validated'
    """
    from cleaner.report.checked import page

    return page(summary, title)
