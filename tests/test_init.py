"""A settings file to begin with: it loads, it sets only what was fitted, and it says what was seen."""

import json
import re
import tomllib
from dataclasses import fields

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from cleaner import Config, config, sample, settings_file
from cleaner.cli import main
from cleaner.errors import ConfigError
from cleaner.readers import Columns, Reading
from cleaner.readers.settings import COLUMNS, KEYS, Input, of_file

BODY = "The river rose again on Monday, and the bridge at Ashdown was closed to all traffic until noon.\n"
PAGE = f"{BODY}\nLeave a Reply\n7 + 4 =\n"
RUSSIAN = "В понедельник река снова поднялась, и мост в городе закрыли для движения до самого вечера.\n" * 3


def run(*args):
    result = CliRunner().invoke(main, [str(arg) for arg in args])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def init(tmp_path, *inputs):
    out = tmp_path / "cleaner.toml"
    result = run("init", *inputs, "--out", out)
    assert result.exit_code == 0, result.output
    return out


def all_set(text):
    """The file with every default that it shows taken in."""
    return re.sub(r"^#(?! |$)", "", text, flags=re.MULTILINE)


def test_without_an_input_it_is_all_defaults(tmp_path):
    out = init(tmp_path)
    assert config.load(out) == Config()
    assert of_file(out) == Input()
    assert tomllib.loads(out.read_text()) == {"input": {}}


def test_every_setting_stands_in_it_with_its_default_and_meaning(tmp_path):
    text = settings_file.written()
    given = tomllib.loads(all_set(text))
    read = given.pop("input")
    assert config.from_mapping(given) == Config()
    assert set(given) == {f.name for f in fields(Config)}
    assert set(read) == set(KEYS)
    told = settings_file.meanings()
    assert set(told) == set(given)
    assert all(len(meaning) > 20 for meaning in told.values())
    assert "# Code points below which a cleaned text is reported as short.\n#short_chars = 200\n" in text


def test_the_default_file_gives_the_same_run(tmp_path):
    (tmp_path / "in").mkdir()
    for n in range(5):
        (tmp_path / "in" / f"{n}.txt").write_text(PAGE + str(n))
    out = init(tmp_path, tmp_path / "in")
    run("run", tmp_path / "in", "--out", tmp_path / "a", "--config", out)
    run("run", tmp_path / "in", "--out", tmp_path / "b")
    assert run("diff", tmp_path / "a", tmp_path / "b").exit_code == 0


def test_it_refuses_to_overwrite(tmp_path):
    out = tmp_path / "cleaner.toml"
    out.write_text("mine")
    result = run("init", "--out", out)
    assert (result.exit_code, out.read_text()) == (2, "mine")
    assert "exists: give another name, or move it away first" in result.output


def test_columns_are_fitted_and_the_longest_wins_where_two_may_hold_the_text(tmp_path):
    rows = [{"key": str(n), "story": "short", "Body": PAGE, "headline": f"River {n}"} for n in range(9)]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "rows.parquet")
    out = init(tmp_path, tmp_path / "rows.parquet")
    assert of_file(out).reading == Reading(Columns(text="Body", id="key", title="headline"))
    assert "'Body' holds the longest texts of its columns" in out.read_text().replace("\n# ", " ")
    done = run("run", tmp_path / "rows.parquet", "--out", tmp_path / "out", "--config", out)
    assert done.exit_code == 0
    assert run("run", tmp_path / "rows.parquet", "--out", tmp_path / "no").exit_code == 2


def test_a_name_no_one_knows_is_found_by_its_length(tmp_path):
    lines = [json.dumps({"n": n, "prose": PAGE * 2, "x": "y" * 20}) for n in range(3)]
    (tmp_path / "rows.jsonl").write_text("\n".join(lines))
    assert sample.look([tmp_path / "rows.jsonl"]).columns.text == "prose"
    (tmp_path / "rows.csv").write_text('n,prose,x\n1,"' + PAGE * 2 + '",y\n')
    assert sample.look([tmp_path / "rows.csv"]).columns.text == "prose"


def test_columns_that_hold_no_text_are_an_error_that_names_them(tmp_path):
    (tmp_path / "rows.csv").write_text("a,b\n1,2\n")
    result = run("init", tmp_path / "rows.csv", "--out", tmp_path / "c.toml")
    assert result.exit_code == 2
    assert "its columns are a, b: name it with --text-column" in result.output
    assert not (tmp_path / "c.toml").exists()


def test_an_encoding_that_all_text_is_in_is_set_and_a_mixture_is_not(tmp_path):
    for n in range(2):
        (tmp_path / f"{n}.txt").write_bytes((RUSSIAN + str(n)).encode("windows-1251"))
    assert of_file(init(tmp_path, tmp_path / "0.txt", tmp_path / "1.txt")).reading.encoding == "windows-1251"
    (tmp_path / "2.txt").write_text(RUSSIAN, encoding="utf-8")
    assert sample.look([tmp_path / f"{n}.txt" for n in range(3)]).encoding is None


def test_a_survey_pays_from_four_pages_of_a_site(tmp_path):
    rows = [{"text": PAGE + str(n), "url": f"https://{'abc'[n % 3]}.example/{n}"} for n in range(9)]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    out = init(tmp_path, tmp_path / "rows.jsonl")
    assert of_file(out).survey is False
    assert "Sites: a.example 3, b.example 3, c.example 3; too few pages" in out.read_text()
    rows += [{"text": PAGE + "x", "url": "https://a.example/x"}]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    assert sample.look([tmp_path / "rows.jsonl"]).survey_pays


def test_a_large_input_is_only_sampled(tmp_path, monkeypatch):
    monkeypatch.setattr(sample, "ROWS", 5)
    rows = [json.dumps({"text": PAGE, "id": str(n)}) for n in range(50)]
    (tmp_path / "rows.jsonl").write_text("\n".join(rows) + "\n")
    seen = sample.look([tmp_path / "rows.jsonl"])
    assert (seen.rows, seen.total, seen.is_whole, seen.survey_pays) == (5, 50, False, True)
    assert "5 rows looked at, of about 50." in settings_file.written(seen, "rows")


def test_hostile_names_stay_strings_in_the_file(tmp_path):
    name = 'bo"dy\x1b[2J\u202e\n#'
    pq.write_table(pa.table({name: [PAGE * 2], "a\x07b": ["x"]}), tmp_path / "rows.parquet")
    out = init(tmp_path, tmp_path / "rows.parquet")
    assert of_file(out).reading.columns.text == name
    assert not re.search("[\x00-\x09\x0b-\x1f\u202e]", out.read_text())


def test_options_win_over_the_file_and_the_file_over_guesses(tmp_path):
    (tmp_path / "c.toml").write_text('[input]\ntext_column = "b"\nencoding = "koi8-r"\n')
    given = of_file(tmp_path / "c.toml")
    assert given.over(Reading(Columns(text="a"))) == Reading(Columns(text="a"), "koi8-r")
    assert given.over(Reading(encoding="utf-8")) == Reading(Columns(text="b"), "utf-8")
    (tmp_path / "p.txt").write_bytes("Привет, мир".encode("koi8-r"))
    shown = run("clean", tmp_path / "p.txt", "--config", tmp_path / "c.toml").output
    assert shown == "Привет, мир"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('[input]\ntext_colum = "x"', "unknown key 'text_colum'; did you mean 'text_column'?"),
        ("[input]\nsurvey = 1", "survey = 1 is not true or false"),
        ("[input]\nurl_column = true", "url_column = True is not a string"),
        ('[input]\nencoding = "latin99"', "unknown encoding 'latin99'"),
        ("input = 3", "input = 3 is not a table; write [input]"),
    ],
)
def test_what_is_wrong_in_the_table_input_is_told(tmp_path, content, message):
    (tmp_path / "c.toml").write_text(content)
    with pytest.raises(ConfigError, match=re.escape(message)):
        of_file(tmp_path / "c.toml")
    assert set(COLUMNS.values()) == {held for held, _ in Columns().items()}


def test_pages_of_html_are_read_as_a_run_reads_them(tmp_path):
    page = "".join(f"<p>{BODY}</p>" for _ in range(9))
    (tmp_path / "page.html").write_text(f"<title>River</title><article>{page}</article>", encoding="utf-8")
    seen = sample.look([tmp_path / "page.html"])
    assert (seen.languages, seen.unread, seen.needs) == ({"en": 1}, {}, ())
    assert (seen.encoding, seen.survey_pays) == (None, False)
