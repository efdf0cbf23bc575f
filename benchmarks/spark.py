"""Pages a second by processes of this machine and by Spark on it, in the same run.

usage: python -m benchmarks.spark CORPUS.jsonl[.gz] [--pages 5000] [--cores 2] [--partitions 8]

Prints seconds and pages a second of `cleaner run` by so many workers, of the same by Spark once its
session has started, and of `cleaner.spark.clean` with all tables written as Parquet (no validation);
their ratios; and what Spark shuffled and stored, beside the characters that came in.
"""

import argparse
import gzip
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
from pyspark.sql import SparkSession

import cleaner
from cleaner import spark as on_spark
from cleaner.engines import spark as engine
from cleaner.engines import spread


def started(cores: int, partitions: int, events: Path) -> SparkSession:
    """Start Spark on so many cores; what its tasks moved goes into a folder."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "2g",
        "spark.log.level": "ERROR",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": str(partitions),
        "spark.eventLog.enabled": "true",
        "spark.eventLog.compress": "false",
        "spark.eventLog.dir": events.as_uri(),
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


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that something takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--pages", type=int, default=5000)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--partitions", type=int, default=8)
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    events = folder / "events"
    events.mkdir()
    try:
        raw = args.corpus.read_bytes()
        lines = (gzip.decompress(raw) if args.corpus.suffix == ".gz" else raw).splitlines(True)[: args.pages]
        pages = folder / "pages.jsonl"
        pages.write_bytes(b"".join(lines))
        print(f"{len(lines)} pages, {pages.stat().st_size / 1e6:.1f} MB, {args.cores} cores")
        here = timed(lambda: cleaner.run(pages, folder / "here", workers=args.cores))
        print(f"cleaner run, {args.cores} workers: {here:.1f} s, {len(lines) / here:.1f} pages/s", flush=True)
        began = time.perf_counter()
        session = started(args.cores, args.partitions, events)
        print(f"Spark started: {time.perf_counter() - began:.1f} s")
        there = timed(lambda: engine.run(pages, folder / "there"))
        print(f"cleaner run --engine spark: {there:.1f} s, {len(lines) / there:.1f} pages/s", flush=True)
        frame = timed(lambda: written(session, pages, folder / "frame"))
        print(f"cleaner.spark.clean: {frame:.1f} s, {len(lines) / frame:.1f} pages/s")
        print(f"Spark takes {there / here:.2f} times as long; frames, unvalidated, {frame / here:.2f} times")
        session.stop()
        print(f"shuffled by both: {shuffled(events) / 1e6:.1f} MB")
        size = sum(path.stat().st_size for path in (folder / "frame").rglob("*.parquet"))
        survey = (folder / "there" / "run.survey").stat().st_size
        print(f"tables as Parquet {size / 1e6:.1f} MB, survey {survey / 1e6:.1f} MB")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
