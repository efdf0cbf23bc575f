"""Numbers in digits and in the words of many languages."""

import pytest

from cleaner.steps.numbers import MAX_NUMBER, glued, in_digits, languages, number_words, operators, readings


@pytest.mark.parametrize("lang", languages())
def test_every_language_counts_to_ninety_nine(lang):
    words = number_words(lang)
    assert set(words.values()) >= set(range(MAX_NUMBER))
    assert "" not in words
    assert not any(len(word) == 1 and word.isascii() for word in words)


def test_number_words_of_an_unknown_language_are_none():
    assert number_words("xx") == {}
    assert operators("xx") == {}


@pytest.mark.parametrize(
    ("text", "lang", "value"),
    [
        ("quatre-vingt un", "fr", 81),
        ("nonante deux", "fr", 92),
        ("zwei und dreißig", "de", 32),
        ("şapte", "ro", 7),
        ("sapte", "ro", 7),
        ("on iki", "tr", 12),
        ("两", "zh", 2),
        ("〇", "zh", 0),
        ("廿五", "zh", 25),
        ("열셋", "ko", 13),
        ("십삼", "ko", 13),
        ("أربعة", "ar", 4),
        ("اربعة", "ar", 4),
        ("п’ятнадцять", "uk", 15),
        ("ઓગણીસ", "gu", 19),
        ("دوازده", "fa", 12),
        ("१२", "hi", 12),
    ],
)
def test_variants(text, lang, value):
    assert set(readings(text, frozenset({lang})).values()) == {value}


@pytest.mark.parametrize("text", ["", "x", "12a", "1234", "twenty zero", "30 12", "one.", "ten, one"])
def test_what_is_no_number(text):
    assert readings(text, None) == {}


def test_glued_numbers_are_counted():
    assert glued("seisquatro7", ["de", "pt"]) == {"pt": (3, 2)}
    assert glued("7", ["de", "pt"]) == {"de": (1, 0), "pt": (1, 0)}
    assert glued("seisx", ["pt"]) == {}


def test_digits_replace_words_and_leave_the_rest():
    assert in_digits("Is one of them, or twenty-two, here?", "en") == "Is 1 of them, or 22, here?"
    assert in_digits("No number here", "xx") == "No number here"
