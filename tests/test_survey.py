"""Lines that recur on a site: counted over its pages, in a language without a phrase file."""

import random

import pytest

from cleaner import Config
from cleaner.engines import local
from cleaner.rows import Page
from cleaner.survey import SAMPLE, Survey
from cleaner.template import key

# A made-up language, so that no phrase file can know it: syllables put together by a seeded die.
SYLLABLES = [
    "ka",
    "lor",
    "mi",
    "ven",
    "tu",
    "sha",
    "pel",
    "gi",
    "no",
    "ram",
    "esk",
    "ul",
    "dor",
    "ity",
    "bre",
]
HEAD = ["Tusha Kalor", "Lormi | Gino | Pelram | Uldor", "Venram shagi tu 12.300"]
FOOT = ["Noram esk pelgi:", "Dority bre lor", "Kalor mi uldor ven 2024", "Shagi-tu · Noram · Breity"]
KICKERS = ["Pelgi", "Lormi", "Uldor", "Gino", "Eskram"]


def words(die, least, most):
    return " ".join(
        "".join(die.choices(SYLLABLES, k=die.randint(1, 3))) for _ in range(die.randint(least, most))
    )


def article(number):
    """Return the body of one page: its headline, paragraphs, a subheading that other pages have too."""
    die = random.Random(number)
    paragraphs = [words(die, 14, 40).capitalize() + "." for _ in range(die.randint(3, 7))]
    return [words(die, 4, 8).capitalize(), *paragraphs[:2], "Eskity lor", *paragraphs[2:]]


def pages(count, url="https://tusha.example/{}"):
    found = []
    for number in range(count):
        body = article(number)
        lines = [*HEAD, KICKERS[number % 5], body[0], *body[1:], *FOOT]
        found.append(Page(f"p{number:02}", "\n".join(lines), "tusha.jsonl", number, url=url.format(number)))
    return found


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
        assert survey.template("tusha.example") is None


def test_copies_of_one_page_are_one_page():
    copies = [Page(str(n), pages(1)[0].text, "t", n, url="https://tusha.example/1") for n in range(40)]
    assert Survey.of(copies).template("tusha.example") is None


def test_a_survey_adds_up_in_any_order_and_cut():
    site = pages(150)
    whole = Survey.of(site).template("tusha.example")
    shuffled = random.Random(7).sample(site, len(site))
    parts = Survey.of(shuffled[:31]) + Survey.of(shuffled[31:90]) + Survey.of(shuffled[90:])
    assert parts.template("tusha.example") == whole
    assert whole.pages == SAMPLE
    assert whole.count(FOOT[0]) == SAMPLE


def test_sites_are_apart():
    survey = Survey.of(pages(3) + pages(3, "https://other.example/{}"))
    assert survey.template("tusha.example") is None
    assert survey.template("other.example") is None


def test_what_the_survey_holds_is_bounded():
    survey = Survey.of(pages(400))
    assert len(survey.sites["tusha.example"]) <= 2 * SAMPLE


@pytest.mark.parametrize("rule", ["layout", "layout/template"])
def test_template_lines_can_be_kept(rule):
    rows = local.clean_pages(pages(20), Config(off=(rule,))).articles.to_pylist()
    assert all(FOOT[0] in row["text"].split("\n") for row in rows)
