"""Completion: the script of each shell, and what it is given to offer."""

import shutil
import subprocess

import pytest
from click.testing import CliRunner

from cleaner.cli import main

SHELLS = ["bash", "zsh", "fish"]


def offered(monkeypatch, words):
    """What bash is given to offer for the last of some words."""
    monkeypatch.setenv("_CLEANER_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split(" ")) - 1))
    output = CliRunner().invoke(main, [], prog_name="cleaner").output
    return [tuple(line.split(",", 1)) for line in output.splitlines()]


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_asks_cleaner_and_is_one_that_the_shell_reads(shell, tmp_path):
    script = CliRunner().invoke(main, ["completion", shell]).output
    assert f"_CLEANER_COMPLETE={shell}_complete" in script
    (tmp_path / "script").write_text(script)
    if shutil.which(shell):
        subprocess.run([shell, "-n", tmp_path / "script"], check=True)


def test_bash_is_offered_commands_where_the_script_is_read(tmp_path):
    program = tmp_path / "cleaner"
    program.write_text('#!/bin/sh\necho "$COMP_WORDS|$COMP_CWORD" >&2; echo plain,stats\n')
    program.chmod(0o755)
    script = CliRunner().invoke(main, ["completion", "bash"]).output.replace("complete -o nosort", "true")
    ask = f'COMP_WORDS=(cleaner st); COMP_CWORD=1; _cleaner_completion {program}; echo "${{COMPREPLY[@]}}"'
    done = subprocess.run(["bash", "-c", script + ask], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("stats\n", "cleaner\nst|1\n")  # bash joins words by IFS


def test_commands_options_values_and_kinds(monkeypatch):
    assert offered(monkeypatch, "cleaner st") == [("plain", "stats")]
    assert ("plain", "--summary-json") in offered(monkeypatch, "cleaner run --su")
    assert offered(monkeypatch, "cleaner run --engine s") == [("plain", "spark")]
    assert offered(monkeypatch, "cleaner kinds comment-form/h") == [("plain", "comment-form/heading")]
    assert offered(monkeypatch, "cleaner kinds pay")[0] == ("plain", "paywall")
    assert offered(monkeypatch, "cleaner completion z") == [("plain", "zsh")]


def test_folders_of_runs_and_the_way_to_them(monkeypatch, tmp_path):
    for name in ("runs/first", "runs/second", "pages"):
        (tmp_path / name).mkdir(parents=True)
        if name.startswith("runs"):
            (tmp_path / name / "run.json").write_text("{}")
    monkeypatch.chdir(tmp_path)
    for command in ("stats", "diff runs/first", "restore", "review", "release"):
        both = [("plain", "runs/first"), ("plain", "runs/second")]
        assert offered(monkeypatch, f"cleaner {command} r") == both
        assert offered(monkeypatch, f"cleaner {command} runs/s") == [("plain", "runs/second")]
    assert offered(monkeypatch, "cleaner stats p") == [("dir", "p")]
    assert offered(monkeypatch, "cleaner run pages --out o --against runs/f") == [("plain", "runs/first")]
