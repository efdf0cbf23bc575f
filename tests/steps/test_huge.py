"""Pages of very many lines, or of one very long line, are judged as others are."""

import tracemalloc

from cleaner import lexicon
from cleaner.config import Config
from cleaner.model import Doc
from cleaner.steps import boilerplate, captcha, repeats
from cleaner.steps.names import mentions
from cleaner.steps.names.mentions import Mentions
from cleaner.words import Passing, Read

BODY = "The river rose again on Monday, and the bridge at number {} was closed to all."


def times_its_size(text, work):
    """Return the most memory that *work* took over a text, in sizes of the text."""
    work()  # what is loaded once does not count
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / len(text)


def test_a_page_of_many_lines_takes_few_times_its_size(monkeypatch):
    monkeypatch.setattr(lexicon, "MANY", 10)
    lines = (
        f"{BODY.format(n)} Ashby{n}, Corley{n} and Hexton{n} came by, and so did others." for n in range(2000)
    )
    text = "\n".join([*lines, "Old boats of Hexton", "Leave a Reply"])
    words, doc = lexicon.load(), Doc.of(text, lang="en")
    assert times_its_size(text, lambda: boilerplate.judge(doc, words)) < 8
    assert times_its_size(text, lambda: captcha.strip(Config())(doc)) < 3
    short = Doc.of("\n".join(f"Short {n} line" for n in range(3000)), lang="en")
    assert times_its_size(short.text, lambda: boilerplate.judge(short, words)) < 8
    assert times_its_size(short.text, lambda: captcha.strip(Config())(short)) < 3


def test_mentions_of_a_long_page_take_few_times_its_size():
    text = " ".join(BODY.format(n) for n in range(5000))
    assert times_its_size(text, lambda: Mentions(text)) < 1


def test_lines_of_a_huge_page_are_cut_alike_and_not_held():
    texts = ["Share on Facebook", "Été, été: the 12 bees. " * 30, "发表评论 3 條", "MeinName"]
    passing = Passing(texts)
    for at, text in enumerate(texts):
        held, cut = Read(text), passing[at]
        for name in ("words", "shapes", "grams", "rough", "marks"):
            assert getattr(cut, name) == getattr(held, name)
        assert vars(passing[at]).keys() == {"text"}
        assert (cut.passes, held.passes) == (True, False)


def test_a_page_of_many_lines_is_judged_as_one_of_few(monkeypatch):
    text = "\n".join(
        [*(BODY.format(n) for n in range(60)), "Leave a Reply", "Name", "E-mail", "Post Comment"]
    )
    words, doc = lexicon.load(), Doc.of(text, lang="en")
    few = boilerplate.judge(doc, words)
    monkeypatch.setattr(lexicon, "MANY", 10)
    many = boilerplate.judge(doc, words)
    assert [judged.line for judged in few] == [60, 61, 62, 63]
    assert many == few


def test_words_of_a_long_page_are_counted_alike(monkeypatch):
    text = " ".join(BODY.format(n) for n in range(9))
    few = Mentions(text).tokens
    monkeypatch.setattr(mentions, "LONG", 10)
    assert Mentions(text).tokens == few
    assert few["river"] == 9


def test_a_headline_has_an_end():
    step = repeats.strip(Config())
    for times, layers in ((3, 1), (80, 0)):
        line = "The bees of Harrowgate are back " * times
        doc = step(Doc.of(f"{line}\nAnn Lee\n{line}\n{BODY.format(1)}\n", lang="en"))
        assert len(doc.trail) == layers
