"""Lines that recur on a site: counted over its pages, in a language without a phrase file."""

import random

import pytest

from benchmarks.made_up_site import FOOT, HEAD, article, pages
from cleaner import Config
from cleaner.engines import local
from cleaner.errors import DataError
from cleaner.rows import Page
from cleaner.survey import SAMPLE, Survey
from cleaner.template import key


def test_a_site_of_50_pages_in_a_language_without_a_file():
    tables = local.clean_pages(pages(50), Config())
    rows = tables.articles.to_pylist()
    assert len(rows) == 50
    template = {key(line) for line in [*HEAD, *FOOT]}
    for row in rows:
        body = article(int(row["id"][1:]))
        left = row["text"].split("\n")
        assert not [line for line in left if key(line) in template], row["id"]
        assert [line for line in body if line not in left] == [], row["id"]


def test_a_single_page_and_three_are_no_site():
    for count in (1, 3):
        survey = Survey.of(pages(count))
        assert survey.recurring().template("tusha.example") is None


def test_copies_of_one_page_are_one_page():
    copies = [Page(str(n), pages(1)[0].text, "t", n, url="https://tusha.example/1") for n in range(40)]
    assert Survey.of(copies).recurring().template("tusha.example") is None


def test_a_survey_adds_up_in_any_order_and_cut():
    site = pages(150)
    whole = Survey.of(site).recurring().template("tusha.example")
    shuffled = random.Random(7).sample(site, len(site))
    parts = Survey.of(shuffled[:31]) + Survey.of(shuffled[31:90]) + Survey.of(shuffled[90:])
    assert parts.recurring().template("tusha.example") == whole
    assert whole.pages == SAMPLE
    assert whole.count(FOOT[0]) == SAMPLE


def test_a_saved_survey_is_the_same_however_the_pages_were_shared_out():
    site = pages(150)  # more than the sample, so that what is held beyond it depends on the order
    shuffled = random.Random(7).sample(site, len(site))
    parts = Survey.of(shuffled[:31]) + Survey.of(shuffled[31:90]) + Survey.of(shuffled[90:])
    assert parts.to_bytes() == Survey.of(site).to_bytes()
    saved = Survey.from_bytes(parts.to_bytes())
    assert len(saved.sites["tusha.example"]) == SAMPLE
    assert saved.recurring().template("tusha.example") == Survey.of(site).recurring().template(
        "tusha.example"
    )


def test_a_damaged_survey_is_refused_wherever_the_damage_is():
    raw = bytearray(Survey.of(pages(70)).to_bytes())
    for at in range(20, len(raw), 97):
        damaged = raw.copy()
        damaged[at] ^= 1
        with pytest.raises(DataError, match="cannot be read as a survey"):
            Survey.from_bytes(bytes(damaged))
    for cut in (raw[:-1], raw[: len(raw) // 2]):
        with pytest.raises(DataError, match="cannot be read as a survey"):
            Survey.from_bytes(bytes(cut))


def test_sites_are_apart():
    survey = Survey.of(pages(3) + pages(3, "https://other.example/{}"))
    assert survey.recurring().template("tusha.example") is None
    assert survey.recurring().template("other.example") is None


def test_what_the_survey_holds_is_bounded():
    survey = Survey.of(pages(400))
    assert len(survey.sites["tusha.example"]) <= 2 * SAMPLE


@pytest.mark.parametrize("rule", ["layout", "layout/template"])
def test_template_lines_can_be_kept(rule):
    rows = local.clean_pages(pages(20), Config(off=(rule,))).articles.to_pylist()
    assert all(FOOT[0] in row["text"].split("\n") for row in rows)


def named(number):
    return Page(
        str(number), f"On Monday Ilmar Zorbel{'abcdefghij'[number % 10]} spoke of {number}.", "t", number
    )


def test_the_names_of_a_corpus_add_up_in_any_order_and_cut():
    items = [named(number) for number in range(90)]
    whole = Survey.of(items).recurring().corpus
    turned = (Survey.of(items[50:]) + Survey.of(items[:50][::-1])).recurring().corpus
    assert whole.count("Zorbelc") == 9
    assert whole.count("Ilmar") == 90
    assert whole.count("Zorbelz") == 0
    assert turned.spellings.tolist() == whole.spellings.tolist()
    assert turned.pages.tolist() == whole.pages.tolist()
    assert turned.sampled == whole.sampled


def test_too_few_pages_are_no_corpus():
    assert Survey.of([named(number) for number in range(49)]).recurring().corpus is None
    assert Survey.of([named(1)] * 60).recurring().corpus is None


def test_the_pages_held_are_bounded_and_depend_on_the_pages_alone(monkeypatch):
    monkeypatch.setattr("cleaner.survey.NAMED", 60)
    items = [named(number) for number in range(400)]
    survey = Survey()
    for item in items:
        survey.add(item.text, item.url)
        assert len(survey.names) <= 120
    one, other = survey.recurring().corpus, Survey.of(items[::-1]).recurring().corpus
    assert len(one.sampled) == 60
    assert one.sampled == other.sampled
    assert one.pages.tolist() == other.pages.tolist()


def test_a_run_judges_names_by_its_corpus_whatever_the_order():
    slip = Page("slip", "On Monday Ilmar Zorbelquist sat. On Tuesday Ilmar Zorblequist waited.", "t", 0)
    others = [
        Page(str(n), f"On Monday Ilmar Zorbelquist read page {n} of the book.", "t", n) for n in range(60)
    ]
    fixed = []
    for items in ([slip, *others], [*others, slip]):
        rows = local.clean_pages(items, Config()).articles.to_pylist()
        fixed.append(next(row["text"] for row in rows if row["id"] == "slip"))
    assert fixed == ["On Monday Ilmar Zorbelquist sat. On Tuesday Ilmar Zorbelquist waited."] * 2
