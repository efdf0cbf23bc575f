"""Which lines a decision takes for one.

Case, width, accents, punctuation and white space do not count; in a line without a letter
punctuation does. `{n}` stands for any number, or for several with nothing but marks between them,
such as 1,234 or 12:05; other numbers are as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cleaner.words import fold, folded

SLOT = "{n}"
_NUMBERS = re.compile(r"(?:(?<!\S)(?:\d+|\{n\})(?!\S) ?)+")  # in a key
_RUN = re.compile(r"\d+(?:(?:[^\w©]|_)*\d+)*")  # numbers in a line with nothing but marks between them
NUMBER = r"(?:\d+(?: \d+)*|\{n\})"


def key(line: str) -> str:
    """Return what is the same for lines that a decision takes for one.

    >>> key("SHARE  this:") == key("Share this"), key("Page 3") == key("Page 4"), key("+ 5") == key("5")
    (True, False, False)
    """
    return keys([line.replace("\n", " ")])[0]


def keys(lines: list[str]) -> list[str]:
    """Return the key of each line.

    >>> keys(["Écrire un commentaire", "* * *"])
    ['ecrire un commentaire', '* * *']
    """
    found = folded(lines)
    return [
        " ".join(words) if any(word[0].isalpha() for word in words) else " ".join(fold(line).split())
        for words, line in zip(found, lines, strict=True)
    ]


def masked(key_: str) -> str:
    """Return a key with a slot in place of each number.

    >>> masked("1 234 comments"), masked("{n} comments"), masked("12 : 30")
    ('{n} comments', '{n} comments', '12 : 30')
    """
    if not any(c.isalpha() for c in key_.replace(SLOT, "")):
        return key_  # numbers are all that such a line says
    return _NUMBERS.sub(f"{SLOT} ", key_).strip()


def shapes(lines: Iterable[str]) -> str:
    """Return one line that stands for several that differ in numbers alone.

    >>> shapes(["3 comments", "12 comments"]), shapes(["Share", "SHARE"])
    ('{n} comments', 'Share')
    >>> shapes(["3 of 12 on route 66", "4 of 12 on route 66"])
    '{n} of 12 on route 66'
    """
    written: dict[str, str] = {}
    for line in lines:
        written.setdefault(key(line), line)
    first, *_ = different = list(written.values())
    numbers = [_RUN.findall(line) for line in different]
    if len({len(found) for found in numbers}) > 1:
        return _RUN.sub(SLOT, first)
    varies = iter([len(set(told)) > 1 for told in zip(*numbers, strict=True)])
    return _RUN.sub(lambda found: SLOT if next(varies) else found[0], first)
