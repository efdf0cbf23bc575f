"""What rules look at in place of long texts: measures of a run's tables, a chunk at a time, in Arrow.

A measure that needs another table looks it up once, before the first chunk; what it holds is a
number or two for each article, never a text. `spark/measures.py` has the same for Spark.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cleaner.tables import REJECTS, RUN, SCHEMAS
from cleaner.validation.lookup import Lookup
from cleaner.validation.sources import Source
from cleaner.validation.trail import Trail, reconciles

Tables = Mapping[str, Source]
Array = Any  # a pyarrow Array or ChunkedArray; pyarrow ships no types

TABLES = {**SCHEMAS, "rejects": REJECTS, "run": RUN}
# Columns as long as a page, or held for the way back: measured, never given to the engine.
WIDE = frozenset({"text", "old", "new", "record", "escape", "why", "message", "evidence", "votes", "raw"})
KEYS = {"articles": "id", "quarantine": "id", "rejects": "id", "run": "rows_in"}  # the others: article_id
GROUPS = {"articles": "site", "quarantine": "site"}


def key(name: str) -> str:
    """Return the column that tells the article of a row."""
    return KEYS.get(name, "article_id")


def columns(name: str) -> set[str]:
    """Return the columns and measures of a table that a rule may name."""
    return set(TABLES[name].names) - WIDE | set(MEASURES.get(name, {}))


@dataclass(frozen=True, slots=True)
class Measure:
    """How a measure comes about.

    *needs*: columns of its own table; *of*: gives an array for a chunk of them and for what was
    looked up; *look*: looks it up in all tables, once.
    """

    needs: tuple[str, ...]
    of: Callable[[pa.Table, Any], Array]
    look: Callable[[Tables], Any] | None = None


class Measured:
    """A table with its measures, for one pass over its chunks."""

    def __init__(self, name: str, tables: Tables, needed: Iterable[str], of_run: bool = True) -> None:
        known = MEASURES.get(name, {}) if of_run else {}
        self.columns = [column for column in dict.fromkeys(needed) if column not in known]
        self.measures = {column: known[column] for column in dict.fromkeys(needed) if column in known}
        self.missing: dict[str, str] = {}
        self._looked = {
            column: self._safe(column, partial(measure.look, tables))
            for column, measure in self.measures.items()
            if measure.look
        }

    def reads(self) -> list[str]:
        """Return the columns of the table that have to be read."""
        return [*self.columns, *(need for measure in self.measures.values() for need in measure.needs)]

    def of(self, chunk: pa.Table) -> dict[str, Array]:
        """Return columns and measures of a chunk; what is missing or cannot be measured is left out."""
        found = {column: chunk.column(column) for column in self.columns if column in chunk.column_names}
        for column, measure in self.measures.items():
            if column not in self.missing:
                values = self._safe(column, partial(measure.of, chunk, self._looked.get(column)))
                if column not in self.missing:
                    found[column] = values
        return found

    def _safe(self, column: str, work: Callable[[], Any]) -> Any:
        """Return what *work* returns; where a column or table it needs is gone or odd, note it."""
        try:
            return work()
        except (KeyError, pa.ArrowException) as error:
            self.missing[column] = f"{column} cannot be measured: {' '.join(str(error).split())}"
            return None


def _has_text(table: pa.Table, _: None) -> Array:
    return pc.is_valid(table.column("text"))


def _share_removed(table: pa.Table, _: None) -> Array:
    """Return characters gone over characters in: what a repair put back is not gone."""
    gone = pc.max_element_wise(pc.subtract(table.column("chars_removed"), table.column("chars_added")), 0)
    return pc.divide(pc.cast(gone, pa.float64()), pc.max_element_wise(table.column("chars_in"), 1))


def _reconciled(table: pa.Table, _: None) -> Array:
    kept = pc.subtract(table.column("chars_in"), table.column("chars_removed"))
    expected = pc.add(kept, table.column("chars_added"))
    return pc.fill_null(pc.equal(expected, table.column("chars_out")), False)


def _length_told(table: pa.Table, _: None) -> Array:
    return pc.fill_null(pc.equal(pc.utf8_length(table.column("text")), table.column("chars_out")), False)


def _known_articles(tables: Tables) -> Lookup:
    """Return the ids of all articles, in quarantine or not."""
    held = [tables["quarantine"].whole(["id"])] if "quarantine" in tables else []
    columns = [table.column("id").cast(pa.string()) for table in (tables["articles"].whole(["id"]), *held)]
    return Lookup(
        pc.unique(pa.chunked_array([part for column in columns for part in column.chunks], pa.string()))
    )


def _known_article(table: pa.Table, known: Lookup) -> Array:
    return known.has(table.column("article_id"))


def _published(tables: Tables) -> Lookup:
    return Lookup(pc.unique(tables["articles"].whole(["id"]).column("id").cast(pa.string())))


def _not_published(table: pa.Table, published: Lookup) -> Array:
    return pc.invert(published.has(table.column("id")))


def _per_article(
    tables: Tables, name: str, columns: Mapping[str, Callable[[pa.Table], Array]], needs: Iterable[str]
) -> Lookup:
    """Return sums of *columns* over the rows of each article."""
    made = []
    for chunk in tables[name].chunks(["article_id", *needs]):
        values = {column: of(chunk) for column, of in columns.items()}
        ids = chunk.column("article_id").cast(pa.string())
        made.append(_summed(pa.table({"article_id": ids, **values}), columns))
    empty = pa.table(
        {"article_id": pa.array([], pa.string()), **{c: pa.array([], pa.int64()) for c in columns}}
    )
    summed = _summed(pa.concat_tables([empty, *made]), columns)
    return Lookup(summed.column("article_id"), {column: summed.column(column) for column in columns})


def _summed(table: pa.Table, columns: Iterable[str]) -> pa.Table:
    names = list(columns)
    summed = table.group_by("article_id").aggregate([(name, "sum") for name in names])
    by_name = {name: summed.column(f"{name}_sum").cast(pa.int64()) for name in names}
    return pa.table({"article_id": summed.column("article_id"), **by_name})


def _ones(table: pa.Table) -> Array:
    return pa.repeat(pa.scalar(1, pa.int64()), table.num_rows)


def _if(column: str, value: str) -> Callable[[pa.Table], Array]:
    def counted(table: pa.Table) -> Array:
        return pc.fill_null(pc.cast(pc.equal(table.column(column), value), pa.int64()), 0)

    return counted


def _length(column: str) -> Callable[[pa.Table], Array]:
    def measured(table: pa.Table) -> Array:
        """Count code points; a lone surrogate is stored as six letters and was one."""
        text = table.column(column)
        surrogates = pc.count_substring_regex(text, r"\\ud[89a-f][0-9a-f]{2}")
        lone = pc.equal(table.column("rule"), "encoding/surrogate")
        six = pc.if_else(pc.fill_null(lone, False), pc.multiply(surrogates, 5), 0)
        return pc.fill_null(pc.cast(pc.subtract(pc.utf8_length(text), six), pa.int64()), 0)

    return measured


def _count_of(name: str, column: str | None = None, value: str = "") -> Callable[[Tables], Lookup]:
    """Return what counts the rows of *name* for each article, or those where *column* is *value*."""
    of = _if(column, value) if column else _ones
    return lambda tables: _per_article(tables, name, {"n": of}, [column] if column else [])


def _count(table: pa.Table, sums: Lookup) -> Array:
    return sums.of(table.column("id"), "n")


def _equals(column: str) -> Callable[[pa.Table, Lookup], Array]:
    def equal(table: pa.Table, sums: Lookup) -> Array:
        return pc.fill_null(pc.equal(sums.of(table.column("id"), "n"), table.column(column)), False)

    return equal


def _edit_lengths(tables: Tables) -> Lookup:
    columns = {"old": _length("old"), "new": _length("new")}
    return _per_article(tables, "edits", columns, ["old", "new", "rule"])


def _chars_listed(table: pa.Table, sums: Lookup) -> Array:
    """Return whether the edits of an article take out and put in what the article says."""
    out, in_ = (sums.of(table.column("id"), name) for name in ("old", "new"))
    same = pc.and_(pc.equal(out, table.column("chars_removed")), pc.equal(in_, table.column("chars_added")))
    return pc.fill_null(same, False)


def _trail(tables: Tables) -> Trail:
    return Trail(tables["edits"])


def _replays(table: pa.Table, trail: Trail) -> Array:
    rows = table.select(["id", "text", "edits", "input_sha256"]).to_pylist()
    return pa.array([reconciles(row, trail.of(row["id"], row["edits"])) for row in rows], pa.bool_())


def _changes(table: pa.Table, _: None) -> Array:
    return pc.fill_null(pc.not_equal(table.column("old"), table.column("new")), False)


def _filled(column: str) -> Measure:
    """Return the measure of whether a long column holds anything but space."""

    def filled(table: pa.Table, _: None) -> Array:
        length = pc.utf8_length(pc.utf8_trim_whitespace(table.column(column)))
        return pc.fill_null(pc.greater(length, 0), False)

    return Measure((column,), filled)


def _lengths(tables: Tables) -> Lookup:
    """Return the length of each article's clean text."""
    held = [tables["quarantine"].whole(["id", "chars_out"])] if "quarantine" in tables else []
    found = pa.concat_tables([tables["articles"].whole(["id", "chars_out"]), *held])
    longest = found.group_by("id").aggregate([("chars_out", "max")])
    return Lookup(
        longest.column("id").cast(pa.string()), {"size": pc.fill_null(longest.column("chars_out_max"), -1)}
    )


def _in_text(table: pa.Table, lengths: Lookup) -> Array:
    """Return whether a finding starts inside its article's text; one about a lost id does not."""
    size = lengths.of(table.column("article_id"), "size", default=-1)
    start = table.column("start")
    return pc.fill_null(pc.and_(pc.greater_equal(start, 0), pc.less_equal(start, size)), False)


def _in_step(table: pa.Table, _: None) -> Array:
    """Return whether a row of quarantine names at least one rule, with a severity and a reason for each."""
    sizes = [pc.list_value_length(table.column(name)) for name in ("expectations", "severities", "reasons")]
    same = pc.and_(pc.equal(sizes[0], sizes[1]), pc.equal(sizes[1], sizes[2]))
    return pc.fill_null(pc.and_(same, pc.greater(sizes[0], 0)), False)


def _is_critical(table: pa.Table, _: None) -> Array:
    told = table.column("severities").to_pylist()
    return pa.array(["critical" in (severities or ()) for severities in told], pa.bool_())


def _adds_up(table: pa.Table, _: None) -> Array:
    out = pc.add(pc.add(table.column("articles"), table.column("quarantine")), table.column("rejects"))
    return pc.fill_null(pc.equal(table.column("rows_in"), out), False)


def _chars_add_up(table: pa.Table, _: None) -> Array:
    kept = pc.subtract(table.column("chars_in"), table.column("chars_removed"))
    return pc.fill_null(pc.equal(pc.add(kept, table.column("chars_added")), table.column("chars_out")), False)


def _share(part: str) -> Measure:
    def share(table: pa.Table, _: None) -> Array:
        return pc.divide(
            pc.cast(table.column(part), pa.float64()), pc.max_element_wise(table.column("rows_in"), 1)
        )

    return Measure((part, "rows_in"), share)


_ARTICLE = Measure(("article_id",), _known_article, _known_articles)
_CHARS = ("chars_in", "chars_removed", "chars_added", "chars_out")
_HAS_TEXT = Measure(("text",), _has_text)
_RECONCILED = Measure(_CHARS, _reconciled)

MEASURES: dict[str, dict[str, Measure]] = {
    "articles": {
        "has_text": _HAS_TEXT,
        "length_told": Measure(("text", "chars_out"), _length_told),
        "share_removed": Measure(_CHARS[:3], _share_removed),
        "reconciled": _RECONCILED,
        "edits_listed": Measure(("id", "edits"), _equals("edits"), _count_of("edits")),
        "findings_listed": Measure(("id", "findings"), _equals("findings"), _count_of("findings")),
        "chars_listed": Measure(("id", *_CHARS[1:3]), _chars_listed, _edit_lengths),
        "replays": Measure(("id", "text", "edits", "input_sha256"), _replays, _trail),
        "names_in_doubt": Measure(("id",), _count, _count_of("names", "decision", "reported")),
        "mixed_scripts": Measure(("id",), _count, _count_of("findings", "rule", "check/mixed-script")),
        "language_doubts": Measure(("id",), _count, _count_of("findings", "rule", "language/doubtful")),
    },
    "edits": {
        "known_article": _ARTICLE,
        "changes": Measure(("old", "new"), _changes),
        "has_why": _filled("why"),
    },
    "findings": {
        "known_article": _ARTICLE,
        "has_message": _filled("message"),
        "in_text": Measure(("article_id", "start"), _in_text, _lengths),
    },
    "names": {"known_article": _ARTICLE},
    "comments": {"known_article": _ARTICLE, "has_text": _filled("text")},
    "quarantine": {
        "has_text": _HAS_TEXT,
        "reconciled": _RECONCILED,
        "in_step": Measure(("expectations", "severities", "reasons"), _in_step),
        "is_critical": Measure(("severities",), _is_critical),
        "not_published": Measure(("id",), _not_published, _published),
    },
    "run": {
        "adds_up": Measure(("rows_in", "articles", "quarantine", "rejects"), _adds_up),
        "chars_add_up": Measure(_CHARS, _chars_add_up),
        "share_rejected": _share("rejects"),
        "share_quarantined": _share("quarantine"),
    },
}
