"""Words that tell: what a language file gains must not upset what it had."""

from dataclasses import replace
from itertools import pairwise

import pytest

from cleaner import lexicon, wording
from cleaner.model import Doc
from cleaner.steps import boilerplate
from cleaner.template import Template, key

MOST = 10  # words; two phrases have about as many


@pytest.mark.parametrize("lang", ["de", "fr"])
def test_two_phrases_more_never_drop_many_telling_words(lang):
    phrases = lexicon.load().index.of(lang)
    told = [wording._words_of(phrases[:size]).telling for size in range(len(phrases), 900, -2)]
    assert max(len(fewer ^ more) for more, fewer in pairwise(told)) <= MOST


@pytest.mark.parametrize(
    ("lang", "around", "line"),
    [
        ("fr", "Les travaux dureront deux ans selon la mairie, qui a promis une passerelle.", "Le pont est fermé."),
        ("fr", "Les travaux dureront deux ans selon la mairie, qui a promis une passerelle.", "Le port est fermé."),
        ("en", "The work will take two years, says the mayor, who has promised a ferry.", "This bridge is closed."),
        ("de", "Die Arbeiten dauern zwei Jahre, sagt die Stadt, die eine Fähre versprochen hat.", "Die Brücke ist geschlossen."),
    ],
)  # fmt: skip
def test_a_short_sentence_that_differs_from_a_phrase_by_what_it_is_about_stays(lang, around, line):
    text = f"{around}\n\n{line}\n\n{around.replace('.', ' im Mai.')}\n"
    judged = boilerplate.judge(Doc.of(text, lang=lang), lexicon.load())
    assert [j.score for j in judged if j.line == 2 and j.score >= 0.7] == []


def test_lines_that_recur_stay_where_a_page_has_no_others():
    body = "The ferry was late on Monday, and again on Tuesday, said the harbour master."
    recur = Template(10, {key("Rain fell on day 3."): 10, key("Read the almanac"): 10})
    for text, gone in (("Rain fell on day 7.\nRead the almanac\n", []), (f"{body}\nRead the almanac\n", [1])):
        doc = replace(Doc.of(text, lang="en"), template=recur)
        judged = boilerplate.judge(doc, lexicon.load())
        assert [j.line for j in judged if j.score >= 0.9] == gone
