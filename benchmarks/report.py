"""The report of a large run: its size, what it takes to write it, and how soon a browser shows it.

usage: python -m benchmarks.report [--rows 200000] [--run RUN]

A run folder of so many rows is made from the tables of a small one (the pages in seeds/, or RUN), taken
again and again with other ids, sites and last lines; one page in a hundred lies in quarantine, and an
earlier run differs from it in one page of ten. Prints seconds and peak memory of the comparison and of
the report, each in a process of its own, with what that process takes for its imports alone; the size of
report.html; and in Chromium, without a network, the seconds until it is interactive and a search is shown.
"""

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

import cleaner
from cleaner import writers
from cleaner.tables import ARTICLES, QUARANTINE, SCHEMAS
from tests.browser import chromium, page

SITES = 800
HELD = {"expectations": ["articles/not-short"], "severities": ["critical"], "reasons": ["it is short"]}
COMPARE = """
import json
from cleaner.comparison import compare
told = json.dumps(compare(before, after).as_dict())
(after / "validation" / "comparison.json").write_text(told)
"""
WRITE = "from cleaner.report import write\nwrite(after)"
WORK = {
    "imports": "import cleaner.comparison, cleaner.report.render, jinja2",
    "compare": COMPARE,
    "report": WRITE,
}


def copied(row: dict[str, Any], copy: int, *, was: bool) -> dict[str, Any]:
    """Return one more page like another: its id, site and last line are its own."""
    last = f"\nThis is copy {copy}{' of the day before' if was and copy % 10 == 0 else ''}."
    text = row["text"] + last
    more = {"id": f"{row['id']}-{copy}", "site": f"site-{(copy * 7919) % SITES}.example", "text": text}
    more["text_sha256"] = hashlib.sha256(text.encode()).hexdigest()
    more["input_sha256"] = hashlib.sha256(f"{row['input_sha256']}{last}".encode()).hexdigest()
    return row | more | {name: row[name] + len(last) for name in ("chars_in", "chars_out")}


def pages(small: Path, copies: int, *, was: bool) -> Iterator[tuple[list[Any], list[Any]]]:
    """Yield copies of the pages of a small run: articles, and rows of quarantine."""
    rows = pq.read_table(small / "articles").to_pylist()
    for copy in range(copies):
        made = [copied(row, copy, was=was) for row in rows]
        held = copy % 100 == 99
        yield ([], [row | HELD for row in made]) if held else (made, [])


def write_pages(small: Path, folder: Path, copies: int, *, was: bool) -> None:
    """Write the articles and the quarantine of the large run."""
    articles, quarantine = writers.Rolling(folder, "articles"), writers.Rolling(folder, "quarantine")
    with articles, quarantine:
        for made, held in pages(small, copies, was=was):
            articles.write(pa.Table.from_pylist(made, schema=ARTICLES))
            quarantine.write(pa.Table.from_pylist(held, schema=QUARANTINE))


def write_rest(small: Path, folder: Path, name: str, copies: int) -> None:
    """Write edits, findings or names of the large run: those of the small one for each copy."""
    table = pq.read_table(small / name)
    ids = table["article_id"].combine_chunks()
    at = table.schema.get_field_index("article_id")
    with writers.Rolling(folder, name) as rolling:
        for copy in range(copies):
            own = pc.binary_join_element_wise(ids, str(copy), "-")
            rolling.write(table.set_column(at, "article_id", own).cast(SCHEMAS[name]))


def large(small: Path, folder: Path, copies: int, *, was: bool) -> Path:
    """Write a large run folder from a small one, and return it."""
    folder.mkdir()
    write_pages(small, folder, copies, was=was)
    for name in ("edits", "findings", "names"):
        write_rest(small, folder, name, copies)
    shutil.copytree(small / "validation", folder / "validation")
    about = json.loads((small / "run.json").read_bytes())
    rows = copies * about["counts"]["articles"]
    about["counts"] = {"rows_in": rows}
    (folder / "run.json").write_text(json.dumps(about))
    return folder


def worked(what: str, before: Path, after: Path) -> None:
    """Do one piece of work in this process and print its seconds and peak memory in MB."""
    began = time.perf_counter()
    exec(WORK[what], {"before": before, "after": after})
    seconds = time.perf_counter() - began
    status = Path("/proc/self/status").read_text().splitlines()  # of this process alone (Linux)
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    print(f"{what}: {seconds:.1f} s, peak {peak / 1024:.0f} MB")


def shown(path: Path) -> None:
    """Open a report off line and print how soon it answers."""
    with chromium() as browser, page(browser) as opened:
        began = time.perf_counter()
        opened.goto(path.as_uri())
        opened.wait_for_selector("html.ready", state="attached")
        ready = time.perf_counter() - began
        began = time.perf_counter()
        opened.fill("#q", "bridge")
        opened.wait_for_function("() => document.getElementById('found').textContent")
        found = time.perf_counter() - began
        print(f"interactive after {ready:.2f} s; a search is shown after {found:.2f} s")


def main() -> None:
    """Make the run, write its report, open it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--run", type=Path, help="a run folder to copy from; default: seeds/, cleaned")
    parser.add_argument("--work", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.work:
        worked(given.work[0], Path(given.work[1]), Path(given.work[2]))
        return
    with tempfile.TemporaryDirectory() as folder:
        measured(Path(folder), given.run, given.rows)


def measured(folder: Path, small: Path | None, rows: int) -> None:
    """Make both runs, and measure what is done with them."""
    small = small or cleaner.run("seeds", folder / "small").folder
    copies = -(-rows // pq.read_table(small / "articles", columns=["id"]).num_rows)
    before, after = (large(small, folder / n, copies, was=n == "before") for n in ("before", "after"))
    edits = sum(pq.read_metadata(path).num_rows for path in (after / "edits").glob("*.parquet"))
    print(f"{rows:,} rows, {edits:,} edits")
    for what in WORK:
        command = [sys.executable, "-m", "benchmarks.report", "--work", what, str(before), str(after)]
        subprocess.run(command, check=True)
    path = after / "report.html"
    print(f"report.html: {path.stat().st_size / 1e6:.2f} MB")
    shown(path)


if __name__ == "__main__":
    main()
