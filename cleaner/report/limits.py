"""How much a page shows, and less of everything where that is too much."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass

MAX_BYTES = 5_000_000  # a page that opens at once, and passes as an e-mail attachment


@dataclass(frozen=True, slots=True)
class Limits:
    """How much the page shows. *around*, *clip*, *cell* and *page* count characters, the others rows.

    *sheets*: pages that are shown before and after, of about *page* characters; *rules*: rules of
    edits, of findings, and those that one page of quarantine fails; *checks*: rules of a
    validation; *ids* and *groups*: what each of these names.
    """

    examples: int = 6
    sheets: int = 24
    rules: int = 150
    checks: int = 400
    rows: int = 100
    ids: int = 8
    groups: int = 5
    around: int = 70
    clip: int = 240
    cell: int = 400
    page: int = 6000

    def tighter(self) -> Limits:
        """Return limits of about half the size."""
        least = {"around": 16, "clip": 16, "cell": 16, "page": 64}
        return Limits(**{name: max(least.get(name, 1), value // 2) for name, value in asdict(self).items()})


def fitted(page: Callable[[Limits], str]) -> str:
    """Return a page within the first limits under which it has no more than MAX_BYTES."""
    limits = Limits()
    while True:
        content, smaller = page(limits), limits.tighter()
        if len(content.encode("utf-8", "backslashreplace")) <= MAX_BYTES or smaller == limits:
            return content
        limits = smaller
