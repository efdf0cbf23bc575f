"""Language: langdetect's answer, doubts told."""

import pytest
from langdetect import DetectorFactory, detect_langs

from cleaner.config import Config
from cleaner.model import Doc
from cleaner.steps import language, profiles

TEXTS = {
    "en": "The river rose again on Monday, and the bridge at Ashdown was closed to all traffic until noon.",
    "fr": "La rivière est encore montée lundi et le pont de la vieille ville est resté fermé jusqu’à midi.",
    "ru": "В понедельник река снова поднялась, и мост был закрыт до полудня, сообщили городские власти.",
    "ja": "月曜日に川の水位が再び上がり、橋は正午まで通行止めになったと市が発表した。",
    "zh": "星期一河水再次上涨，大桥一直关闭到中午，市政府说，居民们都很担心。",
    "ar": "ارتفع منسوب النهر مرة أخرى يوم الاثنين وأغلق الجسر حتى الظهر كما قالت السلطات المحلية.",
    "vi": "Nước sông lại dâng cao vào thứ Hai và cây cầu đã bị đóng cho đến trưa, chính quyền cho biết.",
    "tr": "Nehir pazartesi günü yeniden yükseldi ve köprü öğlene kadar trafiğe kapatıldı, dedi BELEDİYE.",
}
ICELANDIC = "Áin hækkaði aftur á mánudag og brúin var lokuð fram að hádegi, sögðu yfirvöld í bænum, og það þótti íbúum miður."


@pytest.mark.parametrize("lang", TEXTS)
def test_the_walk_equals_langdetect(lang):
    DetectorFactory.seed = profiles.SEED
    expected = [(found.lang, pytest.approx(found.prob, abs=1e-9)) for found in detect_langs(TEXTS[lang])]
    assert profiles.probabilities(profiles.grams(TEXTS[lang])) == expected


@pytest.mark.parametrize("lang", TEXTS)
def test_the_language_is_told(lang):
    doc = language.detect(Config())(Doc.of(TEXTS[lang]))
    assert doc.lang == lang
    assert doc.findings == ()


@pytest.mark.parametrize("text", ["", "12.03.2024", "☃ ☃ ☃", "Oui."])
def test_too_little_text_is_undecided(text):
    doc = language.detect(Config())(Doc.of(text))
    assert (doc.lang, doc.lang_confidence) == ("und", 0.0)
    assert [finding.rule for finding in doc.findings] == ["language/undecided"]


def test_a_language_without_a_profile_gets_no_confident_label():
    doc = language.detect(Config())(Doc.of(ICELANDIC))
    assert doc.lang == "und"
    assert doc.findings[0].rule == "language/undecided"
    assert doc.findings[0].evidence.startswith("nearest ")


def test_a_given_language_is_believed():
    doc = language.detect(Config())(Doc.of(TEXTS["fr"], lang="oc"))
    assert (doc.lang, doc.lang_confidence) == ("oc", 1.0)
