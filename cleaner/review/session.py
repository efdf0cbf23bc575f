"""A review under way: the items of a run, the answers so far, and the file that holds them."""

from __future__ import annotations

from pathlib import Path
from threading import RLock
from typing import Any

from cleaner.errors import ConfigError, DataError
from cleaner.report import load
from cleaner.review import file
from cleaner.review.answers import Entry, decide
from cleaner.review.forecast import Forecast, forecast
from cleaner.review.gather import MOST, Gathered
from cleaner.review.item import Item

FILE = "decisions.toml"


class Review:
    """The items of a run and the answers about them; every answer is in the file at once.

    *folder*: a run; *out*: the file of decisions, decisions.toml in the run folder if not given;
    *most*: items that are looked at first, and at a time. Raises OutputError if *folder* is no run,
    ConfigError if the file is malformed.
    """

    def __init__(self, folder: Path | str, out: Path | str | None = None, *, most: int = MOST) -> None:
        self.folder = Path(folder)
        self.out = Path(out) if out else self.folder / FILE
        self.most = most
        about = load.about(self.folder)
        self._answers = {entry.item: entry for entry in file.load(self.out)}
        self._undo: list[tuple[str, Entry | None]] = []
        self._lock = RLock()
        self._gathered = Gathered.of(self.folder)
        self._gathered.more(most)
        self._by_id = {item.id: item for item in self.items}
        settings = about.get("settings") or {}
        held = (settings.get(name) or {} for name in ("names", "lines"))
        self.is_decided_before = any(any(lists.values()) for lists in held)

    @property
    def items(self) -> list[Item]:
        """The items looked at so far, the most certain gain first."""
        return self._gathered.items

    @property
    def left(self) -> int:
        """How many further items `more` can look at."""
        return self._gathered.left

    @property
    def answers(self) -> dict[str, Entry]:
        """The answers by the id of their item, those of an earlier run that the file holds included."""
        return dict(self._answers)

    @property
    def decided(self) -> int:
        """How many of the items have an answer."""
        return len(self._by_id.keys() & self._answers.keys())

    def more(self) -> list[Item]:
        """Look at further items and return them."""
        with self._lock:
            found = self._gathered.more(self.most)
            self._by_id |= {item.id: item for item in found}
            return found

    def decide(self, id_: str, answer: str, value: str = "") -> Entry:
        """Take an answer about an item, and save it.

        Raises DataError for an item or an answer that there is none of, ConfigError if the answer
        contradicts another decision of the file; then nothing was taken.
        """
        with self._lock:
            entry = decide(self._item(id_), answer, value)
            self._undo.append((id_, self._put(id_, entry)))
            return entry

    def clear(self, id_: str) -> None:
        """Take the answer about an item back, and save."""
        with self._lock:
            self._item(id_)
            if id_ in self._answers:
                self._undo.append((id_, self._put(id_, None)))

    def undo(self) -> str | None:
        """Undo the last answer since the review began, and save; return its item's id, None without one."""
        with self._lock:
            if not self._undo:
                return None
            id_, before = self._undo[-1]
            self._put(id_, before)
            self._undo.pop()
            return id_

    def forecast(self) -> Forecast:
        """Return how the next run will differ."""
        return forecast(self.items, self._answers)

    def _item(self, id_: str) -> Item:
        if id_ not in self._by_id:
            raise DataError(f"there is no item {id_!r} in this review")
        return self._by_id[id_]

    def _put(self, id_: str, entry: Entry | None) -> Entry | None:
        """Save with one answer set or taken out; return what stood there."""
        made = {held: answer for held, answer in self._answers.items() if held != id_}
        if entry:
            made[id_] = entry
        try:
            file.save(made.values(), self.out)
        except ConfigError as error:
            raise ConfigError(f"not saved: {error}") from error
        before = self._answers.get(id_)
        self._answers = made
        return before

    def as_dict(self) -> dict[str, Any]:
        """Return what the page shows of the state: answers, progress, forecast."""
        with self._lock:
            answers = {
                id_: {"answer": entry.answer, "right": entry.get("right"), "table": entry.table}
                for id_, entry in self._answers.items()
                if id_ in self._by_id
            }
            return {
                "answers": answers,
                "decided": len(answers),
                "forecast": str(self.forecast()),
                "left": self.left,
                "undo": len(self._undo),
            }
