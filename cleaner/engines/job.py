"""What surveys and cleans the rows of a run: this process, or workers, or a cluster."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from functools import partial
from itertools import islice
from typing import Any, Protocol

from cleaner.config import Config
from cleaner.engines import parts
from cleaner.engines import work as works
from cleaner.engines.crew import Crew, Task
from cleaner.engines.events import Events
from cleaner.engines.tasks import CLEAN, SURVEY, Worker
from cleaner.engines.work import Work
from cleaner.readers import File, Reading
from cleaner.rows import Row
from cleaner.survey import Survey


class Progress(Protocol):
    """Is told rows done, rows in all and, by what knows it, how many of those done are rejects."""

    def __call__(self, done: int, total: int, rejected: int = 0) -> None:
        """Take note."""


def silent(_: int) -> None:
    """Take a place, and tell nobody."""


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

    def close(self) -> None:
        """Let go of what did the work; more than once does no harm."""


class Cluster(Protocol):
    """What cleans on other machines. Its parts end elsewhere, so no other engine may go on with them."""

    @property
    def engine(self) -> str:
        """What it is called."""

    def job(self, files: list[File], reading: Reading, config: Config, work: Work) -> Job:
        """Return what does a run."""


class LocalJob:
    """The rows of a run, cut into parts, surveyed and cleaned by this process or by workers."""

    def __init__(
        self,
        read: Callable[[Counter[str]], Iterator[Row]],
        config: Config,
        work: Work,
        workers: int | None,
        progress: Progress | None,
    ) -> None:
        self.read, self.config, self.work, self.progress = read, config, work, progress
        self.total = 0
        self.skipped: Counter[str] = Counter()  # records that are no pages, by file
        self.workers = workers or os.cpu_count() or 1
        self._alone = workers is None and not any(islice(self._parts(), 1, None))
        if self._alone:
            self.workers = 1  # this process
        self.count = self.rows_in = 0
        self.loading: Future[Any] | None = None  # the suites, and the engine behind them
        self.events = Events()
        self._crew: Crew | None = None

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
        self.close()  # their memory is wanted for what comes next

    def _do(self, kind: str, survey: Survey | None, is_done: Callable[[int], bool]) -> None:
        known = survey.recurring() if survey else None
        worker = Worker(self.work.folder, self.config, known, alarm=self._alone)
        sizes: dict[int, int] = {}

        def to_do() -> Iterator[Task]:
            self.count = self.rows_in = 0
            for number, items in self._parts():
                self.count, self.rows_in = number + 1, self.rows_in + len(items)
                sizes[number] = len(items)
                if is_done(number):
                    self._done(kind, number, sizes.pop(number), is_new=False)
                else:
                    yield kind, number, items

        self._rows = 0
        self.events.begins(kind, self.rows_in or self.total)
        done = self._by_itself(worker, to_do()) if self._alone else self._by_crew(worker, to_do())
        for number in done:
            if self.loading:
                self.loading.result()  # a bad suite is told after the first part, not after the last
            self._done(kind, number, sizes.pop(number), is_new=True)

    def _done(self, kind: str, number: int, rows: int, *, is_new: bool) -> None:
        self._tell(kind, rows)
        rejects = parts.rejects_of(self.work.parts, number) if kind == CLEAN else None
        self.events.part(number, rows, rejects, is_new=is_new)

    def _by_crew(self, worker: Worker, given: Iterable[Task]) -> Iterator[int]:
        """Do tasks in processes, which stay for the next pass: what they know of languages was dear."""
        self._crew = self._crew or Crew(self.workers, worker)
        self._crew.work_as(worker)
        return self._crew.run(given)

    def close(self) -> None:
        """End the processes."""
        if self._crew:
            self._crew.close()
            self._crew = None

    def _by_itself(self, worker: Worker, given: Iterable[Task]) -> Iterator[int]:
        """Do tasks in this process; progress is told row by row."""
        for kind, number, items in given:
            worker.do(kind, number, items, partial(self._at, kind, len(items)))
            yield number

    def _at(self, kind: str, rows: int, at: int) -> None:
        if at < rows:  # what comes behind the last row is no row
            self._tell(kind, 0, at)

    def _tell(self, kind: str, rows: int, at: int = 0) -> None:
        self._rows += rows
        if self.progress and kind == CLEAN:
            self.progress(self._rows + at, self.total)


def empty(work: Work, config: Config) -> int:
    """Write the one part of a run without a row; return 1."""
    Worker(work.folder, config).do(CLEAN, 0, [], silent)
    return 1
