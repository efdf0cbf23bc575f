"""The traits of a line, each a bit of a whole number: a line has many, and is asked for them often.

data/evidence.toml calls them by the names that they have here, in lower case.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

_bit = (1 << at for at in count())

# Its shape, by itself: how long it is, how it ends, which marks and digits it has.
TINY, SHORT, MIDDLING, LONG, VERY_LONG = next(_bit), next(_bit), next(_bit), next(_bit), next(_bit)
NO_END = next(_bit)  # it does not end as sentences do
PLAIN = next(_bit)  # it has nothing but letters and spaces; not told of the longest lines
COLON = next(_bit)
COPYRIGHT, OPENS_COPYRIGHT = next(_bit), next(_bit)
STARRED, BULLET, BARS = next(_bit), next(_bit), next(_bit)
CONTACT, ONLY_CONTACT = next(_bit), next(_bit)
DATE, ONLY_DATE = next(_bit), next(_bit)

# Its words.
BODY = next(_bit)  # it reads like body text
PHRASE = next(_bit)  # phrases cover it
BYLINE, CREDIT = next(_bit), next(_bit)  # of these families
LEADS = next(_bit)  # phrases say that links stand under it
WORDED = next(_bit)  # its words are those that phrases are made of
TELLS_2, TELLS_3, TELLS_MUCH = next(_bit), next(_bit), next(_bit)  # it has words that speak of furniture
HARPS = next(_bit)  # it comes back to one thing that furniture speaks of
OPENS = next(_bit)  # it goes on from a long phrase
CREDITED = next(_bit)  # it ends with an agency's name

# Its place among the others, whatever goes.
FIRST, EARLY, OPENING, LATE = next(_bit), next(_bit), next(_bit), next(_bit)
LED = next(_bit)  # it stands under a line that leads
INTRODUCED, CLOSING = next(_bit), next(_bit)
RUN_3, RUN_6 = next(_bit), next(_bit)  # in a run of lines without a sentence's end
BREAKS_OFF = next(_bit)
FEW_CONTACTS, BESIDE_CONTACT = next(_bit), next(_bit)
RECURS, BESIDE_RECURS = next(_bit), next(_bit)  # on the pages of the site

# What of it the page says elsewhere.
STRANGE, NEW_WORDS, SOME_WORDS, OWN_WORDS = next(_bit), next(_bit), next(_bit), next(_bit)
TITLE, HEADLINE = next(_bit), next(_bit)
AGAIN, AGAIN_NEAR = next(_bit), next(_bit)

# Its place among the lines that stay and those that go.
HEAD, TAIL, BETWEEN = next(_bit), next(_bit), next(_bit)
OVER_BODY, NO_BODY_BESIDE = next(_bit), next(_bit)
NEAR_GONE, BESIDE_GONE, BETWEEN_GONE = next(_bit), next(_bit), next(_bit)
BESIDE_PHRASE, BETWEEN_PHRASES = next(_bit), next(_bit)

BITS = {name.lower(): bit for name, bit in list(globals().items()) if name.isupper()}


def bits(names: Iterable[str]) -> int:
    """Return the traits that have these names. Raises KeyError for a name that none has.

    >>> bits(["tiny", "no_end"]) == TINY | NO_END
    True
    """
    return sum(BITS[name] for name in set(names))


def named(traits: int) -> list[str]:
    """Return the names of traits, sorted.

    >>> named(TINY | NO_END)
    ['no_end', 'tiny']
    """
    return sorted(name for name, bit in BITS.items() if traits & bit)
