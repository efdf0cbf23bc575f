"""HTML in: what is taken from a page, what is refused and why, and the bytes that come back."""

import base64
import json
import subprocess
import sys

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from lxml.html import document_fromstring

import cleaner
from cleaner import html, html_metadata, readers
from cleaner.cli import main
from cleaner.engines import parts
from cleaner.errors import DataError, MissingExtra
from cleaner.rows import Page, Unread

BODY = [
    "Le pont de la rivière a rouvert lundi matin après trois semaines de travaux, selon la mairie.",
    "Les habitants attendaient cette réouverture depuis longtemps, et les commerces du quartier aussi.",
]
LINKED = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "Person", "@id": "#zoe", "name": "Zoé Martin"},
        {
            "@type": ["NewsArticle"],
            "headline": "Le pont a rouvert",
            "datePublished": "2023-05-06T23:30:00+02:00",
            "author": [{"@id": "#zoe"}, {"@type": "Organization", "name": "AFP"}, {"name": "Luc Petit"}],
        },
    ],
}
FRENCH = f"""<!DOCTYPE html>
<html lang="fr"><head><meta charset="ENCODING">
<title>Le pont a rouvert - La Gazette</title>
<meta property="og:site_name" content="La Gazette">
<link rel="canonical" href="https://www.example.org/pont">
<script type="application/ld+json">{json.dumps(LINKED)}</script></head>
<body><nav><a href="/">Accueil</a> <a href="/sport">Sport</a></nav>
<article><h1>Le pont a rouvert</h1><div class="share"><a href="/f">Partager sur Facebook</a></div>
<p>Par Inconnu Dupont</p>
<p>{BODY[0]}</p><p>{BODY[1]}</p></article>
<div id="comments"><h2>Commentaires</h2><ol><li class="comment">Un lecteur : enfin, ce n'est pas trop tôt !</li></ol></div>
<footer>© La Gazette</footer></body></html>\r\n"""
JAPANESE = """<html><head><meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">
<title>橋が通行止めになった</title><meta name="author" content="佐藤健一"><meta name="date" content="20210304"></head>
<body><div><p>川の水位は月曜日に再び上がり、町の橋は正午まで通行止めになったと市の担当者が説明した。</p>
<p>住民は川の近くに行かないようにと呼びかけられ、学校は午前中だけ休みになったという。</p></div></body></html>"""
TEXT = "The river rose again on Monday, and the bridge at Ashdown was closed to all traffic until noon.\n"


def page(body, head=""):
    return f"<html><head>{head}</head><body>{body}</body></html>".encode()


PARAGRAPH = f"<p>{TEXT.strip()}</p>"


@pytest.fixture
def inputs(tmp_path):
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.html").write_bytes(FRENCH.replace("ENCODING", "utf-8").encode())
    (folder / "deep" / "b.htm").write_bytes(FRENCH.replace("ENCODING", "iso-8859-1").encode("cp1252"))
    (folder / "bom.html").write_bytes(b"\xef\xbb\xbf" + page(PARAGRAPH * 2 + "\x00"))
    (folder / "ja.html").write_bytes(JAPANESE.encode("cp932"))
    (folder / "empty.html").write_bytes(b"")
    (folder / "hollow.html").write_bytes(page('<div id="root"></div><script>start()</script>'))
    (folder / "plain.html").write_bytes(b"no tag in it, and 3 < 4")
    (folder / "pdf.html").write_bytes(b"%PDF-1.7\n\x00\x01 <p>")
    (folder / "text.txt").write_text(TEXT)
    (folder / "rows.jsonl").write_text(json.dumps({"id": "row", "text": TEXT}) + "\n{nope\n")
    return folder


def rows(out, table="articles"):
    return {row["id"]: row for row in pq.read_table(out / table).to_pylist()}


def test_text_and_metadata_of_a_page():
    found = html.extract(FRENCH.replace("ENCODING", "utf-8").encode())
    assert found == html.Extracted(
        "\n".join(["Le pont a rouvert", "Par Inconnu Dupont", *BODY]),
        "Le pont a rouvert",
        "https://www.example.org/pont",
        "Zoé Martin; Luc Petit",
        "2023-05-06",
    )


def test_every_file_ends_in_one_place_and_comes_back_as_bytes(inputs, tmp_path):
    done = cleaner.run(inputs, tmp_path / "out")
    placed = [*rows(tmp_path / "out"), *rows(tmp_path / "out", "quarantine")]
    assert sorted(placed) == ["a.html", "bom.html", "deep/b.htm", "ja.html", "row", "text.txt"]
    assert done.counts["rows_in"] == 11
    told = {r.source: r.reason for r in done.tables.rejects}
    assert told == {
        "empty.html": "no HTML: binary data or no tag in it",
        "hollow.html": "no article text found in the page",
        "pdf.html": "no HTML: binary data or no tag in it",
        "plain.html": "no HTML: binary data or no tag in it",
        "rows.jsonl": told["rows.jsonl"],
    }
    assert {r.mend for r in done.tables.rejects if r.source.endswith(".html")} == {
        "leave the file out, or scrape the page again"
    }
    cleaner.restore(tmp_path / "out", tmp_path / "back")
    files = [path for path in inputs.rglob("*") if path.is_file()]
    assert len(files) == 10
    for path in files:
        assert (tmp_path / "back" / path.relative_to(inputs)).read_bytes() == path.read_bytes()


def test_columns_of_the_tables(inputs, tmp_path):
    cleaner.run(inputs, tmp_path / "out")
    articles = rows(tmp_path / "out")
    french, latin, japanese = articles["a.html"], articles["deep/b.htm"], articles["ja.html"]
    assert french["text"].split("\n")[-2:] == BODY
    assert latin["text"] == french["text"]
    for row in (french, latin):
        assert (row["title"], row["date"]) == ("Le pont a rouvert", "2023-05-06")
        assert (row["url"], row["site"]) == ("https://www.example.org/pont", "example.org")
        assert row["author"] == "Zoé Martin; Luc Petit"  # not the byline in the text
    assert (french["escape"], latin["escape"]) == ("raw", "base64")
    assert french["record"].encode() == (inputs / "a.html").read_bytes()
    assert base64.b64decode(latin["record"]) == (inputs / "deep" / "b.htm").read_bytes()
    assert (japanese["title"], japanese["author"]) == ("橋が通行止めになった", "佐藤健一")
    assert (japanese["date"], japanese["lang"]) == ("2021-03-04", "ja")
    assert japanese["text"].startswith("川の水位は月曜日に再び上がり、")
    assert (articles["text.txt"]["record"], articles["text.txt"]["escape"]) == (None, None)


def test_two_runs_give_the_same_bytes_and_name_the_extractor(inputs, tmp_path):
    for name in ("one", "two"):
        cleaner.run(inputs, tmp_path / name)
    for path in sorted((tmp_path / "one").rglob("*.parquet")):
        assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes()
    versions = json.loads((tmp_path / "one" / "run.json").read_bytes())["versions"]
    assert versions.items() >= html.versions().items()
    cleaner.run(inputs / "text.txt", tmp_path / "three")
    assert "trafilatura" not in json.loads((tmp_path / "three" / "run.json").read_bytes())["versions"]


def test_without_the_extra_the_rest_is_done_and_the_mend_is_told(inputs, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    done = cleaner.run(inputs, tmp_path / "out")
    assert (done.counts["rows_in"], done.counts["rejects"]) == (11, 9)
    assert sorted([*rows(tmp_path / "out"), *rows(tmp_path / "out", "quarantine")]) == ["row", "text.txt"]
    reject = next(r for r in done.tables.rejects if r.source == "a.html")
    assert reject.reason == "HTML needs an extractor, and trafilatura is not installed"
    assert reject.mend == 'pip install "content-cleaner[html]"'
    cleaner.restore(tmp_path / "out", tmp_path / "back")
    assert (tmp_path / "back" / "a.html").read_bytes() == (inputs / "a.html").read_bytes()
    result = CliRunner().invoke(main, ["clean", str(inputs / "a.html")])
    assert result.exit_code == 2
    assert f"{inputs / 'a.html'}: HTML needs an extractor" in result.output
    assert 'pip install "content-cleaner[html]"' in result.output
    with pytest.raises(MissingExtra):
        html.extract(b"<p>x")


def test_clean_and_explain_take_a_page(inputs):
    result = CliRunner().invoke(main, ["clean", str(inputs / "a.html")])
    assert result.exit_code == 0
    assert result.output.split("\n")[-2:] == BODY
    shown = CliRunner().invoke(main, ["explain", str(inputs / "a.html")])
    assert shown.exit_code == 0
    assert "language fr" in shown.output
    refused = CliRunner().invoke(main, ["clean", str(inputs / "pdf.html")])
    assert refused.exit_code == 2
    assert "no HTML" in refused.output


def test_the_second_page_of_one_name_is_rejected_with_its_bytes(inputs, tmp_path):
    done = cleaner.run([inputs / "ja.html", inputs / "ja.html"], tmp_path / "out")
    (reject,) = done.tables.rejects
    assert reject.reason == "duplicate id 'ja.html'"
    assert base64.b64decode(reject.raw) == (inputs / "ja.html").read_bytes()


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("\ufeffé".encode(), "é"),
        ("\ufeffé<meta charset=latin1>".encode("utf-16-le"), "é<meta charset=latin1>"),
        (b"\xfe\xff\x00\xe9", "é"),
        (b"<meta charset=utf-8>\xe9", "<meta charset=utf-8>\ufffd"),
        (b"<meta charset=iso-8859-1>\x93\xe9\x94", "<meta charset=iso-8859-1>“é”"),
        (b"<meta charset=utf-16>\xc3\xa9", "<meta charset=utf-16>é"),
        (
            b"<?xml version='1.0' encoding='windows-1251'?>\xcc",
            "<?xml version='1.0' encoding='windows-1251'?>М",
        ),
        (b"<meta charset=x-sjis>\x8b\xb4", "<meta charset=x-sjis>橋"),
        (b"<meta charset=gb2312>\xc7\xc5", "<meta charset=gb2312>桥"),
        (b"<meta charset=rot13>caf\xc3\xa9", "<meta charset=rot13>café"),
        (b"<meta charset=utf-7>+ADw-", "<meta charset=utf-7>+ADw-"),
        (b"caf\xe9 \x93\x81", "café “\x81"),
    ],
)
def test_bytes_are_decoded_as_browsers_do(raw, text):
    assert html.decode(raw) == text


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("<title>A | The Post</title><meta property=og:site_name content='The Post'>", ("A", None, None, None)),
        ("<title>A - B</title>", ("A - B", None, None, None)),
        ("<meta name=author content='https://example.org/ann'>", (None, None, None, None)),
        ("<meta name=author content='The Post'><meta property=og:site_name content='The Post'>", (None,) * 4),
        ("<meta name=citation_author content=Ann><meta name=citation_author content=Bo>", (None, None, "Ann; Bo", None)),
        ("<link rel=canonical href=/a><meta property=og:url content=//example.org/a>", (None, "https://example.org/a", None, None)),
        ("<link rel=canonical href='javascript:alert(1)'>", (None, None, None, None)),
        ("<meta property=article:published_time content='Thu, 04 Mar 2021 10:15:00 GMT'>", (None, None, None, "2021-03-04")),
        ("<meta name=date content=03/04/2021><meta name=pubdate content=2021-02-30>", (None, None, None, None)),
        ("<script type=application/ld+json>{broken</script><title>A</title>", ("A", None, None, None)),
        ("<script type=application/ld+json>[1, null, {}]</script>", (None, None, None, None)),
        (r'<script type=application/ld+json>{"@type": "Article", "headline": "a\ud83d", "author": 3}</script>', ("a\ud83d", None, None, None)),
        ("<script type=application/ld+json>" + "[" * 100_000 + "</script><title>A</title>", ("A", None, None, None)),
    ],
)  # fmt: skip
def test_metadata(head, expected):
    about = html_metadata.read(document_fromstring(f"<html><head>{head}</head><body><p>x</body></html>"))
    assert (about.title, about.url, about.author, about.date) == expected


def test_metadata_in_the_body():
    made = "<h1>A</h1><span itemprop=author><b itemprop=name>Ann Bee</b></span><time class=published datetime=2020-01-02T03:04>x</time>"
    assert html_metadata.read(document_fromstring(made)) == html_metadata.About(
        "A", None, "Ann Bee", "2020-01-02"
    )


def test_a_lone_surrogate_in_the_metadata_is_stored():
    linked = r'<script type=application/ld+json>{"@type": "Article", "headline": "a\ud83d"}</script>'
    read = readers.settled(readers.whole_page(page(PARAGRAPH * 2, linked), "x.html"))
    assert isinstance(read, Page)
    assert read.title == r"a\ud83d"


def test_control_characters_do_not_lose_the_page():
    assert (
        html.extract(page(f"<p>\x01{TEXT}\x00</p><p>&#1;&#xFFFE;{TEXT}\x1b</p>")).text.count("Ashdown") == 2
    )


def test_an_extractor_that_fails_is_a_reason(monkeypatch):
    import trafilatura

    def fail(*args, **kwargs):
        raise AssertionError("inside")

    monkeypatch.setattr(trafilatura, "bare_extraction", fail)
    with pytest.raises(DataError, match="the extractor failed: AssertionError: inside"):
        html.extract(page(PARAGRAPH))


HEAD = "<html><head><title>T</title></head><body>"
BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
HOSTILE = {
    "nesting": (HEAD + "<div>" * 200_000 + PARAGRAPH, "elements nested more than 512 deep"),
    "lists": (HEAD + "<ul><li>a <ul><li>b</li></ul></li></ul>" * 25_000, None),
    "elements": (HEAD + "<p>a<b>" * 100_000, "more than 150000 elements"),
    "many": (HEAD + "<i></i>" * 150_000, "more than 150000 elements"),
    "attributes": (HEAD + "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">" + PARAGRAPH, "a tag with 5000 attributes or more"),
    "attribute": (HEAD + f'<div class="{"a " * 500_000}">{PARAGRAPH * 2}</div>', TEXT.strip()),
    "script": (HEAD + PARAGRAPH + "<script>" + "if (a<b) '<div>';" * 60_000, TEXT.strip()),
    "entities": (f'<!DOCTYPE html [<!ENTITY a0 "aaaaaaaaaa">{BOMB}]>{HEAD}{PARAGRAPH}<p>&a11;</p>', TEXT.strip()),
    "comments": (HEAD + PARAGRAPH + "<!--" * 250_000, TEXT.strip()),
    "openings": (HEAD + "<" * 1_000_000 + PARAGRAPH, TEXT.strip()),
    "linked": (f"""<script type="application/ld+json">{'{"@type":"NewsArticle","author":"' * 30_000}</script>{PARAGRAPH}""", TEXT.strip()),
    "bytes": (HEAD + PARAGRAPH + " " * 10_000_000, "more than 10000000"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_neither_crashes_nor_hangs(name, tmp_path):
    source, expected = HOSTILE[name]
    (tmp_path / "x.html").write_text(source)
    command = [sys.executable, "-m", "cleaner", "clean", str(tmp_path / "x.html")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode in (0, 2), done.stderr[-2000:]
    assert "Traceback" not in done.stderr
    assert expected is None or expected in done.stdout + done.stderr


def test_pages_are_taken_apart_where_they_are_cleaned(tmp_path):
    files = {f"{n:02}.html": page(f"<p>{PARAGRAPH} The {n}th page.</p>") for n in range(40)}
    (tmp_path / "in").mkdir()
    for name, raw in files.items():
        (tmp_path / "in" / name).write_bytes(raw)
    read = list(readers.read(readers.find([tmp_path / "in"])))
    assert [(item.id, item.raw) for item in read] == sorted(files.items())
    assert {type(item) for item in read} == {Unread}
    assert sum(map(len, files.values())) < parts.PART_CHARS
    one, two = (cleaner.run(tmp_path / "in", tmp_path / f"w{n}", workers=n) for n in (1, 2))
    assert one.tables.articles.num_rows == 40
    assert one.tables.articles.equals(two.tables.articles)
    assert one.tables.edits.equals(two.tables.edits)


def test_a_page_that_breaks_the_extractor_is_rejected_and_the_rest_is_done(tmp_path, monkeypatch):
    def breaks(raw, charset=None):
        if b"odd" in raw:
            raise RecursionError("too deep")
        return real(raw, charset)

    real = html.extract
    monkeypatch.setattr(html, "extract", breaks)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.html").write_bytes(page(f"<p>odd {TEXT}</p>"))
    (tmp_path / "in" / "b.html").write_bytes(page(PARAGRAPH * 2))
    done = cleaner.run(tmp_path / "in", tmp_path / "out")
    assert (done.counts["rows_in"], done.counts["rejects"]) == (2, 1)
    (reject,) = done.tables.rejects
    assert (reject.id, reject.reason) == ("a.html", "cleaning it failed (RecursionError: too deep)")
    cleaner.restore(tmp_path / "out", tmp_path / "back")
    assert (tmp_path / "back" / "a.html").read_bytes() == page(f"<p>odd {TEXT}</p>")
