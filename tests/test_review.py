"""A review of a run: what it lists, what answers become, what the next run does with them, who may ask."""

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest

import cleaner
from cleaner import Config, decisions_file, review, writers
from cleaner.engines.release import release
from cleaner.errors import ConfigError, DataError, OutputError
from cleaner.review import Review, doubts, weigh
from cleaner.review.server import MOST_BYTES, Server
from tests import doubtful

OSTRANDAR, DESK, ALVARRO, KIM, CLAUDE, WEEK = range(6)


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    return doubtful.write(tmp_path_factory.mktemp("doubtful") / "pages.jsonl")


@pytest.fixture(scope="module")
def run(inputs):
    own = doubtful.suites(inputs.parent / "suites")
    return cleaner.run(inputs, inputs.parent / "first", suites=own).folder


@pytest.fixture
def held(run, tmp_path):
    return Review(run, tmp_path / "decisions.toml")


def again(inputs, out, decided, workers=None):
    config = Config(names=decided.names, lines=decided.lines)
    return cleaner.run(inputs, out, config=config, suites=inputs.parent / "suites", workers=workers)


def test_items_come_with_the_most_certain_gain_first(run):
    found = review.items(run)
    assert [(item.text, item.proposal) for item in found] == [
        ("Ostrandar", "Ostrander"),
        ("See the {n} readings of our river desk", ""),
        ("Alvarro", "Alvaro"),
        ("Kim Jung-un", "Kim Jong-un"),
        ("Jean Claude", "Jean-Claude"),
        ("The harbour week in pictures", ""),
    ]
    assert [(item.kind, item.state, item.doubts, item.pages) for item in found] == [
        ("name", "doubt", 9, 9),
        ("line", "doubt", 6, 6),
        ("name", "doubt", 2, 2),
        ("name", "doubt", 3, 3),
        ("name", "doubt", 1, 1),
        ("line", "done", 0, 4),
    ]
    assert [round(item.gain, 2) for item in found] == [6.98, 4.8, 1.71, 0.68, 0.5, 0.22]
    assert [item.site for item in found] == [None, "river.example", None, None, None, "harbour.example"]
    assert len({item.id for item in found}) == 6
    assert review.items(run) == found


def test_an_item_shows_its_places_and_its_evidence(run):
    found = review.items(run)
    desk, kim, week = found[DESK], found[KIM], found[WEEK]
    assert [context.text for context in desk.contexts] == [
        f"See the {n} readings of our river desk" for n in (11, 12, 13)
    ]
    assert desk.contexts[0].before.endswith(
        "\nThe council had asked for a new gauge above the weir, which was never built for want of money."
    )
    assert desk.evidence == ("on 6 of 6 pages of the site", "recurs on the site (recurs)")
    assert next((c.page, c.before, c.text, c.after) for c in kim.contexts) == (
        "world-0",
        "Kim Jong-un met the delegation on Monday. ",
        "Kim Jung-un",
        " left the hall before the talks had ended.",
    )
    assert kim.evidence[0] == "votes Jong 1 : Jung 1"
    assert (kim.stands.count, kim.stands.places) == (3, 3)  # and not the page about Carl Jung
    assert {context.role for context in week.contexts} == {"gone"}
    assert week.contexts[0].before.endswith("at the usual hour.")
    assert (week.stands.count, week.went.count) == (0, 4)


def test_more_is_looked_at_when_asked_for(run, tmp_path):
    held = Review(run, tmp_path / "d.toml", most=4)
    assert (len(held.items), held.left) == (4, 2)
    assert [item.text for item in held.more()] == ["Jean Claude", "The harbour week in pictures"]
    assert (len(held.items), held.left, held.more()) == (6, 0, [])
    assert held.items == review.items(run)


def test_the_next_run_obeys(inputs, run, held, tmp_path):
    items = held.items
    held.decide(items[OSTRANDAR].id, "accept")
    held.decide(items[DESK].id, "accept")
    held.decide(items[ALVARRO].id, "write", "Álvaro")
    held.decide(items[KIM].id, "reject")
    held.decide(items[CLAUDE].id, "accept")
    held.decide(items[WEEK].id, "reject")
    told = (
        "3 names will be changed on 12 pages; 1 line will go from 6 pages; 1 change will not be made again "
        "on 4 pages; 21 doubts will no longer be reported."
    )
    assert str(held.forecast()) == told
    before, after = writers.load(run), again(inputs, tmp_path / "second", decisions_file.load(held.out))
    tables = after.tables
    old = {row["id"]: row["text"] for row in before.articles.to_pylist()}
    new = {row["id"]: row["text"] for row in tables.articles.to_pylist()}
    named = {id_ for id_ in old if id_.startswith(("harbour", "travel")) or id_ == "books-1"}
    assert len(named) == 12
    assert "Ostrandar" not in new["harbour-3"]
    assert "Álvaro paid" in new["travel-1"]
    assert new["books-1"].count("Jean-Claude") == 3
    assert {id_ for id_ in old if old[id_].count("\n") > new[id_].count("\n")} == {
        f"river-{n}" for n in range(6)
    }
    assert [id_ for id_ in old if doubtful.WEEK in new[id_]] == [f"harbour-{n}" for n in range(4)]
    assert {id_ for id_ in old if old[id_] != new[id_]} == named | {f"river-{n}" for n in range(6)}
    assert "Kim Jung-un" in new["world-0"]
    assert "Carl Jung" in new["books-0"]
    assert before.findings.num_rows == 21
    assert tables.findings.num_rows == 0
    rules = set(tables.edits.column("rule").to_pylist())
    assert rules == {"names/decided", "decided/remove"}
    settings = json.loads((after.folder / "run.json").read_text(encoding="utf-8"))["settings"]
    assert settings["lines"]["keep"] == [{"line": doubtful.WEEK, "site": "harbour.example"}]
    assert review.items(after.folder) == []
    cleaner.restore(after.folder, tmp_path / "back")
    assert (tmp_path / "back" / inputs.name).read_bytes() == inputs.read_bytes()


def test_workers_obey_as_one_process_does(inputs, held, tmp_path):
    for at, answer in ((DESK, "accept"), (WEEK, "reject"), (OSTRANDAR, "accept")):
        held.decide(held.items[at].id, answer)
    decided = decisions_file.load(held.out)
    one = again(inputs, tmp_path / "one", decided)
    two = again(inputs, tmp_path / "two", decided, workers=2)
    assert [one.tables[name].equals(two.tables[name]) for name in ("articles", "edits", "findings")] == [
        True
    ] * 3


def test_answers_become_entries_that_can_be_taken_back(held):
    items = held.items
    assert held.decide(items[KIM].id, "accept").values == (
        ("right", "Kim Jong-un"),
        ("wrong", ("Kim Jung-un",)),
    )
    assert held.decide(items[KIM].id, "reject").values == (("names", ("Kim Jung-un", "Kim Jong-un")),)
    assert held.decide(items[KIM].id, "write", " Kim  Jung-un ").values == (
        ("right", "Kim Jung-un"),
        ("wrong", ("Kim Jong-un",)),
    )
    assert held.undo() == items[KIM].id
    assert held.answers[items[KIM].id].table == "differ"
    held.clear(items[KIM].id)
    assert held.answers == {}
    assert [held.undo() for _ in range(4)] == [items[KIM].id] * 3 + [None]
    assert held.answers == {}
    assert str(held.forecast()) == "Nothing will differ."


@pytest.mark.parametrize(
    ("at", "answer", "value", "message"),
    [
        (KIM, "perhaps", "", "'perhaps' is no answer; the answers are accept, reject, write"),
        (DESK, "write", "x", "a line has no other form to write"),
        (KIM, "write", " ", "write a name of 1 to 200 characters"),
        (KIM, "write", "a\u202eb", "write a name of 1 to 200 characters that can be seen"),
        (KIM, "write", "a" * 201, "write a name of 1 to 200 characters"),
    ],
)
def test_answers_that_an_item_does_not_take(held, at, answer, value, message):
    with pytest.raises(DataError, match=message.replace("(", r"\(")):
        held.decide(held.items[at].id, answer, value)
    assert held.answers == {}
    assert not held.out.exists()


def test_answers_survive_and_what_a_person_wrote_stays(run, held):
    own = '# mine\ncanonical = ["Ryanair"]  # and so is this\n\n[[keep]]\nline = "Share this"\n'
    held.out.write_text(own, encoding="utf-8")
    ids = [item.id for item in held.items]
    held.decide(ids[KIM], "accept")
    held.decide(ids[DESK], "reject")
    text = held.out.read_text(encoding="utf-8")
    assert text.startswith(own)
    held.out.write_text(text + "\n# below\n", encoding="utf-8")
    other = Review(run, held.out)
    assert other.answers == held.answers
    assert other.decided == 2
    other.clear(ids[KIM])
    text = held.out.read_text(encoding="utf-8")
    assert text.startswith(own)
    assert text.endswith("# cleaner review: end\n\n# below\n")
    told = decisions_file.load(held.out)
    assert told.names.canonical == ("Ryanair",)
    assert [line.line for line in told.lines.keep] == ["Share this", "See the {n} readings of our river desk"]
    assert told.names.same == ()


def test_the_same_answers_give_the_same_bytes(run, tmp_path):
    texts = []
    for order in ((KIM, DESK, WEEK), (WEEK, KIM, DESK)):
        held = Review(run, tmp_path / f"{order[0]}.toml")
        for at in order:
            held.decide(held.items[at].id, "accept")
        texts.append(held.out.read_bytes())
    assert texts[0] == texts[1]
    assert b'[[rename]]\nright = "Kim Jong-un"\nwrong = ["Kim Jung-un"]\nitem = "n' in texts[0]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([f"{KIM}.toml", f"{WEEK}.toml"])


def test_answers_of_another_run_stay_in_the_file(inputs, held, tmp_path):
    for at in (OSTRANDAR, DESK):
        held.decide(held.items[at].id, "accept")
    second = again(inputs, tmp_path / "second", decisions_file.load(held.out)).folder
    later = Review(second, held.out)
    assert [item.text for item in later.items] == [held.items[at].text for at in (ALVARRO, KIM, CLAUDE, WEEK)]
    assert (later.decided, len(later.answers), later.is_decided_before) == (0, 2, True)
    later.decide(later.items[0].id, "accept")
    assert len(review.load(held.out)) == 3


def test_a_part_that_was_changed_by_hand_is_never_overwritten(run, held):
    held.decide(held.items[KIM].id, "accept")
    text = held.out.read_text(encoding="utf-8").replace("Kim Jong-un", "Kim Jong Un")
    held.out.write_text(text, encoding="utf-8")
    with pytest.raises(
        ConfigError, match=r"decisions\.toml: what `cleaner review` wrote .* was changed by hand"
    ):
        held.decide(held.items[DESK].id, "accept")
    assert held.out.read_text(encoding="utf-8") == text
    assert list(held.answers) == [held.items[KIM].id]
    with pytest.raises(ConfigError, match="move your entries above the first mark"):
        Review(run, held.out)


@pytest.mark.parametrize(
    ("own", "answer", "message"),
    [
        (
            '[[keep]]\nline = "see the {n} readings of our river desk"\nsite = "river.example"\n',
            "accept",
            "is in remove and in keep",
        ),
        ("same = [\n", "accept", "cannot be read as TOML"),
    ],
)
def test_an_answer_that_contradicts_the_file_is_not_taken(held, own, answer, message):
    held.out.write_text(own, encoding="utf-8")
    with pytest.raises(ConfigError, match=message):
        held.decide(held.items[DESK].id, answer)
    assert held.answers == {}
    assert held.undo() is None
    assert held.out.read_text(encoding="utf-8") == own


def test_names_that_contradict_one_another_are_refused(held):
    held.decide(held.items[KIM].id, "write", "Ostrandar")
    with pytest.raises(ConfigError, match="name the last one only"):
        held.decide(held.items[OSTRANDAR].id, "accept")
    assert list(held.answers) == [held.items[KIM].id]


def test_what_cannot_be_seen_is_escaped_in_the_file(held, tmp_path):
    entry = review.Entry("l1", "keep", (("line", 'a\u202eb\x7f"c" \\ é\U000e0041'), ("site", "x.org")))
    review.save([entry], tmp_path / "d.toml")
    text = (tmp_path / "d.toml").read_text(encoding="utf-8")
    assert 'line = "a\\u202Eb\\u007F\\"c\\" \\\\ é\\U000E0041"' in text
    assert review.load(tmp_path / "d.toml") == [entry]


def test_what_is_no_run_is_told(tmp_path):
    with pytest.raises(OutputError, match="not a run folder"):
        review.items(tmp_path)
    with pytest.raises(OutputError, match="not a run folder"):
        Review(tmp_path)


def test_lines_that_only_just_went_are_told_from_those_that_surely_did():
    assert weigh.line("“Name” (lang/en.toml): weak, strong_beside, tail = 0.9") == 0.9
    assert weigh.line("“Name” (lang/en.toml): strong = 1.0") == 1.0
    assert (
        weigh.line("on 10 of 20 pages of the site; recurs on the site, below the text (recurs, tail)") == 0.95
    )
    assert weigh.line("the same line again, right behind the first") is None
    assert [weigh.is_near(weight, 0.9) for weight in (0.85, 0.9, 0.944, 0.95)] == [False, True, True, False]


def test_a_pair_told_both_ways_is_one_item():
    group = doubts.Group("name", None)
    for page, way, sure in (
        (1, ("Mombai", "Mumbai"), 0.4),
        (2, ("Mumbai", "Mombai"), 0.5),
        (3, ("Mombai", "Mumbai"), 0.6),
    ):
        group.add(page, way, doubts._Told("names/tie", sure, "", "", is_doubt=True))
    assert (group.way, group.told[0], group.places) == (("Mombai", "Mumbai"), 0.6, 3)


def test_a_release_keeps_the_answers_and_the_survey(inputs, tmp_path):
    own = doubtful.suites(tmp_path / "suites")
    suite = json.loads((own / "articles.json").read_text(encoding="utf-8"))
    known = {"column": "id", "value_set": ["travel-0"]}
    suite["expectations"][0] |= {"type": "expect_column_values_to_not_be_in_set", "kwargs": known}
    (own / "articles.json").write_text(json.dumps(suite), encoding="utf-8")
    folder = cleaner.run(inputs, tmp_path / "run", suites=own).folder
    held = Review(folder)
    pages = [context.page for context in held.items[ALVARRO].contexts]
    assert pages == ["travel-1", "travel-0"]  # what is in quarantine is asked about too
    held.decide(held.items[KIM].id, "accept")
    kept = [(folder / name).read_bytes() for name in ("decisions.toml", "run.survey")]
    assert release(folder, ["travel-0"], why="fine", suites=own).released == ("travel-0",)
    assert [(folder / name).read_bytes() for name in ("decisions.toml", "run.survey")] == kept


# ── the server ────────────────────────────────────────────────────────────


@contextmanager
def served(held):
    with Server(held) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def asked(server, path, *, body=None, method=None, **changed):
    """Send one request as the page would, but for what is *changed*; return its status and body."""
    host = f"127.0.0.1:{server.server_port}"
    headers = {"Host": host}
    if body is not None:
        headers |= {
            "Origin": f"http://{host}",
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
        }
    headers |= {name.replace("_", "-"): value for name, value in changed.items()}
    link = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    link.putrequest(
        method or ("GET" if body is None else "POST"), path, skip_host=True, skip_accept_encoding=True
    )
    for name, value in headers.items():
        if value is not None:
            link.putheader(name, value)
    link.endheaders(body)
    reply = link.getresponse()
    content = reply.read()
    link.close()
    return reply.status, content, reply.headers


def test_the_page_is_served_with_a_strict_policy(held):
    with served(held) as server:
        assert server.server_address[0] == "127.0.0.1"
        status, content, headers = asked(server, f"/{server.token}/")
    assert status == 200
    assert content.startswith(b"<!DOCTYPE html>")
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'sha256-" in policy
    assert "unsafe" not in policy
    assert (headers["Referrer-Policy"], headers["Cache-Control"]) == ("no-referrer", "no-store")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert server.token.encode() not in content


def test_answers_are_taken_and_saved_at_once(held):
    item = held.items[KIM].id
    with served(held) as server:
        status, content, _ = asked(server, f"/{server.token}/items")
        assert [one["id"] for one in json.loads(content)["items"]] == [one.id for one in held.items]
        body = json.dumps({"item": item, "answer": "accept"}).encode()
        status, content, _ = asked(server, f"/{server.token}/decide", body=body)
        assert (status, json.loads(content)["state"]["decided"]) == (200, 1)
        assert 'right = "Kim Jong-un"' in held.out.read_text(encoding="utf-8")
        status, content, _ = asked(server, f"/{server.token}/undo", body=b"{}")
        assert json.loads(content)["item"] == item
        assert json.loads(content)["state"]["answers"] == {}
        held.out.write_text("same = [", encoding="utf-8")
        status, content, _ = asked(server, f"/{server.token}/decide", body=body)
        assert status == 200
        assert "cannot be read as TOML" in json.loads(content)["problem"]


BODY = b'{"item": "x", "answer": "accept"}'


@pytest.mark.parametrize(
    ("status", "path", "request_"),
    [
        (403, "/{wrong}/", {}),
        (403, "/", {}),
        (403, "/{wrong}/items", {}),
        (403, "/{wrong}/decide", {"body": BODY}),
        (421, "/{token}/", {"Host": "evil.example"}),
        (421, "/{token}/", {"Host": "evil.example:{port}"}),
        (421, "/{token}/", {"Host": "127.0.0.1"}),
        (421, "/{token}/", {"Host": None}),
        (421, "/{token}/decide", {"body": BODY, "Host": "evil.example"}),
        (403, "/{token}/items", {"Origin": "https://evil.example"}),
        (403, "/{token}/decide", {"body": BODY, "Origin": "https://evil.example"}),
        (403, "/{token}/decide", {"body": BODY, "Origin": "null"}),
        (403, "/{token}/decide", {"body": BODY, "Origin": None}),
        (404, "/{token}/decide", {}),
        (404, "/{token}/items", {"body": b"{}"}),
        (404, "/{token}/../../etc/passwd", {}),
        (415, "/{token}/decide", {"body": BODY, "Content_Type": "text/plain"}),
        (411, "/{token}/decide", {"body": BODY, "Content_Length": None}),
        (411, "/{token}/decide", {"body": BODY, "Content_Length": "-1"}),
        (413, "/{token}/decide", {"body": BODY, "Content_Length": str(MOST_BYTES + 1)}),
        (400, "/{token}/decide", {"body": b"{"}),
        (400, "/{token}/decide", {"body": b"\xff\xfe"}),
        (400, "/{token}/decide", {"body": b"[" * 9000}),
        (400, "/{token}/decide", {"body": b"[1]"}),
        (400, "/{token}/decide", {"body": b'{"item": 3}'}),
        (400, "/{token}/decide", {"body": BODY}),
        (400, "/{token}/decide", {"body": b"{}"}),
        (501, "/{token}/decide", {"body": BODY, "method": "PUT"}),
    ],
)
def test_who_may_not_ask_is_refused(held, status, path, request_):
    with served(held) as server:
        values = {"token": server.token, "wrong": server.token[::-1], "port": server.server_port}
        request = {k: v.format(**values) if k == "Host" and v else v for k, v in request_.items()}
        told, content, _headers = asked(server, path.format(**values), **request)
        assert told == status
        assert server.token.encode() not in content
        assert asked(server, f"/{server.token}/")[0] == 200  # it goes on
    assert held.answers == {}
    assert not held.out.exists()


def test_localhost_is_this_machine_too(held):
    with served(held) as server:
        assert asked(server, f"/{server.token}/", Host=f"localhost:{server.server_port}")[0] == 200


def test_each_review_has_a_token_of_its_own(held):
    with Server(held) as one, Server(held) as other:
        assert len(one.token) >= 32
        assert one.token != other.token
        with pytest.raises(OutputError, match=f"port {one.server_port} of 127.0.0.1 cannot be had"):
            Server(held, one.server_port)


def test_the_command_prints_the_address_and_ends_by_ctrl_c(run, tmp_path):
    out = tmp_path / "d.toml"
    held = Review(run, out)
    held.decide(held.items[KIM].id, "accept")
    command = [sys.executable, "-m", "cleaner", "review", str(run), "--no-open", "--out", str(out)]
    flags = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.default_int_handler)}
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        **flags,
    ) as work:
        url = work.stdout.readline().strip()
        assert url.startswith("http://127.0.0.1:")
        link = http.client.HTTPConnection("127.0.0.1", int(url.split(":")[2].split("/")[0]), timeout=10)
        link.request("GET", "/" + url.split("/", 3)[3] + "items")
        state = json.loads(link.getresponse().read())["state"]
        link.close()
        work.send_signal(signal.SIGINT)
        told = work.communicate(timeout=30)[1]
    assert work.returncode == 0
    assert state["decided"] == 1
    assert "1 of 6 decided" in told
    assert "1 name will be changed on 3 pages" in told
    assert f"--decisions {out}" in told


def test_the_command_tells_what_is_no_run(tmp_path):
    from click.testing import CliRunner

    from cleaner.cli import main

    done = CliRunner().invoke(main, ["review", str(tmp_path), "--no-open"])
    assert done.exit_code == 2
    assert "not a run folder" in done.stderr
