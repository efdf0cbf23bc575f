"""All that the tables of a run depend on: a run that was broken off goes on only if it is the same."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path
from typing import Any

from cleaner import html, readers
from cleaner.config import Config
from cleaner.readers import File, Reading

LIBRARIES = ("ftfy", "great-expectations", "langdetect", "num2words", "pandas", "pyarrow", "wordfreq")


def of(files: list[File], config: Config, reading: Reading, survey: Path | bool) -> dict[str, Any]:
    """Return all that the tables depend on."""
    return {
        "cleaner": metadata.version("content-cleaner"),
        "versions": _versions(files),
        "settings": config.as_dict(),
        "reading": reading.as_dict(),
        "inputs": [{"path": source, **readers.fingerprint(address)} for address, source in files],
        "survey": readers.fingerprint(str(survey))["sha256"] if isinstance(survey, Path) else survey,
    }


def _versions(files: list[File]) -> dict[str, str]:
    """Return the libraries that the result depends on; the extractor among them where HTML came in."""
    has_html = any(readers.is_html(source) for _, source in files)
    return {name: metadata.version(name) for name in LIBRARIES} | (html.versions() if has_html else {})
