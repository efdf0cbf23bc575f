"""The report: what a run folder holds stands in it, adds up, and is shown as text only."""

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import report
from cleaner.errors import OutputError
from cleaner.model import Edit, apply
from cleaner.report import composed, context, examples, limits, show, write
from cleaner.tables import SCHEMAS

SCRIPT = "<script>document.documentElement.id='ran'</script>"
IMAGE = "<img src=x onerror=\"document.documentElement.id='ran'\">"
LINK = '<a href="javascript:alert(1)">x</a><link rel=stylesheet href=https://evil.example/x.css>'
BIDI = "\u202egnirts\u2066"
CONTROLS = "\x00\x1b\x7f\ud800"  # a lone surrogate last: JSON may hold one, Arrow may not
HOSTILE = SCRIPT + IMAGE + LINK + BIDI
OURS = (Path(report.__file__).parent / "report.js").read_text(encoding="utf-8")
ATTRIBUTES = {
    "lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "dir", "role", "scope",
    "aria-hidden", "aria-label", "aria-labelledby", "aria-describedby", "tabindex", "hidden", "open",
    "data-l", "data-k", "data-g", "data-of", "data-id", "data-lang", "data-site", "data-rule", "data-out",
    "data-hits", "data-total", "for", "type", "value", "placeholder", "autocomplete", "spellcheck", "checked",
    "width", "height", "x", "y", "dx", "dy", "rx", "d", "viewbox",
}  # fmt: skip
STORABLE = HOSTILE + "\x00\x1b\x7f" + SCRIPT

RAW = "Caf&eacute; news\nLeave a Reply\nKim Jung-un met Kim Jong-un.\nShare\n"
LAYERS = (
    [Edit(3, "&eacute;", "é", "encoding/entity", "apply unescape_html")],
    [
        Edit(10, "Leave a Reply\n", "", "comment-form/heading", "strong"),
        Edit(53, "Share\n", "", "share/heading"),
    ],
    [Edit(14, "Jung", "Jong", "names/between", "votes Jong 1 : Jung 1")],
)


def article(id_, raw, layers=(), **more):
    text = raw
    for layer in layers:
        text = apply(text, layer)
    edits = [edit for layer in layers for edit in layer]
    return {
        "id": id_,
        "source": "in.jsonl",
        "row": 1,
        "lang": "en",
        "lang_confidence": 0.99,
        "text": text,
        "chars_in": len(raw),
        "chars_out": len(text),
        "chars_removed": sum(len(edit.old) for edit in edits),
        "chars_added": sum(len(edit.new) for edit in edits),
        "edits": len(edits),
        "findings": 0,
    } | more  # fmt: skip


def rows_of(id_, layers):
    return [
        {"article_id": id_, "layer": n} | {k: getattr(e, k) for k in ("start", "old", "new", "rule", "why")}
        for n, layer in enumerate(layers)
        for e in layer
    ]  # fmt: skip


def put(folder, name, *parts):
    """Write one part for each list of rows; no list, no part."""
    (folder / name).mkdir(parents=True, exist_ok=True)
    for number, rows in enumerate(parts):
        pq.write_table(
            pa.Table.from_pylist(rows, schema=SCHEMAS[name]), folder / name / f"part-{number:05}.parquet"
        )


def put_json(path, value):
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")


def result(rule, status="pass", severity="critical", **more):
    return {
        "table": "articles", "rule": rule, "type": "t", "column": "id", "severity": severity,
        "status": status, "why": "because", "sentence": f"sentence of {rule}", "evaluated": 3,
        "unexpected": 0, "share": 0.0, "ids": [], "observed": "",
    } | more  # fmt: skip


def summary(*results):
    bad = any(r["status"] != "pass" and r["severity"] == "critical" for r in results)
    count = len(results)
    return {
        "declared": count,
        "loaded": count,
        "evaluated": count,
        "failed_critical": bad,
        "results": list(results),
    }


def about(**more):
    return {
        "cleaner": "0.1.0",
        "python": "3.11.7",
        "settings": {"threshold": 0.9, "off": ["tag"]},
        "inputs": [{"path": "in.jsonl", "sha256": "ab" * 32, "bytes": 1234}],
        "counts": {"rows_in": 4},
        "seconds": {"encoding": 1.5, "language": 0.5},
        "versions": {"ftfy": "6.3.1"},
    } | more


@pytest.fixture
def run(tmp_path):
    """Make a run of four rows: two cleaned, one held, one rejected."""
    put(
        tmp_path,
        "articles",
        [article("a1", RAW, LAYERS)],
        [article("a2", "Mumbai. Mombai.", lang="bg", findings=1)],
    )
    put(
        tmp_path,
        "quarantine",
        [
            article(
                "q1",
                "gone",
                expectations=["articles/not-empty"],
                severities=["critical"],
                reasons=["something is left (chars_out = 0)"],
            )
        ],
    )
    put(tmp_path, "edits", rows_of("a1", LAYERS))
    put(
        tmp_path,
        "findings",
        [
            {
                "article_id": "a2",
                "rule": "names/variant",
                "start": 8,
                "text": "Mombai",
                "message": "Mombai or Mumbai?",
                "evidence": "votes Mumbai 1 : Mombai 1",
            }
        ],
    )
    put(
        tmp_path,
        "names",
        [
            {
                "article_id": "a1",
                "form": "Jung",
                "canonical": "Jong",
                "votes": "Jong 2 : Jung 1",
                "decision": "fixed",
                "rule": "names/between",
                "evidence": "both behind Kim",
            }
        ],
    )
    reject = {
        "source": "z.jsonl",
        "row": 7,
        "id": None,
        "reason": "malformed JSON",
        "mend": "one object a line",
        "raw": "QUJD",
    }
    (tmp_path / "rejects.jsonl").write_text(json.dumps(reject) + "\n")
    put_json(
        tmp_path / "validation" / "summary.json",
        summary(
            result("articles/id-present"),
            result("articles/not-empty", "fail", unexpected=1, share=0.333333, ids=["q1"]),
        ),
    )
    put_json(tmp_path / "run.json", about())
    return tmp_path


class Seen(HTMLParser):
    """The elements of a page, its words, and the words of each section."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.text, self.sections, self._section = [], "", {}, ""
        self.scripts = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        """Note an element; one that stands apart sets its words apart."""
        if tag not in {"bdi", "b", "i", "del", "ins", "mark"}:
            self.handle_data(" ")
        self.tags.append((tag, dict(attrs)))
        if tag == "section":
            self._section = dict(attrs)["aria-labelledby"]

    def handle_data(self, data):
        """Note text; a script is none."""
        if self.cdata_elem == "script":
            self.scripts.append(data)
            return
        self.text += data
        self.sections[self._section] = self.sections.get(self._section, "") + data

    def words(self, section):
        """Return the words of a section with single spaces."""
        return " ".join(self.sections[section].split())

    def count(self, tag):
        """Return how many elements there are."""
        return sum(name == tag for name, _ in self.tags)


def seen(folder):
    return Seen(write(folder).read_text(encoding="utf-8"))


def test_verdict_and_flow_add_up(run):
    page = seen(run)
    verdict = "2 pages cleaned, 1 held in quarantine, 1 rejected; 1 critical expectation failed"
    html = (run / "report.html").read_text(encoding="utf-8")
    assert f"<title>{verdict}</title>" in html
    assert f'<h1 class="bad">{verdict}</h1>' in html
    assert page.words("flow").startswith(
        "What came in, and where it went 4 rows in = 2 cleaned + 1 in quarantine + 1 rejected"
    )
    removed, added = 8 + 14 + 6 + 4, 1 + 4
    chars_in = len(RAW) + len("Mumbai. Mombai.") + len("gone")
    sums = (
        f"{chars_in} characters in − {removed} removed + {added} written = {chars_in - removed + added} char"
    )
    assert sums in page.words("flow")


def test_rows_that_do_not_add_up_are_told(run):
    put_json(run / "run.json", about(counts={"rows_in": 5, "articles": 3}))
    words = seen(run).words("flow")
    assert "5 rows in ≠ 2 cleaned" in words
    assert "The tables hold 4 rows, but 5 came in." in words
    assert "run.json says 3 articles, the tables hold 2." in words


@pytest.mark.parametrize(
    ("results", "level", "tail"),
    [
        ([result("r")], "good", "every critical expectation holds"),
        ([result("w", "fail", "info")], "warn", "every critical expectation holds, 1 other failed"),
        ([result("r", "error", "info")], "bad", "1 expectation could not be evaluated"),
        ([result("r", "fail"), result("s", "fail")], "bad", "2 critical expectations failed"),
    ],
)  # fmt: skip
def test_verdict_words(run, results, level, tail):
    put_json(run / "validation" / "summary.json", summary(*results))
    html = write(run).read_text(encoding="utf-8")
    assert f'<h1 class="{level}">2 pages cleaned, 1 held in quarantine, 1 rejected; {tail}</h1>' in html


def test_edits_stand_in_the_text_of_their_layer(run):
    html = write(run).read_text(encoding="utf-8")
    assert "Caf<del>&amp;eacute;</del><ins>é</ins> news<i>⏎</i><br>Leave a Reply" in html
    assert "Café news<i>⏎</i><br><del>Leave a Reply<i>⏎</i></del><br>Kim Jung-un met" in html
    assert "Kim <del>Jung</del><ins>Jong</ins>-un met Kim Jong-un." in html
    assert "do not replay" not in html
    assert re.search(r"encoding/entity.{0,200}data-l=\"Characters removed\" class=\"n\">8<", html, re.DOTALL)


def test_tables_show_their_rows(run):
    page = seen(run)
    assert "Mumbai. Mombai. Mombai or Mumbai? · votes Mumbai 1 : Mombai 1 · page a2" in page.words("doubts")
    assert "Jung Jong Jong 2 : Jung 1 fixed both behind Kim" in page.words("names")
    assert "q1 – in.jsonl 1 critical something is left (chars_out = 0) articles/not-empty" in page.words(
        "quarantine"
    )
    assert "z.jsonl 7 – malformed JSON one object a line" in page.words("rejects")
    assert "QUJD" not in page.text
    failing = (
        "fail critical articles/not-empty sentence of articles/not-empty because 1 of 3 rows · 33.3 % q1"
    )
    assert failing in page.words("expectations")
    assert "en 2 66.7 % 0.99" in page.words("languages")
    assert "encoding 1.500 75 %" in page.words("run")
    assert 'off ["tag"]' in page.words("run")
    assert "ab" * 32 in page.words("run")


def test_a_table_that_was_changed_shows_edits_without_context(run):
    put(run, "articles", [article("a1", "another text", edits=4)])
    words = seen(run).words("edits")
    assert "Leave a Reply⏎ Without its context: the edits of this page do not replay." in words


def test_empty_run_without_validation(tmp_path):
    put_json(tmp_path / "run.json", {})
    page = seen(tmp_path)
    assert "0 pages cleaned; not validated" in page.text
    assert "0 rows in = 0 cleaned + 0 in quarantine + 0 rejected" in page.words("flow")
    assert "This run was not validated." in page.words("expectations")


def test_tables_without_rows(tmp_path):
    for name in SCHEMAS:
        put(tmp_path, name, [])
    put_json(tmp_path / "run.json", about(counts={"rows_in": 0}))
    assert "0 pages cleaned; not validated" in seen(tmp_path).text


def test_no_run_folder(tmp_path):
    with pytest.raises(OutputError, match=r"not a run folder \(it has no run.json\)"):
        write(tmp_path)
    assert list(tmp_path.iterdir()) == []


def hostile(folder):
    """Fill every text of a run with what a page must not do."""
    raw = f"Before {STORABLE} after"
    layers = ([Edit(7, STORABLE, STORABLE[::-1], STORABLE, STORABLE)],)
    held = {"expectations": [STORABLE], "severities": [STORABLE], "reasons": [STORABLE]}
    put(folder, "articles", [article(STORABLE, raw, layers, lang=STORABLE, source=STORABLE)])
    put(folder, "quarantine", [article("q" + STORABLE, raw, **held)])
    put(folder, "edits", rows_of(STORABLE, layers))
    put(folder, "findings", [dict.fromkeys(SCHEMAS["findings"].names, STORABLE) | {"start": 0}])
    put(folder, "names", [dict.fromkeys(SCHEMAS["names"].names, STORABLE)])
    bad = HOSTILE + CONTROLS + IMAGE
    reject = dict.fromkeys(("source", "row", "id", "reason", "mend", "raw"), bad)
    (folder / "rejects.jsonl").write_text(json.dumps(reject) + "\n")
    wrong = result(bad, bad, bad, table=bad, why=bad, sentence=bad, ids=[bad], observed=bad)
    put_json(folder / "validation" / "summary.json", summary(wrong, result("r", "error", bad, observed=bad)))
    put_json(
        folder / "run.json",
        about(cleaner=bad, python=bad, settings={bad: bad}, versions={bad: bad}, seconds={bad: 1.0},
              inputs=[{"path": bad, "sha256": None, "bytes": None, "error": bad}]),
    )  # fmt: skip
    return folder


def test_hostile_text_is_text(tmp_path):
    page = seen(hostile(tmp_path))
    assert page.count("img") == page.count("link") == 0
    assert page.scripts == [OURS]
    assert page.count("script") == 1
    assert page.count("h1") == page.count("main") == 1
    assert {attr for _, attrs in page.tags for attr in attrs} <= ATTRIBUTES
    assert SCRIPT in page.text
    assert IMAGE in page.text
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", html)
    assert "<i>U+202E</i>gnirts<i>U+2066</i>" in html
    assert "<i>␀</i><i>␛</i><i>␡</i><i>U+D800</i>" in html


@pytest.mark.parametrize("text", [SCRIPT, "\n" + SCRIPT, SCRIPT + "\n", f"{SCRIPT}\n{SCRIPT}"])
def test_text_is_escaped_before_between_and_behind_signs(text):
    assert set(re.findall("<[^>]*>", show.visible(text))) <= {"<i>", "</i>"}
    assert show.visible(text).striptags().replace("⏎", "\n") == text


def test_nothing_is_loaded_from_elsewhere(run):
    page = seen(run)
    links = [attrs[a] for _, attrs in page.tags for a in ("href", "src", "srcset", "action") if a in attrs]
    ids = {attrs["id"] for _, attrs in page.tags if "id" in attrs}
    assert links
    assert {link[1:] for link in links} <= ids
    assert all(link.startswith("#") and not urlsplit(link).scheme for link in links)
    html = (run / "report.html").read_text(encoding="utf-8")
    css = re.search(r"<style>(.*?)</style>", html, re.DOTALL)[1]
    assert "url(" not in css
    assert "@import" not in css
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    policy = next(a["content"] for t, a in page.tags if t == "meta" and a.get("http-equiv"))
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:;")
    script = base64.b64encode(hashlib.sha256(OURS.encode()).digest()).decode()
    assert policy.endswith(f"; script-src 'sha256-{script}'")


def test_tables_have_captions_and_scopes(run):
    page = seen(run)
    assert page.count("caption") == page.count("table")
    assert all(attrs.get("scope") in {"row", "col"} for tag, attrs in page.tags if tag == "th")
    assert ("html", {"lang": "en"}) in page.tags


def test_two_writes_give_the_same_bytes(run, tmp_path_factory):
    first = write(run).read_bytes()
    copy = tmp_path_factory.mktemp("elsewhere") / "run"
    shutil.copytree(run, copy, ignore=shutil.ignore_patterns("report.html"))
    assert write(copy).read_bytes() == first
    assert write(run).read_bytes() == first
    assert sorted(p.name for p in copy.iterdir() if p.is_file()) == [
        "rejects.jsonl",
        "report.html",
        "run.json",
    ]


def test_a_large_run_stays_below_five_megabytes(tmp_path):
    raw = "\x01" * 3000  # each character becomes an element: the most that a text can cost
    rules = [f"rule/{n}" for n in range(200)]
    put(tmp_path, "articles", [article(f"a{n}", raw, edits=200) for n in range(3)])
    put(tmp_path, "edits", [
        {"article_id": f"a{a}", "layer": 0, "start": n * 10, "old": f"{n} {a}{raw}", "rule": rule, "why": raw}
        for n, rule in enumerate(rules) for a in range(3)
    ])  # fmt: skip
    put(tmp_path, "names", [dict.fromkeys(SCHEMAS["names"].names, raw)] * 300)
    put_json(tmp_path / "run.json", about(counts={"rows_in": 3}))
    html = write(tmp_path).read_bytes()
    assert len(html) <= limits.MAX_BYTES
    assert b"rule/0" in html


def test_examples_come_from_different_pages():
    picker = examples.Picker(2)
    for id_, old in [("a", "x"), ("a", "y"), ("b", "x"), ("b", "z"), ("c", "w")]:
        picker.offer({"article_id": id_, "old": old}, old)
    assert [(row["article_id"], row["old"]) for row in picker.rows()] == [("a", "x"), ("b", "z")]


def test_layers_are_rebuilt_from_the_clean_text():
    text = RAW
    for layer in LAYERS:
        text = apply(text, layer)
    rebuilt = context.layers(text, rows_of("a1", LAYERS))
    assert rebuilt[0].before == RAW
    assert [layer.number for layer in rebuilt] == [0, 1, 2]
    assert apply(rebuilt[2].before, rebuilt[2].edits) == text


@st.composite
def edited(draw):
    """Draw a text and layers of edits that fit it."""
    raw = text = draw(st.text("ab\n", max_size=12))
    made = []
    for number in range(draw(st.integers(0, 3))):
        cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
        spans = list(zip(cuts[::2], cuts[1::2], strict=False))
        edits = tuple(Edit(a, text[a:b], draw(st.text("cd\n", max_size=2)), "r/x") for a, b in spans)
        made.append(context.Layer(number, text, edits))
        text = apply(text, edits)
    return raw, text, made


@given(edited())
def test_before_and_after_are_read_from_a_page_with_its_edits_in_place(drawn):
    raw, text, made = drawn
    parts = composed.composed(made)
    before, after = (
        "".join(part.text for part in parts if part.kind in ("keep", side)) for side in ("del", "ins")
    )
    assert (before, after) == ((raw, text) if made else ("", ""))


def test_a_long_page_keeps_what_stands_beside_its_edits():
    far = "x" * 500
    layer = context.Layer(
        0, f"{far}cut{far}cut{far}", (Edit(500, "cut", "", "r"), Edit(1003, "cut", "", "r"))
    )
    parts = composed.condensed(composed.composed([layer]), around=10, most=600)
    told = [(part.kind, part.text) for part in parts]
    some = "x" * 10
    assert told == [
        ("cut-keep", "480 characters unchanged"),
        ("keep", some),
        ("del", "cut"),
        ("keep", some),
        ("cut-keep", "480 characters unchanged"),
        ("keep", some),
        ("del", "cut"),
        ("keep", some),
        ("cut-keep", "480 characters unchanged"),
    ]
    cut = composed.condensed(composed.composed([layer]), around=10, most=15)
    assert [(part.kind, part.text) for part in cut][-1] == ("cut", "2 more parts that changed")


def test_a_lone_surrogate_counts_as_one_character():
    rows = [{"layer": 0, "start": 1, "old": "\\ud83d", "new": "", "rule": "encoding/surrogate", "why": ""}]
    rows.append({"layer": 0, "start": 3, "old": "c", "new": "C", "rule": "x", "why": ""})
    assert context.layers("abC", rows)[0].before == "a\ud83dbc"


def test_shares_are_never_rounded_away():
    assert show.percent(1, 10_000) == "< 0.1 %"
    assert show.percent(9_999, 10_000) == "> 99.9 %"
    assert show.percent(None, 3) == "0 %"


def opened(page, profile):
    """Return the document as a browser leaves it after its scripts ran, and what its console says.

    No host has an address for the browser: the network is off.
    """
    assert BROWSER, "no chromium: apt-get install chromium"
    flags = (
        "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    )
    flags += " --disable-component-update --disable-sync --virtual-time-budget=2000 --dump-dom"
    command = [BROWSER, *flags.split(), "--enable-logging=stderr", "--host-resolver-rules=MAP * ~NOTFOUND"]
    command += [f"--user-data-dir={profile}", page.as_uri()]
    done = subprocess.run(command, capture_output=True, timeout=120, check=True)
    told = done.stderr.decode("utf-8", "replace").splitlines()
    return done.stdout.decode("utf-8"), [line for line in told if "CONSOLE" in line]


BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


needs_browser = pytest.mark.skipif(
    not BROWSER and not os.environ.get("CI"), reason="no Chromium here; the checks install it"
)


def assert_nothing_runs(html, last, folder):
    """Open a page with its policy and without it: escaping alone must hold. *last*: words of its end."""
    bare = re.sub(r"<meta http-equiv=[^>]*>", "", html)
    assert bare != html
    control = f"<!doctype html><html lang=en>{SCRIPT}<script>console.error('told')</script>"
    ran = {}
    for name, content in {"policy": html, "bare": bare, "control": control}.items():
        (folder / f"{name}.html").write_text(content, encoding="utf-8")
        left, console = opened(folder / f"{name}.html", folder / "profile")
        ran[name] = re.search(r"<html[^>]*id=\"ran\"", left) is not None, len(console)
        assert name == "control" or last in left
    assert ran == {"policy": (False, 0), "bare": (False, 0), "control": (True, 1)}


@needs_browser
def test_a_browser_runs_nothing(tmp_path):
    run = tmp_path / "run"
    run.mkdir()
    html = write(hostile(run)).read_text(encoding="utf-8")
    assert_nothing_runs(html, "How this run was made", tmp_path)
