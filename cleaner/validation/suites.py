"""Expectation suites: JSON files, one for each table, read strictly.

Great Expectations drops a rule that it does not know with no more than a log line. Here each
file is checked before it is given away, and the rules are counted after. A suite for a table
of a run names its columns and measures; one for any other table is held against the table.
The module is long because everything that a file can get wrong is told apart in it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleaner.errors import SuiteError, hint, unreadable
from cleaner.validation import engine, measures
from cleaner.validation.results import SEVERITIES

# "id" and "notes" are what Great Expectations itself writes into a suite; they say nothing here.
_KEYS = {"name", "meta", "expectations", "id", "notes"}
_META = {"min_rows", "why", "key", "group", "great_expectations_version"}
_RULE_KEYS = {"type", "kwargs", "severity", "meta", "id", "notes"}
_RULE_META = {"rule", "says", "why", "source"}
_WHY = "the suite does not say why"


@dataclass(frozen=True, slots=True)
class Suite:
    """The rules for one table, as they stand in their file.

    *key*: the column that names a row in results, None where its number does; *group*: the column
    whose values rates are told by; *of_run*: whether the table is one that a run writes.
    """

    table: str
    path: Path
    min_rows: int
    rules: tuple[dict[str, Any], ...]
    key: str | None = None
    group: str | None = None
    of_run: bool = True


def looked_into(rule: Mapping[str, Any], columns: Iterable[str] = ()) -> list[str]:
    """Return the columns whose values a rule looks into; of its row_condition those among *columns*."""
    if _is_about_columns(rule):
        return []
    kwargs = rule["kwargs"]
    named = [kwargs[name] for name in ("column", "column_A", "column_B") if name in kwargs]
    condition = json.dumps(kwargs["row_condition"], ensure_ascii=False) if kwargs.get("row_condition") else ""
    return [*named, *(kwargs.get("column_list") or ()), *(name for name in columns if name in condition)]


def listed(rule: Mapping[str, Any]) -> list[str]:
    """Return the columns that only have to be there."""
    kwargs = rule["kwargs"]
    lists = [*(kwargs.get("column_set") or ()), *(kwargs.get("column_list") or ())]
    return [kwargs["column"], *lists] if "column" in kwargs else lists


def _is_about_columns(rule: Mapping[str, Any]) -> bool:
    kind = str(rule["type"])
    return kind.startswith("expect_table_") or kind == "expect_column_to_exist"


def folder() -> Path:
    """Return the folder of the suites that come with the package, from a wheel or a checkout."""
    package = Path(__file__).parents[1]
    installed = package / "_expectations"
    return installed if installed.is_dir() else package.parent / "expectations"


def load(path: Path | None = None) -> dict[str, Suite]:
    """Read every suite of a folder (default: the installed ones), by table.

    Raises SuiteError that names file, rule and mend.
    """
    source = path or folder()
    if not source.is_dir():
        told = (
            "a file; give the folder that it lies in" if source.exists() else "no such folder; check the path"
        )
        raise SuiteError(f"{source}: {told}")
    files = sorted(source.glob("*.json"))
    if not files:
        raise SuiteError(
            f"{source}: no suite (*.json) in this folder; copy the installed ones from {folder()}"
        )
    suites: dict[str, Suite] = {}
    for suite in map(_read, files):
        if suite.table in suites:
            other = suites[suite.table].path.name
            raise SuiteError(f"{suite.path}: {other} is a suite for {suite.table!r} too; make them one file")
        suites[suite.table] = suite
    return suites


def load_one(file: Path) -> Suite:
    """Read the suite of a table that no run made. Raises SuiteError that names file, rule and mend.

    A rule may leave out `meta.rule`, `meta.why`, and its severity, which is critical then.
    """
    return _read(file, of_run=False)


def _read(file: Path, *, of_run: bool = True) -> Suite:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SuiteError(f"{file}: {unreadable(error)}") from error
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise SuiteError(f"{file}: cannot be read as JSON ({error}); mend it there") from error
    if not isinstance(content, dict) or not isinstance(content.get("expectations"), list):
        raise SuiteError(f"{file}: a suite is an object with a list 'expectations'; write it so")
    _known(content, _KEYS, f"{file}: unknown key")
    table = content.get("name", file.stem)
    if of_run:
        _one_of(table, measures.TABLES, f"{file}: unknown table")
    if not isinstance(table, str) or not table:
        raise SuiteError(f"{file}: name must be the table's; write a word")
    if not content["expectations"]:
        raise SuiteError(f"{file}: a suite without a rule checks nothing; give it one, or remove the file")
    rules = content["expectations"] if of_run else _filled(content["expectations"], table)
    for number, rule in enumerate(rules, 1):
        _check(rule, table, f"{file}: rule {number}")
        if of_run:
            _check_columns(rule, table, f"{file}: rule {number} ({rule['meta']['rule']})")
    _once([rule["meta"]["rule"] for rule in rules], table, file)
    meta = content.get("meta", {})
    floor = _floor(meta, file)
    key = meta.get("key", measures.key(table) if of_run else None)
    group = meta.get("group", measures.GROUPS.get(table) if of_run else None)
    return Suite(table, file, floor, tuple(rules), key, group, of_run)


def _filled(rules: list[Any], table: str) -> list[Any]:
    """Return rules with what a suite for a table of one's own may leave out."""
    seen: Counter[str] = Counter()
    return [_with_defaults(rule, table, seen) if isinstance(rule, dict) else rule for rule in rules]


def _with_defaults(rule: dict[str, Any], table: str, seen: Counter[str]) -> dict[str, Any]:
    kwargs, meta = rule.get("kwargs"), rule.get("meta") or {}
    if not isinstance(kwargs, dict) or not isinstance(meta, dict):
        return rule
    kind = str(rule.get("type", "")).removeprefix("expect_").removeprefix("column_").removeprefix("values_")
    name = "-".join([*map(str, looked_into({"type": "", "kwargs": kwargs})), kind.replace("_", "-")])
    seen[name] += 1
    id_ = f"{table}/{name}" if seen[name] == 1 else f"{table}/{name}-{seen[name]}"
    severity = rule.get("severity") or "critical"
    return {**rule, "severity": severity, "meta": {"rule": id_, "why": _WHY, **meta}}


def _floor(meta: Any, file: Path) -> int:
    if not isinstance(meta, dict):
        raise SuiteError(f"{file}: meta must be an object")
    _known(meta, _META, f"{file}: meta: unknown key")
    for name in ("key", "group"):
        if meta.get(name) is not None and not isinstance(meta[name], str):
            raise SuiteError(f"{file}: meta.{name} is {meta[name]!r}; give the name of a column")
    floor = meta.get("min_rows", 0)
    if not isinstance(floor, int) or isinstance(floor, bool) or floor < 0:
        raise SuiteError(f"{file}: meta.min_rows is {floor!r}; give a whole number, 0 or more")
    return floor


def _once(ids: list[str], table: str, file: Path) -> None:
    twice = next((name for name, times in Counter([*ids, f"{table}/rows"]).items() if times > 1), None)
    if twice == f"{table}/rows":
        raise SuiteError(f"{file}: the rule id {twice!r} is that of the floor, meta.min_rows; choose another")
    if twice:
        raise SuiteError(f"{file}: the rule id {twice!r} stands twice; give each rule its own")


def _check(rule: Any, table: str, where: str) -> None:
    if not isinstance(rule, dict) or not isinstance(rule.get("meta"), dict):
        raise SuiteError(f"{where}: a rule is an object with type, kwargs, severity and an object meta")
    meta = rule["meta"]
    for name, what in (("rule", "its id"), ("why", "why it matters")):
        if not isinstance(meta.get(name), str) or not meta[name]:
            raise SuiteError(f"{where}: no meta.{name}; say {what}")
    where = f"{where} ({meta['rule']})"
    if not meta["rule"].startswith(f"{table}/"):
        raise SuiteError(f"{where}: the rule id does not begin with {table + '/'!r}; write it so")
    _known(rule, _RULE_KEYS, f"{where}: unknown key")
    _known(meta, _RULE_META, f"{where}: meta: unknown key")
    _one_of(rule.get("severity"), SEVERITIES, f"{where}: unknown severity")
    if not isinstance(rule.get("type"), str) or not isinstance(rule.get("kwargs"), dict):
        raise SuiteError(f"{where}: type must be a string and kwargs an object")
    _one_of(rule["type"], engine.types(), f"{where}: unknown expectation")
    engine.build(rule, where)


def _check_columns(rule: dict[str, Any], table: str, where: str) -> None:
    """Hold the columns of a rule against those of the run's table."""
    if _is_about_columns(rule):
        for column in listed(rule):
            _one_of(column, measures.TABLES[table].names, f"{where}: unknown column")
    for column in looked_into(rule):
        if column in measures.TABLES[table].names and column in measures.WIDE:
            raise SuiteError(f"{where}: rules do not see the long column {column!r}; use a measure of it")
        _one_of(column, measures.columns(table), f"{where}: unknown column")


def _known(content: dict[str, Any], known: Iterable[str], what: str) -> None:
    for name in content:
        _one_of(name, known, what)


def _one_of(value: Any, known: Iterable[str], what: str) -> None:
    """Raise SuiteError, naming the nearest of *known*, if *value* is none of them."""
    names = list(known)
    if value not in names:
        raise SuiteError(f"{what} {value!r}; {hint(value, names)}")
