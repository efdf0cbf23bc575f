"""A run on this machine: pages in, tables, validation, quarantine and report out."""

from __future__ import annotations

import os
import platform
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from cleaner import html, names, readers, validation, writers
from cleaner.config import Config
from cleaner.engines import assemble, folders, parts, tasks
from cleaner.engines import work as works
from cleaner.engines.crew import Crew, Task
from cleaner.engines.tasks import CLEAN, SURVEY, Worker
from cleaner.engines.work import Work
from cleaner.errors import DataError, SuiteError
from cleaner.readers import File, Reading
from cleaner.rows import Page, Reject
from cleaner.survey import Survey
from cleaner.tables import Tables
from cleaner.validation import profile

Progress = Callable[[int, int], None]  # rows done, rows in all
LIBRARIES = ("ftfy", "great-expectations", "langdetect", "num2words", "pandas", "pyarrow", "wordfreq")


@dataclass(frozen=True, slots=True)
class Run:
    """What a run came to: its folder, validation and counts; the tables are read when asked for."""

    folder: Path
    validation: validation.Validation
    counts: dict[str, int]
    notes: tuple[str, ...] = ()  # what to tell of the reading

    @property
    def tables(self) -> Tables:
        """The tables of the run, all in memory."""
        return writers.load(self.folder)


def clean_pages(items: Iterable[Page | Reject], config: Config) -> Tables:
    """Clean rows and return their tables; a row too large or already rejected is a reject.

    What recurs on the pages of a site, and how names are spelt, is counted first: all rows are read
    before one is cleaned.
    """
    rows = list(items)
    survey = tasks.surveyed(rows, config, _silent)
    tables = Worker(Path(), config, survey, alarm=True).cleaned(rows, {}, _silent)
    return tables.with_names(names.judged(_authors(tables), config)) if "names" not in config.off else tables


def _silent(_: int) -> None:
    return None


def _authors(tables: Tables) -> list[tuple[Hashable, str]]:
    ids, authors = (tables.articles.column(name).to_pylist() for name in ("id", "author"))
    return [(id_, author) for id_, author in zip(ids, authors, strict=True) if author]


def run(
    inputs: Iterable[str | Path] | str | Path,
    out: str | Path,
    *,
    config: Config | None = None,
    reading: Reading | None = None,
    suites: Path | None = None,
    against: Path | None = None,
    data_docs: bool = False,
    workers: int | None = None,
    resume: bool = False,
    survey: Path | bool = True,
    progress: Progress | None = None,
    cluster: Cluster | None = None,
) -> Run:
    """Clean every page of *inputs* into the new run folder *out*.

    *inputs*: files, folders, patterns and addresses, as docs/running.md says; *reading*: columns and
    encoding; *suites*: a folder of expectation suites in place of the installed ones; *against*: the
    folder of an earlier run, to tell what changed; *data_docs*: write Great Expectations' pages too;
    *workers*: processes (default: one a core); *resume*: go on with a run that was broken off;
    *survey*: False for one pass that knows each page alone, or a survey that was saved; *cluster*:
    what cleans in place of processes. Raises DataError for an input that does not exist, or where it is
    unclear which column holds the text, OutputError if *out* exists or cannot be written, SuiteError
    for a bad suite.
    """
    config = config or Config()
    given = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    files = readers.find(given)
    notes = readers.guessed(files, reading)  # unclear columns are told before the work, as is the next
    if against:
        folders.figures_of(against)  # an earlier run that is none
    known = Survey.load(survey) if isinstance(survey, Path) else None
    plan = _plan(files, config, reading or Reading(), survey)
    plan |= {"engine": cluster.engine} if cluster else {}
    work = works.begin(Path(out), plan, resume=resume)
    job: Job
    if cluster:
        job = cluster.job(files, reading or Reading(), config, work)
    else:
        job = _Job(partial(readers.read, files, reading), config, work, workers, progress)
        job.total = readers.count(files) if progress else 0
    job.loading = ThreadPoolExecutor(1).submit(validation.load, suites)
    try:
        if survey is True:
            known = job.surveyed()
        job.cleaned(known)
        with writers.fresh_folder(work.out) as folder:
            first = assemble.assemble(work.parts, job.count, folder, config, suites)
            tables = validation.tables(folder, job.rows_in)
            rest = validation.of_run(tables, suites, only=assemble.REST)
            counts = count(folder, job.rows_in)
            notes += [
                f"{name}: {n} records that are no pages were skipped" for name, n in job.skipped.items()
            ]
            about = plan | {"python": platform.python_version(), "counts": counts}
            about |= {"seconds": parts.seconds(work.parts, job.count), "notes": notes}
            result = folders.finish(
                folder,
                validation.joined([first, rest]),
                about,
                suites=suites,
                against=against,
                data_docs=data_docs,
            )
            if known is not None:
                known.save(folder / "run.survey")
    except BaseException as error:
        if not work.finished() or isinstance(error, SuiteError):
            work.remove()  # there is nothing to go on with
        raise
    work.remove()
    return Run(work.out, result, counts, tuple(notes))


class Job(Protocol):
    """What surveys and cleans the rows of a run: into so many parts, of so many rows."""

    count: int
    rows_in: int
    skipped: Counter[str]
    loading: Future[Any] | None

    def surveyed(self) -> Survey:
        """Return the survey of all rows."""

    def cleaned(self, survey: Survey | None) -> None:
        """Write all parts."""


class Cluster(Protocol):
    """What cleans on other machines. Its parts end elsewhere, so no other engine may go on with them."""

    @property
    def engine(self) -> str:
        """What it is called."""

    def job(self, files: list[File], reading: Reading, config: Config, work: Work) -> Job:
        """Return what does a run."""


class _Job:
    """The rows of a run, cut into parts, surveyed and cleaned by this process or by workers."""

    def __init__(
        self,
        read: Callable[[Counter[str]], Iterator[Page | Reject]],
        config: Config,
        work: Work,
        workers: int | None,
        progress: Progress | None,
    ) -> None:
        self.read, self.config, self.work, self.progress = read, config, work, progress
        self.total = 0
        self.skipped: Counter[str] = Counter()  # records that are no pages, by file
        self._workers = workers or os.cpu_count() or 1
        self._alone = workers is None and not any(islice(self._parts(), 1, None))
        self.count = self.rows_in = 0
        self.loading: Future[Any] | None = None  # the suites, and the engine behind them

    def _parts(self) -> Iterator[tuple[int, parts.Items]]:
        self.skipped.clear()  # each pass counts anew
        yield from enumerate(parts.cut(self.read(self.skipped)))

    def surveyed(self) -> Survey:
        """Return the survey of all rows, the parts of it from files that are there or are made now."""
        path = self.work.folder / works.TOTAL
        if path.is_file():
            return Survey.load(path)
        self._do(SURVEY, None, self.work.is_surveyed)
        total = Survey()
        for number in range(self.count):
            total.absorb(Survey.load(self.work.surveys / f"{parts.name(number)}.survey"))
        total.save(path)
        return Survey.load(path)

    def cleaned(self, survey: Survey | None) -> None:
        """Clean all parts that are not cleaned yet."""
        self._do(CLEAN, survey, partial(parts.is_whole, self.work.parts))
        self.count = self.count or empty(self.work, self.config)

    def _do(self, kind: str, survey: Survey | None, is_done: Callable[[int], bool]) -> None:
        worker = Worker(self.work.folder, self.config, survey, alarm=self._alone)
        sizes: dict[int, int] = {}

        def to_do() -> Iterator[Task]:
            self.count = self.rows_in = 0
            for number, items in self._parts():
                self.count, self.rows_in = number + 1, self.rows_in + len(items)
                sizes[number] = len(items)
                if is_done(number):
                    self._tell(kind, sizes.pop(number))
                else:
                    yield kind, number, items

        self._rows = 0
        done = self._by_itself(worker, to_do()) if self._alone else Crew(self._workers, worker).run(to_do())
        for number in done:
            if self.loading:
                self.loading.result()  # a bad suite is told after the first part, not after the last
            self._tell(kind, sizes.pop(number))

    def _by_itself(self, worker: Worker, given: Iterable[Task]) -> Iterator[int]:
        """Do tasks in this process; progress is told row by row."""
        for kind, number, items in given:
            worker.do(kind, number, items, partial(self._tell, kind, 0))
            yield number

    def _tell(self, kind: str, rows: int, at: int = 0) -> None:
        self._rows += rows
        if self.progress and kind == CLEAN:
            self.progress(self._rows + at, self.total)


def empty(work: Work, config: Config) -> int:
    """Write the one part of a run without a row; return 1."""
    Worker(work.folder, config).do(CLEAN, 0, [], _silent)
    return 1


def validated(
    cleaned: Tables, suites: Path | None = None, released: Mapping[str, Collection[str]] | None = None
) -> tuple[Tables, validation.Validation]:
    """Return tables with failing articles in quarantine, and their validation; all in memory.

    *released*: for a rule, the ids of articles that it lets pass.
    """
    first = validation.of_run(cleaned.measured(), suites, only=assemble.CLEANED, released=released)
    articles, held = validation.quarantine(cleaned.articles, first, related=cleaned.as_mapping())
    tables = cleaned.with_articles(articles, pa.concat_tables([cleaned.quarantine, held]))
    rest = validation.of_run(tables.measured(), suites, only=assemble.REST)
    return tables, validation.joined([first, rest])


def count(folder: Path, rows_in: int) -> dict[str, int]:
    """Return the counts of a run folder. Raises DataError if a row was lost or stands twice."""
    tables = validation.tables(folder, rows_in)
    counts: dict[str, int] = tables["run"].whole(tables["run"].schema.names).to_pylist()[0]
    if rows_in != counts["articles"] + counts["quarantine"] + counts["rejects"]:
        raise DataError(f"{folder}: rows do not add up: {counts}; please report it with the input")
    return counts | {name: tables[name].rows for name in ("edits", "findings", "names")}


def _plan(files: list[File], config: Config, reading: Reading, survey: Path | bool) -> dict[str, Any]:
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
