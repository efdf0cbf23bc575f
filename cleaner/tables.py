"""Docs to tables: the Arrow schemas of a run, and the rows that fill them.

`docs/tables.md` says what each column means; a test holds it against these schemas.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from cleaner.display import Displayed
from cleaner.rows import Page, Reject, site, storable

if TYPE_CHECKING:
    import pandas as pd

    from cleaner.model import Doc, Name

ARTICLES = pa.schema(
    [
        ("id", pa.string()),
        ("source", pa.string()),
        ("row", pa.int64()),
        ("url", pa.string()),
        ("site", pa.string()),
        ("title", pa.string()),
        ("author", pa.string()),
        ("date", pa.string()),
        ("lang", pa.string()),
        ("lang_confidence", pa.float64()),
        ("text", pa.string()),
        ("chars_in", pa.int64()),
        ("chars_out", pa.int64()),
        ("chars_removed", pa.int64()),
        ("chars_added", pa.int64()),
        ("edits", pa.int64()),
        ("findings", pa.int64()),
        ("residue", pa.int64()),
        ("mojibake", pa.int64()),
        ("controls", pa.int64()),
        ("text_sha256", pa.string()),
        ("input_sha256", pa.string()),
        ("record", pa.string()),
        ("escape", pa.string()),
        ("encoding", pa.string()),
    ]
)
EDITS = pa.schema(
    [
        ("article_id", pa.string()),
        ("layer", pa.int64()),
        ("start", pa.int64()),
        ("old", pa.string()),
        ("new", pa.string()),
        ("rule", pa.string()),
        ("why", pa.string()),
    ]
)
FINDINGS = pa.schema(
    [
        ("article_id", pa.string()),
        ("rule", pa.string()),
        ("start", pa.int64()),
        ("text", pa.string()),
        ("message", pa.string()),
        ("evidence", pa.string()),
    ]
)
NAMES = pa.schema(
    [
        ("article_id", pa.string()),
        ("form", pa.string()),
        ("canonical", pa.string()),
        ("votes", pa.string()),
        ("decision", pa.string()),
        ("rule", pa.string()),
        ("evidence", pa.string()),
    ]
)
COMMENTS = pa.schema(
    [
        ("article_id", pa.string()),
        ("number", pa.int64()),
        ("author", pa.string()),
        ("date", pa.string()),
        ("text", pa.string()),
    ]
)
QUARANTINE = pa.schema(
    [
        *ARTICLES,
        ("expectations", pa.list_(pa.string())),
        ("severities", pa.list_(pa.string())),
        ("reasons", pa.list_(pa.string())),
    ]
)
SCHEMAS = {
    "articles": ARTICLES,
    "edits": EDITS,
    "findings": FINDINGS,
    "names": NAMES,
    "comments": COMMENTS,
    "quarantine": QUARANTINE,
}


# What validation sees of the rejects (a file of JSON lines) and of the run as a whole (one row).
REJECTS = pa.schema(
    [
        ("source", pa.string()),
        ("row", pa.int64()),
        ("id", pa.string()),
        ("reason", pa.string()),
        ("mend", pa.string()),
        ("raw", pa.string()),
    ]
)
RUN = pa.schema(
    [
        ("rows_in", pa.int64()),
        ("articles", pa.int64()),
        ("quarantine", pa.int64()),
        ("rejects", pa.int64()),
        ("chars_in", pa.int64()),
        ("chars_out", pa.int64()),
        ("chars_removed", pa.int64()),
        ("chars_added", pa.int64()),
    ]
)


@dataclass(frozen=True, slots=True)
class Tables(Displayed):
    """The tables of a run, as Arrow tables; `tables["articles"]` and `tables.articles` are the same.

    *rejects* are the input rows that could not be read; *rows_in* counts all that came in.
    """

    articles: pa.Table
    edits: pa.Table
    findings: pa.Table
    names: pa.Table
    comments: pa.Table
    quarantine: pa.Table
    rejects: tuple[Reject, ...] = ()
    rows_in: int = 0

    def __getitem__(self, name: str) -> pa.Table:
        if name not in SCHEMAS:
            raise KeyError(f"no table is called {name!r}; the tables are {', '.join(SCHEMAS)}")
        table: pa.Table = getattr(self, name)
        return table

    def as_mapping(self) -> dict[str, pa.Table]:
        """Return the tables by their names."""
        return {name: self[name] for name in SCHEMAS}

    def measured(self) -> dict[str, pa.Table]:
        """Return all that expectations look at: the tables, the rejects, and the counts of the run."""
        rejects = pa.Table.from_pylist([reject.as_dict() for reject in self.rejects], schema=REJECTS)
        return {**self.as_mapping(), "rejects": rejects, "run": pa.Table.from_pylist([self.counts()], RUN)}

    def counts(self) -> dict[str, int]:
        """Return rows by where they came from and went, and code points over articles and quarantine."""
        rows = {name: self[name].num_rows for name in ("articles", "quarantine")}
        held = [self.articles, self.quarantine]
        chars = {
            name: sum(pc.sum(table.column(name)).as_py() or 0 for table in held) for name in RUN.names[4:]
        }
        return {"rows_in": self.rows_in, **rows, "rejects": len(self.rejects), **chars}

    def frame(self, name: str) -> pd.DataFrame:
        """Return one table as a pandas frame."""
        frame: pd.DataFrame = self[name].to_pandas()
        return frame

    def with_articles(self, articles: pa.Table, quarantine: pa.Table) -> Tables:
        """Return these tables with other articles and quarantine."""
        return replace(self, articles=articles, quarantine=quarantine)

    def with_changes(self, edits: pa.Table, findings: pa.Table) -> Tables:
        """Return these tables with other edits and findings."""
        return replace(self, edits=edits, findings=findings)

    def with_names(self, found: Iterable[tuple[Any, Name]]) -> Tables:
        """Return these tables with more rows of names, each told of the article with an id."""
        return replace(self, names=pa.concat_tables([self.names, names_table(found)]))


def name_row(id_: Any, name: Name) -> dict[str, Any]:
    """Return one row of names: a judged spelling, told of the article with an id."""
    return {"article_id": id_, **{column: getattr(name, column) for column in NAMES.names[1:]}}


def names_table(found: Iterable[tuple[Any, Name]]) -> pa.Table:
    """Return judged spellings, each told of the article with an id, as a table."""
    return pa.Table.from_pylist([name_row(id_, name) for id_, name in found], schema=NAMES)


def sha256(text: str) -> str:
    """Return the SHA-256 of *text* in UTF-8, in hexadecimal; a lone surrogate counts as its three bytes."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def article_row(page: Page, doc: Doc) -> dict[str, Any]:
    """Return one row of the articles table: the text, and the measures that expectations look at."""
    from cleaner.steps import encoding

    edits = doc.edits
    return {
        "id": page.id,
        "source": page.source,
        "row": page.row,
        "url": doc.url,
        "site": site(doc.url),
        "title": doc.title,
        "author": doc.author,
        "date": doc.date,
        "lang": doc.lang,
        "lang_confidence": doc.lang_confidence,
        "text": doc.text,
        "chars_in": len(doc.raw),
        "chars_out": len(doc.text),
        "chars_removed": sum(len(edit.old) for edit in edits),
        "chars_added": sum(len(edit.new) for edit in edits),
        "edits": len(edits),
        "findings": len(doc.findings),
        "residue": sum(finding.rule == "boilerplate/suspected" for finding in doc.findings),
        "mojibake": encoding.mojibake(doc.text),
        "controls": encoding.controls(doc.text),
        "text_sha256": sha256(doc.text),
        "input_sha256": sha256(doc.raw),
        "record": page.record,
        "escape": page.escape,
        "encoding": page.encoding,
    }


BATCH = 50  # pages held as rows of Python


@dataclass(slots=True)
class Builder:
    """Collects cleaned pages and turns them into tables, BATCH pages at a time: rows of Python are large."""

    made: list[dict[str, pa.Table]] = field(default_factory=list)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {name: [] for name in SCHEMAS})

    def add(self, page: Page, doc: Doc) -> None:
        """Take one cleaned page."""
        if len(self.rows["articles"]) == BATCH:
            self._turn()
        self.rows["articles"].append(article_row(page, doc))
        for layer, edits in enumerate(doc.trail):
            self.rows["edits"] += [
                {
                    "article_id": page.id,
                    "layer": layer,
                    "start": edit.start,
                    "old": storable(edit.old),
                    "new": edit.new,
                    "rule": edit.rule,
                    "why": storable(edit.why),
                }
                for edit in edits
            ]
        self.rows["findings"] += [
            {"article_id": page.id, **{k: getattr(f, k) for k in FINDINGS.names[1:]}} for f in doc.findings
        ]
        self.rows["names"] += [name_row(page.id, name) for name in doc.names]

        self.rows["comments"] += [
            {"article_id": page.id, "number": n, "author": c.author, "date": c.date, "text": storable(c.text)}
            for n, c in enumerate(doc.comments, 1)
        ]

    def tables(self, rejects: Iterable[Reject] = (), rows_in: int | None = None) -> Tables:
        """Return all that was added, as Arrow tables; *rows_in*: rows counted as they came in."""
        rejected = tuple(rejects)
        self._turn()
        made = {
            name: pa.concat_tables([made[name] for made in self.made]).combine_chunks() for name in SCHEMAS
        }
        if rows_in is None:
            rows_in = made["articles"].num_rows + len(rejected)
        return Tables(**made, rejects=rejected, rows_in=rows_in)

    def _turn(self) -> None:
        """Make tables of the rows that are held, and let go of the rows."""
        self.made.append(
            {name: pa.Table.from_pylist(self.rows[name], schema=schema) for name, schema in SCHEMAS.items()}
        )
        for rows in self.rows.values():
            rows.clear()
