"""What a person decided about lines and names: the file, its errors, and that the steps obey."""

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import Config, clean, decided_lines, decisions_file, line_keys
from cleaner.cli import main
from cleaner.decided_lines import Line, Lines
from cleaner.decisions import Decisions
from cleaner.errors import ConfigError
from cleaner.steps.names.decided import Decided
from cleaner.steps.names.mentions import Mentions
from cleaner.steps.names.strangers import strangers

BODY = [
    "The river rose again on Monday, and the bridge at Ashdown was closed to all traffic until noon.",
    "The council had asked for a new gauge above the weir, which was never built for want of money.",
]
URL = "https://www.example.org/a"


def page(*lines):
    return "\n\n".join([BODY[0], *lines, BODY[1]]) + "\n"


def cleaned(text, remove=(), keep=(), url=URL, **settings):
    lines = Lines(tuple(Line(*entry) for entry in remove), tuple(Line(*entry) for entry in keep))
    doc = clean(text, url=url, lang="en", config=Config(lines=lines, **settings))
    assert doc.restored() == text
    return doc


def test_a_line_that_is_to_go_goes_with_the_decision_as_its_reason():
    text = page("A note from the desk")
    assert clean(text, url=URL, lang="en").text == text
    doc = cleaned(text, remove=[("A NOTE from the desk!", "example.org", "an advertisement")])
    assert doc.text == page()
    why = "decided: “A NOTE from the desk!” goes, on example.org; an advertisement"
    assert [(edit.rule, edit.why) for edit in doc.edits] == [("decided/remove", why)]


@pytest.mark.parametrize(
    ("site", "url", "goes"),
    [
        ("example.org", "https://example.org/b", True),
        ("example.org", "https://news.example.org/b", False),
        ("example.org", None, False),
        ("", None, True),
        ("", URL, False),
        (None, None, True),
        (None, URL, True),
    ],
)
def test_a_decision_holds_on_its_site(site, url, goes):
    doc = cleaned(page("A note from the desk"), remove=[("A note from the desk", site)], url=url)
    assert (doc.text == page()) is goes


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Leave a Reply", "comment-form/heading"),
        ("7 + 4 =", "captcha/sum"),
        ("dix-neuf + 1 =", "captcha/sum"),
        (
            "A caption of the old bridge at Ashdown in spring\nA caption of the old bridge at Ashdown in spring",
            "repeat",
        ),
    ],
)
def test_a_line_that_is_to_stay_stays_whichever_step_would_take_it(line, rule):
    text = page(line) + "Post Comment\n"
    plain = clean(text, url=URL, lang="en")
    assert any(edit.rule.startswith(rule) for edit in plain.edits)
    doc = cleaned(text, keep=[(line.partition("\n")[0], "example.org")])
    assert line in doc.text
    assert [edit.old.strip() for edit in doc.edits] == ["Post Comment"]


def test_a_byline_between_two_prints_of_the_headline_may_stay():
    head = "Bees return to the valley after the long winter"
    text = f"{head}\nClaire Fontenay\n{head}\n\n{page()}"
    assert clean(text, lang="en").author == "Claire Fontenay"
    doc = cleaned(text, keep=[("Claire Fontenay", None)], url=None)
    assert doc.author is None
    assert "Claire Fontenay" in doc.text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"Bees return\nClaire Fontenay\n{page()}", "Claire Fontenay"),
        (page("3 + 4 =", "5 + 6 =", "7 + 8 ="), "5 + 6 ="),
    ],
)
def test_a_decided_line_is_no_longer_a_doubt(text, line):
    found = [finding.text for finding in clean(text, url=URL, lang="en").findings]
    assert line in found
    for decision in ("remove", "keep"):
        doc = cleaned(text, **{decision: [(line, None)]})
        assert line not in [finding.text for finding in doc.findings]
        assert (line in doc.text) is (decision == "keep")


def test_a_decision_is_about_its_own_line_alone():
    text = page() + "Share this article\nName\nWebsite\n"
    plain = [edit.old.strip() for edit in clean(text, url=URL, lang="en").edits]
    assert plain == ["Share this article", "Name", "Website"]
    kept = cleaned(text, keep=[("Share this article", None)])
    assert [edit.old.strip() for edit in kept.edits] == ["Name", "Website"]
    also = cleaned(page("A note from the desk"), remove=[(BODY[1], None)])
    assert also.text == f"{BODY[0]}\n\nA note from the desk\n"


def test_numbers_count_unless_a_slot_stands_for_them():
    text = page("3 notes from 1,204 readers", "7 notes from 12 readers")
    one = cleaned(text, remove=[("3 notes from 1,204 readers", None)])
    assert [edit.old.strip() for edit in one.edits] == ["3 notes from 1,204 readers"]
    assert cleaned(text, remove=[("{n} notes from {n} readers", None)]).text == page()
    seven = cleaned(text, remove=[("7 notes from {n} readers", None)])
    assert [edit.old.strip() for edit in seven.edits] == ["7 notes from 12 readers"]


def test_the_narrower_decision_wins():
    text = page("3 notes", "4 notes")
    doc = cleaned(text, remove=[("{n} notes", "example.org")], keep=[("3 notes", "example.org")])
    assert "3 notes" in doc.text
    assert "4 notes" not in doc.text
    doc = cleaned(text, remove=[("3 notes", None)], keep=[("{n} notes", "example.org")])
    assert doc.text == text


def test_a_line_without_letters_is_told_by_its_marks():
    text = page("* * *", "- - -", "2019", "+ 2019")
    doc = cleaned(text, remove=[("* * *", None), ("2019", None)])
    assert [edit.old.strip() for edit in doc.edits] == ["* * *", "2019"]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(*[st.sampled_from(["", "1", "12", "1,204", "12:05", "3 4"])] * 3), min_size=1, max_size=5
    )
)
def test_one_line_stands_for_all_that_differ_in_numbers(rows):
    lines = [f"See {a} notes (no. {b}) of {c}+1" for a, b, c in rows]
    by_mask = {}
    for line in lines:
        by_mask.setdefault(line_keys.masked(line_keys.key(line)), []).append(line)
    for alike in by_mask.values():
        told = decided_lines.Matcher(Lines(remove=(Line(line_keys.shapes(alike)),))).verdicts(None, alike)
        assert len(told) == len(alike)


def test_cleaning_what_was_cleaned_by_decisions_does_nothing():
    text = page("A note from the desk", "Leave a Reply")
    once = cleaned(text, remove=[("A note from the desk", None)], keep=[("Leave a Reply", None)])
    again = cleaned(once.text, remove=[("A note from the desk", None)], keep=[("Leave a Reply", None)])
    assert again.text == once.text
    assert again.trail == ()


FILE = """
same = [["Mumbai", "Mombai"]]
distinct = [["Gumbo", "Gambo"]]
canonical = ["Ryanair"]
[[rename]]
right = "Kim Jong-un"
wrong = ["Kim Jung-un", "Kim Jong Un"]
item = "n1"
[[differ]]
names = ["Jean Claude", "Jean-Claude"]
[[remove]]
line = "Share this"
site = "www.Example.org"
why = "a button"
[[keep]]
line = "{n} notes"
"""


def test_a_file_says_all_of_it():
    told = decisions_file.read(FILE, "decisions.toml")
    assert told.names.same == (("Mumbai", "Mombai"), ("Kim Jong-un", "Kim Jung-un", "Kim Jong Un"))
    assert told.names.distinct == (("Gumbo", "Gambo"), ("Jean Claude", "Jean-Claude"))
    assert told.names.canonical == ("Ryanair",)
    assert told.lines == Lines((Line("Share this", "example.org", "a button"),), (Line("{n} notes"),))
    settings = Config(names=told.names, lines=told.lines).as_dict()
    assert settings["lines"] == {
        "remove": [{"line": "Share this", "site": "example.org", "why": "a button"}],
        "keep": [{"line": "{n} notes"}],
    }
    assert decided_lines.from_mapping(settings["lines"]) == told.lines


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[remov]]\nline = 'a'", "d.toml: unknown list 'remov'; did you mean 'remove'?"),
        ("remove = 'a'", "d.toml: remove must be entries such as [[remove]] with a line"),
        ("remove = ['a']", "d.toml: remove, entry 1: 'a' must be a table such as"),
        (
            "[[keep]]\nline = 'a b'\nsit = 'x'",
            "d.toml: keep, entry 1: unknown key 'sit'; did you mean 'site'?",
        ),
        ("[[keep]]\nline = 3", "d.toml: keep, entry 1: line = 3 must be text in quotes"),
        (
            "[[keep]]\nsite = 'x.org'",
            "d.toml: keep, entry 1: line = '' must be one line that shows something",
        ),
        ("[[keep]]\nline = 'a'\n[[keep]]\nline = ' '", "d.toml: keep, entry 2: line = '' must be one line"),
        ('[[keep]]\nline = "a\\nb"', "d.toml: keep, entry 1: line = 'a\\nb' must be one line"),
        (
            "[[keep]]\nline = '{n}'",
            "d.toml: keep, entry 1: line = '{n}' would be any number; write a word beside {n}",
        ),
        (
            "[[keep]]\nline = 'a'\nsite = 'https://x.org/'",
            "d.toml: keep, entry 1: site = 'https://x.org/' must be a host alone, such as example.org",
        ),
        (
            "[[keep]]\nline = 'Share this'\n[[remove]]\nline = 'SHARE THIS!'",
            "d.toml: 'SHARE THIS!' is in remove and in keep, both everywhere; delete one of the two",
        ),
        (
            "[[rename]]\nright = 'a'",
            "d.toml: rename, entry 1: needs right, a name in quotes, and wrong, one or several",
        ),
        (
            "[[rename]]\nright = 'a'\nrong = 'b'",
            "d.toml: rename, entry 1: unknown key 'rong'; did you mean 'wrong'?",
        ),
        ("rename = 3", "d.toml: rename must be entries such as [[rename]]"),
        ("[[differ]]\nnames = ['a']", "d.toml: differ, entry 1: ['a'] needs two names"),
        (
            "[[rename]]\nright = 'a'\nwrong = 'b'\n[[rename]]\nright = 'c'\nwrong = 'b'",
            "d.toml: same: 'b' is held to be 'a' and 'c'",
        ),
        (
            "[[rename]]\nright = 'a'\nwrong = 'b'\n[[differ]]\nnames = ['b', 'a']",
            "d.toml: 'b' and 'a' are distinct, and same changes one into the other; delete one of the two",
        ),
        ("same = [", "d.toml: cannot be read as TOML decisions"),
    ],
)
def test_a_malformed_file_is_told_with_its_entry_and_the_mend(text, message):
    with pytest.raises(ConfigError) as caught:
        decisions_file.read(text, "d.toml")
    assert str(caught.value).startswith(message)


def test_commands_take_files_of_decisions_under_both_names(tmp_path):
    (tmp_path / "page.txt").write_text(page("A note from the desk", "Zelenskyy came."), encoding="utf-8")
    (tmp_path / "d.toml").write_text("[[remove]]\nline = 'A note from the desk'\n", encoding="utf-8")
    (tmp_path / "names.toml").write_text("same = [['Zelensky', 'Zelenskyy']]\n", encoding="utf-8")
    paths = [str(tmp_path / name) for name in ("page.txt", "d.toml", "names.toml")]
    args = [paths[0], "--decisions", paths[1], "--names", paths[2], "--lang", "en"]
    assert CliRunner().invoke(main, ["clean", *args]).stdout == page("Zelensky came.")
    assert (
        "decided: “A note from the desk” goes, everywhere"
        in CliRunner().invoke(main, ["explain", *args]).stdout
    )
    (tmp_path / "more.toml").write_text("[[keep]]\nline = 'A note from the desk'\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["clean", *args, "--decisions", str(tmp_path / "more.toml")])
    assert done.exit_code == 2
    assert (
        "more.toml, with what was decided before it: 'A note from the desk' is in remove and in keep"
        in done.stderr
    )


def test_settings_take_lines_too(tmp_path):
    (tmp_path / "page.txt").write_text(page("A note from the desk"), encoding="utf-8")
    path = tmp_path / "cleaner.toml"
    path.write_text("[[lines.remove]]\nline = 'A note from the desk'\n", encoding="utf-8")
    args = ["clean", str(tmp_path / "page.txt"), "--config", str(path)]
    assert CliRunner().invoke(main, args).stdout == page()
    path.write_text("lines = 3\n", encoding="utf-8")
    done = CliRunner().invoke(main, args)
    assert "lines = 3 is not a table with the lists remove and keep" in done.stderr


def test_spellings_that_differ_in_capitals_alone_can_be_distinct():
    decided = Decided.of(Decisions(distinct=(("TVKaista Sport", "TVkaista Sport"),)))
    assert decided.are_apart("TVKaista", "TVkaista")
    assert not decided.are_apart("TVKaista", "TVKAISTA")
    assert not decided.are_apart("Sport", "Sport")


@pytest.mark.parametrize(
    "told",
    [Decisions(distinct=(("Donlad", "Donald"),)), Decisions(canonical=("Donlad",))],
    ids=["distinct", "right"],
)
def test_a_spelling_that_no_other_page_has_can_be_decided(told):
    def found(decisions):
        pages = {"Donald": 40}
        decided = Decided.of(decisions)
        return strangers(Mentions("Donlad Trump."), "en", lambda form: pages.get(form, 0), set(), decided)

    assert [finding.text for finding in found(Decisions())] == ["Donlad"]
    assert found(told) == []
