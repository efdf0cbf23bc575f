"""Whether texts and edits give the input back, some articles at a time on the workers.

A worker imports this module, so it loads nothing of Spark or Great Expectations.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from cleaner.validation.trail import reconciles

EDITS = ("article_id", "layer", "start", "old", "new", "rule")
ARTICLE = ("id", "text", "edits", "input_sha256")


def replayed(articles: pa.Table, edits: pa.Table, name: str) -> pa.Table:
    """Return articles with a column that says of each whether it reconciles with its edits.

    Of the edits, as many are taken as the article says it has, in the order in which a run makes
    them. Articles that share an id share its edits too: rows on Spark have no order by which to tell
    whose they are.
    """
    rows: dict[Any, list[dict[str, Any]]] = {}
    for row in sorted(edits.select(EDITS).to_pylist(), key=_place):
        rows.setdefault(row["article_id"], []).append(row)
    told = [
        reconciles(row, rows.get(row["id"], [])[: _count(row["edits"])])
        for row in articles.select(ARTICLE).to_pylist()
    ]
    return articles.append_column(name, pa.array(told, pa.bool_()))


def _place(row: dict[str, Any]) -> tuple[float, ...]:
    return tuple(-1.0 if row[name] is None else float(row[name]) for name in ("layer", "start"))


def _count(value: Any) -> int:
    return max(0, value) if isinstance(value, int) else 0
