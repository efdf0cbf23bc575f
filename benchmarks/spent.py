"""Seconds and CPU seconds of work that starts processes, once they have started."""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median

LOOK = 1.0  # seconds between two looks at processes, which may end


def tree(root: int) -> dict[tuple[int, str], float]:
    """Return the CPU seconds of a process and of all below it, by process and when it was started (Linux)."""
    above, found = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it ended
            continue
        pid = int(stat.parent.name)
        above[pid] = int(told[1])
        found[pid, told[19]] = (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
    return {key: value for key, value in found.items() if _is_below(key[0], root, above)}


def _is_below(pid: int, root: int, above: dict[int, int]) -> bool:
    while pid and pid != root:
        pid = above.get(pid, 0)
    return pid == root


class Spent:
    """Adds up the CPU seconds of this process and of all it starts, looking every now and then."""

    def __init__(self) -> None:
        self._seen: dict[tuple[int, str], float] = {}
        self._looking = 0.0  # what looking itself takes
        threading.Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        while True:
            self._seen |= tree(os.getpid())
            self._looking = time.thread_time()
            time.sleep(LOOK)

    def seconds(self) -> float:
        """Return the seconds up to now, without those of looking."""
        self._seen |= tree(os.getpid())
        return sum(self._seen.values()) - self._looking


@dataclass
class Timed:
    """What is measured, and the seconds and CPU seconds of each round, beyond those for a few pages."""

    name: str
    work: Callable[[Path, Path], object]  # of a file of pages into a new folder
    whole: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    spent: list[float] = field(default_factory=list)

    def once(self, few: Path, pages: Path, out: Path, spent: Spent) -> None:
        """Do the work for a few pages, then for all, and note what more it took.

        Before that it is done for a few pages that are not counted: Spark lets idle workers go.
        """
        self.work(few, out / f"first {self.name}")
        marks = [(time.perf_counter(), spent.seconds())]
        for number, source in enumerate((few, pages)):
            self.work(source, out / f"{number} {self.name}")
            marks.append((time.perf_counter(), spent.seconds()))
        (small, least), (whole, most) = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(marks)]
        self.whole.append(whole)
        self.seconds.append(whole - small)
        self.spent.append(most - least)
        print(
            f"  {self.name}: {small:.1f} s and {whole:.1f} s, of CPU {least:.1f} and {most:.1f}", flush=True
        )

    def told(self, pages: int) -> str:
        """Say what it took: medians."""
        seconds, spent = median(self.seconds), median(self.spent)
        return (
            f"{self.name}: {median(self.whole):.1f} s in all; once started {pages / seconds:.0f} pages/s, "
            f"{1000 * spent / pages:.1f} ms of CPU a page"
        )
