"""Events of a run as JSON lines, each with its time: in a file, or on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from cleaner.disk import written
from cleaner.engines.events import Listener

STDERR = "-"


@contextmanager
def opened(where: str) -> Iterator[Listener]:
    """Give a listener for `cleaner.run` that writes each event as a line: "-" is standard error.

    A file is gone on with, so that one holds all attempts of a run. What ends the block with an error
    is the last event. Raises OutputError if the file cannot be written.

    >>> import cleaner, tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "page.txt").write_text("The river rose again.")
    >>> with opened(str(folder / "log.jsonl")) as listener:
    ...     done = cleaner.run(folder / "page.txt", folder / "run", listener=listener)
    >>> [json.loads(line)["event"] for line in (folder / "log.jsonl").read_bytes().splitlines()]
    ['started', 'part', 'progress', 'part', 'progress', 'validated', 'finished']
    """
    with ExitStack() as stack:
        file: IO[bytes] = sys.stderr.buffer
        if where != STDERR:
            with written(Path(where)):
                file = stack.enter_context(Path(where).open("ab"))

        def listener(event: Mapping[str, Any]) -> None:
            _write(file, where, event)

        try:
            yield listener
        except KeyboardInterrupt:
            listener({"event": "stopped"})
            raise
        except Exception as error:
            listener({"event": "failed", "message": str(error) or type(error).__name__})
            raise


def _write(file: IO[bytes], where: str, event: Mapping[str, Any]) -> None:
    time = datetime.now(UTC).isoformat(timespec="milliseconds")
    with written(Path(where)):
        # in ASCII: what pages say must not reach a terminal
        file.write(json.dumps({"time": time, **event}).encode("ascii") + b"\n")
        file.flush()
