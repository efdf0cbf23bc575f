"""What rules look at in place of long texts: measures, computed in Arrow before a suite is evaluated.

Only the columns that a suite names become a pandas frame: the engine hashes the whole of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cleaner.tables import SCHEMAS

Tables = Mapping[str, pa.Table]

# Columns as long as a page, or held for the way back: measured, never given to the engine.
WIDE = frozenset({"text", "old", "new", "record", "escape", "why", "message", "evidence", "votes"})
KEYS = {"articles": "id", "quarantine": "id"}  # the others are told by their article_id


def key(name: str) -> str:
    """Return the column that tells the article of a row."""
    return KEYS.get(name, "article_id")


def columns(name: str) -> set[str]:
    """Return the columns and measures of a table that a rule may name."""
    return set(SCHEMAS[name].names) - WIDE | set(_MEASURES.get(name, {}))


def frame(name: str, tables: Tables, needed: Iterable[str], listed: Iterable[str] = ()) -> Any:
    """Return the pandas frame that the rules of a table see.

    *needed*: columns and measures to look into; *listed*: columns that only have to be there,
    so a constant stands for each. What is missing, or cannot be measured, is left out: the
    engine then reports an error for its rules.
    """
    table = tables[name]
    found: dict[str, Any] = {}
    for column in dict.fromkeys([key(name), *needed]):
        values = _column(name, column, tables)
        if values is not None:
            found[column] = values
    for column in listed:
        if column in table.column_names and column not in found:
            found[column] = pa.repeat(True, table.num_rows)
    if not found:
        found = {"(no column)": pa.repeat(True, table.num_rows)}
    return pa.table(found).to_pandas()


def _column(name: str, column: str, tables: Tables) -> Any:
    """Return a column or measure as an Arrow array; None if it is missing or cannot be measured."""
    measure = _MEASURES.get(name, {}).get(column)
    if measure is None:
        return tables[name].column(column) if column in tables[name].column_names else None
    try:
        return measure(tables[name], tables)
    except (KeyError, pa.ArrowException):  # a column or table it needs is missing, or holds another type
        return None


def _has_text(table: pa.Table, tables: Tables) -> Any:
    return pc.is_valid(table.column("text"))


def _share_removed(table: pa.Table, tables: Tables) -> Any:
    """Return characters gone over characters in: what a repair put back is not gone."""
    gone = pc.max_element_wise(pc.subtract(table.column("chars_removed"), table.column("chars_added")), 0)
    return pc.divide(pc.cast(gone, pa.float64()), pc.max_element_wise(table.column("chars_in"), 1))


def _reconciled(table: pa.Table, tables: Tables) -> Any:
    kept = pc.subtract(table.column("chars_in"), table.column("chars_removed"))
    expected = pc.add(kept, table.column("chars_added"))
    return pc.fill_null(pc.equal(expected, table.column("chars_out")), False)


def _known_article(table: pa.Table, tables: Tables) -> Any:
    """Return whether the article of a row is one of the run, in quarantine or not."""
    held = [tables["quarantine"].column("id")] if "quarantine" in tables else []
    columns = [column.cast(pa.string()) for column in (tables["articles"].column("id"), *held)]
    known = pa.chunked_array([chunk for column in columns for chunk in column.chunks], pa.string())
    ids = table.column("article_id").cast(pa.string())
    return pc.is_in(ids, value_set=known.combine_chunks(), skip_nulls=True)


def _names_in_doubt(table: pa.Table, tables: Tables) -> Any:
    """Return how many names of each article are spelt two ways, with nothing decided."""
    names = tables["names"]
    open_ = names.filter(pc.equal(names.column("decision"), "reported"))
    counts = open_.group_by("article_id").aggregate([("article_id", "count")])
    at = pc.index_in(table.column("id"), value_set=counts.column("article_id").combine_chunks())
    return pc.fill_null(pc.take(counts.column("article_id_count"), at), 0)


def _changes(table: pa.Table, tables: Tables) -> Any:
    return pc.fill_null(pc.not_equal(table.column("old"), table.column("new")), False)


def _has_message(table: pa.Table, tables: Tables) -> Any:
    length = pc.utf8_length(pc.utf8_trim_whitespace(table.column("message")))
    return pc.fill_null(pc.greater(length, 0), False)


_MEASURES: dict[str, dict[str, Callable[[pa.Table, Tables], Any]]] = {
    "articles": {
        "has_text": _has_text,
        "share_removed": _share_removed,
        "reconciled": _reconciled,
        "names_in_doubt": _names_in_doubt,
    },
    "edits": {"known_article": _known_article, "changes": _changes},
    "findings": {"known_article": _known_article, "has_message": _has_message},
    "names": {"known_article": _known_article},
}
