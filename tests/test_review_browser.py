"""The page of a review in a real browser: by mouse, by keys, again after a reload, and with hostile text."""

from contextlib import contextmanager

import pytest

import cleaner
from cleaner import Config, decisions_file
from cleaner.review import Review
from tests import browser, doubtful
from tests.test_review import served

pytestmark = browser.needs_browser

HOSTILE = "</script><img src=x onerror=alert(1)>"
EVIL_ID = f"{HOSTILE}<script>alert(2)</script>\u202etxt.exe"
EVIL_LINE = f"See {HOSTILE} </textarea> \u202eof {{n}} notes =1+1"


@pytest.fixture(scope="module")
def chromium():
    with browser.chromium() as driven:
        yield driven


def made(folder, extra=()):
    inputs = doubtful.write(folder / "pages.jsonl", extra)
    return inputs, cleaner.run(inputs, folder / "first", suites=doubtful.suites(folder / "suites")).folder


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return made(tmp_path_factory.mktemp("review"))[1]


@contextmanager
def opened(chromium, held, **settings):
    """Serve a review and open it; the page is in its items when it is given."""
    with served(held) as server, browser.page(chromium, **{"offline": False} | settings) as page:
        page.goto(server.url)
        page.wait_for_selector("#list button")
        yield page


def asks(page, words):
    page.wait_for_function(
        "words => document.getElementById('question').textContent.includes(words)", arg=words
    )


def decided(page, count):
    page.wait_for_function(
        "count => document.getElementById('progress-text').textContent.startsWith(`${count} of`)", arg=count
    )
    page.evaluate("() => waiting")  # the answers on their way have arrived


def rows(page):
    return [row.inner_text().split("\n")[0] for row in page.query_selector_all("#list .title")]


def signs(page):
    return [row.inner_text() for row in page.query_selector_all("#list .sign")]


def test_by_mouse(chromium, run, tmp_path):
    held = Review(run, tmp_path / "d.toml")
    with opened(chromium, held) as page:
        asks(page, "Is Ostrandar a slip of Ostrander?")
        page.click("#accept")
        asks(page, "Does this line belong to the page")
        assert page.inner_text("#line") == "See the {n} readings of our river desk"
        assert page.inner_text("#slot") == "{n} stands for any number."
        page.click("#reject")
        asks(page, "Is Alvarro a slip of Alvaro?")
        page.click("#edit")
        page.fill("#form", "Álvaro")
        page.click("#write button.primary")
        asks(page, "Is Kim Jung-un a slip of Kim Jong-un?")
        decided(page, 3)
        assert page.inner_text("#forecast") == (
            "The next run: 2 names will be changed on 11 pages; 17 doubts will no longer be reported."
        )
        assert signs(page) == ["✓", "✕", "✓", "", "", ""]
        page.click("#undo")
        asks(page, "Is Alvarro a slip of Alvaro?")
        decided(page, 2)
        page.click("#list li:first-child button")
        assert page.inner_text("#verdict") == "Decided: it is Ostrander"
        page.click("#clear")
        decided(page, 1)
        page.click("#next")
        asks(page, "Does this line belong")
        page.click("#previous")
        asks(page, "Is Ostrandar")
    assert [entry.table for entry in held.answers.values()] == ["keep"]
    assert Review(run, held.out).answers == held.answers


def test_by_keys_alone(chromium, run, tmp_path):
    held = Review(run, tmp_path / "d.toml")
    with opened(chromium, held) as page:
        for key in "jja":
            page.keyboard.press(key)
        asks(page, "Kim Jung-un")
        page.keyboard.press("r")
        asks(page, "Jean Claude")
        page.keyboard.press("k")
        asks(page, "Kim Jung-un")
        page.keyboard.press("e")
        page.keyboard.type("Kim Jong Un")
        page.keyboard.press("Enter")
        asks(page, "Jean Claude")
        page.keyboard.press("w")
        page.keyboard.type("jar")  # letters in a field answer nothing
        page.keyboard.press("Escape")
        decided(page, 2)
        assert [entry.get("right") for entry in held.answers.values()] == ["Alvaro", "Kim Jong Un"]
        page.keyboard.press("u")
        asks(page, "Kim Jung-un")
        page.keyboard.press("u")
        page.keyboard.press("u")
        asks(page, "Alvarro")
        decided(page, 0)
        page.keyboard.press("u")
        page.keyboard.press("?")
        assert page.is_visible("#help")
        page.keyboard.press("a")
        page.keyboard.press("Escape")
        assert not page.is_visible("#help")
        page.keyboard.press("a")
        decided(page, 1)
        page.keyboard.press("k")
        page.keyboard.press("k")
        page.keyboard.press("j")
    assert [entry.get("right") for entry in held.answers.values()] == ["Alvaro"]


def test_every_control_is_reached_by_tab_and_single_keys_can_be_switched_off(chromium, run, tmp_path):
    held = Review(run, tmp_path / "d.toml")
    with opened(chromium, held) as page:
        seen = set()
        for _ in range(40):
            page.keyboard.press("Tab")
            seen.add(
                page.evaluate(
                    "document.activeElement.id || document.activeElement.className || document.activeElement.tagName"
                )
            )
        assert {
            "skip",
            "help-open",
            "search",
            "status",
            "kind",
            "lang",
            "site",
            "accept",
            "reject",
            "edit",
            "undo",
            "next",
            "previous",
        } <= seen
        page.click("#help-open")
        page.click("#keys")
        page.keyboard.press("Escape")
        page.click("#card h2")
        page.keyboard.press("a")
        page.reload()
        page.wait_for_selector("#list button")
        page.keyboard.press("a")
        assert page.inner_text("#progress-text") == "0 of 6 decided"
        page.click("#accept")
        decided(page, 1)


def test_filter_and_search(chromium, run, tmp_path):
    held = Review(run, tmp_path / "d.toml")
    with opened(chromium, held) as page:
        page.select_option("#kind", "line done")
        assert rows(page) == ["The harbour week in pictures"]
        asks(page, "Was it right to take this line out?")
        page.select_option("#kind", "")
        page.select_option("#site", "river.example")
        assert rows(page) == ["See the {n} readings of our river desk"]
        page.keyboard.press("Escape")
        page.keyboard.press("a")
        decided(page, 1)
        page.click("#reset")
        assert len(rows(page)) == 6
        page.select_option("#status", "open")
        assert len(rows(page)) == 5
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        page.keyboard.type("jean")
        assert rows(page) == ["Jean Claude → Jean-Claude"]
        assert page.inner_text("#counted") == "1 of 6 questions"
        page.fill("#search", "nothing of this")
        assert rows(page) == []
        asks(page, "No question fits the filters.")
        assert not page.is_visible("#answers")
        assert browser.violations(page) == []


def test_answers_survive_a_reload_and_the_end_of_the_server(chromium, run, tmp_path):
    out = tmp_path / "d.toml"
    with opened(chromium, Review(run, out)) as page:
        page.keyboard.press("a")
        decided(page, 1)
        page.reload()
        page.wait_for_selector("#list .decided")
        assert page.inner_text("#progress-text") == "1 of 6 decided"
        asks(page, "Does this line belong")
        page.keyboard.press("r")
        decided(page, 2)
    with opened(chromium, Review(run, out)) as page:
        assert page.inner_text("#progress-text") == "2 of 6 decided"
        assert signs(page)[:3] == ["✓", "✕", ""]
        asks(page, "Is Alvarro")
        page.keyboard.press("u")
        page.keyboard.press("k")
        asks(page, "Does this line belong")
        page.keyboard.press("c")
        decided(page, 1)


def test_an_answer_that_contradicts_another_is_told(chromium, run, tmp_path):
    held = Review(run, tmp_path / "d.toml")
    with opened(chromium, held) as page:
        page.keyboard.press("e")
        page.keyboard.type("Alvarro")
        page.keyboard.press("Enter")
        decided(page, 1)
        page.click("#list li:nth-child(3) button")
        page.keyboard.press("a")
        page.wait_for_selector("#problem:not([hidden])")
        assert "name the last one only" in page.inner_text("#problem")
        decided(page, 1)
        asks(page, "Is Alvarro")
        page.keyboard.press("r")
        decided(page, 2)
        assert not page.is_visible("#problem")


def test_more_is_shown_on_demand(chromium, run, tmp_path):
    held = Review(run, tmp_path / "d.toml", most=4)
    with opened(chromium, held) as page:
        assert (len(rows(page)), page.inner_text("#progress-text")) == (4, "0 of 6 decided")
        assert page.inner_text("#more") == "Show more (2 left)"
        page.click("#more")
        page.wait_for_selector("#list li:nth-child(6)")
        assert not page.is_visible("#more")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_is_accessible_and_fits(chromium, run, tmp_path, scheme, width):
    held = Review(run, tmp_path / "d.toml")
    size = {"width": width, "height": 800}
    with opened(chromium, held, color_scheme=scheme, viewport=size) as page:
        page.keyboard.press("a")
        decided(page, 1)
        for _ in range(5):
            assert browser.violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") == width
            page.keyboard.press("j")
        page.keyboard.press("k")
        page.keyboard.press("e")
        assert browser.violations(page) == []
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        assert browser.violations(page) == []


def test_hostile_text_is_shown_and_does_nothing(chromium, tmp_path):
    extra = [
        {
            "id": f"{EVIL_ID}{n}",
            "url": "https://evil.example/",
            "lang": "en",
            "text": doubtful.page(n, "evil", EVIL_LINE)["text"],
        }
        for n in range(5)
    ]
    inputs, run = made(tmp_path, extra)
    held = Review(run)
    with opened(chromium, held) as page:
        page.fill("#search", "evil.example")
        asks(page, "Does this line belong")
        text = page.inner_text("#line")
        assert text == EVIL_LINE.replace("\u202e", "U+202E")
        assert HOSTILE in page.inner_text("#contexts figcaption")
        assert "\u202e" not in page.inner_text("body")
        assert page.evaluate("document.querySelectorAll('script, img').length") == 1
        page.evaluate("scrollTo(0, 0)")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.keyboard.press("Escape")
        page.keyboard.press("a")
        decided(page, 1)
        assert browser.violations(page) == []
        page.select_option("#site", "evil.example")
        page.keyboard.press("Escape")
        page.fill("#search", "")
        page.reload()
        page.wait_for_selector("#list .decided")
    told = decisions_file.load(run / "decisions.toml")
    assert "\u202e" not in (run / "decisions.toml").read_text(encoding="utf-8")
    config = Config(names=told.names, lines=told.lines)
    after = cleaner.run(inputs, tmp_path / "second", config=config, suites=tmp_path / "suites")
    texts = after.tables.articles.column("text").to_pylist()
    assert not any(HOSTILE in text for text in texts)


def test_decided_in_the_browser_obeyed_by_the_next_run(chromium, run, tmp_path):
    out = tmp_path / "decisions.toml"
    with opened(chromium, Review(run, out)) as page:
        for at, key in enumerate("aaarar", 1):
            page.keyboard.press(key)
            decided(page, at)
        told = page.inner_text("#forecast")
    assert told == (
        "The next run: 3 names will be changed on 12 pages; 1 line will go from 6 pages; 1 change will not be "
        "made again on 4 pages; 21 doubts will no longer be reported."
    )
    from click.testing import CliRunner

    from cleaner.cli import main

    folder = run.parent
    command = ["run", str(folder / "pages.jsonl"), "--out", str(tmp_path / "second"), "--decisions", str(out)]
    assert CliRunner().invoke(main, [*command, "--suites", str(folder / "suites")]).exit_code == 0
    second = Review(tmp_path / "second", out)
    assert second.items == []
    with served(second) as server, browser.page(chromium, offline=False) as page:
        page.goto(server.url)
        asks(page, "This run leaves nothing to decide.")
        assert "This run obeyed decisions already" in page.inner_text("footer")
        assert browser.violations(page) == []
    back = CliRunner().invoke(main, ["restore", str(tmp_path / "second"), "--out", str(tmp_path / "back")])
    assert back.exit_code == 0
    assert (tmp_path / "back" / "pages.jsonl").read_bytes() == (folder / "pages.jsonl").read_bytes()
