"""A spelling that stands on one page alone, while one letter away is a name of the whole corpus.

Always a doubt: the page itself says nothing of the other spelling. Two letters that changed
places, a letter lost where it stood twice, or one too many are looked for; another letter in the
place of one is not, for that would ask the corpus four hundred times a word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cleaner import frequencies
from cleaner.model import Finding
from cleaner.steps.names import knowledge
from cleaner.steps.names.decided import Decided
from cleaner.steps.names.mentions import MIN_LETTERS, Form, Mentions

RULE = "names/corpus"
COMMON = 10  # pages that a spelling must stand on
MOST = 3  # findings for a page
CASES = 2  # letters at the end that a case may change


def strangers(
    mentions: Mentions, lang: str, counts: Callable[[str], int], known: set[str], decided: Decided
) -> list[Finding]:
    """Return the spellings that no other page and no word list knows, near one that many pages have.

    *counts*: other pages with a spelling; *known*: spellings of which something is told already.

    >>> from cleaner.decisions import Decisions
    >>> pages = {"Donald": 40}
    >>> count, nothing = lambda form: pages.get(form, 0), Decided.of(Decisions())
    >>> found = strangers(Mentions("Donlad Trump."), "en", count, set(), nothing)
    >>> found[0].message
    'Donlad or Donald? no other page has the first'
    """
    found: list[Finding] = []
    end = CASES if knowledge.is_inflected(lang) else 0
    for form in mentions.forms.values():
        if form.text in known or decided.is_right(form.text) or counts(form.text) or _is_listed(form, lang):
            continue
        near = max(_near(form.text, mentions, end), key=counts, default="")
        if near and counts(near) >= COMMON and not decided.are_apart(form.text, near):
            evidence = f"pages with {near}: {counts(near)}; with {form.text}: this one"
            message = f"{form.text} or {near}? no other page has the first"
            found.append(Finding(RULE, form.places[0], form.text, message, evidence))
    return found[:MOST]


def _is_listed(form: Form, lang: str) -> bool:
    lists = (frequencies.load(knowledge.list_of(lang)), frequencies.anywhere())
    return any(words.zipf(form.small) > 0 for words in lists if words)


def _near(word: str, mentions: Mentions, end: int) -> Iterator[str]:
    """Yield what *word* would be with two letters exchanged, one left out, or one doubled.

    The first letter stays, and the last *end*.
    """
    for at in range(1, len(word) - end):
        exchanged = word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :] if at > 1 else ""
        for near in (exchanged, word[:at] + word[at + 1 :], word[: at + 1] + word[at:]):
            if len(near) >= MIN_LETTERS and near != word and near not in mentions.forms:
                yield near
