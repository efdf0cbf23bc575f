"""Each expectation passes good rows and fails its own bad row; nothing vanishes, nothing is fetched.

`witnesses/<table>.json` holds the good rows and, for each rule, how to break the last of them:
"set" these values, "drop" this column, "retype" a column, or keep no "rows"; "also" sets values
of the last row of another table. "ids" are the articles that the rule then names (the last row's
own, if not given).
"""

import json
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from cleaner import validation
from cleaner.errors import SuiteError
from cleaner.tables import QUARANTINE, SCHEMAS, Tables
from cleaner.validation import engine, measures, suites
from cleaner.validation.sentences import sentence

WITNESSES = {
    file.stem: json.loads(file.read_text(encoding="utf-8"))
    for file in sorted((Path(__file__).parent / "witnesses").glob("*.json"))
}
BROKEN = [(table, rule) for table, content in WITNESSES.items() for rule in content["broken"]]


@pytest.fixture(scope="module", autouse=True)
def no_network():
    """Refuse every connection while the engine is imported and used."""

    def refuse(*args):
        raise AssertionError(f"the network was used: {args[1:]}")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        patch.setattr(socket.socket, "connect_ex", refuse)
        patch.setattr(socket, "getaddrinfo", refuse)
        yield


def table(name, rows):
    return pa.Table.from_pylist(rows, schema=measures.TABLES[name])


def good():
    return {name: table(name, content["good"]) for name, content in WITNESSES.items()}


def broken(name, rule):
    """Return the good tables with one of them broken, and the ids that the rule must name."""
    how = WITNESSES[name]["broken"][rule]
    rows = WITNESSES[name]["good"]
    last = {**rows[-1], **how.get("set", {})}
    made = table(name, [*rows[:-1], last][: how.get("rows")])
    if "drop" in how:
        made = made.drop_columns([how["drop"]])
    if "retype" in how:
        column, type_ = how["retype"]
        other = pa.array(range(made.num_rows), type_)
        made = made.set_column(made.column_names.index(column), column, other)
    tables = {**good(), name: made}
    for other, values in how.get("also", {}).items():
        *firsts, last_there = WITNESSES[other]["good"]
        tables[other] = table(other, [*firsts, {**last_there, **values}])
    return tables, tuple(how.get("ids", [last[measures.key(name)]]))


def by_rule(result):
    return {r.rule: r for r in result.results}


@pytest.fixture(scope="module")
def single(tmp_path_factory):
    """Give a folder for each table that holds its suite alone."""
    made = {}
    for name in WITNESSES:
        made[name] = tmp_path_factory.mktemp(name)
        source = suites.folder() / f"{name}.json"
        (made[name] / source.name).write_bytes(source.read_bytes())
    return made


@pytest.fixture
def own(tmp_path):
    """Write a suite of one rule over articles, changed as asked, and return its folder."""

    def write(change=None, **top):
        rule = {
            "type": "expect_column_values_to_be_between",
            "kwargs": {"column": "chars_out", "min_value": 1},
            "severity": "critical",
            "meta": {"rule": "articles/some", "why": "because"},
        }
        rule |= change or {}
        suite = {"name": "articles", "expectations": [rule], **top}
        (tmp_path / "articles.json").write_text(json.dumps(suite), encoding="utf-8")
        return tmp_path

    return write


def test_each_rule_has_its_witness():
    declared = [r["meta"]["rule"] for suite in validation.load().values() for r in suite.rules]
    floors = [f"{s.table}/rows" for s in validation.load().values() if s.min_rows]
    assert sorted(declared + floors) == sorted(rule for _, rule in BROKEN)


def test_each_rule_says_what_why_and_whence():
    for suite in validation.load().values():
        for rule in suite.rules:
            assert set(rule["meta"]) == {"rule", "says", "why", "source"}, rule["meta"]["rule"]
            assert all(rule["meta"].values()), rule["meta"]["rule"]


def test_good_tables_pass_every_rule():
    result = validation.validate(good())
    count = sum(len(suite.rules) + 1 for suite in validation.load().values())
    assert [r.rule for r in result.results if r.status != "pass"] == []
    assert (result.declared, result.loaded, result.evaluated) == (count, count, count)
    assert result.failed_critical is False
    assert result.summary() == f"{count} of {count} expectations evaluated, 0 do not hold"


@pytest.mark.parametrize(("name", "rule"), BROKEN)
def test_each_rule_fails_its_own_bad_row(name, rule, single):
    tables, ids = broken(name, rule)
    result = by_rule(validation.validate(tables, single[name]))[rule]
    assert result.status == "fail"
    assert result.ids == ids
    assert (result.unexpected > 0) == bool(ids)


def test_a_result_counts_rows_and_names_them():
    tables, _ = broken("articles", "articles/not-short")
    result = by_rule(validation.validate(tables))["articles/not-short"]
    assert (result.evaluated, result.unexpected, result.share) == (3, 1, 0.333333)
    assert (result.table, result.column, result.severity) == ("articles", "chars_out", "warning")
    assert result.told() == (
        "FAIL (warning) articles/not-short: every text has at least 40 characters; 1 of 3 rows, first a3"
    )


def test_a_warning_is_no_critical_failure(single):
    tables, _ = broken("articles", "articles/no-mojibake")
    result = validation.validate(tables, single["articles"])
    assert [r.rule for r in result.failed("warning")] == ["articles/no-mojibake"]
    assert result.failed_critical is False


def test_empty_articles_fail_the_floor_and_what_needs_a_row():
    empty = {name: table(name, []) for name in measures.TABLES}
    result = validation.validate(empty)
    assert [(r.rule, r.observed) for r in result.results if r.status != "pass"] == [
        ("articles/rows", "0 rows"),
        ("articles/share-removed-mean", "None"),
        ("run/rows", "0 rows"),
    ]
    assert result.failed_critical is True


def test_articles_in_quarantine_are_known():
    tables = good()
    held = table("quarantine", tables["articles"].slice(2).to_pylist())
    tables |= {"articles": tables["articles"].slice(0, 2), "quarantine": held}
    assert by_rule(validation.validate(tables))["edits/article"].status == "pass"


@pytest.mark.parametrize(
    ("column", "rules"),
    [
        ("controls", {"articles/no-controls", "articles/controls-whole"}),
        ("text", {"articles/text-present", "articles/length", "articles/replays"}),
        (
            "chars_added",
            {
                "articles/reconciled",
                "articles/chars-added",
                "articles/chars-added-whole",
                "articles/share-removed",
                "articles/share-removed-much",
                "articles/share-removed-mean",
                "articles/chars-counted",
            },
        ),
    ],
)
def test_a_missing_column_is_an_error_and_critical(column, rules, single):
    tables = good()
    tables["articles"] = tables["articles"].drop_columns([column])
    result = validation.validate(tables, single["articles"])
    errors = {r.rule for r in result.results if r.status == "error"}
    assert errors == rules
    assert all(r.observed for r in result.results if r.status == "error")
    assert result.failed_critical is True


def test_an_error_of_an_info_rule_is_critical_too(own):
    tables = good()
    tables["articles"] = tables["articles"].drop_columns(["chars_out"])
    result = validation.validate(tables, own({"severity": "info"}))
    assert [r.status for r in result.results] == ["pass", "error"]
    assert result.failed_critical is True


def test_a_column_of_another_type_is_an_error(single):
    tables = good()
    words = pa.array(["many"] * 3)
    at = tables["articles"].column_names.index("chars_removed")
    tables["articles"] = tables["articles"].set_column(at, "chars_removed", words)
    result = by_rule(validation.validate(tables, single["articles"]))
    assert result["articles/share-removed"].status == "error"
    assert result["articles/chars-removed-whole"].status == "fail"


def test_a_missing_table_is_told():
    tables = good()
    del tables["edits"]
    with pytest.raises(SuiteError, match=r"edits\.json: no table 'edits'; there are articles"):
        validation.validate(tables)


def test_tables_of_a_run_are_taken_as_they_are(single):
    tables = Tables(**{name: good()[name] for name in SCHEMAS}, rows_in=5)
    assert validation.validate(tables, single["names"]).failed_critical is False
    run = by_rule(validation.validate(tables, single["run"]))
    assert run["run/rows-add-up"].status == "pass"
    lost = replace(tables, rows_in=6)
    assert by_rule(validation.validate(lost, single["run"]))["run/rows-add-up"].status == "fail"


@pytest.mark.parametrize(("stage", "count"), [("loaded", "10 declared, 9"), ("evaluated", "9 declared, 8")])
def test_a_vanished_rule_is_an_error(stage, count, single, monkeypatch):
    if stage == "loaded":
        whole = engine.suite
        monkeypatch.setattr(engine, "suite", lambda rules: whole(rules[1:]))
    else:
        full = engine.evaluate
        monkeypatch.setattr(engine, "evaluate", lambda *given: full(*given)[1:])
    with pytest.raises(SuiteError, match=rf"{count} {stage}, missing: names/"):
        validation.validate(good(), single["names"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"severity": "criticall"}, "unknown severity 'criticall'; did you mean 'critical'"),
        ({"severity": None}, "unknown severity None; known are critical, info, warning"),
        (
            {"type": "expect_column_values_to_be_betwen"},
            "unknown expectation 'expect_column_values_to_be_betwen'; did you mean '.*_to_be_between'",
        ),
        (
            {"kwargs": {"column": "char_out", "min_value": 1}},
            "unknown column 'char_out'; did you mean 'chars_out'",
        ),
        ({"kwargs": {"column": "text", "min_value": 1}}, "do not see the long column 'text'; use a measure"),
        ({"kwargs": {"column": "chars_out", "minimum": 1}}, "kwargs do not fit .* minimum extra fields"),
        ({"kwargs": []}, "type must be a string and kwargs an object"),
        ({"meta": {"rule": "articles/some"}}, r"rule 1: no meta\.why; say why it matters"),
        ({"meta": {"why": "because"}}, r"rule 1: no meta\.rule; say its id"),
        ({"meta": None}, "rule 1: a rule is an object"),
        ({"meta": {"rule": "some", "why": "because"}}, "does not begin with 'articles/'"),
        ({"meta": {"rule": "articles/rows", "why": "because"}}, "is that of the floor"),
        ({"meta": {"rule": "articles/some", "why": "b", "reason": "c"}}, "meta: unknown key 'reason'"),
        ({"mostly": 0.9}, "unknown key 'mostly'"),
    ],
)
def test_a_malformed_rule_is_told(change, message, own):
    with pytest.raises(SuiteError, match=message) as told:
        validation.load(own(change))
    assert str(told.value).startswith(str(own(change) / "articles.json"))


@pytest.mark.parametrize(
    ("top", "message"),
    [
        ({"expectation": []}, "unknown key 'expectation'; did you mean 'expectations'"),
        ({"name": "article"}, "unknown table 'article'; did you mean 'articles'"),
        ({"name": "quarantines"}, "unknown table 'quarantines'; did you mean 'quarantine'"),
        ({"expectations": []}, "a suite without a rule checks nothing"),
        ({"expectations": {}}, "a suite is an object with a list"),
        ({"meta": {"min_row": 1}}, "meta: unknown key 'min_row'; did you mean 'min_rows'"),
        ({"meta": {"min_rows": -1}}, r"meta\.min_rows is -1; give a whole number"),
        ({"meta": {"min_rows": True}}, r"meta\.min_rows is True"),
        ({"meta": []}, "meta must be an object"),
    ],
)
def test_a_malformed_suite_is_told(top, message, own):
    with pytest.raises(SuiteError, match=message):
        validation.load(own(**top))


def test_json_that_cannot_be_read_is_told(tmp_path):
    (tmp_path / "articles.json").write_text("{", encoding="utf-8")
    with pytest.raises(SuiteError, match=r"articles\.json: cannot be read as JSON"):
        validation.load(tmp_path)


def test_a_folder_without_suites_is_told(tmp_path):
    with pytest.raises(SuiteError, match="no suite"):
        validation.load(tmp_path)


def test_a_rule_id_stands_once(own):
    rule = json.loads((own() / "articles.json").read_text(encoding="utf-8"))["expectations"][0]
    with pytest.raises(SuiteError, match="'articles/some' stands twice"):
        validation.load(own(expectations=[rule, rule]))


def test_two_suites_for_one_table_are_told(own):
    folder = own()
    (folder / "more.json").write_bytes((folder / "articles.json").read_bytes())
    with pytest.raises(SuiteError, match=r"more\.json: articles\.json is a suite for 'articles' too"):
        validation.load(folder)


def test_a_suite_changed_on_disk_is_read_again(own):
    assert validation.load(own(meta={"min_rows": 1}))["articles"].min_rows == 1
    assert validation.load(own(meta={"min_rows": 2}))["articles"].min_rows == 2


def test_a_suite_without_words_gets_a_sentence(own):
    result = validation.validate(good(), own())
    assert [r.sentence for r in result.results] == [
        "the number of rows is at least 0",
        "chars_out is at least 1",
    ]


def test_sentences_tell_sets_and_ranges():
    kwargs = {"column": "decision", "value_set": ["fixed", "kept"]}
    assert sentence("expect_column_values_to_be_in_set", kwargs) == "decision is one of fixed, kept"
    kwargs = {"column": "lang_confidence", "min_value": 0, "max_value": 1}
    assert (
        sentence("expect_column_values_to_be_between", kwargs)
        == "lang_confidence is at least 0 and at most 1"
    )


def test_the_engine_never_sees_long_columns(monkeypatch):
    seen = {}
    full = engine.evaluate

    def spy(frame, built):
        seen.update({name: None for name in frame.columns if frame[name].tolist() != [True] * len(frame)})
        return full(frame, built)

    monkeypatch.setattr(engine, "evaluate", spy)
    validation.validate(good())
    assert {"lang", "share_removed", "start"} <= set(seen)
    assert not set(seen) & measures.WIDE


def test_quarantine_holds_what_fails_a_critical_rule():
    rows = WITNESSES["articles"]["good"]
    bad = {**rows[1], "controls": 2, "residue": 1, "mojibake": 1}
    warned = {**rows[2], "mojibake": 3}
    articles = table("articles", [bad, rows[0], warned])
    tables = good() | {"articles": articles}
    clean, held = validation.quarantine(articles, validation.validate(tables))
    assert clean.column("id").to_pylist() == ["a1", "a3"]
    assert (clean.schema, held.schema) == (SCHEMAS["articles"], QUARANTINE)
    row = held.to_pylist()[0]
    assert (held.num_rows, row["id"], row["text"]) == (1, "a2", rows[1]["text"])
    assert row["expectations"] == ["articles/no-mojibake", "articles/no-controls", "articles/no-residue"]
    assert row["severities"] == ["warning", "critical", "info"]
    assert row["reasons"][1] == "no control character is left (controls = 2)"


@pytest.mark.parametrize(("id_", "ids"), [(None, [None]), ("a2", ["a2", "a2"]), ("", [""])])
def test_articles_without_an_id_of_their_own_go_to_quarantine(id_, ids):
    rows = WITNESSES["articles"]["good"]
    articles = table("articles", [*rows[:2], {**rows[2], "id": id_}])
    result = validation.validate(good() | {"articles": articles})
    clean, held = validation.quarantine(articles, result)
    assert held.column("id").to_pylist() == ids
    assert clean.num_rows + held.num_rows == 3


def test_a_rule_about_the_whole_table_sends_no_row_to_quarantine():
    tables, _ = broken("articles", "articles/columns")
    result = validation.validate(good() | {"articles": tables["articles"]})
    assert result.failed_critical is True
    assert {i for r in result.results for i in r.ids} == set()


def test_written_results_are_the_same_each_time(tmp_path):
    tables, _ = broken("names", "names/decision")
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        validation.write(validation.validate(tables), tmp_path / folder)
    names = sorted([*(f"{table}.json" for table in WITNESSES), "summary.json"])
    assert sorted(p.name for p in (tmp_path / "one").iterdir()) == names
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    summary = json.loads((tmp_path / "one" / "summary.json").read_text(encoding="utf-8"))
    failed = [r["rule"] for r in summary["results"] if r["status"] == "fail"]
    assert (summary["failed_critical"], failed) == (True, ["names/decision"])


def test_a_result_shows_the_first_twenty_ids_and_holds_all_rows(single):
    short = [{**WITNESSES["articles"]["good"][0], "id": f"s{i}", "chars_out": 3} for i in range(250)]
    tables = good() | {"articles": table("articles", short)}
    result = by_rule(validation.validate(tables, single["articles"]))["articles/not-short"]
    assert result.as_dict()["ids"] == [f"s{i}" for i in range(20)]
    assert (result.unexpected, result.rows.tolist()) == (250, list(range(250)))


def test_nothing_is_written_and_late_imports_stay_late(tmp_path):
    code = (
        "import sys, cleaner, cleaner.validation\n"
        "loaded = {'pandas', 'great_expectations'} & set(sys.modules)\n"
        "assert not loaded, loaded\n"
        "import pyarrow as pa\n"
        "from cleaner.validation.measures import TABLES\n"
        "tables = {name: schema.empty_table() for name, schema in TABLES.items()}\n"
        "assert cleaner.validation.validate(tables).failed_critical\n"
    )
    root = Path(validation.__file__).parents[2]
    env = {
        "HOME": str(tmp_path),
        "TMPDIR": str(tmp_path),
        "PYTHONPATH": str(root),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []
