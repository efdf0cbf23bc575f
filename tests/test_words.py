"""Words of lines: what was asked before must not change what is told, nor how it is found quickly."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import lexicon, words
from cleaner.steps.prints import Prints
from cleaner.words import Read

LONG = {
    "spaced": "Été, été: «the bees» of Harrowgate are back (again). " * 4,
    "unspaced": "橋は月曜日に閉鎖され、川の水位が再び上がった。" * 8,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_line_is_cut_roughly_whatever_was_asked_before(text):
    asked = Read(text)
    assert list(asked.words) == words.fold(" ".join(asked.shapes)).split(" ")
    assert asked.rough == Read(text).rough


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_short_and_a_long_print_are_the_same_whatever_was_asked_before(text):
    short, long = text[: words.ROUGH_CHARS], text[: words.ROUGH_CHARS] + "!" * 9
    fresh, asked = ([Read(short), Read("The river rose."), Read(long)] for _ in range(2))
    assert asked[2].words == asked[0].words
    assert [Prints(reads).is_again(0) for reads in (fresh, asked)] == [True, True]


ASCII = st.text(st.sampled_from("aZ1-_ .,{}n\t"), max_size=12)
MIXED = ASCII | st.text(
    st.sampled_from("aZé1Ａß’“«–.,:!?{}n_-ı ©川が、（・가កำ\u0301\u093eב\u05b0عي\u00a0\t"), max_size=20
)


@given(MIXED)
def test_words_are_what_one_pattern_finds(text):
    text = unicodedata.normalize("NFKC", text)
    signed = any(words._SIGN.match(char) for char in text)
    pattern = words._SIGNED if signed else words._TOKEN
    assert words.tokens(text) == pattern.findall(text)


def long_way(text):
    """Fold a text without any short cut."""
    text = unicodedata.normalize("NFKC", text).casefold()
    cut = unicodedata.normalize("NFKD", text)
    plain = words._ACCENTS.sub("", cut)
    plain = (plain if len(plain) < len(cut) else unicodedata.normalize("NFKC", text)).replace("ı", "i")
    for letter, alike in words._ALIKE.items():
        plain = plain.replace(letter, alike)
    return unicodedata.normalize("NFC", plain)


@given(MIXED)
def test_folding_takes_no_short_cut_that_changes_it(text):
    assert words.fold(text) == long_way(text)


def test_no_code_point_takes_a_short_cut_that_changes_it():
    """What is left of ASCII is as long as the text only if all the rest are accents."""
    decomposed = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.decomposition(chr(code))]
    assert len(decomposed) > 5000
    assert [char for char in decomposed if words.fold(char) != long_way(char)] == []
    for first in range(0, sys.maxunicode + 1, 64):
        block = "a".join(map(chr, range(first, first + 64)))
        assert words.fold(block) == long_way(block)


def test_no_mark_that_parts_words_is_a_word():
    assert words.tokens("".join((words._MARKS, *words._TYPED, words._WIDE, words._EDGES))) == []


@given(MIXED)
def test_quotes_and_wide_marks_part_words_as_others_do(text):
    expected = words.tokens(long_way(text))
    if len(expected) != 1:  # a word alone may be cut where capitals stand
        assert list(Read(text).words) == expected


@given(MIXED)
def test_pairs_stand_where_no_spaces_do(text):
    line = Read(text)
    without = [word for word in line.words if not word.isdigit()]
    assert list(line.grams) == list(words.pairs(without))
    if line.is_latin:
        assert line.text.isascii() or not words.DENSE.search(line.text)


@given(st.text(st.sampled_from("abAB1é -"), max_size=16))
def test_words_that_are_glued_are_seen_in_ascii_as_elsewhere(text):
    assert lexicon._is_glued(text) == (lexicon._GLUED.search(text) is not None)


def test_a_rough_cut_has_the_words_with_accents_and_those_without():
    text = "Été, à la Une: «Les abeilles» sont là. Harrowgate, l’été dernier, a vu revenir les abeilles, dit-on. "
    found = "ete a la une: «les abeilles» sont harrowgate l'ete dernier vu revenir les abeilles dit-on"
    assert set(Read(text * 2).rough) == set(found.split())
    assert list(Read("\u3000" * 200).rough) == []
