"""One pass over the texts of a run: where the items stand, and how that looks."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from cleaner.decided_lines import Line, Lines, Matcher
from cleaner.review import spellings
from cleaner.review.doubts import EXAMPLES, Group
from cleaner.review.item import Context, Reach

AROUND = 110  # code points on either side of a spelling
BESIDE = 110  # code points of a line before or behind
LINES = 2  # lines before and behind a line
_MORE = 2  # a line that is so many times as long as the longest asked for is none of them


@dataclass(slots=True)
class Seen:
    """What the pass collects about one item."""

    pages: array[int] = field(default_factory=lambda: array("I"))
    places: int = 0
    contexts: list[Context] = field(default_factory=list)
    others: list[Context] = field(default_factory=list)
    other: array[int] = field(default_factory=lambda: array("I"))
    other_places: int = 0
    ends: set[tuple[str, str]] | None = None  # what stands around the spelling on every page in doubt
    runs: list[tuple[int, tuple[str, str, str]]] = field(default_factory=list)

    def stands(self) -> Reach:
        """Return where the text stands; of a name with what stands around it, only there."""
        before, behind = spellings.longest(self.ends or set())
        if not (before or behind):
            return reach(self.pages, self.places)
        word = self.runs[0][1][1] if self.runs else ""
        name = before + word + behind
        held = [page for page, run in self.runs if any(True for _ in spellings.places("".join(run), name))]
        return reach(array("I", held), len(held))


def reach(pages: array[int], places: int) -> Reach:
    """Return pages, each once and in order, with the places on them."""
    return Reach(np.unique(np.array(pages, np.uint32)), places)


class Look:
    """Looks for items on one page after the other."""

    def __init__(self, items: Sequence[tuple[str, Group]]) -> None:
        self.seen: dict[str, Seen] = {id_: Seen() for id_, _ in items}
        self._groups = dict(items)
        self._words: dict[str, list[str]] = defaultdict(list)  # word of a spelling -> items
        self._lines: dict[Line, str] = {}
        self._longest: dict[str, int] = defaultdict(int)
        for id_, group in items:
            text, other = group.way
            if group.kind == "line":
                self._lines[Line(text, group.site)] = id_
                self._longest[group.site or ""] = max(self._longest[group.site or ""], len(text))
                continue
            for name in {text, other}:
                self._words[(spellings.WORD.findall(name) or [name])[0]].append(id_)
        self._matcher = Matcher(Lines(remove=tuple(self._lines)))

    def page(self, number: int, id_: str, site: str, text: str) -> None:
        """Look at one page."""
        if self._words:
            words = self._words.keys() & set(spellings.WORD.findall(text))
            for item in sorted({item for word in words for item in self._words[word]}):
                self._name(item, number, id_, text)
        if site in self._longest:
            self._page_lines(number, id_, site, text.split("\n"))

    def _name(self, item: str, number: int, id_: str, text: str) -> None:
        seen, group = self.seen[item], self._groups[item]
        wrong, right = group.way
        runs = list(spellings.runs(text, wrong))
        if runs:
            seen.pages.append(number)
            seen.places += len(runs)
            seen.runs += [(number, run) for run in runs]
        others = list(spellings.places(text, right))
        if others:
            seen.other.append(number)
            seen.other_places += len(others)
        if runs and number in group.pages:
            found = spellings.witnessed(text, wrong, right)
            seen.ends = found if seen.ends is None else seen.ends & found
        if runs and (number in group.pages or not group.doubts):
            _show(seen.contexts, text, wrong, id_, "doubt")
        if others and number in group.pages:
            _show(seen.others, text, right, id_, "other")

    def _page_lines(self, number: int, id_: str, site: str, lines: list[str]) -> None:
        most = self._longest[site] * _MORE
        asked = [at for at, line in enumerate(lines) if len(line) <= most and not line.isspace() and line]
        verdicts = self._matcher.verdicts(site, [lines[at] for at in asked])
        for at, (_, entry) in verdicts.items():
            seen, group = self.seen[self._lines[entry]], self._groups[self._lines[entry]]
            is_new = not seen.pages or seen.pages[-1] != number
            if is_new:
                seen.pages.append(number)
            seen.places += 1
            if is_new and number in group.pages and group.doubts:
                show(seen.contexts, beside(lines, asked[at], id_))


def show(held: list[Context], context: Context) -> None:
    """Take a place that is to be shown, unless enough are or it reads as another does."""
    if len(held) < EXAMPLES and all(replace(context, page=other.page) != other for other in held):
        held.append(context)


def _show(held: list[Context], text: str, name: str, page: str, role: str) -> None:
    """Show the first place of a name on a page that has it."""
    if len(held) < EXAMPLES:
        start = next(spellings.places(text, name))
        show(held, cut(text, start, start + len(name), page, role))


def cut(text: str, start: int, end: int, page: str, role: str) -> Context:
    """Return a place in a text with what stands around it in its line, cut between words.

    >>> cut("The mayor of Mombai left.", 13, 19, "p", "doubt")
    Context(page='p', before='The mayor of ', text='Mombai', after=' left.', role='doubt')
    """
    first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    before, after = text[first:start].rpartition("\n"), text[end:last].partition("\n")
    head, tail = before[2], after[0]
    if first and not before[1] and " " in head:
        head = "… " + head.partition(" ")[2]
    if last < len(text) and not after[1] and " " in tail:
        tail = tail.rpartition(" ")[0] + " …"
    return Context(page, head, text[start:end], tail, role)


def widened(context: Context, before: str, behind: str) -> Context:
    """Return a place with more of the name marked, where it stands so.

    >>> widened(Context("p", "when Kim ", "Jung", "-un left"), "Kim ", "-un").text
    'Kim Jung-un'
    """
    head, tail = context.before.removesuffix(before), context.after.removeprefix(behind)
    if not (context.before.endswith(before) and context.after.startswith(behind)):
        return context
    return replace(context, before=head, text=before + context.text + behind, after=tail)


def beside(lines: Sequence[str], at: int, page: str, role: str = "doubt") -> Context:
    """Return a line with the lines before and behind that show something."""
    before = [line.strip() for line in lines[max(0, at - 3 * LINES) : at] if line.strip()][-LINES:]
    after = [line.strip() for line in lines[at + 1 : at + 1 + 3 * LINES] if line.strip()][:LINES]
    return Context(page, _joined(before), lines[at].strip(), _joined(after), role)


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(line if len(line) <= BESIDE else f"{line[:BESIDE]} …" for line in lines)
