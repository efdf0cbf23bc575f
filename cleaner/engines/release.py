"""Rows out of quarantine again: mended, or by a decision that is recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa

from cleaner import validation, writers
from cleaner.engines import folders, mending
from cleaner.engines.local import count, validated
from cleaner.errors import DataError, hint
from cleaner.rows import storable
from cleaner.tables import ARTICLES, EDITS, FINDINGS, Tables
from cleaner.validation import Validation

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Released:
    """What a release came to: ids that are articles again, and those that failed once more."""

    released: tuple[str, ...]
    held: tuple[str, ...]
    validation: Validation
    counts: dict[str, int]


def release(
    run: str | Path,
    ids: Iterable[str] = (),
    *,
    rules: Collection[str] = (),
    everything: bool = False,
    fixed: Mapping[str, str] | None = None,
    why: str,
    by: str = "",
    suites: Path | None = None,
) -> Released:
    """Put rows of a run's quarantine back among its articles, and record it.

    By decision: those of *ids*, those that failed critical rules among *rules* only, or
    *everything*. Their rules let them pass from then on, which `released.jsonl` records with *why*
    and *by*. Mended: *fixed* gives a new text for an id; the change is an edit of the rule
    `release/fix`, and the row has to pass validation, or it stays in quarantine with new reasons.
    The folder is replaced when all of it is written.

    Raises DataError for an id that is not in quarantine, or that would stand twice; OutputError
    if *run* is no run folder or cannot be written. *suites* must be those of the run; no file says which.
    """
    folder = Path(run)
    tables = writers.load(folder)
    mended = dict(fixed or {})
    held = tables.quarantine.to_pylist()
    chosen = _chosen(held, [*ids, *mended], rules, everything=everything)
    if not chosen:
        raise DataError(f"{folder}: nothing to release; {_told(held)}")
    _unique(chosen, tables)
    decisions = [_decision(row, why, by) for row in chosen if row["id"] not in mended]
    recorded = [*folders.released(folder), *decisions]
    moved = _moved(tables, chosen, mended, why)
    made, result = validated(moved, suites, folders.let_pass(recorded))
    with writers.replaced_folder(folder) as new:
        writers.write_tables(made, new)
        written = validation.tables(new, made.rows_in)
        counts = count(written)
        _write_decisions(recorded, new / folders.RELEASED)
        about = {**orjson.loads((folder / "run.json").read_bytes()), "counts": counts}
        folders.finish(new, written, result, about, folders.wanted_again(folder, suites))
    still = set(made.quarantine.column("id").to_pylist())
    wanted = [row["id"] for row in chosen]
    back = tuple(id_ for id_ in wanted if id_ not in still)
    return Released(back, tuple(id_ for id_ in wanted if id_ in still), result, counts)


def listed(run: str | Path) -> list[Row]:
    """Return the rows in quarantine as id, rules, severities and reasons, in order."""
    names = ["id", "expectations", "severities", "reasons"]
    return list(writers.load(Path(run)).quarantine.select(names).to_pylist())


def _chosen(held: list[Row], ids: list[str], rules: Collection[str], *, everything: bool) -> list[Row]:
    known = {row["id"] for row in held if row["id"]}
    for id_ in ids:
        if id_ not in known:
            raise DataError(f"{id_!r} is not in quarantine; {hint(id_, known) if known else 'it is empty'}")
    failed = {rule for row in held for rule in row["expectations"]}
    for rule in rules:
        if rule not in failed:
            told = hint(rule, failed) if failed else "it is empty"
            raise DataError(f"no row in quarantine failed the rule {rule!r}; {told}")
    return [row for row in held if everything or row["id"] in ids or _only(row, rules)]


def _only(row: Row, rules: Collection[str]) -> bool:
    """Return whether a row failed no critical rule but some of *rules*."""
    pairs = zip(row["expectations"], row["severities"], strict=True)
    return bool(rules) and all(rule in rules for rule, severity in pairs if severity == "critical")


def _told(held: list[Row]) -> str:
    first = ", ".join(str(row["id"]) for row in held[:5])
    there = f"give ids, rules, or all of {len(held)} rows in quarantine (first {first})"
    return there if held else "its quarantine is empty"


def _unique(chosen: list[Row], tables: Tables) -> None:
    """Refuse rows whose id is missing, or would stand twice: edits and findings are joined by it."""
    published = set(tables.articles.column("id").to_pylist())
    counts = Counter(row["id"] for row in chosen)
    for id_, times in counts.items():
        if not id_ or times > 1 or id_ in published:
            what = "has no id" if not id_ else f"shares its id {id_!r} with another"
            raise DataError(f"a row {what}, so it cannot be released; mend the input and run again")


def _decision(row: Row, why: str, by: str) -> Row:
    return {
        "id": row["id"],
        "rules": row["expectations"],
        "severities": row["severities"],
        "why": why,
        "by": by,
    }


def _write_decisions(decisions: list[Row], path: Path) -> None:
    path.write_bytes(b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in decisions))


def _moved(tables: Tables, chosen: list[Row], mended: Mapping[str, str], why: str) -> Tables:
    """Return the tables with the chosen rows behind the articles, mended ones with their edit."""
    edits, findings = tables.edits.to_pylist(), tables.findings.to_pylist()
    rows = []
    for row in chosen:
        if row["id"] in mended:
            row, added = mending.mended(row, storable(mended[row["id"]]), why, edits)
            edits += added
            findings = mending.settled(findings, row)
            told = [one["rule"] for one in findings if one["article_id"] == row["id"]]
            row |= {"findings": len(told), "residue": told.count("boilerplate/suspected")}
        rows.append({name: row[name] for name in ARTICLES.names})
    ids = {row["id"] for row in chosen}
    stays = pa.array([id_ not in ids for id_ in tables.quarantine.column("id").to_pylist()], pa.bool_())
    articles = pa.concat_tables([tables.articles, pa.Table.from_pylist(rows, schema=ARTICLES)])
    made = tables.with_articles(articles, tables.quarantine.filter(stays))
    return made.with_changes(pa.Table.from_pylist(edits, EDITS), pa.Table.from_pylist(findings, FINDINGS))
