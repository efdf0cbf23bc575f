"""One suite over one table, chunk by chunk where its rules allow; the same counts as over the whole."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from cleaner.errors import SuiteError
from cleaner.validation import engine, views
from cleaner.validation.accounts import Account, floor_result, rule_result
from cleaner.validation.groups import Groups
from cleaner.validation.results import SHOWN_IDS, RuleResult
from cleaner.validation.sources import Source
from cleaner.validation.suites import Suite, looked_into

Tables = Mapping[str, Source]


def evaluate(
    suite: Suite,
    tables: Tables,
    rows: int | None = None,
    *,
    released: Mapping[str, Collection[str]] | None = None,
) -> list[RuleResult]:
    """Return one result for each rule, in the order of the suite, the floor first.

    *tables*: the table of the suite and those that its measures look into; *rows*: rows of a chunk,
    in place of what fits into memory; *released*: for a rule, the ids that a person let pass.
    Raises SuiteError if a rule was lost on the way.
    """
    declared = [rule["meta"]["rule"] for rule in suite.rules]
    counted(suite, declared, [one.meta["rule"] for one in engine.suite(suite.rules)], "loaded")
    accounts = {id_: Account() for id_ in declared}
    missing: dict[str, str] = {}
    for together in views.passes(suite, tables):
        for view, frame in views.frames(together, rows):
            found = view.evaluate(frame)
            ids = [rule["meta"]["rule"] for rule in view.rules]
            counted(suite, ids, [item.expectation_config.meta["rule"] for item in found], "evaluated")
            for item in found:
                accounts[item.expectation_config.meta["rule"]].add(item, len(frame))
        for view in together:
            missing |= view.missing()
    passed = {
        id_: _let_pass(accounts[id_], tables[suite.table], suite.key, ids)
        for id_, ids in (released or {}).items()
        if id_ in accounts
    }
    return _told(suite, tables[suite.table], accounts, missing, passed)


def _let_pass(account: Account, source: Source, key: str | None, ids: Collection[str]) -> int:
    """Take the rows of *ids* out of those that break a rule; return how many there were."""
    if key is None:
        return 0
    rows = account.rows()
    stays = np.array([id_ not in ids for id_ in picked(source, key, rows)], bool)
    account.positions = [rows[stays]]
    passed = int(len(rows) - stays.sum())
    account.unexpected -= passed
    return passed


def counted(suite: Suite, declared: Sequence[str], found: Sequence[str], what: str) -> None:
    """Raise SuiteError unless *found* are the rules declared: the engine drops rules without a word."""
    if sorted(found) != sorted(declared):
        lost = ", ".join(sorted(set(declared) - set(found))) or "none"
        raise SuiteError(
            f"{suite.path}: rules were lost: {len(declared)} declared, {len(found)} {what}, missing: {lost}; "
            "report this with the version of great-expectations"
        )


def _told(
    suite: Suite,
    source: Source,
    accounts: Mapping[str, Account],
    missing: Mapping[str, str],
    passed: Mapping[str, int],
) -> list[RuleResult]:
    rows = {rule: account.rows() for rule, account in accounts.items()}
    groups = Groups.of(source, suite.group)
    ids = _ids(source, suite.key, rows.values())
    results = [floor_result(suite, source.rows)]
    for rule in suite.rules:
        id_ = rule["meta"]["rule"]
        gone = next((missing[column] for column in looked_into(rule) if column in missing), "")
        worst = groups.worst(rows[id_]) if groups and len(rows[id_]) else ()
        shown = tuple(dict.fromkeys(ids[row] for row in rows[id_][:_LOOKED].tolist()))[:SHOWN_IDS]
        result = rule_result(suite, rule, accounts[id_], gone)
        results.append(replace(result, ids=shown, groups=worst, rows=rows[id_], released=passed.get(id_, 0)))
    return results


_LOOKED = 1000  # rows that break a rule, from the first, among which its first articles are found


def _ids(source: Source, key: str | None, rows: Iterable[Any]) -> dict[int, str]:
    """Return what names the first rows that break each rule; "" for a row without an id."""
    wanted = np.unique(np.concatenate([np.empty(0, np.int64), *(found[:_LOOKED] for found in rows)]))
    if key is None or key not in source.schema.names:
        return {row: f"row {row + 1}" for row in wanted.tolist()}
    return dict(zip(wanted.tolist(), picked(source, key, wanted), strict=True))


def picked(source: Source, column: str, rows: Any) -> list[str]:
    """Return a column at some rows, told by their numbers in order, as strings; "" for a missing one."""
    found: list[str] = []
    at = 0
    for chunk in source.chunks([column]) if len(rows) else ():
        here = rows[(rows >= at) & (rows < at + chunk.num_rows)] - at
        values = chunk.column(column).take(pa.array(here)).to_pylist()
        found += ["" if value is None else str(value) for value in values]
        at += chunk.num_rows
    return found
