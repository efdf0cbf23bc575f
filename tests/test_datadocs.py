"""Data Docs: what Great Expectations says of each rule, on pages where nothing from the data can run."""

import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from cleaner import validation
from cleaner.errors import OutputError, SuiteError
from cleaner.validation import RuleResult, Validation, datadocs, engine, signs, wordings
from cleaner.validation.groups import Rate
from cleaner.validation.suites import Suite

RAN = "document.title='ran'"
HOSTILE = (  # each shorter than what is cut
    f'<script>{RAN}</script><img src=x onerror="{RAN}"><a href=javascript:{RAN}>x</a><svg onload={RAN}>',
    f"</title><script>{RAN}</script></style><script>{RAN}</script></code></bdi></td></table><img src=x onerror={RAN}>",
    f"\"><img src=x onerror={RAN}>' onmouseover='{RAN}' autofocus onfocus={RAN} x=\" </textarea><!--",
    "{{ 7 * 7 }}{% raw %}$column ${value_set} $$ [x](javascript:1) **b** <link rel=stylesheet href=//evil.example>",
)
CONTROLS = "\u202e\u2066\x00\x1b\x7f\ud800\n"
SHORT = "<img src=x onerror=1>\"'$column" + CONTROLS
LONG = "<b>" * 33_333 + "z"


def rule(id_, type_="expect_column_values_to_be_between", severity="critical", /, **kwargs):
    return {"type": type_, "kwargs": kwargs, "severity": severity, "meta": {"rule": id_, "why": "because"}}


def suite(table, *rules, min_rows=1):
    return Suite(table, Path("x.json"), min_rows, tuple(rules), of_run=False)


def result(of, table, status="pass", **more):
    values = {
        "table": table, "rule": of["meta"]["rule"], "type": of["type"], "severity": of["severity"],
        "column": str(of["kwargs"].get("column", "")), "status": status, "why": of["meta"]["why"],
        "sentence": "the sentence", "evaluated": 3, "unexpected": 0, "share": 0.0, "ids": (), "observed": "",
    }  # fmt: skip
    return RuleResult(**(values | more))


def floor(table, rows=3):
    of = rule(f"{table}/rows", "floor")
    return result(
        of, table, evaluated=rows, observed=f"{rows} rows", sentence="the number of rows is at least 1"
    )


def validated(*results):
    return Validation(results, len(results), len(results), len(results))


BOOKS = suite(
    "books",
    rule("books/pages", column="pages", min_value=1, mostly=0.5),
    rule("books/lang", "expect_column_values_to_be_in_set", "warning", column="lang", value_set=["en", "bg"]),
    rule("books/id", "expect_column_values_to_not_be_null", "info", column="id"),
)
RESULTS = (
    floor("books"),
    result(BOOKS.rules[0], "books"),
    result(
        BOOKS.rules[1], "books", "fail", unexpected=1, share=0.333333, ids=("b2", ""),
        groups=(Rate("a.example", 2, 1, 0.5),),
    ),
    result(BOOKS.rules[2], "books", "error", evaluated=0, observed="there is no column 'id'"),
)  # fmt: skip
LETTERS = suite("letters", rule("letters/mean", "expect_column_mean_to_be_between", column="n", min_value=2))
LETTER = result(LETTERS.rules[0], "letters", observed="2.5")


class Seen(HTMLParser):
    """The elements of a page, and the words of each row."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.text, self.rows, self.open = [], "", [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        """Note an element; cells and paragraphs set their words apart."""
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "link", "img"}:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append("")
        if tag in {"td", "th", "p"}:
            self.handle_data(" ")

    def handle_endtag(self, tag):
        """Hold that elements close in order."""
        assert self.open.pop() == tag

    def handle_data(self, data):
        """Note text."""
        self.text += data
        if "tr" in self.open:
            self.rows[-1] += data

    def words(self):
        """Return the words of each row with single spaces."""
        return [" ".join(row.split()) for row in self.rows]

    def count(self, tag):
        """Return how many elements there are."""
        return sum(name == tag for name, _ in self.tags)


def written(folder, results, suites):
    """Return the pages by file name, as text."""
    index = datadocs.write(validated(*results), suites, folder / "docs")
    assert index == folder / "docs" / "index.html"
    return {path.name: path.read_text(encoding="utf-8") for path in index.parent.iterdir()}


@pytest.fixture
def pages(tmp_path):
    return written(tmp_path, (*RESULTS, floor("letters"), LETTER), [BOOKS, LETTERS])


def test_each_suite_has_a_page_and_the_index_leads_to_it(pages):
    assert sorted(pages) == ["index.html", "suite-books.html", "suite-letters.html"]
    index = Seen(pages["index.html"])
    assert index.words()[1:] == [
        "fail books 2 expectations do not hold (1 warning, 1 info) 4 2 2 50 %",
        "pass letters all expectations hold 2 2 0 100 %",
    ]
    links = [attrs["href"] for tag, attrs in index.tags if tag == "a"]
    assert links == ["suite-books.html", "suite-letters.html"]
    assert "1 of 2 suites failed" in index.text


def test_a_page_tells_status_words_and_counts(pages):
    page = Seen(pages["suite-books.html"])
    assert page.words() == [
        "Evaluated Expectations 4",
        "Successful Expectations 2",
        "Unsuccessful Expectations 2",
        "Success Percent 50 %",
        "Status Expectation Observed Value Rows that break it",
        (
            "pass critical Must have greater than or equal to 1 rows. the number of rows is at least 1 "
            "books/rows because 3 rows –"
        ),
        "Status Expectation Observed Value Rows that break it",
        (
            "error info values must never be null. It could not be evaluated: there is no column 'id' "
            "the sentence books/id because – –"
        ),
        "Status Expectation Observed Value Rows that break it",
        (
            "fail warning values must belong to this set: en bg. the sentence books/lang because "
            "First rows that break it: b2, (no id) Most of them: a.example, 1 of 2 ≈33.333% unexpected 1 of 3"
        ),
        "Status Expectation Observed Value Rows that break it",
        (
            "pass critical values must be greater than or equal to 1, at least 50 % of the time. "
            "the sentence books/pages because 0% unexpected 0 of 3"
        ),
    ]
    assert "books: 2 expectations do not hold (1 warning, 1 info)" in page.text
    assert "books/lang (fail, warning): the sentence" in page.text
    assert "mean must be greater than or equal to 2. the sentence letters/mean because 2.5 –" in " ".join(
        Seen(pages["suite-letters.html"]).words()
    )


def test_rows_are_counted_where_rows_are_judged(tmp_path):
    of = rule("t/whole", "expect_column_values_to_be_of_type", column="n", type_="int64")
    html = written(tmp_path, [floor("t"), result(of, "t", "fail", observed="float64")], [suite("t", of)])
    row = Seen(html["suite-t.html"]).words()[-1]
    assert row == "fail critical values must be of type int64. the sentence t/whole because float64 –"


def test_links_lead_somewhere(pages):
    for html in pages.values():
        page = Seen(html)
        ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
        assert len(ids) == len(set(ids))
        links = [attrs["href"] for tag, attrs in page.tags if tag == "a"]
        assert links
        assert set(links) <= {f"#{id_}" for id_ in ids} | set(pages)
    failing = re.search(r'<a href="#(r\d)"><bdi dir="auto">books/lang', pages["suite-books.html"])[1]
    assert re.search(rf'<tr id="{failing}">(?:(?!</tr>).)*books/lang', pages["suite-books.html"], re.DOTALL)


def test_pages_load_nothing_and_forbid_it(pages):
    for html in pages.values():
        page = Seen(html)
        assert page.open == []
        assert ("html", {"lang": "en"}) in page.tags
        assert page.count("h1") == page.count("main") == page.count("title") == page.count("style") == 1
        assert html.replace("http-equiv", "").count("http") == 0
        assert [
            word for word in ("<script", "<link", "url(", "@import", "src=", "<!--") if word in html
        ] == []
        css = re.search(r"<style>(.*?)</style>", html, re.DOTALL)[1]
        digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
        policy = next(a["content"] for t, a in page.tags if t == "meta" and "http-equiv" in a)
        assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:;")


def hostile(text, table=None):
    """Return the one suite and the results in which every string is *text*."""
    table = table or text
    kwargs = {"column": text, "value_set": [text, {text: [text]}], "row_condition": text}
    rules = (
        rule(f"{table}/1{text}", "expect_column_values_to_be_in_set", **kwargs),
        rule(f"{table}/2{text}", "expect_column_values_to_match_json_schema", column=text, json_schema={text: text}),
        rule(f"{table}/3{text}", "expect_column_values_to_match_regex", column="$column", regex=text),
        rule(f"{table}/4{text}", "expect_column_pair_values_a_to_be_greater_than_b", column_A=text, column_B=text),
        rule(f"{table}/5{text}", "expect_names_to_be_consistent", column=text),
        rule(f"{table}/6{text}", text, **{text: text}),
    )  # fmt: skip
    told = {"why": text, "sentence": text, "ids": (text,), "groups": (Rate(text, 3, 1, 0.3),)}
    results = [
        result(of, table, status, observed=text, **told)
        for of, status in zip(rules, ("fail", "error", "pass", "fail", text, "error"), strict=True)
    ]
    results[2] = replace(results[2], observed="", severity=text, table=table)
    return [floor(table), *results], [suite(table, *rules)]


ATTRIBUTES = {
    "lang", "charset", "http-equiv", "content", "name", "class", "aria-label", "aria-labelledby", "href", "id",
    "scope", "dir", "data-l",
}  # fmt: skip
TAGS = {
    "html", "head", "meta", "title", "style", "body", "header", "main", "footer", "nav", "section", "p", "a", "h1",
    "h2", "ul", "li", "table", "caption", "thead", "tbody", "tr", "th", "td", "span", "code", "bdi", "b", "i",
}  # fmt: skip


@pytest.mark.parametrize("text", [*HOSTILE, "".join(HOSTILE), SHORT, LONG, "</script>" + CONTROLS])
def test_hostile_text_is_text(text, tmp_path):
    pages = written(tmp_path, *hostile(text))
    assert sorted(pages) == ["index.html", "suite-1.html"]
    for html in pages.values():
        page = Seen(html)
        assert page.open == []
        assert {tag for tag, _ in page.tags} <= TAGS
        assert {name for _, attrs in page.tags for name in attrs} <= ATTRIBUTES
        values = {
            v for _, attrs in page.tags for k, v in attrs.items() if k in {"href", "id", "class", "data-l"}
        }
        assert all(re.fullmatch(r"[#A-Za-z0-9. -]*", value) for value in values)
        assert signs.plain(text)[: signs.CHARS] in page.text
        assert not re.search(
            r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", html
        )
    assert len(pages["suite-1.html"]) < 300_000


def test_signs_and_cuts_are_told(tmp_path):
    control = written(tmp_path, *hostile(SHORT))["suite-1.html"]
    assert "<i>U+202E</i><i>U+2066</i><i>␀</i><i>␛</i><i>␡</i><i>U+D800</i><i>⏎</i>" in control
    (tmp_path / "long").mkdir()
    long = written(tmp_path / "long", *hostile(LONG))["suite-1.html"]
    assert f"… {len(LONG) - 200:,} more characters</bdi></code>" in long
    assert "z" * 2 not in Seen(long).text


def test_long_lists_are_cut_before_they_are_worded():
    values = {"column": "n", "value_set": list(range(100_000))}
    words = wordings.wording("expect_column_values_to_be_in_set", values).striptags()
    assert words.startswith("values must belong to this set: 0 1 2 3")
    assert words.endswith("48 49 … 99,950 more.")
    deep = []
    for _ in range(500):
        deep = [deep]
    assert str(signs.shortened(deep)) == "[[[[[[[['…']]]]]]]]"


def test_a_value_is_never_read_as_a_template():
    values = {"column": "n", "regex": "$column ${min_value} $$ {{ 7 * 7 }}", "min_value": "hidden"}
    words = wordings.wording("expect_column_values_to_match_regex", values)
    assert (
        words.striptags() == "values must match this regular expression: $column ${min_value} $$ {{ 7 * 7 }}."
    )


def test_a_template_is_text_too():
    content = {"template": "If <b>\u202e, $a.${a}$", "params": {"a": "<i>$a"}}
    value = '<code><bdi dir="auto">&lt;i&gt;$a</bdi></code>'
    words = wordings._filled({"string_template": content})
    assert words == f"If &lt;b&gt;<i>U+202E</i>, {value}.{value}$"


def with_gx(results, suites):
    """Return the text of the page that Great Expectations itself makes of the same results."""
    engine._gx()
    from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
    from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer
    from great_expectations.render.view import DefaultJinjaPageView

    calls = {r["meta"]["rule"]: r for one in suites for r in one.rules}
    made = [
        ExpectationValidationResult(
            success=r.status == "pass",
            expectation_config=ExpectationConfiguration(calls[r.rule]["type"], dict(calls[r.rule]["kwargs"])),
            result={
                "element_count": r.evaluated,
                "unexpected_count": r.unexpected,
                "unexpected_percent": 100 * r.share,
            },
        )
        for r in results
        if r.rule in calls
    ]
    whole = ExpectationSuiteValidationResult(
        success=False, results=made, suite_name="s", statistics={}, meta={"run_id": "r"}
    )
    html = DefaultJinjaPageView().render(ValidationResultsPageRenderer().render(whole))
    return " ".join(re.sub(r"<[^>]*>", "", html).split())


def test_the_words_are_those_of_its_own_page():
    """Every rule of the installed suites, expectations of our own among them."""
    for one in validation.load().values():
        results = [result(of, one.table) for of in one.rules]
        theirs = with_gx(results, [one]).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        ours = {of["meta"]["rule"]: wordings.wording(of["type"], of["kwargs"]) for of in one.rules}
        assert [rule for rule, words in ours.items() if words is None] == []
        for words in ours.values():
            assert re.sub(r"\s", "", words.striptags()) in re.sub(r"\s", "", theirs)


def test_a_rule_without_words_of_its_own_stands_in_ours(tmp_path, monkeypatch):
    of = rule("t/names", "expect_names_to_be_consistent", column="names_in_doubt")
    told = result(of, "t", sentence="no name is in doubt, by names_in_doubt")
    with monkeypatch.context() as patch:
        patch.setattr(wordings, "wording", lambda *rule: None)
        html = written(tmp_path, [floor("t"), told], [suite("t", of)])["suite-t.html"]
    row = Seen(html).words()[-1]
    assert row == (
        "pass critical no name is in doubt, by names_in_doubt t/names because 0% unexpected 0 of 3"
    )

    def raises(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(wordings, "_rendered", raises)
    assert wordings.wording("expect_column_values_to_be_between", {"column": "n", "min_value": 1}) is None
    assert wordings.observed(replace(told, unexpected=1)).striptags() == "33.333% unexpected"


@pytest.mark.parametrize(
    ("type_", "kwargs"),
    [
        ("expect_column_values_to_match_json_schema", {"column": "n", "json_schema": {"type": "object"}}),
        ("expect_column_quantile_values_to_be_between", {"column": "n", "quantile_ranges": {}}),
        ("expect_column_pair_values_to_be_in_set", {"column_A": "a", "column_B": "b"}),
        ("expect_nothing_known", {}),
    ],
)
def test_words_that_are_html_or_a_table_are_not_taken(type_, kwargs):
    assert wordings.wording(type_, kwargs) is None


@pytest.mark.parametrize(
    ("type_", "kwargs", "words"),
    [
        ("expect_column_values_to_be_in_set", {"column": "n", "value_set": [1, 2], "mostly": 1.0}, "values must belong to this set: 1 2."),
        ("expect_column_values_to_be_between", {"column": "n", "min_value": 1, "row_condition": {"type": "comparison", "column": {"name": "l"}, "operator": "==", "parameter": "en"}}, "If l == en, then values must be greater than or equal to 1."),
        ("expect_column_to_exist", {"column": "n", "column_index": 2}, "must be the 2nd field."),
        ("expect_column_values_to_match_regex", {"column": "n", "regex": "(?<!a)&$"}, "values must match this regular expression: (?<!a)&$."),
    ],
)  # fmt: skip
def test_words(type_, kwargs, words):
    assert wordings.wording(type_, kwargs).striptags() == words


@pytest.mark.parametrize(
    ("type_", "unexpected", "evaluated", "observed", "words"),
    [
        ("expect_column_values_to_be_between", 1, 10_000_000, "", "0.00001% unexpected"),
        ("expect_column_values_to_not_be_null", 1, 4, "", "75% not null"),
        ("expect_column_values_to_be_between", 0, 0, "", "–"),
        ("expect_column_values_to_be_of_type", 0, 3, "int64", "int64"),
        ("expect_column_mean_to_be_between", 0, 3, "", "–"),
    ],
)
def test_observed_values(type_, unexpected, evaluated, observed, words):
    of = result(
        rule("t/r", type_, column="n"), "t", unexpected=unexpected, evaluated=evaluated, observed=observed
    )
    assert wordings.observed(of).striptags() == words


@pytest.mark.parametrize("table", ["Books", "con.x", "..", "a/b", "1", "a" * 61, "bücher", ""])
def test_file_names_are_fit_for_any_system(table):
    assert datadocs._file(table, 7) == "suite-7.html"


def test_results_and_suites_must_be_of_the_same_rules(tmp_path):
    for results, suites in [
        (RESULTS[:-1], [BOOKS]),
        ((*RESULTS, RESULTS[-1]), [BOOKS]),
        (RESULTS, []),
        (RESULTS, [BOOKS, LETTERS]),
        (RESULTS, [replace(BOOKS, rules=BOOKS.rules[:2])]),
    ]:
        with pytest.raises(SuiteError, match="the results are not those of its suite"):
            datadocs.write(validated(*results), suites, tmp_path / "docs")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_exists_stays_as_it_is(tmp_path):
    (tmp_path / "docs").mkdir()
    with pytest.raises(OutputError, match="exists"):
        datadocs.write(validated(*RESULTS), [BOOKS], tmp_path / "docs")
    assert list((tmp_path / "docs").iterdir()) == []


def test_two_writes_give_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        datadocs.write(validated(*hostile(SHORT)[0]), hostile(SHORT)[1], tmp_path / name)
    firsts = {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir()}
    assert {path.name: path.read_bytes() for path in (tmp_path / "b").iterdir()} == firsts
    assert len(firsts) == 2


def test_the_engine_is_loaded_late():
    code = (
        "import sys, cleaner.validation.datadocs\n"
        "print([m for m in ('great_expectations', 'jinja2') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --virtual-time-budget=2000 --dump-dom --enable-logging=stderr "
    "--proxy-server=127.0.0.1:9"
)  # fmt: skip


def opened(page, profile):
    """Return the document as a browser without network leaves it, and what its console says."""
    command = [BROWSER, *FLAGS.split(), f"--user-data-dir={profile}", page.as_uri()]
    done = subprocess.run(command, capture_output=True, timeout=120, check=True)
    console = [line for line in done.stderr.decode("utf-8", "replace").splitlines() if "CONSOLE" in line]
    return done.stdout.decode("utf-8"), console


@pytest.mark.skipif(
    not BROWSER and not os.environ.get("CI"), reason="no Chromium here; the checks install it"
)
def test_a_browser_runs_nothing(tmp_path):
    """With the page's policy and without it: escaping alone must hold."""
    assert BROWSER, "no chromium: apt-get install chromium"
    control = f"<!doctype html><html lang=en><title>x</title><script>console.log(1);{RAN}</script>"
    contents = {"control": control}
    for number, text in enumerate(HOSTILE):
        (tmp_path / str(number)).mkdir()
        html = written(tmp_path / str(number), *hostile(text))["suite-1.html"]
        bare = re.sub(r"<meta http-equiv=[^>]*>", "", html)
        assert bare != html
        contents |= {f"policy{number}": html, f"bare{number}": bare}
    ran, console = [], []
    for name, content in contents.items():
        (tmp_path / f"{name}.html").write_text(content, encoding="utf-8")
        left, said = opened(tmp_path / f"{name}.html", tmp_path / "profile")
        ran += [name] if "<title>ran</title>" in left else []
        console += [name] if said else []
        assert name == "control" or "What does not hold" in left
    assert (ran, console) == (["control"], ["control"])
