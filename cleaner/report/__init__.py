"""A run folder to one self-contained page: report.html.

The page needs no network and runs no script: all that stands in it comes from the run folder,
and text from pages is shown as text. The same folder gives the same bytes.
"""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["write"]


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
