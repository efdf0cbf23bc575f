"""pandas frames in, tables out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cleaner.config import Config
from cleaner.engines import local
from cleaner.errors import DataError
from cleaner.readers import duplicate
from cleaner.rows import Page, Reject, storable
from cleaner.tables import Tables

if TYPE_CHECKING:
    import pandas as pd

OPTIONAL = ("id", "title", "url", "lang")


def clean_frame(frame: pd.DataFrame, text: str = "text", *, config: Config | None = None) -> Tables:
    r"""Clean the column *text* of a pandas frame, one page a row, and return the tables.

    Columns id, title, url and lang are used where they are; without an id the frame's index
    is it. A row with a missing or empty text, or with an id that was there before, is a
    reject. Raises DataError if there is no such column.

    >>> import pandas as pd
    >>> tables = clean_frame(pd.DataFrame({"text": ["A page of text.\nLeave a Reply"]}))
    >>> tables.articles.column("text").to_pylist()
    ['A page of text.']
    """
    if text not in frame.columns:
        raise DataError(
            f"no column {text!r} in the frame; its columns are {', '.join(map(str, frame.columns))}"
        )
    return local.clean_pages(_rows(frame, text), config or Config())


def _rows(frame: pd.DataFrame, text: str) -> Iterator[Page | Reject]:
    columns = {name: frame[name].tolist() for name in OPTIONAL if name in frame.columns}
    seen: set[str] = set()
    for row, (index, value) in enumerate(zip(frame.index.tolist(), frame[text].tolist(), strict=True)):
        known: dict[str, Any] = {name: cell(values[row]) for name, values in columns.items()}
        id_ = known.pop("id", None) or str(index)
        item = read_row(row, id_, value, known)
        if isinstance(item, Reject):
            yield item
            continue
        yield duplicate(item) if id_ in seen else item
        seen.add(id_)


def read_row(row: int, id_: str, text: Any, known: Mapping[str, Any]) -> Page | Reject:
    """Return a row of a frame as a page; as a reject where its text is missing or empty."""
    if isinstance(text, str) and text.strip():
        return Page(id_, text, "frame", row, **known)
    reason = "empty text" if isinstance(text, str) else f"text is {type(text).__name__}, not a string"
    return Reject("frame", row, id_, reason, "drop the row, or fill the text in")


def cell(value: Any) -> str | None:
    """Return a cell as a string; None for what pandas holds missing."""
    if value is None or value != value or str(value) == "<NA>":
        return None
    return storable(str(value)) or None
