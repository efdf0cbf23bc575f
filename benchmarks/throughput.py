"""CPU per page of the whole pipeline beside bare ftfy and langdetect, in the same run.

usage: python benchmarks/throughput.py CORPUS.jsonl[.gz] [--pages 1000]

Prints the medians of three rounds, their ratio, and the peak memory of the process.
"""

import argparse
import gzip
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import ftfy
import orjson
from langdetect import DetectorFactory, LangDetectException, detect_langs

import cleaner


def bare(text: str) -> None:
    """Do what the peers do: repair everything, detect on the whole text."""
    try:
        detect_langs(ftfy.fix_text(text))
    except LangDetectException:
        return


def per_page(work: Callable[[str], object], texts: list[str]) -> float:
    """Return the CPU time of *work* in milliseconds a page."""
    began = time.process_time()
    for text in texts:
        work(text)
    return 1000 * (time.process_time() - began) / len(texts)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--pages", type=int, default=1000)
    args = parser.parse_args()
    raw = args.corpus.read_bytes()
    lines = (gzip.decompress(raw) if args.corpus.suffix == ".gz" else raw).split(b"\n")
    texts = [orjson.loads(line)["text"] for line in lines[: args.pages] if line]
    del raw, lines
    DetectorFactory.seed = 0
    for work in (bare, cleaner.clean):
        work(texts[0])
    start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rounds = [(per_page(cleaner.clean, texts), per_page(bare, texts)) for _ in range(3)]
    ours, theirs = (statistics.median(values) for values in zip(*rounds, strict=True))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{len(texts)} pages, {sum(map(len, texts)) / 1e6:.1f} M characters, medians of 3 rounds")
    print(
        f"cleaner.clean {ours:.2f} ms, ftfy + langdetect {theirs:.2f} ms of CPU a page: {theirs / ours:.2f} x"
    )
    print(f"peak memory {peak / 1024:.0f} MB, {(peak - start) / 1024:.0f} MB of it while cleaning")


if __name__ == "__main__":
    main()
