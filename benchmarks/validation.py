"""Validation of a Parquet file beside plain pandas and Great Expectations as it comes, in the same run.

usage: python -m benchmarks.validation [--rounds 3] [--quick]

Twenty rules, three rows of a hundred broken, numbers of the failing rows wanted. Each measurement is
a process of its own that has imported what it needs and read nothing yet; it prints seconds and peak
memory above that, and the three must agree on every count. Prints medians, ratios to pandas, and
whether chunks of other sizes say the same on the larger table.
"""

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

CONTROLS = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]"
MOJIBAKE = "Ã[©¨ª]|â€"
FURNITURE = "Leave a Reply|Laisser un commentaire|Deja una respuesta"
LANGUAGES = ["bg", "de", "en", "fr"]
RULES: list[tuple[str, dict[str, Any]]] = [
    ("expect_column_values_to_not_be_null", {"column": "id"}),
    ("expect_column_values_to_be_unique", {"column": "id"}),
    ("expect_column_values_to_match_regex", {"column": "id", "regex": "^d[0-9]+$"}),
    ("expect_column_values_to_not_be_null", {"column": "title"}),
    ("expect_column_value_lengths_to_be_between", {"column": "title", "min_value": 1, "max_value": 300}),
    ("expect_column_values_to_match_regex", {"column": "url", "regex": "^https?://"}),
    ("expect_column_values_to_be_in_set", {"column": "lang", "value_set": LANGUAGES}),
    ("expect_column_values_to_not_be_null", {"column": "text"}),
    ("expect_column_value_lengths_to_be_between", {"column": "text", "min_value": 20}),
    ("expect_column_value_lengths_to_be_between", {"column": "text", "max_value": 100_000}),
    ("expect_column_values_to_not_match_regex", {"column": "text", "regex": CONTROLS}),
    ("expect_column_values_to_not_match_regex", {"column": "text", "regex": MOJIBAKE}),
    ("expect_column_values_to_not_match_regex", {"column": "text", "regex": FURNITURE}),
    ("expect_column_values_to_be_unique", {"column": "text"}),
    ("expect_column_values_to_match_regex", {"column": "date", "regex": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}),
    ("expect_column_values_to_be_between", {"column": "chars_in", "min_value": 1}),
    ("expect_column_values_to_be_between", {"column": "share", "min_value": 0, "max_value": 0.95}),
    ("expect_column_mean_to_be_between", {"column": "share", "min_value": 0, "max_value": 0.6}),
    ("expect_table_row_count_to_be_between", {"min_value": 1}),
    ("expect_table_columns_to_match_set", {"column_set": ["id", "text"], "exact_match": False}),
]
WORDS = [
    "the",
    "council",
    "met",
    "on",
    "and",
    "voted",
    "for",
    "a",
    "bridge",
    "over",
    "river",
    "while",
    "people",
    "waited",
    "in",
    "rain",
    "budget",
    "school",
]


def write_table(path: Path, rows: int, chars: int) -> None:
    """Write a table of articles, three rows of a hundred broken in one way of six."""
    rng = random.Random(7)
    base = " ".join(rng.choice(WORDS) for _ in range(chars + 4000))
    writer = None
    for start in range(0, rows, 10_000):
        made = pa.Table.from_pylist([_row(n, base, chars) for n in range(start, min(rows, start + 10_000))])
        writer = writer or pq.ParquetWriter(path, made.schema, compression="zstd")
        writer.write_table(made)
    assert writer is not None
    writer.close()


def _row(n: int, base: str, chars: int) -> dict[str, Any]:
    at = n * 37 % 3000
    row = {
        "id": f"d{n}",
        "title": f"Bridge {n}",
        "url": f"https://example.org/{n}",
        "lang": LANGUAGES[n % 4],
        "date": f"2024-0{n % 9 + 1}-1{n % 9}",
        "text": f"{n} {base[at : at + chars - 8]}",
        "chars_in": chars + 50,
        "share": (n % 50) / 100,
    }
    broken: list[dict[str, Any]] = [
        {"title": None},
        {"lang": "xx"},
        {"text": f"{n}\x07{base[at : at + chars]}"},
        {"text": f"{n} Leave a Reply {base[at : at + chars]}"},
        {"share": 0.99},
        {"text": f"{base[at : at + chars]} {n} â€™"},
    ]
    return row | broken[n // 100 % 6] if n % 100 < 3 else row


def by_pandas(path: Path) -> dict[str, Any]:
    """Do the same checks as anybody would by hand; return how many rows fail each."""
    import pandas as pd

    frame = pd.read_parquet(path)
    failing = {}
    for number, (kind, kwargs) in enumerate(RULES):
        if kind == "expect_table_columns_to_match_set":
            failing[number] = 0 if set(kwargs["column_set"]) <= set(frame.columns) else 1
            continue
        if "column" not in kwargs:
            failing[number] = 0 if len(frame) >= kwargs["min_value"] else 1
            continue
        column = frame[kwargs["column"]]
        if kind == "expect_column_mean_to_be_between":
            failing[number] = 0 if kwargs["min_value"] <= column.mean() <= kwargs["max_value"] else 1
            continue
        rows = frame.index[_bad(kind, column, kwargs)].tolist()
        failing[number] = len(rows)
    return failing


def _bad(kind: str, column: Any, kwargs: dict[str, Any]) -> Any:
    if kind == "expect_column_values_to_not_be_null":
        return column.isna()
    if kind == "expect_column_values_to_be_unique":
        return column.duplicated(keep=False) & column.notna()
    if kind == "expect_column_values_to_match_regex":
        return ~column.str.contains(kwargs["regex"], regex=True).astype(bool) & column.notna()
    if kind == "expect_column_values_to_not_match_regex":
        return column.str.contains(kwargs["regex"], regex=True).astype(bool) & column.notna()
    if kind == "expect_column_values_to_be_in_set":
        return ~column.isin(kwargs["value_set"]) & column.notna()
    value = column.str.len() if "lengths" in kind else column
    return (value < kwargs.get("min_value", -1e18)) | (value > kwargs.get("max_value", 1e18))


def by_cleaner(path: Path, chunk_rows: int | None = None) -> dict[str, Any]:
    """Validate the file; return how many rows fail each rule."""
    from cleaner import validation

    suite = path.with_suffix(".json")
    rules = [{"type": kind, "kwargs": kwargs, "severity": "critical"} for kind, kwargs in RULES]
    suite.write_text(json.dumps({"name": "pages", "expectations": rules, "meta": {"key": "id"}}))
    found = validation.validate(path, suite=suite, chunk_rows=chunk_rows)
    assert not [r for r in found.results if r.status == "error"]
    return {n: r.unexpected if r.status == "fail" else 0 for n, r in enumerate(found.results[1:])}


def by_great_expectations(path: Path) -> dict[str, Any]:
    """Validate the file the way Great Expectations' documentation does, with numbers of failing rows."""
    import great_expectations as gx
    import pandas as pd
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("pandas").add_dataframe_asset("pages")
    batch = source.add_batch_definition_whole_dataframe("whole").get_batch(
        {"dataframe": pd.read_parquet(path)}
    )
    made = [
        gx.expectations.registry.get_expectation_impl(kind)(**kwargs, meta={"n": n})
        for n, (kind, kwargs) in enumerate(RULES)
    ]
    suite = gx.ExpectationSuite(name="pages", expectations=made)
    form = {"result_format": "COMPLETE", "unexpected_index_column_names": ["id"]}
    results = batch.validate(suite, result_format=form).results
    return {r.expectation_config.meta["n"]: int(r.result.get("unexpected_count") or 0) for r in results}


WAYS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "pandas": by_pandas,
    "cleaner": by_cleaner,
    "great_expectations": by_great_expectations,
}


def measure(way: str, path: Path, chunk: int | None) -> None:
    """Print what one way takes, as JSON: seconds, megabytes above the imports, counts."""
    import pandas as pd

    tiny = path.with_name(f"tiny-{path.name}")
    pd.read_parquet(tiny)
    WAYS[way](tiny)  # what is loaded late is loaded now
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    found = by_cleaner(path, chunk) if chunk else WAYS[way](path)
    took = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"seconds": took, "mb": (peak - before) / 1024, "found": found}))


def run(way: str, path: Path, chunk: int = 0) -> dict[str, Any]:
    """Measure in a process of its own."""
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "benchmarks.validation",
        "--one",
        way,
        str(path),
        str(chunk),
    ]
    return dict(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))


def compare(title: str, path: Path, rounds: int) -> None:
    """Print medians of all ways over one table, and their ratios to pandas."""
    print(title)
    told = {way: [run(way, path) for _ in range(rounds)] for way in WAYS}
    found = [result["found"] for results in told.values() for result in results]
    assert all(one == found[0] for one in found), "the ways do not agree"
    base = statistics.median(result["seconds"] for result in told["pandas"])
    for way, results in told.items():
        seconds = statistics.median(result["seconds"] for result in results)
        memory = statistics.median(result["mb"] for result in results)
        print(f"  {way:20} {seconds:6.2f} s  {seconds / base:5.2f} x pandas  +{memory:5.0f} MB")
    print(f"  {sum(found[0].values())} broken rules and rows, the same three times")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="a tenth of the rows")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        measure(args.one[0], Path(args.one[1]), int(args.one[2]) or None)
        return
    scale = 10 if args.quick else 1
    with tempfile.TemporaryDirectory() as folder:
        for name, rows, chars in (("long", 100_000 // scale, 3000), ("short", 1_000_000 // scale, 60)):
            path = Path(folder) / f"{name}.parquet"
            write_table(path, rows, chars)
            write_table(path.with_name(f"tiny-{path.name}"), 200, chars)
            compare(f"{rows:,} rows of {chars} characters", path, args.rounds)
        whole = run("cleaner", path, rows)["found"]
        for chunk in (rows // 7, rows // 40):
            same = run("cleaner", path, chunk)["found"] == whole
            print(f"  chunks of {chunk:,} rows: {'the same' if same else 'NOT THE SAME'} as the whole")


if __name__ == "__main__":
    main()
