"""A run on this machine: pages in, tables, validation, quarantine and report out."""

from __future__ import annotations

import platform
from collections.abc import Collection, Hashable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from cleaner import exports, names, readers, validation, writers
from cleaner.config import Config
from cleaner.display import Displayed
from cleaner.engines import assemble, folders, parts, tasks
from cleaner.engines import plan as plans
from cleaner.engines import work as works
from cleaner.engines.events import Events, Listener
from cleaner.engines.folders import Wanted
from cleaner.engines.job import Cluster, Job, LocalJob, Progress, silent
from cleaner.engines.tasks import Worker
from cleaner.engines.work import Work
from cleaner.errors import DataError
from cleaner.readers import Reading
from cleaner.rows import Row
from cleaner.survey import Survey
from cleaner.tables import Tables
from cleaner.validation import profile
from cleaner.validation.sources import Source


@dataclass(frozen=True, slots=True)
class Run(Displayed):
    """What a run came to: its folder, validation and counts; the tables are read when asked for."""

    folder: Path
    validation: validation.Validation
    counts: dict[str, int]
    notes: tuple[str, ...] = ()  # what to tell of the reading

    @property
    def tables(self) -> Tables:
        """The tables of the run, all in memory."""
        return writers.load(self.folder)


def clean_pages(items: Iterable[Row], config: Config) -> Tables:
    """Clean rows and return their tables; a row too large or already rejected is a reject.

    What recurs on the pages of a site, and how names are spelt, is counted first: all rows are read
    before one is cleaned.
    """
    rows = list(items)
    survey = tasks.surveyed(rows, config, silent)
    tables = Worker(Path(), config, survey.recurring(), alarm=True).cleaned(rows, {}, silent)
    return tables.with_names(names.judged(_authors(tables), config)) if "names" not in config.off else tables


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
    formats: Collection[str] = (),
    listener: Listener | None = None,
) -> Run:
    """Clean every page of *inputs* into the new run folder *out*.

    *inputs*: files, folders, patterns and addresses, as docs/running.md says; *reading*: columns and
    encoding; *suites*: a folder of expectation suites in place of the installed ones; *against*: the
    folder of an earlier run, to tell what changed; *data_docs*: write Great Expectations' pages too;
    *workers*: processes (default: one a core); *resume*: go on with a run that was broken off;
    *survey*: False for one pass that knows each page alone, or a survey that was saved; *cluster*:
    what cleans in place of processes; *formats*: what to write the tables as beside Parquet, "csv" and
    "jsonl"; *listener*: is told what happens, event by event. Raises DataError for an input that does
    not exist, or where it is unclear which column holds the text, OutputError if *out* exists or cannot
    be written, SuiteError for a bad suite.
    """
    config, reading = config or Config(), reading or Reading()
    wanted = Wanted(suites, against, data_docs, exports.checked(formats))
    files = readers.find([inputs] if isinstance(inputs, str | Path) else inputs)
    notes = readers.guessed(files, reading)  # unclear columns are told before the work, as is the next
    if against:
        folders.figures_of(against)  # an earlier run that is none
    known = Survey.load(survey) if isinstance(survey, Path) else None
    plan = plans.of(files, config, reading, survey) | ({"engine": cluster.engine} if cluster else {})
    work = works.begin(Path(out), plan, resume=resume)
    events = Events(listener)
    job: Job
    if cluster:
        job = cluster.job(files, reading, config, work)
    else:
        job = LocalJob(partial(readers.read, files, reading), config, work, workers, progress)
        job.events, job.total = events, readers.count(files) if progress or events.is_heard else 0
    events.started(work.out, plan, job, done=work.finished())
    job.loading = ThreadPoolExecutor(1).submit(validation.load, suites)
    with works.kept(work), closing(job):
        if survey is True:
            known = job.surveyed()
        job.cleaned(known)
        kept = _kept(work, known)
        del known  # its memory is wanted for what comes next
        with writers.fresh_folder(work.out) as folder:
            done = _written(folder, job, work, plan | {"notes": notes}, config, wanted)
            if kept:
                kept.replace(folder / "run.survey")
    events.finished(work.out, done.notes, done.validation, done.counts)
    return replace(done, folder=work.out)


def _kept(work: Work, survey: Survey | None) -> Path | None:
    """Write a survey into the work folder, so that it need not be held."""
    if survey is None:
        return None
    survey.save(path := work.folder / "kept.survey")
    return path


def _written(
    folder: Path, job: Job, work: Work, about: dict[str, Any], config: Config, wanted: Wanted
) -> Run:
    """Put the parts of a run together in a folder, validated, and write all that goes with them."""
    first = assemble.assemble(work.parts, job.count, folder, config, wanted.suites)
    tables = validation.tables(folder, job.rows_in)
    rest = validation.of_run(tables, wanted.suites, only=assemble.REST)
    counts = count(tables)
    skipped = [f"{name}: {n} records that are no pages were skipped" for name, n in job.skipped.items()]
    notes = [*about["notes"], *skipped]
    about |= {"python": platform.python_version(), "counts": counts, "notes": notes}
    about |= {"seconds": parts.seconds(work.parts, job.count)}
    result = folders.finish(folder, tables, validation.joined([first, rest]), about, wanted)
    return Run(folder, result, counts, tuple(notes))


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


def count(tables: Mapping[str, Source]) -> dict[str, int]:
    """Return the counts of a run. Raises DataError if a row was lost or stands twice."""
    counts: dict[str, int] = tables["run"].whole(tables["run"].schema.names).to_pylist()[0]
    if counts["rows_in"] != counts["articles"] + counts["quarantine"] + counts["rejects"]:
        raise DataError(f"rows do not add up: {counts}; please report it with the input")
    return counts | {name: tables[name].rows for name in ("edits", "findings", "names")}


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
