"""Which two spellings of a page are near enough to be one name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from cleaner.steps.names.change import change
from cleaner.steps.names.evidence import Pair
from cleaner.steps.names.letters import letters
from cleaner.steps.names.mentions import Form, Mentions

MOST_WRONG = 9  # mentions; a spelling that stands more often is no slip
MOST_NEAR = 8  # spellings near one; a word with more belongs to a list of parts or to a series
CROWD = 24  # spellings under one key; more of them differ by a digit or an ending, as in a list of parts


def pairs(forms: Iterable[Form]) -> Iterator[tuple[Form, Form]]:
    """Yield every two spellings that are at most one letter apart, accents not counted.

    Two words one edit apart share what is left when a letter of each is deleted, so equal keys
    find them all in time linear in the number of words. A transposition is two deletions of
    which one serves both words: it shares a key too.

    >>> [(a.text, b.text) for a, b in pairs([Form("Ryanair"), Form("Raynair"), Form("Dublin")])]
    [('Ryanair', 'Raynair')]
    """
    table: dict[str, list[Form]] = {}
    for form in forms:
        keys = _keys(letters().fold(form.text))
        met: set[str] = set()
        for key in keys:
            held = table.setdefault(key, [])
            for other in held:
                if other.text not in met:
                    met.add(other.text)
                    yield other, form
            if len(held) < CROWD:
                held.append(form)


def _keys(word: str) -> frozenset[str]:
    return frozenset({word, *(word[:at] + word[at + 1 :] for at in range(len(word)))})


def suspected(mentions: Mentions) -> list[Pair]:
    """Return the pairs of a page, the one with fewer votes as the slip; a tie both ways.

    >>> [(pair.wrong.text, pair.change.kind) for pair in suspected(Mentions("Ryanair. Ryanair. Raynair."))]
    [('Raynair', 'transposed')]
    """
    found = [
        (wrong, right)
        for one, other in pairs(mentions.forms.values())
        for wrong, right in ((one, other), (other, one))
        if wrong.votes <= min(right.votes, MOST_WRONG)
    ]
    met = Counter(wrong.text for wrong, _ in found)
    return [
        Pair(wrong, right, change(right.small, wrong.small), met[wrong.text] - 1)
        for wrong, right in found
        if met[wrong.text] <= MOST_NEAR
    ]
