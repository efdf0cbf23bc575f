"""A run on a cluster: Spark reads, surveys and cleans; this machine validates and writes the run folder.

All machines see the inputs and the folder of the run at the same paths. Parts are written where
processes of one machine would write them, and what comes then is the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaner.config import Config
from cleaner.engines import local, parts, spread
from cleaner.engines.job import Progress, empty
from cleaner.engines.local import Run
from cleaner.engines.work import Work
from cleaner.errors import ConfigError, MissingExtra
from cleaner.readers import File, Reading
from cleaner.survey import Survey

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


def run(
    inputs: Iterable[str | Path] | str | Path,
    out: str | Path,
    *,
    resume: bool = False,
    workers: int | None = None,
    progress: Progress | None = None,
    **options: Any,
) -> Run:
    """Do what `cleaner.run` does, on Spark; options are its own, and *progress* is not told.

    The session is the one that is there, or one that is started by what Spark's own settings say.
    Raises ConfigError for *resume* and *workers*, for which Spark has its own, MissingExtra without
    pyspark, and what `cleaner.run` does.
    """
    if resume or workers:
        raise ConfigError("--resume and --workers are for --engine local; Spark has its own")
    return local.run(inputs, out, cluster=_Spark(_session()), **options)


def _session() -> SparkSession:
    try:
        from cleaner.engines import cluster
    except ImportError as error:
        needed = 'pip install "content-cleaner[spark]"'
        raise MissingExtra(f"--engine spark needs {error.name}, which is not installed: {needed}") from error
    return cluster.session()


@dataclass(frozen=True, slots=True)
class _Spark:
    session: SparkSession
    engine: str = "spark"

    def job(self, files: list[File], reading: Reading, config: Config, work: Work) -> _Job:
        """Return what does a run."""
        return _Job(
            self.session, [(_absolute(path), source) for path, source in files], reading, config, work
        )


def _absolute(address: str) -> str:
    """Return an address as workers find it, who may have been started in another folder."""
    if address == "-":
        raise ConfigError("standard input is not on the cluster: write a file, or take --engine local")
    return str(Path(address).absolute()) if Path(address).exists() else address


class _Job:
    """The rows of a run, read, put in order and kept by Spark, surveyed and cleaned there."""

    def __init__(
        self, session: SparkSession, files: list[File], reading: Reading, config: Config, work: Work
    ) -> None:
        self._session, self._files, self._reading = session, files, reading
        self._config, self._work = config, work
        self.count = self.rows_in = 0
        self.skipped: Counter[str] = Counter()  # workers do not tell of records that are no pages
        self.loading: Future[Any] | None = None

    @cached_property
    def _items(self) -> DataFrame:
        from cleaner.engines import cluster

        rows = cluster.read(self._session, self._files, self._reading)
        return cluster.held(cluster.in_order(cluster.unique(rows)))

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
        folder.mkdir(exist_ok=True)
        known = cluster.known(self._session, self._config, survey)
        write = partial(spread.parted, known=known, folder=folder)
        done = cluster.mapped(self._items, write, spread.DONE).collect()
        self._items.unpersist()
        for number, row in enumerate(sorted(done, key=lambda row: row.part)):
            (folder / parts.name(row.part)).rename(self._work.parts / parts.name(number))
        self.rows_in = sum(row.rows for row in done)
        self.count = len(done) or empty(self._work, self._config)
