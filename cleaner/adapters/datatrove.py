"""A datatrove step: documents go on with clean text, their edits and findings in the metadata."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from cleaner.adapters import records
from cleaner.config import Config
from cleaner.model import Doc
from cleaner.pipeline import clean

try:
    from datatrove.data import Document
    from datatrove.pipeline.base import PipelineStep
except ImportError as error:
    records.missing("datatrove", error)


class CleanerStep(PipelineStep):
    """Cleans the text of each document: a step between a reader and a writer.

    *config*: settings, or a TOML file with them. *title*, *url*, *lang*: names in the metadata that are
    used where they are there. The metadata get cleaner_lang, cleaner_lang_confidence, cleaner_author,
    cleaner_edits and cleaner_findings. Stats count edits and findings, and each rule. No document is left
    out: for a filter behind it an empty text is empty.
    """

    name = "cleaner"
    type = "FORMAT"

    def __init__(
        self,
        config: Config | str | Path | None = None,
        *,
        title: str = "title",
        url: str = "url",
        lang: str = "lang",
    ) -> None:
        super().__init__()
        self.config = records.settings(config)
        self.known = {"title": title, "url": url, "lang": lang}

    def run(self, data: Iterable[Document] | None, rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        """Yield the documents, cleaned."""
        for document in data or ():
            with self.track_time():
                values = {name: document.metadata.get(key) for name, key in self.known.items()}
                known: dict[str, Any] = {n: v for n, v in values.items() if isinstance(v, str) and v}
                doc = clean(document.text, config=self.config, **known)
                document.text = doc.text
                document.metadata.update(records.record(doc))
                self._count(doc)
            yield document

    def _count(self, doc: Doc) -> None:
        self.stat_update("edits", value=len(doc.edits))
        self.stat_update("findings", value=len(doc.findings))
        self.stat_update(*(edit.rule for edit in doc.edits), *(finding.rule for finding in doc.findings))
