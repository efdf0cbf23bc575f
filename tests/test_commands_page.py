"""The pages on commands and adapters say what the code does; tests/test_docs.py runs their blocks."""

import ast
import re
import sys
import types
from pathlib import Path

import pytest

from cleaner.adapters import FIELDS
from cleaner.cli import main
from tests import pages

DOCS = Path(__file__).parents[1] / "docs"


def page(name):
    return (DOCS / name).read_text(encoding="utf-8")


def titled(name, title):
    (text,) = [block.text for block in pages.blocks(page(name)) if block.file == title]
    return text


def test_the_table_of_commands_is_what_help_says():
    rows = re.findall(r"^\| `([a-z]+)` \| (.+) \|$", page("commands.md"), re.MULTILINE)
    heads = {name: (command.help or "").partition("\n\n")[0] for name, command in main.commands.items()}
    assert dict(rows) == {name: head.replace("\n", " ") for name, head in heads.items()}
    assert [name for name, _ in rows] == list(main.commands)


def test_the_table_of_fields_is_what_the_adapters_give():
    told = re.findall(r"`(cleaner_\w+)`", page("adapters.md").partition("## Scrapy")[0])
    assert told == [f"cleaner_{name}" for name in FIELDS]


def test_every_adapter_stands_on_its_page_with_its_extra():
    names = sorted(path.stem for path in (DOCS.parent / "cleaner" / "adapters").glob("[a-qs-z]*.py"))
    assert [name for name in names if name != "records"] == ["datasets", "datatrove", "scrapy"]
    for name in ("datasets", "datatrove", "scrapy"):
        assert f"content-cleaner[{name}]" in page("adapters.md")


@pytest.fixture
def flow(tmp_path, monkeypatch):
    """The flow of the page, its decorators replaced by ones that do nothing, in a folder with pages."""
    stub = types.ModuleType("prefect")
    stub.flow = lambda function: function
    stub.task = lambda **_: lambda function: function
    monkeypatch.setitem(sys.modules, "prefect", stub)
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    script = f'#!/bin/sh\nPYTHONPATH="{DOCS.parent}" exec "{sys.executable}" -m cleaner "$@"\n'
    (bin_folder / "cleaner").write_text(script)
    (bin_folder / "cleaner").chmod(0o755)
    monkeypatch.setenv("PATH", str(bin_folder), prepend=":")
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(titled("adapters.md", "flow.py"), names)
    return names


def test_the_flow_gives_the_figures_of_a_run_and_fails_with_what_is_wrong(flow, tmp_path):
    (tmp_path / "pages" / "monday").mkdir(parents=True)
    (tmp_path / "pages" / "monday" / "page.txt").write_text(pages.PAGE, encoding="utf-8")
    told = flow["daily"]("monday")
    assert (told["exit_code"], told["rows"]["articles"]) == (0, 1)
    assert told["report"] == "runs/monday/report.html"
    with pytest.raises(RuntimeError, match="pages/sunday: no such file or folder; check the path"):
        flow["daily"]("sunday")


def test_the_dag_is_python_and_its_command_has_options_that_there_are():
    tree = ast.parse(titled("adapters.md", "clean_dag.py"))
    (command,) = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and str(node.value).startswith("cleaner run")
    ]
    pages.parsed(command)
