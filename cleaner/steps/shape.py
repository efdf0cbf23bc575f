"""What a line's shape says about it: punctuation, digits, length; in any language."""

from __future__ import annotations

import re

from cleaner.steps import dates
from cleaner.words import Read, fold, tokens

_ENDS = (".", "!", "?", "。", "！", "？", "।", "؟", "۔", "።", "॥", "։", "။", "｡")
_CLOSERS = "”»\"'’」』)）]】›*"
_BULLET = re.compile(r"[-–•·●▪■◆►▶»›*+‧・※☆★→]\s*(?=\S)")
_CONTACT = re.compile(
    r"https?://\S+|\bwww\.\S+|[\w.+-]{1,64}@[\w-]+\.\w[\w.-]*|(?<!\w)@\w+|(?<![\w.-])[\w-]{2,63}\.(?:com|org|net|info)\b(?:/\S*)?",
    re.IGNORECASE,
)
_BAR = re.compile(r"\s[/•·»›>]\s|[^\s«‹][>»›][^\s.,]|\|")

_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0e7f]")
_DIGIT = re.compile(r"\d")
ROUGH_CHARS = 120  # code points; of a longer line the words are cut roughly
MAX_CHARS = 400  # code points; a longer line has no traits but its place


def bare(text: str) -> str:
    """Return a line without what closes a quotation or a bracket at its end."""
    return text.rstrip().rstrip(_CLOSERS).rstrip()


def ends_sentence(text: str) -> bool:
    """Tell whether a line ends as sentences do.

    >>> ends_sentence("“He left.” "), ends_sentence("More news"), ends_sentence("So...")
    (True, False, False)
    """
    end = bare(text)
    return end.endswith(_ENDS) and not end.endswith("...")


def is_item(text: str) -> bool:
    """Tell whether a line is an item of a list or a row of a table that does not end as sentences do.

    >>> is_item("- Bees return"), is_item("- Bees return."), is_item("| A | B |")
    (True, False, True)
    """
    return not ends_sentence(text) and (_BULLET.match(text) is not None or text.startswith("|"))


def key(text: str) -> str:
    """Return a line folded to its words: equal for two prints of one line."""
    return " ".join(fold(token) for token in tokens(text))


def size(text: str) -> int:
    """Return the length of a line in letters of an alphabet: an ideograph says as much as three."""
    return len(text) + 2 * (0 if text.isascii() else len(_DENSE.findall(text)))


def stems(line: Read) -> frozenset[str]:
    """Return the content words of a line, cut short so that endings do not count.

    >>> sorted(stems(Read("The beekeepers of Ashdown")))
    ['ashdow', 'beekee']
    """
    words = line.rough if len(line.text) > ROUGH_CHARS else line.grams
    return frozenset([w[:6] if w[0] < "\u0e00" else w for w in words if len(w) >= 4 or w[0] >= "\u0e00"])


def shape(text: str, lang: str, *, is_body: bool = False) -> frozenset[str]:
    """Return the traits that a line has by itself; of body text its size and end are enough.

    >>> sorted(shape("- Bees return to the valley 12/03/2021", "en"))
    ['bullet', 'date', 'no_end', 'short']
    """
    text = text.strip()
    long = size(text) if len(text) <= MAX_CHARS else MAX_CHARS
    if long >= _SIZES[-1][1]:
        return _LONG_SENTENCE if ends_sentence(text) else _LONG
    held = {next(name for name, most in _SIZES if long < most)}
    if not ends_sentence(text):
        held.add("no_end")
        if bare(text).endswith((":", "：")):
            held.add("colon")
    if "©" in text or "ⓒ" in text:
        held.add("copyright")
        if text.startswith(("©", "ⓒ")):
            held.add("opens_copyright")
    if is_body:
        return frozenset(held)
    if text.endswith("*") and text.count("*") == 1 and 1 < len(text) < 50:
        held.add("starred")
    if _BULLET.match(text):
        held.add("bullet")
    if "|" in text or ("«" not in text and len(_BAR.findall(text)) >= 2):
        held.add("bars")
    contact = _CONTACT.search(text) if "." in text or "@" in text else None
    if contact:
        held.add("contact")
        if len(_CONTACT.sub("", text).strip(" :-–|•·")) <= 12:
            held.add("only_contact")
    if _DIGIT.search(text):
        held |= _dates(text, lang)
    return frozenset(held)


_SIZES = (("tiny", 20), ("short", 50), ("middling", 100), ("long", 200))  # letters
_LONG_SENTENCE = frozenset({"very_long"})
_LONG = frozenset({"very_long", "no_end"})


def _dates(text: str, lang: str) -> set[str]:
    dated = dates.found(text, lang)
    if dated is None:
        return set()
    rest = dated[1]
    return {"date", "only_date"} if len(rest) <= 14 and rest.count(" ") <= 2 else {"date"}
