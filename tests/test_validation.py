"""Validation of any table: traps of the engine, chunks, sources, suites of one's own, the whole cycle."""

import base64
import hashlib
import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import cleaner
from cleaner import validation, writers
from cleaner.cli import main
from cleaner.engines import folders, local, mending
from cleaner.engines.release import listed, release
from cleaner.errors import ConfigError, DataError, OutputError, SuiteError
from cleaner.validation import digests, engine, groups, profile, sources, standins
from cleaner.validation.suggest import suggest


def suite_file(folder, *rules, name="books", **meta):
    """Write a suite of rules, each (type, kwargs) or a whole rule, and return its path."""
    made = [rule if isinstance(rule, dict) else {"type": rule[0], "kwargs": rule[1]} for rule in rules]
    path = folder / f"{name}.json"
    path.write_text(json.dumps({"name": name, "expectations": made, "meta": meta}), encoding="utf-8")
    return path


BOOKS = pd.DataFrame(
    {
        "isbn": ["a1", "a2", "a3", "a4"],
        "pages": [120, 0, 96, 410],
        "title": ["Rivers", "Bridges", None, "Hills"],
        "shop": ["north", "north", "south", "south"],
    }
)
PAGES = ("expect_column_values_to_be_between", {"column": "pages", "min_value": 1})


def statuses(result):
    return {r.rule: r.status for r in result.results}


# --- the engine's traps, each with the guard that holds against it ---


def test_trap_1_the_engine_drops_a_rule_of_an_unknown_type_and_we_do_not(tmp_path):
    engine.types()  # imported with its warnings held back
    import great_expectations as gx

    raw = {
        "name": "s",
        "expectations": [{"type": "expect_column_values_to_be_shiny", "kwargs": {"column": "a"}}],
    }
    assert len(gx.ExpectationSuite(**raw).expectations) == 0  # no error: the trap
    with pytest.raises(SuiteError, match="unknown expectation 'expect_column_values_to_be_shiny'"):
        validation.validate(BOOKS, suite=suite_file(tmp_path, ("expect_column_values_to_be_shiny", {})))


def test_trap_2_an_empty_table_passes_every_rule_but_the_floor(tmp_path):
    result = validation.validate(BOOKS.head(0), suite=suite_file(tmp_path, PAGES, min_rows=1))
    assert statuses(result) == {"books/rows": "fail", "books/pages-to-be-between": "pass"}
    assert result.fails()


def test_trap_3_a_missing_column_is_an_error_apart_from_a_failure(tmp_path):
    file = suite_file(tmp_path, ("expect_column_values_to_not_be_null", {"column": "titel"}), PAGES)
    result = validation.validate(BOOKS, suite=file)
    found = {r.rule: (r.status, r.observed) for r in result.results}
    assert found["books/titel-to-not-be-null"] == (
        "error",
        "there is no column 'titel'; did you mean 'title'?",
    )
    assert found["books/pages-to-be-between"][0] == "fail"
    assert "ERROR (critical) books/titel-to-not-be-null" in result.summary()


@pytest.mark.parametrize("text", ["short", "long " * 50])
def test_a_pattern_that_cannot_be_read_is_an_error_too(text, tmp_path):
    file = suite_file(
        tmp_path, ("expect_column_values_to_match_regex", {"column": "text", "regex": "("}), PAGES
    )
    result = validation.validate(pd.DataFrame({"text": [text], "pages": [1]}), suite=file)
    assert [r.status for r in result.results] == ["pass", "error", "pass"]
    assert "missing )" in result.results[1].observed


def test_trap_6_the_severity_decides_the_outcome(tmp_path):
    rule = {"type": PAGES[0], "kwargs": PAGES[1], "severity": "warning"}
    result = validation.validate(BOOKS, suite=suite_file(tmp_path, rule))
    assert (result.fails(), result.fails("warning"), result.fails("info")) == (False, True, True)
    with pytest.raises(ConfigError, match="unknown severity 'fatal'; known are critical, info, warning"):
        result.fails("fatal")


def test_values_of_failing_rows_reach_no_result(tmp_path):
    hostile = pd.DataFrame({"text": ["<script>alert(1)</script>" * 5, "fine"]})
    file = suite_file(
        tmp_path, ("expect_column_value_lengths_to_be_between", {"column": "text", "max_value": 9})
    )
    result = validation.validate(hostile, suite=file)
    assert "script" not in json.dumps(result.as_dict())
    assert result.results[1].ids == ("row 1",)


def test_more_failing_rows_than_the_engine_lists_values(tmp_path):
    many = pd.DataFrame({"n": range(1000)})
    file = suite_file(tmp_path, ("expect_column_values_to_be_between", {"column": "n", "min_value": 700}))
    result = validation.validate(many, suite=file)
    clean, held = validation.quarantine(many, result)
    assert (result.results[1].unexpected, clean.num_rows, held.num_rows) == (700, 300, 700)


# --- chunks say what the whole says ---

RULES = [
    ("expect_column_values_to_not_be_null", {"column": "text"}),
    ("expect_column_values_to_be_null", {"column": "text"}),
    ("expect_column_values_to_be_unique", {"column": "text"}),
    ("expect_column_value_lengths_to_be_between", {"column": "text", "min_value": 2, "max_value": 90}),
    ("expect_column_values_to_match_regex", {"column": "text", "regex": "^a"}),
    ("expect_column_values_to_not_match_regex", {"column": "text", "regex": "(b|c)$", "mostly": 0.6}),
    ("expect_column_values_to_be_in_set", {"column": "text", "value_set": ["a", "bb"]}),
    ("expect_column_values_to_be_between", {"column": "n", "min_value": 0, "max_value": 5}),
    ("expect_column_values_to_be_of_type", {"column": "n", "type_": "int64"}),
    ("expect_column_mean_to_be_between", {"column": "n", "min_value": -1, "max_value": 3}),
    ("expect_column_max_to_be_between", {"column": "n", "max_value": 6}),
    ("expect_column_unique_value_count_to_be_between", {"column": "text", "max_value": 4}),
    ("expect_column_pair_values_to_be_equal", {"column_A": "n", "column_B": "m", "ignore_row_if": "neither"}),
    ("expect_compound_columns_to_be_unique", {"column_list": ["text", "m"]}),
    ("expect_table_row_count_to_be_between", {"min_value": 3}),
    ("expect_table_column_count_to_equal", {"value": 3}),
    ("expect_table_columns_to_match_ordered_list", {"column_list": ["text", "n", "m"]}),
    ("expect_column_to_exist", {"column": "text"}),
]
# short and long values, so that texts are looked at themselves, measured, and digested
TEXTS = st.one_of(
    st.none(),
    st.sampled_from(["a", "bb", "abc", "ä\u0301", ""]),
    st.sampled_from(["a", "b", "c"]).map(lambda letter: letter * 200 + "b"),
)
ROWS = st.lists(
    st.tuples(TEXTS, st.one_of(st.none(), st.integers(-2, 8)), st.integers(0, 3)), min_size=1, max_size=12
)


@settings(max_examples=25, deadline=None)
@given(rows=ROWS, chunk=st.integers(1, 5))
def test_chunks_say_what_the_whole_says(rows, chunk, tmp_path_factory):
    schema = pa.schema([("text", pa.string()), ("n", pa.int64()), ("m", pa.int64())])
    table = pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema)
    file = suite_file(tmp_path_factory.getbasetemp(), *RULES, name="chunked")
    whole = validation.validate(table, suite=file)
    parts = validation.validate(table, suite=file, chunk_rows=chunk)
    assert whole.as_dict() == parts.as_dict()
    assert [r.rows.tolist() for r in whole.results] == [r.rows.tolist() for r in parts.results]


def test_a_long_text_is_judged_as_the_engine_would(tmp_path, monkeypatch):
    texts = ["x" * 100 + tail for tail in ("", "a\n", "ä", "a", "b\u2028")] + [None, "x" * 100]
    table = pd.DataFrame({"text": texts})
    rules = [
        ("expect_column_values_to_match_regex", {"column": "text", "regex": pattern})
        for pattern in ("a$", "x(?=a)", "(?i)A", r"\bx+\b", r"^x{100}\Z")
    ]
    rules += [("expect_column_value_lengths_to_be_between", {"column": "text", "max_value": 100})]
    rules += [("expect_column_values_to_be_unique", {"column": "text"})]
    file = suite_file(tmp_path, *rules)
    measured = validation.validate(table, suite=file)
    monkeypatch.setattr(standins, "is_long", lambda values: False)
    plain = validation.validate(table, suite=file)
    assert [r.rows.tolist() for r in measured.results] == [r.rows.tolist() for r in plain.results]
    assert measured.as_dict() == plain.as_dict()


def test_the_engine_sees_measures_in_place_of_long_texts(tmp_path, monkeypatch):
    seen = []
    full = engine.evaluate
    monkeypatch.setattr(engine, "evaluate", lambda frame, built: seen.append(frame) or full(frame, built))
    rules = [
        ("expect_column_value_lengths_to_be_between", {"column": "text", "max_value": 900}),
        ("expect_column_values_to_be_unique", {"column": "text"}),
    ]
    table = pd.DataFrame({"text": ["long " * 100, "long " * 100, "other " * 90]})
    result = validation.validate(table, suite=suite_file(tmp_path, *rules))
    assert [r.unexpected for r in result.results] == [0, 0, 2]
    assert [(list(frame.columns), frame.iloc[0, 0]) for frame in seen] == [
        (["length of text", "text"], 500),
        (["text"], hashlib.blake2b(b"long " * 100, digest_size=16).hexdigest()),
    ]


def test_a_row_condition_sees_its_column(tmp_path):
    south = {"type": "comparison", "column": {"name": "shop"}, "operator": "==", "parameter": "south"}
    kwargs = {"column": "pages", "min_value": 100, "row_condition": south}
    result = validation.validate(BOOKS, suite=suite_file(tmp_path, (PAGES[0], kwargs), key="isbn"))
    assert (result.results[1].status, result.results[1].ids) == ("fail", ("a3",))


def test_digests_tell_values_apart_and_keep_missing_ones():
    values = pa.chunked_array([["ä", None, "ä"], ["b"]])
    told = digests.digested(values).to_pylist()
    assert told[0] == told[2] != told[3]
    assert told[1] is None


# --- tables of every kind ---


def test_a_table_may_be_a_frame_an_arrow_table_or_a_file(tmp_path):
    file = suite_file(tmp_path, PAGES, key="isbn")
    BOOKS.to_csv(tmp_path / "books.csv", index=False)
    BOOKS.to_csv(tmp_path / "books.tsv", index=False, sep="\t")
    BOOKS.to_json(tmp_path / "books.jsonl", orient="records", lines=True)
    BOOKS.to_parquet(tmp_path / "books.parquet", index=False)
    (tmp_path / "parts").mkdir()
    for n in (0, 1):
        BOOKS.iloc[2 * n : 2 * n + 2].to_parquet(tmp_path / "parts" / f"part-{n}.parquet", index=False)
    given = [BOOKS, pa.Table.from_pandas(BOOKS)]
    given += [tmp_path / name for name in ("books.csv", "books.tsv", "books.jsonl", "books.parquet", "parts")]
    for table in given:
        result = validation.validate(table, suite=file).results[1]
        assert (result.status, result.evaluated, result.unexpected, result.ids) == ("fail", 4, 1, ("a2",))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("gone.parquet", None, r"gone\.parquet: there is no such file; check the path"),
        ("bad.parquet", b"PAR1 but not really", r"bad\.parquet: cannot be read as a table .*; mend the file"),
        ("cut.jsonl", b'{"a": 1}\n{"a": ', r"cut\.jsonl: cannot be read as a table"),
        ("table.xlsx", b"x", r"table\.xlsx: not a table that can be read; give one of \.parquet, \.csv"),
    ],
)
def test_a_table_that_cannot_be_read_is_told(name, content, message, tmp_path):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=message):
        validation.validate(tmp_path / name, suite=suite_file(tmp_path, PAGES))


def test_parts_of_different_columns_are_told(tmp_path):
    pq.write_table(pa.table({"a": [1]}), tmp_path / "one.parquet")
    pq.write_table(pa.table({"b": [1]}), tmp_path / "two.parquet")
    with pytest.raises(DataError, match=r"two\.parquet: its columns are not those of one\.parquet"):
        sources.of(tmp_path)
    with pytest.raises(DataError, match="a list is no table; give a path, a pandas frame or a pyarrow table"):
        sources.of([1, 2])


def test_a_parquet_file_is_read_in_pieces(tmp_path):
    pq.write_table(
        pa.table({"text": ["y" * 100_000] * 100, "n": range(100)}),
        tmp_path / "t.parquet",
        use_dictionary=False,
    )
    source = sources.of(tmp_path / "t.parquet")
    pieces = [chunk.num_rows for chunk in source.chunks(["text"])]
    assert (sum(pieces), max(pieces)) == (100, 19)
    assert [chunk.num_rows for chunk in source.chunks(["n"])] == [100]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            {"expectations": [{"type": "expect_column_to_exist", "kwargs": {}, "sevrity": "info"}]},
            "unknown key 'sevrity'",
        ),
        (
            {"expectations": [{"type": "expect_column_to_exist"}]},
            "a rule is an object with type, kwargs",
        ),
        ({"expectations": [], "name": "books"}, "a suite without a rule checks nothing"),
        ({"name": 7, "expectations": [{}]}, "name must be the table's; write a word"),
        (
            {"expectations": [{"type": PAGES[0], "kwargs": PAGES[1]}], "meta": {"key": 7}},
            r"meta\.key is 7; give the name of a column",
        ),
    ],
)
def test_a_malformed_suite_of_ones_own_is_told(content, message, tmp_path):
    (tmp_path / "own.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(SuiteError, match=message):
        validation.validate(BOOKS, suite=tmp_path / "own.json")


def test_rules_without_an_id_get_one_each(tmp_path):
    result = validation.validate(BOOKS, suite=suite_file(tmp_path, PAGES, PAGES))
    assert [(r.rule, r.severity) for r in result.results] == [
        ("books/rows", "critical"),
        ("books/pages-to-be-between", "critical"),
        ("books/pages-to-be-between-2", "critical"),
    ]


# --- rates by group ---


def test_the_group_that_breaks_a_rule_shows(tmp_path):
    rows = 600
    table = pd.DataFrame({"n": [1] * rows, "site": [f"s{n % 20}" for n in range(rows)]})
    table.loc[(table.site == "s7") & (table.index % 3 == 1), "n"] = 0
    table.loc[[0, 1], "n"] = 0
    rule = ("expect_column_values_to_be_between", {"column": "n", "min_value": 1})
    result = validation.validate(table, suite=suite_file(tmp_path, rule, group="site")).results[1]
    assert result.groups[0] == groups.Rate("s7", 30, 10, 0.333333)
    assert [rate.group for rate in result.groups] == ["s7", "s0", "s1"]
    assert "most on s7, 10 of 30" in result.told()
    one = validation.validate(table.iloc[[0, 1]], suite=tmp_path / "books.json").results[1]
    assert one.broken_group is None


# --- quarantine, release, restore: a run with three bad rows of a hundred ---

BODY = "The council met on Tuesday and voted for the new bridge across the river, number {}, at last."


@pytest.fixture
def broken_run(tmp_path):
    """Clean 100 pages, of which 3 hold what a suite of one's own forbids, into a run folder."""
    lines = [
        {"id": f"p{n}", "text": BODY.format(n) + "\nLeave a Reply\n", "url": f"https://s{n % 4}.example/{n}"}
        for n in range(100)
    ]
    for n in (10, 40, 70):
        lines[n]["text"] = "Too short" if n == 40 else BODY.format(n) + "\nforbidden "
    source = tmp_path / "pages.jsonl"
    source.write_text("".join(json.dumps(line) + "\n" for line in lines) + "no json\n", encoding="utf-8")
    own = tmp_path / "suites"
    own.mkdir()
    for file in validation.suites.folder().glob("*.json"):
        suite = json.loads(file.read_text(encoding="utf-8"))
        for rule in suite["expectations"]:
            if rule["meta"]["rule"] == "articles/not-short":
                rule["severity"] = "critical"
            if rule["meta"]["rule"] == "articles/not-long":
                rule |= {"severity": "critical", "kwargs": {"column": "chars_out", "max_value": 97}}
        (own / file.name).write_text(json.dumps(suite), encoding="utf-8")
    done = local.run(source, tmp_path / "run", suites=own)
    return done, own, source


def added_up(tables):
    counts = tables.counts()
    return counts["rows_in"] == counts["articles"] + counts["quarantine"] + counts["rejects"]


def test_bad_rows_are_held_with_every_rule_and_released_rows_come_back(broken_run, tmp_path):
    done, own, source = broken_run
    held = done.tables.frame("quarantine").set_index("id")
    assert (list(held.index), done.counts["articles"], done.counts["rejects"]) == (
        ["p10", "p40", "p70"],
        97,
        1,
    )
    assert not set(held.index) & set(done.tables.articles.column("id").to_pylist())
    assert list(held.loc["p40", "expectations"]) == ["articles/not-short"]
    assert list(held.loc["p10", "expectations"]) == ["articles/not-long"]
    assert list(held.loc["p10", "reasons"]) == ["no text has more than 200,000 characters (chars_out = 104)"]
    assert added_up(done.tables)
    assert done.validation.fails()

    decided = release(done.folder, ["p40"], why="a caption, meant to be short", by="kim", suites=own)
    assert (decided.released, decided.held) == (("p40",), ())
    assert folders.released(done.folder) == [
        {
            "id": "p40",
            "rules": ["articles/not-short"],
            "severities": ["critical"],
            "why": "a caption, meant to be short",
            "by": "kim",
        }
    ]
    told = {r.rule: r for r in decided.validation.results}["articles/not-short"]
    assert (told.status, told.unexpected, told.released) == ("pass", 0, 1)

    fixed = {"p10": BODY.format(10), "p70": BODY.format(70) + "\nstill forbidden"}
    mended = release(done.folder, fixed=fixed, why="the last line cut", suites=own)
    assert (mended.released, mended.held) == (("p10",), ("p70",))
    tables = writers.load(done.folder)
    assert added_up(tables)
    assert tables.articles.num_rows == 99
    assert tables.quarantine.column("id").to_pylist() == ["p70"]
    edit = [row for row in tables.edits.to_pylist() if row["rule"] == mending.RULE]
    assert next((row["article_id"], row["old"], row["why"]) for row in edit) == (
        "p10",
        "\nforbidden ",
        "the last line cut",
    )

    checked = local.check(done.folder, suites=own)
    assert [r.rule for r in checked.results if r.status != "pass"] == []
    assert [p.read_bytes() for p in cleaner.restore(done.folder, tmp_path / "back")] == [source.read_bytes()]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["back", "pages.jsonl", "run", "suites"]


def test_rows_are_released_by_rule_and_all_at_once(broken_run):
    done, own, _ = broken_run
    some = release(done.folder, rules=["articles/not-long"], why="long ones are fine", suites=own)
    assert (some.released, some.counts["quarantine"]) == (("p10", "p70"), 1)
    assert [row["id"] for row in listed(done.folder)] == ["p40"]
    rest = release(done.folder, everything=True, why="so is this", suites=own)
    assert (rest.released, rest.counts["articles"], rest.counts["quarantine"]) == (("p40",), 100, 0)
    assert "accepted by decision" in (done.folder / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"ids": ["p41"]}, "'p41' is not in quarantine; did you mean 'p40'"),
        (
            {"rules": ["articles/not-shorts"]},
            "no row in quarantine failed the rule .* did you mean 'articles/not-short'",
        ),
        ({}, r"nothing to release; give ids, rules, or all of 3 rows in quarantine \(first p10, p40, p70\)"),
    ],
)
def test_a_release_of_nothing_is_told_and_changes_nothing(asked, message, broken_run):
    done, own, _ = broken_run
    before = {p: p.read_bytes() for p in done.folder.rglob("*") if p.is_file()}
    with pytest.raises(DataError, match=message):
        release(done.folder, why="x", suites=own, **asked)
    assert {p: p.read_bytes() for p in done.folder.rglob("*") if p.is_file()} == before


def test_a_release_that_breaks_off_leaves_the_run_as_it_was(broken_run, monkeypatch):
    done, own, _ = broken_run
    before = {p: p.read_bytes() for p in done.folder.rglob("*") if p.is_file()}

    def full(*given, **named):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folders, "finish", full)
    with pytest.raises(OSError, match="No space left"):
        release(done.folder, ["p40"], why="x", suites=own)
    assert {p: p.read_bytes() for p in done.folder.rglob("*") if p.is_file()} == before
    assert [p.name for p in done.folder.parent.iterdir() if p.name.startswith(".")] == []


def test_a_broken_edit_sends_its_article_away(tmp_path):
    page = cleaner.rows.Page("p1", BODY.format(1) + "\nLeave a Reply\n", "pages.jsonl", 1)
    other = cleaner.rows.Page("p2", BODY.format(2), "pages.jsonl", 2)
    tables = local.clean_pages([page, other], cleaner.Config())
    edits = tables.edits.to_pylist()
    edits[0]["old"] = "\nLeave a reply"
    broken = tables.with_changes(pa.Table.from_pylist(edits, tables.edits.schema), tables.findings)
    made, _ = local.validated(broken)
    assert made.quarantine.column("id").to_pylist() == ["p1"]
    assert made.quarantine.to_pylist()[0]["expectations"] == ["articles/replays"]
    edits[0] |= {"old": "\nLeave a Reply", "start": -1}
    broken = tables.with_changes(pa.Table.from_pylist(edits, tables.edits.schema), tables.findings)
    made, _ = local.validated(broken)
    assert made.quarantine.to_pylist()[0]["expectations"] == ["articles/replays", "edits/start"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 1 is no object"),
        ('{"id": "a"}', "line 1 is no object"),
        ('{"id": "a", "text": 7}', "text is no string"),
    ],
)
def test_fixes_that_cannot_be_read_are_told(line, message, tmp_path):
    (tmp_path / "fixed.jsonl").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(DataError, match=message):
        mending.read_fixes(tmp_path / "fixed.jsonl")


def test_findings_about_a_mended_row_keep_their_place():
    def finding(start, words, article="a"):
        return {"article_id": article, "start": start, "text": words}

    given = [finding(7, "Jong"), finding(12, "Jung"), finding(0, "gone"), finding(3, "gone", "b")]
    kept = mending.settled(given, {"id": "a", "text": "Jong x Jong, Jung"})
    assert [(row["article_id"], row["start"], row["text"]) for row in kept] == [
        ("a", 7, "Jong"),
        ("a", 13, "Jung"),
        ("b", 3, "gone"),
    ]


# --- drift ---


def test_what_changed_since_an_earlier_run_is_told(tmp_path):
    for name, lang, count in (("one", "en", 60), ("two", "fr", 60)):
        rows = [
            {"id": f"p{n}", "text": BODY.format(n), "lang": lang if n % 2 else "en"} for n in range(count)
        ]
        (tmp_path / f"{name}.jsonl").write_text(
            "".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8"
        )
    one = local.run(tmp_path / "one.jsonl", tmp_path / "run-one")
    two = local.run(tmp_path / "two.jsonl", tmp_path / "run-two", against=tmp_path / "run-one")
    assert one.validation.drift == ()
    notable = [change.told for change in two.validation.drift if change.notable]
    assert notable == ["articles in en: 100 % was, 50 % now", "articles in fr: 0 % was, 50 % now"]
    assert "CHANGED since the earlier run: articles in fr: 0 % was, 50 % now" in two.validation.summary()
    summary = json.loads((tmp_path / "run-two" / "validation" / "summary.json").read_bytes())
    assert [row["measure"] for row in summary["drift"]][:2] == ["articles", "rows in"]
    assert local.check(tmp_path / "run-one", against=tmp_path / "run-two").drift[-1].now == 0
    with pytest.raises(OutputError, match=r"figures\.json: cannot be read"):
        local.run(tmp_path / "one.jsonl", tmp_path / "run-three", against=tmp_path / "nowhere")
    assert not (tmp_path / "run-three").exists()


@pytest.mark.parametrize(
    ("was", "now", "notable"),
    [
        ([100, 1000], [300, 1000], True),
        ([100, 1000], [110, 1000], False),  # chance
        ([1, 4], [2, 4], False),  # far apart, and chance all the same
        ([100, 1_000_000], [900, 1_000_000], False),  # sure, and small
    ],
)
def test_a_change_is_notable_if_it_is_sure_and_large(was, now, notable):
    found = profile.drift({"shares": {"x": was}}, {"shares": {"x": now}})
    assert bool(found) is notable


# --- a suite suggested ---


def test_a_suggested_suite_passes_its_table_and_fails_a_broken_one(tmp_path):
    rows = 60
    table = pd.DataFrame(
        {
            "id": [f"b{n}" for n in range(rows)],
            "pages": [100 + n for n in range(rows)],
            "price": [None if n == 3 else 5 + n / 7 for n in range(rows)],
            "shop": ["north" if n % 3 else "south" for n in range(rows)],
            "day": [f"2024-05-{n % 28 + 1:02}" for n in range(rows)],
            "text": [BODY.format(n) * 4 for n in range(rows)],
            "empty": [None] * rows,
        }
    ).astype({"empty": "str"})
    table.to_parquet(tmp_path / "books.parquet", index=False)
    content = suggest(tmp_path / "books.parquet")
    (tmp_path / "books.json").write_text(json.dumps(content), encoding="utf-8")
    assert content["meta"]["key"] == "id"
    assert content["meta"]["min_rows"] == 30
    result = validation.validate(tmp_path / "books.parquet", suite=tmp_path / "books.json")
    assert [r.rule for r in result.results if r.status != "pass"] == []
    broken = table.assign(
        id=["b1", *table.id[1:]],
        pages=[10_000, *table.pages[1:]],
        shop=["west", *table.shop[1:]],
        day=["05/01/24", *table.day[1:]],
        text=["a\x07" + BODY * 4, *table.text[1:]],
    )
    result = validation.validate(broken, suite=tmp_path / "books.json")
    failed = [r.rule.removeprefix("books/") for r in result.results if r.status == "fail"]
    assert failed == ["id-once", "pages-range", "shop-choice", "day-shape", "text-controls"]


def test_an_empty_table_suggests_nothing():
    with pytest.raises(DataError, match="an empty table shows no ranges"):
        suggest(BOOKS.head(0), "books")


# --- the command ---


def invoke(*args):
    return CliRunner().invoke(main, [str(arg) for arg in args])


def test_the_command_checks_any_table_and_splits_it(tmp_path):
    BOOKS.to_parquet(tmp_path / "books.parquet", index=False)
    file = suite_file(tmp_path, PAGES, key="isbn")
    done = invoke(
        "check",
        tmp_path / "books.parquet",
        "--suite",
        file,
        "--out",
        tmp_path / "out",
        "--report",
        tmp_path / "r.html",
    )
    assert (done.exit_code, done.output) == (
        1,
        (
            "2 of 2 expectations evaluated, 1 does not hold\n"
            "FAIL (critical) books/pages-to-be-between: pages is at least 1; 1 of 4 rows, first a2\n"
        ),
    )
    assert pq.read_table(tmp_path / "out" / "clean.parquet").column("isbn").to_pylist() == ["a1", "a3", "a4"]
    held = pq.read_table(tmp_path / "out" / "quarantine.parquet").to_pylist()
    assert [(row["isbn"], row["reasons"]) for row in held] == [("a2", ["pages is at least 1 (pages = 0)"])]
    assert "pages is at least 1" in (tmp_path / "r.html").read_text(encoding="utf-8")
    again = invoke("check", tmp_path / "books.parquet", "--suite", file, "--report", tmp_path / "r.html")
    assert (again.exit_code, "r.html exists" in again.output) == (2, True)


def test_the_command_says_which_options_go_together(tmp_path):
    BOOKS.to_parquet(tmp_path / "books.parquet", index=False)
    file = suite_file(tmp_path, PAGES)
    alone = invoke("check", tmp_path / "books.parquet")
    assert (alone.exit_code, "give its suite with --suite" in alone.output) == (2, True)
    both = invoke("check", tmp_path / "books.parquet", "--suite", file, "--suites", tmp_path)
    assert (both.exit_code, "--suites and --against go with a run folder" in both.output) == (2, True)


def test_the_command_fails_on_what_it_is_told_to(broken_run, tmp_path):
    done, own, _ = broken_run
    assert invoke("check", done.folder, "--suites", own).exit_code == 0
    assert invoke("check", done.folder, "--suites", own, "--fail-on", "warning").exit_code == 0
    strict = own / "run.json"
    suite = json.loads(strict.read_text(encoding="utf-8"))
    for rule in suite["expectations"]:
        if rule["meta"]["rule"] == "run/rejected":
            rule["kwargs"]["max_value"] = 0.001
    strict.write_text(json.dumps(suite), encoding="utf-8")
    assert invoke("check", done.folder, "--suites", own).exit_code == 0
    assert invoke("check", done.folder, "--suites", own, "--fail-on", "warning").exit_code == 1


def test_the_command_lists_and_releases(broken_run):
    done, own, _ = broken_run
    seen = invoke("release", done.folder)
    assert [line.partition("\t")[0] for line in seen.output.splitlines()] == ["p10", "p40", "p70"]
    mute = invoke("release", done.folder, "p40")
    assert (mute.exit_code, "say why with --why" in mute.output) == (2, True)
    ok = invoke("release", done.folder, "p40", "--why", "fine", "--suites", own)
    assert (ok.exit_code, "1 released, 0 held again" in ok.output) == (0, True)
    fixed = done.folder.parent / "fixed.jsonl"
    fixed.write_text(json.dumps({"id": "p10", "text": "x" * 98}) + "\n", encoding="utf-8")
    held = invoke("release", done.folder, "--fixed", fixed, "--why", "cut", "--suites", own)
    assert (held.exit_code, "0 released, 1 held again" in held.output) == (1, True)


def test_the_command_suggests_a_suite(tmp_path):
    BOOKS.to_csv(tmp_path / "books.csv", index=False)
    assert invoke("suggest", tmp_path / "books.csv", "--out", tmp_path / "s.json").exit_code == 0
    assert json.loads((tmp_path / "s.json").read_bytes()) == suggest(tmp_path / "books.csv")
    assert invoke("suggest", tmp_path / "books.csv", "--out", tmp_path / "s.json").exit_code == 2
    assert invoke("check", tmp_path / "books.csv", "--suite", tmp_path / "s.json").exit_code == 0


@pytest.mark.parametrize("command", ["run", "check", "release", "suggest", "restore", "clean", "explain"])
def test_each_command_shows_an_example_on_a_line_of_its_own(command):
    text = invoke(command, "--help").output
    assert "\\b" not in text
    assert any(line.strip().startswith(f"cleaner {command} ") for line in text.splitlines())


def test_data_docs_of_a_run_lie_in_its_folder(tmp_path):
    source = tmp_path / "page.txt"
    source.write_text(BODY, encoding="utf-8")
    assert invoke("run", source, "--out", tmp_path / "run", "--data-docs").exit_code == 0
    names = [p.name for p in sorted((tmp_path / "run" / "validation" / "data_docs").iterdir())]
    assert names == ["index.html", *(f"suite-{t}.html" for t in sorted(validation.measures.TABLES))]


def test_rejects_keep_their_bytes_through_a_release(broken_run):
    done, own, _ = broken_run
    release(done.folder, ["p40"], why="x", suites=own)
    row = json.loads((Path(done.folder) / "rejects.jsonl").read_bytes())
    assert base64.b64decode(row["raw"]) == b"no json\n"
