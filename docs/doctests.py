"""Examples in docstrings as blocks of code: as Markdown, which the site reads, >>> is a quotation."""

from __future__ import annotations

import re
from typing import Any

import griffe

_EXAMPLE = re.compile(r"(?:^|(?<=\n\n))(>>> .*?)(?=\n\n|\Z)", re.DOTALL)


def fenced(text: str) -> str:
    """Return a docstring with its examples fenced."""
    return _EXAMPLE.sub(r"```pycon\n\1\n```", text)


class Doctests(griffe.Extension):
    """Fences the examples of every docstring that the site shows."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Fence the examples of one."""
        if obj.docstring:
            obj.docstring.value = fenced(obj.docstring.value)
