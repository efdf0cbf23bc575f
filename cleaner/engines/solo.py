"""One watched worker for a process that gets its parts one by one, as a task of a cluster does.

A page that kills or hangs the worker becomes a reject, as in a run of this machine, and the task goes on.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from cleaner.engines.crew import TICK, Crew, Refused, Task, _Member
from cleaner.engines.tasks import Worker


class Solo(Crew):
    """A worker that is kept from task to task; it ends when this process does, whichever way that is."""

    def __init__(self, worker: Worker) -> None:
        super().__init__(1, worker)
        self.paths = os.pathsep.join(filter(None, sys.path))  # a cluster may have put packages there
        threading.Thread(target=self._keep_watch, daemon=True).start()

    def do(self, worker: Worker, task: Task) -> None:
        """Do a task as *worker* would.

        Raises WorkerError where no page explains why it cannot be done, OSError where the system refused.
        """
        self.work_as(worker)
        try:
            self._do(0, task)
        except Refused as refused:
            raise refused.error from refused

    def _keep_watch(self) -> None:
        while True:
            time.sleep(TICK)
            self._watch()

    def _hire(self, which: int) -> _Member:
        """Start a worker that a machine without memory kills first, before what a cluster cannot lose."""
        member = super()._hire(which)
        with suppress(OSError):  # Linux only
            Path(f"/proc/{member.process.pid}/oom_score_adj").write_text("1000")
        return member
