"""Whether a text and its edits give the input back, read from the tables as they lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cleaner.errors import DataError
from cleaner.replay import text_of
from cleaner.validation.sources import Source

Row = dict[str, Any]


class Trail:
    """The edits of articles, read as far as needed.

    Where both tables stand in the same order, as a run writes them, it holds the edits of few
    articles at a time; in any other order it gives the same, and holds more.
    """

    def __init__(self, edits: Source) -> None:
        self._rows = _rows(edits)
        self._held: dict[Any, list[Row]] = {}

    def of(self, id_: Any, count: Any) -> list[Row]:
        """Return the edits of an article that says it has *count*; fewer where there are no more."""
        if not isinstance(count, int):
            count = 0
        while len(self._held.get(id_, ())) < count:
            row = next(self._rows, None)
            if row is None:
                break
            self._held.setdefault(row["article_id"], []).append(row)
        return self._held.pop(id_, [])


def _rows(edits: Source) -> Iterator[Row]:
    for chunk in edits.chunks(["article_id", "layer", "start", "old", "new", "rule"]):
        yield from chunk.to_pylist()


def reconciles(article: Mapping[str, Any], edits: Iterable[Row]) -> bool:
    r"""Return whether the edits, undone, turn the text into what came in, told by its SHA-256.

    *article*: text and input_sha256; *edits*: its rows of the edits table.

    >>> from cleaner.tables import sha256
    >>> row = {"layer": 0, "start": 1, "old": "\nReply", "new": "", "rule": "comment-form/heading"}
    >>> reconciles({"id": "1", "text": "a", "input_sha256": sha256("a\nReply")}, [row])
    True
    """
    rows = list(edits)
    if not isinstance(article["text"], str) or any(row[name] is None for row in rows for name in row):
        return False
    try:
        text_of(dict(article), rows)
    except DataError:
        return False
    return True
