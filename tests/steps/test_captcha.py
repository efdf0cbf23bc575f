"""Captcha: sums with one blank go, sums that are content stay."""

import pytest

from cleaner import lexicon
from cleaner.steps.captcha import is_captcha, number_words

LANGS = frozenset({"fr", "de", "en", "ar", "tr", "zh", "mul"})


@pytest.mark.parametrize(
    "line",
    [
        "dix-neuf + 1 =",
        "11 + 16 =",
        "34 - 5 = ?",
        "4 × zwei =",
        "+ 6 = neun",
        "neun × = dreißig sechs",
        "Captcha * 3 × = einundzwanzig",
        "٣ + ٤ =",
        "3\u00a0+\u00a05\u00a0=",
        "six − trois =",
        "Math Captcha drei × sechs =",
        "20 ÷ = 5",
        "oniki + 1 =",
        "四 × 8 =",
        "null + 3 =",
    ],
)
def test_goes(line):
    assert is_captcha(line, LANGS, lexicon.load())


@pytest.mark.parametrize(
    "line",
    [
        "3 + 4 = 7",
        "deux plus deux font quatre",
        "3 - 1",
        "9x=360",
        "X*4 = 1680.",
        "2*x=40",
        "B = 25",
        "Golf Balls:16/2=8",
        "Then he had 7 - 4 = apples left.",
        "=",
        "+ =",
        "a + 1 =",
    ],
)
def test_stays(line):
    assert not is_captcha(line, LANGS, lexicon.load())


def test_number_words_of_an_unknown_language_are_none():
    assert number_words("xx") == {}
