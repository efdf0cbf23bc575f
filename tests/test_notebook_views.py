"""What notebooks show: edits in their place, counts, rules; text from pages stays text. And the accessor."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaner
import cleaner.pandas
from cleaner import Doc, Edit, Finding, notebook
from cleaner.errors import DataError
from cleaner.marked import marked
from tests.browser import chromium, needs_browser, page, violations

ROOT = Path(__file__).parents[1]
HOSTILE = (
    "<script>alert(1)</script> \u202eabc</textarea></bdi></div> <img src=x onerror=alert(2)>"
    ' <a href="javascript:alert(3)">a</a> \' " style=position:fixed \x1b[31m\n'
    "\nThe river rose again on Monday, and the bridge was closed.\nLeave a Reply\n"
)


def sums(doc):
    marks = marked(doc)
    raw, text = (
        "".join(m.text for m in marks if m.kind in kinds) for kinds in (("keep", "del"), ("keep", "ins"))
    )
    return raw, text


def test_marks_of_every_seed_add_up_to_its_raw_and_its_clean_text():
    for path in sorted((ROOT / "seeds").glob("*.txt")):
        doc = cleaner.clean(path.read_text(encoding="utf-8"))
        assert sums(doc) == (doc.raw, doc.text), path


@given(st.data())
def test_marks_of_any_layers_add_up(data):
    doc = Doc.of(data.draw(st.text("ab\n", max_size=12)))
    for _ in range(3):
        cuts = sorted(
            data.draw(st.lists(st.integers(0, len(doc.text)), max_size=6).filter(lambda c: len(c) % 2 == 0))
        )
        spans = list(zip(cuts[::2], cuts[1::2], strict=True))
        edits = [Edit(a, doc.text[a:b], data.draw(st.text("xy", max_size=2)), "x/y") for a, b in spans]
        starts = [edit.start for edit in edits]
        if len(set(starts)) == len(starts):
            doc = doc.edited(edits)
    assert sums(doc) == (doc.raw, doc.text)


def test_a_later_edit_of_what_an_earlier_one_put_in_leaves_no_trace_of_it():
    doc = Doc.of("ac").edited([Edit(1, "", "bb", "x/one")]).edited([Edit(2, "b", "d", "x/two")])
    assert [(m.kind, m.text, m.rule) for m in marked(doc)] == [
        ("keep", "a", ""),
        ("ins", "b", "x/one"),
        ("ins", "d", "x/two"),
        ("keep", "c", ""),
    ]


def test_a_doubt_is_marked_where_it_stands():
    doc = Doc.of("a bc d").noted(
        [Finding("x/doubt", 2, "bc", "odd"), Finding("x/gone", 0, "zz", "not there")]
    )
    assert [(m.text, m.doubt) for m in marked(doc)] == [("a ", ""), ("bc", "x/doubt: odd"), (" d", "")]


def test_a_doc_shows_its_edits_with_rule_and_reason_and_passes_over_what_stayed():
    body = "\n".join(
        f"Line {word} of the story." for word in ("one", "two", "three", "four", "five", "six") * 2
    )
    told = cleaner.clean(f"{body}\nLeave a Reply\n", lang="en")._repr_html_()
    assert ">Leave a Reply</del>" in told
    assert "comment-form/heading: " in told
    assert "comment-form/heading</span>" in told
    assert "… 10 lines as before …" in told
    assert "Line one" in told
    assert "Line three" not in told


def test_a_short_doc_shows_every_line_and_no_line_feed_that_went_with_a_line():
    told = cleaner.clean("One line.\n\nAnother.\n\nLeave a Reply\n", lang="en")._repr_html_()
    assert "as before" not in told
    assert "Another." in told
    assert "⏎" not in told.partition("<details")[0]


def test_lines_that_were_joined_show_where():
    told = Doc.of("a\nb\n").edited([Edit(1, "\n", " ", "x/join")])._repr_html_()
    assert "<i>⏎</i></del>" in told


def test_a_long_doc_stays_compact():
    text = "\n".join(f"Leave a Reply\nA line that is body text, number {n}." for n in range(5000))
    assert len(cleaner.clean(text)._repr_html_()) < 60_000


def frame():
    rows = [{"id": "a", "text": "A page.\nLeave a Reply"}, {"id": "b", "text": ""}]
    return pd.DataFrame(rows)


def test_tables_show_where_the_rows_went_and_the_first_rows():
    told = cleaner.clean_frame(frame())._repr_html_()
    assert "2 rows in = 1 articles + 0 quarantine + 1 rejects" in told
    assert "comment-form/heading" in told
    assert "empty text" in told
    assert "drop the row, or fill the text in" in told
    assert "<strong>quarantine" not in told  # it has no rows


def test_a_run_shows_its_counts_and_its_validation(tmp_path):
    (tmp_path / "page.txt").write_text("A page.\nLeave a Reply\n", encoding="utf-8")
    told = cleaner.run(tmp_path / "page.txt", tmp_path / "run", workers=1)._repr_html_()
    assert "1 row in = 1 articles + 0 quarantine + 0 rejects" in told
    assert "report.html" in told
    assert "expectations evaluated" in told


def test_a_validation_shows_what_does_not_hold_first(tmp_path):
    rule = '{"type": "expect_column_values_to_be_between", "kwargs": {"column": "n", "min_value": 1}}'
    suite = tmp_path / "rows.json"
    suite.write_text(f'{{"name": "rows", "meta": {{"key": "id"}}, "expectations": [{rule}]}}')
    told = pd.DataFrame({"id": ["a", "b<"], "n": [1, 0]}).cleaner.validate(suite)._repr_html_()
    assert told.index("1 does not hold") < told.index("rows/n-to-be-between") < told.index("1 hold<")
    assert "1 of 2 (50 %)" in told
    assert "b&lt;" in told


def test_only_what_has_a_view_is_drawn():
    with pytest.raises(TypeError, match="a list has no view"):
        notebook.html([])


def test_a_doc_is_drawn_without_pandas_and_great_expectations():
    code = (
        "import sys, cleaner; cleaner.clean('A page.')._repr_html_();"
        "print([m for m in ('pandas', 'great_expectations', 'pyarrow', 'IPython') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def hostile_views():
    rows = [{"id": f"{n} {HOSTILE}", "text": HOSTILE, "title": HOSTILE, "url": HOSTILE} for n in range(2)]
    tables = cleaner.clean_frame(pd.DataFrame([*rows, {"id": HOSTILE, "text": "", "title": "", "url": ""}]))
    doc = cleaner.clean(HOSTILE, title=HOSTILE, url=HOSTILE)
    doc = doc.noted([Finding(HOSTILE, 0, doc.text[:30], HOSTILE)])
    return [view._repr_html_() for view in (doc, tables, cleaner.validate(tables))]


@needs_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_of_a_page_runs_or_breaks_out_of_a_view(scheme, tmp_path):
    views = hostile_views()
    file = tmp_path / "views.html"
    body = "".join(f"<section>{view}</section>" for view in views)
    file.write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        "<style>@media (prefers-color-scheme: dark) {body {background: #111; color: #ddd}}</style>"
        f"<title>Views</title><main><h1>Views</h1>{body}</main></html>",
        encoding="utf-8",
    )
    with (
        chromium() as browser,
        page(browser, color_scheme=scheme, viewport={"width": 360, "height": 700}) as opened,
    ):
        opened.goto(file.as_uri())
        opened.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert opened.locator("script, img, textarea, a").count() == 0
        assert opened.locator("main > section").count() == len(views)
        assert opened.locator("section > div").count() == len(views)
        assert opened.evaluate("document.documentElement.scrollWidth") <= 360
        assert violations(opened) == []


def test_a_column_is_cleaned_in_place_and_keeps_its_index():
    series = pd.Series(["A page.\nLeave a Reply", None, "", "A page."], index=[7, 7, 8, 9], name="body")
    cleaned = series.cleaner.clean(lang="en")
    assert cleaned.index.tolist() == [7, 7, 8, 9]
    assert cleaned.name == "body"
    assert cleaned.tolist()[0] == "A page."
    assert cleaned.isna().tolist() == [False, True, False, False]
    assert series.tolist()[0] == "A page.\nLeave a Reply"


def test_a_page_that_cannot_be_cleaned_is_told_by_its_label():
    series = pd.Series([None, "A long page."], index=["x", "y"])
    with pytest.raises(DataError, match="row 'y': 12 characters, more than max_chars = 5; raise max_chars"):
        series.cleaner.clean(config=cleaner.Config(max_chars=5))


def test_the_accessor_is_there_only_when_asked_for():
    code = "import cleaner, pandas as pd; print(hasattr(pd.Series(['a']), 'cleaner'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_rule_about_the_run_counts_no_rows():
    result = cleaner.validate(cleaner.clean_frame(frame()))
    (rule,) = [rule for rule in result.results if rule.rule == "run/rejected"]
    assert rule.told() == "FAIL (warning) run/rejected: at most 5 % of the rows were rejected"
    assert "1 of 1 (100 %)" not in notebook.html(result).partition("run/rejected")[2].partition("</tr>")[0]
