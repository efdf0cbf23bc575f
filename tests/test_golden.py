"""Each seed comes out as it did: text, trail and findings."""

import pytest

from tests.make_golden import GOLDEN, ROOT, expected

SEEDS = sorted((ROOT / "seeds").glob("*.txt"))


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_golden(path):
    for name, content in expected(path).items():
        assert content == (GOLDEN / path.stem / name).read_bytes().decode("utf-8"), name


def test_there_is_a_golden_page_for_each_seed():
    assert [path.name for path in sorted(GOLDEN.iterdir())] == [path.stem for path in SEEDS]
