"""Rows as Spark frames: told apart, put in order, surveyed; nothing that grows with them is collected.

How many partitions there are is what `spark.sql.shuffle.partitions` says: cleaning takes a hundred
times as long as moving, so Spark must not join small partitions into few.
"""

from __future__ import annotations

import hashlib
import os
import sys
import warnings
from functools import partial
from typing import Any

import pyarrow as pa
from pyspark import StorageLevel
from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as F  # noqa: N812 - its usual name
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StructType

from cleaner.config import Config
from cleaner.engines import parts, spread, travel
from cleaner.engines.spread import Known
from cleaner.engines.travel import Counters
from cleaner.readers import File, Reading
from cleaner.survey import Survey

_FAN = 16  # partitions of surveys that one task adds up
_READERS = 4  # tasks that read, for each that cleans; a task for each of 100,000 pages would take longer
MOST_AUTHORS = 1_000_000  # that are judged together, by one task
_BATCH = "spark.sql.execution.arrow.maxRecordsPerBatch"


def session() -> SparkSession:
    """Return a session of its own in the Spark that is there, or in one that is started.

    Workers take the Python of this process where PYSPARK_PYTHON names none.
    """
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    made = SparkSession.builder.appName("cleaner").getOrCreate().newSession()
    made.conf.set(_BATCH, str(parts.PART_ROWS))
    return made


def mapped(frame: DataFrame, work: Any, schema: pa.Schema) -> DataFrame:
    """Return what *work* yields for the batches of each partition.

    Held back: that pyspark knows no pandas 3, of which nothing is used here.
    """
    made: StructType = from_arrow_schema(schema)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        return frame.mapInArrow(work, made)


def counters(spark: SparkSession) -> Counters:
    """Return what workers are to add to."""
    return Counters(*(spark.sparkContext.accumulator(0) for _ in range(3)))


def read(spark: SparkSession, files: list[File], reading: Reading, told: Counters) -> DataFrame:
    """Return the rows of files, a few files a task; *told* is what they are counted by."""
    most = _READERS * int(spark.conf.get("spark.sql.shuffle.partitions") or 1)
    numbers = spark.range(0, len(files), 1, max(1, min(len(files), most)))
    work = partial(travel.read, files=files, reading=reading, counters=told)
    return mapped(numbers, work, travel.ITEMS)


def unique(items: DataFrame) -> DataFrame:
    """Return rows with their rank among those of the same id: by file, by place in it, by content."""
    window = Window.partitionBy("key").orderBy("file", "at", "item")
    ranked = items.repartition(_partitions(items), "key").withColumn("rank", F.row_number().over(window))
    return ranked.drop("key")


def in_order(items: DataFrame) -> DataFrame:
    """Return rows in the order of reading, from partition to partition and within each."""
    return items.repartitionByRange(_partitions(items), "file", "at").sortWithinPartitions("file", "at")


def held(frame: DataFrame) -> DataFrame:
    """Return a frame that is kept, in memory or on the disks of the cluster, once it was made."""
    return frame.persist(StorageLevel.MEMORY_AND_DISK)


def survey(items: DataFrame, config: Config) -> Survey:
    """Return the survey of rows: one a partition, added up in rounds until one is left."""
    found = mapped(items, partial(spread.surveyed, config=config), spread.SURVEYS)
    left = _partitions(items)
    while left > 1:
        left = -(-left // _FAN)
        found = mapped(found.repartition(left), spread.added, spread.SURVEYS)
    total = Survey()
    for row in found.collect():
        total.absorb(Survey.from_bytes(bytes(row.survey)))
    return Survey.from_bytes(total.to_bytes())


def names(tables: dict[str, DataFrame], place: Column, config: Config) -> DataFrame:
    """Return the table of names with what only all authors together tell, judged in the order of *place*.

    Of more than MOST_AUTHORS it is those of articles with the smallest hashes that tell.
    """
    signed = tables["articles"].where("author != ''").select("id", "author", place.alias("place"))
    sample = signed.orderBy(F.xxhash64("id"), "id").limit(MOST_AUTHORS).select("place", "author")
    work = partial(spread.judged, config=config)
    found = mapped(sample.coalesce(1), work, spread.JUDGED)
    told = signed.join(found, "author").withColumnRenamed("id", "article_id")
    return tables["names"].unionByName(told.select(*tables["names"].columns))


def known(spark: SparkSession, config: Config, told: Survey | None) -> Known:
    """Return settings and what a survey tells, as workers get it: it goes to each machine once."""
    if told is None:
        return Known(config)
    digest = hashlib.sha256(told.to_bytes()).hexdigest()
    return Known(config, digest, spark.sparkContext.broadcast(told.recurring()))


def _partitions(frame: DataFrame) -> int:
    return int(frame.sparkSession.conf.get("spark.sql.shuffle.partitions") or 1)
