"""What the report counts: in pieces as in one, by rule, language, site and share; charts that add up."""

import pytest

from cleaner.report import charts, figures, load, measured, sheets, sums
from tests.test_report import article, put


def edit(id_, rule, old="xx", new=""):
    return {"article_id": id_, "layer": 0, "start": 0, "old": old, "new": new, "rule": rule, "why": ""}


@pytest.fixture(params=[4096, 2, 1])
def folder(request, tmp_path, monkeypatch):
    """Make tables that are read whole, or a row or two at a time."""
    monkeypatch.setattr(load, "BATCH_ROWS", request.param)
    monkeypatch.setattr(sums, "_FOLD_ROWS", request.param)
    put(
        tmp_path,
        "articles",
        [
            article("a", "x" * 100, lang="en", site="one.example") | {"chars_removed": 30, "edits": 3},
            article("b", "x" * 100, lang="fr", site="one.example")
            | {"chars_removed": 60, "chars_added": 60, "edits": 2},
            article("c", "x" * 100, lang="fr", site="two.example"),
        ],
    )
    put(
        tmp_path,
        "quarantine",
        [article("d", "x" * 100, lang="", site=None) | {"chars_removed": 100, "edits": 1}],
    )
    put(
        tmp_path,
        "edits",
        [edit("a", "r/x"), edit("a", "r/x"), edit("a", "s/y", new="z"), edit("b", "r/x"), edit("b", "s/y")],
        [edit("d", "s/y"), edit("gone", "s/y")],
    )
    return tmp_path


def test_edits_are_counted_by_rule_page_and_language(folder):
    found = figures.edits(folder)
    assert [(r["rule"], r["count"], r["pages"], r["removed"], r["added"]) for r in found.rules] == [
        ("s/y", 4, 4, 8, 1),
        ("r/x", 3, 2, 6, 0),
    ]
    assert {(r["rule"], r["lang"]): r["count"] for r in found.by_language} == {
        ("r/x", "en"): 2,
        ("r/x", "fr"): 1,
        ("s/y", "en"): 1,
        ("s/y", "fr"): 1,
        ("s/y", "und"): 1,
        ("s/y", None): 1,
    }


def test_pages_are_counted_once(folder):
    found = measured.pages(folder)
    assert (found.count, found.untouched) == (4, 1)
    assert found.totals["chars_removed"] == 190
    assert [(row["lang"], row["pages"], row["gone"]) for row in found.languages] == [
        ("fr", 2, 0),
        ("en", 1, 30),
        ("und", 1, 100),
    ]
    assert {row["site"]: (row["count"], row["gone"]) for row in found.sites} == {
        "one.example": (2, 30),
        "two.example": (1, 0),
    }
    assert {at: n for at, n in enumerate(found.shares) if n} == {0: 2, 6: 1, 20: 1}
    assert [(row["id"], row["changed"], row["held"]) for row in found.leaders] == [
        ("b", 120, False),
        ("d", 100, True),
        ("a", 30, False),
    ]


def test_one_page_of_each_language_is_among_those_shown():
    leaders = [{"id": f"e{n}", "lang": "en", "changed": 99 - n} for n in range(20)]
    leaders += [{"id": "f", "lang": "fr", "changed": 3}, {"id": "b", "lang": "bg", "changed": 2}]
    ids = [row["id"] for row in sheets.chosen(leaders, 12)]
    assert ids == [f"e{n}" for n in range(10)] + ["f", "b"]


def test_a_flow_keeps_the_heights_of_its_parts():
    drawn = charts.flow(
        ("In", 100), [("out", 70, "good"), ("none", 0, "hold"), ("lost", 30, "bad")], charts.WIDE
    )
    first, out, lost = drawn.nodes
    assert round(out.height / lost.height, 6) == round(70 / 30, 6)
    assert round(out.height + lost.height, 6) == first.height
    assert out.y + out.height <= lost.y
    assert drawn.told == "100 in: 70 out, 30 lost"
    assert charts.flow(("In", 1), [("out", 2, "good"), ("lost", -1, "bad")], charts.WIDE) is None
    assert charts.flow(("In", 0), [], charts.WIDE) is None


def test_a_histogram_names_its_bins():
    drawn = charts.histogram([5, 0, 10, *[0] * 18], charts.WIDE)
    told = {column.told: column.value for column in drawn.columns if column.value}
    assert told == {"nothing": 5, "5 to 10 %": 10}
    heights = [column.height for column in drawn.columns if column.value]
    assert heights[1] == 2 * heights[0]
    narrow = charts.histogram([9, 8, 7, *[0] * 18], charts.NARROW)
    assert [column.value for column in narrow.columns if column.is_told and column.value] == [9]
    assert charts.histogram([0] * 21, charts.WIDE) is None
