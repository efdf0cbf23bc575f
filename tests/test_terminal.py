"""Nothing from a page, a table, a file's name or an option acts on the terminal, in any command."""

import json
import re
import shlex

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from cleaner.cli import main

BODY = "The river rose again on Monday, and the bridge at Ashdown was closed to all traffic until noon. "
# Clear the screen, set the title, write to the clipboard, a link, CSI in one byte, bidi overrides and
# isolates, a carriage return, backspaces, a line of its own, a lone surrogate.
HOSTILE = (
    "\x1b[2J\x1b]0;owned\x07\x1b]52;c;aGk=\x07\x1b]8;;https://a.example\x1b\\link\x1b]8;;\x1b\\\x9b31m"
    "\u202e\u2066a\u2069\u200f\r\x08\x08\ncleaner: all is well\x7f\x00"
)
NAME = "p\x1b[2J\x1b]0;t\x07\u202e\r\x08\x9b1m\ncleaner: fine"  # as a name of a file may be
ACTS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def run(*args, stdin=None):
    done = CliRunner().invoke(main, [str(arg) for arg in args], input=stdin)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def harmless(done):
    """Both streams hold no sign that acts, and no line that a page wrote."""
    shown = done.stdout + done.stderr
    assert shown
    assert not ACTS.search(shown), ascii(ACTS.search(shown))
    assert not [line for line in shown.splitlines() if line in ("cleaner: all is well", "cleaner: fine")]
    return shown


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Two runs whose pages, ids, columns, names of files, languages and rules are all hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    pages = folder / f"pages{NAME}"
    pages.mkdir()
    (pages / f"{NAME}.txt").write_text(BODY + HOSTILE + BODY, encoding="utf-8", newline="")
    (pages / f"bad{NAME}.txt").write_bytes(b"caf\xe9\n")
    rows = [
        {"id": HOSTILE + str(n), "text": f"{n} {BODY}{HOSTILE}\nLeave a Reply\n", "lang": HOSTILE[:9]}
        for n in range(3)
    ]
    rows += [{"id": "bare" + HOSTILE, "text": "Leave a Reply", "url": f"https://a.example/{HOSTILE}"}]
    rows += [{"id": HOSTILE, "text": 3}, rows[0]]
    (folder / f"a{NAME}.jsonl").write_text(
        "\n".join(map(json.dumps, rows)) + "\n{nope\x1b[2J", encoding="utf-8"
    )
    (folder / "c.toml").write_text('off = ["comment-form"]\n')
    columns = {f"body{NAME}": [BODY * 3], f"\x1b]0;t\x07{NAME}": ["x"]}
    pq.write_table(pa.table(columns), folder / f"odd{NAME}.parquet")
    return folder


@pytest.fixture(scope="module")
def runs(place):
    inputs = [place / f"pages{NAME}", place / f"a{NAME}.jsonl"]
    shown = harmless(run("run", *inputs, "--out", place / f"one{NAME}"))
    assert "rejected: " in shown
    assert "FAIL (critical) articles/not-empty" in shown
    harmless(run("run", *inputs, "--out", place / "two", "--config", place / "c.toml"))
    return place / f"one{NAME}", place / "two"


def test_runs_and_what_tells_of_them(runs, place):
    one, two = runs
    assert "1 of 4 rows" in harmless(run("stats", one)) or "articles/not-empty" in harmless(run("stats", one))
    assert "expectations" in harmless(run("diff", one, two))
    harmless(run("diff", two, one))
    assert "at most 60 % of a page was removed" in harmless(run("release", one))
    harmless(run("release", one, HOSTILE, "--why", "x"))
    harmless(run("release", one, "--rule", HOSTILE, "--why", "x"))
    harmless(run("check", one))
    harmless(run("restore", one, "--out", place / f"back{NAME}"))
    harmless(run("restore", one, "--out", place / f"back{NAME}"))
    harmless(run("run", place / f"a{NAME}.jsonl", "--out", one))


def test_json_holds_them_as_escapes(runs):
    one, two = runs
    for args in (("stats", one, "--json"), ("diff", one, two, "--json")):
        done = run(*args)
        assert json.loads(done.stdout)
        assert not re.search("[\x00-\x09\x0b-\x1f]", done.stdout)


def test_one_page(place):
    (page,) = (place / f"pages{NAME}").glob("p*")
    shown = harmless(run("explain", page))
    assert "␛" in shown
    harmless(run("explain", page, "--changed"))
    assert run("clean", page).stderr == ""


def test_text_that_is_data_stays_exact(place):
    text = BODY + "\u202eabc\u202c\n"
    (place / "exact.txt").write_text(text, encoding="utf-8", newline="")
    assert run("clean", place / "exact.txt").stdout_bytes == text.encode()


def test_what_is_wrong_with_rows_and_files(place):
    rows = json.dumps({"id": HOSTILE, "words": HOSTILE}) + "\n" + HOSTILE
    done = run("clean", "--jsonl", "-", stdin=rows.encode("utf-8", "replace"))
    assert done.exit_code == 2
    assert not ACTS.search(done.stderr)
    for args in (
        ("run", place / f"odd{NAME}.parquet", "--out", place / "o"),
        ("run", place / f"no{NAME}", "--out", place / "o"),
        ("init", place / f"no{NAME}"),
        ("clean", place / f"no{NAME}"),
        ("explain", place / f"no{NAME}", "--encoding", HOSTILE.replace("\x00", "")),
        ("stats", place / f"no{NAME}"),
        ("diff", place / f"no{NAME}", place / f"no{NAME}"),
        ("check", place / f"no{NAME}"),
        ("suggest", place / f"no{NAME}"),
        ("kinds", NAME),
    ):
        done = run(*args)
        assert done.exit_code == 2
        assert harmless(done).count("\n") == 1


def test_settings_and_suites(place):
    (place / f"c{NAME}.toml").write_text('"\\u001b[2J\\u202e" = 1\n')
    harmless(run("explain", place / "c.toml", "--config", place / f"c{NAME}.toml"))
    (place / "s.json").write_text(json.dumps({"name": HOSTILE, "expectations": [{"type": HOSTILE}]}))
    harmless(run("check", place / f"a{NAME}.jsonl", "--suite", place / "s.json"))
    done = run("init", place / f"odd{NAME}.parquet", "--out", place / f"i{NAME}.toml")
    assert done.exit_code == 0
    harmless(done)
    made = run("suggest", place / f"odd{NAME}.parquet", "--name", NAME)
    assert not re.search("[\x00-\x09\x0b-\x1f]", made.stdout)


@pytest.mark.parametrize(
    "command",
    [f"--{NAME}", NAME, f"run --{NAME}", f"run in --out o --workers {NAME}", f"run in --out o --engine {NAME}",
     f"completion {NAME}", f"stats a b{NAME}"],
)  # fmt: skip
def test_wrong_use(command):
    args = [shlex.join(command.split()[:0])] if not command else command.split(" ")
    assert harmless(run(*[arg for arg in args if arg])).count("Error: ") == 1


def test_completion_offers_no_name_that_acts(runs, place, monkeypatch):
    monkeypatch.chdir(place)
    monkeypatch.setenv("_CLEANER_COMPLETE", "zsh_complete")
    monkeypatch.setenv("COMP_WORDS", "cleaner stats ")
    monkeypatch.setenv("COMP_CWORD", "2")
    done = CliRunner().invoke(main, [], prog_name="cleaner")
    assert done.output == "plain\ntwo\n_\n"


def test_a_terminal_that_lacks_signs_is_shown_their_numbers(place):
    for args in (["explain", str(place / "c.toml")], ["explain", "--help"], ["kinds", "share"]):
        done = CliRunner(charset="ascii").invoke(main, args)
        assert (done.exit_code, done.exception) == (0, None)
    assert "\\u2502" in CliRunner(charset="ascii").invoke(main, ["explain", str(place / "c.toml")]).stdout
