"""A review of a large run: seconds until it opens, its memory, and how long an answer takes.

usage: python -m benchmarks.review [--pages 200000]

The pages are those of tests/doubtful.py, cleaned once and then written again and again, each time with
other ids and sites and with 1,700 more characters of text.
"""

import argparse
import json
import resource
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

import cleaner
from cleaner import writers
from cleaner.review import Review
from cleaner.tables import SCHEMAS
from tests import doubtful

SITES = 1500  # times the sites of the pages
MORE = " ".join(f"Word{n} and so the story went on for a while." for n in range(40))
ANSWERS = 100


def joined(table: pa.Table, name: str, *parts: str, gap: str = "") -> pa.Table:
    """Return a table with text put around a column; "{}" stands for the column."""
    made = pc.binary_join_element_wise(
        *(table[name] if part == "{}" else pa.scalar(part) for part in parts), gap
    )
    return table.set_column(table.schema.get_field_index(name), table.schema.field(name), made)


def copies(table: pa.Table, name: str, count: int, folder: Path) -> None:
    """Write a table so many times, each time of other pages."""
    with writers.Rolling(folder, name) as out:
        for number in range(count if table.num_rows else 0):
            made = joined(
                table, "id" if name in ("articles", "quarantine") else "article_id", "{}", f"-{number}"
            )
            if name == "articles":
                made = joined(made, "text", "{}", MORE, gap="\n")
                made = joined(made, "site", f"s{number % SITES}.", "{}")
            out.write(made.cast(SCHEMAS[name]))


def enlarged(folder: Path, pages: int) -> tuple[Path, int]:
    """Return the folder of a run of so many pages, or a few less, and how many they are."""
    source = doubtful.write(folder / "pages.jsonl")
    done = cleaner.run(source, folder / "small", suites=doubtful.suites(folder / "suites"))
    large, tables = folder / "large", done.tables
    count = pages // tables.articles.num_rows
    large.mkdir()
    for name in SCHEMAS:
        copies(tables[name], name, count, large)
    (large / "run.json").write_bytes((done.folder / "run.json").read_bytes())
    return large, count * tables.articles.num_rows


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=200_000)
    pages = parser.parse_args().pages
    with tempfile.TemporaryDirectory() as name:
        folder, count = enlarged(Path(name), pages)
        began = time.process_time()
        review = Review(folder)
        print(f"{count:,} pages, {len(review.items) + review.left:,} questions: open after", end=" ")
        print(f"{time.process_time() - began:.1f} s of CPU")
        print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:,} MB at most, the run included")
        print(f"{len(json.dumps([item.as_dict() for item in review.items])):,} bytes of items for the page")
        began = time.process_time()
        for item in review.items[:ANSWERS]:
            review.decide(item.id, "accept")
            review.as_dict()
        print(f"{1000 * (time.process_time() - began) / ANSWERS:.1f} ms of CPU an answer")
        print(review.forecast())


if __name__ == "__main__":
    main()
