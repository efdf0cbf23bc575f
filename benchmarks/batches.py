"""Runs of many pages: time and memory as the input grows, and kills at random moments.

usage: python -m benchmarks.batches CORPUS.jsonl[.gz] [--pages N] [--kills N] [--tiny N] [--only WHAT]

Pages of the corpus are taken again and again, each time with other words at their end, so that no two
are alike. Scale: 1,000 and 10,000 pages by one worker, 10,000 by two, and --pages by two; prints
seconds, ratios, and the peak memory of the run and of its largest worker, also above what a process
takes that imports what each of them does. Kills: a run of 5,000 pages, killed (itself or a worker, in
turn) at random moments and resumed, again and again; prints whether its tables are those of a run that
was left alone. Hostile: pages of 20 MB, 1,000 malformed lines among 100,000, and --tiny pages of 20
characters; prints what comes of them.
"""

import argparse
import gzip
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from benchmarks.hostile import hostile
from benchmarks.processes import children, imports, peak
from cleaner.tables import SCHEMAS


def write_pages(corpus: list[dict[str, Any]], count: int, path: Path) -> None:
    """Write so many different pages."""
    with path.open("wb") as out:
        for n in range(count):
            row = corpus[n % len(corpus)]
            last = f"The {n}th page of the {n // len(corpus)}th round ends here, says its last line."
            text = f"{row['text']}\n{last}\n"
            made = {"id": f"p{n}", "url": row.get("url"), "text": text}
            out.write(orjson.dumps(made, option=orjson.OPT_APPEND_NEWLINE))


def started(source: Path, out: Path, *options: str) -> subprocess.Popen[bytes]:
    """Start a run."""
    command = [sys.executable, "-m", "cleaner", "run", str(source), "--out", str(out), *options]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def measured(source: Path, out: Path, workers: int) -> tuple[float, float, float]:
    """Return seconds, the peak memory of the run, and that of its largest worker, in MB."""
    began = time.perf_counter()
    process = started(source, out, "--workers", str(workers))
    own = largest = 0.0
    while process.poll() is None:
        own = max(own, peak(process.pid))
        largest = max([largest, *map(peak, children(process.pid))])
        time.sleep(0.05)
    assert process.returncode in (0, 1), process.returncode
    took = time.perf_counter() - began
    shutil.rmtree(out)
    return took, own, largest


_RUN = "import sys, cleaner; cleaner.run(sys.argv[1], sys.argv[2], workers=1)"
_WORK = """
import json, sys
from cleaner.engines import worker
sys.meta_path.insert(0, worker._NoPandas())
from cleaner import pipeline
[pipeline.clean(json.loads(line)["text"]) for line in open(sys.argv[1])]
"""


def scale(corpus: list[dict[str, Any]], most: int, folder: Path) -> None:
    """Print time and memory for inputs of several sizes."""
    few = folder / "few.jsonl"
    write_pages(corpus, 100, few)
    run, work = imports(_RUN, str(few), str(folder / "few")), imports(_WORK, str(few))
    print(f"what is imported: {run:.0f} MB by a run, {work:.0f} MB by a worker")
    told = {}
    for count, workers in ((1_000, 1), (10_000, 1), (10_000, 2), (most, 2)):
        source = folder / f"{count}.jsonl"
        if not source.exists():
            write_pages(corpus, count, source)
        seconds, own, largest = told[count, workers] = measured(source, folder / "run", workers)
        print(
            f"{count:>9,} pages, {source.stat().st_size / 1e6:6.0f} MB, {workers} workers: {seconds:7.1f} s, "
            f"{count / seconds:6.0f} pages/s; the run {own:4.0f} MB, a worker {largest:4.0f} MB; "
            f"above imports {own - run:4.0f} and {largest - work:4.0f}",
            flush=True,
        )
    small, large, two = (told[key] for key in ((1_000, 1), (10_000, 1), (10_000, 2)))
    many = told[most, 2]
    print(f"ten times the pages: {large[0] / small[0]:.2f} x the time")
    print(f"two workers: {large[0] / two[0]:.2f} x as fast as one")
    more = f"{many[1] - small[1]:.0f} MB more in the run, {many[2] - small[2]:.0f} MB more in a worker"
    print(f"{most:,} pages, against 1,000: {more}")


def digest(run: Path) -> str:
    """Return a digest of all tables of a run."""
    files = [path for name in SCHEMAS for path in sorted((run / name).iterdir())] + [run / "rejects.jsonl"]
    total = hashlib.sha256()
    for path in files:
        total.update(path.relative_to(run).as_posix().encode() + path.read_bytes())
    return total.hexdigest()


def moments(rng: random.Random, seconds: float, count: int) -> Iterator[tuple[float, bool]]:
    """Yield random moments of a run, and whether the run itself is killed then, or a worker."""
    for number in range(count):
        yield rng.uniform(0, seconds), number % 2 == 0


def kills(corpus: list[dict[str, Any]], count: int, folder: Path) -> None:
    """Kill a run at random moments, resume it, and print whether its tables are the same."""
    source = folder / "kills.jsonl"
    write_pages(corpus, 5_000, source)
    began = time.perf_counter()
    started(source, folder / "whole").wait()
    seconds = time.perf_counter() - began
    whole, same, rng = digest(folder / "whole"), 0, random.Random(4)
    for number, (moment, parent) in enumerate(moments(rng, seconds, count), 1):
        out = folder / f"cut-{number}"
        process = started(source, out)
        time.sleep(moment)
        targets = [process.pid] if parent else children(process.pid)[:1]
        for pid in targets:
            os.kill(pid, signal.SIGKILL)
        if parent:
            process.wait()
            process = started(source, out, "--resume")
        code = process.wait()
        counts = json.loads((out / "run.json").read_bytes())["counts"]
        adds_up = counts["rows_in"] == counts["articles"] + counts["quarantine"] + counts["rejects"] == 5_000
        same += digest(out) == whole and adds_up
        what = "the run" if parent else "a worker"
        told = f"exit {code}, {same} of {number} the same"
        print(f"kill {number}, {what}, after {moment:.1f} s: {told}", flush=True)
        shutil.rmtree(out)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--pages", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--only", choices=["scale", "kills", "hostile"])
    parser.add_argument("--tiny", type=int, default=200_000)
    args = parser.parse_args()
    raw = args.corpus.read_bytes()
    lines = (gzip.decompress(raw) if args.corpus.suffix == ".gz" else raw).split(b"\n")
    corpus = [orjson.loads(line) for line in lines if line]
    with tempfile.TemporaryDirectory() as name:
        if args.only in (None, "scale"):
            scale(corpus, args.pages, Path(name))
        if args.only in (None, "kills"):
            kills(corpus, args.kills, Path(name))
        if args.only in (None, "hostile"):
            hostile(corpus, Path(name), args.tiny)


if __name__ == "__main__":
    main()
