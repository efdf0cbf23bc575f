"""The one slip that may lie between two spellings: which kind, and where in the word."""

from __future__ import annotations

from dataclasses import dataclass

from cleaner.steps.names.letters import letters


@dataclass(frozen=True, slots=True)
class Change:
    """What turns the spelling *right* into *wrong*, both in small letters.

    *kind*: "transposed", "accent", "vowel", "key" (the key beside), "letter" (another one), "doubled",
    "undoubled", "added", "dropped", "case" or "several"; *head* and *tail* count the letters
    before and behind it that are the same.
    """

    kind: str
    head: int
    tail: int


def change(right: str, wrong: str) -> Change:
    """Describe what is between two spellings.

    >>> change("jong", "jung"), change("ryanair", "raynair").kind, change("anna", "ana").kind
    (Change(kind='vowel', head=1, tail=2), 'transposed', 'undoubled')
    """
    least = min(len(right), len(wrong))
    head = next((at for at in range(least) if right[at] != wrong[at]), least)
    tail = next((at for at in range(least - head) if right[-1 - at] != wrong[-1 - at]), least - head)
    ours, theirs = right[head : len(right) - tail], wrong[head : len(wrong) - tail]
    return Change(_kind(right, wrong, ours, theirs, head), head, tail)


def _kind(right: str, wrong: str, ours: str, theirs: str, head: int) -> str:
    known = letters()
    if right == wrong:
        return "case"
    if known.fold(right) == known.fold(wrong):
        return "accent"
    if len(ours) + len(theirs) == 1:
        word, is_more = (wrong, True) if theirs else (right, False)
        is_double = word[head] in word[max(0, head - 1) : head] + word[head + 1 : head + 2]
        return ("doubled" if is_more else "undoubled") if is_double else ("added" if is_more else "dropped")
    if len(ours) == len(theirs) == 2 and ours == theirs[::-1]:
        return "transposed"
    if len(ours) == len(theirs) == 1:
        return _replaced(ours, theirs)
    return "several"


def _replaced(ours: str, theirs: str) -> str:
    known = letters()
    if known.fold(ours) in known.vowels and known.fold(theirs) in known.vowels:
        return "vowel"
    return "key" if ours + theirs in known.beside else "letter"


def respelt(old: str, right: str) -> str:
    """Return *old* with its letters as *right* has them, and with its own capitals.

    >>> respelt("TVKaiista", "TVkaista"), respelt("Mcconell", "McConnell"), respelt("Jung", "Jong")
    ('TVKaista', 'McConnell', 'Jong')
    """
    if old[1:] == old[1:].lower():  # its capitals say nothing
        return right
    found = change(right.lower(), old.lower())
    middle = right[found.head : len(right) - found.tail]
    return old[: found.head] + middle + old[len(old) - found.tail :]
