"""Edits in the text they were made in, for the page to show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cleaner.model import Edit, inverse
from cleaner.model import apply as make

CONTEXT = 60  # code points shown on either side
MOST = 400  # code points of an old or new text that are shown


@dataclass(frozen=True, slots=True)
class Example:
    """One edit with what stood around it."""

    article: str
    rule: str
    before: str
    old: str
    new: str
    after: str
    why: str


def examples(article: dict[str, Any], rows: list[dict[str, Any]]) -> list[Example]:
    """Return the edits of one article in the order made, each in the text of its layer."""
    layers: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        layers.setdefault(row["layer"], []).append(row)
    text = article["text"]
    found: list[Example] = []
    for number in sorted(layers, reverse=True):
        layer = layers[number]
        undone = inverse(Edit(r["start"], r["old"], r["new"], r["rule"]) for r in layer)
        text = make(text, undone)
        found = [_example(article["id"], text, row) for row in layer] + found
    return found


def _example(article: str, text: str, row: dict[str, Any]) -> Example:
    end = row["start"] + len(row["old"])
    before = text[max(0, row["start"] - CONTEXT) : row["start"]].rpartition("\n")[2]
    after = text[end : end + CONTEXT].partition("\n")[0]
    return Example(article, row["rule"], before, _cut(row["old"]), _cut(row["new"]), after, row["why"])


def _cut(text: str) -> str:
    return text if len(text) <= MOST else f"{text[: MOST // 2]} … {text[-MOST // 2 :]}"
