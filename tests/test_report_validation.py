"""The validation on both pages: every rule with its figures, its ids and its groups, as text only."""

import json
import re

import pandas as pd
import pytest

from cleaner.report import limits, validation_page, write
from cleaner.report.verdict import Outcome
from cleaner.validation import validate
from tests.test_report import (
    ATTRIBUTES,
    BIDI,
    CONTROLS,
    HOSTILE,
    IMAGE,
    OURS,
    SCRIPT,
    STORABLE,
    Seen,
    about,
    article,
    assert_nothing_runs,
    needs_browser,
    put,
    put_json,
    result,
    summary,
)

BAD = HOSTILE + CONTROLS + "javascript:alert(1)" + IMAGE
UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def group(name, rows, unexpected):
    return {"group": name, "rows": rows, "unexpected": unexpected, "share": round(unexpected / rows, 6)}


def failing(rule, ids=(), groups=(), **more):
    told = {"evaluated": 200, "unexpected": 44, "share": 0.22, "ids": list(ids), "groups": list(groups)}
    return result(rule, "fail", **told | more)


def broken_site():
    """Return a summary in which one site is broken, one rule could not be evaluated, and three hold."""
    return summary(
        result("edits/rows", table="edits", type="floor", evaluated=9, observed="9 rows"),
        result("articles/rows", type="floor", evaluated=200, observed="200 rows"),
        result(
            "articles/no-mojibake", severity="warning", evaluated=200, unexpected=2, share=0.01, ids=["a8"]
        ),
        failing("articles/short", severity="warning", unexpected=20, share=0.1, ids=["q2", "a3"]),
        failing(
            "articles/not-empty",
            ids=["q1", "q2", "a1"],
            groups=[group("example.org", 50, 40), group("example.com", 50, 3), group("example.net", 100, 1)],
        ),
        result("articles/odd", "error", "info", observed="there is no column 'od'; did you mean 'odd'?"),
    )


def page_of(folder, told, held=()):
    put(folder, "articles", [article("a1", "Some text.")])
    rows = [
        article(id_, "gone", site="example.org", expectations=["articles/not-empty", "articles/short"],
                severities=["critical", "warning"], reasons=["something is left", "it is long"])
        for id_ in held
    ]  # fmt: skip
    put(folder, "quarantine", rows)
    put_json(folder / "validation" / "summary.json", told)
    put_json(folder / "run.json", about(counts={}))
    return write(folder).read_text(encoding="utf-8")


def words(html):
    return " ".join(Seen(html).sections["expectations"].split())


def cards(html):
    """Return the words of each rule that does not hold, in the order of the page."""
    found = re.findall(r"<article .*?</article>", html, re.DOTALL)
    return [" ".join(Seen(card).text.split()) for card in found]


def links(html):
    """Return (where it leads, its words) of each link inside the sections."""
    body = html[html.index('aria-labelledby="expectations"') :]
    return [
        (at, Seen(label).text) for at, label in re.findall(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', body)
    ]


@pytest.fixture(params=["run", "checked"])
def both(request, tmp_path):
    """Return a function from a summary to a page: the report of a run, and that of any table."""
    if request.param == "run":
        return lambda told: page_of(tmp_path, told)
    return lambda told: validation_page(told, "books.parquet")


def test_rules_are_counted_and_errors_told_apart(both):
    text = words(both(broken_site()))
    assert "1 critical rule and 1 other fail. 1 rule could not be evaluated. 3 of 6 rules hold." in text
    assert "6 declared = 6 loaded = 6 evaluated hold: 3 warnings and others that fail: 1" in text
    assert "critical ones that fail: 1 errors, could not be evaluated: 1" in text
    assert "The counts differ" not in text


@pytest.mark.parametrize("name", ["declared", "loaded", "evaluated"])
def test_a_lost_rule_is_told(both, name):
    text = words(both(broken_site() | {name: 7}))
    assert f"7 {name}" in text
    assert "≠" in text
    assert "The counts differ, and 6 results stand here" in text


def test_what_needs_a_look_comes_first_with_all_its_figures(both):
    html = both(broken_site())
    error, critical, warning = cards(html)
    assert error == (
        "error info articles/odd sentence of articles/odd because Could not be evaluated "
        "Reason: there is no column 'od'; did you mean 'odd'?"
    )
    assert critical.startswith(
        "fail critical articles/not-empty sentence of articles/not-empty because 44 of 200 rows · 22 % "
        "Most on example.org: 40 of 50 rows (80 %) q1 q2 a1 3 groups that break it"
    )
    assert critical.endswith("example.org 50 40 80 % example.com 50 3 6 % example.net 100 1 1 %")
    assert warning.startswith("fail warning articles/short")
    assert "20 of 200 rows · 10 % q2 a3" in warning
    text = words(html)
    assert "example.org stands out in 1 of 2 failing rules: up to 40 of its 50 rows (80 %)" in text
    assert text.index("articles 200 rows") < text.index("edits 9 rows · The rule holds.")
    assert (
        "sentence of articles/no-mojibake because · articles/no-mojibake a8 pass, warning 200 2 1 %" in text
    )


@pytest.mark.parametrize(
    ("groups", "told"),
    [
        ([group("one", 50, 44)], "All on one: 44 of 50 rows (88 %)"),
        ([group("one", 50, 10), group("two", 150, 34)], "Worst on one: 10 of 50 rows (20 %)"),
        ([group("whole", 200, 44)], None),
        ([group("", 50, 44)], None),
    ],
)
def test_the_worst_group(both, groups, told):
    (card,) = cards(both(summary(failing("articles/r", groups=groups))))
    assert told in card if told else "on whole" not in card and " on " not in card


def test_a_group_like_the_others_does_not_stand_out(both):
    rule = failing(
        "articles/r", unexpected=23, share=0.115, groups=[group("one", 50, 6), group("two", 50, 5)]
    )
    html = both(summary(rule))
    assert "stands out" not in words(html)
    assert "Worst on one: 6 of 50 rows (12 %)" in cards(html)[0]


def test_accepted_rows_and_the_earlier_run(both):
    drift = [
        {"measure": "share held", "was": 0.02, "now": 0.5, "told": "much more than before", "notable": True},
        {"measure": "pages", "was": None, "now": 1200, "told": "as ever", "notable": False},
    ]
    one = failing("articles/one", released=1)
    text = words(both(summary(one, result("articles/two", released=1234)) | {"drift": drift}))
    assert "1 row accepted by decision." in text
    assert "1,234 rows accepted by decision." in text
    assert "Since the earlier run 2 measures compared with those of the earlier run, 1 notable" in text
    assert "share held 0.02 0.5 notable much more than before pages – 1,200 as ever" in text
    text = words(both(summary(one | {"released": 0})))
    assert "accepted" not in text
    assert "Since the earlier run" not in text


def test_ids_in_quarantine_lead_there_and_rules_back(tmp_path):
    html = page_of(tmp_path, broken_site(), held=["q1", "q2"])
    assert links(html) == [
        ("#held-1", "q1"),
        ("#held-2", "q2"),
        ("#held-2", "q2"),
        ("#rule-5", "articles/not-empty"),
        ("#rule-4", "articles/short"),
        ("#rule-5", "articles/not-empty"),
        ("#rule-4", "articles/short"),
    ]
    row = '<tr role="row" id="held-2"[^>]*><th scope="row" role="rowheader"><bdi dir="auto">q2</bdi>'
    assert re.search(row, html)
    assert re.search(r'<article [^>]*id="rule-5"(?:(?!</article>).)*articles/not-empty', html, re.DOTALL)
    held = " ".join(Seen(html).sections["quarantine"].split())
    assert (
        "q1 example.org in.jsonl 1 critical something is left articles/not-empty warning it is long" in held
    )
    assert_anchors(html)


def test_an_article_that_a_rule_names_is_shown_however_late_it_comes(tmp_path):
    told = summary(
        failing("articles/r", ids=["q149", "q3"]), failing("rejects/r", table="rejects", ids=["q3"])
    )
    html = page_of(tmp_path, told, held=[f"q{n}" for n in range(150)])
    assert [link for link in links(html) if link[1].startswith("q")] == [
        ("#held-101", "q149"),
        ("#held-4", "q3"),
    ]
    assert "49 more in quarantine/" in " ".join(Seen(html).sections["quarantine"].split())


def test_articles_without_an_id_lead_to_quarantine(tmp_path):
    html = page_of(tmp_path, summary(failing("articles/id", ids=[""])), held=[None])
    assert links(html)[0] == ("#held-1", "without id")


def test_the_page_of_a_table_is_made_from_what_a_validation_gives(tmp_path):
    shops = ["Oslo", "Porto", "Sofia", "Varna"]
    frame = pd.DataFrame({
        "isbn": [f"b{n}" for n in range(200)],
        "shop": [shops[n % 4] for n in range(200)],
        "price": [-1.0 if n % 4 == 2 and n % 5 else 9.5 for n in range(200)],
    })  # fmt: skip
    kind = "expect_column_values_to_be_between"
    rules = [
        {"type": kind, "kwargs": {"column": "price", "min_value": 0}, "meta": {"why": "nobody pays less"}},
        {"type": kind, "kwargs": {"column": "pages", "min_value": 1}, "severity": "warning"},
    ]
    suite = tmp_path / "books.json"
    meta = {"key": "isbn", "group": "shop", "min_rows": 10}
    suite.write_text(json.dumps({"name": "books", "meta": meta, "expectations": rules}))
    html = validation_page(validate(frame, suite=suite).as_dict(), "books.csv")
    verdict = "1 critical expectation failed and 1 expectation could not be evaluated"
    assert f"<title>books.csv: {verdict}</title>" in html
    assert f'<h1 class="bad">{verdict}</h1>' in html
    error, price = cards(html)
    assert "there is no column 'pages'" in error
    assert price == (
        "fail critical books/price-to-be-between price is at least 0 nobody pays less 40 of 200 rows · 20 % "
        "All on Sofia: 40 of 50 rows (80 %) b2 b6 b14 b18 b22 b26 b34 b38 …"
    )
    assert "Sofia stands out in 1 of 1 failing rule: up to 40 of its 50 rows (80 %)" in words(html)
    assert "the number of rows is at least 10 an empty table passes every other rule" in words(html)
    assert Seen(html).sections.keys() == {"", "expectations"}
    assert_anchors(html)


@pytest.mark.parametrize(
    ("told", "level", "verdict"),
    [
        (summary(result("t/r")), "good", "Every critical expectation holds"),
        (
            summary(failing("t/r", severity="info")),
            "warn",
            "Every critical expectation holds, 1 other failed",
        ),
        (summary(failing("t/r")), "bad", "1 critical expectation failed"),
        ({}, "none", "Not validated"),
    ],
)
def test_verdict_of_a_table(told, level, verdict):
    assert f'<h1 class="{level}">{verdict}</h1>' in validation_page(told, "t")


def test_outcome_of_one_rule():
    assert Outcome(1).told() == "The rule holds."
    assert Outcome(critical=1).told() == "1 critical rule fails. None holds."


def hostile_summary():
    """Fill every text of a summary with what a page must not do."""
    text = dict.fromkeys(("table", "rule", "column", "severity", "why", "sentence", "observed", "type"), BAD)
    groups = [group(BAD, 50, 40), group(BAD + "2", 50, 1)]
    held = failing("r", ids=[BAD, "q" + STORABLE], groups=groups, released=2) | text | {"table": "articles"}
    told = summary(
        held,
        failing("r", groups=groups) | text | {"severity": "critical", "observed": ""},
        result("r", "error") | text,
        result("r", ids=[BAD], groups=groups, released=1) | text,
        result("r", status=BAD) | text,
    )
    drift = {"measure": BAD, "was": 1.5, "now": None, "told": BAD, "notable": True}
    return told | {"drift": [drift]}


def hostile_run(folder):
    put(folder, "quarantine", [
        article("q" + STORABLE, "gone", site=STORABLE, expectations=[STORABLE, "x"], severities=[STORABLE],
                reasons=[STORABLE, STORABLE])
    ])  # fmt: skip
    put_json(folder / "validation" / "summary.json", hostile_summary())
    put_json(folder / "run.json", about(counts={}))
    return write(folder).read_text(encoding="utf-8")


def assert_anchors(html):
    """Every id stands once, is a word or a number of ours, and every link leads to one."""
    tags = Seen(html).tags
    ids = [attrs["id"] for _, attrs in tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert all(
        re.fullmatch(r"[a-z]+|(rule|held|page)-[0-9]+(-says|-name)?|(f|view)-[a-z]+", id_) for id_ in ids
    )
    hrefs = [attrs["href"] for _, attrs in tags if "href" in attrs]
    assert {href.removeprefix("#") for href in hrefs} <= set(ids)
    assert all(href.startswith("#") for href in hrefs)


def hostile_page(_):
    return validation_page(hostile_summary(), BAD)


@pytest.mark.parametrize(("make", "scripts"), [(hostile_run, [OURS]), (hostile_page, [])])
def test_hostile_text_is_text(tmp_path, make, scripts):
    html = make(tmp_path)
    page = Seen(html)
    assert page.scripts == scripts
    assert page.count("script") == len(scripts)
    assert page.count("img") == page.count("link") == 0
    assert {attr for _, attrs in page.tags for attr in attrs} <= ATTRIBUTES
    classes = {name for _, attrs in page.tags for name in (attrs.get("class") or "").split()}
    assert all(re.fullmatch("[a-z-]+", name) for name in classes)
    assert not UNSEEN.search(html)
    assert SCRIPT in page.sections["expectations"]
    assert IMAGE in page.sections["expectations"]
    assert "<i>U+202E</i>gnirts<i>U+2066</i><i>␀</i><i>␛</i><i>␡</i><i>U+D800</i>javascript:" in html
    assert page.count("caption") == page.count("table")
    assert all(attrs.get("scope") in {"row", "col"} for tag, attrs in page.tags if tag == "th")
    assert_anchors(html)


def test_a_title_is_a_title():
    html = validation_page(summary(result("t/r")), f"</title>{BIDI}\x00\ud800{SCRIPT}" + "x" * 100_000)
    title = html[html.index("<title>") + 7 : html.index("</title>")]
    assert title.startswith("&lt;/title&gt;U+202EgnirtsU+2066␀U+D800&lt;script&gt;")
    assert len(title) < 300
    assert html.encode("utf-8")


def test_hundred_thousand_characters_stay_within_bounds(both):
    long, cut = "\u202e" * 100_000, "\u202e" * 500  # 500: longer than a cell, so the most that a rule costs
    given = {"ids": [cut] * 20, "groups": [group(cut, 50, 40)] * 5, "why": cut, "sentence": cut}
    rules = [failing(f"articles/{n}", **given) for n in range(299)]
    rules.append(failing(long, ids=[long], groups=[group(long, 50, 40)], why=long, sentence=long, table=long))
    html = both(summary(*rules))
    assert len(html.encode()) <= limits.MAX_BYTES
    assert html.count("<article ") == 200  # half of Limits.checks: less is shown, until it fits
    assert re.search("100 more (not shown|in <code>validation/summary.json</code>)[.]", html)


def test_many_rules_show_the_worst_of_them(both):
    rules = [result(f"articles/{n}") for n in range(5000)]
    rules[4321] = failing("articles/4321")
    html = both(summary(*rules))
    assert len(cards(html)) == 1
    assert "1 critical rule fails. 4,999 of 5,000 rules hold." in words(html)
    assert re.search("4,600 more (not shown|in validation/summary.json)[.]", words(html))
    assert "4,999 rules that hold" in words(html)


@pytest.mark.parametrize(
    "value", [None, True, "12", [], [1], {}, {"a": 1}, float("nan"), float("inf"), 10**400, -1]
)
def test_values_of_another_type_break_nothing(both, value):
    one = dict.fromkeys(broken_site()["results"][0], value)
    groups = [dict.fromkeys(("group", "rows", "unexpected", "share"), value), value]
    given = [one, one | {"groups": groups, "status": "fail", "ids": [value]}, {}, value]
    counts = dict.fromkeys(("declared", "loaded", "evaluated"), value)
    html = both({"results": given, "drift": [{"was": value}, value], **counts})
    assert "could not be evaluated" in words(html)
    assert_anchors(html)
    both({"results": value, "drift": value})


@needs_browser
@pytest.mark.parametrize("make", [hostile_run, lambda _: validation_page(hostile_summary(), BAD)])
def test_a_browser_runs_nothing(tmp_path, make):
    run = tmp_path / "run"
    run.mkdir()
    assert_nothing_runs(make(run), "This page stands alone", tmp_path)
