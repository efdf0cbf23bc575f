"""A run on this machine: pages in, tables, validation, quarantine and report out."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial
from importlib import metadata
from pathlib import Path
from typing import Any

import pyarrow as pa

from cleaner import html, names, pipeline, readers, validation, writers
from cleaner.config import Config
from cleaner.engines import folders
from cleaner.model import Doc
from cleaner.rows import Page, Reject
from cleaner.survey import Survey
from cleaner.tables import Builder, Tables, site
from cleaner.validation import profile

Progress = Callable[[int, int], None]  # rows done, rows in all
LIBRARIES = ("ftfy", "great-expectations", "langdetect", "num2words", "pandas", "pyarrow", "wordfreq")


@dataclass(frozen=True, slots=True)
class Run:
    """What a run came to: its folder, tables, validation and counts."""

    folder: Path
    tables: Tables
    validation: validation.Validation
    counts: dict[str, int]


@dataclass(slots=True)
class Tally:
    """Rows that came in, and seconds of CPU by step."""

    rows_in: int = 0
    seconds: dict[str, float] = field(default_factory=dict)


def clean_pages(
    items: Iterable[Page | Reject],
    config: Config,
    tally: Tally | None = None,
    progress: Callable[[int], None] | None = None,
) -> Tables:
    """Clean rows and return their tables; a row too large or already rejected is a reject.

    What recurs on the pages of a site, and how names are spelt, is counted first: all rows are read
    before one is cleaned.
    """
    tally = tally or Tally()
    items = list(items)
    survey = Survey.of(
        item for item in items if isinstance(item, Page) and len(item.text) <= config.max_chars
    )
    builder = Builder()
    rejects: list[Reject] = []
    for page, doc in _cleaned(items, config, survey, tally, rejects):
        builder.add(page, doc)
        if progress:
            progress(tally.rows_in)
    tables = builder.tables(rejects, tally.rows_in)
    return tables.with_names(names.judged(_authors(tables), config)) if "names" not in config.off else tables


def _authors(tables: Tables) -> list[tuple[Hashable, str]]:
    ids, authors = (tables.articles.column(name).to_pylist() for name in ("id", "author"))
    return [(id_, author) for id_, author in zip(ids, authors, strict=True) if author]


def _cleaned(
    items: Iterable[Page | Reject], config: Config, survey: Survey, tally: Tally, rejects: list[Reject]
) -> Iterator[tuple[Page, Doc]]:
    template, corpus = cache(survey.template), survey.corpus()
    for item in items:
        tally.rows_in += 1
        if isinstance(item, Page) and len(item.text) > config.max_chars:
            item = _too_long(item, config)
        if isinstance(item, Reject):
            rejects.append(item)
            continue
        doc = Doc.of(item.text, item.title, item.url, item.lang or "und")
        # what the metadata says wins: the steps fill in an author or a date only where there is none
        doc = replace(
            doc, author=item.author, date=item.date, template=template(site(item.url)), corpus=corpus
        )
        yield item, next(iter(pipeline.clean_many([doc], config, tally.seconds)))


def _too_long(page: Page, config: Config) -> Reject:
    reason = f"{len(page.text)} characters, more than max_chars = {config.max_chars}"
    raw = readers.encoded(readers.fill(page.record, page.escape, page.text))
    return Reject(page.source, page.row, page.id, reason, "raise max_chars, or leave the page out", raw)


def run(
    inputs: Iterable[str | Path] | str | Path,
    out: str | Path,
    *,
    config: Config | None = None,
    suites: Path | None = None,
    against: Path | None = None,
    data_docs: bool = False,
    progress: Progress | None = None,
) -> Run:
    """Clean every page of *inputs* into the new run folder *out*.

    *inputs*: files or folders of .txt, .html and .jsonl; *suites*: a folder of expectation suites
    in place of the installed ones; *against*: the folder of an earlier run, to tell what changed;
    *data_docs*: write Great Expectations' pages too. Raises DataError for an input that does not exist,
    OutputError if *out* exists or cannot be written, SuiteError for a bad suite.
    """
    given = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    config = config or Config()
    files = readers.find(Path(item) for item in given)
    validation.load(suites)  # a bad suite is told before the work, not after
    if against:
        folders.figures_of(against)  # so is an earlier run that is none
    tally = Tally()
    told = partial(_told, progress, readers.count(files)) if progress else None
    with writers.fresh_folder(Path(out)) as folder:
        cleaned = clean_pages(readers.read(files), config, tally, told)
        tables, result = validated(cleaned, suites)
        counts = count(tables)
        about = _about(files, config, counts, tally.seconds)
        result = folders.write(
            folder, tables, result, about, suites=suites, against=against, data_docs=data_docs
        )
    return Run(Path(out), tables, result, counts)


def _told(progress: Progress, total: int, done: int) -> None:
    progress(done, total)


def validated(
    cleaned: Tables, suites: Path | None = None, released: Mapping[str, Collection[str]] | None = None
) -> tuple[Tables, validation.Validation]:
    """Return the tables with failing articles in quarantine, and the validation.

    What was cleaned is validated first, then what quarantine made of it: the articles that stay,
    the quarantine, the rejects, and whether all of it adds up. *released*: for a rule, the ids of
    articles that it lets pass.
    """
    first = validation.of_run(cleaned.measured(), suites, only=_CLEANED, released=released)
    articles, held = validation.quarantine(cleaned.articles, first, related=cleaned.as_mapping())
    tables = cleaned.with_articles(articles, pa.concat_tables([cleaned.quarantine, held]))
    rest = {"quarantine", "rejects", "run"}
    return tables, validation.joined([first, validation.of_run(tables.measured(), suites, only=rest)])


_CLEANED = {"articles", "comments", "edits", "findings", "names"}


def count(tables: Tables) -> dict[str, int]:
    """Return the counts of a run. Raises AssertionError if a row was lost or stands twice."""
    counts = tables.counts()
    if counts["rows_in"] != counts["articles"] + counts["quarantine"] + counts["rejects"]:
        raise AssertionError(f"counts do not add up: {counts}")
    return counts | {name: tables[name].num_rows for name in ("edits", "findings", "names")}


def _about(
    files: list[tuple[Path, str]], config: Config, counts: dict[str, int], seconds: dict[str, float]
) -> dict[str, Any]:
    return {
        "cleaner": metadata.version("content-cleaner"),
        "python": platform.python_version(),
        "versions": _versions(files),
        "settings": config.as_dict(),
        "inputs": [_fingerprint(path, source) for path, source in files],
        "counts": counts,
        "seconds": {step: round(value, 3) for step, value in seconds.items()},
    }


def _versions(files: list[tuple[Path, str]]) -> dict[str, str]:
    """Return the libraries that the result depends on; the extractor among them where HTML came in."""
    has_html = any(path.suffix in readers.HTML for path, _ in files)
    return {name: metadata.version(name) for name in LIBRARIES} | (html.versions() if has_html else {})


def _fingerprint(path: Path, source: str) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return {"path": source, "sha256": digest, "bytes": path.stat().st_size}
    except OSError as error:
        return {"path": source, "sha256": None, "bytes": None, "error": error.strerror}


def check(
    folder: str | Path, *, suites: Path | None = None, against: Path | None = None
) -> validation.Validation:
    """Validate the tables of a run folder again, as they stand now, and return the result.

    *suites*: a folder of suites in place of the installed ones; *against*: the folder of an earlier
    run, to tell what changed.
    """
    run = Path(folder)
    tables = validation.tables(run)
    result = validation.of_run(tables, suites, released=folders.let_pass(folders.released(run)))
    if against is None:
        return result
    return result.with_drift(profile.drift(folders.figures_of(against), profile.of(tables, result)))
