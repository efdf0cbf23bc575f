"""Workers that are watched: one that is kept for a second run, one that dies as soon as it is born."""

import subprocess
from types import SimpleNamespace

from cleaner import Config
from cleaner.engines import crew, parts
from cleaner.engines.solo import Solo
from cleaner.engines.tasks import CLEAN, SURVEY, Worker
from cleaner.rows import Page

TEXT = "The river rose again on Monday, and the bridge was closed to all traffic until noon.\nLeave a Reply"


def test_a_worker_is_kept_and_does_what_the_next_run_says(tmp_path):
    pages = [Page(str(n), TEXT, "t", n) for n in range(3)]
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        (folder / "parts").mkdir(parents=True)
    one = Worker(folders[0], Config())
    solo = Solo(one)
    solo.do(one, (CLEAN, 0, pages))
    first = solo._members[0].process.pid
    solo.do(Worker(folders[1], Config(max_chars=10)), (CLEAN, 4, pages))
    assert solo._members[0].process.pid == first
    assert [
        parts.about(folder / "parts", n)["rejects"] for folder, n in zip(folders, (0, 4), strict=True)
    ] == [0, 3]
    solo._members[0].process.kill()
    solo.do(one, (CLEAN, 1, pages))  # one that ended meanwhile is replaced
    assert parts.about(folders[0] / "parts", 1)["rows_in"] == 3
    solo._members[0].end()


def test_a_worker_that_dies_before_it_is_told_anything_is_replaced(tmp_path, monkeypatch):
    born = []

    def start(*args, **more):
        born.append(subprocess.Popen(*args, **more))
        if len(born) == 1:
            born[0].kill()
            born[0].wait()
        return born[-1]

    monkeypatch.setattr(crew, "subprocess", SimpleNamespace(Popen=start, PIPE=subprocess.PIPE))
    (tmp_path / "parts").mkdir()
    workers = crew.Crew(1, Worker(tmp_path, Config()))
    pages = [Page(str(n), TEXT, "t", n) for n in range(3)]
    assert list(workers.run([(CLEAN, 0, pages)])) == [0]
    workers.close()
    assert len(born) == 2
    assert parts.about(tmp_path / "parts", 0)["rejects"] == 0


def test_workers_stay_from_one_pass_to_the_next_and_end_when_told(tmp_path):
    for name in ("parts", "survey"):
        (tmp_path / name).mkdir()
    pages = [Page(str(n), TEXT, "t", n) for n in range(3)]
    workers = crew.Crew(1, Worker(tmp_path, Config()))
    assert list(workers.run([(SURVEY, 0, pages)])) == [0]
    process = workers._members[0].process
    workers.work_as(Worker(tmp_path, Config(max_chars=10)))
    assert list(workers.run([(CLEAN, 0, pages), (CLEAN, 1, pages)])) == [0, 1]
    assert workers._members[0].process is process
    assert [parts.about(tmp_path / "parts", n)["rejects"] for n in (0, 1)] == [3, 3]
    workers.close()
    assert (process.returncode, workers._members) == (-9, {})
