"""Names in the columns of a table: which cells misspell what other cells spell right.

A column is judged as a page is, each cell a line of it, by weights fitted on columns. A *key*
such as an e-mail or an id says that two rows are one person: it settles what votes leave open.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cleaner.config import Config
from cleaner.errors import DataError
from cleaner.model import Name
from cleaner.steps.names.change import respelt
from cleaner.steps.names.decided import Decided, decided_edits
from cleaner.steps.names.mentions import Mentions
from cleaner.steps.names.pairs import suspected
from cleaner.steps.names.verdict import Page, Verdict, verdicts

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "row",
    "value",
    "suggestion",
    "wrong",
    "right",
    "votes",
    "probability",
    "decision",
    "rule",
    "evidence",
)
_GAP = re.compile(r"\s+")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Change:
    """A word of a cell and what it should be: by which rule, how sure, and whether it is fixed."""

    wrong: str
    right: str
    votes: str
    probability: float
    is_fix: bool
    rule: str
    evidence: str


def check_column(
    series: pd.Series[Any],
    *,
    lang: str = "und",
    keys: pd.Series[Any] | None = None,
    config: Config | None = None,
) -> pd.DataFrame:
    """Return a row for each cell of *series* whose name looks misspelt, in the order of the column.

    *series*: names of persons, organisations or places, one a cell; what is no text is passed over.
    *lang*: ISO 639 code of the column, "und" if mixed. *keys*: a column with the same index; rows
    with the same key are the same person.

    Columns: row (label in the index), value, suggestion (the cell with the word changed), wrong and
    right (the word), votes (cells with either word), probability (0 to 1), decision ("fixed" or
    "reported"), rule, evidence. Raises DataError if *keys* has another index.

    >>> import pandas as pd
    >>> column = pd.Series(["Ilhan Omar", "Ilhan Omar", "Ihlan Omar", "Ilhan Omar"])
    >>> check_column(column, lang="en")[["row", "suggestion", "decision"]].values.tolist()
    [[2, 'Ilhan Omar', 'fixed']]
    """
    import pandas as pd

    cells = _cells(series, keys)
    changes = _changes(cells, lang, config or Config())
    rows = [
        (label, value, _respelt(value, [(change.wrong, change.right)]), *_told(change))
        for label, value, change in _found(cells, changes)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def fix_column(
    series: pd.Series[Any],
    *,
    lang: str = "und",
    keys: pd.Series[Any] | None = None,
    config: Config | None = None,
) -> tuple[pd.Series[Any], pd.DataFrame]:
    """Return *series* with what is certain fixed, and what `check_column` says of it.

    The rows whose decision is "fixed" say what stood there before: nothing is lost.

    >>> import pandas as pd
    >>> column = pd.Series(["Ilhan Omar", "Ilhan Omar", "Ihlan Omar", "Ilhan Omar"])
    >>> fixed, found = fix_column(column, lang="en")
    >>> fixed.tolist()[2], found.value.tolist()
    ('Ilhan Omar', ['Ihlan Omar'])
    """
    found = check_column(series, lang=lang, keys=keys, config=config)
    certain = found[found.decision == "fixed"]
    words: dict[Hashable, list[tuple[str, str]]] = defaultdict(list)
    for row, wrong, right in zip(certain.row, certain.wrong, certain.right, strict=True):
        words[row].append((wrong, right))
    fixed = [
        _respelt(value, words[label]) if label in words and isinstance(value, str) else value
        for label, value in zip(series.index, series.tolist(), strict=True)
    ]
    return type(series)(fixed, index=series.index, name=series.name, dtype=series.dtype), found


def judged(cells: list[tuple[Hashable, str]], config: Config) -> list[tuple[Hashable, Name]]:
    """Return what is told of a column's cells, each a label and a name, with the label; nothing is fixed.

    For the columns of a run, which say what the page says.
    """
    keyed: list[Cell] = [(label, value, None) for label, value in cells]
    changes = _changes(keyed, "und", config)
    return [
        (label, Name(change.wrong, change.right, change.votes, "reported", "names/column", change.evidence))
        for label, _, change in _found(keyed, changes)
    ]


Cell = tuple[Hashable, str, Hashable]  # label, name, key


def _cells(series: pd.Series[Any], keys: pd.Series[Any] | None) -> list[Cell]:
    if keys is not None and not keys.index.equals(series.index):
        raise DataError("keys must have the index of the column: one key for each of its rows")
    known = keys.tolist() if keys is not None else [None] * len(series)
    return [
        (label, value, key if key == key else None)
        for label, value, key in zip(series.index, series.tolist(), known, strict=True)
        if isinstance(value, str)
    ]


def _changes(cells: list[Cell], lang: str, config: Config) -> dict[str, Change]:
    """Return what is to be changed, or doubted, by word; by name where a person decided."""
    decided = Decided.of(config.names)
    lines = [_GAP.sub(" ", value) for _, value, _ in cells]
    page = Page(Mentions("\n".join(lines)), lang, config, decided, is_column=True)
    keys = _keys(cells)
    found = {}
    for verdict in verdicts(page, suspected(page.mentions)):
        both = (keys[form.text] for form in (verdict.pair.wrong, verdict.pair.right))
        change = _change(verdict, is_keyed=not frozenset.isdisjoint(*map(frozenset, both)))
        found[change.wrong] = change
    for value in dict.fromkeys(lines):
        for edit in decided_edits(decided, value):
            found[edit.old] = Change(edit.old, edit.new, "", 1.0, True, edit.rule, edit.why)
    return found


def _keys(cells: list[Cell]) -> defaultdict[str, set[Hashable]]:
    """Return the keys of the rows in which each word stands."""
    keys: defaultdict[str, set[Hashable]] = defaultdict(set)
    for _, value, key in cells:
        if key is not None:
            for word in _WORD.findall(value):
                keys[word].add(key)
    return keys


def _change(verdict: Verdict, *, is_keyed: bool) -> Change:
    wrong, right = verdict.pair.wrong.text, verdict.pair.right.text
    evidence = verdict.evidence + ("; rows with the same key have both" if is_keyed else "")
    is_ahead = verdict.pair.right.votes > verdict.pair.wrong.votes
    is_fix = verdict.is_fix or (is_keyed and is_ahead)
    rule = "names/key" if is_fix and not verdict.is_fix else verdict.rule
    return Change(wrong, respelt(wrong, right), verdict.votes, verdict.probability, is_fix, rule, evidence)


def _found(cells: list[Cell], changes: Mapping[str, Change]) -> Iterator[tuple[Hashable, str, Change]]:
    """Yield each cell with each change that it holds."""
    names = {name: _whole(name) for name in changes if not _WORD.fullmatch(name)}  # of several words
    for label, value, _ in cells:
        for word in dict.fromkeys(_WORD.findall(value)):
            if word in changes:
                yield label, value, changes[word]
        for name, pattern in names.items():
            if pattern.search(value):
                yield label, value, changes[name]


def _respelt(value: str, words: list[tuple[str, str]]) -> str:
    for wrong, right in words:
        value = _whole(wrong).sub(lambda _, right=right: right, value)  # type: ignore[misc]
    return value


def _whole(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W\d_]){re.escape(name)}(?![^\W\d_])")


def _told(change: Change) -> tuple[str, str, str, float, str, str, str]:
    decision = "fixed" if change.is_fix else "reported"
    return (
        change.wrong,
        change.right,
        change.votes,
        change.probability,
        decision,
        change.rule,
        change.evidence,
    )
