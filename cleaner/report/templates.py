"""The templates and their style sheet: they say how a page looks, nothing else does."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaner.report import show
from cleaner.report.limits import Limits
from cleaner.report.verdict import counted

if TYPE_CHECKING:
    import jinja2

HERE = Path(__file__).parent
_FILTERS = (
    "shown", "plain", "pieces", "difference", "parts", "listed", "language", "number", "percent", "signed"
)  # fmt: skip


def rendered(name: str, limits: Limits, content: dict[str, Any]) -> str:
    """Return a template with its content in it; all pages share style sheet, script and policy."""
    template = _environment().get_template(name)
    return template.render(**content, limits=limits, css=_inlined("report.css"), js=_inlined("report.js"))


@dataclass(frozen=True, slots=True)
class Inlined:
    """A style sheet or script, and the hash by which the page's own policy admits it and no other."""

    text: str
    digest: str


@cache
def _inlined(name: str) -> Inlined:
    text = (HERE / name).read_text(encoding="utf-8")
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return Inlined(text, f"sha256-{base64.b64encode(digest).decode('ascii')}")


@cache
def _environment() -> jinja2.Environment:
    import jinja2

    environment = jinja2.Environment(
        autoescape=True,
        loader=jinja2.FileSystemLoader(HERE),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {name: getattr(show, name) for name in _FILTERS}
    environment.globals |= {"bar": show.bar, "counted": counted}
    return environment
