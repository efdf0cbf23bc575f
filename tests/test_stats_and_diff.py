"""Runs in figures: at a glance, held against another, and as one JSON object for programs."""

import json

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from cleaner.cli import main

BODY = "The river rose again on Monday, and the bridge at Ashdown was closed to all traffic until noon.\n"
PAGE = f"{BODY}\nLeave a Reply\n7 + 4 =\n"


def run(*args, code=0):
    result = CliRunner().invoke(main, [str(arg) for arg in args])
    assert result.exit_code == code, result.output
    return result


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    rows = [{"id": f"p{n}", "text": f"Day {n}. {PAGE}", "lang": "en"} for n in range(3)]
    rows += [
        {
            "id": "fr",
            "text": "Le vieux pont de la ville est fermé depuis lundi matin.\n" + BODY,
            "lang": "fr",
        },
        {"id": "bad"},
    ]
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    rows = [
        *rows[1:3],
        {
            "id": "fr",
            "text": "Le vieux pont de la ville est ouvert depuis lundi matin.\n" + BODY,
            "lang": "fr",
        },
    ]
    rows += [{"id": "new", "text": PAGE, "lang": "en"}, {"id": "bare", "text": "7 + 4 ="}]
    (folder / "b.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (folder / "c.toml").write_text('off = ["comment-form"]\n')
    run("run", folder / "a.jsonl", "--out", folder / "a")
    more = ["--config", folder / "c.toml", "--summary-json", folder / "b.json"]
    run("run", folder / "b.jsonl", "--out", folder / "b", *more, code=1)
    return folder


def test_a_run_at_a_glance(runs):
    shown = run("stats", runs / "a").stdout
    assert shown.startswith(f"{runs / 'a'} by cleaner 0.1.0\n4 pages cleaned, 1 rejected; every critical")
    assert "rows          5 in: 4 articles, 0 quarantine, 1 rejects" in shown
    lines = [" ".join(line.split()[:3]) for line in shown.splitlines()]
    for line in ("en 3 75%", "fr 1 25%", "captcha/sum 3 50%", "comment-form/heading 3 50%", "edits 6"):
        assert line in lines
    assert "\x1b" not in shown


def test_the_figures_as_json(runs):
    told = json.loads(run("stats", runs / "a", "--json").stdout)
    assert told["rows"] == {"rows_in": 5, "articles": 4, "quarantine": 0, "rejects": 1}
    assert told["edits"] == {"captcha/sum": 3, "comment-form/heading": 3}
    assert told["languages"] == {"en": 3, "fr": 1}
    assert told["share_removed"] == round(3 * 23 / told["characters"]["in"], 6)
    assert told["expectations"]["hold"] + len(told["failing"]) == told["expectations"]["total"] > 100
    assert set(told["seconds"]) >= {"boilerplate", "names"}


def test_the_summary_of_a_run_is_its_figures_with_the_exit_code(runs):
    told = json.loads((runs / "b.json").read_text())
    assert (told["exit_code"], told["error"]) == (1, None)
    assert told["report"] == str(runs / "b" / "report.html")
    assert told["expectations"]["failed_critical"] >= 1
    figures = json.loads(run("stats", runs / "b", "--json").stdout)
    assert {key: told[key] for key in figures} == figures
    assert told["rows"]["quarantine"] == 1


def test_the_summary_of_a_run_that_fails_tells_why(tmp_path):
    path = tmp_path / "s.json"
    path.write_text("old")
    run("run", tmp_path / "gone", "--out", tmp_path / "out", "--summary-json", path, code=2)
    assert json.loads(path.read_text()) == {
        "error": f"{tmp_path / 'gone'}: no such file or folder; check the path",
        "exit_code": 2,
    }
    done = run("run", tmp_path / "gone", "--out", tmp_path / "out", "--summary-json", "-", code=2)
    assert json.loads(done.stdout)["exit_code"] == 2


def test_a_summary_that_cannot_be_written_is_told_before_the_work(tmp_path):
    (tmp_path / "p.txt").write_text(PAGE)
    args = ["run", tmp_path / "p.txt", "--out", tmp_path / "out", "--summary-json"]
    assert "a folder; give a file" in run(*args, tmp_path, code=2).output
    assert "its folder does not exist" in run(*args, tmp_path / "no" / "s.json", code=2).output
    assert not (tmp_path / "out").exists()


def test_the_same_run_differs_in_nothing(runs):
    assert run("diff", runs / "a", runs / "a").stdout == "a → a\nnothing differs: 4 pages read the same\n"
    assert json.loads(run("diff", runs / "a", runs / "a", "--json").stdout)["same"] is True


def test_what_differs_is_told_for_people(runs):
    shown = run("diff", runs / "a", runs / "b", code=1).stdout
    lines = [" ".join(line.split()) for line in shown.splitlines()]
    assert lines[0] == "a → b"
    for line in (
        "critical articles/not-empty 0 → 1 rows pass → fail",
        "comment-form/heading 3 → 0 -3",
        "rejects 1 → 0 -1",
        'off [] → ["comment-form"]',
        "2 the same input, cleaned to another text",
        "1 another input, another text",
        "2 new",
        "1 gone",
    ):
        assert line in lines, line
    assert "est [-fermé-]{+ouvert+} depuis" in shown
    assert lines.index("critical articles/not-empty 0 → 1 rows pass → fail") < lines.index("counts")


def test_what_failed_and_holds_again_is_told(runs):
    shown = run("diff", runs / "b", runs / "a", code=1).stdout
    assert (
        shown.index("expectations that hold again")
        < shown.index("articles/not-empty")
        < shown.index("counts")
    )
    assert "not-empty" not in shown.partition("expectations that hold again")[0]


def test_what_differs_as_json(runs):
    told = json.loads(run("diff", runs / "a", runs / "b", "--json", code=1).stdout)
    assert told["same"] is False
    assert told["pages"] == {
        "same": 0, "new": 2, "gone": 1, "changed": 1, "recleaned": 2, "held": 0, "freed": 0
    }  # fmt: skip
    assert {"name": "comment-form/heading", "was": 3, "now": 0, "notable": False} in told["edits"]


@pytest.mark.parametrize("command", ["stats", "diff"])
def test_a_folder_that_is_no_run_is_wrong_use(runs, command):
    more = [runs / "a"] if command == "diff" else []
    shown = run(command, runs, *more, code=2).output
    assert f"{runs}: not a run folder (it has no run.json); give the --out of `cleaner run`" in shown


def test_a_damaged_file_of_a_run_is_told(runs, tmp_path):
    import shutil

    shutil.copytree(runs / "a", tmp_path / "a")
    (tmp_path / "a" / "run.json").write_text("[1]")
    assert "run.json: holds no JSON object" in run("stats", tmp_path / "a", code=2).output
    (tmp_path / "a" / "run.json").write_text('{"counts": 3, "seconds": {"names": "x"}}')
    assert "seconds" not in run("stats", tmp_path / "a").output
    (part,) = (tmp_path / "a" / "edits").iterdir()
    part.write_bytes(b"PAR1")
    assert "cannot be read as the table it should be" in run("stats", tmp_path / "a", code=2).output
    assert pq.read_table(runs / "a" / "edits").num_rows == 6
