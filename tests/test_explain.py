"""A page explained: edits in their place, rules beside them, whatever the width, and nothing that acts."""

import io
import os
import re

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from cleaner import clean, explain, margin
from cleaner.cli import main
from cleaner.explain import NEW, OLD, SAME
from cleaner.model import Doc, Edit, Finding

PAGE = (
    "Bees of Harrow bring in a record harvest\n\nShare on Facebook\n\n"
    "The caf&eacute; on the quay sold a tonne of honey in a single week. neighbours asked for more of it.\n\n"
    "Leave a Reply\n\nYour email address will not be published.\n\n7 + 4 =\n"
)
ARABIC = "قال عمدة المدينة إن الموسم كان جيدا &quot;رغم الجفاف&quot; هذا العام، وأضاف أن المعصرة تعمل ليلا ونهارا.\n"
CJK = "港町の朝市が十年ぶりに復活し、漁協の女性部が腕を振るった汁物の屋台には長い行列ができた。\n\nコメントを残す\n"
HOSTILE = "\x1b[2J\x1b]0;owned\x07\x1b]52;c;aGk=\x07\x9b31m\u202e\u2066a\u2069\r\x08z" + "\u0301" * 40


def painted(text, width=80, *, colour=True, changed=False, **about):
    out = io.StringIO()
    system = "truecolor" if colour else None
    console = Console(
        width=width,
        force_terminal=colour,
        color_system=system,
        file=out,
        highlight=False,
        legacy_windows=False,
        _environ=os.environ,  # other libraries put another object there than rich has seen
    )
    margin.paint(
        clean(text, **about) if isinstance(text, str) else text, "page", console=console, changed=changed
    )
    return out.getvalue()


def bare(shown):
    return re.sub(r"\x1b\[[\d;]*m", "", shown)


@pytest.mark.parametrize("page", [PAGE, ARABIC, CJK, PAGE.replace("\n", "\r\n"), "Ã©tÃ© à Paris\n" * 3])
def test_pieces_are_what_came_in_and_the_clean_text(page):
    doc = clean(page)
    pieces = explain.pieces(doc)
    assert "".join(p.text for p in pieces if p.kind in (SAME, OLD)) == doc.raw
    assert "".join(p.text for p in pieces if p.kind in (SAME, NEW)) == doc.text
    assert doc.edits


@given(st.data())
def test_pieces_hold_for_any_layers_of_edits(data):
    doc = Doc.of(data.draw(st.text("ab\n", max_size=12)))
    for _ in range(data.draw(st.integers(0, 3))):
        start = data.draw(st.integers(0, len(doc.text)))
        end = data.draw(st.integers(start, len(doc.text)))
        doc = doc.edited([Edit(start, doc.text[start:end], data.draw(st.text("xy\n", max_size=3)), "a/b")])
    pieces = explain.pieces(doc)
    assert "".join(p.text for p in pieces if p.kind in (SAME, OLD)) == doc.raw
    assert "".join(p.text for p in pieces if p.kind in (SAME, NEW)) == doc.text


def test_each_rule_stands_beside_the_line_that_it_changed():
    lines = {line.number: line for line in explain.lines(clean(PAGE))}
    assert {number: line.rules for number, line in lines.items() if line.rules} == {
        3: ("share/button",),
        5: ("encoding/entity",),
        7: ("comment-form/heading",),
        9: ("comment-form/email-notice",),
        11: ("captcha/sum",),
    }
    assert [number for number, line in lines.items() if line.is_gone] == [3, 7, 9, 11]
    assert [number for number, line in lines.items() if line.doubts] == [5]


def test_signs_say_what_colours_do_where_there_are_none():
    shown = painted(PAGE, colour=False)
    assert "\x1b" not in shown
    assert "     comment-form/heading  7 -│ [-Leave a Reply-]\n" in shown
    assert (
        "The caf[-&eacute;-]{+é+} on the quay sold a tonne of honey in a single [?week. neighbours?] asked"
        in shown
    )


def test_colours_in_a_terminal_and_none_with_no_color(monkeypatch):
    shown = painted(PAGE)
    assert "\x1b[9;31mLeave a Reply\x1b[0m" in shown
    assert "\x1b[32mé\x1b[0m" in shown
    assert "[-" not in bare(shown)
    monkeypatch.setenv("NO_COLOR", "1")
    shown = painted(PAGE)
    assert not re.search(r"\x1b\[[\d;]*3[1-7]", shown)
    assert "[-Leave a Reply-]" in bare(shown)


@pytest.mark.parametrize("width", [50, 80, 120])
@pytest.mark.parametrize("page", [PAGE, ARABIC, CJK, "A long word: " + "é" * 300 + "\n"])
def test_nothing_is_wider_than_the_terminal_and_every_row_has_its_margin(page, width):
    rows = bare(painted(page, width)).split("\n")
    assert max(map(cell_len, rows)) <= width
    start = rows.index("") + 1
    page_rows = rows[start : rows.index("", start)]
    assert len({cell_len(row.partition("│")[0]) for row in page_rows}) == 1


def test_every_reason_stands_below_with_its_lines():
    below = painted(PAGE, 200, colour=False).partition("\nwhy\n")[2]
    assert "encoding/entity  line 5: apply unescape_html\n" in below
    assert "comment-form/heading  line 7: “Leave a Reply” (lang/en.toml): strong = 1.0\n" in below
    assert below.index("share/button") < below.index("encoding/entity") < below.index("captcha/sum")
    assert "a full stop before a small letter" in below


def test_only_changed_lines_on_request():
    shown = painted(PAGE, 200, colour=False, changed=True)
    assert "⋯ 2 lines as before" in shown
    assert "Bees of Harrow" not in shown.partition("\nwhy\n")[0]


def test_line_ends_of_another_system_do_not_fill_the_margin():
    doc = clean(PAGE.replace("\n", "\r\n"))
    assert {rule for line in explain.lines(doc) for rule in line.rules} == {
        rule for line in explain.lines(clean(PAGE)) for rule in line.rules
    }
    assert "encoding/line-break" in painted(doc, colour=False).partition("\nwhy\n")[2]


def test_joined_and_split_lines_show_their_line_feeds():
    doc = Doc.of("a\nb c").edited([Edit(1, "\n", " ", "x/join"), Edit(3, " ", "\n", "x/split")])
    shown = painted(doc, colour=False)
    assert "a[-⏎-]\n" in shown
    assert "b[-·-]{+⏎+}\n" in shown


def test_nothing_in_a_page_acts_on_the_terminal():
    doc = Doc.of("ab" + HOSTILE).edited([Edit(0, "a", HOSTILE, "x/y", HOSTILE)])
    doc = doc.noted([Finding("a/b" + HOSTILE, 3, HOSTILE, HOSTILE, HOSTILE)])
    for colour in (True, False):
        shown = bare(painted(doc, colour=colour))
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
        assert "\u0301" * (explain.MARKS + 1) not in shown


def test_the_command_names_the_page_and_takes_no_edit_from_it(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    shown = CliRunner().invoke(main, ["explain", str(path)]).output
    assert shown.startswith(f"{path}\nlanguage en (1.00) · 5 edits · ")
