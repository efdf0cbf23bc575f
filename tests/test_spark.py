"""Cleaning on Spark: by content what this machine makes, whether of files or of frames."""

import json
import os
import re
import shlex
import shutil
import sys
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from click.testing import CliRunner

import cleaner
from cleaner import Config, clean_frame, writers
from cleaner import spark as on_spark
from cleaner.cli import main
from cleaner.decided_lines import Line, Lines
from cleaner.decisions import Decisions
from cleaner.engines import cluster
from cleaner.engines import spark as engine
from cleaner.engines.crew import WorkerError
from cleaner.errors import ConfigError, DataError, MissingExtra
from cleaner.survey import Survey
from cleaner.tables import REJECTS, SCHEMAS
from tests.spark_session import MARKS, small_session

pytestmark = MARKS

# What a process that cleans does to a page that says so; the file is imported when it starts.
HOOK = """
import os, signal, sys, time
if "cleaner.engines.worker" in sys.orig_argv:
    from cleaner import pipeline
    plain = pipeline.clean_many
    def clean_many(docs, *rest):
        for doc in docs:
            if "deadly page" in doc.raw:
                os.kill(os.getpid(), signal.SIGKILL)
            if "slow page" in doc.raw:
                time.sleep(60)
            if "full disk" in doc.raw:
                raise OSError(28, "No space left on device")
            yield from plain([doc], *rest)
    pipeline.clean_many = clean_many
"""

ROOT = Path(__file__).parents[1]
TOLD = [
    "The council met on Monday and agreed to repair the old bridge before the winter.",
    "Farmers in the valley say that the rain came too late for the barley this year.",
    "A new library opened beside the station, and the first readers queued at eight.",
    "The harbour was closed for two days because of fog, and the ferries stayed in.",
    "Engineers found a crack in the dam and lowered the water by almost two metres.",
    "The choir sang in the square until midnight, and nobody thought of going home.",
]
RECURS = {"north.example": "Fresh fish from the northern quay", "south.example": "Sunlit rooms in the hills"}


def page(n):
    host = list(RECURS)[n % 2]
    body = f"{TOLD[n % 6]}\n\n{TOLD[(n // 2 + 3) % 6]} So says note {n} of the clerk."
    text = f"{RECURS[host]}\n\n{body}\n\nLeave a Reply\nName:\nE-mail:\n"
    text = text.replace("nobody", "nobodyâ€™s aunt") if n % 7 == 0 else text
    return {"id": f"p{n}", "row": n, "url": f"https://{host}/{n}", "title": None, "lang": "en", "text": text}


def pages():
    """Return sixty rows: one without a text, one with the id of another, one that expectations refuse."""
    rows = [page(n) for n in range(60)]
    rows[11]["text"] = None
    rows[41]["id"] = "p5"
    rows[23]["text"] = "Leave a Reply\nName:\nE-mail:\n"  # nothing of it stays
    return rows


@pytest.fixture(scope="module")
def hook(tmp_path_factory):
    """Return a folder whose file gives those who find it pages that slow them down or kill them."""
    folder = tmp_path_factory.mktemp("hook")
    (folder / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def spark(hook):
    with small_session({"spark.executorEnv.PYTHONPATH": f"{hook}{os.pathsep}{ROOT}"}) as session:
        yield session


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Write the sixty rows into two files, and two pages that are files of their own."""
    inputs = tmp_path_factory.mktemp("spark") / "pages"
    inputs.mkdir()
    rows = [{key: value for key, value in row.items() if key != "row"} for row in pages()]
    for name, part in (("a", rows[:35]), ("b", rows[35:])):
        lines = [json.dumps(row, ensure_ascii=False) for row in part]
        (inputs / f"{name}.jsonl").write_text("\n".join([*lines, "{no json"]), encoding="utf-8")
    (inputs / "c.txt").write_text(f"{TOLD[0]}\nLeave a Reply\n", encoding="utf-8")
    (inputs / "d.jsonl").write_text(json.dumps({"id": "lone", "text": f"\ud83d {TOLD[1]}"}), encoding="utf-8")
    return inputs


@pytest.fixture(scope="module")
def both(spark, folder):
    """Run both engines on the same files."""
    outs = folder.parent / "here", folder.parent / "there"
    return cleaner.run(folder, outs[0], workers=2), engine.run(folder, outs[1])


def test_progress_is_told_until_all_is_done(spark, folder, tmp_path):
    told = []
    done = engine.run(folder / "a.jsonl", tmp_path / "out", progress=lambda *now: told.append(now))
    rows = done.counts["rows_in"]
    assert rows == 36
    assert told[-1] == (rows, rows, 2)
    assert told == sorted(told)


def test_a_run_on_spark_has_the_tables_of_a_run_on_this_machine_in_their_order(both):
    here, there = (run.tables for run in both)
    for name in SCHEMAS:
        assert there[name].equals(here[name]), name
    assert there.rejects == here.rejects
    assert here.quarantine.num_rows == 1
    reasons = " ".join(reject.reason for reject in here.rejects)
    assert len(here.rejects) == 4
    assert "duplicate id 'p5'" in reasons


def test_the_survey_mattered_and_is_the_same(both):
    here, there = both
    assert "template" in " ".join(set(here.tables.edits.column("rule").to_pylist()))
    assert (there.folder / "run.survey").read_bytes() == (here.folder / "run.survey").read_bytes()


def test_validation_and_what_is_told_of_the_run_are_the_same(both):
    here, there = both
    assert there.counts == here.counts
    assert there.validation == here.validation
    plans = [json.loads((run.folder / "run.json").read_text(encoding="utf-8")) for run in both]
    assert plans[1].pop("engine") == "spark"
    steps = [plan.pop("seconds").keys() for plan in plans]
    assert steps[0] == steps[1]
    assert plans[0] == plans[1]


def test_nothing_is_left_beside_the_run(both):
    assert [path.name for path in both[1].folder.parent.glob(".*")] == []


def test_a_run_on_spark_takes_a_survey_from_before(both, folder, tmp_path):
    done = engine.run(folder / "a.jsonl", tmp_path / "out", survey=both[0].folder / "run.survey")
    alone = cleaner.run(folder / "a.jsonl", tmp_path / "alone", survey=both[0].folder / "run.survey")
    assert done.tables.articles.equals(alone.tables.articles)


def test_a_file_without_rows_gives_a_run_without_rows(spark, tmp_path):
    (tmp_path / "none.jsonl").write_text("", encoding="utf-8")
    assert engine.run(tmp_path / "none.jsonl", tmp_path / "out", survey=False).counts["rows_in"] == 0


def lift(spark, rows):
    text, number = pa.string(), pa.int64()
    fields = [(name, number if name == "row" else text) for name in rows[0]]
    return spark.createDataFrame(pa.Table.from_pylist(rows, schema=pa.schema(fields)))


def told(table):
    return sorted(map(repr, table.to_pylist()))


@pytest.fixture(scope="module")
def tables(spark):
    made = on_spark.clean(lift(spark, pages()))
    yield made
    made.unpersist()


def test_a_spark_frame_gives_the_tables_of_a_pandas_frame(tables):
    local = clean_frame(pd.DataFrame(pages(), dtype=object).drop(columns="row"))
    for name in ("articles", "edits", "findings", "names", "comments"):
        made = getattr(tables, name).toArrow()
        assert made.schema == SCHEMAS[name], name
        assert told(made) == told(local[name]), name
    made = tables.rejects.toArrow()
    assert made.schema == REJECTS
    assert sorted(made.to_pylist(), key=lambda row: row["row"]) == [r.as_dict() for r in local.rejects]


def test_the_survey_of_a_frame_is_that_of_its_pages(tables):
    rows = [row for row in pages() if row["row"] not in (11, 41)]
    expected = Survey()
    for row in rows:
        expected.add(row["text"], row["url"])
    assert tables.survey == expected


def test_without_a_survey_each_page_is_alone_and_a_given_one_is_taken(spark, tables):
    few = lift(spark, pages()[:2])
    alone = on_spark.clean(few, survey=False)
    known = on_spark.clean(few, survey=tables.survey)
    lines = [[row.text.split("\n")[0] for row in made.articles.collect()] for made in (alone, known)]
    assert set(lines[0]) == set(RECURS.values())
    assert set(lines[1]).isdisjoint(RECURS.values())


def test_decisions_are_obeyed_as_on_this_machine(spark):
    rows = [page(n) for n in range(4)]
    lines = Lines((Line("Fresh fish from the northern quay", "north.example"),), (Line("Leave a Reply"),))
    config = Config(names=Decisions(same=(("Farmer", "Farmers"),)), lines=lines)
    made = on_spark.clean(lift(spark, rows), config=config, survey=False)
    alone = [cleaner.clean(row["text"], url=row["url"], lang="en", config=config) for row in rows]
    found = made.edits.collect()
    assert sorted((row.rule, row.why) for row in found) == sorted(
        (e.rule, e.why) for d in alone for e in d.edits
    )
    assert {"decided/remove", "names/decided"} <= {row.rule for row in found}
    assert all("Leave a Reply" in row.text for row in made.articles.collect())
    made.unpersist()


def test_without_row_the_first_of_an_id_is_one_of_them_and_without_either_a_row_is_a_reject(spark):
    rows = [{"id": "a", "text": TOLD[0]}, {"id": "a", "text": TOLD[1]}, {"id": None, "text": TOLD[2]}]
    kept = []
    for order in (rows, rows[::-1]):
        made = on_spark.clean(lift(spark, order), survey=False)
        kept.append(made.articles.toArrow().column("text").to_pylist())
        assert sorted(row.reason for row in made.rejects.collect()) == ["duplicate id 'a'", "no id"]
    assert kept[0] == kept[1]
    assert len(kept[0]) == 1


HARM = {3: "deadly page", 30: "slow page"}
REASONS = {
    "p3": "a worker died on it twice (signal 9)",
    "p30": "took longer than page_seconds = 4",
    "p50": "9000 characters, more than max_chars = 5000",
}


def harmful(harms):
    rows = [page(n) for n in range(60)]
    for n, harm in harms.items():
        rows[n]["text"] += harm
    rows[50]["text"] = "x" * 9000
    return rows


CONFIG = Config(page_seconds=4, max_chars=5000)


def test_a_page_that_harms_is_a_reject_as_on_this_machine_and_the_rest_is_done(
    spark, hook, tmp_path, monkeypatch
):
    monkeypatch.setenv("PYTHONPATH", f"{hook}{os.pathsep}{ROOT}")
    source = tmp_path / "pages.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in harmful(HARM)), encoding="utf-8")
    here = cleaner.run(source, tmp_path / "here", workers=2, config=CONFIG).tables
    there = engine.run(source, tmp_path / "there", config=CONFIG).tables
    assert {reject.id: reject.reason for reject in there.rejects} == REASONS
    assert there.rejects == here.rejects
    for name in SCHEMAS:
        assert there[name].equals(here[name]), name


def test_a_page_that_kills_is_a_reject_of_a_frame_too(spark):
    made = on_spark.clean(lift(spark, harmful({3: "deadly page"})), config=CONFIG, survey=False)
    rejects = made.rejects.toArrow().to_pylist()
    assert {row["id"]: row["reason"] for row in rejects} == {id_: REASONS[id_] for id_ in ("p3", "p50")}
    assert made.articles.count() == 58
    made.unpersist()


def test_a_task_that_fails_for_good_is_told_in_a_line_and_leaves_nothing(spark, tmp_path):
    (tmp_path / "page.txt").write_text(f"{TOLD[0]} full disk", encoding="utf-8")
    with pytest.raises(WorkerError, match=r"as often as it may \(.*No space left on device.*\); Spark's log"):
        engine.run(tmp_path / "page.txt", tmp_path / "out", survey=False)
    assert [path.name for path in tmp_path.iterdir()] == ["page.txt"]


AUTHORS = ["Ilhan Omar", "Ilhan Omar", "Rashida Tlaib", "Ilhan Omar", "Ihlan Omar"]


def signed():
    return [page(n) | {"text": f"By {AUTHORS[n % 5]}\n\n{page(n)['text']}"} for n in range(20)]


def test_authors_of_a_frame_are_judged_together(spark):
    made = on_spark.clean(lift(spark, signed()), survey=False)
    local = clean_frame(pd.DataFrame(signed(), dtype=object).drop(columns="row"))
    rows = made.names.toArrow()
    assert rows.schema == SCHEMAS["names"]
    assert told(rows) == told(local.names)
    column = [row for row in rows.to_pylist() if row["rule"] == "names/column"]
    assert sorted(row["article_id"] for row in column) == ["p14", "p19", "p4", "p9"]
    assert {(row["form"], row["canonical"], row["decision"]) for row in column} == {
        ("Ihlan", "Ilhan", "reported")
    }
    off = on_spark.clean(lift(spark, signed()), survey=False, config=Config(off=("names",)))
    assert off.names.count() == 0


def test_of_too_many_authors_a_sample_is_judged(spark, monkeypatch):
    monkeypatch.setattr(cluster, "MOST_AUTHORS", 1)
    assert on_spark.clean(lift(spark, signed()), survey=False).names.count() == 0


def record(kind, body):
    http = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    head = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://north.example/1\r\n"
    head += f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    return head.encode() + http + b"\r\n\r\n"


def test_records_that_are_no_pages_are_told(spark, tmp_path):
    html = "<html><body><article>" + "".join(f"<p>{line}</p>" for line in TOLD) + "</article></body></html>"
    crawl = tmp_path / "crawl.warc"
    crawl.write_bytes(record("text/css", b"p {}") * 3 + record("text/html", html.encode()))
    here, there = cleaner.run(crawl, tmp_path / "here"), engine.run(crawl, tmp_path / "there")
    assert there.notes == here.notes == ("crawl.warc: 3 records that are no pages were skipped",)
    assert there.counts == here.counts
    assert there.counts["rows_in"] == 1
    assert there.tables.articles.equals(here.tables.articles)


def test_wrong_use_is_told(spark, tmp_path):
    with pytest.raises(DataError, match=r"no column 'body' of strings.*text"):
        on_spark.clean(lift(spark, pages()[:1]), text="body")
    with pytest.raises(DataError, match="no column 'row' of strings"):
        on_spark.clean(lift(spark, pages()[:1]), text="row")
    with pytest.raises(DataError, match="nothing to call rows by"):
        on_spark.clean(lift(spark, [{"text": "A page."}]))
    with pytest.raises(DataError, match="is no frame of Spark"):
        on_spark.clean(pd.DataFrame({"text": ["A page."]}))
    with pytest.raises(ConfigError, match="--engine local"):
        engine.run(tmp_path, tmp_path / "out", resume=True)


def test_without_pyspark_the_install_line_is_told(monkeypatch, folder, tmp_path):
    for name in [name for name in sys.modules if name.split(".")[0] == "pyspark"]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.delitem(sys.modules, "cleaner.engines.cluster", raising=False)
    monkeypatch.delattr("cleaner.engines.cluster", raising=False)
    with pytest.raises(MissingExtra, match=r'pip install "content-cleaner\[spark\]"'):
        on_spark.clean(pd.DataFrame({"text": ["A page."]}))
    args = ["run", str(folder), "--out", str(tmp_path / "out"), "--engine", "spark"]
    done = CliRunner().invoke(main, args)
    assert done.exit_code == 2
    assert 'pip install "content-cleaner[spark]"' in done.output


def test_the_page_on_scale_runs(spark, folder, tmp_path, monkeypatch):
    page = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    shutil.copytree(folder, "pages")
    commands = re.findall(r"```sh\n(.*?)\n```", page, re.DOTALL)
    assert [shlex.split(command)[0] for command in commands] == ["cleaner"]
    assert CliRunner().invoke(main, shlex.split(commands[0])[1:]).exit_code == 1
    crawl, clean = f"{tmp_path}/crawl", f"{tmp_path}/clean"  # Java keeps the folder it was started in
    lift(spark, pages()).write.parquet(crawl)
    for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(block.replace('"crawl"', repr(crawl)).replace('f"clean/', f'f"{clean}/'), {"spark": spark})
    assert spark.read.parquet(f"{clean}/articles").count() == 58  # all but the two rejects
    assert writers.load(Path("runs/first")).articles.num_rows == 59  # two more files, one in quarantine
