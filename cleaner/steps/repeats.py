"""Headlines and captions that a page prints twice.

Only repeats on adjacent lines, and the headline near the head, may go: in the true texts of
articles lines do repeat (refrains, recipes, interviews), but never on adjacent lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from cleaner.config import Config
from cleaner.model import Doc, Finding
from cleaner.steps import boilerplate
from cleaner.steps import lines as page
from cleaner.steps.decided import decided
from cleaner.steps.shape import key, may_be_same, opening
from cleaner.steps.signs import is_off

HEAD_LINES = 8  # lines that show something; a headline is printed again within them
MIN_CHARS = 12  # code points; shorter lines repeat in dialogue ("No." "No.")
SPEECH_CHARS = 50  # code points; shorter speech is said twice
LONGEST = 2_000  # code points; no headline is longer
GAP_CHARS = 40  # code points; a shorter repeat behind a blank line may be a refrain
_DIALOGUE = ("—", "–", "―", "- ")
_BYLINE = re.compile(r"^[^\W\d_][^\d_.!?:;,\"«»“”()]*$")


def strip(config: Config) -> Callable[[Doc], Doc]:
    """Return the step that deletes repeats, and takes a byline between two headlines into its column."""
    off = frozenset(config.off)
    tell = decided(config)

    def step(doc: Doc) -> Doc:
        lines = page.split(doc.text)
        stays = tell(doc, lines).keep
        shown = lines.shown
        if not any(map(boilerplate.is_body, lines.said)):
            return doc  # a poem, a list, a dialogue: what repeats there may be meant
        going = _adjacent(lines, shown)
        author = None
        again = _headline_again(lines, shown, doc.title)
        if again:
            going[again[-1]] = ("repeat/headline", "the headline, printed again near the head of the page")
            author = _byline(lines, again)
            if author is not None and author not in stays and not is_off("byline/between", off):
                going[author] = ("byline/between", "a name alone between two prints of the headline")
                doc = replace(doc, author=doc.author or lines.texts[author].strip())
        if author is None:
            doc = doc.noted(_suspected_byline(lines, shown, stays))
        going = {i: told for i, told in going.items() if i not in stays and not is_off(told[0], off)}
        return page.strip(doc, lines, going)

    return step


def _adjacent(lines: page.Lines, shown: list[int]) -> dict[int, tuple[str, str]]:
    """Return the second of two adjacent lines that say the same."""
    going = {}
    said = list(map(str.strip, lines.said))
    alike = [at for at, (above, size) in enumerate(pairwise(map(len, said)), 1) if above == size]
    for place in alike:
        above, text = said[place - 1 : place + 1]
        at = shown[place]
        least = MIN_CHARS if at == shown[place - 1] + 1 else GAP_CHARS
        dense = 2 if not text.isascii() and text[:1] >= "\u2e80" else 1  # ideographs say more each
        least = max(least, SPEECH_CHARS) if text.startswith(_DIALOGUE) else least
        if len(text) * dense >= least and _says_same(text, above):
            going[at] = ("repeat/adjacent", "the same line again, right behind the first")
    return going


def _says_same(text: str, before: str) -> bool:
    """Whether two lines have the same words."""
    if text == before and opening(text):
        return True
    return may_be_same(text, before) and key(text) == key(before) != ""


def _headline_again(lines: page.Lines, shown: list[int], title: str | None) -> list[int]:
    """Return the lines from the headline to its second print, or nothing."""
    head = shown[:HEAD_LINES]
    if not head:
        return []
    if title is None and lines.texts[head[0]].rstrip().endswith("."):
        return []  # a first line of verse; headlines do without
    line = title or lines.texts[head[0]]
    if len(line) > LONGEST:
        return []
    likely = [at for at, i in enumerate(head) if line == lines.texts[i] or may_be_same(lines.texts[i], line)]
    wanted = key(line) if len(likely) > 1 else ""
    if len(wanted) < MIN_CHARS and not (wanted and wanted[0] >= "\u2e80"):
        return []
    same = [at for at in likely if key(lines.texts[head[at]]) == wanted]
    if len(same) < 2 or same[1] == same[0] + 1:
        return []
    if title is None and same[1] > same[0] + 2:
        return []  # verse comes back to its first line
    between = head[same[0] + 1 : same[1]]
    if any(boilerplate.is_body(lines.texts[i]) for i in between[1:]):
        return []
    after = head[same[1] + 1 : same[1] + 2]
    if title is None and not any(boilerplate.is_body(lines.texts[i]) for i in after):
        return []  # a first line that comes again amid short lines may be a refrain
    return head[same[0] : same[1] + 1]


def _byline(lines: page.Lines, span: list[int]) -> int | None:
    """Return the line between two headlines that is a person's name."""
    if len(span) != 3:
        return None
    return span[1] if is_name(lines.texts[span[1]]) else None


def is_name(text: str) -> bool:
    """Tell whether a line could be one person's name.

    >>> is_name("Claire Fontenay"), is_name("Bees return to the valley"), is_name("Breaking news")
    (True, False, False)
    """
    parts = text.split()
    if not 2 <= len(parts) <= 4 or len(text) > 40 or not _BYLINE.match(text.strip()):
        return False
    small = [part for part in parts if not part[0].isupper()]
    return parts[0] not in small and parts[-1] not in small and all(len(part) <= 3 for part in small)


def _suspected_byline(lines: page.Lines, shown: list[int], stays: frozenset[int]) -> list[Finding]:
    """Report a name alone on the second line of a page that goes on with body text."""
    if len(shown) < 3 or shown[1] in stays or not boilerplate.is_body(lines.texts[shown[2]]):
        return []
    name = lines.texts[shown[1]]
    if boilerplate.is_body(lines.texts[shown[0]]) or not is_name(name):
        return []
    message = "a name alone under the headline: perhaps the author"
    return [Finding("byline/suspected", lines.starts[shown[1]], name, message)]
