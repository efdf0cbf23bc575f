"""The main job from outside: every kind of bad input has its message, and nothing is lost."""

import json
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import cleaner
from cleaner import writers
from cleaner.cli import main
from cleaner.errors import DataError, OutputError

BODY = "The river rose again on Monday, and the bridge at Ashdown was closed to all traffic until noon.\n"
PAGE = f"{BODY}\nLeave a Reply\n7 + 4 =\n"


@pytest.fixture
def inputs(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_bytes(("\ufeff" + PAGE.replace("\n", "\r\n")).encode())
    (folder / "bad.txt").write_bytes(b"caf\xe9 au lait\n")
    (folder / "empty.txt").write_bytes(b"  \n")
    rows = [
        json.dumps({"id": "one", "text": PAGE + "Ségolène"}, ensure_ascii=False),
        "",
        json.dumps({"id": "one", "text": PAGE}),
        "{nope",
        json.dumps({"id": "no-text"}),
        json.dumps({"id": "number", "text": 3}),
        "[1]",
        json.dumps({"id": "blank", "text": ""}),
        json.dumps({"id": "lone", "text": PAGE + "a\ud83db"}),
        '{"text": "' + BODY.strip() + r" caf\u00e9 é\u2028" + '", "url": "https://www.example.org/x"}',
    ]
    (folder / "rows.jsonl").write_bytes("\n".join(rows).encode() + b"\n\n")
    return folder


def run(*args, stdin=None):
    result = CliRunner().invoke(main, [str(a) for a in args], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_every_row_ends_in_one_place_and_the_input_comes_back(inputs, tmp_path):
    done = cleaner.run(inputs, tmp_path / "out")
    assert done.counts["rows_in"] == 12
    assert (done.counts["articles"], done.counts["quarantine"], done.counts["rejects"]) == (4, 0, 8)
    cleaner.restore(tmp_path / "out", tmp_path / "back")
    for path in sorted(inputs.iterdir()):
        assert (tmp_path / "back" / path.name).read_bytes() == path.read_bytes()


def test_each_reject_says_where_why_and_what_to_do(inputs, tmp_path):
    done = cleaner.run(inputs, tmp_path / "out")
    told = {(r.source, r.row): (r.reason, r.mend) for r in done.tables.rejects}
    assert told[("bad.txt", 0)] == ("invalid UTF-8: byte 0xe9 at offset 3, line 1", "save the file as UTF-8")
    assert told[("empty.txt", 0)][0] == "empty text"
    assert told[("rows.jsonl", 3)][0] == "duplicate id 'one'"
    assert told[("rows.jsonl", 4)][0].startswith("malformed JSON")
    assert told[("rows.jsonl", 5)] == ("no field 'text' among id", "name the field with the text 'text'")
    assert told[("rows.jsonl", 6)][0] == "'text' is int, not a string"
    assert told[("rows.jsonl", 7)][0] == "not an object but list"
    assert told[("rows.jsonl", 8)][0] == "empty text"


def test_an_unreadable_file_is_rejected_and_the_rest_done(inputs, tmp_path, monkeypatch):
    real = Path.read_bytes

    def refuse(self):
        if self.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return real(self)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    done = cleaner.run(inputs, tmp_path / "out")
    assert done.tables.rejects[0].reason == "cannot be read: Permission denied"
    assert done.counts["articles"] == 3


def test_two_runs_give_the_same_bytes_and_order_does_not_matter(inputs, tmp_path):
    cleaner.run(inputs, tmp_path / "one")
    cleaner.run(inputs, tmp_path / "two")
    for path in sorted((tmp_path / "one").rglob("*.parquet")):
        assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes()
    rows = [{"id": str(n), "text": PAGE + str(n)} for n in range(4)]
    import pandas as pd

    forth = cleaner.clean_frame(pd.DataFrame(rows)).articles.drop_columns(["row"]).to_pylist()
    back = cleaner.clean_frame(pd.DataFrame(rows[::-1])).articles.drop_columns(["row"]).to_pylist()
    assert forth == back[::-1]


def test_an_output_folder_that_exists_is_left_alone(inputs, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("keep")
    result = run("run", inputs, "--out", out)
    assert result.exit_code == 2
    assert f"{out} exists: give another --out" in result.output
    assert [p.name for p in out.iterdir()] == ["mine.txt"]


def test_no_permission_to_write_is_told(inputs, tmp_path, monkeypatch):
    def refuse(self, *args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(OutputError, match=r"cannot be written \(Permission denied\); choose a folder"):
        cleaner.run(inputs, tmp_path / "out")


def test_a_run_that_breaks_leaves_nothing_behind(inputs, tmp_path, monkeypatch):
    def refuse(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writers, "write_rejects", refuse)
    with pytest.raises(OSError, match="No space left"):
        cleaner.run(inputs, tmp_path / "out")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("gone", "no such file or folder"),
        ("x.pdf", "cannot read .pdf files"),
        ("none", "no .txt, .html, .jsonl, .csv"),
    ],
)
def test_inputs_that_hold_nothing_are_told(tmp_path, name, message):
    (tmp_path / "x.pdf").write_bytes(b"%PDF")
    (tmp_path / "none").mkdir()
    with pytest.raises(DataError, match=message):
        cleaner.run(tmp_path / name, tmp_path / "out")


def test_rows_that_fail_a_critical_rule_are_quarantined_with_the_reason(tmp_path):
    (tmp_path / "rows.jsonl").write_text(
        json.dumps({"id": "good", "text": PAGE})
        + "\n"
        + json.dumps({"id": "bare", "text": "Leave a Reply"})
        + "\n"
    )
    result = run("run", tmp_path / "rows.jsonl", "--out", tmp_path / "out")
    assert result.exit_code == 1
    held = pq.read_table(tmp_path / "out" / "quarantine").to_pylist()
    assert [row["id"] for row in held] == ["bare"]
    assert "articles/not-empty" in held[0]["expectations"]
    assert pq.read_table(tmp_path / "out" / "articles").column("id").to_pylist() == ["good"]
    assert run("check", tmp_path / "out").exit_code == 0
    cleaner.restore(tmp_path / "out", tmp_path / "back")
    assert (tmp_path / "back" / "rows.jsonl").read_bytes() == (tmp_path / "rows.jsonl").read_bytes()


def test_a_changed_table_is_not_restored(inputs, tmp_path):
    cleaner.run(inputs, tmp_path / "out")
    path = tmp_path / "out" / "articles" / writers.part(0)
    table = pq.read_table(path)
    at = table.column_names.index("text")
    pq.write_table(table.set_column(at, "text", [[t + "!" for t in table.column("text").to_pylist()]]), path)
    with pytest.raises(DataError):
        cleaner.restore(tmp_path / "out", tmp_path / "back")
    assert not (tmp_path / "back").exists()


def test_clean_prints_the_text_and_explain_every_edit(inputs):
    page = inputs / "a.txt"
    assert run("clean", page).output == BODY
    shown = run("explain", page).output
    for rule in ("encoding/line-break", "comment-form/heading", "captcha/sum"):
        assert rule in shown


def test_explain_shows_no_terminal_escape(tmp_path):
    (tmp_path / "x.txt").write_bytes(b"\x1b]0;owned\x07" + BODY.encode() + b"\x1b[31mred\x1b[0m\n")
    assert "\x1b" not in run("explain", tmp_path / "x.txt").output


def test_jsonl_answers_row_by_row_and_names_bad_rows():
    rows = (
        json.dumps({"id": "a", "text": PAGE, "lang": "en"})
        + "\nnope\n"
        + json.dumps({"id": "b", "text": ""})
        + "\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "cleaner", "clean", "--jsonl", "-"],
        input=rows.encode(),
        capture_output=True,
        check=False,
    )
    out = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(row["id"], row["text"]) for row in out] == [("a", BODY), ("b", "")]
    assert set(out[0]["edits"][0]) == {"layer", "start", "old", "new", "rule", "why"}
    assert done.returncode == 2
    assert b"- row 2: malformed JSON" in done.stderr


def test_an_unknown_setting_names_the_nearest(tmp_path):
    (tmp_path / "c.toml").write_text("treshold = 1.0\n")
    (tmp_path / "p.txt").write_text(PAGE)
    result = run("clean", tmp_path / "p.txt", "--config", tmp_path / "c.toml")
    assert result.exit_code == 2
    assert "unknown setting 'treshold'; did you mean 'threshold'?" in result.output


def test_a_frame_without_the_column_is_told():
    import pandas as pd

    with pytest.raises(DataError, match="no column 'text' in the frame; its columns are body"):
        cleaner.clean_frame(pd.DataFrame({"body": ["x"]}))


def test_progress_is_told_rows_done_and_rows_in_all(inputs, tmp_path):
    told = []
    cleaner.run(inputs, tmp_path / "out", progress=lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == list(range(13))
    assert {total for _, total in told} == {14}  # three text files, eleven line feeds


def test_a_run_without_an_edit_says_so(tmp_path):
    (tmp_path / "page.txt").write_text(
        "The river rose again on Monday, and the bridge was closed.\n", encoding="utf-8"
    )
    done = CliRunner().invoke(main, ["run", str(tmp_path / "page.txt"), "--out", str(tmp_path / "out")])
    assert "most edits: none\n" in done.stderr
