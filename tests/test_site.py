"""The site of the docs: built without a warning, whole, and of nothing but its own files."""

import dataclasses
import logging
import re
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from cleaner import Config, lexicon
from cleaner.cli import main
from docs.doctests import fenced
from tests.browser import chromium, needs_browser, page, violations

ROOT = Path(__file__).parents[1]
FETCHED = re.compile(
    r"<(?:script|img|iframe|source)\b[^>]*\bsrc=[\"']?(https?:[^\"'> ]+)|<link\b[^>]*\bhref=[\"']?(https?:[^\"'> ]+)"
)
PUBLIC = [
    "clean",
    "clean_frame",
    "run",
    "restore",
    "validate",
    "check",
    "Doc",
    "Edit",
    "Finding",
    "Run",
    "Tables",
]

# MkDocs and its plugins call what Python will drop; that is theirs to mend.
pytestmark = pytest.mark.filterwarnings("default")


class Warned(logging.Handler):
    """Collects what was logged as a warning or worse."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Build the site as `mkdocs build` does, strictly, and give its folder."""
    folder, warned = tmp_path_factory.mktemp("site"), Warned()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        patch.setenv("NO_MKDOCS_2_WARNING", "1")
        logging.getLogger("mkdocs").addHandler(warned)
        build(load_config(str(ROOT / "mkdocs.yml"), site_dir=str(folder)))
        logging.getLogger("mkdocs").removeHandler(warned)
    assert warned.lines == []
    return folder


def read(site, name):
    return (site / f"{name}.html").read_text(encoding="utf-8")


def test_every_page_is_there_and_in_the_navigation(site):
    names = [
        path.relative_to(ROOT / "docs").with_suffix("").as_posix() for path in (ROOT / "docs").rglob("*.md")
    ]
    home = read(site, "index")
    for name in names:
        assert (site / f"{name}.html").is_file()
        assert f'href="{name}.html"' in home


def test_no_page_loads_anything_from_elsewhere(site):
    for path in site.rglob("*.html"):
        assert FETCHED.findall(path.read_text(encoding="utf-8")) == [], path
    for path in site.rglob("*.css"):
        assert not re.search(r"url\([\"']?https?:|@import", path.read_text(encoding="utf-8")), path


def test_the_reference_has_every_public_name_setting_command_and_kind(site):
    python = read(site, "reference/python")
    assert [name for name in PUBLIC if f'id="cleaner.{name}"' not in python] == []
    settings = read(site, "reference/settings")
    assert [
        f.name for f in dataclasses.fields(Config) if f"<td><code>{f.name}</code></td>" not in settings
    ] == []
    assert "Code points below which a cleaned text is reported as short." in settings
    commands = read(site, "reference/command-line")
    assert [name for name in main.commands if f'id="cleaner-{name}"' not in commands] == []
    kinds = read(site, "reference/kinds")
    assert [kind for kind in lexicon.load().kinds if f"<code>{kind}</code>" not in kinds] == []


def test_examples_of_docstrings_are_code(site):
    assert "&gt;&gt;&gt; " not in re.sub(
        r"<pre.*?</pre>", "", read(site, "reference/python"), flags=re.DOTALL
    )
    assert "<blockquote>" not in read(site, "reference/python")


def test_a_block_that_is_not_run_says_so(site):
    assert "No test runs this: it asks the package index." in read(site, "tutorial")


def test_an_example_is_fenced_up_to_the_next_blank_line():
    text = "What it does.\n\n>>> f(\n...     1)\n2\n\nMore of it."
    assert fenced(text) == "What it does.\n\n```pycon\n>>> f(\n...     1)\n2\n```\n\nMore of it."


@needs_browser
def test_the_site_opens_from_disk_fits_a_telephone_and_is_searched(site):
    names = ["index", "tutorial", "validation", "reference/python", "reference/settings", "comparison"]
    with chromium() as browser, page(browser, viewport={"width": 360, "height": 740}) as opened:
        for name in names:
            opened.goto((site / f"{name}.html").as_uri())
            assert opened.evaluate("document.documentElement.scrollWidth") <= 360, name
            assert opened.evaluate("[...document.images].every(one => one.naturalWidth > 0)"), name
    with chromium() as browser, page(browser, viewport={"width": 1280, "height": 800}) as opened:
        opened.goto((site / "index.html").as_uri())
        opened.get_by_role("textbox", name="Search").press_sequentially("quarantine")
        opened.locator(".md-search-result__item").first.wait_for(timeout=15_000)
        assert "validation.html" in opened.locator(".md-search-result").inner_html()


@needs_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_people_who_do_not_see_or_use_no_mouse_can_read_it(site, scheme):
    with chromium() as browser, page(browser, color_scheme=scheme) as opened:
        for name in ("index", "tutorial", "reference/python"):
            opened.goto((site / f"{name}.html").as_uri())
            assert violations(opened, preload=False) == [], name  # a file may not be asked for by a script
