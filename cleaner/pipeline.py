"""clean(text) → Doc: the steps in order.

The order, and why:

1. encoding   everything else reads characters, and language detection fails on mojibake
2. language   rules need its words
3. spacing    needs the language
4. thread, captcha, boilerplate
              before repeats: a deletion may bring two captions together
5. repeats    on the lines that stay
6. names      only in the text that stays: a comment form is no witness
7. checks     what is left in doubt
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from cleaner.config import Config
from cleaner.model import Doc

Step = Callable[[Doc], Doc]


@cache
def steps(config: Config) -> tuple[tuple[str, Step], ...]:
    """Return the steps in their order, each with its name, made with *config*."""
    from cleaner.steps import (
        boilerplate,
        captcha,
        checks,
        encoding,
        language,
        names,
        repeats,
        spacing,
        thread,
    )

    return (
        ("encoding", encoding.repair),
        ("language", language.detect(config)),
        ("spacing", spacing.repair if config.french_spacing else _unchanged),
        ("thread", thread.strip(config)),
        ("captcha", captcha.strip(config)),
        ("boilerplate", boilerplate.strip(config)),
        ("repeats", repeats.strip(config)),
        ("names", names.repair(config)),
        ("checks", checks.note(config)),
    )


def _unchanged(doc: Doc) -> Doc:
    return doc


def clean(
    text: str,
    *,
    title: str | None = None,
    url: str | None = None,
    lang: str | None = None,
    config: Config | None = None,
) -> Doc:
    r"""Clean one page and return it with every edit and finding.

    *title*, where known, tells the headline; *lang*, an ISO 639 code, spares its detection.
    Any text is accepted, an empty one too.

    >>> doc = clean("The river rose again on Monday, and the old bridge was closed.\nLeave a Reply\n")
    >>> doc.text
    'The river rose again on Monday, and the old bridge was closed.\n'
    >>> [edit.rule for edit in doc.edits]
    ['comment-form/heading']
    >>> doc.restored() == doc.raw
    True
    """
    doc = Doc.of(text, title, url, lang or "und")
    for _, step in steps(config or Config()):
        doc = step(doc)
    return doc


def clean_many(docs: Iterable[Doc], config: Config, seconds: dict[str, float]) -> Iterator[Doc]:
    """Clean Docs one by one; *seconds* collects the CPU time of each step."""
    for doc in docs:
        for name, step in steps(config):
            began = time.process_time()
            doc = step(doc)
            seconds[name] = seconds.get(name, 0.0) + time.process_time() - began
        yield doc
