"""Names: certain slips are fixed, doubts reported, different people left alone."""

import pytest

from cleaner import clean

BODY = "The summit went on until the evening, and both sides spoke of a new start in words that were carefully chosen."


def rules(text):
    doc = clean(f"{BODY}\n{text}", lang="en")
    assert doc.restored() == doc.raw
    return doc, [e.rule for e in doc.edits], [f.rule for f in doc.findings if f.rule.startswith("names/")]


def test_votes_by_token_settle_a_slip_between_the_same_neighbours():
    doc, edits, _ = rules("President Kim Jong-un left. Reporters saw Jong Un there. Kim Jung-un waved.")
    assert edits == ["names/between"]
    assert doc.text.endswith("Kim Jong-un waved.")
    assert doc.names[0].votes == "Jong 2 : Jung 1"


def test_a_tie_is_a_finding():
    doc, edits, found = rules("President Kim Jong-un left. Kim Jung-un waved.")
    assert (edits, found) == ([], ["names/tie"])
    assert doc.names[0].evidence.startswith("votes Jong 1 : Jung 1")


def test_an_accent_is_reported():
    _, edits, found = rules("The Etat said so. The Etat and the État agreed.")
    assert (edits, found) == ([], ["names/accent"])


def test_a_latin_letter_in_a_cyrillic_name_is_fixed():
    doc, edits, _ = rules("Сегодня Петров сказал. Потом Петрoв ушёл. Петров вернулся.")
    assert edits == ["names/mixed-script"]
    assert doc.text.count("Петров") == 3


@pytest.mark.parametrize(
    "text",
    [
        "Kim Jong-il ruled. Kim Jong-un followed. Then Kim Jong-un spoke.",
        "Anna Weber met Hanna Weber. Anna Weber left.",
        "Iraq and Iran signed. Iraq left.",
        "Professor Anne Brit Gran said so. Later Anne Brit Gran left. Anne Britt Gran wrote it.",
        "Kabiru Alhasan Rurum spoke. Kabiru Alhassan Rurum voted. Kabiru Alhasan Rurum and Alhassan left. Alhasan won.",
        "Marina Petrova and Marino Petrova spoke. Marina Petrova left.",
    ],
)
def test_different_names_are_never_merged(text):
    _, edits, _ = rules(text)
    assert edits == []
