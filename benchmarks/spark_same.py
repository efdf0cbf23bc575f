"""Whether Spark tells the same as processes of this machine, row by row, of a corpus in many forms.

Pages of the corpus become JSON lines, CSV, HTML files, a WARC and Parquet in turn, with authors and
readers' comments of our own, and beside them what goes wrong: ids that stand twice, rows that cannot be
read, empty texts, records that are no pages, a file cut short. A run on Spark is held against a run of
this machine, and `cleaner.spark.clean` against `cleaner.clean_frame`; prints rows compared and
differences, which should be none, and the first of them.
"""

import csv
import gzip
import html
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import SparkSession

import cleaner
from cleaner import Config
from cleaner import spark as on_spark
from cleaner.engines import spark as engine
from cleaner.survey import Survey
from cleaner.tables import SCHEMAS

FORMS = 5
MOST_FILES = 400  # pages that become an HTML file each
FRAME = 1000  # pages of a frame
AUTHORS = ["Ilhan Omar", "Ilhan Omar", "Ihlan Omar", "Rashida Tlaib", "Ilhan Omar", "Rashida Tliab"]
THREAD = (
    "\n3 Comments\nAda Quill\n3 May 2021\nThe ferry was late.\nReply\nBen\n4 May 2021 at 10:15\nMine too.\n"
    "Reply\nCara\n5 May 2021\nThanks.\nReply"
)
FURNITURE = "Leave a Reply\nName:\nE-mail:\n"  # nothing of it stays, so it goes to quarantine
DATA = pa.schema([(name, pa.string()) for name in ("id", "url", "lang", "title", "text")])


def row(number: int, given: dict[str, Any]) -> dict[str, str | None]:
    """Return a page of the corpus as it is written: some with a byline, some with a thread, some damaged."""
    text = given["text"]
    text = f"By {AUTHORS[number % len(AUTHORS)]}\n\n{text}" if number % 3 == 0 else text
    text = text + THREAD if number % 11 == 0 else text
    text = "" if number % 401 == 0 else FURNITURE if number % 97 == 0 else text
    id_ = "twice" if number % 499 == 1 else given.get("id") or f"n{number}"
    return {"id": id_, "url": given.get("url"), "lang": given.get("lang"), "title": None, "text": text}


def write(rows: list[dict[str, str | None]], folder: Path) -> None:
    """Write rows in all forms, with what goes wrong."""
    folder.mkdir()
    shares = [rows[form::FORMS] for form in range(FORMS)]
    lines = [orjson.dumps(row) for row in shares[0]]
    (folder / "a.jsonl").write_bytes(b"\n".join([*lines[:50], b"{no json", b"", *lines[50:]]))
    packed = gzip.compress(b"\n".join(map(orjson.dumps, shares[1])))
    (folder / "b.jsonl.gz").write_bytes(packed[: len(packed) - len(packed) // 50])  # cut short
    with (folder / "c.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, DATA.names)
        out.writeheader()
        out.writerows(shares[2])
    pq.write_table(pa.Table.from_pylist(shares[3], DATA), folder / "d.parquet")
    (folder / "e.warc.gz").write_bytes(b"".join(map(gzip.compress, records(shares[4]))))
    for number, page in enumerate(rows[:MOST_FILES]):
        (folder / f"f{number:04}.html").write_bytes(marked_up(page))


def marked_up(page: dict[str, str | None]) -> bytes:
    """Return a page as HTML."""
    lines = [f"<p>{html.escape(line)}</p>" for line in (page["text"] or "").split("\n") if line.strip()]
    body = "\n".join(lines)
    head = f"<meta charset=utf-8><title>Page {page['id']}</title>"
    return f"<html><head>{head}</head><body><article>{body}</article></body></html>".encode(
        "utf-8", "replace"
    )


def records(pages: Iterable[dict[str, str | None]]) -> Iterator[bytes]:
    """Yield the records of a WARC: a page, and now and then what is none."""
    for number, page in enumerate(pages):
        url = page["url"] or f"https://made.example/{number}"
        yield record(url, "text/html; charset=utf-8", marked_up(page))
        if number % 10 == 0:
            yield record(url + "/style", "text/css", b"p {}")


def record(url: str, kind: str, body: bytes) -> bytes:
    """Return one response."""
    http = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n"
    head += f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    return head.encode("utf-8", "replace") + http + b"\r\n\r\n"


def counted(rows: Iterable[Any]) -> Counter[str]:
    """Return rows by what they hold."""
    return Counter(map(repr, rows))


def differ(name: str, here: Iterable[Any], there: Iterable[Any]) -> int:
    """Print how many rows were compared and how many stand on one side only; return those."""
    left, right = counted(here), counted(there)
    odd = [*(left - right).elements(), *(right - left).elements()]
    print(f"{name}: {left.total()} rows compared, {len(odd)} differences", flush=True)
    for told in odd[:2]:
        print(f"    {told[:500]}")
    return len(odd)


def runs(source: Path, folder: Path, config: Config) -> int:
    """Compare two runs of the same files, their order too; return the differences."""
    here = cleaner.run(source, folder / "here", workers=2, config=config)
    there = engine.run(source, folder / "there", config=config)
    tables = here.tables, there.tables
    odd = sum(differ(name, *(table[name].to_pylist() for table in tables)) for name in SCHEMAS)
    odd += differ("rejects", *(table.rejects for table in tables))
    odd += differ("order", *(table.articles.column("id").to_pylist() for table in tables))
    odd += sum(not tables[0][name].equals(tables[1][name]) for name in SCHEMAS)
    odd += surveys(*(Survey.load(run.folder / "run.survey") for run in (here, there)))
    odd += differ("validation", here.validation.results, there.validation.results)
    return odd + differ("notes", here.notes, there.notes)


def surveys(here: Survey, there: Survey) -> int:
    """Compare two surveys, page by page."""
    pages = [
        [(site, *page) for site, held in s.sites.items() for page in held.items()] for s in (here, there)
    ]
    odd = differ("survey, pages of sites", *pages)
    return odd + differ("survey, names", here.names.items(), there.names.items())


def frames(session: SparkSession, rows: list[dict[str, str | None]], config: Config) -> int:
    """Compare a frame of Spark with one of pandas; return the differences."""
    table = pa.Table.from_pylist(rows, DATA)
    numbered = table.append_column("row", pa.array(range(len(rows)), pa.int64()))
    made = on_spark.clean(session.createDataFrame(numbered), config=config)
    local = cleaner.clean_frame(pd.DataFrame(rows, dtype=object), config=config)
    odd = 0
    for name in ("articles", "edits", "findings", "names", "comments"):
        odd += differ(f"frame, {name}", local[name].to_pylist(), getattr(made, name).toArrow().to_pylist())
    rejects = [reject.as_dict() for reject in local.rejects]
    odd += differ("frame, rejects", rejects, made.rejects.toArrow().to_pylist())
    made.unpersist()
    return odd


def compare(session: SparkSession, lines: list[bytes], folder: Path) -> None:
    """Compare runs and frames of a corpus of JSON lines; print."""
    rows = [row(number, orjson.loads(line)) for number, line in enumerate(lines)]
    write(rows, folder / "inputs")
    config = Config(comments="table")
    odd = runs(folder / "inputs", folder, config) + frames(session, rows[:FRAME], config)
    print(f"differences in all: {odd}")
