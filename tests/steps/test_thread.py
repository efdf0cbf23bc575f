"""Readers' comments: found below the text, taken out as the setting says, never guessed at."""

import pytest

from cleaner import Config, clean, clean_frame
from cleaner.errors import ConfigError

BODY = (
    "The river rose again on Monday, and the bridge at Ashdown was closed to all traffic.\n"
    "By noon the water stood at the doors of the mill, as it had in the year of the flood.\n"
)
THREADS = {
    "en": "3 Comments\nAnna Weber\n3 May 2021\nGood that they closed it.\nReply\nBen\n4 May 2021 at 10:15\nMy road is still under water.\nAll of it.\nReply\nCara\n5 May 2021\nThank you.\nReply",
    "de": "3 Kommentare\nAnna Weber\n3. Mai 2021\nGut so.\nAntworten\nBen\n4. Mai 2021 um 10:15\nBei uns steht noch alles unter Wasser.\nAlles.\nAntworten\nCara\n5. Mai 2021\nDanke.\nAntworten",
    "fr": "3 commentaires\nAnna Weber\n3 mai 2021\nBien fait.\nRépondre\nBen\n4 mai 2021\nChez nous tout est sous l’eau.\nTout.\nRépondre\nCara\n5 mai 2021\nMerci.\nRépondre",
    "pl": "3 komentarze\nAnna Weber\n3 maja 2021\nDobrze.\nOdpowiedz\nBen\n4 maja 2021\nU nas wszystko pod wodą.\nWszystko.\nOdpowiedz\nCara\n5 maja 2021\nDzięki.\nOdpowiedz",
}


@pytest.mark.parametrize("lang", THREADS)
def test_a_thread_goes_and_the_text_stays(lang):
    doc = clean(BODY + THREADS[lang], lang=lang)
    assert doc.text.strip() == BODY.strip()
    assert doc.restored() == BODY + THREADS[lang]
    assert sum(e.rule == "comment-thread/comment" for e in doc.edits) >= 9


@pytest.mark.parametrize("lang", THREADS)
def test_a_thread_becomes_a_table(lang):
    doc = clean(BODY + THREADS[lang], lang=lang, config=Config(comments="table"))
    assert [(c.author, c.date) for c in doc.comments] == [
        ("Anna Weber", "2021-05-03"),
        ("Ben", "2021-05-04"),
        ("Cara", "2021-05-05"),
    ]
    assert doc.comments[1].text.count("\n") == 1


def test_the_table_of_a_run_holds_them():
    import pandas as pd

    tables = clean_frame(pd.DataFrame({"text": [BODY + THREADS["en"]]}), config=Config(comments="table"))
    rows = tables.comments.to_pylist()
    assert [row["number"] for row in rows] == [1, 2, 3]
    assert rows[2] == {
        "article_id": "0",
        "number": 3,
        "author": "Cara",
        "date": "2021-05-05",
        "text": "Thank you.",
    }
    assert clean(BODY + THREADS["en"], lang="en").comments == ()


def test_a_thread_can_be_kept():
    doc = clean(BODY + THREADS["en"], lang="en", config=Config(comments="keep"))
    assert "My road is still under water." in doc.text
    assert doc.comments == ()


@pytest.mark.parametrize(
    "below",
    [
        "2 Comments\nThe mayor said that the bridge would open again on Friday, if the rain stops.",
        "Comments\nThe report has two parts.\nThe first is short.",
        "Timeline\n3 May 2021\nThe rain began.\n4 May 2021\nThe bridge was closed.",
    ],
)
def test_what_is_no_thread_stays(below):
    doc = clean(BODY + below, lang="en")
    assert not [e for e in doc.edits if e.rule == "comment-thread/comment"]
    assert below.split("\n", 1)[1] in doc.text


def test_an_unknown_choice_is_told():
    with pytest.raises(ConfigError, match="comments = 'burn' is none of drop, keep, table"):
        Config(comments="burn")


@pytest.mark.parametrize("off", ["comment-thread", "comment-thread/comment"])
def test_a_thread_stays_where_its_kind_is_switched_off(off):
    doc = clean(BODY + THREADS["en"], lang="en", config=Config(off=(off,)))
    assert "My road is still under water." in doc.text
