"""The validation of any table as one self-contained page."""

from __future__ import annotations

from typing import Any

from cleaner.report import summary as summaries
from cleaner.report.limits import fitted
from cleaner.report.templates import rendered
from cleaner.report.verdict import expected


def page(summary: dict[str, Any], title: str) -> str:
    """Return a page from what `Validation.as_dict` gives; *title* says of what, as plain text.

    It shows less of everything until it fits into limits.MAX_BYTES. It holds no lone surrogate,
    so it can be written as UTF-8 as it is.
    """
    rules = summaries.read(summary)
    level, words = expected(summary, rules.outcome)
    content = {"checked": rules, "level": level, "verdict": words, "title": title}
    return fitted(lambda limits: rendered("checked.html.j2", limits, content))
