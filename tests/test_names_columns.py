"""Names in the columns of a table, and in those of a run."""

import pandas as pd
import pytest

from cleaner import Config
from cleaner.decisions import Decisions
from cleaner.engines import local
from cleaner.errors import DataError
from cleaner.names import COLUMNS, check_column, fix_column
from cleaner.rows import Page

PEOPLE = ["Ilhan Omar", "Rashida Tlaib", "Ayanna Pressley", "Alexandria Ocasio-Cortez"]


def column(*more):
    return pd.Series([*PEOPLE * 4, *more])


def test_a_misspelt_cell_is_found_and_fixed_and_nothing_else():
    cells = column("Ayanna Presssley")
    fixed, found = fix_column(cells, lang="en")
    assert found[["row", "value", "suggestion", "wrong", "right", "decision"]].values.tolist() == [
        [16, "Ayanna Presssley", "Ayanna Pressley", "Presssley", "Pressley", "fixed"]
    ]
    assert fixed.tolist() == [*cells[:16], "Ayanna Pressley"]
    assert cells.tolist()[16] == "Ayanna Presssley"


def test_an_index_of_labels_and_missing_cells_are_kept():
    cells = pd.Series(["Ilhan Omar", None, "Ilhan Omar", "Ihlan Omar", float("nan")], index=list("abcde"))
    fixed, found = fix_column(cells, lang="en")
    assert found.row.tolist() == ["d"]
    assert fixed["d"] == "Ilhan Omar"
    assert fixed.isna().tolist() == cells.isna().tolist()
    assert fixed.index.tolist() == list("abcde")


def test_rows_that_share_a_label_are_each_judged():
    cells = pd.Series(["Ilhan Omar", "Ilhan Omar", "Ihlan Omar", None], index=["a", "b", "c", "c"])
    fixed, found = fix_column(cells, lang="en")
    assert found.row.tolist() == ["c"]
    assert fixed.tolist()[:3] == ["Ilhan Omar"] * 3
    assert fixed.isna().tolist() == [False, False, False, True]


def test_a_decided_name_with_a_hyphen_is_changed_in_a_column():
    config = Config(names=Decisions(same=(("Kervadec-Morvan", "Kervadec-Morvam"),)))
    fixed, found = fix_column(pd.Series(["Solène Kervadec-Morvam"]), config=config)
    assert fixed.tolist() == ["Solène Kervadec-Morvan"]
    assert found.rule.tolist() == ["names/decided"]


def test_an_empty_column_gives_an_empty_table():
    found = check_column(pd.Series([], dtype=object))
    assert found.columns.tolist() == list(COLUMNS)
    assert len(found) == 0


def test_names_that_many_rows_have_are_no_slips():
    cells = pd.Series(["Reiner Kunz"] * 9 + ["Rainer Kunz"] * 5)
    assert "fixed" not in check_column(cells, lang="de").decision.tolist()


def test_a_key_settles_what_votes_leave_open():
    cells = pd.Series(["Britt Hansen", "Britt Hansen", "Brit Hansen"])
    keys = pd.Series(["b@example.org", "b@example.org", "b@example.org"])
    alone = check_column(cells, lang="en")
    assert "fixed" not in alone.decision.tolist()
    keyed, found = fix_column(cells, lang="en", keys=keys, config=Config(names_doubt=0.0))
    assert found[["row", "rule", "decision"]].values.tolist() == [[2, "names/key", "fixed"]]
    assert keyed.tolist() == ["Britt Hansen"] * 3


def test_keys_of_another_index_are_refused():
    with pytest.raises(DataError, match="one key for each of its rows"):
        check_column(column(), keys=pd.Series(["x"]))


def test_a_decision_wins_in_a_column():
    config = Config(names=Decisions(same=(("Volodymyr Zelensky", "Volodymyr Zelenskyy"),)))
    fixed, found = fix_column(pd.Series(["Volodymyr Zelenskyy", "Ilhan Omar"]), config=config)
    assert fixed.tolist() == ["Volodymyr Zelensky", "Ilhan Omar"]
    assert found.rule.tolist() == ["names/decided"]


def test_the_authors_of_a_run_are_judged_and_stay():
    body = "The council met on Tuesday and voted on the new bridge over the river, at last."
    authors = ["Ilhan Omar", "Ilhan Omar", "Ihlan Omar", "Ilhan Omar"]
    pages = [Page(str(n), f"{body} Vote {n}.", "t", n, author=author) for n, author in enumerate(authors)]
    tables = local.clean_pages(pages, Config())
    told = [row for row in tables.names.to_pylist() if row["rule"] == "names/column"]
    assert [(row["article_id"], row["form"], row["canonical"], row["decision"]) for row in told] == [
        ("2", "Ihlan", "Ilhan", "reported")
    ]
    assert tables.articles.column("author").to_pylist() == authors
