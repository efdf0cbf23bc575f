"""The page of a review: one file with its style and script in it, and the policy that admits no others."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources


@cache
def page() -> tuple[bytes, str]:
    """Return the page, and its content security policy."""
    here = resources.files("cleaner.review")
    html, css, script = (
        (here / name).read_text(encoding="utf-8") for name in ("review.html", "review.css", "review.js")
    )
    made = html.replace("{{ css }}", css).replace("{{ script }}", script)
    policy = [
        "default-src 'none'",
        f"script-src '{_hash(script)}'",
        f"style-src '{_hash(css)}'",
        "connect-src 'self'",
        "img-src data:",  # the empty icon
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]
    return made.encode("utf-8"), "; ".join(policy)


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}"
