"""The code in the README and the docs runs; tables in the docs say what the code does."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from cleaner import Config, decisions, decisions_file
from cleaner.cli import main
from cleaner.steps.names import CROWDED
from cleaner.steps.names.decided import RULE as DECIDED
from cleaner.steps.names.joints import RULE as JOINT
from cleaner.steps.names.rules import MESSAGES
from cleaner.steps.names.strangers import RULE as STRANGER
from cleaner.validation import measures
from tests import doubtful, pages

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
}
# Pages that a test of their own runs, because they need more than a page may take for granted.
ELSEWHERE = {
    "docs/report.md": "test_comparison.py",
    "docs/review.md": "test_docs.py",
    "docs/scale.md": "test_spark.py",
}
_COMMAND = re.compile(r"^ *(?:\S+ .*\| )?(cleaner [a-z]+ .*)$", re.MULTILINE)


@pytest.mark.parametrize("name", PAGES)
def test_the_code_of_a_page_runs(name, tmp_path, monkeypatch):
    blocks = list(pages.blocks(PAGES[name]))
    if name in ELSEWHERE:
        assert Path(name).name in (ROOT / "tests" / ELSEWHERE[name]).read_text(encoding="utf-8")
        return
    pages.prepare(tmp_path)
    monkeypatch.chdir(tmp_path)
    session = pages.Session()
    for block in blocks:
        session.do(block)


@pytest.mark.parametrize("name", PAGES)
def test_commands_that_are_not_run_have_options_that_there_are(name):
    for text in [block.text for block in pages.blocks(PAGES[name]) if block.why_not]:
        for command in _COMMAND.findall(text):
            pages.parsed(command)


@pytest.mark.parametrize("name", PAGES)
def test_no_code_hides_in_an_indented_block(name):
    fenced = re.sub(r"^ *```.*?^ *```$", "", PAGES[name], flags=re.MULTILINE | re.DOTALL)
    assert re.findall(r"\n\n {4}(?![-*\d])\S.*", fenced) == [], "write it between fences"


def test_a_page_that_tells_wrongly_what_is_printed_fails():
    session = pages.Session()
    code, told = pages.blocks("```python\nprint(1)\n```\n```text\n2\n```\n")
    session.do(code)
    with pytest.raises(AssertionError, match="line 4"):
        session.do(told)


def test_what_is_run_before_a_block_is_not_shown_and_fails_as_any():
    hidden, told = pages.blocks("<!-- before: cleaner kinds -->\n\n```python\nprint(1)\n```\n")
    assert (hidden.kind, hidden.text, told.kind) == ("sh", "cleaner kinds", "python")
    (wrong,) = pages.blocks("<!-- before: cleaner clean there-is-none.txt -->\n")
    with pytest.raises(AssertionError, match="ended with 2"):
        pages.Session().do(wrong)


def test_a_command_that_ends_otherwise_than_told_fails():
    (block,) = pages.blocks("```sh\ncleaner clean there-is-none.txt\n```\n")
    with pytest.raises(AssertionError, match="ended with 2"):
        pages.Session().do(block)


def test_a_block_that_nobody_runs_needs_a_reason():
    (block,) = pages.blocks("```yaml\na: 1\n```\n")
    with pytest.raises(AssertionError, match="needs a title, or a reason"):
        pages.Session().do(block)
    (block,) = pages.blocks("<!-- not run: no cluster -->\n```yaml\na: 1\n```\n")
    pages.Session().do(block)


def test_links_to_files_of_the_project_lead_somewhere():
    for name, text in PAGES.items():
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
            if not target.startswith("https://"):
                assert (ROOT / name).parent.joinpath(target).exists(), f"{name}: {target}"


def test_the_page_on_running_has_no_option_that_there_is_not():
    options = set(re.findall(r"^\| `(--[a-z-]+)` \|", PAGES["docs/running.md"], re.MULTILINE))
    assert options <= {name for param in main.commands["run"].params for name in param.opts}


def test_the_page_on_validation_has_every_measure():
    told = re.findall(r"^\| `(\w+)` \| (\w+) \|", PAGES["docs/validation.md"], re.MULTILINE)
    assert told == [(name, table) for table, found in measures.MEASURES.items() for name in found]


def test_the_decisions_in_the_page_on_names_are_read():
    (toml,) = [block.text for block in pages.blocks(PAGES["docs/names.md"]) if block.file == "names.toml"]
    assert decisions.from_mapping(tomllib.loads(toml)).canonical == ("Ryanair",)


def test_the_page_on_names_has_every_rule_and_setting():
    told = set(re.findall(r"`(names/[a-z-]+)`", PAGES["docs/names.md"]))
    rules = {*MESSAGES, DECIDED, JOINT, STRANGER, CROWDED, "names/column", "names/key"}
    assert told == rules
    settings = dict(re.findall(r"^\| `(names_\w+)` \| ([\d.]+) \|", PAGES["docs/names.md"], re.MULTILINE))
    plain = Config()
    assert {name: float(value) for name, value in settings.items()} == {
        name: getattr(plain, name)
        for name in ("names_certain", "names_corpus", "names_column", "names_doubt")
    }


def test_the_page_on_the_review_runs(tmp_path, monkeypatch, capsys):
    import webbrowser

    from cleaner import review
    from cleaner.review.server import Server

    def stopped(self):
        raise KeyboardInterrupt

    page = (ROOT / "docs" / "review.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pages").mkdir()
    doubtful.write(tmp_path / "pages" / "all.jsonl")
    opened = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    monkeypatch.setattr(Server, "serve_forever", stopped)
    first, second = re.findall(r"```sh\n(.*?)\n```", page, re.DOTALL)
    for command in first.split("\n"):
        done = CliRunner().invoke(main, shlex.split(command)[1:])
        assert done.exit_code == 0
    assert opened == [done.stdout.strip()]
    held = review.Review("runs/first")
    for item, answer in zip(held.items, ("accept", "accept", "accept", "reject", "accept"), strict=False):
        held.decide(item.id, answer)
    told = "3 names will be changed on 12 pages; 1 line will go from 6 pages; 21 doubts will no longer be reported."
    assert str(held.forecast()) == told
    assert f'"{told}"' in page
    assert CliRunner().invoke(main, shlex.split(second)[1:]).exit_code == 0
    (python,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    capsys.readouterr()
    exec(python, {})
    assert capsys.readouterr().out.startswith(
        "2 names will be changed on 11 pages; 1 line will go from 6 pages"
    )


def test_the_page_on_the_review_has_every_key_and_a_file_that_can_be_read():
    page = (ROOT / "docs" / "review.md").read_text(encoding="utf-8")
    (toml,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    told = decisions_file.read(toml, "decisions.toml")
    assert told.names.same == (("Kim Jong-un", "Kim Jung-un"),)
    assert [line.site for line in told.lines.remove + told.lines.keep] == ["river.example", "harbour.example"]
    script = (ROOT / "cleaner" / "review" / "review.js").read_text(encoding="utf-8")
    (keys,) = re.findall(r"const KEYS = \{(.*?)\};", script, re.DOTALL)
    documented = re.findall(r"`(.)`", "".join(re.findall(r"^\| (`.*?) \|", page, re.MULTILINE)))
    assert set(documented) == {a or b for a, b in re.findall(r'(?:\b(\w)|"(.)"): ?(?:\(|\w)', keys)}
