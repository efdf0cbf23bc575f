"""What the engine sees of a table: for each scope of rules the columns that they look into, no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from cleaner.errors import hint
from cleaner.validation import digests, engine, measures, standins
from cleaner.validation.sources import Source
from cleaner.validation.suites import Suite, listed, looked_into

CHUNK_BYTES = 16_000_000  # of what the engine sees; it copies that some three times
CHUNK_ROWS = 250_000  # each chunk costs a rule some 3 ms, so many rows come at a time

Rule = Mapping[str, Any]


class View:
    """A table as the rules of one scope see it.

    "row": chunk by chunk; "column": some whole columns; "table": all columns by name only. Long
    texts are measured or digested where that is all their rules need.
    """

    def __init__(
        self,
        suite: Suite,
        tables: Mapping[str, Source],
        rules: Sequence[Rule],
        scope: str,
        missing: dict[str, str],
    ) -> None:
        self.source = tables[suite.table]
        self.scope, self.missing = scope, missing
        self.rules, self.standins = list(rules), list[standins.StandIn]()
        if scope == "row":
            self._stand_in()
        names = self.source.schema.names
        known = {*names, *(one.name for one in self.standins)}
        needed = [column for rule in self.rules for column in looked_into(rule, names)]
        self.measured = measures.Measured(suite.table, tables, needed, suite.of_run)
        self.there = {c for rule in rules for c in listed(rule) if c in names} - set(needed)
        self.long = digests.candidates(rules, looked_into) if scope == "column" else set()
        known |= set(self.measured.measures)
        missing |= {c: f"there is no column {c!r}; {hint(c, known)}" for c in needed if c not in known}

    def _stand_in(self) -> None:
        """Put rules about measures in the place of rules about long texts."""
        first = next(self.source.chunks(c for rule in self.rules for c in looked_into(rule)), None)
        long = (
            {c for c in first.column_names if standins.is_long(first.column(c))}
            if first is not None
            else set()
        )
        for at, rule in enumerate(self.rules):
            found = standins.stand_in(rule) if rule["kwargs"].get("column") in long else None
            if found:
                self.rules[at] = found.rule
                self.standins.append(found)

    def built(self) -> list[Any]:
        """Return the expectations that the engine is to evaluate on each frame."""
        return engine.suite(self.rules)

    def frames(self, rows: int | None = None) -> Iterator[Any]:
        """Yield pandas frames of the rows in order, at least one; of *rows* rows, if given."""
        if self.scope == "table":
            names = self.source.schema.names
            yield pa.table({name: pa.repeat(True, self.source.rows) for name in names}).to_pandas()
            return
        held: list[pa.Table] = []
        size = count = at = 0
        for part in self._parts(rows):
            held.append(part)
            size, count = size + part.nbytes, count + part.num_rows
            full = count >= rows if rows else count >= CHUNK_ROWS or size >= CHUNK_BYTES
            if self.scope == "row" and full:
                yield _frame(held, at)
                held, size, count, at = [], 0, 0, at + count
        if held:
            yield _frame(held, at)

    def _parts(self, rows: int | None) -> Iterator[pa.Table]:
        """Yield what the engine sees, piece by piece as it is read; an empty piece where there is no row."""
        reads = [*self.measured.reads(), *(one.column for one in self.standins)]
        if not set(reads) & set(self.source.schema.names):
            reads = self.source.schema.names[:1]
        empty = True
        for chunk in self.source.chunks(reads):
            for start in range(0, chunk.num_rows, rows or chunk.num_rows or 1):
                empty = False
                yield self._part(chunk.slice(start, rows))
        if empty:
            yield self._part(self.source.empty(reads))

    def _part(self, chunk: pa.Table) -> pa.Table:
        found = self.measured.of(chunk)
        self.missing |= self.measured.missing
        for name in self.long & set(found):
            if standins.is_long(found[name]):
                found[name] = digests.digested(found[name])
        for column in {one.column for one in self.standins}:
            values = standins.Values(chunk.column(column))
            found |= {one.name: one.of(values) for one in self.standins if one.column == column}
        constant = {name: pa.repeat(True, chunk.num_rows) for name in self.there}
        return pa.table(found | constant or {"(no column)": pa.repeat(True, chunk.num_rows)})


def _frame(parts: Sequence[pa.Table], at: int) -> Any:
    """Return pieces as a pandas frame; its index numbers the rows of the table, from 0."""
    frame = pa.concat_tables(parts).to_pandas()
    frame.index += at
    return frame
