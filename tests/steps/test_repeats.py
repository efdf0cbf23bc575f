"""Headlines and captions printed twice: the second goes, a name between two headlines is the author."""

import pytest

from cleaner import Config, clean

LONG = (
    "Le vieux pont de pierre de Saint-Aubrac rouvre aux piétons après deux ans de travaux, "
    "annonce la mairie de la ville, qui promet une fête"
)
SHORT = "Le pont de Saint-Aubrac rouvre"
BODY = (
    "La mairie a retiré les barrières lundi matin, devant une centaine d’habitants venus tôt.\n\n"
    "Les travaux ont coûté deux fois plus que prévu, et un second pont reste fermé jusqu’en mai.\n"
)


@pytest.mark.parametrize("headline", [LONG, SHORT])
def test_a_name_between_two_headlines_is_the_author(headline):
    doc = clean(f"{headline}\n\nClaire Fontenay\n\n{headline}\n\n{BODY}", lang="fr")
    assert doc.text == f"{headline}\n\n{BODY}"
    assert doc.author == "Claire Fontenay"


def test_a_headline_that_the_title_gives_goes_from_the_text():
    doc = clean(f"{LONG}\n\n{BODY}", lang="fr", title=f"{LONG} | La Gazette")
    assert doc.text == BODY
    assert [edit.rule for edit in doc.edits] == ["repeat/title"]


def test_a_caption_printed_again_goes_once():
    caption = "Le pont de pierre, lundi matin, peu avant son ouverture aux piétons"
    doc = clean(f"{SHORT}\n\n{BODY}\n{caption}\n{caption}\n\n{BODY[::-1]}", lang="fr")
    assert doc.text.count(caption) == 1


@pytest.mark.parametrize(
    "page",
    [
        (
            "Das alte Lied vom Mühlenrad,\nes geht und geht und steht nicht still,\nund wer es einmal gehört hat,\n"
            "der singt es, wann er will.\nDas alte Lied vom Mühlenrad,\nes geht und geht und steht nicht still."
        ),
        f"{BODY}\n— Qui êtes-vous ?\n— Qui êtes-vous ?\n{BODY}",
    ],
)
def test_verse_and_dialogue_stay(page):
    assert clean(page).text == page


@pytest.mark.parametrize("off", ["repeat", "repeat/adjacent"])
def test_a_repeat_stays_where_its_kind_is_switched_off(off):
    caption = "Le pont de pierre, lundi matin, peu avant son ouverture aux piétons"
    page = f"{SHORT}\n\n{BODY}\n{caption}\n{caption}\n\n{BODY}"
    assert clean(page, lang="fr", config=Config(off=(off,))).text == page
    assert clean(page, lang="fr").text.count(caption) == 1


def test_what_stays_says_nothing_about_its_neighbours():
    page = f"{BODY}\nPartager sur Facebook\nKravolin"
    assert "Kravolin" not in clean(page, lang="fr").text
    assert clean(page, lang="fr", config=Config(off=("share",))).text == page
