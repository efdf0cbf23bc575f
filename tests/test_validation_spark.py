"""Suites over Spark frames: the same statuses and counts as on one machine, for every rule and witness."""

import json
import sys

import pyarrow as pa
import pytest

from cleaner import validation
from cleaner.errors import DataError, MissingExtra, SuiteError
from cleaner.validation import engine, measures, run, suites
from tests.spark_session import MARKS, small_session
from tests.test_expectations import BROKEN, WITNESSES, broken, by_rule, good
from tests.texts_to_validate import rows

pytestmark = MARKS


@pytest.fixture(scope="module")
def spark():
    settings = {
        "spark.default.parallelism": "2",
        # a few rows are read sooner than code for them is compiled, or plans are made anew
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.adaptive.enabled": "false",
    }
    with small_session(settings) as session:
        yield session


@pytest.fixture(scope="module")
def lift(spark):
    """Give what makes Spark frames of Arrow tables; the same frame for the same table."""
    held = {}

    def lifted(tables):
        for table in tables.values():
            if id(table) not in held:
                held[id(table)] = (table, spark.createDataFrame(table))
        return {name: held[id(table)][1] for name, table in tables.items()}

    return lifted


@pytest.fixture(scope="module")
def whole():
    return good()


@pytest.fixture
def alone(tmp_path):
    """Write the suite of a table with some rules and no others."""

    def write(name, *rules):
        content = json.loads((suites.folder() / f"{name}.json").read_text(encoding="utf-8"))
        kept = [one for one in content["expectations"] if one["meta"]["rule"] in rules]
        content["expectations"] = kept or content["expectations"][:1]  # the floor is no rule of the file
        (tmp_path / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
        return tmp_path

    return write


def said(result):
    return (result.rule, result.status, result.evaluated, result.unexpected, result.ids, result.groups)


def test_every_measure_is_there_on_spark_too():
    from cleaner.validation.spark.measures import MEASURES

    assert {name: list(found) for name, found in MEASURES.items()} == {
        name: list(found) for name, found in measures.MEASURES.items()
    }


def test_good_tables_pass_every_rule_as_on_one_machine(lift, whole):
    here = validation.validate(whole)
    there = validation.validate(lift(whole))
    assert [said(r) for r in there.results] == [said(r) for r in here.results]
    assert (there.declared, there.loaded, there.evaluated) == (here.declared, here.loaded, here.evaluated)
    assert there.summary() == here.summary()


@pytest.mark.parametrize(("name", "rule"), BROKEN)
def test_each_rule_fails_its_own_bad_row(name, rule, alone, lift, whole):
    tables, ids = broken(name, rule)
    tables = {table: whole[table] if made.equals(whole[table]) else made for table, made in tables.items()}
    folder = alone(name, rule)
    here = by_rule(validation.validate(tables, folder))[rule]
    there = by_rule(validation.validate(lift(tables), folder))[rule]
    assert said(there) == said(here)
    assert (there.status, there.ids) == ("fail", ids)


def rule(expectation, **kwargs):
    return {"type": expectation, "kwargs": kwargs}


OWN = [  # and how many rows break each
    (rule("expect_column_values_to_have_no_residue", column="text"), 2),
    (rule("expect_column_values_to_have_no_residue", column="text", most=3), 0),
    (rule("expect_column_values_to_have_no_residue", column="residue"), 2),
    (rule("expect_column_values_to_have_no_residue", column="residue", most=1, mostly=0.9), 1),
    (rule("expect_column_values_to_have_no_mojibake", column="text"), 1),
    (rule("expect_column_values_to_have_no_mojibake", column="residue"), 2),
    (rule("expect_column_values_to_have_no_controls", column="text"), 2),
    (rule("expect_column_values_to_have_no_controls", column="residue", most=1), 1),
    (rule("expect_text_to_be_in_declared_language", column_A="text", column_B="lang"), 5),
    (rule("expect_names_to_be_consistent", column="name"), 2),
    (rule("expect_names_to_be_consistent", column="residue", most=1), 1),
    (rule("expect_texts_to_be_no_near_duplicates", column="text"), 7),
    (rule("expect_texts_to_be_no_near_duplicates", column="text", similarity=1.0), 5),
    (rule("expect_text_to_reconcile_with_edits", column="whole"), 1),
    (rule("expect_column_values_to_be_of_type", column="residue", type_="int64"), 0),
    (rule("expect_column_values_to_match_regex", column="text", regex=r"^\w[^\n]*\.\n\w"), None),
    (rule("expect_column_values_to_not_match_regex", column="name", regex=r"^(?P<a>.)\w+\s.*(?P=a)\Z"), None),
    (rule("expect_column_values_to_not_match_regex", column="text", regex=r"word\.$"), None),
]


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """Give sixty rows and a file of rules about them."""
    file = tmp_path_factory.mktemp("mixed") / "pages.json"
    meta = {"key": "id", "group": "site"}
    content = {"name": "pages", "meta": meta, "expectations": [declared for declared, _ in OWN]}
    file.write_text(json.dumps(content), encoding="utf-8")
    return pa.Table.from_pylist(rows()), file


def test_our_own_expectations_count_the_same(mixed, spark):
    table, file = mixed
    here = validation.validate(table, suite=file)
    there = validation.validate(spark.createDataFrame(table), suite=file)
    assert [r.observed for r in there.results if r.status == "error"] == []
    assert [said(r) for r in there.results] == [said(r) for r in here.results]
    found = [r.unexpected for r in here.results[1:]]
    assert found == [n if told is None else told for n, (_, told) in zip(found, OWN, strict=True)]
    assert {r.status for r in here.results[1:]} == {"pass", "fail"}


def fleet(spark, count, **changed):
    """Return good articles many times over, with ids, sites and what else is *changed*, as Spark frames."""
    rows = WITNESSES["articles"]["good"]
    many = [{**rows[n % 3], "id": f"{n:04}"} | {k: v(n) for k, v in changed.items()} for n in range(count)]
    table = pa.Table.from_pylist(many, schema=measures.TABLES["articles"])
    return table, spark.createDataFrame(table)


def test_the_first_twenty_ids_and_the_worst_five_sites_are_told(spark, lift, whole, alone):
    def site(n):
        return "one-page.example.org" if n == 65 else f"s{n % 7}" if n % 11 else None

    table, frame = fleet(spark, 700, site=site, controls=lambda n: n % 7 * (n % 13 == 0 or n % 14 == 3))
    folder = alone("articles", "articles/no-controls")
    here = by_rule(validation.validate({**whole, "articles": table}, folder))["articles/no-controls"]
    there = by_rule(validation.validate({**lift(whole), "articles": frame.repartition(3)}, folder))
    assert said(there["articles/no-controls"]) == said(here)
    assert (len(here.ids), len(here.groups), here.unexpected) == (20, 5, 92)
    assert here.groups[0].group == "s3"  # surer than the site of which the only page is broken
    assert "one-page.example.org" in [rate.group for rate in here.groups]


@pytest.mark.parametrize(
    ("column", "rule"), [("controls", "articles/no-controls"), ("text", "articles/length")]
)
def test_a_missing_column_is_an_error_with_a_hint(column, rule, lift, whole, alone):
    frames = lift(whole)
    frames["articles"] = frames["articles"].drop(column)
    found = by_rule(validation.validate(frames, alone("articles", rule)))[rule]
    assert (found.status, found.evaluated, found.unexpected) == ("error", 0, 0)
    assert column in found.observed


def test_a_column_of_another_type_is_an_error_and_stops_no_other_rule(lift, whole, alone):
    frames = lift(whole)
    frames["articles"] = frames["articles"].withColumn("chars_removed", frames["articles"]["source"])
    names = ["share-removed", "chars-removed", "chars-removed-whole", "no-controls"]
    found = validation.validate(frames, alone("articles", *(f"articles/{name}" for name in names)))
    statuses = {r.rule.partition("/")[2]: r.status for r in found.results[1:]}
    assert statuses == dict(zip(names, ["error", "error", "fail", "pass"], strict=True))
    told = by_rule(found)["articles/share-removed"].observed
    assert told == "share_removed cannot be measured: chars_removed is string, not int64"


def test_nothing_is_kept_after_a_validation(spark, lift, alone, mixed, tmp_path):
    tables, _ = broken("articles", "articles/no-controls")
    validation.validate(lift(tables), alone("articles", "articles/no-controls"))
    declared = rule("expect_texts_to_be_no_near_duplicates", column="text")
    file = tmp_path / "pages.json"
    file.write_text(json.dumps({"expectations": [declared], "meta": {"key": "id"}}), encoding="utf-8")
    assert validation.validate(spark.createDataFrame(mixed[0]), suite=file).results[1].unexpected == 7
    assert spark.sparkContext._jsc.getPersistentRDDs().size() == 0


def test_a_vanished_rule_is_an_error(lift, whole, alone, monkeypatch):
    full = engine._validated
    monkeypatch.setattr(engine, "_validated", lambda *given: full(*given)[1:])
    with pytest.raises(SuiteError, match="1 declared, 0 evaluated, missing: articles/no-controls"):
        validation.validate(lift(whole), alone("articles", "articles/no-controls"))


def test_what_a_person_let_pass_is_counted_apart(spark, lift, whole, alone):
    table, frame = fleet(spark, 30, controls=lambda n: n % 3)
    folder = alone("articles", "articles/no-controls")
    let = {"articles/no-controls": {"0001", "0003", "0004"}}
    here = by_rule(run.of_run({**whole, "articles": table}, folder, released=let))["articles/no-controls"]
    there = by_rule(run.of_run({**lift(whole), "articles": frame}, folder, released=let))
    there = there["articles/no-controls"]
    assert (said(there), there.released) == (said(here), here.released)
    assert (here.unexpected, here.released) == (18, 2)


def test_articles_in_quarantine_are_known(lift, whole, alone):
    held = pa.Table.from_pylist(whole["articles"].to_pylist(), schema=measures.TABLES["quarantine"])
    tables = {**whole, "articles": whole["articles"].slice(0, 0), "quarantine": held}
    for name, rule in (("edits", "edits/article"), ("findings", "findings/in-text")):
        assert by_rule(validation.validate(lift(tables), alone(name, rule)))[rule].status == "pass"


def test_a_lone_surrogate_counts_as_one_character(lift, whole, alone):
    edits = [*whole["edits"].to_pylist()[:-1]]
    edits.append(
        {**whole["edits"].to_pylist()[-1], "rule": "encoding/surrogate", "old": "\\ud83d", "new": ""}
    )
    mine = [edit for edit in edits if edit["article_id"] == edits[-1]["article_id"]]
    said = {
        "chars_removed": sum(len(e["old"]) for e in mine) - 5,
        "chars_added": sum(len(e["new"]) for e in mine),
    }
    articles = [a | said if a["id"] == mine[0]["article_id"] else a for a in whole["articles"].to_pylist()]
    tables = {
        **whole,
        "edits": pa.Table.from_pylist(edits, schema=measures.TABLES["edits"]),
        "articles": pa.Table.from_pylist(articles, schema=measures.TABLES["articles"]),
    }
    folder = alone("articles", "articles/chars-counted")
    for given in (tables, lift(tables)):
        assert by_rule(validation.validate(given, folder))["articles/chars-counted"].status == "pass"


def test_a_frame_without_a_key_names_no_rows(spark, tmp_path):
    file = tmp_path / "pages.json"
    declared = rule("expect_column_values_to_be_between", column="n", min_value=2)
    file.write_text(json.dumps({"expectations": [declared]}), encoding="utf-8")
    frame = spark.createDataFrame(pa.table({"n": [1, 2, None]}))
    found = validation.validate(frame, suite=file).results[1]
    assert (found.status, found.evaluated, found.unexpected, found.ids) == ("fail", 2, 1, ())


def test_only_spark_frames_together(lift, whole, alone):
    frames = {**lift(whole), "edits": whole["edits"]}
    with pytest.raises(DataError, match="edits: a Table among Spark frames; give Spark frames only"):
        validation.validate(frames, alone("articles", "articles/no-controls"))


def test_quarantine_does_not_take_a_result_without_rows(lift, whole, alone):
    tables, _ = broken("articles", "articles/no-controls")
    result = validation.validate(lift(tables), alone("articles", "articles/no-controls"))
    with pytest.raises(DataError, match="does not say which rows break it"):
        validation.quarantine(tables["articles"], result)
    with pytest.raises(DataError, match="a Spark frame has no rows here"):
        validation.quarantine(lift(tables)["articles"], result)


def test_without_pyspark_the_install_line_is_told(lift, whole, alone, monkeypatch):
    frames = lift(whole)
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(MissingExtra, match=r'pip install "content-cleaner\[spark\]"'):
        validation.validate(frames, alone("articles", "articles/no-controls"))


@pytest.fixture
def named(mixed, spark, tmp_path):
    """Validate the names of the sixty rows alone."""
    file = tmp_path / "pages.json"
    declared = rule("expect_names_to_be_consistent", column="name")
    file.write_text(json.dumps({"expectations": [declared], "meta": {"key": "id"}}), encoding="utf-8")
    return lambda: validation.validate(spark.createDataFrame(mixed[0]), suite=file).results[1]


def test_too_many_names_are_an_error(named, monkeypatch):
    from cleaner.validation import spellings

    monkeypatch.setattr(spellings, "MOST", 5)
    found = named()
    assert found.status == "error"
    assert "name holds more than 5 different values, too many to judge" in found.observed


def test_names_are_collected_once(named, monkeypatch):
    from cleaner.validation import spellings

    asked = []
    full = spellings.in_doubt
    monkeypatch.setattr(spellings, "in_doubt", lambda *given: asked.append(1) or full(*given))
    assert (named().ids, len(asked)) == (("r33", "r35"), 1)


def test_a_regular_expression_finds_the_same_on_either_engine(spark, tmp_path):
    ends = ["", "\n", "\r", "\r\n", "\u2028", "\x85", "\n\n"]
    words = ["cafe", "café", "Ночь", "١٢", "42", "a_b", "two words", "cafecafe"]
    values = [word + end for word in words for end in ends]
    regexes = [
        r"^\w+$",
        r"^\w+\Z",
        r"^.+$",
        r"^\d+",
        r"\bcaf\b",
        r"\w\W",
        r"^(?P<a>caf.)(?P=a)",
        r"\\Z",
        r"^[^\s]+\s",
    ]
    rules = [rule("expect_column_values_to_match_regex", column="word", regex=regex) for regex in regexes]
    rules.append(rule("expect_column_values_to_match_regex_list", column="word", regex_list=regexes[1:4]))
    file = tmp_path / "words.json"
    file.write_text(json.dumps({"expectations": rules, "meta": {"key": "id"}}), encoding="utf-8")
    table = pa.table({"word": values, "id": [f"{n:02}" for n in range(len(values))]})
    here = validation.validate(table, suite=file)
    there = validation.validate(spark.createDataFrame(table), suite=file)
    assert [(r.unexpected, r.ids) for r in there.results] == [(r.unexpected, r.ids) for r in here.results]
    assert len({r.unexpected for r in here.results}) > 5


def test_a_page_of_space_alone_has_no_message_on_either_engine(spark):
    from pyspark.sql import functions as F  # noqa: N812 - its usual name

    from cleaner.validation.spark.measures import MEASURES

    letters = [chr(code) for code in range(0x3100) if code]
    table = pa.table({"message": letters, "n": range(len(letters))})
    here = measures.MEASURES["findings"]["has_message"].of(table, None).to_pylist()
    there = MEASURES["findings"]["has_message"](spark.createDataFrame(table), {}, "told")
    assert [row["told"] for row in there.orderBy(F.col("n")).collect()] == here
    assert here.count(False) > 20
