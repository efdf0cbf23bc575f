"""Expectation suites: JSON files, one for each table, read strictly.

Great Expectations drops a rule that it does not know with no more than a log line. Here each
file is checked before it is given away, and the rules are counted after.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from cleaner.errors import SuiteError

SEVERITIES = ("critical", "warning", "info")
_KEYS = {"name", "meta", "expectations"}
_RULE_KEYS = {"type", "kwargs", "severity", "meta"}


@dataclass(frozen=True, slots=True)
class Suite:
    """The rules for one table, as they stand in their file."""

    table: str
    path: Path
    min_rows: int
    rules: tuple[dict[str, Any], ...]


def folder() -> Path:
    """Return the folder of the suites that come with the package, from a wheel or a checkout."""
    package = Path(__file__).parents[1]
    installed = package / "_expectations"
    return installed if installed.is_dir() else package.parent / "expectations"


@cache
def load(path: Path | None = None) -> dict[str, Suite]:
    """Read every suite of a folder (default: the installed ones). Raises SuiteError that names file, rule and mend."""
    source = path or folder()
    files = sorted(source.glob("*.json"))
    if not files:
        raise SuiteError(f"{source}: no suite (*.json) in this folder; copy the installed ones from {folder()}")
    return {suite.table: suite for suite in map(_read, files)}


def _read(file: Path) -> Suite:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise SuiteError(f"{file}: cannot be read as JSON ({error})") from error
    if not isinstance(content, dict) or not isinstance(content.get("expectations"), list):
        raise SuiteError(f"{file}: a suite is an object with a list 'expectations'")
    _known(content, _KEYS, str(file))
    rules = content["expectations"]
    for number, rule in enumerate(rules, 1):
        _check(rule, f"{file}: rule {number}")
    names = [rule["meta"]["rule"] for rule in rules]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise SuiteError(f"{file}: the rule id {twice!r} stands twice; give each rule its own")
    return Suite(content.get("name", file.stem), file, int(content.get("meta", {}).get("min_rows", 0)), tuple(rules))


def _check(rule: Any, where: str) -> None:
    if not isinstance(rule, dict):
        raise SuiteError(f"{where}: a rule is an object with type, kwargs, severity and meta")
    _known(rule, _RULE_KEYS, where)
    meta = rule.get("meta") or {}
    for key in ("rule", "why"):
        if not meta.get(key):
            raise SuiteError(f"{where}: no meta.{key}; say {'its id' if key == 'rule' else 'why it matters'}")
    if rule.get("severity") not in SEVERITIES:
        near = get_close_matches(str(rule.get("severity")), SEVERITIES, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(SEVERITIES)}"
        raise SuiteError(f"{where} ({meta['rule']}): severity {rule.get('severity')!r} is unknown; {hint}")
    if not isinstance(rule.get("type"), str) or not isinstance(rule.get("kwargs"), dict):
        raise SuiteError(f"{where} ({meta['rule']}): type must be a string and kwargs an object")


def _known(content: dict[str, Any], known: set[str], where: str) -> None:
    for key in content:
        if key not in known:
            near = get_close_matches(key, known, 1)
            raise SuiteError(f"{where}: unknown key {key!r}; " + (f"did you mean {near[0]!r}?" if near else f"known are {', '.join(sorted(known))}"))
