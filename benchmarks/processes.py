"""Processes, as Linux tells of them: those that one started, and the most memory that one took."""

import importlib
import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from cleaner.memory import ALLOCATION

_NAMED = "import json, sys; print(json.dumps([name for name in sys.modules if name != '__main__']))"


def children(pid: int) -> list[int]:
    """Return the processes that a process started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, rest = stat.read_text().split(" (", 1)
        except OSError:
            continue
        if int(rest.rpartition(")")[2].split()[1]) == pid:
            found.append(int(name))
    return found


def peak(pid: int) -> float:
    """Return the peak memory of a process so far, in MB."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def imports(code: str, *args: str) -> float:
    """Return the memory in MB of a process that imports what another has imported by running *code*."""
    own = {**ALLOCATION, **os.environ}
    ran = subprocess.run(
        [sys.executable, "-c", f"{code}\n{_NAMED}", *args], env=own, check=True, capture_output=True
    )
    names = ran.stdout.splitlines()[-1]
    command = [sys.executable, "-m", "benchmarks.processes"]
    done = subprocess.run(command, env=own, check=True, capture_output=True, input=names)
    return float(done.stdout.split()[-1])


def _import_all() -> None:
    """Import the modules whose names come in, as JSON, and print the memory that took."""
    for name in json.load(sys.stdin):
        with suppress(Exception):  # some can be imported by others only
            importlib.import_module(name)
    print(peak(os.getpid()))


if __name__ == "__main__":
    _import_all()
