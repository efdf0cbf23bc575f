"""The tables of a run as CSV and JSON lines: no formula, every value back, the same bytes, in pieces."""

import csv
import json
import re
import shutil

import orjson
import pyarrow as pa
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import exports, writers
from cleaner.cells import PADS, guarded, unguarded
from cleaner.cli import main
from cleaner.engines import local, release
from cleaner.errors import ConfigError, DataError
from cleaner.tables import REJECTS, SCHEMAS
from cleaner.validation import sources

FORMULA = "=HYPERLINK(A1)"
RISKY = "=+-@＝＋－＠﹦﹢﹣﹫"
TEXTS = st.text(
    st.sampled_from("=+-@＝－'\",; \t\r\n\x00\x0b\u2028\x85\ufeff\u200bab5"), max_size=12
) | st.text(max_size=20)
SCHEMA = pa.schema(
    [
        ("told", pa.string()),
        ("n", pa.int64()),
        ("share", pa.float64()),
        ("holds", pa.bool_()),
        ("reasons", pa.list_(pa.string())),
        ("place", pa.struct([("row", pa.int64()), ("name", pa.string())])),
    ]
)
ROWS = st.fixed_dictionaries(
    {
        "told": st.none() | TEXTS,
        "n": st.none() | st.integers(-(2**63), 2**63 - 1),
        "share": st.none() | st.floats(allow_nan=False),
        "holds": st.none() | st.booleans(),
        "reasons": st.none() | st.lists(st.none() | TEXTS, max_size=3),
        "place": st.none() | st.fixed_dictionaries({"row": st.none() | st.integers(0, 9), "name": TEXTS}),
    }
)


def begins_a_formula(cell):
    """Return whether a cell begins with a risky character, or one that a spreadsheet may skip."""
    return cell.lstrip(PADS.replace("'", ""))[:1] in tuple(RISKY) or cell[:1] in ("\t", "\r", "\n", "\x00")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(1)", "'@SUM(1)"),
        ("＝1", "'＝1"),
        ("﹣1", "'﹣1"),
        (" \u00a0=1", " \u00a0'=1"),
        ('"=1', "\"'=1"),
        ("\ufeff=1", "\ufeff'=1"),
        ("\t=1", "'\t'=1"),
        ("\rtext", "'\rtext"),
        ("\x00", "'\x00"),
        ("a;=1", "a;'=1"),
        ("a, -1", "a, '-1"),
        ("a\r\n=1", "a\r\n'=1"),
        ("a\n\n '=1", "a\n\n ''=1"),
        ("'=1", "''=1"),
        ("''\t", "'''\t"),
        ("-=1", "'-=1"),
        # what begins no cell stays as it is
        ("a=1 + b - c@d", "a=1 + b - c@d"),
        ("'tis", "'tis"),
        ('he said "-" twice', 'he said "-" twice'),
        ("", ""),
    ],
)
def test_a_text_as_a_cell(text, cell):
    assert guarded(text) == cell
    assert unguarded(cell) == text


@pytest.mark.parametrize("risky", RISKY)
def test_each_character_that_may_begin_a_formula_is_guarded(risky):
    assert guarded(f"{risky}1; {risky}2 {risky}3") == f"'{risky}1; '{risky}2 {risky}3"


@given(TEXTS)
@settings(max_examples=500, deadline=None)
def test_no_cell_begins_a_formula_wherever_cells_begin(text):
    cell = guarded(text)
    assert not begins_a_formula(cell)
    # what a program that heeds no quotes, or splits elsewhere, takes for the beginning of a cell
    pieces = re.split("[,;\t\n\x0b\x0c\r\x85\u2028\u2029]", cell)
    assert not any(piece.lstrip(PADS.replace("'", ""))[:1] in tuple(RISKY) for piece in pieces)
    assert unguarded(cell) == text


@given(st.lists(ROWS, max_size=5))
@settings(max_examples=150, deadline=None)
def test_any_table_comes_back_from_its_csv(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("csv") / "any.csv"
    table = pa.Table.from_pylist(rows, schema=SCHEMA)
    pieces = [table.slice(at, 2) for at in range(0, len(rows), 2)]  # where pieces end leaves no trace
    exports.FORMATS["csv"](pieces, SCHEMA, path)
    assert exports.read_csv(path, SCHEMA).to_pylist() == rows


def test_what_the_csv_looks_like(tmp_path):
    path = tmp_path / "any.csv"
    rows = [
        {
            "told": 'a "b"\r=1',
            "n": -5,
            "share": 0.1,
            "holds": True,
            "reasons": ["x", "=1", None],
            "place": None,
        },
        {
            "told": "",
            "n": None,
            "share": None,
            "holds": None,
            "reasons": None,
            "place": {"row": 1, "name": "é"},
        },
    ]
    exports.FORMATS["csv"]([pa.Table.from_pylist(rows, schema=SCHEMA)], SCHEMA, path)
    assert path.read_bytes().decode().split("\n") == [
        '"told","n","share","holds","reasons","place"',
        '"a ""b""\r\'=1","-5","0.1","true","[""x"",""\'=1"",null]",',
        '"",,,,,"{""row"":1,""name"":""é""}"',
        "",
    ]


def test_a_row_longer_than_a_block_is_read(tmp_path):
    path = tmp_path / "long.csv"
    schema = pa.schema([("told", pa.string())])
    texts = ["x", '-\n"' * 700_000, None, "y"]
    exports.FORMATS["csv"]([pa.table({"told": texts}, schema)], schema, path)
    assert path.stat().st_size > 2 * exports.BLOCK
    assert exports.read_csv(path, schema).column("told").to_pylist() == texts


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('"told"\n"a","b"\n', "cannot be read as CSV of a run .*write it again"),
        ('"other"\n"a"\n', "its heading is not told; write the file again"),
        ("", "cannot be read as CSV of a run"),
    ],
)
def test_a_file_that_is_no_such_csv_is_told(tmp_path, content, told):
    path = tmp_path / "told.csv"
    path.write_text(content)
    with pytest.raises(DataError, match=rf"told\.csv: {told}"):
        exports.read_csv(path, pa.schema([("told", pa.string())]))
    with pytest.raises(DataError, match="not named after a table of a run; give the schema"):
        exports.read_csv(path)
    with pytest.raises(DataError, match=r"articles\.csv: cannot be read"):
        exports.read_csv(tmp_path / "articles.csv")


def pages(path):
    body = "The council met on day {} and voted for the bridge across the river, at last."
    rows = [
        {"id": f"p{n}", "url": "https://a.example/", "text": f"{FORMULA}\n{body.format(n)}"} for n in range(6)
    ]
    rows[2]["title"] = FORMULA
    rows[4]["text"] = "Leave a Reply"  # nothing is left of it: quarantine
    rows[5]["id"] = FORMULA
    lines = [json.dumps(row) for row in rows] + ['=cmd|"/c calc"!A1']
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path


def assert_formats_hold_the_tables(folder):
    for name, schema in SCHEMAS.items():
        table = sources.of(folder / name).whole(schema.names)
        assert exports.read_csv(folder / "csv" / f"{name}.csv").equals(table), name
        lines = (folder / "jsonl" / f"{name}.jsonl").read_bytes().split(b"\n")
        assert [orjson.loads(line) for line in lines if line] == table.to_pylist(), name
    rejects = [orjson.loads(line) for line in (folder / "rejects.jsonl").read_bytes().splitlines()]
    assert exports.read_csv(folder / "csv" / "rejects.csv").to_pylist() == rejects
    for path in (folder / "csv").iterdir():
        with path.open(encoding="utf-8", newline="") as file:
            assert not [cell for row in csv.reader(file) for cell in row if begins_a_formula(cell)], path


def test_a_run_in_every_format(tmp_path):
    source = pages(tmp_path / "pages.jsonl")
    plain = local.run(source, tmp_path / "plain")
    assert not {"csv", "jsonl"} & {path.name for path in plain.folder.iterdir()}
    args = ["run", str(source), "--format", "csv", "--format", "jsonl", "--format", "csv"]
    for out in ("one", "two"):
        CliRunner().invoke(main, [*args, "--out", str(tmp_path / out)])
    one, two = tmp_path / "one", tmp_path / "two"
    tables = writers.load(one)
    assert (tables.articles.num_rows, tables.quarantine.num_rows, len(tables.rejects)) == (5, 1, 1)
    assert tables.articles.column("title").to_pylist()[2] == FORMULA
    assert tables.quarantine.column("reasons").to_pylist()[0]
    assert_formats_hold_the_tables(one)
    for name in ("csv", "jsonl"):
        files = {path.name: path.read_bytes() for path in (one / name).iterdir()}
        assert files == {path.name: path.read_bytes() for path in (two / name).iterdir()}
        assert sorted(files) == sorted(
            f"{t}.{name}" for t in (*SCHEMAS, *(["rejects"] if name == "csv" else []))
        )


def test_a_release_keeps_the_formats_up_to_date(tmp_path):
    done = local.run(pages(tmp_path / "pages.jsonl"), tmp_path / "run", formats=["jsonl", "csv"])
    assert done.counts["quarantine"] == 1
    released = release.release(done.folder, ["p4"], why="read, and fine")
    assert released.released == ("p4",)
    assert_formats_hold_the_tables(done.folder)
    assert exports.read_csv(done.folder / "csv" / "quarantine.csv").num_rows == 0
    shutil.rmtree(done.folder / "csv")
    assert exports.made(done.folder) == ("jsonl",)


def test_a_format_that_there_is_not(tmp_path):
    with pytest.raises(ConfigError, match="unknown format 'cvs'; did you mean 'csv'"):
        local.run(pages(tmp_path / "pages.jsonl"), tmp_path / "run", formats=["cvs"])
    assert [path.name for path in tmp_path.iterdir()] == ["pages.jsonl"]
    assert exports.checked("csv") == ("csv",)


def test_tables_are_exported_piece_by_piece(tmp_path, monkeypatch):
    run = tmp_path / "run"
    for name, schema in SCHEMAS.items():
        run.mkdir(exist_ok=True)
        rows = [
            {"id": f"p{n}", "text": "a word, and one more " * 2000} for n in range(500 * (name == "articles"))
        ]
        table = pa.Table.from_pylist(
            [{f.name: row.get(f.name) for f in schema} for row in rows], schema=schema
        )
        with writers.Rolling(run, name) as out:
            out.write(table)
    reject = dict.fromkeys(REJECTS.names, "x") | {"row": 1}
    (run / "rejects.jsonl").write_bytes(orjson.dumps(reject, option=orjson.OPT_APPEND_NEWLINE) * 250)
    sizes = []

    def seen(chunks, schema, path):
        sizes.extend((path.stem, chunk.nbytes, chunk.num_rows) for chunk in chunks)

    monkeypatch.setitem(exports.FORMATS, "csv", seen)
    exports.write(run, ["csv"])
    articles = [size for name, size, _ in sizes if name == "articles"]
    assert len(articles) >= 9
    assert max(articles) < 5_000_000 < sum(articles)  # alike as these pages are
    assert [rows for name, _, rows in sizes if name == "rejects"] == [100, 100, 50]
