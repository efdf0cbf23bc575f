"""Hugging Face datasets: a function for `map`, and a whole dataset cleaned in one call."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from cleaner.adapters import records
from cleaner.config import Config
from cleaner.errors import DataError
from cleaner.model import Doc
from cleaner.pipeline import clean
from cleaner.rows import storable

try:
    from datasets import Dataset, Features, IterableDataset, List, Value
except ImportError as error:
    records.missing("datasets", error)

_EDIT = {"layer": "int64", "start": "int64", "old": "string", "new": "string", "rule": "string"}
_FINDING = {"rule": "string", "start": "int64", "text": "string", "message": "string"}


class Cleaning:
    r"""Cleans batches of rows: `dataset.map(Cleaning(), batched=True)`.

    *text*: the column with the text; *title*, *url*, *lang*: columns that are used where they are there;
    *config*: settings, or a TOML file with them. The text is replaced; new columns are cleaner_lang,
    cleaner_lang_confidence, cleaner_author, cleaner_edits and cleaner_findings. A row without a text stays
    without one. It holds the version of cleaner, so that a cached result of another one is not taken.

    >>> rows = {"text": ["The river rose again on Monday, and the bridge was closed.\nLeave a Reply\n"]}
    >>> made = Cleaning()(rows)
    >>> made["text"], made["cleaner_lang"]
    (['The river rose again on Monday, and the bridge was closed.\n'], ['en'])
    """

    def __init__(
        self,
        text: str = "text",
        *,
        title: str = "title",
        url: str = "url",
        lang: str = "lang",
        config: Config | str | Path | None = None,
    ) -> None:
        self.text = text
        self.known = {"title": title, "url": url, "lang": lang}
        self.config = records.settings(config)
        self.version = metadata.version("content-cleaner")

    def __call__(self, batch: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
        """Return the columns that are new or changed. Raises DataError where there is no such text."""
        if self.text not in batch:
            raise DataError(
                f"no column {self.text!r}; the dataset has {', '.join(batch)}: name it with text="
            )
        known = {name: batch[column] for name, column in self.known.items() if column in batch}
        made: dict[str, list[Any]] = {self.text: []}
        for row, text in enumerate(batch[self.text]):
            values = self._row(text, {name: column[row] or None for name, column in known.items()})
            for name, value in values.items():
                made.setdefault(name, []).append(value)
        return made

    def _row(self, text: Any, known: dict[str, Any]) -> dict[str, Any]:
        if text is not None and not isinstance(text, str):
            raise DataError(f"column {self.text!r} holds {type(text).__name__}, not strings; cast it first")
        doc = Doc.of("") if text is None else clean(text, config=self.config, **known)
        return {self.text: None if text is None else storable(doc.text), **records.record(doc)}

    def features(self, given: Mapping[str, Any]) -> Features:
        """Return the features of the result; a first batch without edits would not tell those of edits."""
        lists = {"edits": _EDIT | {"why": "string"}, "findings": _FINDING | {"evidence": "string"}}
        plain = {"lang": "string", "lang_confidence": "float64", "author": "string"}
        new = {name: Value(kind) for name, kind in plain.items()}
        new |= {name: List({key: Value(kind) for key, kind in row.items()}) for name, row in lists.items()}
        return Features({**given, **{records.PREFIX + name: kind for name, kind in new.items()}})


def clean_dataset(
    dataset: Dataset | IterableDataset,
    text: str = "text",
    *,
    config: Config | str | Path | None = None,
    **map_options: Any,
) -> Any:
    """Return a dataset with its column *text* cleaned; *map_options* go to `map`, such as num_proc=4."""
    cleaning = Cleaning(text, config=config)
    if dataset.features is not None:
        map_options["features"] = cleaning.features(dataset.features)
    return dataset.map(cleaning, batched=True, **map_options)
