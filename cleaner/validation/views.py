"""What the engine sees of a table: for each scope of rules the columns that they look into, no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pyarrow as pa

from cleaner.errors import hint
from cleaner.validation import digests, engine, measures, standins
from cleaner.validation.sources import Source
from cleaner.validation.suites import Suite, listed, looked_into

CHUNK_BYTES = 16_000_000  # of what the engine sees; it copies that some three times
CHUNK_ROWS = 250_000  # each chunk costs a rule some 3 ms, so many rows come at a time

Rule = Mapping[str, Any]


LARGE = 20_000  # rows from which whole columns are held one set at a time


class View:
    """A table as the rules of one scope see it.

    "row": chunk by chunk; "column": some whole columns; "table": all columns by name only. Of the
    columns in *long*, measures or digests stand in where that is all their rules need.
    """

    def __init__(
        self, suite: Suite, tables: Mapping[str, Source], rules: Sequence[Rule], scope: str, long: set[str]
    ) -> None:
        self.source, self.scope = tables[suite.table], scope
        self.rules, self.standins = list(rules), list[standins.StandIn]()
        if scope == "row":
            self._stand_in(long)
        names = self.source.schema.names
        needed = [column for rule in self.rules for column in looked_into(rule, names)]
        self.measured = measures.Measured(suite.table, tables, needed, suite.of_run)
        self.there = {c for rule in rules for c in listed(rule) if c in names} - set(needed)
        self.digested = long & digests.candidates(rules, looked_into) if scope == "column" else set()
        self._gone = set(needed) - {*names, *self.measured.measures, *(one.name for one in self.standins)}
        self._held: list[pa.Table] = []
        self._rows = self._bytes = self._at = 0

    def _stand_in(self, long: set[str]) -> None:
        """Put rules about measures in the place of rules about long texts."""
        for at, rule in enumerate(self.rules):
            found = standins.stand_in(rule) if rule["kwargs"].get("column") in long else None
            if found:
                self.rules[at] = found.rule
                self.standins.append(found)

    def evaluate(self, frame: Any) -> list[Any]:
        """Return what the engine finds in a frame, in an order of its own.

        It copies all columns of a frame for each rule, so a large one is given to it a few columns
        at a time.
        """
        if len(frame) <= LARGE or self.scope == "table":
            return engine.evaluate(frame, engine.suite(self.rules))
        parts: dict[tuple[str, ...], list[Rule]] = {}
        for rule in self.rules:
            columns = {*looked_into(rule, frame.columns), *listed(rule)}
            parts.setdefault(tuple(name for name in frame.columns if name in columns), []).append(rule)
        return [
            found
            for columns, rules in parts.items()
            for found in engine.evaluate(frame[list(columns) or frame.columns[:1]], engine.suite(rules))
        ]

    def missing(self) -> dict[str, str]:
        """Return why columns that rules look into are not there."""
        known = {*self.source.schema.names, *self.measured.measures}
        told = {column: f"there is no column {column!r}; {hint(column, known)}" for column in self._gone}
        return told | self.measured.missing

    def reads(self) -> list[str]:
        """Return the columns of the table that are read for it, one at least: it counts the rows."""
        names = self.source.schema.names
        needed = [*self.measured.reads(), *(one.column for one in self.standins)]
        return [name for name in needed if name in names] or names[:1]

    def feed(self, chunk: pa.Table, told: Mapping[str, Any], rows: int | None) -> Iterator[Any]:
        """Take a piece of the table; yield pandas frames once there is enough, of *rows* rows if given.

        *told*: digests of columns of the piece.
        """
        for start in range(0, chunk.num_rows, rows or chunk.num_rows or 1):
            here = {name: values.slice(start, rows) for name, values in told.items()}
            part = self._seen(chunk.slice(start, rows), here)
            self._held.append(part)
            self._rows, self._bytes = self._rows + part.num_rows, self._bytes + part.nbytes
            full = self._rows >= rows if rows else self._rows >= CHUNK_ROWS or self._bytes >= CHUNK_BYTES
            if self.scope == "row" and full:
                yield self._frame()

    def end(self) -> Iterator[Any]:
        """Yield what is left as a pandas frame; where there was no row at all, an empty one."""
        if self._rows or not self._at:
            self._held = self._held or [self._seen(self.source.empty(self.reads()), {})]
            yield self._frame()

    def _frame(self) -> Any:
        """Return what is held as a pandas frame; its index numbers the rows of the table, from 0."""
        frame = pa.concat_tables(self._held).to_pandas()
        frame.index += self._at
        self._at += self._rows
        self._held, self._rows, self._bytes = [], 0, 0
        return frame

    def _seen(self, chunk: pa.Table, told: Mapping[str, Any]) -> pa.Table:
        if self.scope == "table":
            return pa.table({name: pa.repeat(True, chunk.num_rows) for name in self.source.schema.names})
        found = self.measured.of(chunk)
        found |= {name: told[name] for name in self.digested if name in told}
        found |= standins.measured(self.standins, chunk)
        constant = {name: pa.repeat(True, chunk.num_rows) for name in self.there}
        return pa.table(found | constant or {"(no column)": pa.repeat(True, chunk.num_rows)})


def passes(suite: Suite, tables: Mapping[str, Source]) -> list[list[View]]:
    """Return the views that the rules of a suite need, in as many passes as memory asks for.

    Whole columns of a large table are held one set at a time, but for long ones, which are digested
    on the one pass that reads them.
    """
    source = tables[suite.table]
    long = _long(source, suite)
    parts: dict[tuple[str, ...], list[Rule]] = {}
    for rule in suite.rules:
        scope, columns = engine.scope(rule["type"]), set(looked_into(rule))
        apart = scope == "column" and source.rows > LARGE and not columns <= long
        parts.setdefault((scope, *(sorted(columns) if apart else ())), []).append(rule)
    views = {key: View(suite, tables, rules, key[0], long) for key, rules in parts.items()}
    together = [view for key, view in views.items() if len(key) == 1]
    return [part for part in (together, *([view] for key, view in views.items() if len(key) > 1)) if part]


def _long(source: Source, suite: Suite) -> set[str]:
    """Return the columns that hold long strings, told by the first rows."""
    columns = {column for rule in suite.rules for column in looked_into(rule)}
    first = next(source.chunks(columns), None)
    if first is None:
        return set()
    return {name for name in first.column_names if standins.is_long(first.column(name))}


def _ahead(pieces: Iterator[pa.Table], names: set[str]) -> Iterator[tuple[pa.Table, dict[str, Any]]]:
    """Yield pieces of a table with digests of some columns; the next is read while one is looked at."""

    def read() -> tuple[pa.Table, dict[str, Any]] | None:
        piece = next(pieces, None)
        if piece is None:
            return None
        return piece, {n: digests.digested(piece.column(n)) for n in names if n in piece.column_names}

    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(read)
        while (piece := coming.result()) is not None:
            coming = reader.submit(read)
            yield piece


def frames(views: Sequence[View], rows: int | None = None) -> Iterator[tuple[View, Any]]:
    """Read a table once for all *views*; yield each view with its frames, one at least."""
    source = views[0].source
    pieces = source.chunks([column for view in views for column in view.reads()])
    for chunk, told in _ahead(pieces, {name for view in views for name in view.digested}):
        for view in views:
            yield from ((view, frame) for frame in view.feed(chunk, told, rows))
    for view in views:
        yield from ((view, frame) for frame in view.end())
