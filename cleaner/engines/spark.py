"""A run on a cluster: Spark reads, surveys and cleans; this machine validates and writes the run folder.

All machines see the inputs and the folder of the run at the same paths. Parts are written where
processes of one machine would write them, and what comes then is the same.
"""

from __future__ import annotations

import pickle
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaner import readers
from cleaner.config import Config
from cleaner.engines import local, parts, spread, travel
from cleaner.engines.crew import WorkerError
from cleaner.engines.job import Progress, empty
from cleaner.engines.local import Run
from cleaner.engines.work import Work
from cleaner.errors import ConfigError, MissingExtra
from cleaner.readers import File, Reading
from cleaner.survey import Survey

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, Row, SparkSession

TICK = 0.5  # seconds between two looks at how far Spark is


def run(
    inputs: Iterable[str | Path] | str | Path,
    out: str | Path,
    *,
    resume: bool = False,
    workers: int | None = None,
    progress: Progress | None = None,
    **options: Any,
) -> Run:
    """Do what `cleaner.run` does, on Spark; options are its own. *progress* is told as tasks end.

    The session is the one that is there, or one that is started by what Spark's own settings say.
    Raises ConfigError for *resume* and *workers*, for which Spark has its own, MissingExtra without
    pyspark, WorkerError where a task fails for good, and what `cleaner.run` does.
    """
    if resume or workers:
        raise ConfigError("--resume and --workers are for --engine local; Spark has its own")
    session = _session()
    with _in_words():
        return local.run(inputs, out, cluster=_Spark(session, progress), **options)


def _session() -> SparkSession:
    try:
        from cleaner.engines import cluster
    except ImportError as error:
        needed = 'pip install "content-cleaner[spark]"'
        raise MissingExtra(f"--engine spark needs {error.name}, which is not installed: {needed}") from error
    return cluster.session()


@contextmanager
def _in_words() -> Iterator[None]:
    """Say in one line what a worker of Spark failed of; Spark says it in a hundred, in its log too."""
    from pyspark.errors import PythonException

    try:
        yield
    except PythonException as error:
        *_, last = filter(str.strip, str(error).split("\n"))
        told = (
            f"a task failed on Spark as often as it may ({last.strip()}); Spark's log says on which machine"
        )
        raise WorkerError(told) from error


@dataclass(frozen=True, slots=True)
class _Spark:
    session: SparkSession
    progress: Progress | None
    engine: str = "spark"

    def job(self, files: list[File], reading: Reading, config: Config, work: Work) -> _Job:
        """Return what does a run."""
        found = [(_absolute(address), source) for address, source in files]
        return _Job(self, found, reading, config, work)


def _absolute(address: str) -> str:
    """Return an address as workers find it, who may have been started in another folder."""
    if address == "-":
        raise ConfigError("standard input is not on the cluster: write a file, or take --engine local")
    return str(Path(address).absolute()) if Path(address).exists() else address


class _Job:
    """The rows of a run, read, put in order and kept by Spark, surveyed and cleaned there."""

    def __init__(
        self, spark: _Spark, files: list[File], reading: Reading, config: Config, work: Work
    ) -> None:
        from cleaner.engines import cluster

        self._session, self._progress = spark.session, spark.progress
        self._files, self._reading, self._config, self._work = files, reading, config, work
        self._counters = cluster.counters(spark.session)
        self.count = self.rows_in = 0
        self.skipped: Counter[str] = Counter()
        self.loading: Future[Any] | None = None

    @cached_property
    def _held(self) -> DataFrame:
        """The rows, and how many records of a file are none."""
        from cleaner.engines import cluster

        rows = cluster.read(self._session, self._files, self._reading, self._counters)
        return cluster.held(cluster.in_order(cluster.unique(rows)))

    @property
    def _items(self) -> DataFrame:
        return self._held.where(f"at != {travel.SKIPPED}")

    def surveyed(self) -> Survey:
        """Return the survey of all rows."""
        from cleaner.engines import cluster

        return cluster.survey(self._items, self._config)

    def cleaned(self, survey: Survey | None) -> None:
        """Write all parts, and number them in the order of reading."""
        from cleaner.engines import cluster

        if self.loading:
            self.loading.result()  # a bad suite is told before the work
        folder = (self._work.folder / "cleaned").absolute()
        (folder / "parts").mkdir(parents=True, exist_ok=True)
        known = cluster.known(self._session, self._config, survey)
        write = partial(spread.parted, known=known, folder=folder, counters=self._counters)
        try:
            with _shown(self._tell):
                done = cluster.mapped(self._items, write, spread.DONE).collect()
            self._count_skipped()
        finally:
            self._held.unpersist()
        self._number(folder / "parts", sorted(done))

    def close(self) -> None:
        """Do nothing: the session is the user's, and what it held was let go of."""

    def _count_skipped(self) -> None:
        """Tell how many records are no pages, of which each file has at most one number."""
        if any(readers.is_warc(source) for _, source in self._files):
            for row in self._held.where(f"at = {travel.SKIPPED}").select("file", "item").collect():
                self.skipped[self._files[row.file][1]] = pickle.loads(row.item)

    def _number(self, folder: Path, done: list[Row]) -> None:
        numbers = (row.first + n for row in done for n in range(row.parts))
        for self.count, number in enumerate(numbers, 1):
            (folder / parts.name(number)).rename(self._work.parts / parts.name(self.count - 1))
        self.rows_in = sum(row.rows for row in done)
        self.count = self.count or empty(self._work, self._config)

    def _tell(self) -> None:
        if self._progress:
            done, read, rejects = (counter.value for counter in self._counters.all())
            self._progress(min(done, read), read, rejects)


@contextmanager
def _shown(tell: Callable[[], None]) -> Iterator[None]:
    """Tell every now and then in the block, and at its end."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(TICK):
            tell()

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
    tell()
