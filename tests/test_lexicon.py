"""Every phrase file is well formed; what it says must go goes, what must stay stays."""

import re
import tomllib
from pathlib import Path

import pytest

from cleaner import clean, lexicon, phrases
from cleaner.errors import LexiconError
from cleaner.steps import evidence, layout, shape, signs, traits

FILES = sorted((Path(lexicon.__file__).parent / "data" / "lang").glob("*.toml"))
CONTENT = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in FILES}
BODY = "a1 b2 c3 d4 e5 f6 g7 h8 i9, j1 k2 l3."  # a line that reads like body text in no language


def examples(key):
    return [
        pytest.param(lang, line, id=f"{lang}-{number}")
        for lang, content in CONTENT.items()
        for number, line in enumerate(content["examples"][key])
    ]


@pytest.mark.parametrize("lang", CONTENT)
def test_every_file_reads_and_holds_its_witnesses(lang):
    kinds = lexicon.load().kinds
    assert len(phrases.entries(lang, CONTENT[lang], kinds)[0]) > 10
    assert len(CONTENT[lang]["examples"]["keeps"]) >= 2
    assert CONTENT[lang]["name"]


@pytest.mark.parametrize(("lang", "line"), examples("strips"))
def test_strips_go(lang, line):
    assert clean(f"{BODY}\n{line}\n{BODY[::-1]}", lang=lang).text == f"{BODY}\n{BODY[::-1]}"


@pytest.mark.parametrize(("lang", "line"), examples("keeps"))
def test_keeps_stay(lang, line):
    for page in (f"{BODY}\n{line}\n{BODY[::-1]}", f"{BODY}\n{line}", f"{line}\n{BODY}"):
        assert clean(page, lang=lang).text == page


@pytest.mark.parametrize("kind", lexicon.load().kinds.values(), ids=lambda kind: kind.id)
def test_every_kind_has_a_phrase_in_some_language(kind):
    known = lexicon.load()
    phrased = any(phrase.kind == kind for lang in known.names for phrase in known.index.of(lang))
    assert phrased == (kind.strength != "sign")


def test_every_sign_is_of_a_kind_and_needs_known_traits():
    kinds = lexicon.load().kinds
    code = "".join(Path(module.__file__).read_text(encoding="utf-8") for module in (layout, shape, signs))
    for sign in evidence.evidence().signs:
        assert kinds[sign.rule].strength == "sign"
        assert 0.7 <= sign.weight <= 1.0
        for trait in traits.named(sign.needs | sign.lacks):
            assert re.search(rf"\bt(raits)?\.{trait.upper()}\b", code), trait


def test_an_unknown_kind_names_file_and_entry():
    with pytest.raises(LexiconError, match=r"data/lang/xx.toml: no kind is called share/hug"):
        phrases.entries("xx", {"share": {"hug": ["Hug"]}}, lexicon.load().kinds)


def test_an_unknown_slot_names_the_phrase():
    with pytest.raises(LexiconError, match=r"'By \{who\}' has a slot"):
        phrases.entries("xx", {"byline": {"author": ["By {who}"]}}, lexicon.load().kinds)


@pytest.mark.parametrize(
    ("line", "rules"),
    [
        ("SharePrintTweet", ["share/short", "share/short", "share/short"]),
        ("Leave a Reply Cancel reply", ["comment-form/heading", "comment-form/cancel"]),
        ("12 thoughts on “Bees return to the valley”", ["comment-form/thread-heading"]),
        ("LEAVE A REPLY:", ["comment-form/heading"]),
        ("Leave a reply on the board if you can", []),
    ],
)
def test_a_line_matches_when_phrases_cover_all_of_it(line, rules):
    found = lexicon.load().match(line, frozenset({"en", "mul"}))
    assert [phrase.kind.id for phrase in found] == rules
