"""What must hold for every text."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import Config, clean, lexicon
from cleaner.model import apply
from cleaner.pipeline import steps

SEEDS = sorted((Path(__file__).parents[1] / "seeds").glob("*.txt"))
LINES = [kind.example for kind in lexicon.load().kinds.values()] + [
    "The river rose again on Monday, and the bridge at Ashdown was closed to all traffic.",
    "Kim Jung-un met Kim Jong-un. Jong Un left.",
    "cafÃ© &amp; thÃ©",
    "sept + 3 =",
    "",
    "",
    "  ",
    "l’été « froid » et «\u00a0chaud\u00a0»",
    "A caption that stands here twice over",
]
PAGES = st.lists(st.sampled_from(LINES), max_size=12).map("\n".join)
STRIPS = {"captcha", "boilerplate", "repeats"}


@settings(max_examples=150, deadline=None)
@given(PAGES)
def test_trail_replays_and_is_undone(text):
    doc = clean(text)
    assert doc.restored() == text
    replayed = text
    for layer in doc.trail:
        replayed = apply(replayed, layer)
    assert replayed == doc.text


@settings(max_examples=150, deadline=None)
@given(PAGES)
def test_cleaning_clean_text_does_nothing(text):
    once = clean(text, lang="fr")
    assert clean(once.text, lang="fr").text == once.text


@settings(max_examples=100, deadline=None)
@given(PAGES)
def test_stripping_only_deletes_and_every_rule_is_known(text):
    known = {kind.split("/")[0] for kind in lexicon.load().kinds} | {"repeat", "names", "encoding", "spacing"}
    for edit in clean(text, lang="fr").edits:
        assert edit.rule.split("/")[0] in known
        if edit.rule.split("/")[0] not in {"encoding", "spacing", "names"}:
            assert edit.new == ""


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_seeds(path):
    raw = path.read_bytes().decode("utf-8")
    doc = clean(raw)
    assert doc.restored() == raw
    assert clean(doc.text, lang=doc.lang).text == doc.text
    assert clean(raw) == doc
    if path.stem.startswith(("clean-", "repeats-")):
        assert doc.text == raw


def test_the_steps_stand_in_their_order():
    names = [name for name, _ in steps(Config())]
    assert names == [
        "encoding",
        "language",
        "spacing",
        "thread",
        "captcha",
        "boilerplate",
        "repeats",
        "names",
        "checks",
    ]


def test_a_line_of_a_megabyte_takes_no_longer_than_its_length_asks():
    for piece in ("a", "+ 1 =", "\u00a0", "Leave a Reply ", "= ", "A b. "):
        text = piece * (1_000_000 // len(piece))
        assert clean(text, lang="en").restored() == text
