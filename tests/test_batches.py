"""Runs of many parts: workers, kills, resuming, slow and deadly pages; always the same tables."""

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from cleaner import Config, writers
from cleaner.cli import main
from cleaner.engines import local, parts, work
from cleaner.engines.crew import WorkerError
from cleaner.errors import ConfigError, DataError, OutputError, SuiteError
from cleaner.rows import Page, Reject
from cleaner.survey import Survey
from cleaner.tables import SCHEMAS

# What a worker of these tests does to a page that says so; the file is imported when it starts.
HOOK = """
import os, signal, time
from cleaner import pipeline
from cleaner.engines import parts
parts.PART_ROWS = 10
plain = pipeline.clean_many
def clean_many(docs, *rest):
    for doc in docs:
        if "deadly page" in doc.raw or ("once deadly" in doc.raw and not os.path.exists("{once}")):
            open("{once}", "w").close()
            os.kill(os.getpid(), signal.SIGKILL)
        if "slow page" in doc.raw:
            time.sleep(60)
        if "odd page" in doc.raw:
            raise ValueError("odd")
        yield from plain([doc], *rest)
pipeline.clean_many = clean_many
"""
BODY = "The council met on day {} of the month and voted for the bridge across the river, at last."
SITE = "Riverside Courier, all the news"


@pytest.fixture
def hooked(tmp_path, monkeypatch):
    """Give workers small parts and pages that slow down or kill them."""
    folder = tmp_path / "hook"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(HOOK.replace("{once}", str(tmp_path / "once")), encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", f"{folder}{os.pathsep}{Path(local.__file__).parents[2]}")
    monkeypatch.setattr(parts, "PART_ROWS", 10)
    return tmp_path


def pages(path, count=45, special=None):
    special = special or {}
    rows = [
        {
            "id": f"p{n}",
            "url": f"https://s{n % 2}.example/{n}",
            "text": f"{SITE}\n{BODY.format(n)} {special.get(n, '')}\nLeave a Reply",
        }
        for n in range(count)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows) + "no json\n", encoding="utf-8")
    return path


def tables(folder):
    loaded = writers.load(folder)
    return {name: loaded[name].to_pylist() for name in SCHEMAS} | {"rejects": loaded.rejects}


def files(folder):
    """Return the bytes of all tables of a run."""
    found = [p for name in SCHEMAS for p in (folder / name).iterdir()] + [folder / "rejects.jsonl"]
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in found}


def test_parts_end_where_the_rows_say():
    rows = [Page(str(n), "x" * 10, "t") for n in range(1200)] + [Reject("t", 1, None, "bad", "mend", "raw")]
    assert [len(part) for part in parts.cut(rows)] == [500, 500, 201]
    assert [len(part) for part in parts.cut([Page("a", "x" * 5_000_000, "t"), Page("b", "y", "t")])] == [1, 1]
    assert list(parts.cut([])) == []


def test_workers_and_one_process_write_the_same_bytes(hooked):
    source = pages(hooked / "pages.jsonl")
    two = local.run(source, hooked / "two", workers=2)
    one = local.run(source, hooked / "one", workers=1)
    assert files(hooked / "two") == files(hooked / "one")
    assert (two.counts["rows_in"], two.counts["articles"], two.counts["rejects"]) == (46, 45, 1)
    assert two.counts == one.counts
    # the corpus was surveyed over all parts: the line that each page has is gone from all of them
    assert not any(SITE in row["text"] for row in tables(hooked / "two")["articles"])
    assert sorted(p.name for p in hooked.iterdir()) == ["hook", "one", "pages.jsonl", "two"]


def test_many_parts_and_one_give_the_same_rows(hooked, monkeypatch):
    source = pages(hooked / "pages.jsonl")
    local.run(source, hooked / "many", workers=2)
    monkeypatch.setattr(parts, "PART_ROWS", 500)
    local.run(source, hooked / "whole")
    assert tables(hooked / "many") == tables(hooked / "whole")


def test_a_page_that_kills_a_worker_twice_is_rejected_and_the_rest_done(hooked):
    special = {3: "deadly page", 7: "once deadly", 20: "odd page", 33: "slow page"}
    source = pages(hooked / "pages.jsonl", special=special)
    done = local.run(source, hooked / "run", workers=2, config=Config(page_seconds=4))
    assert (done.counts["articles"], done.counts["rejects"], done.counts["rows_in"]) == (42, 4, 46)
    told = {r.id: r.reason for r in done.tables.rejects if r.id}
    assert told == {
        "p3": "a worker died on it twice (signal 9)",
        "p20": "cleaning it failed (ValueError: odd)",
        "p33": "took longer than page_seconds = 4",
    }
    assert [r.row for r in done.tables.rejects] == [4, 21, 34, 46]
    assert not (hooked / ".run.work").exists()


def test_a_slow_page_is_broken_off_in_this_process_too(tmp_path, monkeypatch):
    from cleaner import pipeline

    def slow(docs, *rest):
        time.sleep(5)

    monkeypatch.setattr(pipeline, "clean_many", slow)
    made = local.clean_pages([Page("a", "A page of text.", "t", 1)], Config(page_seconds=0.05))
    assert [(r.id, r.reason) for r in made.rejects] == [("a", "took longer than page_seconds = 0.05")]
    with pytest.raises(ConfigError, match="page_seconds = 0 is out of range"):
        Config(page_seconds=0)


def start(source, out, *options):
    command = [
        sys.executable,
        "-m",
        "cleaner",
        "run",
        str(source),
        "--out",
        str(out),
        "--workers",
        "2",
        *options,
    ]
    # a shell that starts the tests in the background lets them ignore SIGINT, and what they start
    heed = partial(signal.signal, signal.SIGINT, signal.default_int_handler)
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, preexec_fn=heed)


def end(process):
    """Wait for a process; return its exit code and what it said."""
    _, told = process.communicate(timeout=120)
    return process.returncode, told.decode()


def workers_of(process):
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, rest = stat.read_text().split(" (", 1)
        except OSError:  # it ended while we looked
            continue
        parents[int(pid)] = int(rest.rpartition(")")[2].split()[1])
    return [pid for pid, parent in parents.items() if parent == process.pid]


def is_running(pid):
    """Return whether a process does something: one that ended and was not waited for has no command line."""
    try:
        return bool(Path(f"/proc/{pid}/cmdline").read_bytes())
    except OSError:
        return False


def all_ended(pids):
    return not any(map(is_running, pids))


def wait_for(condition, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError("it did not happen in time")


def finished(out):
    folder = out.with_name(f".{out.name}.work") / "parts"
    return [p for p in folder.iterdir() if not p.name.startswith(".")] if folder.is_dir() else []


def test_a_killed_run_goes_on_and_equals_one_that_was_not(hooked):
    source = pages(hooked / "pages.jsonl", count=400)
    whole, cut = hooked / "whole", hooked / "cut"
    assert end(start(source, whole))[0] == 0
    # the second moment lies behind the first: resumed runs are killed, too
    for number, moment in enumerate((1, 9, 20)):
        process = start(source, cut, *(["--resume"] if number else []))
        wait_for(lambda: len(finished(cut)) >= moment or process.poll() is not None)  # noqa: B023 - used at once
        assert process.poll() is None
        orphans = workers_of(process)
        process.kill()
        assert end(process)[0] == -signal.SIGKILL
        wait_for(partial(all_ended, orphans))
    code, told = end(start(source, cut))
    assert (code, "was broken off" in told) == (2, True)
    last = start(source, cut, "--resume")
    wait_for(lambda: len(workers_of(last)) == 2 or last.poll() is not None)
    for pid in workers_of(last)[:1]:
        os.kill(pid, signal.SIGKILL)
    assert end(last)[0] == 0
    assert files(cut) == files(whole)
    assert json.loads((cut / "run.json").read_bytes())["counts"]["rows_in"] == 401
    assert not cut.with_name(".cut.work").exists()


def test_ctrl_c_stops_within_a_second_and_leaves_what_is_done(hooked):
    source = pages(hooked / "pages.jsonl", count=400)
    out = hooked / "run"
    process = start(source, out)
    wait_for(lambda: len(finished(out)) >= 1 or process.poll() is not None)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    code, told = end(process)
    assert (code, time.monotonic() - began < 5) == (130, True)
    assert "go on with --resume" in told
    assert finished(out)
    assert end(start(source, out, "--resume"))[0] == 0


@pytest.fixture
def broken_off(hooked, monkeypatch):
    """Leave a run with some parts done."""
    source = pages(hooked / "pages.jsonl")
    out = hooked / "run"

    def break_off(*given):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(local.assemble, "assemble", break_off)
        with pytest.raises(KeyboardInterrupt):
            local.run(source, out, workers=2)
    return source, out


def test_what_changed_under_a_broken_off_run_is_told(broken_off):
    source, out = broken_off
    with pytest.raises(
        OutputError, match=r"a run into it was broken off, 5 parts are done; go on with --resume"
    ):
        local.run(source, out, workers=2)
    with pytest.raises(OutputError, match=r"settings threshold: 0.9 then, 0.8 now; undo it, or delete"):
        local.run(source, out, workers=2, resume=True, config=Config(threshold=0.8))
    with pytest.raises(OutputError, match="survey: True then, False now"):
        local.run(source, out, workers=2, resume=True, survey=False)
    before = source.read_bytes()
    source.write_bytes(before + b'{"id": "new", "text": "one more page of text"}\n')
    with pytest.raises(OutputError, match=r"something changed since the run was begun: input pages\.jsonl;"):
        local.run(source, out, workers=2, resume=True)
    source.write_bytes(before)
    assert local.run(source, out, workers=2, resume=True).counts["articles"] == 45


def test_a_damaged_part_is_done_again(broken_off):
    source, out = broken_off
    local.run(source, out.with_name("whole"), workers=2)
    part = out.with_name(".run.work") / "parts" / parts.name(2)
    (part / "edits.parquet").write_bytes(b"PAR1")
    assert parts.about(part.parent, 2) is None
    local.run(source, out, workers=2, resume=True)
    assert files(out) == files(out.with_name("whole"))


def test_one_pass_knows_no_site_and_a_saved_survey_does(hooked):
    source = pages(hooked / "pages.jsonl")
    first = local.run(source, hooked / "first", workers=1)
    alone = local.run(source, hooked / "alone", workers=1, survey=False)
    assert all(SITE in row["text"] for row in tables(alone.folder)["articles"])
    assert not (alone.folder / "run.survey").exists()
    few = pages(hooked / "few.jsonl", count=2)
    reused = local.run(few, hooked / "reused", survey=first.folder / "run.survey")
    assert not any(SITE in row["text"] for row in tables(reused.folder)["articles"])
    saved = Survey.load(first.folder / "run.survey")
    saved.save(hooked / "again.survey")
    assert (hooked / "again.survey").read_bytes() == (first.folder / "run.survey").read_bytes()


def test_a_file_that_is_no_survey_is_told(tmp_path):
    (tmp_path / "bad.survey").write_bytes(b"nothing")
    with pytest.raises(DataError, match=r"bad\.survey: cannot be read as a survey"):
        Survey.load(tmp_path / "bad.survey")


def test_workers_that_cannot_start_are_told_and_leave_nothing(hooked):
    (hooked / "hook" / "sitecustomize.py").write_text("import os\nos._exit(7)\n", encoding="utf-8")
    with pytest.raises(WorkerError, match=r"workers die before their first page \(exit code 7\)"):
        local.run(pages(hooked / "pages.jsonl"), hooked / "run", workers=2)
    assert not (hooked / ".run.work").exists()


def test_an_input_without_a_row_is_a_run_that_says_so(tmp_path):
    (tmp_path / "empty.jsonl").write_bytes(b"")
    done = local.run(tmp_path / "empty.jsonl", tmp_path / "run")
    assert (done.counts["rows_in"], done.validation.fails()) == (0, True)
    assert [r.rule for r in done.validation.results if r.status == "fail"][:1] == ["articles/rows"]


def test_the_plan_of_a_run_is_in_its_folder(hooked):
    done = local.run(pages(hooked / "pages.jsonl"), hooked / "run", workers=1)
    about = orjson.loads((done.folder / "run.json").read_bytes())
    planned = {"cleaner", "versions", "settings", "reading", "inputs", "survey"}
    assert set(about) == planned | {"counts", "notes", "seconds", "python"}
    assert about["seconds"]["boilerplate"] > 0
    assert work.PLAN not in {p.name for p in done.folder.iterdir()}


def test_the_command_takes_the_options(hooked):
    source = pages(hooked / "pages.jsonl")
    args = ["run", str(source), "--out", str(hooked / "run"), "--no-survey", "--workers", "1"]
    assert CliRunner().invoke(main, args).exit_code == 0
    assert json.loads((hooked / "run" / "run.json").read_bytes())["survey"] is False


@pytest.mark.parametrize("survey", [True, False])
def test_a_bad_suite_is_told_and_leaves_nothing(survey, hooked):
    suites = hooked / "suites"
    suites.mkdir()
    (suites / "articles.json").write_text('{"name": "articles", "expectations": []}', encoding="utf-8")
    with pytest.raises(SuiteError, match="a suite without a rule"):
        local.run(pages(hooked / "pages.jsonl"), hooked / "run", suites=suites, workers=2, survey=survey)
    assert sorted(p.name for p in hooked.iterdir()) == ["hook", "pages.jsonl", "suites"]
