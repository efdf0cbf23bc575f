"""Workers that are watched: one that dies is replaced, and the page it died on is found."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from cleaner.engines import parts, tasks
from cleaner.engines.tasks import Worker
from cleaner.engines.worker import NO_MEMORY, receive, send
from cleaner.errors import CleanerError
from cleaner.memory import ALLOCATION
from cleaner.rows import Reject

TICK = 0.2  # seconds between two looks at the workers
HUNGRY = "out of memory"  # how a worker died that said so
STARTS = 3  # deaths before the first page after which no more workers are started

Task = tuple[str, int, parts.Items]


class Refused(Exception):  # noqa: N818 - it carries an error
    """The system refused a worker something, such as room on the disk."""

    def __init__(self, error: OSError) -> None:
        self.error = error


class WorkerError(CleanerError, RuntimeError):
    """Workers cannot be started, or failed in a way that no page explains."""


@dataclass(slots=True)
class _Member:
    """One worker process, and where it is."""

    process: subprocess.Popen[bytes]
    worker: Worker | None = None  # what it was told to work as
    pages: int = 0  # of its part
    at: int = -1  # place of the page in its part; -1: none yet; behind the last: the part is being written
    since: float = field(default_factory=time.monotonic)
    slow: bool = False  # whether it was killed for a page that took too long

    def end(self) -> int:
        """Kill the process, wait for it, close its pipes; return its exit code, negative for a signal."""
        self.process.kill()
        code = self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                with suppress(OSError):  # what was not sent cannot be sent any more
                    pipe.close()
        return code


class Crew:
    """So many workers that do tasks; each is a process of its own, kept from one `run` to the next."""

    paths: str | None = None  # where workers look for modules, if not where they would by themselves

    def __init__(self, size: int, worker: Worker) -> None:
        self._size = size
        self.work_as(worker)
        self._members: dict[int, _Member] = {}
        self._told: queue.Queue[Any] = queue.Queue()
        self._lock = threading.Lock()
        self._stopped = False
        self._threads: list[threading.Thread] = []

    def work_as(self, worker: Worker) -> None:
        """Have the tasks that come done as *worker* would."""
        self._worker, self._seconds = worker, worker.config.page_seconds

    def run(self, given: Iterable[Task]) -> Iterator[int]:
        """Do all tasks; yield the number of each as it is done.

        A task is taken from *given* when a worker is free, not before. When the caller stops, so do
        the workers, at once.
        """
        source, self._threads = iter(given), []
        for which in range(self._size):
            thread = threading.Thread(target=self._serve, args=(which, source), daemon=True)
            self._threads.append(thread)
            thread.start()
        left = self._size
        try:
            while left:
                try:
                    message = self._told.get(timeout=TICK)
                except queue.Empty:
                    self._watch()
                    continue
                if message is None:
                    left -= 1
                elif isinstance(message, BaseException):
                    raise message
                else:
                    yield message
        finally:
            if left:
                self.close()

    def _watch(self) -> None:
        """Kill a worker whose page takes too long; its thread sees that it died."""
        for member in list(self._members.values()):
            if 0 <= member.at < member.pages and time.monotonic() - member.since > self._seconds:
                member.slow = True
                member.process.kill()

    def close(self) -> None:
        """Kill all workers, for good; their threads end when they see it, but one that waits for input."""
        self._stopped = True
        until = time.monotonic() + 1
        while any(thread.is_alive() for thread in self._threads) and time.monotonic() < until:
            for member in list(self._members.values()):
                member.process.kill()
            time.sleep(TICK / 10)
        for which, member in list(self._members.items()):
            self._bury(which, member)

    def _serve(self, which: int, source: Iterator[Task]) -> None:
        """Give tasks to one worker after the other is gone, until there are none."""
        try:
            while not self._stopped:
                with self._lock:
                    task = next(source, None)
                if task is None:
                    break
                self._do(which, task)
                self._told.put(task[1])
        except Refused as refused:
            self._told.put(refused.error)
        except BaseException as error:
            self._told.put(error)
        finally:
            self._told.put(None)

    def _do(self, which: int, task: Task) -> None:
        """Do a task, page by guilty page if its worker dies."""
        kind, number, items = task
        items, deaths, starts = list(items), Counter[int](), 0
        while not self._stopped:
            member = self._members.get(which) or self._hire(which)
            member.pages, member.at, member.since = len(items), -1, time.monotonic()
            try:
                self._give(member, (kind, number, items))
                self._follow(member)
                return
            except (EOFError, OSError):
                if self._stopped:
                    return
                how = self._bury(which, member)
            if member.at < 0 and how != HUNGRY:
                starts += 1
                if starts == STARTS:
                    raise WorkerError(f"workers die before their first page ({how}); is there memory left?")
                continue
            deaths[member.at] += 1
            if member.slow or deaths[member.at] > 1:
                at = member.at if 0 <= member.at < len(items) else parts.longest(items)
                if isinstance(items[at], Reject) and deaths[member.at] > STARTS:
                    raise WorkerError(f"workers die over what is no page ({how}); is there memory left?")
                items[at] = self._guilty(items[at], how, slow=member.slow)

    def _give(self, member: _Member, task: Task) -> None:
        """Send a task, behind what does it where that is news. Raises OSError where it is dead by now."""
        if member.worker is not self._worker:
            send(member.process.stdin, self._worker)  # type: ignore[arg-type] # a pipe
            member.worker = self._worker
        send(member.process.stdin, task)  # type: ignore[arg-type] # a pipe

    def _follow(self, member: _Member) -> None:
        """Read what a worker tells until its task is done."""
        while True:
            what, value = receive(member.process.stdout)  # type: ignore[arg-type] # a pipe
            member.since = time.monotonic()
            if what == "at":
                member.at = value
            elif what == "refused":
                raise Refused(OSError(*value))
            elif what == "failed":
                raise WorkerError(f"a worker failed:\n{value}")
            else:
                member.at = -1
                return

    def _hire(self, which: int) -> _Member:
        command = [sys.executable, "-m", "cleaner.engines.worker"]
        environment = {**ALLOCATION, **os.environ, **({"PYTHONPATH": self.paths} if self.paths else {})}
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
        member = self._members[which] = _Member(process)
        return member

    def _bury(self, which: int, member: _Member) -> str:
        """Return how a worker died, once it has."""
        self._members.pop(which, None)
        code = member.end()
        if code == NO_MEMORY:
            return HUNGRY
        return f"signal {-code}" if code < 0 else f"exit code {code}"

    def _guilty(self, item: Any, how: str, *, slow: bool) -> Any:
        if isinstance(item, Reject):
            return item
        return tasks.too_slow(item, self._worker.config) if slow else tasks.deadly(item, how)
