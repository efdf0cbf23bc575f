"""The code in the README and the docs runs, the notebook too; tables in the docs say what the code does."""

import re
import shlex
import tomllib
from pathlib import Path

from click.testing import CliRunner

from cleaner import Config, decisions
from cleaner.cli import main
from cleaner.steps.names import CROWDED
from cleaner.steps.names.decided import RULE as DECIDED
from cleaner.steps.names.joints import RULE as JOINT
from cleaner.steps.names.rules import MESSAGES
from cleaner.steps.names.strangers import RULE as STRANGER
from cleaner.validation import measures

ROOT = Path(__file__).parents[1]


def test_the_python_in_the_readme_runs():
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 1
    exec(blocks[0], {})


def validation_page():
    return (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")


def test_the_page_on_validation_runs(tmp_path, monkeypatch, capsys):
    blocks = re.findall(r"```(\w+)\n(.*?)```", validation_page(), re.DOTALL)
    (suite,) = [text for kind, text in blocks if kind == "json"]
    (tmp_path / "books.json").write_text(suite, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    table, check = [text for kind, text in blocks if kind == "python"]
    exec(table, {})
    assert len([line for line in check.splitlines() if line]) == 5
    exec(check, {})
    (told,) = [text for kind, text in blocks if kind == "text"]
    assert capsys.readouterr().out == told
    for command in [text for kind, text in blocks if kind == "sh"]:
        args = shlex.split(command)[1:]
        assert CliRunner().invoke(main, args).exit_code == (1 if args[0] == "check" else 0)
    made = {"books.html", "books.json", "books.parquet", "checked", "suggested.json"}
    assert {path.name for path in tmp_path.iterdir()} == made


def test_the_page_on_running_runs(tmp_path, monkeypatch):
    page = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for folder in ("pages", "new-pages"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "page.txt").write_text(
            "The river rose again.\nLeave a Reply\n", encoding="utf-8"
        )
    for command in re.findall(r"```sh\n(.*?)\n```", page, re.DOTALL):
        assert CliRunner().invoke(main, shlex.split(command)[1:]).exit_code == 0
    assert (tmp_path / "runs" / "today" / "report.html").is_file()
    options = set(re.findall(r"^\| `(--[a-z-]+)` \|", page, re.MULTILINE))
    assert options <= {name for param in main.commands["run"].params for name in param.opts}


def test_the_page_on_validation_has_every_measure():
    told = re.findall(r"^\| `(\w+)` \| (\w+) \|", validation_page(), re.MULTILINE)
    assert told == [(name, table) for table, found in measures.MEASURES.items() for name in found]


def names_page():
    return (ROOT / "docs" / "names.md").read_text(encoding="utf-8")


def test_the_code_in_the_page_on_names_runs():
    (python,) = re.findall(r"```python\n(.*?)```", names_page(), re.DOTALL)
    exec(python, {})
    (toml,) = re.findall(r"```toml\n(.*?)```", names_page(), re.DOTALL)
    assert decisions.from_mapping(tomllib.loads(toml)).canonical == ("Ryanair",)


def test_the_page_on_names_has_every_rule_and_setting():
    told = set(re.findall(r"`(names/[a-z-]+)`", names_page()))
    rules = {*MESSAGES, DECIDED, JOINT, STRANGER, CROWDED, "names/column", "names/key"}
    assert told == rules
    settings = dict(re.findall(r"^\| `(names_\w+)` \| ([\d.]+) \|", names_page(), re.MULTILINE))
    plain = Config()
    assert {name: float(value) for name, value in settings.items()} == {
        name: getattr(plain, name)
        for name in ("names_certain", "names_corpus", "names_column", "names_doubt")
    }
