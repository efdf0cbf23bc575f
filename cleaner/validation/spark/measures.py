"""The measures of `cleaner.validation.measures` for Spark: expressions, joins and sums, nothing collected.

What an expression says of missing values is what the other says. A column of another type than the
run's is told before, for Spark would cast it or stop in the middle of a job.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

import pyarrow as pa
from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, types
from pyspark.sql import functions as F  # noqa: N812 - its usual name

from cleaner.validation import measures
from cleaner.validation.spark import replays

# Groups of articles for each partition of a shuffle, by which Spark is told how large data are. One
# group costs Python .7 ms whatever it holds, and is held in memory whole.
_BUCKETS = 16

Frames = Mapping[str, DataFrame]
Measure = Callable[[DataFrame, Frames, str], DataFrame]  # the frame with a column of that name

# Space as Arrow and Python see it: Java's own does not count the separators of information.
_INK = r"[^\s\x1c-\x1f]"
# A lone surrogate is stored as six letters and was one.
_LENGTH = (
    r"length({0}) - IF(rule <=> 'encoding/surrogate', 5 * regexp_count({0}, r'\\ud[89a-f][0-9a-f]{{2}}'), 0)"
)


def _as(expression: str) -> Measure:
    """Return a measure by an expression over the columns of its own table."""
    return lambda frame, _, name: frame.withColumn(name, F.expr(expression))


def _holds(condition: str) -> Measure:
    """Return a measure that is False where the condition is neither."""
    return _as(f"coalesce({condition}, false)")


def _beside(frame: DataFrame, key: str, others: DataFrame) -> DataFrame:
    """Return a frame with what another says of each id; its column "(id)" is one row an id."""
    keyed = frame.withColumn("(key)", F.col(key).cast("string"))
    return keyed.join(others, F.col("(key)") == F.col("(id)"), "left").drop("(key)", "(id)")


def _of_articles(frames: Frames, *columns: str) -> DataFrame:
    """Return the ids of all articles, in quarantine or not, and some of their columns."""
    held = [frames["articles"], *([frames["quarantine"]] if "quarantine" in frames else [])]
    chosen = [frame.select(F.col("id").cast("string").alias("(id)"), *columns) for frame in held]
    return chosen[0] if len(chosen) == 1 else chosen[0].unionByName(chosen[1])


def _known_article(frame: DataFrame, frames: Frames, name: str) -> DataFrame:
    known = _of_articles(frames).distinct().withColumn(name, F.lit(True))
    return _beside(frame, "article_id", known).withColumn(name, F.coalesce(name, F.lit(False)))


def _not_published(frame: DataFrame, frames: Frames, name: str) -> DataFrame:
    known = frames["articles"].select(F.col("id").cast("string").alias("(id)")).distinct()
    return _beside(frame, "id", known.withColumn(name, F.lit(False))).withColumn(
        name, F.coalesce(name, F.lit(True))
    )


def _counted(table: str, condition: str = "true", then: str = "{}") -> Measure:
    """Return a measure that counts rows of another table for each article, or says what of the count."""

    def counted(frame: DataFrame, frames: Frames, name: str) -> DataFrame:
        each = frames[table].where(condition).groupBy(F.col("article_id").cast("string").alias("(id)"))
        beside = _beside(frame, "id", each.agg(F.count("*").alias("(count)")))
        return beside.withColumn(name, F.expr(then.format("coalesce(`(count)`, 0)"))).drop("(count)")

    return counted


def _chars_listed(frame: DataFrame, frames: Frames, name: str) -> DataFrame:
    sums = [F.sum(F.expr(_LENGTH.format(column))).alias(f"({column})") for column in ("old", "new")]
    each = frames["edits"].groupBy(F.col("article_id").cast("string").alias("(id)")).agg(*sums)
    said = (("old", "chars_removed"), ("new", "chars_added"))
    same = " AND ".join(f"coalesce(`({column})`, 0) = {total}" for column, total in said)
    beside = _beside(frame, "id", each).withColumn(name, F.expr(f"coalesce({same}, false)"))
    return beside.drop("(old)", "(new)")


def _replays(frame: DataFrame, frames: Frames, name: str) -> DataFrame:
    edits = frames["edits"].select(*replays.EDITS)
    schema = types.StructType([*frame.schema, types.StructField(name, types.BooleanType())])
    buckets = _BUCKETS * int(frame.sparkSession.conf.get("spark.sql.shuffle.partitions") or 1)
    bucket = "pmod(xxhash64(CAST({} AS string)), {})"
    keys = [F.expr(bucket.format(key, buckets)) for key in ("id", "article_id")]
    together = frame.groupBy(keys[0]).cogroup(edits.groupBy(keys[1]))
    return together.applyInArrow(partial(replays.replayed, name=name), schema)


def _in_text(frame: DataFrame, frames: Frames, name: str) -> DataFrame:
    lengths = _of_articles(frames, "chars_out").groupBy("(id)").agg(F.max("chars_out").alias("(size)"))
    inside = "coalesce(start >= 0 AND start <= `(size)`, false)"
    return _beside(frame, "article_id", lengths).withColumn(name, F.expr(inside)).drop("(size)")


def _filled(column: str) -> Measure:
    return _holds(f"{column} RLIKE r'(?U){_INK}'")


_HAS_TEXT = _as("text IS NOT NULL")
_RECONCILED = _holds("try_add(try_subtract(chars_in, chars_removed), chars_added) = chars_out")
_SIZES = [f"array_size({name})" for name in ("expectations", "severities", "reasons")]

MEASURES: dict[str, dict[str, Measure]] = {
    "articles": {
        "has_text": _HAS_TEXT,
        "length_told": _holds("length(text) = chars_out"),
        "share_removed": _as(
            "CAST(greatest(try_subtract(chars_removed, chars_added), 0) AS double) / greatest(chars_in, 1)"
        ),
        "reconciled": _RECONCILED,
        "edits_listed": _counted("edits", then="coalesce({} = edits, false)"),
        "findings_listed": _counted("findings", then="coalesce({} = findings, false)"),
        "chars_listed": _chars_listed,
        "replays": _replays,
        "names_in_doubt": _counted("names", "decision = 'reported'"),
        "mixed_scripts": _counted("findings", "rule = 'check/mixed-script'"),
        "language_doubts": _counted("findings", "rule = 'language/doubtful'"),
    },
    "edits": {
        "known_article": _known_article,
        "changes": _holds("old != new"),
        "has_why": _filled("why"),
    },
    "findings": {
        "known_article": _known_article,
        "has_message": _filled("message"),
        "in_text": _in_text,
    },
    "names": {"known_article": _known_article},
    "comments": {"known_article": _known_article, "has_text": _filled("text")},
    "quarantine": {
        "has_text": _HAS_TEXT,
        "reconciled": _RECONCILED,
        "in_step": _holds(f"{_SIZES[0]} > 0 AND {_SIZES[0]} = {_SIZES[1]} AND {_SIZES[1]} = {_SIZES[2]}"),
        "is_critical": _holds("array_contains(severities, 'critical')"),
        "not_published": _not_published,
    },
    "run": {
        "adds_up": _holds("rows_in = articles + quarantine + rejects"),
        "chars_add_up": _RECONCILED,
        "share_rejected": _as("CAST(rejects AS double) / greatest(rows_in, 1)"),
        "share_quarantined": _as("CAST(quarantine AS double) / greatest(rows_in, 1)"),
    },
}

_KINDS = ((pa.types.is_integer, types.NumericType), (pa.types.is_string, types.StringType))


def measured(
    table: str, frames: Frames, columns: Iterable[str], names: Iterable[str]
) -> tuple[DataFrame, dict[str, str]]:
    """Return a frame of some columns and measures of a table, and why others are missing."""
    frame = frames[table]
    known = [name for name in names if name in MEASURES.get(table, {})]
    needs = {name: measures.MEASURES[table][name].needs for name in known}
    kept = list(dict.fromkeys(name for name in columns if name in frame.columns))
    read = dict.fromkeys(c for c in (*kept, *sum(needs.values(), ())) if c in frame.columns)
    frame = frame.select(*map(quoted, read))
    missing: dict[str, str] = {}
    for name in known:
        try:
            _check(frame, table, needs[name])
            frame = MEASURES[table][name](frame, frames, name)
        except (KeyError, TypeError, AnalysisException) as error:
            told = " ".join(str(error).split("\n")[0].split())
            missing[name] = f"{name} cannot be measured: {told}"
    found = [name for name in known if name not in missing]
    return frame.select(*map(quoted, dict.fromkeys((*kept, *found)))), missing


def _check(frame: DataFrame, table: str, needs: Iterable[str]) -> None:
    """Raise KeyError for a column that is not there, TypeError for one of another type than the run's."""
    for name in needs:
        type_ = frame.schema[name].dataType
        expected = measures.TABLES[table].field(name).type
        for is_kind, kind in _KINDS:
            if is_kind(expected) and not isinstance(type_, kind):
                raise TypeError(f"{name} is {type_.simpleString()}, not {expected}")


def quoted(name: str) -> str:
    """Return the name of a column as Spark takes it literally.

    >>> quoted("a.b")
    '`a.b`'
    """
    return "`" + name.replace("`", "``") + "`"
