"""Names: certain slips are fixed, doubts reported, different people left alone."""

import random
from pathlib import Path

import pytest

from cleaner import Config, clean, frequencies
from cleaner.config import from_mapping
from cleaner.corpus import Corpus
from cleaner.decisions import Decisions
from cleaner.model import Doc
from cleaner.steps import names
from cleaner.steps.names.change import change, respelt
from cleaner.steps.names.evidence import levels
from cleaner.steps.names.mentions import Mentions
from cleaner.steps.names.pairs import suspected
from cleaner.steps.names.rules import is_vetoed, recurs
from cleaner.steps.names.weights import load

BODY = "The summit went on until the evening, and both sides spoke of a new start in words that were carefully chosen."

UNKNOWN = "On Monday Ilmar Zorbelquist was silent. On Tuesday Ilmar Zorblequist waited."


def rules(text, **settings):
    doc = clean(f"{BODY}\n{text}", lang="en", config=Config(**settings))
    assert doc.restored() == doc.raw
    return doc, [e.rule for e in doc.edits], [f.rule for f in doc.findings if f.rule.startswith("names/")]


def step(text, lang="en", corpus=None):
    doc = Doc(text, text, lang=lang, corpus=corpus)
    return names.repair(Config())(doc)


def test_votes_by_token_settle_a_slip_between_the_same_neighbours():
    doc, edits, _ = rules("President Kim Jong-un left. Reporters saw Jong Un there. Kim Jung-un waved.")
    assert edits == ["names/between"]
    assert doc.text.endswith("Kim Jong-un waved.")
    assert doc.names[0].votes == "Jong 2 : Jung 1"


def test_a_tie_is_a_finding():
    doc, edits, found = rules("President Kim Jong-un left. Kim Jung-un waved.")
    assert (edits, found) == ([], ["names/tie"])
    assert doc.names[0].evidence.startswith("votes Jong 1 : Jung 1")
    assert [f.text for f in doc.findings if f.rule == "names/tie"] == ["Jung"]


@pytest.mark.parametrize(
    ("lang", "text", "wrong", "right"),
    [
        ("en", "Angela Merkel spoke. Merkel left. Chancellor Merrkel came back, and Merkel waved.", "Merrkel", "Merkel"),
        ("fr", "Emmanuel Macron a parlé. Macron est parti. Mme Borne et Emmanuel Marcon sont revenus.", "Marcon", "Macron"),
        ("de", "Olaf Scholz sprach. Scholz ging. Später kam Kanzler Schlolz zurück, und Scholz winkte.", "Schlolz", "Scholz"),
        ("ru", "Сергей Лавров выступил. Лавров уехал. Позже Сергей Лаврво вернулся. Лавров молчал.", "Лаврво", "Лавров"),
        ("el", "Ο Αλέξης Τσίπρας μίλησε. Ο Τσίπρας έφυγε. Ο Αλέξης Τσίπαρς γύρισε. Ο Τσίπρας σώπασε.", "Τσίπαρς", "Τσίπρας"),
    ],
)  # fmt: skip
def test_a_slip_that_no_list_knows_is_fixed_in_every_script(lang, text, wrong, right):
    doc = step(text, lang)
    assert [(e.old, e.new, e.rule) for e in doc.edits] == [(wrong, right, "names/typo")]
    assert "probability 0.9" in doc.edits[0].why
    assert doc.restored() == text


def test_a_tie_is_broken_by_a_word_list_and_never_without_a_witness():
    doc = step("Washington was silent. Wahsington waited.")
    assert [(e.old, e.new) for e in doc.edits] == [("Wahsington", "Washington")]
    doc = step(UNKNOWN)
    assert doc.edits == ()
    assert [(f.rule, f.text) for f in doc.findings] == [("names/tie", "Zorblequist")]


def test_an_accent_is_reported():
    _, edits, found = rules("The Etat said so. The Etat and the État agreed.")
    assert (edits, found) == ([], ["names/accent"])


def test_accents_that_mark_tones_are_never_set():
    text = "Adébáyọ̀ wá. Adébáyọ̀ lọ. Adébáyọ̀ padà. Adebayo jókòó. Adébáyọ̀ sùn. Adébáyọ̀ jẹun."
    assert step(text, "yor").edits == ()


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
        "Hangzhou grew. Hangzhou shone. Hangzhou won. Huangzhou lost. Hangzhou slept.",
        "Mumbai grew. They met in Mumbay (Mumbai), and Mumbai shone. Mumbai won. Mumbai slept.",
        "On Monday Josu Erkoreka spoke. President José Alonso left. Minister José Blanco sat. José Alonso slept.",
        "Oranje won. Oranje lost. Oranje came back. Koranje is a language, and Oranje slept.",
    ],
)
def test_different_names_are_never_merged(text):
    _, edits, _ = rules(text)
    assert edits == []


@pytest.mark.parametrize("lang", ["fi", "pl", "cs", "ru", "hr", "el", "hu"])
def test_case_forms_stay(lang):
    text = {
        "fi": "Teuvo tuli. Teuvon auto. Teuvon talo. Puhe viittasi Teuvoon. Teuvon koti.",
        "pl": "Anna Nowak mówi. Głos ma Nowaka żona. Nowak wyszedł. O Nowaku mówią. Nowak wrócił.",
        "cs": "Přišel Novák. Bez Nováka nic. S Novákem ano. Novák odešel. O Novákovi mluví. Novák spí.",
        "ru": "Пришёл Иванов. Без Иванова никак. С Ивановым да. Иванов ушёл. Об Иванове говорят.",
        "hr": "Došao je Horvat. Bez Horvata ništa. S Horvatom da. Horvat je otišao. O Horvatu govore.",
        "el": "Η Ρωσία μίλησε. Η Ρωσία έφυγε. Οι πόλεις της Ρωσίας σώπασαν. Η Ρωσία γύρισε.",
        "hu": "Orbán beszélt. Orbán elment. Orbáné a szó. Orbán hallgatott.",
    }[lang]
    assert step(text, lang).edits == ()


def test_a_fixed_spelling_is_never_what_another_is_held_against():
    doc = step("Ryanair flew. Ryanair sold. Ryanair won. Ryanair paid. Raynair hired. Raynaiir lost.")
    assert all(edit.new == "Ryanair" for edit in doc.edits)


def test_a_name_in_text_of_a_script_without_capitals():
    doc = step(
        "昨日、Washingtonの代表が来た。Washingtonは黙った。Wahsingtonは待った。Washingtonは帰った。", "ja"
    )
    assert [(e.old, e.new) for e in doc.edits] == [("Wahsington", "Washington")]


def test_what_a_person_decided_wins():
    text = (
        "Zelenskyy spoke. Zelenskyy left. Zelensky waved. Kim Jong-un left. Jong Un sat. Kim Jung-un waved."
    )
    decided = Decisions(same=(("Zelensky", "Zelenskyy"),), distinct=(("Kim Jong-un", "Kim Jung-un"),))
    doc, edits, found = rules(text, names=decided)
    assert edits == ["names/decided"] * 2
    assert "Zelenskyy" not in doc.text
    assert "Kim Jung-un" in doc.text
    assert [f for f in found if f != "names/joint"] == []


def test_decisions_are_written_as_they_are_read(tmp_path):
    from cleaner import decisions_file

    told = Decisions((("Zelensky", 'Zelen"skyy'),), (("Ким", "Кім"),), ("Ryanair\\",))
    path = tmp_path / "names.toml"
    path.write_text(told.as_toml(), encoding="utf-8")
    assert decisions_file.load(path).names == told


def test_a_canonical_name_is_never_a_slip_and_needs_less_evidence():
    text = "Reiner spoke. Reiner left. Reiner sat. Rainer waved. Reiner slept."
    _, edits, found = rules(text, names=Decisions(canonical=("Rainer",)))
    assert (edits, found) == ([], [])


def judged(text, lang):
    """Return the first pair of a page and its evidence."""
    page = Mentions(text)
    pair = suspected(page)[0]
    return pair, levels(pair, page, lang)


SETTLED = "The minister Merkel left. A tired Merkel sat. The late {} came. The old Merkel waved."


@pytest.mark.parametrize(
    ("lang", "text", "is_out"),
    [
        ("en", SETTLED.format("Merrkel"), False),
        ("en", SETTLED.format("Terkel"), True),  # another first letter
        ("en", SETTLED.format("Mmerkel"), True),  # the first letter twice: a prefix may be one letter
        ("en", SETTLED.format("Merkl (Merkel)"), True),  # one explains the other
        ("en", SETTLED.format("Merkl"), False),
        ("de", SETTLED.format("Merkelm"), False),  # the endings of German are known
        ("el", SETTLED.format("Merkelm"), True),  # those of Greek are not
        ("yor", SETTLED.format("Mérkel"), True),  # tones
        ("fr", SETTLED.format("Mérkel"), False),
        (
            "en",
            "The city of Hangzhou won. It was Hangzhou that sat. The city of Huangzhou lost.",
            True,
        ),  # both are cities
        ("en", "The city of Hangzhou won. It was Hangzhou that sat. The city of Hangzhu lost.", False),
        ("en", "Then Wahsington sat. Then Washington left.", False),  # a tie that the lists break
        ("en", "Then Zorblequist sat. Then Zorbelquist left.", True),  # and one that they do not
        ("fr", "Puis Médvedev dort. Puis Medvedev part.", True),  # accents in a tie
        ("fi", "Sitten Wahsington tuli. Sitten Washington meni.", False),
        ("fi", "Sitten Washingtom tuli. Sitten Washington meni.", True),  # the last letter in a tie
        (
            "es",
            "El diputado Josu Erkoreka vino. El portavoz José Alonso salió. El ministro José Blanco rio.",
            True,
        ),
        ("es", "Luego José Erkoreka vino. Luego Josu Erkoreka salió. Luego José Erkoreka rio.", False),
    ],
)
def test_what_is_never_fixed(lang, text, is_out):
    pair, found = judged(text, lang)
    assert is_vetoed(pair, found, lang) is is_out


def test_in_a_column_the_last_letter_may_be_a_slip():
    pair, found = judged(SETTLED.format("Merkelm"), "el")
    assert is_vetoed(pair, found, "el", is_column=True) is False


def test_what_stands_three_times_recurs():
    for times, said in ((2, False), (3, True)):
        _, found = judged("Merkel sat. " * 5 + "Merrkel sat. " * times, "en")
        assert recurs(found) is said


def test_a_slip_of_a_canonical_name_is_fixed_from_a_lower_probability():
    text = "On Monday Ilmar Zorbelquist was silent. Later Zorblequist waited. Ilmar Zorbelquist left."
    plain = step(text)
    assert plain.edits == ()
    assert [f.rule for f in plain.findings] == ["names/variant"]
    config = Config(names=Decisions(canonical=("Zorbelquist",)))
    decided = names.repair(config)(Doc(text, text, lang="en"))
    assert [(e.old, e.new) for e in decided.edits] == [("Zorblequist", "Zorbelquist")]


def test_a_page_that_is_a_list_of_near_names_says_what_is_not_judged(monkeypatch):
    monkeypatch.setattr(names, "MOST_PAIRS", 1)
    found = step("Ryanair flew. Raynair sold. Ryanair won. Brekzit came. Breksit went. Brekzit sat.").findings
    told = [(f.text, f.message) for f in found if f.rule == "names/crowd"]
    assert told == [("Breksit", "2 pairs of spellings one letter apart; 1 of them are judged")]


def test_a_series_of_names_has_no_slips():
    series = [f"Modul{letter}" for letter in "abcdefghijk"]
    assert suspected(Mentions(". ".join(series))) == []


def test_names_can_be_switched_off():
    _, edits, found = rules("Kim Jong-un left. Jong Un sat. Kim Jung-un waved.", off=("names",))
    assert (edits, found) == ([], [])


def test_a_name_joined_in_two_ways_is_reported():
    doc, edits, found = rules("Jean-Claude Juncker left. Jean Claude Juncker came. Jean-Claude slept.")
    assert (edits, found) == ([], ["names/joint"])
    assert next(f for f in doc.findings if f.rule == "names/joint").text == "Jean Claude"


def corpus(pages):
    return Corpus.of(dict(enumerate(pages, 1)))


def test_the_corpus_breaks_a_tie():
    seen = corpus([["Zorbelquist", "Monday"]] * 60)
    assert [(e.old, e.new) for e in step(UNKNOWN, corpus=seen).edits] == [("Zorblequist", "Zorbelquist")]


def test_a_stranger_near_a_name_of_the_corpus_is_reported():
    found = step("Zorblequist waited.", corpus=corpus([["Zorbelquist"]] * 60)).findings
    assert [(f.rule, f.text) for f in found] == [("names/corpus", "Zorblequist")]
    assert step("Zorblequist waited.", corpus=corpus([["Zorbelquist"]] * 9)).findings == ()


def test_a_page_is_no_witness_for_itself():
    from cleaner.template import digest

    own = Corpus.of({digest(UNKNOWN): ["Zorbelquist", "Zorblequist"], 2: ["Monday"]})
    assert own.count("Zorbelquist") == 1
    assert [f.rule for f in step(UNKNOWN, corpus=own).findings] == ["names/tie"]


def test_each_level_that_weighs_is_one_that_evidence_can_have():
    page = Mentions("Angela Merkel spoke. Merkel left. Merrkel came. Angela Merkel.")
    kinds = levels(suspected(page)[0], page, "en").keys()
    assert set(load("page").levels) - kinds == {"listed anywhere", "balance anywhere"}
    assert set(load("corpus").levels) - set(load("page").levels) == {"pages", "unseen"}


@pytest.mark.parametrize("table", ["page", "corpus", "column"])
def test_the_tables_say_what_they_were_made_from(table):
    path = Path(names.__file__).parents[2] / "data" / "names" / f"{table}.toml"
    text = path.read_text(encoding="utf-8")
    for line in ("documents = ", "pairs = ", "slips = ", "prior = "):
        assert f"\n{line}" in text


def test_more_votes_weigh_more():
    ratio = load("page").levels["ratio"]
    assert ratio["1"] < ratio["4"]
    assert load("page").levels["ending"]["50"] < load("page").levels["ending"]["inner"]


@pytest.mark.parametrize(
    ("right", "wrong", "kind", "head", "tail"),
    [
        ("ryanair", "raynair", "transposed", 1, 4),
        ("brekzit", "brekzitt", "doubled", 7, 0),
        ("muller", "müller", "accent", 1, 4),
        ("macron", "macrn", "dropped", 4, 1),
        ("macron", "macroin", "added", 5, 1),
        ("dublin", "dibkin", "several", 1, 2),
    ],
)
def test_a_change_is_described(right, wrong, kind, head, tail):
    found = change(right, wrong)
    assert (found.kind, found.head, found.tail) == (kind, head, tail)


def test_capitals_of_the_slip_stay_where_they_say_something():
    assert respelt("TVKaiista", "TVkaista") == "TVKaista"
    assert respelt("Mcconell", "McConnell") == "McConnell"


def test_pairs_are_found_in_a_crowd_as_by_comparing_each_with_each():
    from rapidfuzz.distance import OSA

    draw = random.Random(3)
    words = sorted({"".join(draw.choices("abc", k=draw.randint(4, 6))).capitalize() for _ in range(30)})
    text = ". ".join(words)
    found = {frozenset((p.wrong.text, p.right.text)) for p in suspected(Mentions(text))}
    near = {
        frozenset((a, b))
        for a in words
        for b in words
        if a < b and OSA.distance(a.lower(), b.lower()) == 1
    }  # fmt: skip
    assert near <= found


def test_word_lists_say_what_wordfreq_says():
    import wordfreq

    for lang, word in (("en", "london"), ("fr", "président"), ("ru", "москва"), ("fi", "helsinki")):
        told = frequencies.load(lang).zipf(word)
        assert told == pytest.approx(wordfreq.zipf_frequency(word, lang, minimum=0.0), abs=0.06)
    assert frequencies.load("en").zipf("wahsingtno") == 0.0
    assert frequencies.load("xx") is None


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"names": {"sam": []}}, "settings: names: unknown list 'sam'; did you mean 'same'?"),
        ({"names": {"same": [["A"]]}}, "settings: names: same, entry 1: ['A'] needs two names, the right one first"),
        ({"names": {"same": [["A", "B"], ["C", "B"]]}}, "settings: names: same: 'B' is held to be 'A' and 'C'"),
        ({"names": {"same": [["A", "B"]], "canonical": ["B"]}}, "settings: names: 'B' is canonical, and same changes it into 'A'"),
        ({"names": {"same": [["A", "B"], ["B", "C"]]}}, "settings: names: same: 'C' → 'B' → 'A'; name the last one only"),
        ({"names": 3}, "settings: names = 3 is not a table with the lists same, distinct and canonical"),
        ({"names_certain": "high"}, "settings: names_certain = 'high' is not a float"),
    ],
)  # fmt: skip
def test_a_bad_decision_is_an_error_that_says_the_mend(values, message):
    from cleaner.errors import ConfigError

    with pytest.raises(ConfigError) as error:
        from_mapping(values)
    assert str(error.value) == message
