"""The pages of two runs by id: which are new, gone, or read otherwise.

Of a page three numbers are held: keys of its id, its text and its input. Where there are more pages
than PASS_PAGES, the tables are read several times, each time for a part of the keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleaner.comparison.results import Pages
from cleaner.report import load
from cleaner.report.index import PAGES, keys

PASS_PAGES = 4_000_000  # pages of a run that are looked at together: 25 bytes each
KINDS = ("new", "gone", "changed", "recleaned", "held", "freed")
Table = dict[str, npt.NDArray[Any]]


def compared(before: Path, after: Path, most: int) -> tuple[Pages, dict[str, list[int]]]:
    """Return the counts, and of each kind the *most* smallest keys: a sample that no order favours."""
    rows = max(sum(load.rows(run, name) for name in PAGES) for run in (before, after))
    parts = 1 + rows // PASS_PAGES
    counts = dict.fromkeys(("same", *KINDS), 0)
    samples: dict[str, list[int]] = {kind: [] for kind in KINDS}
    for part in range(parts):
        for kind, found in _of_part(_read(before, part, parts), _read(after, part, parts)).items():
            counts[kind] += len(found)
            if kind != "same":
                samples[kind] = sorted([*samples[kind], *np.sort(found)[:most].tolist()])[:most]
    return Pages(**counts), samples


def _of_part(was: Table, now: Table) -> dict[str, npt.NDArray[np.uint64]]:
    both, old, new = np.intersect1d(was["id"], now["id"], assume_unique=True, return_indices=True)
    is_other = was["text"][old] != now["text"][new]
    is_input = was["input"][old] != now["input"][new]
    held, freed = (~was["held"][old] & now["held"][new]), (was["held"][old] & ~now["held"][new])
    return {
        "same": both[~is_other],
        "new": np.setdiff1d(now["id"], both, assume_unique=True),
        "gone": np.setdiff1d(was["id"], both, assume_unique=True),
        "changed": both[is_other & is_input],
        "recleaned": both[is_other & ~is_input],
        "held": both[held],
        "freed": both[freed],
    }


def _read(run: Path, part: int, parts: int) -> Table:
    """Return the numbers of each page of one part of the keys, one row for each id, by key."""
    read: dict[str, list[Any]] = {"id": [], "text": [], "input": [], "held": []}
    for name in PAGES:
        for batch in load.batches(run, name, ["id", "text_sha256", "input_sha256"]):
            ids = keys(batch["id"])
            mine = (ids >> np.uint64(40)) % np.uint64(parts) == part
            read["id"].append(ids[mine])
            read["text"].append(keys(batch["text_sha256"])[mine])
            read["input"].append(keys(batch["input_sha256"])[mine])
            read["held"].append(np.full(int(mine.sum()), name == "quarantine"))
    empty = {"held": np.empty(0, bool)}
    return _once(
        {n: np.concatenate([empty.get(n, np.empty(0, np.uint64)), *some]) for n, some in read.items()}
    )


def _once(table: Table) -> Table:
    """Return one row for each id: hashes of the rows that share it are added up, in any order."""
    order = np.argsort(table["id"], kind="stable")
    ids, starts = np.unique(table["id"][order], return_index=True)
    if not len(ids):
        return table
    sums = {name: np.add.reduceat(table[name][order], starts) for name in ("text", "input")}
    return {"id": ids, **sums, "held": np.logical_or.reduceat(table["held"][order], starts)}


def rows(run: Path, wanted: set[int], columns: list[str]) -> dict[int, dict[str, Any]]:
    """Return some pages of a run by the keys of their ids; the first where an id stands twice."""
    found: dict[int, dict[str, Any]] = {}
    sought = np.array(sorted(wanted), np.uint64)
    for name in PAGES if wanted else ():
        for batch, ids in _with_keys(run, name, columns):
            at = np.flatnonzero(np.isin(ids, sought))
            for key, row in zip(ids[at].tolist(), batch.take(pa.array(at)).to_pylist(), strict=True):
                found.setdefault(key, row)
    return found


def _with_keys(run: Path, name: str, columns: list[str]) -> Iterator[tuple[pa.Table, Any]]:
    for batch in load.batches(run, name, columns):
        yield batch, keys(batch["id"])
