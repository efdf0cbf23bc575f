"""A process that does tasks: they come in on standard input, what was done goes out on standard output.

Started as `python -m cleaner.engines.worker`, so that a script needs no guard around its main part.
Each message is a length (8 bytes, little-endian) and a pickle; both ends are this package.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import struct
import sys
import threading
import traceback
from importlib.abc import MetaPathFinder
from typing import Any, BinaryIO

from cleaner import pipeline
from cleaner.engines.tasks import Worker

_WARM = "The river rose again on Monday.\nLeave a Reply\n7 + 4 =\n"
_LENGTH = struct.Struct("<Q")
NO_MEMORY = 77  # exit code of a worker that ran out of memory


class _NoPandas(MetaPathFinder):
    """Keeps pyarrow from loading pandas to see what a value is: 30 MB that no task uses."""

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        """Refuse pandas."""
        if fullname == "pandas":
            raise ModuleNotFoundError("a worker has no use for pandas", name=fullname)


def send(stream: BinaryIO, message: Any) -> None:
    """Write one message."""
    raw = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(raw)))
    stream.write(raw)  # by itself: a page of megabytes is not copied once more
    stream.flush()


def receive(stream: BinaryIO) -> Any:
    """Read one message. Raises EOFError where the other end is gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    raw = stream.read(_LENGTH.unpack(head)[0])
    return pickle.loads(raw)


def _listen(tasks: queue.SimpleQueue[Any]) -> None:
    """Take tasks in as they come; when nobody can send any more, end at once, whatever is being done."""
    while True:
        try:
            tasks.put(receive(sys.stdin.buffer))
        except EOFError:
            os._exit(1)
        except MemoryError:
            os._exit(NO_MEMORY)


def main() -> None:
    """Do tasks until the other end is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this one decides
    sys.meta_path.insert(0, _NoPandas())
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no message
    tasks: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(tasks,), daemon=True).start()
    worker = tasks.get()
    pipeline.clean(_WARM)  # so that no page waits for what is loaded once
    while True:
        told = tasks.get()
        if isinstance(told, Worker):  # what comes now is for another run
            worker = told
            continue
        kind, number, items = told
        try:
            worker.do(kind, number, items, lambda at: send(out, ("at", at)))
        except MemoryError:
            os._exit(NO_MEMORY)  # with all that it held; another worker finds the page
        except OSError as error:
            send(out, ("refused", (error.errno, str(error))))
        except Exception:
            send(out, ("failed", traceback.format_exc()))
        else:
            send(out, ("done", number))


if __name__ == "__main__":
    main()
