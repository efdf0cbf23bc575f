"""Lines that go: what is cut out, and what is handed to the next step."""

from hypothesis import given
from hypothesis import strategies as st

from cleaner.model import Doc
from cleaner.steps import lines as page

TEXTS = st.text(st.sampled_from("ab \n\n"), max_size=30)


def stripped(text, places):
    """Return a page without some of its lines that show something, and their indices."""
    lines = page.Lines(text)
    gone = sorted({lines.shown[place % len(lines.shown)] for place in places}) if lines.shown else []
    return page.strip(Doc.of(text), lines, {index: ("test/gone", str(index)) for index in gone}), gone


@given(TEXTS, st.lists(st.integers(0, 20), max_size=8))
def test_the_lines_that_go_are_gone_and_no_others(text, places):
    doc, gone = stripped(text, places)
    texts = text.split("\n")
    stay = [line for index, line in enumerate(texts) if line.strip() and index not in gone]
    assert [line for line in doc.text.split("\n") if line.strip()] == stay
    assert doc.restored() == text
    assert [edit.why for edit in doc.edits] == list(map(str, gone))
    assert [edit.old.strip() for edit in doc.edits] == [texts[index].strip() for index in gone]
    assert {(edit.new, edit.rule) for edit in doc.edits} <= {("", "test/gone")}


@given(TEXTS, st.lists(st.integers(0, 20), min_size=1, max_size=8))
def test_the_next_step_is_handed_the_lines_that_it_would_read(text, places):
    doc, _ = stripped(text, places)
    handed, read = page.split(doc.text), page.Lines(doc.text)
    assert vars(handed) | {"starts": read.starts} == vars(read)
    assert handed.starts == read.starts


def test_the_larger_gap_stays_and_the_final_line_feed_too():
    assert stripped("a\n\nb\n\n\nc\n", [1])[0].text == "a\n\n\nc\n"
    assert stripped("a\n\nb\n\n\nc\n", [2])[0].text == "a\n\nb\n"
    assert stripped("a\n\nb", [1])[0].text == "a"
    assert stripped("a\n\nb\n", [0, 1])[0].text == ""


def test_lines_of_a_page_with_many_cuts_and_of_a_long_one_are_read_anew():
    many = "a\nb\n" * (page.CUTS + 1) + "a"
    assert page.split(stripped(many, range(1, 2 * page.CUTS + 2, 2))[0].text).texts == ["a"] * (page.CUTS + 2)
    long = page.split("a" * (page.HELD_CHARS + 1))
    assert page.split("a" * (page.HELD_CHARS + 1)) is not long
    assert page.split("a\nb") is page.split("a\nb")
