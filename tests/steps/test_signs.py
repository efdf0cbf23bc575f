"""Signs of place and shape: each strips its line from a page, and leaves alone what only resembles it."""

from pathlib import Path

import pytest

from cleaner import clean, lexicon
from cleaner.model import Doc
from cleaner.steps import boilerplate, layout, shape, traits
from cleaner.steps.evidence import deciding, evidence, heaviest

BODY = [
    "The mill on the upper river closed in the spring, after the flood had broken its wheel twice.",
    "Nobody in the village had thought that the council would pay for a new one, and it did not.",
    "The miller now bakes bread for two schools, and his flour comes by lorry from the plain.",
]
COOKIES = (
    "This website uses cookies to improve your experience while you visit the pages of our upper valley. "
    "Some of these cookies are needed, and other cookies tell us which pages you like."
)
COUNCIL = (
    "The council of the upper valley met on Tuesday to hear what the engineers had to say about the dam, "
    "and left with more questions than answers..."
)
SWIMMERS = (
    "Four swimmers from the lower town crossed the lake on Sunday morning in cold rain and thick fog, which "
    "nobody had done before in October..."
)
CINEMA = (
    "A baker, a teacher and a retired judge want to open the old cinema again, and have asked everybody in "
    "the street for money, chairs and…"
)
EXCERPTS = [COUNCIL, SWIMMERS, CINEMA]


def gone(lines):
    """Return the lines of an English page that cleaning takes out, with the rule."""
    doc = clean("\n".join(lines), lang="en")
    return {edit.old.strip(): edit.rule for edit in doc.edits}


@pytest.mark.parametrize(
    "line",
    [
        "The old wheel, seen from the bridge on Monday Credit: Ann Lee",
        "The old wheel, seen from the bridge on Monday (Image: Valley Press)",
        "The old wheel turns on the upper river, March 18, 2019. REUTERS/Ann Lee",
        "Image caption The old wheel, seen from the bridge on Monday",
    ],
)
def test_a_caption_with_its_credit_goes(line):
    rule = gone([BODY[0], line, *BODY[1:]])[line]
    assert rule.partition("/")[0] == "credit"


@pytest.mark.parametrize(
    "line",
    [
        "The old wheel, seen from the bridge on Monday: Ann Lee",
        "One name stood under the image: Ann Lee",
        "For the price of a photo: Three loaves of bread",
        "Video: Wheel turns again after the flood",
        "Flour, water and/or milk",
        "Mill and/or Bakery",
        "Reuters/the second street on the left",
        "Thanh Niên/Bread for the young",
        "Upper river 3/Lower river 1",
        "The wheel was broken again by the end of March. Photo: Ann Lee",
    ],
)
def test_what_only_looks_like_a_credit_stays(line):
    assert gone([BODY[0], line, *BODY[1:]]) == {}


@pytest.mark.parametrize("at", [0, 1, 3])
def test_a_notice_that_goes_on_from_a_phrase_goes(at):
    page = [*BODY[:at], COOKIES, *BODY[at:]]
    assert gone(page) == {COOKIES: "cookie/notice"}


@pytest.mark.parametrize(
    "line",
    [
        "This website uses cookies, the baker read aloud, and he asked for the other sort of cookies.",
        "Be the first to comment, the teacher told the class, and the others will follow in their own time.",
        "Enter your email, she said, and then wait until the newsletter comes, if it comes at all.",
    ],
)
def test_a_sentence_that_begins_with_a_short_phrase_stays(line):
    for at in range(4):
        assert gone([*BODY[:at], line, *BODY[at:]]) == {}


def test_excerpts_that_end_the_page_go():
    assert gone([*BODY, *EXCERPTS]) == dict.fromkeys(EXCERPTS, "layout/teaser")
    with_headlines = [*BODY, COUNCIL, "Cold water", SWIMMERS, "Old films", CINEMA]
    assert gone(with_headlines).items() >= dict.fromkeys(EXCERPTS, "layout/teaser").items()


@pytest.mark.parametrize(
    "page",
    [
        [*BODY, COUNCIL, CINEMA],
        [*BODY[:2], *EXCERPTS, BODY[2]],
        [COUNCIL, *BODY, *EXCERPTS],
        [*BODY[:2], *EXCERPTS],
    ],
    ids=["two", "text follows", "one stands before", "hardly anything else"],
)
def test_paragraphs_that_their_author_left_open_stay(page):
    assert gone(page) == {}


@pytest.mark.parametrize("line", ["Updated at 1:23 p.m.", "By Anna Weber", "Last updated: 12 May 2021"])
def test_a_byline_at_the_end_goes(line):
    assert list(gone([*BODY, line])) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "By the river",
        "By noon it was over",
        "Updated twice since the flood",
        "The mill is closed. On 12 March 2019 the wheel was sold to a museum.",
    ],
)
def test_what_only_begins_as_a_byline_does_stays_at_the_end(line):
    assert gone([*BODY, line]) == {}


def test_a_sentence_that_a_date_and_a_time_end_stays():
    page = [*BODY, "Mylly on kiinni. Ilta alkaa talkoilla rannassa ti 18.9. klo 20.30."]
    assert clean("\n".join(page), lang="fi").text == "\n".join(page)


def test_the_byline_at_the_end_tells_the_author():
    assert clean("\n".join([*BODY, "By Anna Weber"]), lang="en").author == "Anna Weber"


def test_the_date_of_publication_in_the_first_lines_goes():
    line = "Published 10:02 AM EST Nov 19, 2019"
    assert gone([BODY[0], line, *BODY[1:]]) == {line: "byline/published"}


def test_a_date_in_the_first_lines_that_no_phrase_names_stays():
    assert gone([BODY[0], "19 November 2019", *BODY[1:]]) == {}


def test_tags_at_the_end_go():
    line = "Tags: mills, upper river, bread, flood"
    assert gone([*BODY, line]) == {line: "tag/label"}


@pytest.mark.parametrize(
    "lines",
    [
        ["Home"],
        ["Photo: Ann Lee"],
    ],
    ids=["a word", "a credit"],
)
def test_other_last_lines_stay(lines):
    assert gone([*BODY, *lines]) == {}


def test_who_reported_goes_however_many_there_are():
    line = (
        "(Reporting by Ann Lee, Bo Ek, Cy Dee and Di Fo, with reporting by Ed Gray and Flo Hart in the upper "
        "valley, editing by Gus Ives.)"
    )
    assert gone([*BODY, line]) == {line: "byline/reporting"}


def test_a_sentence_about_reporting_stays():
    line = (
        "Reporting by the two schools was late again this year, the council found, and the editing of the "
        "village paper, by its readers, took longer still."
    )
    assert gone([*BODY, line, BODY[0][::-1]]) == {}


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("es", "Pie de foto, El molino cerró en primavera tras la crecida"),
        ("fr", "Légende image, Le moulin a fermé au printemps après la crue"),
        ("pt", "Legenda da foto, O moinho fechou na primavera depois da cheia"),
        ("id", "Keterangan gambar, Kincir tua itu tutup setelah banjir"),
        ("vi", "Chụp lại hình ảnh, Cối xay cũ đóng cửa sau trận lũ"),
        ("tr", "Fotoğraf altı yazısı, Eski değirmen selden sonra kapandı"),
        ("ar", "التعليق على الصورة، أغلقت الطاحونة القديمة بعد الفيضان"),
        ("ja", "画像説明, 洪水のあとに閉まった古い水車小屋"),
        ("ko", "사진 설명, 홍수 뒤에 문을 닫은 낡은 물레방앗간"),
    ],
)
def test_a_caption_goes_with_its_label_in_other_languages(lang, line):
    doc = clean("\n".join([BODY[0], line, *BODY[1:]]), lang=lang)
    assert [edit.rule for edit in doc.edits] == ["credit/photo"]
    assert doc.text == "\n".join(BODY)


HARPING = (
    "What you read in the valley is told to us by cookies. Some cookies stay for a year, and other cookies go "
    "when you close the page."
)


def test_what_harps_on_cookies_goes_between_lines_that_go():
    page = [*BODY[:2], "Advertisement", HARPING, "Advertisement", *BODY]
    assert gone(page)[HARPING] == "layout/wording"


def test_what_harps_on_cookies_stays_in_the_text():
    assert gone([*BODY[:2], HARPING, *BODY]) == {}


SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))


def long_pages():
    """Return the sample pages, each with its lines again in its middle, in other words."""
    for path in SEEDS:
        text = path.read_text(encoding="utf-8")
        lines = text.split("\n")
        middle = [f"{line} 12." if line.endswith(".") else line for line in lines]
        lang = next(part for part in path.stem.split("-") if len(part) == 2)
        for title in (None, lines[0]):
            yield Doc.of("\n".join([*lines[: len(lines) // 2], *middle, text]), title, lang=lang)


@pytest.mark.parametrize(
    ("name", "value"), [("spares_plain", lambda: False), ("SEARCHES", 0), ("SEARCHES", 10_000)]
)
def test_what_is_passed_over_or_searched_for_changes_no_judgement(name, value, monkeypatch):
    docs, words = list(long_pages()), lexicon.load()
    judged = [boilerplate.judge(doc, words) for doc in docs]
    assert sum(map(len, judged)) > 300
    monkeypatch.setattr(layout, name, value)
    assert [boilerplate.judge(doc, words) for doc in docs] == judged


def test_body_text_amid_a_page_is_passed_over(monkeypatch):
    read = []
    monkeypatch.setattr(shape, "shape", lambda text, lang, **told: read.append(text) or 0)
    page = [f"{BODY[2]} {n}." for n in range(30)]
    boilerplate.judge(Doc.of("\n".join([*page, f"© {BODY[2]}", *page]), lang="en"), lexicon.load())
    assert len(read) == 12 + 1 + 4


def test_body_text_is_not_passed_over_if_a_sign_may_hold_for_it():
    assert layout.spares_plain()
    later = deciding(traits.BETWEEN | traits.NEAR_GONE)
    assert [later[traits.BODY | traits.LONG], later[traits.BODY | traits.HARPS] & traits.HARPS] == [
        0,
        traits.HARPS,
    ]


def test_every_trait_has_a_bit_of_its_own():
    assert len(set(traits.BITS.values())) == len(traits.BITS)
    assert all(bit.bit_count() == 1 for bit in traits.BITS.values())
    assert traits.named(traits.bits(traits.BITS)) == sorted(traits.BITS)
    with pytest.raises(KeyError, match="huge"):
        traits.bits(["tiny", "huge"])


def test_a_line_that_several_signs_hold_for_shows_the_heaviest():
    harps = traits.HARPS | traits.LATE | traits.NEAR_GONE
    assert heaviest()[traits.HARPS].weight == 0.8
    assert heaviest()[harps].weight == evidence().most == 1.0
    assert heaviest()[traits.LONG] is None


@pytest.mark.parametrize("searches", [0, layout.SEARCHES])
@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("The miller bakes bread for the schools of the village and council", None),
        ("Harbour lights festival opens tonight with fireworks and whales", "layout/neighbour"),
    ],
)
def test_a_line_below_the_text_goes_if_the_text_has_few_of_its_words(line, rule, searches, monkeypatch):
    monkeypatch.setattr(layout, "SEARCHES", searches)
    form = ["Leave a Reply", "Name", "E-mail", "Website", "Post Comment"]
    assert gone([*BODY, "Share this", line, "On we went", *form]).get(line) == rule


def test_what_goes_makes_its_neighbours_go():
    worded = "Password and newsletter and cookies of hats"
    links = ["Harbour lights festival opens tonight with fireworks", "Kayak lessons weekend course"]
    assert gone([*BODY, worded, *links]) == {
        worded: "layout/wording",
        links[0]: "layout/neighbour",
        links[1]: "layout/neighbour",
    }
