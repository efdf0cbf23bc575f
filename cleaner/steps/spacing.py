"""No-break spaces inside punctuation, where a page of a language that has them mixes both.

On by default: the change shows nowhere but at line ends, search and comparison gain, and a
page that is consistent, in either way, is left alone.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

from cleaner.model import Doc, Edit

NO_BREAK = "\u00a0\u202f"


@cache
def _patterns() -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    """Return for each language (plain spaces, no-break spaces) beside its punctuation."""
    file = resources.files("cleaner") / "data" / "typography.toml"
    found = {}
    for lang, marks in tomllib.loads(file.read_text(encoding="utf-8")).items():
        shape = rf"(?<=[{marks['after']}]){{0}}(?=\S)|(?<=\S){{0}}(?=[{marks['before']}](?:\s|$|[»)”]))"
        found[lang] = (re.compile(shape.format(" ")), re.compile(shape.format(f"[{NO_BREAK}]")))
    return found


def repair(doc: Doc) -> Doc:
    r"""Make the plain spaces no-break ones, where the page has some of both.

    >>> repair(Doc.of("« oui » et «\u00a0non\u00a0»", lang="fr")).text
    '«\xa0oui\xa0» et «\xa0non\xa0»'
    """
    if doc.lang not in _patterns():
        return doc
    plain, fixed = _patterns()[doc.lang]
    if not fixed.search(doc.text):
        return doc
    why = "the page writes both plain and no-break spaces here"
    return doc.edited(
        Edit(m.start(), " ", "\u00a0", "spacing/no-break", why) for m in plain.finditer(doc.text)
    )
