"""What happens in a run, told as it happens, for programs: docs/running.md lists every event."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import orjson

from cleaner.engines import tasks
from cleaner.validation import Validation
from cleaner.validation.results import SEVERITIES

Listener = Callable[[Mapping[str, Any]], None]  # is told an event: its name as "event", and its fields


class Events:
    """Tells a listener, one event at a time, what parts come to and how far a run is.

    Rates are those of this process: parts that an earlier one did count for the share alone.
    """

    def __init__(self, listener: Listener | None = None) -> None:
        self._listener, self._lock = listener, threading.Lock()
        self._pass, self._total = "", 0
        self._started = self._began = 0.0
        self._rows = self._new = self._rejected = 0

    @property
    def is_heard(self) -> bool:
        """Whether anyone listens."""
        return self._listener is not None

    def tell(self, event: str, **fields: Any) -> None:
        """Tell one event."""
        if self._listener:
            with self._lock:  # parts are done in several threads
                self._listener({"event": event, **fields})

    def started(self, out: Path, plan: Mapping[str, Any], job: Any, *, done: int) -> None:
        """Tell that a run begins, or goes on with so many parts *done*."""
        self._started = time.monotonic()
        self.tell(
            "started",
            version=plan["cleaner"],
            out=str(out),
            engine=plan.get("engine", "local"),
            files=len(plan["inputs"]),
            rows=getattr(job, "total", 0) or None,
            workers=getattr(job, "workers", None),
            parts_done=done,
        )

    def begins(self, kind: str, total: int) -> None:
        """Take note that a pass over the rows begins; *total*: how many there are, roughly."""
        self._pass, self._total, self._began = kind, total, time.monotonic()
        self._rows = self._new = self._rejected = 0

    def part(self, number: int, rows: int, rejects: Path | None, *, is_new: bool) -> None:
        """Tell that a part is done, which pages of it took too much, and how far the run is.

        *rejects*: the file that they lie in; None for a pass that rejects nothing.
        """
        if not self._listener:
            return
        told = _rejects(rejects) if rejects else []
        for row in told:
            if row["reason"].startswith(tasks.TOO_MUCH):
                self.tell(
                    "rejected", **{name: row[name] for name in ("source", "row", "id", "reason", "mend")}
                )
        with self._lock:
            self._rows, self._rejected = self._rows + rows, self._rejected + len(told)
            self._new += rows if is_new else 0
            progress = self._progress()
        self.tell(
            "part",
            **{
                "pass": self._pass,
                "part": number,
                "rows": rows,
                "rejected": len(told),
                "resumed": not is_new,
            },
        )
        self.tell("progress", **progress)

    def _progress(self) -> dict[str, Any]:
        total = max(self._total, self._rows)
        rate = self._new / max(time.monotonic() - self._began, 1e-9)
        return {
            "pass": self._pass,
            "rows": self._rows,
            "rows_in_all": total,
            "share": round(self._rows / total, 4) if total else 1.0,
            "rows_per_second": round(rate, 1),
            "seconds_left": round((total - self._rows) / rate, 1) if rate else None,
            "rejected": self._rejected,
        }

    def finished(
        self, out: Path, notes: Iterable[str], result: Validation, counts: Mapping[str, int]
    ) -> None:
        """Tell that the run folder is there, what was to be noted, and what it came to."""
        for note in notes:
            self.tell("note", text=note)
        self._validated(result)
        seconds = round(time.monotonic() - self._started, 1)
        self.tell("finished", out=str(out), counts=dict(counts), seconds=seconds)

    def _validated(self, result: Validation) -> None:
        bad = [rule for rule in result.results if rule.status != "pass"]
        self.tell(
            "validated",
            evaluated=result.evaluated,
            failed={name: len(result.failed(name)) for name in SEVERITIES},
            rules=[
                {
                    "rule": rule.rule,
                    "status": rule.status,
                    "severity": rule.severity,
                    "evaluated": rule.evaluated,
                    "unexpected": rule.unexpected,
                }
                for rule in bad
            ],
        )


def _rejects(path: Path) -> list[dict[str, Any]]:
    """Return the rejects of a part, without their bytes."""
    with path.open("rb") as lines:
        return [{**orjson.loads(line), "raw": None} for line in lines]
