"""What runs made is no input, wherever their folders lie."""

import pytest

import cleaner
from cleaner import readers
from cleaner.engines import local


def test_what_runs_made_inside_a_folder_is_no_input(tmp_path):
    pages = tmp_path / "pages"
    pages.mkdir()
    (tmp_path / "page.txt").write_text("The river rose again on Monday, and the bridge was closed.\n")
    for place in ("run", "deep/run"):
        cleaner.run(tmp_path / "page.txt", pages / place)
    # a folder of somebody's own may be called as one of a run is, or hold a file of such a name
    for place in ("a.txt", "deep/b.txt", "crawl/run.json", "crawl/articles/c.txt", ".own.work/d.txt",
                  ".run.work/plan.json", ".run.work/parts/00000/articles.parquet", ".run.writing-12/rejects.jsonl"):  # fmt: skip
        (pages / place).parent.mkdir(parents=True, exist_ok=True)
        (pages / place).write_bytes(b"{}")
    expected = [".own.work/d.txt", "a.txt", "crawl/articles/c.txt", "deep/b.txt"]
    assert [source for _, source in readers.find([pages])] == expected
    assert [source for _, source in readers.find([f"{pages}/**"])] == expected
    for pattern in ("**/*.*", "*"):  # what begins with a point is left out, as a shell does
        assert [source for _, source in readers.find([f"{pages}/{pattern}"])] == expected[1:]
    assert [source for _, source in readers.find([pages / "run" / "articles"])] == ["part-00000.parquet"]
    assert [source for _, source in readers.find([f"{pages}/*/articles/*.parquet"])] == [
        "run/articles/part-00000.parquet"
    ]


def broken(*_):
    raise KeyboardInterrupt


def test_a_run_into_its_own_input_goes_on_after_a_break(tmp_path, monkeypatch):
    pages = tmp_path / "pages"
    pages.mkdir()
    for number in range(3):
        (pages / f"{number}.txt").write_text(f"The river rose again on day {number}, and it was closed.\n")
    with monkeypatch.context() as patched:
        patched.setattr(local, "_written", broken)
        with pytest.raises(KeyboardInterrupt):
            cleaner.run(pages, pages / "run")
    assert cleaner.run(pages, pages / "run", resume=True).counts["rows_in"] == 3
    assert cleaner.run(pages, pages / "again").counts["rows_in"] == 3
