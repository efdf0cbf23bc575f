"""Expectations of our own about texts: what they count, what they leave alone, what they say of themselves."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from cleaner import validation
from cleaner.errors import SuiteError
from cleaner.names import check_column
from cleaner.validation import engine, shingles, spellings, texts
from cleaner.validation.sentences import sentence
from tests.texts_to_validate import SENTENCES, WORDS, rows

BY_ROW = {
    "expect_column_values_to_have_no_residue",
    "expect_column_values_to_have_no_mojibake",
    "expect_column_values_to_have_no_controls",
    "expect_text_to_be_in_declared_language",
    "expect_text_to_reconcile_with_edits",
}
WHOLE = {"expect_names_to_be_consistent", "expect_texts_to_be_no_near_duplicates"}
FRAME = pd.DataFrame(rows())


@pytest.fixture
def ask(tmp_path):
    """Validate a frame by one rule and give its result."""

    def asked(frame, expectation, chunk_rows=None, **kwargs):
        file = tmp_path / "pages.json"
        rule = {"type": expectation, "kwargs": kwargs}
        file.write_text(
            json.dumps({"name": "pages", "meta": {"key": "id"}, "expectations": [rule]}), encoding="utf-8"
        )
        return validation.validate(frame, suite=file, chunk_rows=chunk_rows).results[1]

    return asked


def test_what_judges_each_row_says_so_and_the_rest_does_not():
    assert {name: engine.scope(name) for name in BY_ROW | WHOLE} == {
        **dict.fromkeys(BY_ROW, "row"),
        **dict.fromkeys(WHOLE, "column"),
    }


@pytest.mark.parametrize(
    ("expectation", "kwargs", "ids"),
    [
        ("expect_column_values_to_have_no_residue", {"column": "text"}, ["r03", "r17"]),
        ("expect_column_values_to_have_no_residue", {"column": "text", "most": 3}, []),
        ("expect_column_values_to_have_no_residue", {"column": "residue", "most": 1}, ["r05"]),
        ("expect_column_values_to_have_no_mojibake", {"column": "text"}, ["r08"]),
        ("expect_column_values_to_have_no_controls", {"column": "text"}, ["r09", "r10"]),
        (
            "expect_text_to_be_in_declared_language",
            {"column_A": "text", "column_B": "lang"},
            ["r05", "r12", "r13", "r20"],
        ),
        ("expect_names_to_be_consistent", {"column": "name"}, ["r33", "r35"]),
        ("expect_text_to_reconcile_with_edits", {"column": "whole"}, ["r11"]),
    ],
)
@pytest.mark.parametrize("chunk_rows", [None, 13])
def test_the_rows_that_are_wrong_are_found(expectation, kwargs, ids, chunk_rows, ask):
    frame = FRAME[FRAME.id != "r52"]
    result = ask(frame, expectation, chunk_rows, **kwargs)
    assert list(result.ids) == ids
    assert result.unexpected == len(ids)
    missing = frame[list({v for k, v in kwargs.items() if k.startswith("column")})].isna().any(axis=1).sum()
    assert result.evaluated == len(frame) - missing


@pytest.mark.parametrize(
    ("expectation", "kwargs", "message"),
    [
        ("expect_column_values_to_have_no_residue", {"column": "whole"}, "give numbers or texts"),
        ("expect_names_to_be_consistent", {"column": "whole"}, "give numbers or texts"),
        ("expect_texts_to_be_no_near_duplicates", {"column": "residue"}, "residue holds no texts"),
        ("expect_text_to_reconcile_with_edits", {"column": "name"}, "give booleans"),
    ],
)
def test_a_column_of_another_kind_is_an_error(expectation, kwargs, message, ask):
    frame = FRAME.dropna()
    result = ask(frame, expectation, **kwargs)
    assert result.status == "error"
    assert message in result.observed


@pytest.mark.parametrize("expectation", sorted(BY_ROW | WHOLE))
def test_a_column_without_values_passes(expectation, ask):
    frame = pd.DataFrame({"id": ["a", "b"], "text": [None, None], "lang": ["en", "de"]})
    pair = "language" in expectation
    kwargs = {"column_A": "text", "column_B": "lang"} if pair else {"column": "text"}
    result = ask(frame, expectation, **kwargs)
    assert (result.status, result.evaluated, result.unexpected) == ("pass", 0, 0)


@pytest.mark.parametrize(
    "kwargs", [{"column": "text", "most": -1}, {"column": "text", "least": 1}, {"column_A": "text"}]
)
def test_kwargs_that_do_not_fit_are_told(kwargs, ask):
    with pytest.raises(SuiteError, match="kwargs do not fit"):
        ask(FRAME, "expect_column_values_to_have_no_residue", **kwargs)


def test_similarity_has_bounds(ask):
    with pytest.raises(SuiteError, match="kwargs do not fit"):
        ask(FRAME, "expect_texts_to_be_no_near_duplicates", column="text", similarity=0.2)


def english(chars=200):
    return " ".join([SENTENCES["en"].format(n=1)] * 2)[:chars]


@pytest.mark.parametrize("code", ["en", "EN-gb", "eng", "en_US", "und", "", None, "tlh", "English", "kk"])
def test_a_language_that_fits_or_cannot_be_told_passes(code):
    assert texts.is_other_language(english(), code) is False


@pytest.mark.parametrize("code", ["de", "no", "nb", "ms", "sr-Latn", "zh-TW", "pt"])
def test_another_language_is_told(code):
    assert texts.is_other_language(english(), code) is True


def test_a_short_text_is_in_any_language():
    short = english(60)
    assert sum(map(str.isalpha, short)) < texts.LETTERS
    assert texts.is_other_language(short, "de") is False


def test_what_the_detector_is_not_sure_of_passes():
    assert texts.is_other_language(english() + " Ж", "de") is False


def test_mojibake_is_repaired_before_the_language_is_told():
    text = SENTENCES["ru"].format(n=1).encode().decode("latin-1")
    assert texts.is_other_language(text, "ru") is False
    assert texts.is_other_language(text, "de") is True


def test_neighbours_are_not_told_apart():
    norwegian = "Kommunestyret møttes tirsdag kveld og stemte over den nye broen over elven, som har vært stengt for all trafikk siden flommen i vår, sier ordføreren."
    assert texts._detected(norwegian) in ("no", "da")
    for code in ("no", "nb", "nn", "da"):
        assert texts.is_other_language(norwegian, code) is False
    assert texts.is_other_language(norwegian, "fi") is True


def test_every_language_taken_for_another_has_a_profile_to_be_taken_for():
    assert set(sum(texts._taken_for().values(), ())) <= texts._detectable()


def test_names_are_judged_as_a_column_is_whatever_its_order():
    cells = FRAME.name.dropna()
    judged = set(check_column(cells).value)
    assert judged == {"Ayanna Presssley", "Ihlan Omar"}
    for seed in range(3):
        counts = cells.sample(frac=1, random_state=seed).value_counts()
        assert spellings.in_doubt(dict(counts)) == judged


def variants(rng, count):
    """Return texts, many of which were made of others by changing some words."""
    made = [rng.choices(WORDS, k=rng.randint(3, 40)) for _ in range(count)]
    for _ in range(count):
        words = list(rng.choice(made))
        for at in range(len(words)):
            if rng.random() < 0.05:
                words[at] = rng.choice(WORDS)
        made.append(words)
    return [" ".join(words) for words in made]


@pytest.mark.parametrize("least", [0.5, 0.8, 0.95, 1.0])
def test_near_duplicates_are_those_that_a_look_at_all_pairs_finds(least):
    given = variants(random.Random(3), 60)
    marks = [shingles.shingles(text) for text in given]
    true = [
        max(shingles.similarity(a, b) for m, b in enumerate(marks) if m != n) >= least
        for n, a in enumerate(marks)
    ]
    found = shingles.near(given, least).tolist()
    assert [n for n, is_found in enumerate(found) if is_found and not true[n]] == []
    assert sum(found) >= 0.95 * sum(true) > 20


def test_near_duplicates_do_not_depend_on_the_order():
    given = variants(random.Random(5), 80)
    places = list(range(len(given)))
    random.Random(1).shuffle(places)
    mixed = shingles.near([given[at] for at in places], 0.8)
    assert [bool(mixed[places.index(n)]) for n in range(len(given))] == shingles.near(given, 0.8).tolist()


def test_the_representative_is_the_text_with_the_smallest_digest(monkeypatch):
    seen = []
    full = shingles._candidates
    monkeypatch.setattr(
        shingles, "_candidates", lambda texts, least: seen.extend(texts) or full(texts, least)
    )
    shingles.near(variants(random.Random(5), 20), 0.8)
    assert len(seen) > 20
    assert seen == sorted(seen, key=shingles.digest)
    assert all(first < other for first, other in full(seen, 0.8))


def test_near_copies_cost_about_one_comparison_each(monkeypatch):
    page = " ".join(random.Random(2).choices(WORDS, k=300))
    asked = []
    full = shingles.similarity
    monkeypatch.setattr(shingles, "similarity", lambda *given: asked.append(1) or full(*given))
    assert shingles.near([f"{page} {n}" for n in range(2000)], 0.8).all()
    assert len(asked) < 2 * 2000


def test_texts_of_a_few_letters_are_twins_only_if_they_are_equal():
    given = ["A cat.", "a cat", "A bat.", "...", "!", "", "...", "Bridge shut", "Bridge shun"]
    found = [True, True, False, True, False, False, True, False, False]
    assert shingles.near(given, 0.5).tolist() == found


@pytest.mark.parametrize("expectation", sorted(BY_ROW | WHOLE))
def test_words_for_data_docs_have_all_their_values(expectation):
    names = ("column_A", "column_B") if "language" in expectation else ("column",)
    made = engine.build(
        {
            "type": expectation,
            "kwargs": {**dict.fromkeys(names, "text"), "mostly": 0.95},
            "severity": "info",
            "meta": {"rule": "pages/x"},
        },
        "here",
    )
    from great_expectations.render.renderer.inline_renderer import InlineRenderer

    (atomic,) = InlineRenderer(render_object=made.configuration).get_rendered_content()
    (legacy,) = made._prescriptive_renderer(configuration=made.configuration)
    told = legacy.to_json_dict()["string_template"]
    assert atomic.value.template == told["template"]
    named = {word.strip("$,.") for word in told["template"].split() if word.startswith("$")}
    assert named >= {*names, "mostly_pct"}
    assert named <= {name for name, value in told["params"].items() if value is not None}
    assert named <= set(atomic.value.params)
    (alone,) = made._prescriptive_renderer(
        configuration=made.configuration, runtime_configuration={"include_column_name": False}
    )
    assert ("$column " in alone.to_json_dict()["string_template"]["template"]) is False


@pytest.mark.parametrize("expectation", sorted(BY_ROW | WHOLE))
def test_a_rule_without_words_gets_a_sentence(expectation):
    kwargs = {"column": "body", "column_A": "body", "column_B": "lang", "mostly": 0.9}
    told = sentence(expectation, kwargs)
    assert "body" in told
    assert "-" not in told
    assert ":" not in told
    assert told.endswith(", in at least 90 % of the rows")


def test_without_pyspark_all_but_spark_works(tmp_path):
    rules = [
        {"type": name, "kwargs": {"column": "text"}} for name in sorted(BY_ROW | WHOLE) if "lang" not in name
    ]
    rules[-2]["kwargs"] = {"column": "whole"}
    (tmp_path / "pages.json").write_text(json.dumps({"expectations": rules}), encoding="utf-8")
    code = (
        "import sys\nsys.modules['pyspark'] = None\n"
        "import cleaner, pandas as pd\n"
        "frame = pd.DataFrame({'text': ['The river rose.', 'Leave a Reply'], 'whole': [True, False]})\n"
        f"found = cleaner.validate(frame, suite={str(tmp_path / 'pages.json')!r})\n"
        "print([r.status for r in found.results])"
    )
    root = Path(validation.__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == str(["pass"] * 3 + ["fail", "pass", "fail", "pass"]), done.stderr
