"""Which encoding bytes are in that are no UTF-8, where their words tell it beyond doubt.

One byte a letter: each encoding is tried, and the words with letters beyond ASCII are looked up.
Only an encoding that no other comes near is taken. More bytes a letter, and Thai, which writes no
spaces: charset-normalizer proposes, and their letters are looked up. `benchmarks/encodings.py` measures both.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cleaner import frequencies
from cleaner.model import Finding
from cleaner.readers.reading import encoding_name

RULE = "encoding/recognised"
SAMPLE = 65_536  # bytes that are looked at
# Least values, measured by benchmarks/encodings.py.
LETTERS = 5  # signs beyond ASCII, of one byte each
WIDE_LETTERS = 20  # of more bytes each, or Thai
KNOWN = 0.5  # share of the signs that stand in known words
LEAD = 0.3  # share of the signs read otherwise by the next best encoding in which this one is better
FEW = 3  # such signs that an encoding needs before it is taken for one that is more common
MOST_SIGNS = 2  # signs of punctuation in a row
WIDE_KNOWN = 0.8  # share of ideographs and syllables that are common, below 0.6 where they are read wrongly
WIDE_ZIPF = 3.0  # a common one, which the lists have as a word
ZIPF = 1.5  # a word of the lists, not one of their rarest

# The more common come first. What the Encoding Standard knows, and two of MS-DOS and the Mac that rival it.
SINGLE = (
    *(f"windows-{n}" for n in (1252, 1250, 1251, 1253, 1254, 1255, 1256, 1257)),
    *("koi8-r", "koi8-u", "cp866", "iso-8859-2", "iso-8859-5", "iso-8859-7", "iso-8859-15"),
    *("cp850", "mac-roman"),
)
_WIDER = {"shift_jis": "cp932", "euc_kr": "cp949", "gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}
_WORD = re.compile(r"[^\W\d_]+")
_PUNCTUATION = re.compile(r"[^\x00-\x7f\w]+")
_SIGNS = frozenset("“”‘’–—…•€£©®°«»¿¡„‚´·§\xa0‹›№™½¼²³×ºª")
_SIGN = 0.7  # what a sign of punctuation counts, where a letter of a known word counts 1


class _Tried(NamedTuple):
    """A reading of bytes: its points, place in the list, text, and points by place in the text."""

    points: float
    place: int
    text: str
    by_place: dict[int, float]


def recognise(raw: bytes) -> tuple[str, Finding] | None:
    r"""Return the encoding of *raw* with the finding that tells it; None where it is doubtful.

    >>> recognise("Река поднялась, мост закрыт до утра.".encode("koi8-r"))[0]
    'koi8-r'
    >>> recognise(b"caf\xe9 au lait")
    """
    sample = _cut(raw)
    found = _single(sample) or _wide(sample)
    if found is None:
        return None
    name, evidence = found
    message = f"read as {name}, which nothing but its words and letters tells"
    return name, Finding(RULE, 0, "", message, evidence)


def _cut(raw: bytes) -> bytes:
    """Return the first bytes, no letter of several bytes cut in two."""
    if len(raw) <= SAMPLE:
        return raw
    return raw[: max(raw.rfind(b" ", 0, SAMPLE), raw.rfind(b"\n", 0, SAMPLE)) + 1 or SAMPLE]


def _single(raw: bytes) -> tuple[str, str] | None:
    tried = sorted(_tried(raw), key=lambda one: (-one.points, one.place))
    if not tried or len(tried[0].by_place) < LETTERS:
        return None
    best = tried[0]
    share = best.points / len(best.by_place)
    lead = min((_lead(best, other) for other in tried[1:]), default=1.0)
    if share < KNOWN or lead < LEAD:
        return None
    next_best = f"; next best {SINGLE[tried[1].place]}" if tried[1:] else ""
    return SINGLE[best.place], f"{share:.0%} of {len(best.by_place)} signs in known words{next_best}"


def _tried(raw: bytes) -> list[_Tried]:
    texts: dict[str, int] = {}
    for place, name in enumerate(SINGLE):
        try:
            texts.setdefault(raw.decode(name), place)
        except UnicodeDecodeError:
            continue
    weighed = ((place, text, _weighed(text)) for text, place in texts.items())
    return [_Tried(sum(points.values()), place, text, points) for place, text, points in weighed]


def _weighed(text: str) -> dict[int, float]:
    """Return for each sign beyond ASCII, by its place, how much it looks like text."""
    points = {at: 0.0 for at, sign in enumerate(text) if sign >= "\x80"}
    for match in _PUNCTUATION.finditer(text):
        if len(match[0]) <= MOST_SIGNS:
            points |= {at: _SIGN * (text[at] in _SIGNS) for at in range(*match.span())}
    for match in _WORD.finditer(text):
        if not match[0].isascii():
            known = _is_word(match[0])
            points |= {at: known for at in range(*match.span()) if at in points}
    return points


def _is_word(word: str) -> float:
    low = word.lower()
    is_cased = word in (low, word.upper()) or word[1:] == low[1:]
    return float(is_cased and frequencies.anywhere().zipf(low) >= ZIPF)


def _lead(best: _Tried, other: _Tried) -> float:
    """Return how much better one is, for each sign in which both differ; none if a rarer one has few."""
    different = sum(a != b for a, b in zip(best.text, other.text, strict=True))
    if different < FEW and best.place > other.place:
        return 0.0
    return (best.points - other.points) / different


def _wide(raw: bytes) -> tuple[str, str] | None:
    from charset_normalizer import from_bytes

    judged = [(_share(str(found)), -place, found.encoding) for place, found in enumerate(from_bytes(raw))]
    share, _, encoding = max(judged, default=(0.0, 0, ""))
    if share < WIDE_KNOWN:
        return None
    name = encoding_name(_WIDER.get(encoding, encoding))
    return name, f"{share:.0%} of the letters of its script are common"


def _share(text: str) -> float:
    """Return the share of the ideographs, syllables and Thai letters that are common; 0 if they are few."""
    letters = [sign for sign in text if sign.isalpha()]
    wide = [sign for sign in letters if sign >= "\u2e80" or "\u0e00" <= sign <= "\u0e7f"]
    if len(wide) < max(WIDE_LETTERS, len(letters) / 2):
        return 0.0
    common = sum(sign < "\u2e80" or frequencies.anywhere().zipf(sign) >= WIDE_ZIPF for sign in wide)
    return common / len(wide)
