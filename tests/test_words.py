"""Words of lines: what was asked before must not change what is told."""

import pytest

from cleaner import words
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
