"""Word lists: the same figures from a file and from memory, for one process and for those it forked."""

import multiprocessing
import sys

import pytest

from cleaner import frequencies

BUCKETS = [[f"word{number}", f"mot{number}"] for number in range(300)]
WORDS = [word for bucket in BUCKETS for word in bucket]


def asked(words):
    return [words.zipf(word) for word in [*WORDS, "none", ""]]


def test_a_machine_without_room_for_files_tells_the_same(monkeypatch):
    in_file = frequencies.Frequencies.of(BUCKETS)

    def refuse(**_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(frequencies.tempfile, "TemporaryFile", refuse)
    in_memory = frequencies.Frequencies.of(BUCKETS)
    assert in_memory._kept._raw
    assert not in_file._kept._raw
    assert asked(in_memory) == asked(in_file)
    assert asked(in_file)[:2] == [9.0, 9.0]
    assert asked(in_file)[-4:] == [6.0, 6.0, 0.0, 0.0]


@pytest.mark.skipif(sys.platform == "win32", reason="no process forks there")
def test_forked_processes_read_at_the_same_time():
    words = frequencies.Frequencies.of(BUCKETS)
    before = asked(words)

    def read():
        return all(asked(words) == before for _ in range(20))

    context = multiprocessing.get_context("fork")
    pipes = [context.Pipe(duplex=False) for _ in range(3)]
    started = [context.Process(target=lambda end=end: end.send(read())) for _, end in pipes]
    for process in started:
        process.start()
    assert read()
    assert [end.recv() for end, _ in pipes] == [True] * 3
    for process in started:
        process.join()
