"""What a line's shape says about it: punctuation, digits, length; in any language."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from operator import itemgetter

from cleaner.steps import dates, traits
from cleaner.words import ROUGH_CHARS, Read, fold, tokens

_ENDS = frozenset(".!?。！？।؟۔።॥։။｡")
_CLOSERS = "”»\"'’」』)）]】›*"
_BULLETS = "-–•·●▪■◆►▶»›*+‧・※☆★→"
_BULLET = re.compile(rf"[{_BULLETS}]\s*(?=\S)")
_MARKED = re.compile(r"[\d@|*/•·»›>]|\.\S")  # what shapes other than a bullet have
_CONTACT = re.compile(
    r"https?://\S+|\bwww\.\S+|[\w.+-]{1,64}@[\w-]+\.\w[\w.-]*|(?<!\w)@\w+|(?<![\w.-])[\w-]{2,63}\.(?:com|org|net|info)\b(?:/\S*)?",
    re.IGNORECASE,
)
_HOST = re.compile(r"\.(?:com|org|net|info)\b", re.IGNORECASE)
_BAR = re.compile(r"\s[/•·»›>]\s|[^\s«‹][>»›][^\s.,]|\|")
_BAR_MARK = re.compile(r"[/•·»›>]")
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0e7f]+")
_DIGIT = re.compile(r"\d")
OPENING_CHARS = 24  # code points in which the first letters are looked for
OPENING = 8  # letters
STEM_LETTERS = 6
STEM = itemgetter(slice(STEM_LETTERS))  # of a word
MAX_CHARS = 400  # code points; a longer line has no traits but its place


def bare(text: str) -> str:
    """Return a line without what closes a quotation or a bracket at its end."""
    return text.rstrip().rstrip(_CLOSERS).rstrip()


def ends_sentence(text: str) -> bool:
    """Tell whether a line ends as sentences do.

    >>> ends_sentence("“He left.” "), ends_sentence("More news"), ends_sentence("So...")
    (True, False, False)
    """
    last = text[-1:]
    if last.isalnum():
        return False  # most lines that end otherwise, at little cost
    end = text if last in _ENDS else bare(text)
    return end[-1:] in _ENDS and end[-3:] != "..."


def is_item(text: str) -> bool:
    """Tell whether a line is an item of a list or a row of a table that does not end as sentences do.

    >>> is_item("- Bees return"), is_item("- Bees return."), is_item("| A | B |")
    (True, False, True)
    """
    is_marked = text[:1] == "|" or (text[:1] in _BULLETS and _BULLET.match(text) is not None)
    return is_marked and not ends_sentence(text)


def key(text: str) -> str:
    """Return a line folded to its words: equal for two prints of one line."""
    return fold(" ".join(tokens(text)))


def opening(text: str) -> str:
    """Return the first letters of a line: equal, if there are any, for two lines with one key.

    >>> opening("»The bees of Harrowgate are back«"), opening("Bees")
    ('thebeeso', '')
    """
    return _opening(text[:OPENING_CHARS])


@lru_cache(maxsize=128)  # steps ask for the first lines of a page in turn
def _opening(head: str) -> str:
    head = head.strip()
    if not head.isascii():
        head = unicodedata.normalize("NFKC", head)
    if " " not in head:
        return ""  # a word alone may be cut where capitals stand
    found = "".join(filter(str.isalnum, fold(head)))[:OPENING]
    return found if len(found) == OPENING else ""  # what follows the cut may change what stands before


@lru_cache(maxsize=4096)
def initial(head: str) -> str:
    """Return the letter that a line begins with, folded: equal, if there is one, for two lines with one key.

    *head*: its first two code points; the second may be a mark that belongs to the first.

    >>> initial("Ét"), initial("»É"), initial("橋は")
    ('e', '', '橋')
    """
    if not head[:1].isalpha() or "\u1100" <= head[0] <= "\u11ff":
        return ""  # several of these make one letter
    return fold(unicodedata.normalize("NFKC", head))[:1]


def may_be_same(text: str, other: str) -> bool:
    """Tell, at little cost, whether two lines may have one key: most differ in their first letters.

    >>> may_be_same("Bees", "bees!"), may_be_same("Bees", "Owls")
    (True, False)
    """
    own, its = initial(text[:2]), initial(other[:2])
    if own and its and own != its:
        return False
    own, its = opening(text), opening(other)
    return not own or not its or own == its


def size(text: str) -> int:
    """Return the length of a line in letters of an alphabet: an ideograph says as much as three."""
    return len(text) if text.isascii() else len(text) + 2 * sum(map(len, _DENSE.findall(text)))


def content(line: Read) -> Sequence[str]:
    """Return the words of a line without numbers; of a longer line, cut roughly."""
    return line.rough if len(line.text) > ROUGH_CHARS else line.grams


def stems(line: Read) -> frozenset[str]:
    """Return the words of a line that say something, cut short so that endings do not count.

    >>> sorted(stems(Read("The beekeepers of Ashdown")))
    ['ashdow', 'beekee']
    """
    return frozenset([STEM(word) for word in content(line) if len(word) >= 4 or word[0] >= "\u0e00"])


def shape(text: str, lang: str, *, is_body: bool = False, is_latin: bool = False) -> int:
    """Return the traits that a line has by itself; of body text its size and end are enough.

    *is_latin*: has no ideographs.

    >>> traits.named(shape("- Bees return to the valley 12/03/2021", "en"))
    ['bullet', 'date', 'no_end', 'short']
    """
    text = text.strip()
    ends = ends_sentence(text)
    long = len(text) if is_latin or len(text) >= _MOST[-1] or text.isascii() else size(text)
    held = _SIZED[ends][bisect_right(_MOST, long)]
    if long >= _MOST[-1]:
        return held
    if not is_body and text.replace(" ", "").isalpha():
        return held | traits.PLAIN
    if not ends and bare(text).endswith((":", "：")):
        held |= traits.COLON
    if "©" in text or "ⓒ" in text:
        held |= traits.COPYRIGHT
        if text.startswith(("©", "ⓒ")):
            held |= traits.OPENS_COPYRIGHT
    return held if is_body else held | _marks_say(text, lang)


def _marks_say(text: str, lang: str) -> int:
    """Return the traits that are read off marks and digits."""
    if text[0] not in _BULLETS and not _MARKED.search(text):
        return 0
    held = 0
    if text.endswith("*") and text.count("*") == 1 and 1 < len(text) < 50:
        held |= traits.STARRED
    if _BULLET.match(text):
        held |= traits.BULLET
    if "|" in text or ("«" not in text and _BAR_MARK.search(text) and len(_BAR.findall(text)) >= 2):
        held |= traits.BARS
    contact = _CONTACT.search(text) if may_contact(text) else None
    if contact:
        held |= traits.CONTACT
        if len(_CONTACT.sub("", text).strip(" :-–|•·")) <= 12:
            held |= traits.ONLY_CONTACT
    return held | _dates(text, lang) if _DIGIT.search(text) else held


def may_contact(text: str) -> bool:
    """Tell, at little cost, whether an address may stand in a line."""
    if "@" in text:
        return True
    return "." in text and ("://" in text or "www." in text.lower() or _HOST.search(text) is not None)


_MOST = (20, 50, 100, 200)  # letters; where the next size begins
_SIZES = (traits.TINY, traits.SHORT, traits.MIDDLING, traits.LONG, traits.VERY_LONG)
_SIZED = {
    True: _SIZES,
    False: [size | traits.NO_END for size in _SIZES],
}  # by whether it ends as sentences do


def _dates(text: str, lang: str) -> int:
    dated = dates.found(text, lang)
    if dated is None:
        return 0
    rest = dated[1]
    return traits.DATE | traits.ONLY_DATE if len(rest) <= 14 and rest.count(" ") <= 2 else traits.DATE
