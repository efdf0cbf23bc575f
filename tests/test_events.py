"""What happens in a run, told to programs: each event, its fields, and what they add up to."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from cleaner import Config, eventlog
from cleaner.cli import main
from cleaner.engines import local
from cleaner.engines.events import Events
from cleaner.errors import OutputError
from tests.hooked import hook, write_pages

ROOT = Path(__file__).parents[1]
HARMFUL = {4: "slow page", 12: "hungry page", 17: "killed page"}


def events_of(raw):
    return [json.loads(line) for line in raw.splitlines()]


def documented():
    """Return the events of the docs, each with its fields."""
    page = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    (table,) = re.findall(r"\| event \| when \| fields \|\n\|[-|]+\n((?:\|.*\n)+)", page)
    rows = [line.split("|")[1:4] for line in table.splitlines()]
    return {
        event.strip(" `"): set(re.findall(r"`(\w+)`", re.sub(r"\([^)]*\)", "", fields)))
        for event, _, fields in rows
    }


@pytest.fixture
def broken_off(tmp_path, monkeypatch):
    """Leave a run with two parts done, the log of which holds a page that was too slow."""
    hook(tmp_path, monkeypatch)
    source = write_pages(tmp_path / "pages.jsonl", 25, HARMFUL)
    source.write_text(source.read_text() + "no json\n")

    def break_off(*given):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(local.assemble, "assemble", break_off)
        with pytest.raises(KeyboardInterrupt), eventlog.opened(str(tmp_path / "log")) as listener:
            local.run(source, tmp_path / "run", workers=2, config=Config(page_seconds=4), listener=listener)
    (tmp_path / "settings.toml").write_text("page_seconds = 4\n")
    return source


def test_a_run_tells_what_happens(broken_off, tmp_path):
    first = events_of((tmp_path / "log").read_bytes())
    log = ["--log-json", str(tmp_path / "log"), "--config", str(tmp_path / "settings.toml")]
    args = ["run", str(broken_off), "--out", str(tmp_path / "run"), "--workers", "2", "--resume", *log]
    assert CliRunner().invoke(main, args).exit_code == 0
    events = events_of((tmp_path / "log").read_bytes())
    assert events[: len(first)] == first  # both attempts are in one file
    assert [event["event"] for event in events if event["event"] not in ("part", "progress", "rejected")] == [
        "started",
        "stopped",
        "started",
        "validated",
        "finished",
    ]
    begun = [event for event in events if event["event"] == "started"]
    assert [(e["files"], e["workers"], e["parts_done"], e["engine"]) for e in begun] == [
        (1, 2, 0, "local"),
        (1, 2, 3, "local"),
    ]
    cleaned = [event for event in events if event["event"] == "part" and event["pass"] == "clean"]
    assert [event["resumed"] for event in cleaned] == [False] * 3 + [True] * 3
    for attempt in (cleaned[:3], cleaned[3:]):
        found = sorted((event["part"], event["rows"], event["rejected"]) for event in attempt)
        assert found == [(0, 10, 1), (1, 10, 2), (2, 6, 1)]
    assert not [event for event in events[len(first) :] if event.get("pass") == "survey"]
    rejected = {event["id"]: event["reason"] for event in events if event["event"] == "rejected"}
    assert rejected == {
        "p4": "took longer than page_seconds = 4",
        "p12": "ran out of memory while it was cleaned",
        "p17": "a worker died on it twice (signal 9)",
    }
    last = [event for event in events if event["event"] == "progress"][-1]
    assert (last["rows"], last["rows_in_all"], last["share"], last["rejected"]) == (26, 26, 1.0, 4)
    assert (last["rows_per_second"], last["seconds_left"]) == (0.0, None)  # nothing was done anew
    counts = events[-1]["counts"]
    assert counts == json.loads((tmp_path / "run" / "run.json").read_bytes())["counts"]
    assert (counts["rows_in"], counts["articles"], counts["rejects"]) == (26, 22, 4)


def test_each_event_has_the_fields_that_the_docs_tell(broken_off, tmp_path, monkeypatch):
    (tmp_path / "rows.jsonl").write_text('{"body": "The river rose again."}\n')  # a guess is a note
    for source in (tmp_path / "rows.jsonl", tmp_path / "nothing"):
        args = ["run", str(source), "--out", str(tmp_path / "one"), "--log-json", str(tmp_path / "log")]
        CliRunner().invoke(main, args)
    fields = {}
    for event in events_of((tmp_path / "log").read_bytes()):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", event.pop("time"))
        fields.setdefault(event.pop("event"), set()).update(event)
    assert fields == documented()


def test_events_on_standard_error_stand_in_place_of_words(tmp_path):
    page = tmp_path / "page.txt"
    page.write_text("Leave a Reply\n", encoding="utf-8")  # nothing is left of it
    args = ["run", str(page), "--log-json", "-", "--out", str(tmp_path / "run")]
    done = CliRunner().invoke(main, args)
    assert (done.exit_code, done.stdout) == (1, "")
    events = events_of(done.stderr)
    assert [event["event"] for event in events] == [
        "started",
        *["part", "progress"] * 2,
        "validated",
        "finished",
    ]
    assert events[0]["workers"] == 1  # this process
    assert events[-2]["failed"]["critical"] == len(
        [rule for rule in events[-2]["rules"] if rule["severity"] == "critical"]
    )
    assert "articles/not-empty" in {rule["rule"] for rule in events[-2]["rules"]}
    again = CliRunner().invoke(main, args)
    (failed,) = events_of(again.stderr)
    assert (again.exit_code, failed["event"]) == (2, "failed")
    assert failed["message"].endswith("run exists: give another --out, or move it away first")


def test_what_pages_say_reaches_no_terminal_through_events(tmp_path):
    log = tmp_path / "log"
    with eventlog.opened(str(log)) as listener:
        listener({"event": "note", "text": "\x1b[2J\u009b2J\u202e\ud83d\n"})
    raw = log.read_bytes()
    assert raw.isascii()
    assert raw.count(b"\n") == 1
    assert not set(raw) & {*range(32), 127} - {10}
    assert events_of(raw)[0]["text"] == "\x1b[2J\u009b2J\u202e\ud83d\n"


def test_rates_are_of_this_process_and_the_share_is_of_all(monkeypatch):
    told = []
    now = iter([100.0, 100.0, 102.0, 104.0])
    monkeypatch.setattr("cleaner.engines.events.time.monotonic", lambda: next(now))
    events = Events(told.append)
    events.begins("survey", 40)
    for number, is_new in enumerate([False, True, True]):
        events.part(number, 10, None, is_new=is_new)
    progress = [(e["rows"], e["share"], e["rows_per_second"], e["seconds_left"]) for e in told[1::2]]
    assert progress == [(10, 0.25, 0.0, None), (20, 0.5, 5.0, 4.0), (30, 0.75, 5.0, 2.0)]


def test_a_log_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "log").mkdir()
    with (
        pytest.raises(OutputError, match=r"log: cannot be written \(Is a directory\)"),
        eventlog.opened(str(tmp_path / "log")),
    ):
        raise AssertionError("it was opened")
