"""Runs of inputs that nobody wants: what comes of them, how long they take, and how much memory.

Called by `python -m benchmarks.batches CORPUS --only hostile`.
"""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.processes import children, peak

BIG = 20_000_000  # bytes of a page
SMALL = 4_000  # bytes of the page that a big one is held against
SECONDS = 600  # a page may take here, so that the memory of all that is done is seen


def pieces(corpus: list[dict[str, Any]]) -> Iterator[str]:
    """Yield lines of the pages of the corpus in ASCII, again and again, no two the same."""
    number = 0
    while True:
        for row in corpus:
            for line in row["text"].encode("ascii", "ignore").decode().split("\n"):
                number += 1
                if len(line) > 40:
                    yield f"{line.strip()} So said number {number}."


def page(corpus: list[dict[str, Any]], size: int, end: str) -> str:
    """Return a page of so many bytes, its pieces joined by *end*."""
    held, chars = [], 0
    for piece in pieces(corpus):
        held.append(piece)
        chars += len(piece) + 1
        if chars >= size:
            return end.join(held)[:size]
    raise AssertionError("the corpus has no line of ASCII")


def jsonl(rows: Iterable[str], path: Path) -> Path:
    """Write texts as JSON lines."""
    with path.open("w", encoding="utf-8") as out:
        for number, text in enumerate(rows):
            out.write(json.dumps({"id": f"p{number}", "text": text}) + "\n")
    return path


def ran(source: Path, out: Path, *options: str) -> tuple[float, float, float]:
    """Run by one worker, or as *options* say; return seconds, and the peaks of run and worker in MB."""
    command = [sys.executable, "-m", "cleaner", "run", str(source), "--out", str(out)]
    began = time.perf_counter()
    process = subprocess.Popen([*command, "--workers", "1", *options], stderr=subprocess.PIPE, text=True)
    own = largest = 0.0
    while process.poll() is None:
        own = max(own, peak(process.pid))
        largest = max([largest, *map(peak, children(process.pid))])
        time.sleep(0.02)
    if process.returncode not in (0, 1):
        raise AssertionError(process.stderr.read() if process.stderr else "")
    return time.perf_counter() - began, own, largest


def told(name: str, out: Path, figures: tuple[float, float, float], small: tuple[float, ...] | None) -> None:
    """Print what came of a run, and check that its counts add up."""
    counts = json.loads((out / "run.json").read_bytes())["counts"]
    if counts["rows_in"] != counts["articles"] + counts["quarantine"] + counts["rejects"]:
        raise AssertionError(f"{name}: rows do not add up: {counts}")
    reasons = Counter(
        json.loads(line)["reason"].partition(":")[0][:60]
        for line in (out / "rejects.jsonl").read_bytes().splitlines()
    )
    came = ", ".join(f"{counts[key]:,} {key}" for key in ("rows_in", "articles", "quarantine", "rejects"))
    print(f"{name}: {came}; {figures[0]:.1f} s; the run {figures[1]:.0f} MB, a worker {figures[2]:.0f} MB")
    if small:
        more = (
            f"{figures[1] - small[1]:.0f} MB more in the run, {figures[2] - small[2]:.0f} MB more in a worker"
        )
        print(f"    against a page of {SMALL:,} bytes: {more}")
    for reason, times in reasons.most_common(3):
        print(f"    {times:,} x {reason}")
    sys.stdout.flush()


def big_pages(corpus: list[dict[str, Any]], folder: Path) -> None:
    """Print what pages of 20 MB take, with many lines and with one, as text and in JSON lines."""
    settings = folder / "patient.toml"
    settings.write_text(f"page_seconds = {SECONDS}\n", encoding="utf-8")
    small = None
    for name, size, end in (("small", SMALL, "\n"), ("many lines", BIG, "\n"), ("one line", BIG, " ")):
        text = page(corpus, size, end)
        plain = folder / f"{name}.txt".replace(" ", "-")
        plain.write_text(text, encoding="utf-8")
        others = [page(corpus, SMALL, "\n")] * 2
        rows = jsonl([others[0], text, others[1] + " And so it ends."], plain.with_suffix(".jsonl"))
        for source in (plain, rows):
            out = folder / f"run-{source.name}"
            figures = ran(source, out, "--config", str(settings))
            told(f"{name}, {source.suffix}", out, figures, small)
            small = small or figures
    out = folder / "run-impatient"
    told("many lines, page_seconds as it is", out, ran(folder / "many-lines.txt", out), None)


def tiny_pages(count: int, folder: Path) -> None:
    """Print what so many pages of 20 characters take."""
    source = jsonl((f"Page {number:07}, it is." for number in range(count)), folder / "tiny.jsonl")
    out = folder / "run-tiny"
    told(f"{count:,} pages of 20 characters", out, ran(source, out, "--workers", "2"), None)


def broken_lines(corpus: list[dict[str, Any]], folder: Path) -> None:
    """Print what 1,000 malformed lines among 100,000 take."""
    source = folder / "broken.jsonl"
    lines = pieces(corpus)
    with source.open("w", encoding="utf-8") as out:
        for number in range(100_000):
            row = json.dumps({"id": f"p{number}", "text": f"{next(lines)}\n{next(lines)}\n"})
            out.write((row[:-9] if number % 100 == 7 else row) + "\n")
    folder = folder / "run-broken"
    told("1,000 malformed lines among 100,000", folder, ran(source, folder, "--workers", "2"), None)


def hostile(corpus: list[dict[str, Any]], folder: Path, tiny: int = 200_000) -> None:
    """Print what comes of all of them."""
    big_pages(corpus, folder)
    broken_lines(corpus, folder)
    tiny_pages(tiny, folder)
