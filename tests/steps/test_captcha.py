"""Captcha: sums with one blank go, sums that are content stay."""

import pytest

from cleaner import Config, lexicon
from cleaner.model import Doc
from cleaner.steps.captcha import strip
from cleaner.steps.sums import _wordings, is_captcha, read, wording
from cleaner.words import Read

LANGS = frozenset({"fr", "de", "en", "ar", "tr", "zh", "mul"})
ENGLISH = frozenset({"en", "mul"})
BODY = "The ferry left the harbour at dawn, and nobody on the quay waved."
MORE = "By noon the fog had lifted, and the islands lay clear to the north."
RULES = ["captcha/sum"]


def run(*lines, lang="en", off=()):
    """Return what the step leaves of a page, the rules of its edits, and the lines it reports."""
    doc = strip(Config(off=off))(Doc.of("\n".join(lines), lang=lang))
    return doc.text.split("\n"), [edit.rule for edit in doc.edits], [f.text for f in doc.findings]


@pytest.mark.parametrize(
    "line",
    [
        "dix-neuf + 1 =",
        "11 + 16 =",
        "34 - 5 = ?",
        "7 × drei =",
        "+ 5 = elf",
        "acht × = dreißig zwei",
        "Captcha * 4 × = achtundzwanzig",
        "٣ + ٤ =",
        "3\u00a0+\u00a05\u00a0=",
        "six − trois =",
        "Math Captcha zwei × neun =",
        "20 ÷ = 5",
        "oniki + 1 =",
        "四 × 8 =",
        "null + 3 =",
        "8 + 9 ＝",
        "7 + 2 = [ ]",
        "7 + 2 = ___ (required)",
        "9 x 3 = … *",
        "30 5 − = 4",
        "Sum of 5 + 4 ? *",
        "Rechnung 8 + 5 =",
        "Please enter an answer in digits: twelve − 4 =",
        "+ 3 = 8 Time limit is exhausted. Please reload CAPTCHA.",
        "6 plus 3 =",
    ],
)
def test_goes(line):
    assert is_captcha(line, LANGS, lexicon.load())


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("fi", "kuusi + kaksitoista ="),
        ("hu", "harminc kettő − = tizenegy"),
        ("el", "δεκαεφτά − 4 ="),
        ("bg", "дванайсет + = двайсет"),
        ("sr", "осам × 2 ="),
        ("sr", "osam × dva ="),
        ("hi", "पाँच + सात ="),
        ("ta", "பதினாறு + 3 ="),
        ("th", "สิบเอ็ด − ห้า ="),
        ("vi", "hai mươi − 7 ="),
        ("fa", "هجده + ۲ ="),
        ("he", "שבע עשרה + = תשע עשרה"),
        ("ko", "열둘 + 5 ="),
        ("ka", "თერთმეტი − 2 ="),
        ("hy", "տասնհինգ + 1 ="),
        ("sw", "kumi na tatu + 4 ="),
        ("et", "üheksateist − 6 ="),
        ("bn", "সতেরো + ৩ ="),
        ("ms", "lapan × 3 ="),
        ("pt", "vinte uma − 3 ="),
        ("pt", "dezasseis − = dois"),
        ("da", "fem og tyve + 2 ="),
        ("no", "syv × = tjueåtte"),
        ("nl", "eenendertig − 30 ="),
    ],
)
@pytest.mark.parametrize("told", [True, False])
def test_number_words_count_in_the_language_of_the_page_and_in_any_other(lang, line, told):
    langs = frozenset({lang, "en"}) if told else ENGLISH
    assert "number word" in read(line, langs, lexicon.load()).telling


@pytest.mark.parametrize(
    "line",
    [
        "3 + 4 = 7",
        "deux plus deux font quatre",
        "3 - 1",
        "7x=294",
        "Y*6 = 2310.",
        "3*y=51",
        "K = 38",
        "Tea bags:18/3=6",
        "Then he had 7 - 4 = apples left.",
        "=",
        "+ =",
        "a + 1 =",
        "n + 1 = 5",
        "Price * 4 = 16",
        "Speed x 3 = 30",
        "He knew, when asked, that 3 + 4 =",
        "1. 3 + 4 =",
        "3 + 4 + 5 =",
        "7 / 2 =",
        "+ 9 =",
        "− 7 = 5 kg",
        "2 cups = 500 ml",
        "+44 20 7946 0018",
        "1939–1945",
        "Who won, 3 - 1 ?",
        "yksi + seven =",
        "osiem + sju =",
        "300 + 400 =",
    ],
)
def test_stays(line):
    assert not is_captcha(line, ENGLISH, lexicon.load())


def test_a_sum_tells_what_it_shows():
    words = lexicon.load()
    assert read("Captcha * three + = 9", ENGLISH, words).telling == (
        "number word",
        "the blank is an operand",
        "label of a captcha",
    )
    assert read("5\u00a0+ 4 =", ENGLISH, words).telling == ("no-break spaces",)
    assert read("5 + 4 =", ENGLISH, words).key == ("+", 5, 4, None)
    assert read("- 4 = 8", ENGLISH, words).against == "begins like an item of a list"
    assert read("9 x = 36", ENGLISH, words).against == "x may be what is sought"
    assert read("4 × = 6", ENGLISH, words).against == "no whole number fills the blank"


@pytest.mark.parametrize("line", ["5 + 4 =", "six + 4 =", "− 3 = 9", "2 × ? = 8", "How much is 5 + 4 ?"])
def test_a_sum_at_the_end_goes(line):
    assert run(BODY, MORE, line) == ([BODY, MORE], RULES, [])


@pytest.mark.parametrize("line", ["six + 4 =", "+ 6 = 9", "Captcha: 5 + 4 =", "5\u00a0+\u00a04\u00a0="])
def test_a_sum_that_shows_a_captcha_goes_from_between_body_lines(line):
    assert run(BODY, line, MORE) == ([BODY, MORE], RULES, [])


@pytest.mark.parametrize("line", ["5 + 4 =", "How much is 5 + 4 ?", "- 4 = 8", "six plus 4 ="])
def test_a_bare_sum_between_body_lines_is_reported(line):
    assert run(BODY, line, MORE) == ([BODY, line, MORE], [], [line])


@pytest.mark.parametrize("line", ["5 + 4 =", "- 4 = 8", "9 x = 36", "six plus 4 ="])
def test_beside_a_form_every_sum_goes(line):
    page = (BODY, MORE, "Leave a Reply", line, BODY[::-1])
    assert run(*page) == ([*page[:3], page[4]], RULES, [])


def test_a_sheet_of_exercises_stays():
    sheet = ["three + 4 =", "7 − 2 =", "5 + 6 = ?", "8 × 3 ="]
    assert run(BODY, *sheet) == ([BODY, *sheet], [], sheet)
    assert run(BODY, "3 + 4 =", "7 − 2 =") == ([BODY, "3 + 4 =", "7 − 2 ="], [], ["3 + 4 =", "7 − 2 ="])


def test_one_sum_printed_for_each_form_goes_each_time():
    assert run(BODY, "six + 4 =", MORE, "six + 4 =", "six + 4 =")[:2] == ([BODY, MORE], RULES * 3)


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "9threetwo5six"),
        ("en", "onefourfour7"),
        ("de", "zwei8sechs31"),
        ("fi", "kolme4yhdeksän77"),
        ("zh", "七三八一六"),
        ("en", "syv2ni4tre"),
    ],
)
def test_numbers_without_spaces_go_at_the_end_only(lang, line):
    assert run(BODY, MORE, line, lang=lang) == ([BODY, MORE], ["captcha/numbers"], [])
    assert run(BODY, line, MORE, lang=lang) == ([BODY, line, MORE], [], [])


@pytest.mark.parametrize("line", ["123456", "fourfive6", "B2B4you", "Seventeen", "two 3 four 5", "4x4x4x4"])
def test_other_words_at_the_end_stay(line):
    assert run(BODY, MORE, line) == ([BODY, MORE, line], [], [])


def test_a_year_in_words_is_reported():
    assert run(BODY, "一九四五", lang="zh") == ([BODY, "一九四五"], [], ["一九四五"])
    assert run(BODY, "Leave a Reply", "一九四五", lang="zh")[1] == ["captcha/numbers"]


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "What is the sum of seven and 4?"),
        ("en", "What is twenty two plus one ? *"),
        ("de", "Wie viel ist drei plus zwölf?"),
        ("zh", "十一加二等于几？"),
        ("it", "Quanto fa otto più tre?"),
    ],
)
def test_a_question_with_number_words_goes(lang, line):
    assert run(BODY, MORE, line, lang=lang) == ([BODY, MORE], ["captcha/question"], [])
    assert run(BODY, line, MORE, lang=lang) == ([BODY, line, MORE], [], [line])


def test_questions_of_a_quiz_and_of_speech_stay():
    quiz = ["What is the number after 6?", "What is the half of 12?", "What is the double of 9?"]
    assert run(BODY, *quiz) == ([BODY, *quiz], [], quiz)
    assert run(BODY, "“What is the sum of two and two?”")[1] == []
    assert run(BODY, "What is 9/11?")[1] == []


def test_wordings_count_with_any_number_and_as_whole_lines():
    assert wording(Read("What is the number after 12 ?"))[0] == "captcha/question"
    assert wording(Read("What is the number after twelve months?")) is None
    assert [key for key in _wordings() if len(key) < 2] == []  # a word alone is cut at its capitals


def test_what_is_off_stays():
    assert run(BODY, "5 + 4 =", off=("captcha",))[1:] == ([], [])
    assert run(BODY, "5 + 4 =", off=("captcha/sum",))[1:] == ([], [])
