"""What a notebook shows of a Doc, of tables, of a run and of a validation.

Text from pages stands in it as text: it is escaped, what cannot be seen becomes a sign, and there is
no script. The same value gives the same HTML.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["html"]

# What draws a class, by its name: none is loaded to look at another.
_DRAWN = {
    "Doc": ("doc", "html"),
    "Tables": ("tables", "html"),
    "Run": ("tables", "run"),
    "Validation": ("validation", "html"),
}


def html(value: Any) -> str:
    r"""Return a Doc, Tables, a Run or a Validation as HTML for a notebook.

    Raises TypeError for any other value.

    >>> import cleaner
    >>> told = html(cleaner.clean("A <b>page</b>.\nLeave a Reply\n"))
    >>> "A &lt;b&gt;page&lt;/b&gt;." in told, "<del" in told
    (True, True)
    """
    for kind in type(value).__mro__:
        if kind.__name__ in _DRAWN:
            module, name = _DRAWN[kind.__name__]
            told = getattr(import_module(f"cleaner.notebook.{module}"), name)(value)
            return str(told).encode("utf-8", "backslashreplace").decode("utf-8")
    raise TypeError(f"a {type(value).__name__} has no view of its own; a notebook shows its repr")
