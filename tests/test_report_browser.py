"""The report in a browser: found, filtered, turned over by mouse and keys; read, printed, and never run."""

import json
from dataclasses import replace

import pytest

from cleaner import tables
from cleaner.comparison import compare
from cleaner.model import Edit
from cleaner.report import write
from tests.browser import chromium, needs_browser, page, violations
from tests.test_report import (
    IMAGE,
    SCRIPT,
    STORABLE,
    about,
    article,
    put,
    put_json,
    result,
    rows_of,
    summary,
)

pytestmark = needs_browser

HOSTILE_ID = f"</textarea></script></title>{STORABLE}"
FORM = "Leave a Reply\n"
PAGES = {
    "bees": ("en", "hive.example", "The bees came home.\n", [Edit(20, FORM, "", "comment-form/heading", "strong")]),
    "pont": ("fr", "pont.example", "Le pont est ouvert.\n", [Edit(20, "Laisser un mot\n", "", "comment-form/heading", "strong")]),
    "most": ("bg", "hive.example", "Мостът е отворен.\n\n", [Edit(18, "\n", "", "spacing/blank", "two")]),
    HOSTILE_ID: (HOSTILE_ID, HOSTILE_ID, "Before after\n", [Edit(7, STORABLE, "", HOSTILE_ID, STORABLE)]),
}  # fmt: skip


def row(id_):
    lang, site, clean, edits = PAGES[id_]
    raw = clean
    for edit in edits:
        raw = raw[: edit.start] + edit.old + raw[edit.start :]
    hashes = {"text_sha256": tables.sha256(clean), "input_sha256": tables.sha256(raw)}
    return article(id_, raw, [edits], lang=lang, site=site, title=f"About {id_}") | hashes


def doubt(id_, text, rule):
    return {
        "article_id": id_, "rule": rule, "start": PAGES[id_][2].find(text), "text": text,
        "message": f"{text}?", "evidence": "one vote",
    }  # fmt: skip


def name(id_, form, decision):
    return {
        "article_id": id_, "form": form, "canonical": "Mira", "votes": f"Mira 2 : {form} 1",
        "decision": decision, "rule": "names/typo", "evidence": "both in front of Holm",
    }  # fmt: skip


def make(folder, ids):
    folder.mkdir()
    put(folder, "articles", [row(id_) for id_ in ids])
    held = {
        "expectations": ["articles/not-empty"],
        "severities": ["critical"],
        "reasons": ["nothing is left"],
    }
    put(folder, "quarantine", [article("q1", "gone", lang="en", site="hive.example", **held)])
    put(folder, "edits", [one for id_ in ids for one in rows_of(id_, [PAGES[id_][3]])])
    put(folder, "findings", [doubt("bees", "bees", "check/odd"), doubt("pont", "pont", "check/odd")])
    put(folder, "names", [name("bees", "Mria", "fixed"), name("pont", "Mirra", "reported")])
    reject = {
        "source": "z.jsonl",
        "row": 7,
        "id": HOSTILE_ID,
        "reason": STORABLE,
        "mend": "one object a line",
    }
    (folder / "rejects.jsonl").write_text(json.dumps(reject) + "\n")
    rules = [
        result("articles/id-present"),
        result("articles/not-empty", "fail", evaluated=3, unexpected=1, share=0.333333, ids=["q1"]),
    ]
    put_json(folder / "validation" / "summary.json", summary(*rules))
    put_json(folder / "run.json", about(counts={"rows_in": len(ids) + 2}, settings={HOSTILE_ID: HOSTILE_ID}))
    return folder


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """Write the report of a run that was held against an earlier one."""
    folder = tmp_path_factory.mktemp("runs")
    before, after = make(folder / "monday", ["bees", "pont"]), make(folder / "tuesday", list(PAGES))
    found = replace(compare(before, after), after="")
    put_json(after / "validation" / "comparison.json", found.as_dict())
    return write(after)


@pytest.fixture(scope="module")
def browser():
    """Start one browser for the module."""
    with chromium() as started:
        yield started


@pytest.fixture
def opened(browser, report):
    """Open the report as most people see it; the console must stay silent."""
    with page(browser, reduced_motion="reduce") as one:
        one.set_default_timeout(5000)
        go(one, report)
        yield one


def go(opened, report, fragment=""):
    opened.goto("about:blank")
    opened.goto(report.as_uri() + fragment)
    opened.wait_for_selector("html.ready", state="attached")


def shown(opened, kind):
    """Return the words of the items of a kind that are seen."""
    return [" ".join(text.split()) for text in opened.locator(f"[data-k={kind}]:visible").all_inner_texts()]


def asked(opened):
    return opened.evaluate("decodeURIComponent(location.hash)")


def find(opened, text, told):
    opened.fill("#q", text)
    opened.wait_for_function("told => document.getElementById('found').textContent === told", arg=told)


def test_search_counts_what_it_finds_and_escape_clears(opened):
    assert len(shown(opened, "example")) == 4
    find(opened, "PONT ouvert", "1 of 4 examples, 1 of 4 pages, 1 of 2 doubts")
    assert shown(opened, "doubt") == ["Le pont est ouvert.⏎ pont? · one vote · page pont"]
    assert shown(opened, "name") == []
    assert opened.locator("[data-hits=edits]").inner_text() == "0 of 3 rules, 1 of 4 examples"
    assert opened.locator("[data-total=doubts]").inner_text() == "1 of 2"
    assert asked(opened) == "#?q=PONT+ouvert"
    opened.keyboard.press("Escape")
    assert opened.input_value("#q") == ""
    assert len(shown(opened, "example")) == 4
    assert opened.locator("#found").inner_text() == ""
    assert asked(opened) == ""


def test_what_is_not_there_is_told(opened):
    find(opened, "nowhere at all", "Nothing here matches.")


def test_facets_narrow_each_other_and_a_link_keeps_them(opened, report):
    opened.select_option("#f-lang", "fr")
    assert [text.endswith("Page pont · strong") for text in shown(opened, "example")] == [True]
    assert [text[:10] for text in shown(opened, "page")] == ["About pont"]
    assert [text[:5] for text in shown(opened, "name")] == ["Mirra"]
    sites = opened.locator("#f-site option").all_inner_texts()
    assert sites[:2] == ["Any site", "pont.example (4)"]
    assert "hive.example (0)" in sites
    opened.select_option("#f-out", "reported")
    assert len(shown(opened, "name")) == 1
    assert shown(opened, "page") == []
    assert asked(opened) == "#?lang=fr&out=reported"
    opened.reload()
    opened.wait_for_selector("html.ready", state="attached")
    assert opened.input_value("#f-lang") == "fr"
    assert opened.input_value("#f-out") == "reported"
    assert [text[:5] for text in shown(opened, "name")] == ["Mirra"]
    opened.click("#clear")
    assert len(shown(opened, "name")) == 2
    assert opened.evaluate("document.activeElement.id") == "q"


def test_a_facet_takes_a_rule_or_its_kind(opened):
    opened.select_option("#f-rule", "comment-form")
    assert len(shown(opened, "example")) == 2
    assert [text.split()[0] for text in shown(opened, "rule")] == ["comment-form/heading"]
    opened.select_option("#f-rule", "spacing/blank")
    assert len(shown(opened, "example")) == 1


def test_severity_and_outcome_of_expectations(opened):
    opened.select_option("#f-out", "fail")
    assert ["articles/not-empty" in text for text in shown(opened, "expectation")] == [True]
    assert shown(opened, "example") == []


def test_a_rule_of_the_table_leads_to_its_examples_and_back(opened):
    opened.locator("tr[data-k=rule] a", has_text="spacing/blank").click()
    opened.wait_for_function("() => document.getElementById('f-rule').value === 'spacing/blank'")
    assert [text.endswith("Page most · two") for text in shown(opened, "example")] == [True]
    opened.go_back()
    opened.wait_for_function("() => document.getElementById('f-rule').value === ''")
    assert len(shown(opened, "example")) == 4


def heading(opened):
    return opened.locator("article.sheet.on h4").inner_text()


def test_pages_are_turned_by_button_and_key(opened, report):
    order = [sheet.get_attribute("data-id") for sheet in opened.locator("article.sheet").all()]
    assert sorted(order)[1:] == ["bees", "most", "pont"]
    assert opened.locator("article.sheet:visible").count() == 1
    opened.click("#next")
    assert opened.locator("#where").inner_text() == "2 of 4"
    opened.keyboard.press("j")
    assert opened.locator("#where").inner_text() == "3 of 4"
    opened.keyboard.press("k")
    opened.keyboard.press("k")
    opened.keyboard.press("k")
    assert opened.locator("#where").inner_text() == "4 of 4"
    opened.click("#previous")
    third = heading(opened)
    assert third == f"About {order[2]}"
    opened.reload()
    opened.wait_for_selector("html.ready", state="attached")
    assert heading(opened) == third
    opened.select_option("#f-lang", "fr")
    assert heading(opened) == "About pont"
    assert opened.locator("#next").is_disabled()


def test_before_and_after(opened, report):
    go(opened, report, "#viewer?page=bees")
    text = opened.locator("article.sheet.on .text")
    assert text.inner_text().rstrip() == "The bees came home.\nLeave a Reply⏎comment-form/heading"
    opened.click("label[for=view-before]")
    assert text.inner_text().rstrip() == "The bees came home.\nLeave a Reply"
    opened.click("label[for=view-after]")
    assert text.inner_text().rstrip() == "The bees came home."
    assert asked(opened) == "#viewer?page=bees&view=after"


def test_keys_alone(opened):
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.className") == "skip"
    opened.keyboard.press("Enter")
    assert opened.evaluate("document.activeElement.id") == "main"
    opened.keyboard.press("/")
    assert opened.evaluate("document.activeElement.id") == "q"
    opened.keyboard.type("j/k bees")
    assert opened.input_value("#q") == "j/k bees"
    opened.keyboard.press("Escape")
    opened.keyboard.press("/")
    opened.keyboard.press("Tab")
    opened.keyboard.press("f")
    assert opened.input_value("#f-lang") == "fr"
    opened.keyboard.press("Escape")
    assert opened.input_value("#f-lang") == ""
    opened.locator("nav a[href='#doubts']").focus()
    opened.keyboard.press("Enter")
    assert opened.evaluate("document.activeElement.id") == "doubts"
    assert asked(opened) == "#doubts"


def test_single_keys_can_be_switched_off(opened):
    opened.locator("#keys summary").click()
    opened.uncheck("#single")
    opened.locator("main").focus()
    opened.keyboard.press("/")
    opened.keyboard.press("j")
    assert opened.evaluate("document.activeElement.id") == "main"
    assert asked(opened) == ""


def test_a_link_leads_to_what_a_filter_hides(opened):
    find(opened, "1 of 3 rows", "1 of 2 expectations")
    opened.locator("ul.ids a").click()
    assert opened.input_value("#q") == ""
    assert opened.evaluate("document.activeElement.id") == "held-1"
    assert opened.locator("#held-1").is_visible()
    assert asked(opened) == "#held-1"


def test_a_row_of_the_list_opens_its_page(opened):
    opened.locator(".choose a", has_text="pont").click()
    assert heading(opened) == "About pont"
    assert opened.locator("tr.on").inner_text().split()[0] == "pont"


def test_what_changed_since_the_earlier_run(opened):
    since = opened.locator("section[aria-labelledby=since]")
    assert since.locator("h2").inner_text() == "What changed since monday"
    assert (
        since.locator(".lead")
        .inner_text()
        .startswith("2 pages are new, 0 are gone. Of 3 pages in both runs 3 read")
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_anyones_way(browser, report, scheme):
    with page(browser, color_scheme=scheme, reduced_motion="reduce") as opened:
        go(opened, report)
        opened.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
        assert violations(opened) == []
        paper = opened.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper == {"light": "rgb(251, 250, 248)", "dark": "rgb(19, 22, 27)"}[scheme]


def test_it_fits_into_a_narrow_screen(browser, report):
    with page(browser, viewport={"width": 360, "height": 740}, reduced_motion="reduce") as opened:
        for fragment in ("", "#?q=a"):
            go(opened, report, fragment)
            opened.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
            assert opened.evaluate("document.documentElement.scrollWidth") == 360
        assert violations(opened) == []


def test_on_a_narrow_screen_the_list_of_sections_goes_out_of_the_way(browser, report):
    with page(browser, viewport={"width": 360, "height": 740}, reduced_motion="reduce") as opened:
        go(opened, report, "#?q=a")
        opened.locator("#more > summary").click()
        opened.locator("nav a[href='#doubts']").click()
        assert not opened.locator("nav").is_visible()
        assert opened.evaluate("document.activeElement.id") == "doubts"
        bar, heading_ = opened.locator(".side").bounding_box(), opened.locator("#doubts").bounding_box()
        assert bar["y"] + bar["height"] <= heading_["y"] + 1


def test_print_shows_all_and_no_controls(opened):
    closed = opened.locator("details:not([open]) tr[id^=rule]").first
    assert not closed.is_visible()
    opened.emulate_media(media="print", color_scheme="dark")
    assert closed.is_visible()
    assert not opened.locator("#find, #turn, nav, .choose").filter(visible=True).count()
    assert opened.locator("article.sheet:visible").count() == 1
    assert opened.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def test_without_script_all_is_read(browser, report):
    with page(browser, java_script_enabled=False) as opened:
        opened.goto(report.as_uri())
        assert opened.locator("article.sheet:visible").count() == 4
        assert not opened.locator("#find, #turn, #facets, #keys, #clear").filter(visible=True).count()
        assert opened.locator("nav a[href='#doubts']").is_visible()
        assert len(shown(opened, "example")) == 4


def test_hostile_text_is_found_and_filtered_as_text(opened, report):
    hostile = opened.evaluate(
        "[...document.querySelectorAll('#f-lang option')].find((o) => o.value.includes('textarea')).value"
    )
    assert SCRIPT[:20] in hostile
    opened.select_option("#f-lang", hostile)
    assert len(shown(opened, "page")) == 1
    assert SCRIPT in heading(opened)
    opened.reload()
    opened.wait_for_selector("html.ready", state="attached")
    assert opened.input_value("#f-lang") == hostile
    assert opened.evaluate("document.documentElement.id") == ""
    assert opened.locator("script").count() == 1
    assert opened.locator("img, link, textarea").count() == 0


@pytest.mark.parametrize(
    "fragment", [f"#?q={SCRIPT}{IMAGE}", "#%?q=%&view=odd&lang=odd", "#?page=odd", "#nowhere"]
)
def test_any_fragment_is_text(opened, report, fragment):
    go(opened, report, fragment)
    assert opened.evaluate("document.documentElement.id") == ""
    opened.keyboard.press("Escape")
    assert len(shown(opened, "example")) == 4
    assert opened.locator("article.sheet:visible").count() == 1
