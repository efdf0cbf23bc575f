"""Charts laid out as numbers; templates draw them as SVG, twice where a narrow screen needs another.

All lengths are in pixels of the drawing at its own width.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

WIDE, NARROW = 920, 318  # widths of a drawing; the second fits into 360 px with the page's margins
_NODE = 14  # width of a node of a flow
_SLOT = 36  # least height of a node with its two lines of words
_TALL = 150  # height of all rows together in a flow


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a flow: where it stands, and its words, right of it."""

    label: str
    value: int
    kind: str
    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Flow:
    """A flow that adds up: the first node is the sum of the others; *links* are paths with their kind."""

    width: int
    height: float
    nodes: tuple[Node, ...]
    links: tuple[tuple[str, str], ...]

    @property
    def told(self) -> str:
        """What the flow shows, in words."""
        first, *rest = self.nodes
        parts = ", ".join(f"{node.value:,} {node.label.lower()}" for node in rest)
        return f"{first.value:,} {first.label.lower()}: {parts}"


def flow(whole: tuple[str, int], parts: Iterable[tuple[str, int, str]], width: int) -> Flow | None:
    """Lay out a flow of one sum into its parts (label, value, kind); None where it does not add up.

    >>> flow(("In", 3), [("out", 2, "good"), ("lost", 1, "bad")], 300).nodes[1].label
    'out'
    >>> flow(("In", 3), [("out", 2, "good")], 300) is None
    True
    """
    shown = [(label, value, kind) for label, value, kind in parts if value]
    total = whole[1]
    if not total or any(value < 0 for _, value, _ in shown) or sum(v for _, v, _ in shown) != total:
        return None
    x = width - (330 if width == WIDE else 160)
    nodes, links, y, at = [], [], 0.0, 0.0
    for label, value, kind in shown:
        height = max(_TALL * value / total, 2.0)
        slot = max(height, _SLOT)
        nodes.append(Node(label, value, kind, x, y + (slot - height) / 2, height))
        y += slot + 6
        at += height
    top = max((y - 6 - at) / 2, 0.0)
    start = top
    for node in nodes:
        links.append((_band(_NODE, start, node), node.kind))
        start += node.height
    first = Node(whole[0], total, "all", 0, top, at)
    return Flow(width, round(max(y - 6, at), 1), (first, *nodes), tuple(links))


def _band(x: float, y: float, node: Node) -> str:
    """Return the path of a band from (x, y) to a node."""
    middle = (x + node.x) / 2
    upper = f"M{x:.1f} {y:.1f}C{middle:.1f} {y:.1f} {middle:.1f} {node.y:.1f} {node.x:.1f} {node.y:.1f}"
    low, lower = y + node.height, node.y + node.height
    return f"{upper}V{lower:.1f}C{middle:.1f} {lower:.1f} {middle:.1f} {low:.1f} {x:.1f} {low:.1f}Z"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a histogram: pages whose share lies in (*low*, *high*], in per cent."""

    low: int
    high: int
    value: int
    x: float
    y: float
    width: float
    height: float
    is_told: bool

    @property
    def told(self) -> str:
        """The bin in words."""
        return "nothing" if self.high == 0 else f"{self.low} to {self.high} %"


@dataclass(frozen=True, slots=True)
class Histogram:
    """Pages by the share of their text that was removed."""

    width: int
    height: int
    columns: tuple[Column, ...]
    is_labelled: bool


def histogram(shares: Sequence[int], width: int) -> Histogram | None:
    """Lay out a histogram of `measured.Pages.shares`; None where there is no page."""
    most = max(shares)
    if not most:
        return None
    height, step = 190, width / len(shares)
    high, size = height - 40, 100 // (len(shares) - 1)
    told = set(range(len(shares))) if width == WIDE else _apart(shares)
    columns = []
    for at, value in enumerate(shares):
        tall = max(high * value / most, 2.0) if value else 0.0
        low, x, y = max(at - 1, 0) * size, at * step + 1.5, 18 + high - tall
        columns.append(Column(low, at * size, value, x, y, step - 3, tall, at in told))
    return Histogram(width, height, tuple(columns), is_labelled=width == WIDE)


def _apart(values: Sequence[int]) -> set[int]:
    """Return which columns have room for their figures where all are narrow: peaks, three apart."""
    told: set[int] = set()
    for at in sorted(range(len(values)), key=lambda at: -values[at]):
        is_peak = values[at] >= max(values[max(at - 1, 0) : at + 2])
        if is_peak and all(abs(at - other) >= 3 for other in told):
            told.add(at)
    return told


@dataclass(frozen=True, slots=True)
class Heat:
    """Edits a page, by family of rules and language: *rows* are (family, edits, cells)."""

    languages: list[str]
    rows: list[tuple[str, int, list[tuple[float, int]]]]
    families: int


_HEATS = 5  # shades above none


def heat(edits: list[dict[str, Any]], languages: list[dict[str, Any]], *, wide: int, tall: int) -> Heat:
    """Count edits a page; a cell is (edits a page, shade), so that small rates differ too.

    >>> edits = [{"rule": "tag/line", "lang": "fr", "count": 6}]
    >>> heat(edits, [{"lang": "fr", "pages": 2}], wide=3, tall=3).rows
    [('tag', 6, [(3.0, 5)])]
    """
    shown = [row for row in languages if row["lang"] != "und"][:wide] or languages[:wide]
    pages = {row["lang"]: row["pages"] for row in shown}
    counts: dict[str, dict[str, int]] = {}
    for row in edits:
        of = counts.setdefault((row["rule"] or "").partition("/")[0], {})
        of[row["lang"]] = of.get(row["lang"], 0) + row["count"]
    families = sorted(counts, key=lambda family: (-sum(counts[family].values()), family))
    rates = {f: [counts[f].get(lang, 0) / pages[lang] for lang in pages] for f in families[:tall]}
    most = max((rate for some in rates.values() for rate in some), default=0.0) or 1.0
    rows = [
        (f, sum(counts[f].values()), [(rate, _shade(rate / most)) for rate in some])
        for f, some in rates.items()
    ]
    return Heat(list(pages), rows, len(families))


def _shade(share: float) -> int:
    return 0 if share <= 0 else max(1, round(_HEATS * share**0.35))
