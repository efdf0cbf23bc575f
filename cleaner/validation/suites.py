"""Expectation suites: JSON files, one for each table, read strictly.

Great Expectations drops a rule that it does not know with no more than a log line. Here each
file is checked before it is given away, and the rules are counted after.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleaner.errors import SuiteError, hint
from cleaner.tables import SCHEMAS
from cleaner.validation import engine, measures

SEVERITIES = ("critical", "warning", "info")
# "id" and "notes" are what Great Expectations itself writes into a suite; they say nothing here.
_KEYS = {"name", "meta", "expectations", "id", "notes"}
_META = {"min_rows", "why", "great_expectations_version"}
_RULE_KEYS = {"type", "kwargs", "severity", "meta", "id", "notes"}
_RULE_META = {"rule", "says", "why", "source"}


@dataclass(frozen=True, slots=True)
class Suite:
    """The rules for one table, as they stand in their file."""

    table: str
    path: Path
    min_rows: int
    rules: tuple[dict[str, Any], ...]

    def needed(self) -> list[str]:
        """Return the columns and measures that rules look into."""
        return [column for rule in self.rules for column in _looked_into(rule["kwargs"])]

    def listed(self) -> list[str]:
        """Return the columns that only have to be there."""
        return [column for rule in self.rules for column in rule["kwargs"].get("column_set", ())]


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


def _read(file: Path) -> Suite:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise SuiteError(f"{file}: cannot be read as JSON ({error}); mend it there") from error
    if not isinstance(content, dict) or not isinstance(content.get("expectations"), list):
        raise SuiteError(f"{file}: a suite is an object with a list 'expectations'; write it so")
    _known(content, _KEYS, f"{file}: unknown key")
    table = content.get("name", file.stem)
    _one_of(table, SCHEMAS, f"{file}: unknown table")
    rules = content["expectations"]
    if not rules:
        raise SuiteError(f"{file}: a suite without a rule checks nothing; give it one, or remove the file")
    for number, rule in enumerate(rules, 1):
        _check(rule, table, f"{file}: rule {number}")
    _once([rule["meta"]["rule"] for rule in rules], table, file)
    return Suite(table, file, _floor(content.get("meta", {}), file), tuple(rules))


def _floor(meta: Any, file: Path) -> int:
    if not isinstance(meta, dict):
        raise SuiteError(f"{file}: meta must be an object")
    _known(meta, _META, f"{file}: meta: unknown key")
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
    _check_columns(rule["kwargs"], table, where)
    engine.build(rule, where)


def _check_columns(kwargs: dict[str, Any], table: str, where: str) -> None:
    for column in [*_looked_into(kwargs), *kwargs.get("column_set", ())]:
        if column in SCHEMAS[table].names and column in measures.WIDE:
            raise SuiteError(f"{where}: rules do not see the long column {column!r}; use a measure of it")
        _one_of(column, measures.columns(table), f"{where}: unknown column")


def _looked_into(kwargs: dict[str, Any]) -> list[str]:
    """Return the columns that an expectation names in one of the ways Great Expectations has."""
    named = [kwargs[name] for name in ("column", "column_A", "column_B") if name in kwargs]
    return [*named, *kwargs.get("column_list", ())]


def _known(content: dict[str, Any], known: Iterable[str], what: str) -> None:
    for name in content:
        _one_of(name, known, what)


def _one_of(value: Any, known: Iterable[str], what: str) -> None:
    """Raise SuiteError, naming the nearest of *known*, if *value* is none of them."""
    names = list(known)
    if value not in names:
        raise SuiteError(f"{what} {value!r}; {hint(value, names)}")
