"""What recurs on the pages of one site: counted first, used when each page is cleaned.

A survey is additive and bounded. Of each site it looks at a sample of its pages: the SAMPLE
whose fingerprints are smallest; it holds no more than twice as many. Which pages these are
depends on the pages alone, not on their order or on how they were shared out; two surveys of
two halves add up to the survey of the whole. A page counts once however often it is there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import nsmallest

from cleaner.rows import Page
from cleaner.steps import boilerplate
from cleaner.steps import lines as page
from cleaner.tables import site
from cleaner.template import Template, digest, key

SAMPLE = 64  # pages of a site that are looked at
MAX_LINES = 120  # lines of a page, from its head and its foot in equal parts
MAX_CHARS = 200  # code points; a longer line is not counted
LEAST_PAGES = 4  # pages with the line; fewer may be chance
LEAST_SHARE = 0.2  # of the site's pages that have the line


@dataclass(slots=True)
class Survey:
    r"""Counts of lines by site.

    >>> survey = Survey.of(Page(str(n), f"Home\nStory {'abcdef'[n]} goes on.", "t") for n in range(5))
    >>> survey.template(None).count("HOME")
    5
    """

    sites: dict[str, dict[int, frozenset[int]]] = field(default_factory=dict)

    @classmethod
    def of(cls, pages: Iterable[Page]) -> Survey:
        """Return the survey of *pages*."""
        survey = cls()
        for item in pages:
            survey.add(item.text, item.url)
        return survey

    def add(self, text: str, url: str | None) -> None:
        """Count one page."""
        short, body = [], []
        for line in page.split(text):
            if line.is_blank:
                continue
            if line.end - line.start > MAX_CHARS or boilerplate.is_body(line.text):
                body.append(line.text)
            else:
                short.append(line.text)
        if len(short) > MAX_LINES:
            short = short[: MAX_LINES // 2] + short[-MAX_LINES // 2 :]
        fingerprint = digest("\n".join(sorted(body) or sorted(short)))
        held = self.sites.setdefault(site(url) or "", {})
        if fingerprint in held or len(held) < 2 * SAMPLE or fingerprint < max(held):
            held[fingerprint] = held.get(fingerprint, frozenset()) | frozenset(map(key, short))
            self._prune(held)

    @staticmethod
    def _prune(held: dict[int, frozenset[int]]) -> None:
        if len(held) > 2 * SAMPLE:
            for fingerprint in held.keys() - frozenset(nsmallest(SAMPLE, held)):
                del held[fingerprint]

    def __add__(self, other: Survey) -> Survey:
        """Return the survey of the pages of both."""
        total = Survey({name: dict(held) for name, held in self.sites.items()})
        for name, held in other.sites.items():
            mine = total.sites.setdefault(name, {})
            for fingerprint, lines in held.items():
                mine[fingerprint] = mine.get(fingerprint, frozenset()) | lines
            Survey._prune(mine)
        return total

    def template(self, host: str | None) -> Template | None:
        """Return what recurs on the site *host* (None: pages without address); None where too few tell."""
        held = self.sites.get(host or "", {})
        if len(held) < LEAST_PAGES:
            return None
        sample = nsmallest(SAMPLE, held)
        counts = Counter(line for fingerprint in sample for line in held[fingerprint])
        least = max(LEAST_PAGES, LEAST_SHARE * len(sample))
        return Template(len(sample), {line: n for line, n in counts.items() if n >= least})
