"""The index of phrases says what the files say."""

from collections import defaultdict

import pytest

from cleaner import lexicon, phrases
from cleaner.phrase_index import PhraseIndex


@pytest.fixture(scope="module")
def said():
    """Return every phrase of every file: kind, language, text, folded words."""
    kinds = phrases.kinds()
    return [
        (kind.id, lang, text, words)
        for lang, content in phrases.read_folder("lang")
        for (kind, text), words in zip(*phrases.entries(lang, content, kinds), strict=True)
    ]


def told(found):
    return [(phrase.kind.id, phrase.lang, phrase.text, phrase.words) for phrase in found]


def test_each_language_has_the_phrases_of_its_file_in_order(said):
    index = lexicon.load().index
    assert told(phrase for lang in lexicon.load().names for phrase in index.of(lang)) == said
    assert len(index) == len(said)
    assert index.of("xx") == []


def test_words_find_all_phrases_that_have_them(said):
    index = lexicon.load().index
    groups = defaultdict(list)
    for entry in said:
        if "{" not in entry[2]:
            groups[entry[3]].append(entry)
    assert [words for words, group in groups.items() if words and told(index.group(words)) != group] == []
    sizes = defaultdict(set)
    for words in filter(None, groups):
        sizes[words[:2]].add(len(words))
    assert [head for head, found in sizes.items() if set(index.lengths(head)) != found] == []
    assert index.lengths(("leave", "a"))[0] == max(sizes["leave", "a"])


def test_what_is_no_phrase_is_not_found_and_not_kept():
    index = lexicon.load().index
    [one] = index.group(("leave", "a", "reply"))[:1]
    held = len(index._groups)
    for number in range(50):
        assert index.group(("leave", "a", f"reply{number}")) == ()
    assert index.group(("leave",) * 40) == ()
    assert index.group(()) == ()
    assert len(index._groups) == held
    assert index.group(("leave", "a", "reply"))[0] is one


def test_words_with_the_same_hash_are_told_apart(monkeypatch):
    monkeypatch.setattr("cleaner.phrase_index.hash", lambda words: len(words), raising=False)
    index = PhraseIndex(phrases.kinds())
    index.add("en", {"share": {"short": ["One two", "Three four", "one TWO"]}})
    index.finish()
    assert [phrase.text for phrase in index.group(("one", "two"))] == ["One two", "one TWO"]
    assert [phrase.text for phrase in index.group(("three", "four"))] == ["Three four"]
    assert index.group(("one", "four")) == ()


def test_phrases_with_slots_are_found_by_how_they_begin_and_by_a_word(said):
    index = lexicon.load().index
    slotted = [entry for entry in said if "{" in entry[2]]
    beginning = [entry for entry in slotted if not entry[3][0].startswith("{")]
    assert {entry[3][1].startswith("{") for entry in beginning[::50]} == {True, False}
    for entry in beginning[::50]:
        first, second = entry[3][:2]
        head = (first, "7" if second.startswith("{") else second)
        assert entry in told(one.phrase for one in index.beginning(head))
    around = [
        entry for entry in slotted if entry[3][0].startswith("{") and any(w[0] != "{" for w in entry[3])
    ]
    assert {entry[3][-1].startswith("{") for entry in around[::20]} == {True, False}
    for entry in around[::20]:
        assert entry in told(one.phrase for one in index.around(entry[3]))
    titled = told(index.with_slot("{title}"))
    assert titled == [entry for entry in slotted if "{title}" in entry[2]]
