"""Encoding: equal to ftfy's result, with every replacement named."""

import ftfy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.model import Doc
from cleaner.steps import encoding

PIECES = [
    "été",
    "Ã©",
    "&amp;",
    "<b>",
    "\r\n",
    "\r",
    "\x00",
    "\x1b[31m",
    "â€™",
    "ﬁ",
    "Ｎ",
    "’",
    "\ufeff",
    "\u2028",
    "é",
    "\n",
    " ",
    "a",
    "\ud83d",
    "\x85",
    "日本",
    "Ð¿Ñ€Ð¸",
]


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_equal_to_ftfy(text):
    assert encoding.repair(Doc.of(text)).text == ftfy.fix_text(text, encoding.CONFIG._replace(explain=False))


@pytest.mark.parametrize(
    ("text", "fixed", "rules"),
    [
        ("cafÃ©", "café", ["encoding/mojibake"]),
        ("a &eacute; b", "a é b", ["encoding/entity"]),
        ("a\x07b", "ab", ["encoding/control"]),
        ("\x1b[31mred\x1b[0m", "red", ["encoding/terminal-escape"] * 2),
        ("a\r\nb", "a\nb", ["encoding/line-break"]),
        ("a\ud83db", "a\ufffdb", ["encoding/surrogate"]),
        ("l’Ukraine “ﬁn” Ｎ", "l’Ukraine “ﬁn” Ｎ", []),
    ],
)
def test_each_damage_has_its_rule(text, fixed, rules):
    doc = encoding.repair(Doc.of(text))
    assert doc.text == fixed
    assert [edit.rule for edit in doc.edits] == rules
    assert doc.restored() == text


def test_nested_ampersands_cost_time_in_line_with_length():
    text = "&" + "amp;" * 200_000 + "lt;"
    doc = encoding.repair(Doc.of(text))
    assert doc.text == "<"
    assert doc.restored() == text


def test_entities_stay_where_the_text_is_markup():
    assert encoding.repair(Doc.of("<p>\n&amp;")).text == "<p>\n&amp;"
