"""What can be read: each form, compression and encoding; what is wrong with a row; the bytes again."""

import base64
import bz2
import csv
import gzip
import io
import json
import pickle
import sys
import tracemalloc
from collections import Counter
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from hypothesis import assume, given
from hypothesis import strategies as st

import cleaner
from cleaner import readers
from cleaner.cli import main
from cleaner.errors import DataError, MissingExtra
from cleaner.readers import Columns, Reading, recognise, streams
from cleaner.readers.joined import joined
from cleaner.readers.reading import encoding_name
from cleaner.rows import Page, Reject

BODY = "The river rose again on Monday and the bridge at Ashdown was closed to all traffic until noon."
FRENCH = "Le maire a été réélu à Besançon après une soirée très animée où l'on a fêté dès la fermeture."
RUSSIAN = "Река снова поднялась в понедельник и мост закрыли для движения до полудня."
JAPANESE = "川の水位は月曜日に再び上がり、町の橋は正午まで通行止めになったと市の担当者が説明した。"
HTML = f"<html><head><title>The river</title></head><body><article><p>{BODY}</p></article></body></html>"
MALFORMED = "malformed record: "
PACK = {".gz": gzip.compress, ".bz2": bz2.compress, ".zst": None}  # the last by pyarrow


def items(*inputs, reading=None, skipped=None):
    return list(map(readers.settled, readers.read(readers.find(inputs), reading, skipped)))


def bytes_of(read):
    """The bytes of one file again, as `cleaner restore` puts them together."""
    return b"".join(readers.raw_of(i) if isinstance(i, Page) else base64.b64decode(i.raw or "") for i in read)


def of_file(tmp_path, name, raw, reading=None):
    (tmp_path / name).write_bytes(raw)
    read = items(tmp_path / name, reading=reading)
    assert bytes_of(read) == raw
    return read


def texts(read):
    return [item.text for item in read if isinstance(item, Page)]


def rejects(read):
    return [(item.row, item.reason) for item in read if isinstance(item, Reject)]


def jsonl(*rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


# Where inputs come from


@pytest.fixture
def folder(tmp_path):
    for name in ("a/one.txt", "a/deep/two.TXT", "b/one.txt", "b/rows.jsonl", "b/notes.md"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(jsonl({"id": name, "text": BODY}) if name.endswith("l") else BODY)
    return tmp_path


def sources(*inputs):
    return [source for _, source in readers.find(inputs)]


def test_folders_patterns_and_files_are_found_under_their_names(folder, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"{}\n")))
    assert sources(folder / "a") == ["deep/two.TXT", "one.txt"]
    assert sources(f"{folder}/**/*.txt") == ["a/one.txt", "b/one.txt"]
    assert sources(f"{folder}/[ab]") == ["a/deep/two.TXT", "a/one.txt", "b/one.txt", "b/rows.jsonl"]
    assert sources(f"{folder}/b/*") == ["one.txt", "rows.jsonl"]
    assert sources(folder / "b" / "rows.jsonl", "-") == ["rows.jsonl", "stdin.jsonl"]
    with pytest.raises(DataError, match=r"\*\.csv: no .* file matches; check the pattern, and quote it"):
        readers.find([f"{folder}/*.csv"])


def test_files_of_one_name_are_told_apart(folder):
    assert sources(folder / "a", folder / "b") == ["deep/two.TXT", "a/one.txt", "b/one.txt", "rows.jsonl"]
    assert [type(item) for item in items(folder / "a" / "one.txt", folder / "b" / "one.txt")] == [Page, Page]
    twice = items(folder / "a" / "one.txt", folder / "a" / ".." / "a" / "one.txt")
    assert [type(item) for item in twice] == [Page, Reject]


def test_what_is_found_can_be_sent_to_another_process(folder):
    found, reading = readers.find([folder], Reading()), Reading(Columns("body"), "latin1")
    assert pickle.loads(pickle.dumps((found, reading))) == (found, reading)


def test_addresses_are_read_through_fsspec(tmp_path):
    import fsspec

    memory = fsspec.filesystem("memory")
    memory.pipe("/in/x/rows.jsonl.gz", gzip.compress(jsonl({"id": "a", "text": BODY}).encode()))
    memory.pipe("/in/page.txt", RUSSIAN.encode("cp1251"))
    sink = io.BytesIO()
    pq.write_table(pa.table({"text": [FRENCH]}), sink)
    memory.pipe("/in/t.parquet", sink.getvalue())
    found = readers.find(["memory://in"])
    assert found == [
        ("memory:///in/page.txt", "page.txt"),
        ("memory:///in/t.parquet", "t.parquet"),
        ("memory:///in/x/rows.jsonl.gz", "x/rows.jsonl.gz"),
    ]
    assert texts(readers.read(found)) == [RUSSIAN, FRENCH, BODY]
    assert sources("memory://in/**/*.gz") == ["x/rows.jsonl.gz"]
    assert sources("memory://in/page.txt") == ["page.txt"]
    assert readers.count(found) == 3
    assert readers.fingerprint("memory://in/page.txt")["bytes"] == len(RUSSIAN)
    with pytest.raises(DataError, match="no such file"):
        readers.find(["memory://in/gone.txt"])
    with pytest.raises(DataError, match="no address that fsspec knows"):
        readers.find(["nosuch://in/gone.txt"])
    done = cleaner.run("memory://in", tmp_path / "out")
    assert done.counts["articles"] + done.counts["quarantine"] == 3


def test_a_driver_that_fails_ends_in_a_reject(monkeypatch):
    import fsspec

    memory = fsspec.filesystem("memory")
    memory.pipe("/bad/a.jsonl", b"x")
    memory.pipe("/bad/b.jsonl", jsonl({"text": BODY}).encode())
    found = readers.find(["memory://bad"])
    real = type(memory).open

    def refuse(self, path, *args, **kwargs):
        if path.endswith("a.jsonl"):
            raise RuntimeError("token expired")
        return real(self, path, *args, **kwargs)

    monkeypatch.setattr(type(memory), "open", refuse)
    read = list(readers.read(found))
    assert texts(read) == [BODY]
    assert rejects(read) == [(0, "cannot be read: RuntimeError: token expired")]
    assert readers.count(found) == 2
    monkeypatch.setattr(type(memory), "find", lambda *args, **kwargs: refuse(memory, "a.jsonl"))
    with pytest.raises(DataError, match="memory://bad: cannot be reached \\(RuntimeError: token expired\\)"):
        readers.find(["memory://bad"])


def test_missing_packages_are_told_with_the_install_line(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(MissingExtra, match=r'pip install "content-cleaner\[remote\]"'):
        readers.find(["s3://bucket/a.jsonl"])
    (tmp_path / "a.warc").write_bytes(b"")
    monkeypatch.setattr("cleaner.readers.warc.find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r'pip install "content-cleaner\[warc\]"'):
        readers.find([tmp_path])


def test_a_missing_driver_is_told(monkeypatch):
    import fsspec

    def missing(*args):
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr(fsspec.core, "url_to_fs", missing)
    with pytest.raises(MissingExtra, match="Install s3fs to access S3"):
        readers.find(["s3://bucket/a.jsonl"])


def test_json_lines_on_standard_input(tmp_path):
    rows = jsonl({"id": "a", "body": BODY}, {"id": "b", "body": FRENCH}).encode()
    result = CliRunner().invoke(main, ["run", "-", "--out", str(tmp_path / "out")], input=rows)
    assert result.exit_code == 0, result.output
    table = pq.read_table(tmp_path / "out" / "articles").to_pylist()
    assert [(row["id"], row["source"], row["row"]) for row in table] == [
        ("a", "stdin.jsonl", 1),
        ("b", "stdin.jsonl", 2),
    ]
    cleaner.restore(tmp_path / "out", tmp_path / "back")
    assert (tmp_path / "back" / "stdin.jsonl").read_bytes() == rows


# Forms and compressions

CSV = f'id,headline,body\r\n1,"The ""river""","{BODY}\r\nSecond line, of the same field"\r\n2,B,{FRENCH}\r\n'
FORMS = {
    "page.txt": (BODY + "\n", [BODY + "\n"]),
    "page.html": (HTML, [BODY]),
    "rows.jsonl": (jsonl({"text": BODY}, {"text": FRENCH}), [BODY, FRENCH]),
    "rows.ndjson": (jsonl({"text": BODY}), [BODY]),
    "rows.csv": (CSV, [f"{BODY}\r\nSecond line, of the same field", FRENCH]),
    "rows.tsv": (f"text\tid\n{BODY}\ta\n", [BODY]),
}


@pytest.mark.parametrize("end", ["", *PACK])
@pytest.mark.parametrize("name", FORMS)
def test_each_form_is_read_whatever_it_is_packed_with(tmp_path, name, end):
    raw, expected = FORMS[name]
    packed = packed_with(end, raw.encode())
    (tmp_path / (name + end)).write_bytes(packed)
    read = items(tmp_path)
    assert texts(read) == expected
    assert {item.source for item in read} == {name + end}
    assert bytes_of(read) == raw.encode()
    assert readers.restored(name + end) == name


def packed_with(end, raw):
    if end != ".zst":
        return PACK[end](raw) if end else raw
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as out:
        out.write(raw)
    return sink.getvalue().to_pybytes()


def test_clean_and_explain_take_packed_pages(tmp_path):
    (tmp_path / "p.txt.gz").write_bytes(gzip.compress(f"{BODY}\nLeave a Reply\n".encode()))
    assert CliRunner().invoke(main, ["clean", str(tmp_path / "p.txt.gz")]).output == BODY + "\n"
    assert "comment-form/heading" in CliRunner().invoke(main, ["explain", str(tmp_path / "p.txt.gz")]).output
    gone = CliRunner().invoke(main, ["clean", str(tmp_path / "gone.txt")])
    assert (gone.exit_code, "gone.txt: no such file; check the path" in gone.output) == (2, True)


def test_values_of_csv(tmp_path):
    one, two = of_file(tmp_path, "rows.csv", CSV.encode())
    assert (one.id, one.row, one.title, one.text.splitlines()[1]) == (
        "1",
        1,
        'The "river"',
        "Second line, of the same field",
    )
    assert (two.id, two.row, two.title, two.text, two.encoding) == ("2", 2, "B", FRENCH, "utf-8")
    assert (one.escape, two.escape) == ("quoted", "plain")
    assert two.record == "2,B,\x00\r\n"


@pytest.mark.parametrize(
    "heading", ["id;text\n1;{}\n", "id|text\n1|{}\n", "id\ttext\n1\t{}\n", 'id,text\r1,"{}"\r']
)
def test_other_delimiters_and_line_ends(tmp_path, heading):
    (page,) = of_file(tmp_path, "rows.csv", heading.format(BODY).encode())
    assert (page.id, page.text) == ("1", BODY) if "," not in heading else page.text == BODY


def test_malformed_records_take_nothing_else_along(tmp_path):
    rows = [
        "id,text",
        '"1","open',
        f'2,"{BODY} (2)"',
        "3,a,b",
        "4",
        '5,"he said "hi" to me"',
        f'6,5" nails; {FRENCH}',
        '7,"  "',
        f'8,"a\x00b {BODY}"',
        '9,"never closed',
        f'10,"{BODY} (10)"',
        '11,"open at the end',
        "",
    ]
    read = of_file(tmp_path, "rows.csv", "\n".join(rows).encode())
    assert [(p.id, p.row) for p in read if isinstance(p, Page)] == [("2", 2), ("6", 6), ("8", 8), ("10", 10)]
    assert texts(read)[2] == f"a\x00b {BODY}"
    told = dict(rejects(read))
    assert told[1].startswith(MALFORMED)
    assert told[3] == MALFORMED + "3 fields where the heading has 2"
    assert told[4] == MALFORMED + "1 fields where the heading has 2"
    assert told[5] == MALFORMED + "',' expected after '\"'"
    assert told[7] == "empty text"
    assert told[11] == MALFORMED + "unexpected end of data"
    assert sorted(told) == [1, 3, 4, 5, 7, 9, 11]


def test_blank_lines_and_headings_are_kept(tmp_path):
    assert of_file(tmp_path, "only.csv", b"id,text\n\n")[0].reason == "no row in this file"
    assert of_file(tmp_path, "only.jsonl", b"\n \n")[0].reason == "no row in this file"
    assert of_file(tmp_path, "none.csv", b"") == []
    assert of_file(tmp_path, "none.jsonl", b"") == []
    read = of_file(tmp_path, "b.csv", f"\n\nid,text\n\n1,{BODY}\n\r\n2,{FRENCH}\n\n\n".encode())
    assert [(page.id, page.row) for page in read] == [("1", 1), ("2", 2)]


def test_a_heading_that_is_malformed_is_the_reject_of_its_file(tmp_path):
    (tmp_path / "a.csv").write_text('id,"te"xt"\n1,b\n')
    (tmp_path / "b.csv").write_text(f"text\n{BODY}\n")
    read = items(tmp_path)
    assert texts(read) == [BODY]
    assert rejects(read)[0][1].startswith("cannot be read: the heading is malformed")


def test_a_page_of_20_megabytes_is_a_field_like_others(tmp_path):
    large = "Überschrift, " * 1_600_000
    for name, raw in (
        ("r.csv", f'id,text\n1,"{large}"\n2,{BODY}\n'),
        ("r.jsonl", jsonl({"text": large}, {"text": BODY})),
    ):
        assert [len(text) for text in texts(of_file(tmp_path, name, raw.encode()))] == [len(large), len(BODY)]


def test_parquet(tmp_path):
    made = {
        "uid": [7, 2**60],
        "body": [BODY, FRENCH],
        "url": ["https://example.org/a", None],
        "tags": [["a", "b"], []],
        "price": [Decimal("1.50"), None],
        "day": [date(2024, 5, 1), None],
        "blob": [b"\xff", None],
    }
    pq.write_table(pa.table(made), tmp_path / "t.parquet")
    one, two = read = items(tmp_path)
    assert [(p.id, p.row, p.text, p.url) for p in read] == [
        ("7", 1, BODY, made["url"][0]),
        (str(2**60), 2, FRENCH, None),
    ]
    assert [json.loads(line) for line in bytes_of(read).splitlines()] == [
        {
            "uid": 7,
            "body": BODY,
            "url": made["url"][0],
            "tags": ["a", "b"],
            "price": "1.50",
            "day": "2024-05-01",
            "blob": "/w==",
        },
        {"uid": 2**60, "body": FRENCH, "url": None, "tags": [], "price": None, "day": None, "blob": None},
    ]
    assert (one.escape, two.escape) == ("utf8", "utf8")


@pytest.mark.parametrize(
    ("column", "told"),
    [
        (pa.array([[BODY]]), "column 'text' is list<element: string>, not string"),
        (pa.array([1]), "column 'text' is int64, not string"),
        (pa.array([b"a"]), "column 'text' is binary, not string"),
    ],
)
def test_a_parquet_column_of_another_type_is_the_reject_of_its_file(tmp_path, column, told):
    pq.write_table(pa.table({"text": column}), tmp_path / "a.parquet")
    pq.write_table(pa.table({"text": [None, BODY]}), tmp_path / "b.parquet")
    read = items(tmp_path)
    assert texts(read) == [BODY]
    assert [(r.source, r.row, r.reason) for r in read if isinstance(r, Reject)] == [
        ("a.parquet", 0, told),
        ("b.parquet", 1, "'text' is NoneType, not a string"),
    ]


def test_dictionaries_and_large_strings_are_strings(tmp_path):
    pq.write_table(
        pa.table({"text": pa.array([BODY, BODY]).dictionary_encode(), "id": ["1", "2"]}),
        tmp_path / "a.parquet",
    )
    pq.write_table(pa.table({"text": pa.array([FRENCH], pa.large_string())}), tmp_path / "b.parquet")
    assert texts(items(tmp_path)) == [BODY, BODY, FRENCH]


def test_a_broken_parquet_gives_the_rows_before_the_damage(tmp_path):
    table = pa.table({"id": [str(n) for n in range(9000)], "text": [f"{n} {BODY}" for n in range(9000)]})
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=1000, compression="zstd")
    raw = bytearray((tmp_path / "a.parquet").read_bytes())
    at = pq.read_metadata(tmp_path / "a.parquet").row_group(5).column(1).data_page_offset
    raw[at : at + 400] = b"\xff" * 400
    (tmp_path / "a.parquet").write_bytes(raw)
    (tmp_path / "b.parquet").write_bytes(raw[: len(raw) // 2])
    (tmp_path / "c.txt").write_text(BODY)
    read = items(tmp_path)
    assert [i.text for i in read[:4000]] == table["text"].to_pylist()[:4000]
    first, second = (item for item in read if isinstance(item, Reject))
    assert first.source == "a.parquet"
    assert 4000 < first.row <= 5001
    assert first.reason.startswith(f"cannot be read behind row {first.row - 1}: ")
    assert first.mend == "fetch the file again, or mend it: it is cut short or damaged"
    assert (second.source, second.row, second.reason[:16]) == ("b.parquet", 0, "cannot be read: ")
    assert read[-1].source == "c.txt"


# WARC


def warc(*responses, end=""):
    """A WARC with an information record and responses; the first response has no id."""
    made = [record("warcinfo", "application/warc-fields", b"software: test\r\n")]
    for number, (status, media, payload) in enumerate(responses):
        http = f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\n\r\n".encode() + payload
        id_ = f"WARC-Record-ID: <urn:uuid:{number}>\r\n" if number else ""
        more = f"WARC-Target-URI: https://example.org/{number}\r\n{id_}"
        made.append(record("response", "application/http; msgtype=response", http, more))
    return b"".join(gzip.compress(one) for one in made) if end == ".gz" else b"".join(made)


def record(kind, media, payload, more=""):
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\n{more}Content-Type: {media}\r\nContent-Length: {len(payload)}\r\n\r\n"
    return head.encode() + payload + b"\r\n\r\n"


RESPONSES = [
    ("200 OK", "text/html; charset=utf-8", HTML.encode()),
    ("200 OK", "image/png", b"\x89PNG"),
    ("404 Not Found", "text/html", HTML.encode()),
    ("200 OK", 'text/html; charset="windows-1251"', HTML.replace(BODY, RUSSIAN).encode("cp1251")),
    ("200 OK", "text/html", b"no markup"),
]


@pytest.mark.parametrize("end", ["", *PACK])
def test_warc(tmp_path, end):
    raw = warc(*RESPONSES, end=end)
    (tmp_path / f"crawl.warc{end}").write_bytes(raw if end in ("", ".gz") else packed_with(end, raw))
    skipped = Counter()
    one, two, three = read = items(tmp_path, skipped=skipped)
    assert skipped == {f"crawl.warc{end}": 3}
    assert [(item.id, item.row) for item in read] == [
        ("https://example.org/0", 2),
        ("urn:uuid:3", 5),
        ("urn:uuid:4", 6),
    ]
    assert (one.row, one.text, one.url, one.title) == (2, BODY, "https://example.org/0", "The river")
    assert (two.text, two.encoding, two.url) == (RUSSIAN, "windows-1251", "https://example.org/3")
    assert three.reason == "no HTML: binary data or no tag in it"
    assert [readers.raw_of(one), readers.raw_of(two)] == [RESPONSES[0][2], RESPONSES[3][2]]


@pytest.mark.parametrize("end", ["", ".gz"])
def test_a_warc_that_is_cut_short(tmp_path, end):
    raw = warc(RESPONSES[0], RESPONSES[3], RESPONSES[0], end=end)
    (tmp_path / f"crawl.warc{end}").write_bytes(raw[:-150])
    read = items(tmp_path)
    assert texts(read)[:2] == [BODY, RUSSIAN]
    assert rejects(read)[-1][1].startswith("cannot be read behind row ")
    assert len(rejects(read)) == 1
    (tmp_path / f"crawl.warc{end}").write_bytes(
        packed_with(end, b"no warc at all, whatever its name says\n" * 9)
    )
    assert rejects(items(tmp_path))[0][1].startswith("cannot be read: no WARC record")


# Columns


def test_columns_are_guessed_and_told(tmp_path):
    (tmp_path / "a.csv").write_text(f"DocID,Headline,Body,Link,Language\n7,T,{BODY},https://e.org,en\n")
    (tmp_path / "b.jsonl").write_text(jsonl({"_id": "x", "content": FRENCH}, {"_id": "y", "text": BODY}))
    pq.write_table(pa.table({"text": [BODY], "id": ["p"]}), tmp_path / "c.parquet")
    files = readers.find([tmp_path])
    assert readers.guessed(files) == [
        "a.csv: reading text from column 'Body', id from 'DocID', title from 'Headline', url from 'Link', lang from 'Language'",
        "b.jsonl: reading text from column 'content', id from '_id'",
    ]
    one, two, three, four = readers.read(files)
    assert (one.id, one.title, one.text, one.url, one.lang) == (
        "7",
        "T",
        BODY,
        "https://e.org",
        "en",
    )
    assert (two.id, two.text) == ("x", FRENCH)
    assert (three.id, three.reason) == ("y", "no field 'content' among _id, text")
    assert four.id == "p"


def test_json_lines_with_a_text_are_read_as_ever(tmp_path):
    rows = [{"text": BODY, "body": "b", "_id": "no", "headline": "no"}, {"body": FRENCH}]
    one, two = of_file(tmp_path, "r.jsonl", jsonl(*rows).encode())
    assert (one.id, one.text, one.title) == ("r.jsonl:1", BODY, None)
    assert two.reason == "no field 'text' among body"


@pytest.mark.parametrize(
    ("name", "content", "columns", "told"),
    [
        (
            "a.csv",
            "id,body,content\n1,a,b\n",
            Columns(),
            "a.csv: the text may stand in 'body' or 'content': name its column with --text-column",
        ),
        (
            "a.jsonl",
            '{"body": "a", "content": "b"}\n',
            Columns(),
            "the text may stand in 'body' or 'content'",
        ),
        (
            "a.csv",
            "id,x\n1,a\n",
            Columns(),
            "no column is called text; its columns are id, x: name it with --text-column",
        ),
        (
            "a.csv",
            "id,boddy\n1,a\n",
            Columns("body"),
            r"no column is called 'body' \(--text-column\); its columns are id, boddy; did you mean 'boddy'",
        ),
        ("a.csv", "id,text,text\n1,a,b\n", Columns(), "the text may stand in 'text' or 'text'"),
        ("a.csv", "x,x\n1,a\n", Columns("x"), "2 columns are called 'x'"),
        (
            "a.csv",
            "id,text\n1,a\n",
            Columns(url="address"),
            r"no column is called 'address' \(--url-column\)",
        ),
    ],
)
def test_a_guess_that_is_not_certain_is_an_error(tmp_path, name, content, columns, told):
    (tmp_path / name).write_text(content)
    with pytest.raises(DataError, match=told):
        readers.find([tmp_path], Reading(columns))
    with pytest.raises(DataError, match=told):
        items(tmp_path, reading=Reading(columns))
    with pytest.raises(DataError, match=told):
        cleaner.run(tmp_path, tmp_path / "out", reading=Reading(columns))
    assert not (tmp_path / "out").exists()


def test_the_command_takes_columns_and_tells_its_guess(tmp_path):
    (tmp_path / "a.csv").write_text(f"n,lead,story\n1,{FRENCH},x\n")
    chosen = ["--text-column", "lead", "--id-column", "n", "--encoding", "utf-8"]
    result = CliRunner().invoke(
        main, ["run", str(tmp_path / "a.csv"), "--out", str(tmp_path / "out"), *chosen]
    )
    assert "cleaner: a.csv: reading text from column 'lead', id from 'n'" in result.output
    assert pq.read_table(tmp_path / "out" / "articles").column("id").to_pylist() == ["1"]
    told = json.loads((tmp_path / "out" / "run.json").read_bytes())["notes"]
    assert told == ["a.csv: reading text from column 'lead', id from 'n'"]
    wrong = CliRunner().invoke(
        main, ["run", str(tmp_path), "--out", str(tmp_path / "x"), "--encoding", "utf-9"]
    )
    assert (wrong.exit_code, "unknown encoding 'utf-9'" in wrong.output) == (2, True)


# Encodings

MARKS = {
    "utf-8": "utf-8",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "utf-32-le": "utf-32-le",
    "utf-32-be": "utf-32-be",
}


@pytest.mark.parametrize("encoding", MARKS)
@pytest.mark.parametrize("name", ["r.txt", "r.csv", "r.tsv", "r.jsonl"])
def test_a_byte_order_mark_is_honoured_and_restored(tmp_path, name, encoding):
    text = {
        "r.txt": JAPANESE,
        "r.csv": f'"id",text\n1,"{JAPANESE}\r\n{FRENCH}"\n2,\u0a05\u0100\u0a05{RUSSIAN}\n',
        "r.tsv": f"text\tid\r\n{JAPANESE}\ta\r\n",
        "r.jsonl": jsonl({"text": JAPANESE}, {"text": "\u0a05\u0100\u0a05" + RUSSIAN}),
    }[name]
    read = of_file(tmp_path, name, ("\ufeff" + text).encode(encoding), Reading(encoding="koi8-r"))
    assert {page.encoding for page in read} == {encoding}
    assert texts(read)[0].lstrip("\ufeff").startswith(JAPANESE)
    assert len(read) == (2 if name in ("r.csv", "r.jsonl") else 1)
    assert read[0].id in ("1", "a", "r.txt", "r.jsonl:1")


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "utf-16-le", "gb18030", "iso2022-jp"])
def test_an_encoding_that_was_given_holds(tmp_path, encoding):
    body = {"gb18030": JAPANESE, "iso2022-jp": JAPANESE}.get(encoding, RUSSIAN)
    for name, text in (
        ("r.txt", body),
        ("r.csv", f"id,text\n1,{body}\n2,{body}\n"),
        ("r.jsonl", jsonl({"text": body})),
    ):
        read = of_file(tmp_path, name, text.encode(encoding), Reading(encoding=encoding))
        assert set(texts(read)) == {body}
        assert {(page.encoding, page.findings) for page in read} == {(encoding, ())}


def test_bytes_that_are_not_in_the_encoding_given(tmp_path):
    given = Reading(encoding="ascii")
    (one,) = of_file(tmp_path, "r.txt", "a\né".encode(), given)
    assert (one.reason, one.mend) == (
        "invalid ascii: byte 0xc3 at offset 2, line 2",
        "give the encoding that the file is in, or save it as UTF-8",
    )
    assert (
        of_file(tmp_path, "r.jsonl", '{"text": "é"}\n'.encode(), given)[0].reason
        == "invalid ascii at byte 10 of the line"
    )
    assert (
        of_file(tmp_path, "r.csv", "text\né\n".encode(), given)[0].reason
        == "invalid ascii at byte 0 of the record"
    )


def test_text_that_does_not_encode_to_its_bytes_is_kept_as_bytes(tmp_path):
    raw = "ＮＥＣ ≒ ".encode("cp932") + b"\x87\x90" + JAPANESE.encode("cp932")  # two ways to write one sign
    given = Reading(encoding="cp932")
    assert raw.decode("cp932").encode("cp932") != raw
    (page,) = of_file(tmp_path, "r.txt", raw, given)
    assert (page.escape, base64.b64decode(page.record)) == ("base64", raw)
    (page,) = of_file(tmp_path, "r.csv", b"text\n" + raw + b"\n", given)
    assert page.escape == "base64"


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (RUSSIAN, "windows-1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "cp866"),
        (FRENCH, "windows-1252"),
        (
            "Woda w rzece podniosła się w poniedziałek i most był zamknięty do południa, powiedział też burmistrz.",
            "iso-8859-2",
        ),
        (
            "Η γέφυρα της πόλης έκλεισε τη Δευτέρα και θα ανοίξει πάλι το μεσημέρι, είπε ο δήμαρχος.",
            "windows-1253",
        ),
        ("Şehirdeki köprü üç hafta sonra yeniden açıldı; belediye başkanı törende konuştu.", "windows-1254"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc-jp"),
        ("市长星期一说，河水再次上涨，城里的桥要到中午才能重新开放，请居民不要靠近河边。", "gb18030"),
        ("นายกเทศมนตรีกล่าวว่าสะพานจะเปิดอีกครั้งในวันจันทร์หลังจากซ่อมแซมสามสัปดาห์", "tis-620"),
    ],
)
def test_an_encoding_is_recognised_and_noted(tmp_path, body, encoding):
    raw = (body * 2).encode(encoding)
    for name, whole in (
        ("r.txt", raw),
        ("r.jsonl", b'{"text": "' + raw + b'"}\n'),
        ("r.csv", b'id,text\n1,ok\n2,"' + raw + b'"\n'),
    ):
        page = of_file(tmp_path, name, whole)[-1]
        assert page.text == body * 2
        assert encoding_name(page.encoding) == page.encoding
        (finding,) = page.findings
        assert finding.rule == "encoding/recognised"
        assert finding.message == f"read as {page.encoding}, which nothing but its words and letters tells"
        assert (
            finding.start,
            "signs in known words" in finding.evidence or "of its script" in finding.evidence,
        ) == (0, True)


@pytest.mark.parametrize(
    "raw", [b"caf\xe9 au lait\n", bytes(range(128, 256)) * 4, RUSSIAN.encode() + b"\xff", b"\xe9\xe8 " * 50]
)
def test_what_is_doubtful_stays_a_reject(tmp_path, raw):
    assert recognise.recognise(raw) is None
    (reject,) = of_file(tmp_path, "r.txt", raw)
    assert reject.reason.startswith("invalid UTF-8: byte 0x")


def test_one_file_in_two_encodings(tmp_path):
    rows = [jsonl({"text": RUSSIAN + str(n)}).encode("utf-8" if n % 3 else "cp1251") for n in range(9)]
    read = of_file(tmp_path, "r.jsonl", b"".join(rows) + b'{"text": "\x98"}\n')
    assert texts(read) == [RUSSIAN + str(n) for n in range(9)]
    assert Counter(item.encoding for item in read if isinstance(item, Page)) == {
        "utf-8": 6,
        "windows-1251": 3,
    }
    assert rejects(read) == [(10, "invalid UTF-8 at byte 10 of the line")]


def test_a_recognised_page_goes_through_a_run(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "r.txt").write_bytes((RUSSIAN + "\r\nОтветить\r\n").encode("cp1251"))
    done = cleaner.run(tmp_path / "in", tmp_path / "out")
    (row,) = done.tables.articles.to_pylist()
    assert (row["encoding"], row["text"].split("\n")[0]) == ("windows-1251", RUSSIAN)
    findings = done.tables.findings.to_pylist()
    assert [f["article_id"] for f in findings if f["rule"] == "encoding/recognised"] == ["r.txt"]
    cleaner.restore(tmp_path / "out", tmp_path / "back")
    assert (tmp_path / "back" / "r.txt").read_bytes() == (tmp_path / "in" / "r.txt").read_bytes()
    shown = CliRunner().invoke(main, ["explain", str(tmp_path / "in" / "r.txt")]).output
    assert "encoding/recognised" in shown


# Damage, size, and all of it together


@pytest.mark.parametrize("end", PACK)
def test_a_packed_file_that_is_cut_short_gives_the_rows_before(tmp_path, end):
    rows = [{"id": str(n), "text": f"{n * 7919 % 104729} {BODY}"} for n in range(20_000)]
    packed = packed_with(end, jsonl(*rows).encode())
    (tmp_path / f"a.jsonl{end}").write_bytes(packed[: len(packed) // 2])
    (tmp_path / f"b.txt{end}").write_bytes(packed_with(end, BODY.encode())[:-9])
    (tmp_path / "c.txt").write_text(BODY)
    read = items(tmp_path)
    first, second = (item for item in read if isinstance(item, Reject))
    assert first.row > 4000
    assert texts(read)[: first.row - 1] == [row["text"] for row in rows[: first.row - 1]]
    assert first.reason.startswith(f"cannot be read behind row {first.row - 1}: ")
    assert (second.source, second.row, second.reason[:16]) == (f"b.txt{end}", 0, "cannot be read: ")
    assert read[-1].source == "c.txt"


def test_the_last_record_before_the_damage_is_given():
    def broken():
        yield from ((b"a\n", 1), (b"\n", None), (b"b\n", 2))
        raise EOFError

    given = joined(broken())
    assert [next(given), next(given)] == [(b"a\n", 1), (b"\nb\n", 2)]
    with pytest.raises(EOFError):
        next(given)


def test_a_thousand_malformed_lines_are_all_told(tmp_path):
    bad = [
        "{nope",
        "[1]",
        '{"id": "x"}',
        '{"text": 3}',
        "not json",
        '{"text": ""}',
        '{"text": "a',
        "null",
        '"a"',
        "\x00x",
    ]
    lines = [
        jsonl({"id": str(n), "text": f"{n}\u2028{BODY}\x85"}) if n % 20 else bad[n // 20 % 10] + "\n"
        for n in range(20_000)
    ]
    read = of_file(tmp_path, "r.jsonl", "".join(lines).encode())
    assert len(read) == 20_000
    assert [row for row, _ in rejects(read)] == [n + 1 for n in range(0, 20_000, 20)]
    assert texts(read) == [f"{n}\u2028{BODY}\x85" for n in range(20_000) if n % 20]


@pytest.mark.parametrize("name", ["r.jsonl", "r.csv", "r.parquet", "r.jsonl.gz"])
def test_a_large_file_is_never_held_whole(tmp_path, name):
    rows = [{"id": str(n), "text": f"{n} {BODY * 20}"} for n in range(10_000)]
    if name == "r.parquet":
        pq.write_table(pa.Table.from_pylist(rows), tmp_path / name, compression="none")
    elif name == "r.csv":
        with (tmp_path / name).open("w", newline="") as file:
            csv.writer(file).writerows([["id", "text"], *(row.values() for row in rows)])
    else:
        (tmp_path / name).write_bytes(packed_with(name[7:], jsonl(*rows).encode()))
    files = readers.find([tmp_path])
    tracemalloc.start()
    assert sum(isinstance(item, Page) for item in readers.read(files)) == 10_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 9_000_000  # the texts alone are 19 million bytes
    assert 10_000 / 3 < readers.count(files) < 30_000


def test_a_folder_of_everything_comes_back(tmp_path):
    made = tmp_path / "in"
    made.mkdir()
    for name, (raw, _) in FORMS.items():
        (made / name).write_bytes(raw.encode())
    (made / "page.txt.gz").write_bytes(gzip.compress(b"packed " + BODY.encode()))
    (made / "old.csv").write_bytes(f'id;text\r\nold;"{RUSSIAN}"\r\nbad\r\n'.encode("cp1251"))
    (made / "wide.tsv").write_bytes(f"\ufefftext\tid\r\n{JAPANESE}\twide\r\n".encode("utf-16-le"))
    (made / "crawl.warc.gz").write_bytes(warc(*RESPONSES, end=".gz"))
    pq.write_table(pa.table({"id": ["p1", "p2"], "text": [BODY, ""]}), made / "t.parquet")
    done = cleaner.run(made, tmp_path / "out")
    assert (
        done.counts["rows_in"]
        == done.counts["articles"] + done.counts["quarantine"] + done.counts["rejects"]
        == 17
    )
    assert done.notes[-1] == "crawl.warc.gz: 3 records that are no pages were skipped"
    cleaner.restore(tmp_path / "out", tmp_path / "back")
    back = {
        p.relative_to(tmp_path / "back").as_posix(): p.read_bytes()
        for p in (tmp_path / "back").rglob("*")
        if p.is_file()
    }
    for name in (*FORMS, "old.csv", "wide.tsv"):
        assert back.pop(name) == (made / name).read_bytes(), name
    assert back == {
        "page.txt.gz/page.txt": b"packed " + BODY.encode(),
        "t.jsonl": jsonl({"id": "p1", "text": BODY}, {"id": "p2", "text": ""})
        .replace(": ", ":")
        .replace(', "text', ',"text')
        .encode(),
        "crawl.warc/2.html": RESPONSES[0][2],
        "crawl.warc/5.html": RESPONSES[3][2],
        "crawl.warc/6.html": RESPONSES[4][2],
    }


FIELD = st.text(
    st.one_of(st.sampled_from('a",\n\r\t\x00é\u2028"'), st.characters(exclude_categories=["Cs"])), max_size=12
)


def read_bytes(raw, source, module):
    stream = io.BufferedReader(io.BytesIO(raw))
    return list(module.read(stream, source, Reading(Columns("text"))))


@given(st.lists(st.tuples(FIELD, FIELD), min_size=1), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_any_csv_comes_back_and_gives_its_fields(rows, end, quoted):
    assume(quoted or not any("\r" in field for row in rows for field in row))  # the writer leaves it bare
    from cleaner.readers import delimited

    sink = io.StringIO(newline="")
    writer = csv.writer(sink, lineterminator=end, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)
    writer.writerows([("other", "text"), *rows])
    raw = sink.getvalue().encode()
    read = read_bytes(raw, "r.csv", delimited)
    assert bytes_of(read) == raw
    assert texts(read) == [text for _, text in rows if text.strip()]


@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"text\n", b"id,text\n", b"\xff\xfe", b"\xef\xbb\xbftext\n"]),
)
def test_any_bytes_come_back(raw, head):
    from cleaner.readers import delimited, lines

    raw = head + raw
    assert bytes_of(read_bytes(raw, "r.jsonl", lines)) == raw
    try:
        read = read_bytes(raw, "r.csv", delimited)
    except (DataError, streams.Damaged):
        return
    assert bytes_of(read) == raw


@given(
    st.lists(st.dictionaries(st.sampled_from(["id", "text", "url", "x"]), FIELD)),
    st.booleans(),
    st.sampled_from(["utf-8", "utf-16-le", "koi8-r"]),
)
def test_any_json_lines_come_back(rows, ascii_only, encoding):
    from cleaner.readers import lines

    raw = "".join(json.dumps(row, ensure_ascii=ascii_only or encoding == "koi8-r") + "\n" for row in rows)
    stream = io.BufferedReader(io.BytesIO(raw.encode(encoding)))
    read = list(lines.read(stream, "r.jsonl", Reading(Columns("text"), encoding)))
    assert bytes_of(read) == raw.encode(encoding)
    assert texts(read) == [row["text"] for row in rows if row.get("text", "").strip()]


def test_rows_given_as_one_page_are_refused(tmp_path):
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"text": "A page."}\n', encoding="utf-8")
    for command in ("clean", "explain"):
        done = CliRunner().invoke(main, [command, str(rows)])
        assert done.exit_code == 2
        assert "hold rows, not one page; give it to `cleaner run`" in done.output


def test_a_json_file_is_told_how_to_become_lines(tmp_path):
    (tmp_path / "rows.json").write_text("[]", encoding="utf-8")
    done = CliRunner().invoke(main, ["run", str(tmp_path / "rows.json"), "--out", str(tmp_path / "out")])
    assert done.exit_code == 2
    assert "cannot read .json files; write one object a line, as .jsonl" in done.output
