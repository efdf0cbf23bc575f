"""Words that tell: what a language file gains must not upset what it had."""

from itertools import pairwise

import pytest

from cleaner import lexicon, wording

MOST = 10  # words; two phrases have about as many


@pytest.mark.parametrize("lang", ["de", "fr"])
def test_two_phrases_more_never_drop_many_telling_words(lang):
    phrases = lexicon.load().phrases[lang]
    told = [wording._words_of(phrases[:size]).telling for size in range(len(phrases), 900, -2)]
    assert max(len(fewer ^ more) for more, fewer in pairwise(told)) <= MOST
