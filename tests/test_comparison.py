"""Two runs held against each other: counts, rules, pages by id and hash, words, settings; bounded."""

import json
import re
from pathlib import Path

import pytest

import cleaner
from cleaner import Config, tables
from cleaner.comparison import Change, Comparison, Difference, Pages, SiteChange, compare
from cleaner.comparison import pages as by_id
from cleaner.comparison.words import pieces
from cleaner.errors import DataError, OutputError
from cleaner.report import write
from tests.test_report import about, article, put, put_json, result, seen, summary


def page(id_, raw, text=None, **more):
    text = raw if text is None else text
    hashes = {"text_sha256": tables.sha256(text), "input_sha256": tables.sha256(raw)}
    counts = {"chars_in": len(raw), "chars_out": len(text), "chars_removed": len(raw) - len(text)}
    return article(id_, raw) | {"text": text, "chars_added": 0} | counts | hashes | more


def edit(id_, rule):
    return {"article_id": id_, "layer": 0, "start": 0, "old": "x", "new": "", "rule": rule, "why": ""}


def run(folder, articles, quarantine=(), edits=(), rules=(), **more):
    folder.mkdir()
    put(folder, "articles", articles)
    put(folder, "quarantine", quarantine)
    put(folder, "edits", edits)
    put_json(folder / "validation" / "summary.json", summary(*rules))
    put_json(folder / "run.json", about(counts={"rows_in": len(articles) + len(quarantine)}, **more))
    return folder


@pytest.fixture
def before(tmp_path):
    """Make a run of five pages, one of them held."""
    return run(
        tmp_path / "monday",
        [
            page("same", "The same on both days.", site="a.example"),
            page("gone", "It was taken down.", site="b.example", lang="fr"),
            page("edited", "Ten boats came.", site="a.example"),
            page("rule", "The bridge is open. Share", "The bridge is open. Share", site="a.example"),
        ],
        [page("held", "x")],
        [edit("same", "share/heading"), edit("same", "share/heading"), edit("edited", "tag/line")],
        [
            result("articles/a"),
            result("articles/b", "fail", unexpected=3),
            result("articles/c"),
            result("articles/d"),
        ],
        settings={"threshold": 0.9, "off": []},
        versions={"ftfy": "6.3.1"},
    )


@pytest.fixture
def after(tmp_path):
    """Make the run of the next day."""
    return run(
        tmp_path / "tuesday",
        [
            page("new", "It came today.", site="a.example"),
            page("same", "The same on both days.", site="a.example"),
            page("edited", "Twelve boats came.", site="a.example"),
            page("rule", "The bridge is open. Share", "The bridge is open. ", site="a.example"),
            page("held", "x"),
        ],
        [],
        [edit("same", "share/heading"), edit("rule", "share/link"), edit("edited", "tag/line")],
        [result("articles/a", "fail", unexpected=2), result("articles/b"), result("articles/c")],
        settings={"threshold": 0.8, "off": []},
        versions={"ftfy": "6.4.0"},
        cleaner="0.2.0",
    )


def test_pages_are_told_apart_by_id_and_hash(before, after):
    found = compare(before, after)
    assert found.pages == Pages(same=2, new=1, gone=1, changed=1, recleaned=1, held=0, freed=1)
    told = {(sample.kind, sample.id) for sample in found.samples}
    assert told == {
        ("new", "new"),
        ("gone", "gone"),
        ("changed", "edited"),
        ("recleaned", "rule"),
        ("freed", "held"),
    }
    by_kind = {sample.kind: sample for sample in found.samples}
    assert by_kind["changed"].pieces == (("del", "Ten"), ("ins", "Twelve"), ("keep", " boats came."))
    assert by_kind["recleaned"].pieces == (("keep", "The bridge is open. "), ("del", "Share"))
    assert (by_kind["new"].chars_was, by_kind["new"].chars_now) == (None, 14)
    assert (by_kind["gone"].chars_was, by_kind["gone"].chars_now, by_kind["gone"].lang) == (18, None, "fr")


def test_counts_languages_rules_and_sites(before, after):
    found = compare(before, after)
    counts = {change.name: (change.was, change.now) for change in found.counts}
    assert counts["articles"] == (4, 5)
    assert counts["quarantine"] == (1, 0)
    assert counts["edits"] == (3, 3)
    assert counts["chars_removed"] == (0, 5)
    assert found.languages == (Change("en", 4, 5), Change("fr", 1, 0))
    assert found.edits == (
        Change("share/heading", 2, 1),
        Change("share/link", 0, 1),
        Change("tag/line", 1, 1),
    )
    assert found.sites == (
        SiteChange("a.example", 3, 4, 0.0, round(5 / 79, 6)),
        SiteChange("b.example", 1, 0, 0.0, None),
    )


def test_expectations_that_fail_newly_are_mended_or_gone(before, after):
    found = compare(before, after)
    assert [(rule.rule, rule.was, rule.now) for rule in found.rules] == [
        ("articles/a", "pass", "fail"),
        ("articles/b", "fail", "pass"),
        ("articles/d", "pass", ""),
    ]
    assert [(rule.rule, rule.unexpected_now) for rule in found.failing] == [("articles/a", 2)]
    assert [(rule.rule, rule.unexpected_was) for rule in found.mended] == [("articles/b", 3)]


def test_settings_and_versions_that_differ(before, after):
    assert compare(before, after).differences == (
        Difference("setting", "threshold", "0.9", "0.8"),
        Difference("version", "content-cleaner", "0.1.0", "0.2.0"),
        Difference("version", "ftfy", "6.3.1", "6.4.0"),
    )


def test_a_run_and_itself(before, after):
    assert compare(before, before).is_same
    assert not compare(before, after).is_same


def test_many_passes_give_the_same(before, after, monkeypatch):
    whole = compare(before, after)
    monkeypatch.setattr(by_id, "PASS_PAGES", 1)
    assert compare(before, after) == whole


def test_ids_that_stand_twice_count_once(tmp_path):
    two = [page("a", "one"), page("a", "two")]
    first, second = run(tmp_path / "x", two), run(tmp_path / "y", two[::-1])
    third = run(tmp_path / "z", [two[0]])
    assert compare(first, second).pages.same == 1
    assert compare(first, third).pages.changed == 1


def test_samples_are_few(tmp_path):
    first = run(tmp_path / "x", [])
    second = run(tmp_path / "y", [page(f"p{n}", "text") for n in range(30)])
    found = compare(first, second)
    assert found.pages.new == 30
    assert len(found.samples) == 8
    back = compare(second, first)
    assert {sample.id for sample in back.samples} == {sample.id for sample in found.samples}


def test_it_comes_back_from_json(before, after):
    found = compare(before, after)
    told = json.loads(json.dumps(found.as_dict()))
    assert Comparison.of(told) == found
    told["pages"]["new"] = "many"
    with pytest.raises(DataError, match="'many' stands where there should be"):
        Comparison.of(told)
    with pytest.raises(DataError, match="no Comparison: it should have before, after"):
        Comparison.of({})


def test_what_is_no_run_folder(before, tmp_path):
    with pytest.raises(OutputError, match="not a run folder"):
        compare(before, tmp_path)


def test_words_that_differ():
    assert pieces("a b c", "a b c") == ()
    assert pieces("Kim Jung-un", "Kim Jong-un") == (
        ("keep", "Kim "),
        ("del", "Jung"),
        ("ins", "Jong"),
        ("keep", "-un"),
    )
    far = pieces("one " + "x " * 200 + "two", "uno " + "x " * 200 + "due")
    assert [kind for kind, _ in far].count("cut") == 2
    assert ("del", "two") in far


def test_long_texts_are_not_compared_word_by_word(monkeypatch):
    monkeypatch.setattr("cleaner.comparison.words.MOST_WORDS", 3)
    assert pieces("a b c", "d e f") == ()


def test_a_run_held_against_another_tells_it(tmp_path, monkeypatch, capsys):
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "a.txt").write_text(
        "The bridge was closed on Monday, says the council.\n\nLeave a Reply\n7 + 4 =\n"
    )
    (pages / "b.txt").write_text("The river rose again on Sunday, and the ferry stayed in its harbour.\n")
    monkeypatch.chdir(tmp_path)
    first, second = Path("runs/first"), Path("runs/second")
    Path("runs").mkdir()
    cleaner.run(pages, first, workers=1)
    cleaner.run(pages, second, workers=1, config=Config(off=("captcha",)), against=first)
    stored = Comparison.of(json.loads((second / "validation" / "comparison.json").read_text()))
    assert stored.pages == Pages(same=1, new=0, gone=0, changed=0, recleaned=1, held=0, freed=0)
    assert stored.edits[0] == Change("captcha/sum", 1, 0)
    assert stored.differences == (Difference("setting", "off", "[]", '["captcha"]'),)
    assert (stored.before, stored.after) == ("first", "")
    assert '<h2 id="since">What changed since <bdi dir="auto">first</bdi></h2>' in (
        second / "report.html"
    ).read_text(encoding="utf-8")
    docs = Path(__file__).parents[1] / "docs" / "report.md"
    (block,) = re.findall(r"```python\n(.*?)```", docs.read_text(encoding="utf-8"), re.DOTALL)
    exec(block, {})
    assert capsys.readouterr().out == f"{stored.pages}\n"


def test_a_comparison_that_was_changed_is_told(after):
    put_json(after / "validation" / "comparison.json", {"before": "x"})
    with pytest.raises(OutputError, match=r"comparison.json: no Comparison: it should have .* run again"):
        write(after)


def test_the_report_tells_what_changed(before, after):
    put_json(after / "validation" / "comparison.json", compare(before, after).as_dict())
    since = seen(after).words("since")
    assert since.startswith(
        "What changed since monday 1 page is new, 1 is gone. Of 4 pages in both runs 2 read the same, 1 came in "
        "with another text, and 1 came in the same and reads otherwise now. 1 page came out of quarantine."
    )
    assert "articles 4 5 +1" in since
    assert "share/heading 2 1 −1" in since
    assert "1 rule fails newly, 1 mended" in since
    assert "sentence of articles/a articles/a critical pass fail 0 2" in since
    assert "TenTwelve boats came. Page edited" in since
    assert "setting threshold 0.9 0.8" in since
