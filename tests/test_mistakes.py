"""Typical mistakes at each command: exit 2, and one line that names the thing and the mend."""

import errno
import os
import shlex

import pytest
from click.testing import CliRunner

from cleaner.cli import main

BODY = "The river rose again on Monday, and the bridge at Ashdown was closed to all traffic until noon.\n"
NO_RUN = "not a run folder (it has no run.json); give the --out of `cleaner run`"
FORMS = ".txt, .html, .jsonl, .csv, .tsv, .parquet or .warc"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with what mistakes are made with, and a run in it."""
    folder = tmp_path_factory.mktemp("mistakes")
    for name in ("in", "empty"):
        (folder / name).mkdir()
    files = {
        "in/page.txt": BODY,
        "typo.toml": "treshold = 1.0\n",
        "bad.toml": "x = [\n",
        "suite.json": "{\n",
        "rows.jsonl": '{"id": "a", "text": "x"}\n',
        "rows.csv": "a,bodie\n1,2\n",
        "x.pdf": "%PDF",
    }
    for name, content in files.items():
        (folder / name).write_text(content)
    here = os.getcwd()  # noqa: PTH109 - of the process, which is changed and set back
    os.chdir(folder)
    assert CliRunner().invoke(main, ["run", "in", "--out", "r1"]).exit_code == 0
    yield folder
    os.chdir(here)


MISTAKES = [
    ("run nope --out o", "nope: no such file or folder; check the path"),
    ("run r1 --out o", "r1: the folder of a run; give what it was made of, or its table r1/articles"),
    ("run empty --out o", f"empty: no {FORMS} file in this folder"),
    ("run x.pdf --out o", f"x.pdf: cannot read .pdf files; give {FORMS}"),
    ("run in --out r1", "r1 exists: give another --out, or move it away first"),
    ("run 'in/*.csv' --out o", f"in/*.csv: no {FORMS} file matches; check the pattern, and quote it"),
    ("run in --out o --config typo.toml", "typo.toml: unknown setting 'treshold'; did you mean 'threshold'?"),
    ("run in --out o --config bad.toml", "bad.toml: cannot be read as TOML settings (Invalid value"),
    (
        "run in --out o --config no.toml",
        "no.toml: no such file; check the path, or write one with `cleaner init`",
    ),
    ("run in --out o --config in", "in: a folder, where a file should be; give the file in it"),
    ("run in --out o --names no.toml", "no.toml: no such file; check the path"),
    ("run in --out o --names in", "in: a folder, where a file should be; give the file in it"),
    ("run in --out o --survey nope", "nope: no such file; give the run.survey of an earlier run"),
    ("run in --out o --survey rows.jsonl", "rows.jsonl: cannot be read as a survey (Not a gzipped file"),
    ("run in --out o --suites nope", "nope: no such folder; check the path"),
    ("run in --out o --suites suite.json", "suite.json: a file; give the folder that it lies in"),
    ("run in --out o --suites in", "in: no suite (*.json) in this folder; copy the installed ones from "),
    ("run in --out o --against in", "in/validation/figures.json: cannot be read"),
    ("run in --out o --encoding x-y", "unknown encoding 'x-y'; give a name such as utf-8"),
    ("run rows.csv --out o", "rows.csv: no column is called text; its columns are a, bodie: name it with"),
    (
        "run rows.csv --out o --text-column body",
        "no column is called 'body' (--text-column); its columns are a, bodie; did you mean 'bodie'?",
    ),
    ("clean nope.txt", "nope.txt: no such file; check the path"),
    ("clean in", "in: a folder; give one page of it, or the folder to `cleaner run`"),
    ("clean rows.jsonl", "rows.jsonl: .jsonl files hold rows, not one page; give it to `cleaner run`"),
    ("clean --jsonl nope", "nope: no such file; check the path"),
    ("clean --jsonl in", "in: a folder, where a file should be; give the file in it"),
    ("explain nope.txt", "nope.txt: no such file; check the path"),
    ("explain r1", "r1: a folder; give one page of it"),
    ("explain in/page.txt --config typo.toml", "did you mean 'threshold'?"),
    ("stats in", f"in: {NO_RUN}"),
    ("diff r1 in", f"in: {NO_RUN}"),
    ("restore in --out b", f"in: {NO_RUN}"),
    ("restore r1 --out in", "in exists: give a folder that does not"),
    ("check in", f"in: {NO_RUN}"),
    ("check rows.csv", "rows.csv: a file is no run folder; give its suite with --suite"),
    ("check rows.csv --suite no.json", "no.json: no such file; check the path"),
    ("check rows.csv --suite in", "in: a folder, where a file should be; give the file in it"),
    ("check rows.csv --suite suite.json", "suite.json: cannot be read as JSON (Expecting property name"),
    ("suggest x.pdf", "x.pdf: not a table that can be read; give one of .parquet"),
    ("check r1 --out x", "--out goes with --suite; a run has its quarantine already"),
    ("review in", f"in: {NO_RUN}"),
    ("review r1 --out in", "in: a folder, where a file should be; give the file in it"),
    ("release in", f"in: {NO_RUN}"),
    ("release r1 zzz", "say why with --why; it is recorded with the release"),
    ("release r1 zzz --why x", "'zzz' is not in quarantine; it is empty"),
    ("release r1 --all --why x", "r1: nothing to release; its quarantine is empty"),
    ("release r1 --rule a/b --why x", "no row in quarantine failed the rule 'a/b'; it is empty"),
    ("release r1 --fixed no --why x", "no: no such file; check the path"),
    ("suggest nope", "nope: there is no such file; check the path"),
    ("suggest rows.csv --out suite.json", "suite.json exists: give another name, or move it away first"),
    ("suggest rows.csv --out no/x.json", "no/x.json: its folder does not exist; make it first"),
    ("kinds comment", "no kind or family is called 'comment'; did you mean 'comment-form'?"),
    ("init nope", "nope: no such file or folder; check the path"),
    ("init in --out typo.toml", "typo.toml exists: give another name, or move it away first"),
    ("init in --out no/c.toml", "no/c.toml: its folder does not exist; make it first, or give another name"),
]
WRONG_USE = [
    ("run in", "Missing option '--out'"),
    ("run in --out o --engine sparc", "'sparc' is not one of 'local', 'spark'"),
    ("run in --out o --resum", "No such option '--resum'. (Did you mean one of: '--resume'"),
    ("diff r1", "Missing argument 'AFTER'"),
    ("completion tcsh", "'tcsh' is not one of 'bash', 'zsh', 'fish'"),
    ("completion", "Choose from:\n    bash,\n    zsh,\n    fish"),
    ("expain page.txt", "No such command 'expain'. Did you mean 'explain'?"),
]


@pytest.mark.parametrize(("command", "message"), MISTAKES, ids=[command for command, _ in MISTAKES])
def test_a_mistake_is_told_in_one_line_with_its_mend(place, command, message):
    before = sorted(place.rglob("*"))
    done = CliRunner().invoke(main, shlex.split(command))
    assert done.exit_code == 2, done.output
    assert done.stdout == ""
    assert done.stderr.startswith("cleaner: ")
    assert done.stderr.count("\n") == 1
    assert message in done.stderr
    assert sorted(place.rglob("*")) == before  # nothing is left behind


@pytest.mark.parametrize(("command", "message"), WRONG_USE)
def test_wrong_use_is_told_with_the_way_to_the_help(place, command, message):
    done = CliRunner().invoke(main, shlex.split(command))
    assert done.exit_code == 2
    assert message in done.stderr
    assert "--help' for help." in done.stderr


@pytest.mark.parametrize(
    ("command", "name"),
    [("run in --out o --config typo.toml", "typo.toml"), ("explain in/page.txt", "in/page.txt")],
)
def test_a_file_that_may_not_be_read_is_told(place, monkeypatch, command, name):
    def refuse(self, *args, **kwargs):
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    for method in ("read_text", "read_bytes"):
        monkeypatch.setattr("pathlib.Path." + method, refuse)
    done = CliRunner().invoke(main, shlex.split(command))
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == f"cleaner: {name}: may not be read; give yourself permission, or copy it\n"


@pytest.mark.parametrize(
    ("out", "where", "error", "told"),
    [
        (
            "o",
            "cleaner.writers.write_rejects",
            OSError(errno.ENOSPC, "No space left on device", "o/rejects.jsonl"),
            "o: cannot be written (No space left on device); free some space there, then go on with --resume",
        ),
        (
            "memory",
            "cleaner.engines.local._written",
            MemoryError(),
            "out of memory; free some, or take fewer --workers, and go on: a run with --resume",
        ),
    ],
    ids=["disk", "memory"],
)
def test_no_room_is_told_without_a_traceback_and_what_is_done_stays(
    place, monkeypatch, out, where, error, told
):
    def refuse(*args):
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(where, refuse)
        done = CliRunner().invoke(main, ["run", "in", "--out", out])
    assert done.exit_code == 2
    assert done.stderr == f"cleaner: {told}\n"
    assert CliRunner().invoke(main, ["run", "in", "--out", out, "--resume"]).exit_code in (0, 1)


def test_every_command_has_help_with_an_example_and_a_word_for_each_option():
    for name, command in main.commands.items():
        shown = CliRunner().invoke(main, [name, "--help"]).output
        lines = [line.strip() for line in shown.splitlines()]
        assert any(f"cleaner {name}" in line and not line.startswith("Usage:") for line in lines), name
        assert [p.name for p in command.params if p.param_type_name == "option" and not p.help] == [], name
        assert f"  {name} " in CliRunner().invoke(main, ["--help"]).output
