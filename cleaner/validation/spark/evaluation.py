"""One suite over one Spark frame: counted by Great Expectations, named and grouped by one query a rule."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812 - its usual name
from pyspark.sql.types import IntegralType

from cleaner.errors import hint
from cleaner.validation import engine, groups
from cleaner.validation.accounts import Account, floor_result, rule_result
from cleaner.validation.evaluation import counted
from cleaner.validation.groups import Rate
from cleaner.validation.measures import MEASURES
from cleaner.validation.results import SHOWN_IDS, RuleResult
from cleaner.validation.spark.dialect import translated
from cleaner.validation.spark.measures import Frames, measured, quoted
from cleaner.validation.suites import Suite, looked_into

Released = Mapping[str, Collection[str]]
Found = tuple[Any, DataFrame | None]  # what the engine says of a rule, and the rows that break it


def evaluate(suite: Suite, frames: Frames, released: Released) -> list[RuleResult]:
    """Return one result for each rule, in the order of the suite, the floor first."""
    frame, missing = _looked_at(suite, frames)
    with _held(frame):
        rows, frame = _as_pandas_has_it(frame)
        with _found(suite, frame, frames[suite.table]) as found:
            told = []
            for rule in suite.rules:
                item, bad = found[rule["meta"]["rule"]]
                account = Account()
                account.add(item, rows)
                passed, bad = _let_pass(account, bad, suite.key, released.get(rule["meta"]["rule"], ()))
                ids, worst = _named(suite, bad, frame) if bad is not None else ((), ())
                result = rule_result(suite, rule, account, _gone(rule, missing))
                told.append(replace(result, ids=ids, groups=worst, released=passed))
    return [floor_result(suite, rows), *told]


@contextmanager
def _found(suite: Suite, frame: DataFrame, whole: DataFrame) -> Iterator[dict[str, Found]]:
    """Give what the engine finds for each rule and the rows that break it; SuiteError if one is lost."""
    declared = [rule["meta"]["rule"] for rule in suite.rules]
    built = engine.suite([translated(rule) for rule in suite.rules])
    counted(suite, declared, [one.meta["rule"] for one in built], "loaded")
    of_rows = {rule["meta"]["rule"] for rule in suite.rules if looked_into(rule)}
    with (
        engine.on_spark(frame, [one for one in built if one.meta["rule"] in of_rows]) as first,
        engine.on_spark(whole, [one for one in built if one.meta["rule"] not in of_rows]) as second,
    ):
        found = [*first, *second]
        counted(suite, declared, [item.expectation_config.meta["rule"] for item, _ in found], "evaluated")
        yield {item.expectation_config.meta["rule"]: (item, bad) for item, bad in found}


def _let_pass(
    account: Account, bad: DataFrame | None, key: str | None, ids: Collection[str]
) -> tuple[int, DataFrame | None]:
    """Take the rows that a person let pass out of those that break a rule; return how many, and the rest."""
    if bad is None or key is None or not ids or key not in bad.columns:
        return 0, bad
    passes = F.coalesce(_text(key), F.lit("")).isin(list(ids))
    passed = bad.where(passes).count()
    account.unexpected -= passed
    return passed, bad.where(~passes) if account.unexpected else None


@contextmanager
def _held(frame: DataFrame) -> Iterator[None]:
    """Keep what was measured for all rules, and let go of it after."""
    frame.persist()
    try:
        yield
    finally:
        frame.unpersist()


def _looked_at(suite: Suite, frames: Frames) -> tuple[DataFrame, dict[str, str]]:
    """Return the columns and measures that the rules look into, and what is to be said of those not there."""
    whole = frames[suite.table]
    needed = list(dict.fromkeys(c for rule in suite.rules for c in looked_into(rule, whole.columns)))
    ours = MEASURES.get(suite.table, {}) if suite.of_run else {}
    columns = [name for name in needed if name not in ours]
    named = [name for name in (suite.key, suite.group) if name is not None]
    frame, missing = measured(suite.table, frames, [*columns, *named], [n for n in needed if n in ours])
    known = [*whole.columns, *ours]
    gone = {c: f"there is no column {c!r}; {hint(c, known)}" for c in columns if c not in whole.columns}
    return frame, gone | missing


def _as_pandas_has_it(frame: DataFrame) -> tuple[int, DataFrame]:
    """Return the number of rows, and a frame with whole numbers as pandas has them.

    There a column of whole numbers that misses one holds floating-point numbers, by which rules
    about types find it out.
    """
    whole = [field.name for field in frame.schema if isinstance(field.dataType, IntegralType)]
    missing = [F.count_if(F.col(quoted(name)).isNull()).alias(name) for name in whole]
    row = frame.agg(F.count("*").alias("(rows)"), *missing).collect()[0]
    doubles = {name: F.col(quoted(name)).cast("double") for name in whole if row[name]}
    return row["(rows)"], frame.withColumns(doubles) if doubles else frame


def _gone(rule: Mapping[str, Any], missing: Mapping[str, str]) -> str:
    return next((missing[column] for column in looked_into(rule) if column in missing), "")


def _named(suite: Suite, bad: DataFrame, frame: DataFrame) -> tuple[tuple[str, ...], tuple[Rate, ...]]:
    """Return the first ids of rows that break a rule, and the worst groups."""
    named = [name for name in dict.fromkeys((suite.key, suite.group)) if name in frame.columns]
    bad = bad.select(*map(quoted, filter(None, named)))
    with _held(bad):  # what is wrong with a text is not looked for twice
        ids = _ids(bad, suite.key) if suite.key in named else ()
        worst = _worst(frame, bad, suite.group) if suite.group in named else ()
    return ids, worst


def _text(column: str) -> Any:
    return F.col(quoted(column)).cast("string")


def _ids(bad: DataFrame, key: str | None) -> tuple[str, ...]:
    """Return the first ids by spelling, each once; "" for rows without one."""
    ids = bad.select(F.coalesce(_text(str(key)), F.lit("")).alias("id")).distinct()
    return tuple(row["id"] for row in ids.orderBy("id").limit(SHOWN_IDS).collect())


def _worst(frame: DataFrame, bad: DataFrame, group: str | None) -> tuple[Rate, ...]:
    """Return the groups that break a rule most surely, as `groups.Groups.worst` ranks them."""
    name = _text(str(group)).alias("name")
    counts = bad.groupBy(name).agg(F.count("*").alias("bad"))
    rates = counts.join(frame.groupBy(name).agg(F.count("*").alias("rows")), "name")
    order = [F.desc(_surely(F.col("bad"), F.col("rows"))), F.asc("name")]
    worst = rates.orderBy(*order).limit(groups.SHOWN).collect()
    return tuple(
        Rate(row["name"], row["rows"], row["bad"], round(row["bad"] / row["rows"], 6)) for row in worst
    )


def _surely(count: Any, of: Any) -> Any:
    """Return `groups.surely` as an expression, operation by operation."""
    z = 1.96
    share = count / of
    middle = share + F.lit(z * z) / (F.lit(2) * of)
    width = F.lit(z) * F.sqrt(share * (F.lit(1) - share) / of + F.lit(z * z) / (F.lit(4) * of * of))
    return (middle - width) / (F.lit(1) + F.lit(z * z) / of)
