"""Memory goes back to the system in processes that are the package's own."""

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from cleaner import Config
from cleaner.engines import crew
from cleaner.engines.tasks import Worker
from cleaner.memory import ALLOCATION

ASK = "import pyarrow; print(pyarrow.default_memory_pool().backend_name)"
# Buffers that come and go, and something small behind them that stays.
GROW = """
def resident():
    with open("/proc/self/statm") as told:
        return int(told.read().split()[1]) * 4096
for _ in range(2):
    before = resident()
    held = [bytearray(300_000) for _ in range(200)]
    stays = bytearray(100_000)
    del held
print((resident() - before) // 1_000_000)
"""


def said(code, **environment):
    own = {name: value for name, value in os.environ.items() if name not in ALLOCATION}
    done = subprocess.run(
        [sys.executable, "-c", code], env=own | environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_arrow_takes_memory_from_the_system():
    assert said(f"from cleaner.memory import give_back; give_back(); {ASK}") == "system"


def test_what_the_environment_says_holds():
    code = "import os; from cleaner.memory import give_back; give_back(); print(os.environ['{}'])"
    name = "ARROW_DEFAULT_MEMORY_POOL"
    assert said(code.format(name), **{name: "mimalloc"}) == "mimalloc"


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the other libraries have no such settings")
def test_freed_buffers_go_back():
    assert int(said(GROW)) > 20
    assert int(said(f"from cleaner.memory import give_back; give_back()\n{GROW}")) < 5


def test_workers_are_started_so(monkeypatch):
    started = []

    class Popen:
        def __init__(self, command, *, env, **_):
            started.append({name: env.get(name) for name in ALLOCATION})

    for name in ALLOCATION:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MALLOC_ARENA_MAX", "4")
    monkeypatch.setattr(crew.subprocess, "Popen", Popen)
    crew.Crew(1, Worker(Path(), Config()))._hire(0)
    assert started == [ALLOCATION | {"MALLOC_ARENA_MAX": "4"}]
