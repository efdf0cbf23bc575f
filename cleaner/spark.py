"""Spark frames in, Spark frames out: the tables of a corpus that no one machine holds.

Needs the extra `content-cleaner[spark]`; workers need this package and nothing else of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from cleaner.config import Config
from cleaner.engines import spread, travel
from cleaner.errors import DataError, MissingExtra
from cleaner.frames import OPTIONAL, cell, read_row
from cleaner.rows import Page, Reject
from cleaner.survey import Survey

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame


@dataclass(frozen=True, slots=True)
class SparkTables:
    """The tables of a corpus as Spark frames, with the columns of `cleaner.tables`.

    *survey* is what recurs on each site, None where none was asked for.
    """

    articles: DataFrame
    edits: DataFrame
    findings: DataFrame
    names: DataFrame
    comments: DataFrame
    rejects: DataFrame
    survey: Survey | None
    _held: tuple[DataFrame, ...]

    def unpersist(self) -> None:
        """Let go of what the cluster keeps for the tables; one that is read again is made again."""
        for frame in self._held:
            frame.unpersist()


def clean(
    frame: DataFrame, text: str = "text", *, config: Config | None = None, survey: Survey | bool = True
) -> SparkTables:
    """Clean the column *text* of a Spark frame, one page a row, and return the tables.

    Columns id, title, url, lang and row are used where they are; a row without an id is called by
    its number in `row`, and is a reject without one. A row with a missing or empty text is a
    reject, and so are all rows with one id but the first: by `row` where there is one, else by what
    the rows hold, in an order that means nothing and stays the same.

    *survey*: True counts at once what recurs on the pages of each site, False cleans each page
    alone, and a survey of earlier pages is taken as it is. All else is done when a table is first
    read, once for all of them. Authors are judged together, up to a million of them, by one task: in the
    order of `row`, or mixed without one, for how near two of them stand is evidence.

    Raises MissingExtra without pyspark, DataError for a frame that is none of Spark's, that comes by
    Spark Connect, or that has no text or nothing to call its rows by.
    """
    _check(frame, text)
    from pyspark.sql import functions as F  # noqa: N812 - its usual name

    from cleaner.engines import cluster

    config = config or Config()
    rows = cluster.mapped(_rows(frame, text), read, travel.ITEMS)
    items = cluster.held(cluster.unique(rows))
    given = survey if isinstance(survey, Survey) else None
    told = cluster.survey(items, config) if survey is True else given
    known = cluster.known(frame.sparkSession, config, told)
    made = cluster.held(cluster.mapped(items, partial(spread.cleaned, known=known), spread.CLEANED))
    tables = {name: made.where(made[name].isNotNull()).select(f"{name}.*") for name in spread.TABLES}
    if "names" not in config.off:
        place = F.col("row") if "row" in frame.columns else F.xxhash64("id")
        tables["names"] = cluster.names(tables, place, config)
    return SparkTables(**tables, survey=told, _held=(made, items))


def _check(frame: Any, text: str) -> None:
    try:
        from pyspark.sql import DataFrame
        from pyspark.sql.types import StringType
    except ImportError as error:
        needed = 'pip install "content-cleaner[spark]"'
        raise MissingExtra(f"frames of Spark need {error.name}, which is not installed: {needed}") from error
    if type(frame).__module__.startswith("pyspark.sql.connect"):
        raise DataError("a frame of Spark Connect, which cannot share a survey; use a session of the cluster")
    if not isinstance(frame, DataFrame):
        raise DataError(f"a {type(frame).__name__} is no frame of Spark; cleaner.clean_frame takes pandas")
    told = f"its columns are {', '.join(frame.columns)}"
    if text not in frame.columns or not isinstance(frame.schema[text].dataType, StringType):
        raise DataError(f"no column {text!r} of strings in the frame; {told}")
    if not {"id", "row"} & set(frame.columns):
        raise DataError(f"nothing to call rows by in the frame; give it a column id, or row; {told}")


def _rows(frame: DataFrame, text: str) -> DataFrame:
    from pyspark.sql import functions as F  # noqa: N812 - its usual name

    kinds = {**dict.fromkeys(OPTIONAL, "string"), "row": "long"}
    given = [F.col(name).cast(kind).alias(name) for name, kind in kinds.items() if name in frame.columns]
    return frame.select(F.col("`" + text.replace("`", "``") + "`").alias("(text)"), *given)


def read(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield rows of a frame as they travel: what its workers do first."""
    for batch in batches:
        yield from travel.packed(0, map(_row, batch.to_pylist()))


def _row(values: dict[str, Any]) -> tuple[int, Page | Reject]:
    number = values.pop("row", None)
    known = {name: cell(values.get(name)) for name in OPTIONAL}
    at, id_ = number or 0, known.pop("id") or (None if number is None else str(number))
    if id_ is None:
        return at, Reject("frame", at, None, "no id", "give the row an id, or the frame a column row")
    return at, read_row(at, id_, values["(text)"], known)
