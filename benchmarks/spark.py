"""Processes of this machine and Spark on it: pages a second in the same run, and whether they tell the same.

usage: python -m benchmarks.spark CORPUS.jsonl[.gz] [--pages 5000] [--cores 2] [--partitions 8]
           [--rounds 3] [--only speed|same]

Speed: `cleaner run` by so many workers, the same by Spark, and `cleaner.spark.clean` with all tables
written as Parquet (no validation), in turn, round by round, each for 600 pages and then for all. What all
take beyond the 600 is what it takes once started: without starting processes, and without what a run does
once. Prints medians of seconds, of pages a second and of the CPU time of all processes, their ratios, and
what Spark shuffled and stored. On a machine with other work on it CPU time is what to look at.
Same: as `benchmarks.spark_same` says.
"""

import argparse
import gzip
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import orjson
from pyspark.sql import SparkSession

import cleaner
from benchmarks import spark_same
from benchmarks.spent import Spent, Timed
from cleaner import spark as on_spark
from cleaner.engines import spark as engine
from cleaner.engines import spread

FEW = 600  # pages, a part for each of two workers; what these take and others do not is starting


def started(cores: int, partitions: int, folder: Path) -> SparkSession:
    """Start Spark on so many cores; what its tasks moved goes into a folder."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    folder.mkdir()
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "2g",
        "spark.log.level": "ERROR",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": str(partitions),
        "spark.eventLog.enabled": "true",
        "spark.eventLog.compress": "false",
        "spark.eventLog.dir": folder.as_uri(),
    }
    builder = SparkSession.builder.master(f"local[{cores}]").appName("benchmark")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.range(1).count()
    return session


def written(session: SparkSession, pages: Path, out: Path) -> None:
    """Clean a frame, and write all its tables."""
    tables = on_spark.clean(session.read.json(str(pages)))
    for name in spread.TABLES:
        getattr(tables, name).write.parquet(str(out / name))
    tables.unpersist()


def shuffled(events: Path) -> int:
    """Return the bytes that tasks wrote for others."""
    total = 0
    for path in events.rglob("*"):
        if path.is_file():
            for line in path.read_bytes().split(b"\n"):
                told: dict[str, Any] = orjson.loads(line) if line.startswith(b"{") else {}
                wrote = (told.get("Task Metrics") or {}).get("Shuffle Write Metrics", {})
                total += wrote.get("Shuffle Bytes Written", 0)
    return total


def speed(pages: Path, folder: Path, args: argparse.Namespace) -> None:
    """Measure in turn and print."""
    lines = pages.read_bytes().splitlines(True)
    few = folder / "few.jsonl"
    few.write_bytes(b"".join(lines[:FEW]))
    spent = Spent()
    began = time.perf_counter()
    session = started(args.cores, args.partitions, folder / "events")
    print(f"Spark started: {time.perf_counter() - began:.1f} s", flush=True)
    here = Timed(f"cleaner run --workers {args.cores}", lambda p, o: cleaner.run(p, o, workers=args.cores))
    there = Timed("cleaner run --engine spark", engine.run)
    frame = Timed("cleaner.spark.clean", lambda p, o: written(session, p, o))
    for number in range(args.rounds):
        print(f"round {number + 1}, {FEW} pages and all:")
        (folder / str(number)).mkdir()
        for timed in (here, there, frame):
            timed.once(few, pages, folder / str(number), spent)
    session.stop()
    for timed in (here, there, frame):
        print(timed.told(len(lines) - FEW))
    for timed in (there, frame):
        pace, work = median(here.seconds) / median(timed.seconds), median(here.spent) / median(timed.spent)
        print(f"{timed.name}, once started: {pace:.2f} of the throughput, by CPU time {work:.2f}")
    moved, done = shuffled(folder / "events"), args.rounds * (len(lines) + 2 * FEW)
    print(f"shuffled by a run and a frame: {moved / 1e6 / done * 1000:.1f} MB for 1,000 pages")
    made = folder / "0"
    size = sum(path.stat().st_size for path in (made / f"1 {frame.name}").rglob("*.parquet"))
    survey = (made / f"1 {there.name}" / "run.survey").stat().st_size
    print(f"tables as Parquet {size / 1e6:.1f} MB, survey {survey / 1e6:.1f} MB")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--pages", type=int, default=5000)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--partitions", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=["speed", "same"])
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    try:
        raw = args.corpus.read_bytes()
        lines = (gzip.decompress(raw) if args.corpus.suffix == ".gz" else raw).splitlines(True)[: args.pages]
        pages = folder / "pages.jsonl"
        pages.write_bytes(b"".join(lines))
        print(f"{len(lines)} pages, {pages.stat().st_size / 1e6:.1f} MB, {args.cores} cores")
        if args.only != "same":
            speed(pages, folder, args)
        if args.only != "speed":
            session = started(args.cores, args.partitions, folder / "events of same")
            spark_same.compare(session, lines, folder)
            session.stop()
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
