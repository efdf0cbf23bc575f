"""Runs under bad conditions: full disks, workers without memory, huge pages, tiny pages, broken lines."""

import os
import resource
import shutil
import subprocess
import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import orjson
import pytest

from cleaner import exports, replay
from cleaner.engines import local, release
from cleaner.engines.crew import WorkerError
from cleaner.errors import OutputError
from cleaner.tables import SCHEMAS
from tests.hooked import BODY, hook, write_pages

NO_SPACE = "(No space left on device|File too large)"


def files(folder):
    found = [p for name in SCHEMAS for p in (folder / name).iterdir()] + [folder / "rejects.jsonl"]
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in found}


def counts(folder):
    told = orjson.loads((folder / "run.json").read_bytes())["counts"]
    assert told["rows_in"] == told["articles"] + told["quarantine"] + told["rejects"]
    return told


def command(source, out, *options, limit=None):
    """Start the command, no file of it larger than *limit* bytes."""
    args = [sys.executable, "-m", "cleaner", "run", str(source), "--out", str(out), *options]
    bound = (
        partial(resource.setrlimit, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY)) if limit else None
    )
    done = subprocess.run(args, capture_output=True, text=True, check=False, preexec_fn=bound)
    return done.returncode, done.stderr


def left(folder):
    """Return what lies in a folder, and what in it was being written."""
    names = sorted(p.name for p in folder.iterdir())
    return names, [p for p in folder.rglob("*") if "writing" in p.name]


# --- a full disk ---


@contextmanager
def disk(place, size):
    """Give a folder that holds so many bytes; a plain one where no disk may be mounted: then it has no end."""
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", str(place)], check=True)
