"""What a run looks like in figures, and how that drifts from one run to the next."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleaner.validation.measures import Measured
from cleaner.validation.results import Drift, RuleResult, Validation
from cleaner.validation.sources import Source

# A change is notable where it is surely none of chance, and large enough to look into.
SURE = 4.0  # standard errors between two runs
LARGE = 0.25  # of what it was
POINTS = 0.01  # of a share of all rows
_MEANS = {"chars_out": "characters of a text", "share_removed": "share of a page that was removed"}
_MAIN = frozenset({"rows in", "articles", *_MEANS.values()})  # told even where nothing changed


def of(tables: Mapping[str, Source], validation: Validation) -> dict[str, Any]:
    """Return the figures of a run: counts, shares as [part, of], rates as [count, articles], means.

    *tables*: those of the run after quarantine. A mean is [mean, standard deviation, rows].
    """
    run = tables["run"].whole(tables["run"].schema.names).to_pylist()[0]
    articles = tables["articles"]
    return {
        "counts": {"rows in": run["rows_in"], "articles": run["articles"]},
        "shares": {
            "rows rejected": [run["rejects"], run["rows_in"]],
            "rows in quarantine": [run["quarantine"], run["rows_in"]],
            **{f"articles in {lang}": [n, articles.rows] for lang, n in _counted(articles, "lang")},
            **{f"rows that break {r.rule}": [r.unexpected, r.evaluated] for r in _of_rows(validation)},
        },
        "rates": {
            f"{table} by {rule}": [n, articles.rows]
            for table in ("edits", "findings")
            for rule, n in _counted(tables[table], "rule")
        },
        "means": {_MEANS[name]: values for name, values in _means(tables)},
    }


def _of_rows(validation: Validation) -> list[RuleResult]:
    return [r for r in validation.results if r.evaluated and r.type != "floor" and r.table == "articles"]


def _counted(source: Source, column: str) -> list[tuple[str, int]]:
    """Return how often each value of a narrow column stands, by value."""
    counts: dict[str, int] = {}
    for chunk in source.chunks([column]):
        for item in pc.value_counts(chunk.column(column)).to_pylist():
            counts[str(item["values"])] = counts.get(str(item["values"]), 0) + item["counts"]
    return sorted(counts.items())


def _means(tables: Mapping[str, Source]) -> Iterator[tuple[str, list[float]]]:
    """Yield the mean, standard deviation and rows of each measure."""
    measured = Measured("articles", tables, _MEANS)
    parts = [measured.of(chunk) for chunk in tables["articles"].chunks(measured.reads())]
    for name in _MEANS:
        held = [part[name].cast(pa.float64()).to_numpy() for part in parts if name in part]
        values = np.concatenate([np.empty(0), *held])
        values = values[~np.isnan(values)]
        if len(values):
            yield name, [round(float(values.mean()), 6), round(float(values.std()), 6), len(values)]


def drift(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[Drift]:
    """Return the main figures of two runs, and every other that changed notably.

    *was*, *now*: what `of` gave for each. Notable is a change of four standard errors and of a
    quarter, for a share of all rows one of a percentage point too.

    >>> was = {"shares": {"articles in fr": [100, 1000]}}
    >>> [change.told for change in drift(was, {"shares": {"articles in fr": [300, 1000]}})]
    ['articles in fr: 10 % was, 30 % now']
    """
    found = [
        Drift(name, a, b, f"{name}: {_number(a)} was, {_number(b)} now", False)
        for name, a, b in _both(was, now, "counts")
    ]
    found += [_mean(name, a, b) for name, a, b in _both(was, now, "means")]
    found += [_share(name, a, b) for name, a, b in _both(was, now, "shares")]
    found += [_rate(name, a, b) for name, a, b in _both(was, now, "rates")]
    return [one for one in found if one.notable or one.measure in _MAIN]


def _both(was: Mapping[str, Any], now: Mapping[str, Any], kind: str) -> Iterator[tuple[str, Any, Any]]:
    before, after = was.get(kind) or {}, now.get(kind) or {}
    for name in sorted({*before, *after}):
        yield name, before.get(name), after.get(name)


def _mean(name: str, a: list[float] | None, b: list[float] | None) -> Drift:
    was, now = a[0] if a else None, b[0] if b else None
    notable = False
    if a and b:
        notable = _is_notable(a[0], b[0], math.sqrt(a[1] ** 2 / a[2] + b[1] ** 2 / b[2]))
    return Drift(name, was, now, f"{name}: {_number(was)} was, {_number(now)} now", notable)


def _share(name: str, a: list[int] | None, b: list[int] | None) -> Drift:
    """Compare shares; a value that a run does not have stands for none of its rows."""
    (x, n), (y, m) = a or [0, (b or [0, 1])[1]], b or [0, (a or [0, 1])[1]]
    was, now, pooled = x / max(n, 1), y / max(m, 1), (x + y) / max(n + m, 1)
    error = math.sqrt(pooled * (1 - pooled) * (1 / max(n, 1) + 1 / max(m, 1)))
    notable = _is_notable(was, now, error) and abs(now - was) >= POINTS
    return Drift(name, was, now, f"{name}: {100 * was:.3g} % was, {100 * now:.3g} % now", notable)


def _rate(name: str, a: list[int] | None, b: list[int] | None) -> Drift:
    """Compare counts an article; they come in clusters, so the error is taken three times that of chance."""
    (x, n), (y, m) = a or [0, (b or [0, 1])[1]], b or [0, (a or [0, 1])[1]]
    was, now = x / max(n, 1), y / max(m, 1)
    error = 3 * math.sqrt((x + 1) / max(n, 1) ** 2 + (y + 1) / max(m, 1) ** 2)
    told = f"{name}: {1000 * was:.3g} in 1,000 articles was, {1000 * now:.3g} now"
    return Drift(name, was, now, told, _is_notable(was, now, error))


def _is_notable(was: float, now: float, error: float) -> bool:
    change = abs(now - was)
    return change > SURE * error and change >= LARGE * abs(was)


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:,}" if isinstance(value, int) else f"{value:,.3g}"
