"""What goes beside a clean text, as plain values: language, author, edits, findings; and the way back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from cleaner import config as configs
from cleaner import jsonl
from cleaner.config import Config
from cleaner.errors import MissingExtra
from cleaner.model import Doc, Edit, apply, inverse

PREFIX = "cleaner_"
FIELDS = ("lang", "lang_confidence", "author", "edits", "findings")


def record(doc: Doc, prefix: str = PREFIX) -> dict[str, Any]:
    r"""Return what goes beside the text of a Doc, each name with the prefix; JSON-ready.

    *edits*: layer, start, old, new, rule, why; *findings*: rule, start, text, message, evidence.

    >>> from cleaner import clean
    >>> made = record(clean("The river rose again on Monday, and the bridge was closed.\nLeave a Reply\n"))
    >>> [edit["rule"] for edit in made["cleaner_edits"]]
    ['comment-form/heading']
    """
    values = jsonl.answer(None, doc)
    return {prefix + name: values[name] for name in FIELDS}


def restored(text: str, edits: Iterable[Mapping[str, Any]]) -> str:
    r"""Return the text that came in, from the clean one and its edits as `record` gives them.

    Raises EditConflict if they do not fit.

    >>> from cleaner import clean
    >>> doc = clean("The river rose again on Monday, and the bridge was closed.\nLeave a Reply\n")
    >>> restored(doc.text, record(doc)["cleaner_edits"]) == doc.raw
    True
    """
    layers: dict[int, list[Edit]] = {}
    for row in edits:
        layers.setdefault(row["layer"], []).append(Edit(row["start"], row["old"], row["new"], row["rule"]))
    for number in sorted(layers, reverse=True):
        text = apply(text, inverse(layers[number]))
    return text


def settings(given: Config | str | Path | None) -> Config:
    """Return settings from a Config, a TOML file, or none. Raises ConfigError that names the file."""
    if given is None or isinstance(given, Config):
        return given or Config()
    return configs.load(Path(given))


def missing(package: str, error: ImportError) -> NoReturn:
    """Raise MissingExtra for a package that an adapter is for."""
    told = f'{package} is not installed; pip install "content-cleaner[{package}]"'
    raise MissingExtra(told) from error
