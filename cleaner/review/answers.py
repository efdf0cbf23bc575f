"""What a person answers, as entries of a file of decisions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cleaner.errors import DataError
from cleaner.review.item import Item

ANSWERS = ("accept", "reject", "write")
MOST_CHARS = 200  # of a name that is written
_TABLES = ("rename", "differ", "remove", "keep")


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer about the item called *item*, as an entry of a file of decisions.

    *table*: "rename" or "differ" for names, "remove" or "keep" for lines; *values*: its keys in order.
    """

    item: str
    table: str
    values: tuple[tuple[str, str | tuple[str, ...]], ...]

    @property
    def answer(self) -> str:
        """What was answered: "accept" or "reject"; a name that was written is accepted too."""
        return "accept" if self.table in ("rename", "remove") else "reject"

    def as_toml(self) -> str:
        """Return the entry as it stands in the file.

        >>> print(Entry("l1", "keep", (("line", "Share this"),)).as_toml(), end="")
        [[keep]]
        line = "Share this"
        item = "l1"
        """
        told = [f"{name} = {_value(value)}\n" for name, value in (*self.values, ("item", self.item))]
        return f"[[{self.table}]]\n{''.join(told)}"

    def get(self, name: str) -> str | tuple[str, ...]:
        """Return one of its values; "" where it has none."""
        return dict(self.values).get(name, "")


def _value(value: str | tuple[str, ...]) -> str:
    return quoted(value) if isinstance(value, str) else f"[{', '.join(map(quoted, value))}]"


def quoted(text: str) -> str:
    r"""Return text as a TOML string; what cannot be seen, or would turn the text around, is escaped.

    >>> quoted('a "b" é\u202e\x7f'), quoted("\U000e0001")
    ('"a \\"b\\" é\\u202E\\u007F"', '"\\U000E0001"')
    """
    plain = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else _escaped(ord(c)) for c in plain)


def _escaped(code: int) -> str:
    return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def decide(item: Item, answer: str, value: str = "") -> Entry:
    """Return an answer as an entry. Raises DataError for one that the item does not take.

    "accept": the spelling becomes what is proposed, the line goes; "reject": it stays, and is no
    longer reported; "write": *value* is the right form of a name.

    >>> item = Item("n1", "name", "doubt", "names/tie", "Mombai", "Mumbai", None, ("en",), 0.6, 1, 1, 1)
    >>> decide(item, "write", "Bombay").values
    (('right', 'Bombay'), ('wrong', ('Mombai', 'Mumbai')))
    """
    if answer not in ANSWERS:
        raise DataError(f"{answer!r} is no answer; the answers are {', '.join(ANSWERS)}")
    if item.kind == "line":
        if answer == "write":
            raise DataError("a line has no other form to write; accept that it goes, or reject it")
        where: tuple[tuple[str, str], ...] = () if item.site is None else (("site", item.site),)
        return Entry(item.id, "remove" if answer == "accept" else "keep", (("line", item.text), *where))
    if answer == "reject":
        return Entry(item.id, "differ", (("names", (item.text, item.proposal)),))
    right = item.proposal if answer == "accept" else _name(value)
    wrong = (item.text,) if answer == "accept" else (item.text, item.proposal)
    return Entry(item.id, "rename", (("right", right), ("wrong", tuple(w for w in wrong if w != right))))


def _name(value: str) -> str:
    name = re.sub(r"\s+", " ", value).strip()
    if not name or len(name) > MOST_CHARS or not name.isprintable():
        raise DataError(f"write a name of 1 to {MOST_CHARS} characters that can be seen")
    return name


def entries(values: Mapping[str, Any]) -> list[Entry]:
    """Return the answers that the TOML of a review holds."""
    found = []
    for table in _TABLES:
        for row in values.get(table, []):
            told = {name: tuple(v) if isinstance(v, list) else v for name, v in row.items() if name != "item"}
            found.append(Entry(str(row.get("item", "")), table, tuple(told.items())))
    return found


def ordered(answers: Iterable[Entry]) -> list[Entry]:
    """Return answers in the order of the file, which does not tell in what order they were given."""
    return sorted(answers, key=lambda entry: (_TABLES.index(entry.table), entry.values, entry.item))
