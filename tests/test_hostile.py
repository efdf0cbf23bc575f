"""Runs under bad conditions: full disks, workers without memory, huge pages, tiny pages, broken lines."""

import random
import resource
import subprocess
from contextlib import contextmanager
from functools import partial

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleaner import Config, exports, replay, writers
from cleaner.engines import local, release
from cleaner.engines.crew import WorkerError
from cleaner.errors import OutputError
from cleaner.tables import SCHEMAS
from tests.hooked import BODY, hook, write_pages

FULL = r"cannot be written \((No space left on device|File too large)\); free some space there"


def files(folder):
    found = [p for name in SCHEMAS for p in (folder / name).iterdir()] + [folder / "rejects.jsonl"]
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in found}


def adds_up(done):
    counts = done.counts
    assert counts["rows_in"] == counts["articles"] + counts["quarantine"] + counts["rejects"]
    return counts["articles"], counts["quarantine"], counts["rejects"]


def half_written(folder):
    return [path for path in folder.rglob("*") if "writing" in path.name]


# --- a full disk ---


@contextmanager
def short_files(size):
    """Let no file of this process, and of those it starts, grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def small_disk(place):
    """Give a function that says how many bytes *place* holds, None where no disk may be mounted there."""

    def mount(*options):
        done = subprocess.run(["mount", *options, str(place)], capture_output=True, check=False)
        return done.returncode == 0

    place.mkdir()
    if not mount("-t", "tmpfs", "-o", "size=64m", "tmpfs"):
        yield None
        return
    try:
        yield lambda size: mount("-o", f"remount,size={size}")
    finally:
        subprocess.run(["umount", str(place)], check=True)


@pytest.fixture
def source(tmp_path, monkeypatch):
    """Give pages of four parts that no compression makes small."""
    hook(tmp_path, monkeypatch)
    rng = random.Random(5)
    special = {n: " ".join(f"word{rng.randrange(10**6)}" for _ in range(300)) for n in range(40)}
    return write_pages(tmp_path / "pages.jsonl", 40, special)


def test_a_run_on_a_full_disk_says_so_and_goes_on_when_there_is_room(source, tmp_path):
    run = partial(local.run, workers=1, survey=False)
    whole = run(source, tmp_path / "whole")
    place = tmp_path / "disk"
    out = place / "run"
    with small_disk(place) as room:
        done = []
        # the parts do not fit, then what is made of them does not, then the report
        for kilobytes in (40, 130, 330) if room else (4, 60, 100):
            if room:
                assert room(f"{kilobytes}k")
            bound = short_files(64_000_000 if room else 1000 * kilobytes)
            message = rf"/disk/run: {FULL}, then go on with --resume"
            with bound, pytest.raises(OutputError, match=message) as told:
                run(source, out, resume=True)
            assert "\n" not in str(told.value)
            assert half_written(place) == []
            assert not out.exists()
            parts = place / ".run.work" / "parts"
            done.append(len(list(parts.iterdir())) if parts.exists() else 0)
        assert (done, done[-1]) == (sorted(done), 4)  # what is done is kept
        if room:
            assert room("64m")
        resumed = run(source, out, resume=True)
        assert files(out) == files(whole.folder)
        assert resumed.counts == whole.counts
        assert [path.name for path in place.iterdir()] == ["run"]


def test_where_nothing_was_done_nothing_is_left(source, tmp_path):
    with short_files(2000), pytest.raises(OutputError, match=rf"/run: {FULL}"):
        local.run(source, tmp_path / "run", workers=1)  # the surveys are too large already
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hook", "pages.jsonl"]


def test_a_release_on_a_full_disk_leaves_the_run_as_it_was(tmp_path):
    rows = write_pages(tmp_path / "pages.jsonl", 3, {})
    with rows.open("a") as out:
        out.write('{"id": "bare", "text": "Leave a Reply"}\n')  # nothing is left of it: quarantine
    done = local.run(rows, tmp_path / "run", formats=["csv"])
    assert adds_up(done) == (3, 1, 0)
    before = {path: path.read_bytes() for path in done.folder.rglob("*") if path.is_file()}
    with short_files(30_000), pytest.raises(OutputError, match=rf"run\.new: {FULL}$"):
        release.release(done.folder, ["bare"], why="fine")
    assert {path: path.read_bytes() for path in done.folder.rglob("*") if path.is_file()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pages.jsonl", "run"]


# --- workers without memory ---


def test_pages_that_workers_have_no_memory_for_are_rejected_and_the_rest_done(tmp_path, monkeypatch):
    hook(tmp_path, monkeypatch)
    heavy = f"heavy page, {BODY}"  # all goes well until the tables of its part are made
    source = write_pages(tmp_path / "pages.jsonl", 35, {3: "hungry page", 15: heavy, 31: "killed page"})
    done = local.run(source, tmp_path / "run", workers=2, survey=False)
    assert adds_up(done) == (32, 0, 3)
    assert [(r.id, r.row, r.reason) for r in done.tables.rejects] == [
        ("p3", 4, "ran out of memory while it was cleaned"),
        ("p15", 16, "a worker died on it twice (out of memory)"),
        ("p31", 32, "a worker died on it twice (signal 9)"),
    ]
    assert done.tables.rejects[0].mend.startswith("take fewer --workers, so that each has more memory")
    replay.restore(done.folder, tmp_path / "back")
    assert (tmp_path / "back" / "pages.jsonl").read_bytes() == source.read_bytes()


TAKEN_IN = """
import pickle
loads = pickle.loads
def loaded(raw):
    if b"vast page" in raw:
        raise MemoryError
    return loads(raw)
pickle.loads = loaded
"""


def test_a_page_that_no_worker_can_even_take_in_is_rejected(tmp_path, monkeypatch):
    hook(tmp_path, monkeypatch)
    with (tmp_path / "hook" / "sitecustomize.py").open("a") as out:
        out.write(TAKEN_IN)
    source = write_pages(tmp_path / "pages.jsonl", 25, {13: f"vast page, {BODY}"})
    done = local.run(source, tmp_path / "run", workers=1, survey=False)
    assert adds_up(done) == (24, 0, 1)
    told = [(r.id, r.reason) for r in done.tables.rejects]
    assert told == [("p13", "a worker died on it twice (out of memory)")]


def test_workers_that_die_where_no_page_is_to_blame_are_told(tmp_path, monkeypatch):
    hook(tmp_path, monkeypatch)
    with (tmp_path / "hook" / "sitecustomize.py").open("a") as out:
        out.write("def tables_of(self, *rest):\n    raise MemoryError\ntables.Builder.tables = tables_of\n")
    source = tmp_path / "pages.jsonl"
    source.write_text("no json\n", encoding="utf-8")
    with pytest.raises(WorkerError, match=r"workers die over what is no page \(out of memory\)"):
        local.run(source, tmp_path / "run", workers=1, survey=False)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hook", "pages.jsonl"]


# --- huge pages, tiny pages, broken lines; in full size: benchmarks/hostile.py ---


@pytest.mark.parametrize("end", ["\n", " "], ids=["many lines", "one line"])
def test_a_huge_page_is_cleaned_and_comes_back(tmp_path, end):
    folder = tmp_path / "in"
    folder.mkdir()
    text = end.join(BODY.format(n) for n in range(20_000))
    (folder / "page.txt").write_text(text, encoding="utf-8")
    rows = [BODY, text + end, "=a small one"]
    lines = [orjson.dumps({"id": f"p{n}", "text": row}) + b"\n" for n, row in enumerate(rows)]
    (folder / "rows.jsonl").write_bytes(b"".join(lines))
    done = local.run(folder, tmp_path / "run", formats=["csv"], config=Config(page_seconds=300))
    assert adds_up(done) == (4, 0, 0)
    articles = writers.load(done.folder).articles
    assert articles.column("chars_in").to_pylist() == [len(text), len(BODY), len(text) + 1, 12]
    assert exports.read_csv(done.folder / "csv" / "articles.csv").equals(articles)
    replay.restore(done.folder, tmp_path / "back")
    for path in folder.iterdir():
        assert (tmp_path / "back" / path.name).read_bytes() == path.read_bytes()


def test_a_column_of_huge_pages_is_neither_indexed_nor_measured(tmp_path):
    # 20 MB as one value: a dictionary and statistics hold 96 MB more of it while it is written
    with writers.Rolling(tmp_path, "articles") as out:
        row = dict.fromkeys(("id", "text", "record"), "x")
        out.write(pa.Table.from_pylist([row], schema=SCHEMAS["articles"]))
    group = pq.read_metadata(tmp_path / "articles" / writers.part(0)).row_group(0)
    columns = [group.column(n) for n in range(group.num_columns)]
    told = {c.path_in_schema: (c.has_dictionary_page, c.is_stats_set) for c in columns}
    assert {name for name, held in told.items() if held != (True, True)} == {"text", "record"}


def test_many_tiny_pages_and_broken_lines_add_up(tmp_path):
    source = tmp_path / "rows.jsonl"
    rows = [orjson.dumps({"id": f"p{n}", "text": f"Page {n:07}, it is."}).decode() for n in range(1500)]
    broken = [row[:-3] if n % 100 == 7 else row for n, row in enumerate(rows)]
    source.write_text("\n".join(broken), encoding="utf-8")
    done = local.run(source, tmp_path / "run", workers=2)
    articles, held, rejects = adds_up(done)
    assert (articles + held, rejects) == (1485, 15)
    reasons = {reject.reason.partition(":")[0] for reject in done.tables.rejects}
    assert reasons == {"malformed JSON"}
    replay.restore(done.folder, tmp_path / "back")
    assert (tmp_path / "back" / "rows.jsonl").read_bytes() == source.read_bytes()
