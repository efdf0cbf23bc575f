"""How a value shows itself in a notebook: by asking `cleaner.notebook`, which is loaded when it is asked.

A notebook calls `_repr_html_` on the value, so the method must stand on classes that lie far below
what draws them. This is the one place that reaches up, and it does so by name.
"""

from __future__ import annotations

from importlib import import_module


class Displayed:
    """A value that a notebook shows as HTML; `cleaner.notebook` says how."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        html: str = import_module("cleaner.notebook").html(self)
        return html
