"""The templates and their style sheet: they say how a page looks, nothing else does."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaner.report import show
from cleaner.report.limits import Limits
from cleaner.report.verdict import counted

if TYPE_CHECKING:
    import jinja2

HERE = Path(__file__).parent


def rendered(name: str, limits: Limits, content: dict[str, Any]) -> str:
    """Return a template with its content in it; all pages share the style sheet and its policy."""
    css, digest = _css()
    return _environment().get_template(name).render(**content, limits=limits, css=css, css_hash=digest)


@cache
def _css() -> tuple[str, str]:
    """Return the style sheet and its hash, by which the page's own policy admits it and no other."""
    css = (HERE / "report.css").read_text(encoding="utf-8")
    digest = hashlib.sha256(css.encode("utf-8")).digest()
    return css, f"sha256-{base64.b64encode(digest).decode('ascii')}"


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
    names = ("shown", "plain", "pieces", "language", "number", "percent")
    environment.filters |= {name: getattr(show, name) for name in names}
    environment.globals |= {"bar": show.bar, "counted": counted}
    return environment
