"""Items of a run, from its tables alone: those of most gain, with where they stand and how it looks.

Tables are read piece by piece. Held are the ids of all pages, and of each of the items that are asked
for the numbers of the pages that it stands on.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cleaner.decided_lines import Line, Lines, Matcher
from cleaner.errors import EditConflict
from cleaner.report import context, load
from cleaner.review import spellings
from cleaner.review.doubts import EXAMPLES, Group, Known, groups
from cleaner.review.item import Context, Item
from cleaner.review.look import Look, Seen, beside, cut, reach, show, widened
from cleaner.tables import SCHEMAS

MOST = 500  # items that are looked at in one pass


@dataclass(slots=True)
class Gathered:
    """Everything of a run that may be decided, of which the first items are looked at."""

    folder: Path
    known: Known
    ranked: list[tuple[str, Group]]
    items: list[Item] = field(default_factory=list)

    @classmethod
    def of(cls, folder: Path) -> Gathered:
        """Read what a run doubts. Raises OutputError if *folder* is no run."""
        load.about(folder)
        known = Known.of(folder)
        return cls(folder, known, groups(folder, known))

    @property
    def left(self) -> int:
        """How many items were not looked at yet."""
        return len(self.ranked) - len(self.items)

    def more(self, most: int = MOST) -> list[Item]:
        """Look at the next *most* items and return them."""
        chosen = self.ranked[len(self.items) : len(self.items) + most]
        if not chosen:
            return []
        look, went, texts = Look(chosen), _Went(chosen, self.known), dict[str, str]()
        examples = {number for _, group in chosen if not group.doubts for number in group.examples}
        for name in ("articles", "quarantine"):
            for batch in load.batches(self.folder, name, ["id", "text"]):
                for id_, text in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    number = self.known.numbers[id_]
                    look.page(number, id_, self.known.sites[number], text or "")
                    if number in examples:
                        texts[id_] = text or ""
        went.read(self.folder, texts)
        found = [_item(id_, group, look.seen[id_], went) for id_, group in chosen]
        self.items += found
        return found


class _Went:
    """Where the run took a line out or changed a spelling, and how that looked."""

    def __init__(self, chosen: Sequence[tuple[str, Group]], known: Known) -> None:
        self._known = known
        self.pages: dict[str, array[int]] = defaultdict(lambda: array("I"))
        self.places: dict[str, int] = defaultdict(int)
        self.contexts: dict[str, list[Context]] = defaultdict(list)
        self._groups = dict(chosen)
        self._names = {group.way: id_ for id_, group in chosen if group.kind == "name"}
        self._lines = {Line(group.way[0], group.site): id_ for id_, group in chosen if group.kind == "line"}
        self._sites = {line.site for line in self._lines}
        self._matcher = Matcher(Lines(remove=tuple(self._lines)))

    def read(self, folder: Path, texts: dict[str, str]) -> None:
        """Read the edits of a run; *texts*: the clean texts of pages that are to be shown."""
        held: dict[str, list[dict[str, Any]]] = defaultdict(list)
        ids = pa.array(sorted(texts), pa.string())
        for batch in load.batches(folder, "edits", SCHEMAS["edits"].names):
            changes = batch.select(["article_id", "old", "new"])
            self._count(changes.filter(self._wanted(changes)).to_pylist())
            for row in batch.filter(pc.is_in(batch["article_id"], ids)).to_pylist():
                held[row["article_id"]].append(row)
        for id_, rows in sorted(held.items()):
            self._show(id_, texts[id_], rows)

    def _wanted(self, changes: pa.Table) -> Any:
        """Return which edits may be of an item: deletions, and changes of its spellings."""
        forms = pa.array(sorted({wrong for wrong, _ in self._names}), pa.string())
        return pc.or_(pc.equal(changes["new"], ""), pc.is_in(changes["old"], forms))

    def _count(self, rows: Iterable[dict[str, Any]]) -> None:
        by_site: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for row in rows:
            number = self._known.numbers.get(row["article_id"])
            if number is None:
                continue
            if row["new"]:
                self._add(self._names.get((row["old"], row["new"])), number)
            elif self._known.sites[number] in self._sites:
                by_site[self._known.sites[number]].append((number, row["old"].strip()))
        for site, found in by_site.items():
            lines = [line.replace("\n", " ") for _, line in found]
            for at, (_, entry) in self._matcher.verdicts(site, lines).items():
                self._add(self._lines[entry], found[at][0])

    def _add(self, item: str | None, number: int) -> None:
        if item is not None:
            self.pages[item].append(number)
            self.places[item] += 1

    def _show(self, id_: str, text: str, rows: list[dict[str, Any]]) -> None:
        """Add the places of one page; one whose edits do not replay shows nothing."""
        try:
            layers = context.layers(text, rows)
        except EditConflict:
            return
        site = self._known.sites[self._known.numbers[id_]]
        for layer in layers:
            for edit in layer.edits:
                item = self._names.get((edit.old, edit.new)) if edit.new else self._line(site, edit.old)
                if item is None or self._groups[item].doubts:
                    continue
                if edit.new:
                    show(self.contexts[item], cut(layer.before, edit.start, edit.end, id_, "gone"))
                else:
                    lines = layer.before.split("\n")
                    lead = len(edit.old) - len(edit.old.lstrip())
                    at = layer.before.count("\n", 0, edit.start + lead)
                    show(self.contexts[item], beside(lines, at, id_, "gone"))

    def _line(self, site: str, old: str) -> str | None:
        if site not in self._sites or not old.strip() or "\n" in old.strip():
            return None
        told = self._matcher.verdicts(site, [old.strip()])
        return self._lines[told[0][1]] if told else None


def _item(id_: str, group: Group, seen: Seen, went: _Went) -> Item:
    text, proposal = group.way
    before, behind = spellings.longest(seen.ends or set()) if group.kind == "name" else ("", "")
    sure, evidence, message = group.told
    contexts = [*seen.contexts, *went.contexts[id_]][:EXAMPLES]
    if not any(proposal in context.before + context.after for context in contexts):
        contexts += seen.others[:1]  # the other spelling, where no place shows it
    stands, gone = seen.stands(), reach(went.pages[id_], went.places[id_])
    return Item(
        id=id_,
        kind=group.kind,
        state=group.state,
        rule=max(group.rules, key=lambda rule: (group.rules[rule], rule)),
        text=before + text + behind,
        proposal=before + proposal + behind if proposal else "",
        site=group.site,
        langs=tuple(sorted(group.langs, key=lambda lang: (-group.langs[lang], lang))),
        probability=round(sure, 3),
        doubts=group.doubts,
        places=group.places,
        pages=len(group.pages),
        message=message,
        evidence=tuple(part for part in evidence.split("; ") if part and not part.startswith("probability ")),
        contexts=tuple(widened(context, before, behind) for context in contexts),
        stands=stands,
        other=reach(seen.other, seen.other_places),
        went=gone,
    )
