"""What speaks for one spelling being a slip of another: one level for each kind of evidence.

A level is a short text such as "2 : 1"; `data/names/*.toml` gives each its weight. Nothing here
weighs anything, and nothing here depends on the language beyond what data says of it. All kinds
of evidence stand together, and so this module is longer than others.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cleaner import frequencies
from cleaner.steps.names import knowledge
from cleaner.steps.names.change import Change
from cleaner.steps.names.mentions import Form, Mentions

WIDE = "en"  # the list that knows the most names of the world, whatever the page's language
STEM = 4  # letters that words of one stem share at least
ENDING = 3  # letters from the end within which a case ending may stand


@dataclass(frozen=True, slots=True)
class Pair:
    """Two spellings on a page, one of them perhaps a slip (*wrong*) of the other (*right*).

    *rivals*: how many more spellings *wrong* may be a slip of.
    """

    wrong: Form
    right: Form
    change: Change
    rivals: int = 0


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """On how many other pages of the corpus the spellings of a pair stand."""

    wrong: int
    right: int


FAR = ("listed anywhere", "balance anywhere")  # what only the lists of all languages tell


def far_levels(pair: Pair, near: Mapping[str, str]) -> dict[str, str]:
    """Return the levels that need the lists of all languages, which take half a second to read."""
    anywhere = _zipfs(_known(frequencies.anywhere(), pair), (0, 3.5, 4.5))
    return {"listed anywhere": anywhere, "balance anywhere": f"{near['balance']}, {anywhere}"}


def levels(pair: Pair, mentions: Mentions, lang: str, elsewhere: Elsewhere | None = None) -> dict[str, str]:
    """Return the level of each kind of evidence, but those of `far_levels`.

    "pages" and "unseen" are told only where a corpus is.
    """
    found = {
        **_votes(pair, mentions),
        **_neighbours(pair, mentions),
        **_shape(pair, lang),
        **_lists(pair, lang),
        **_page(pair, mentions),
    }
    return found if elsewhere is None else found | _corpus(pair, elsewhere)


def _band(value: float, edges: Sequence[float]) -> str:
    """Return the first edge that *value* does not pass, as text; "more" above all of them.

    >>> _band(3, (1, 2, 5)), _band(7, (1, 2, 5))
    ('5', 'more')
    """
    at = bisect_left(edges, value)
    return f"{edges[at]:g}" if at < len(edges) else "more"


def _votes(pair: Pair, mentions: Mentions) -> dict[str, str]:
    right, wrong = pair.right.votes, pair.wrong.votes
    small = mentions.tokens  # in small letters as they are asked for
    return {
        "votes": f"{_band(right, (1, 2, 3, 5, 9))} : {_band(wrong, (1, 2))}",
        "ratio": "fewer" if right < wrong else _band(right / wrong, (1, 1.99, 2, 4, 8)),
        "small": f"{_band(small[pair.wrong.small], (0, 1))} of it, "
        f"{_band(small[pair.right.small], (0,))} of the other",
        "rivals": _band(pair.rivals, (0, 1)),
    }


def _neighbours(pair: Pair, mentions: Mentions) -> dict[str, str]:
    sides = [(of(pair.wrong), of(pair.right)) for of in (mentions.before, mentions.after)]
    words = ["same" if a & b else "other" if a and b else "none" for a, b in sides]
    alone = [not any(side[at] for side in sides) for at in (0, 1)]
    return {
        "neighbours": f"{words[0]} before, {words[1]} behind",
        "alone": f"{'alone' if alone[0] else 'with others'} : {'alone' if alone[1] else 'with others'}",
    }


def _shape(pair: Pair, lang: str) -> dict[str, str]:
    kind, head, tail = pair.change.kind, pair.change.head, pair.change.tail
    wrong, right = pair.wrong.small, pair.right.small
    group = _GROUPS.get(kind, kind)
    cases = "cases" if knowledge.is_inflected(lang) else "no cases"
    return {
        "change": kind,
        "place": f"{group}, {_band(tail, (0, 1, 2))} from the end, {cases}",
        "head": _band(head, (0, 1, 2, 3)),
        "letters": _letters(pair),
        "ending": _ending(lang, pair, wrong, right),
        "ending back": _ending(lang, pair, right, wrong),
        "plural": _plural(wrong, right),
    }


_GROUPS = {
    "key": "letter",
    "doubled": "double",
    "undoubled": "double",
    "added": "length",
    "dropped": "length",
}


def _plural(wrong: str, right: str) -> str:
    if not (wrong.startswith(right) or right.startswith(wrong)):
        return "neither"
    return "an s" if wrong + "s" == right or right + "s" == wrong else "goes on"


def _ending(lang: str, pair: Pair, wrong: str, right: str) -> str:
    """Tell how often words with the ending of *wrong* stand beside one with the ending of *right*."""
    head, tail = pair.change.head, pair.change.tail
    if tail > ENDING or not head:
        return "inner"
    return _band(knowledge.alternation(lang, wrong[head - 1 :], right[head - 1 :]), (0, 15, 30, 50))


def _lists(pair: Pair, lang: str) -> dict[str, str]:
    own, wide = frequencies.load(knowledge.list_of(lang)), frequencies.load(WIDE)
    in_wide = _known(wide, pair)
    in_own = _known(own, pair) if own else None
    known = " : ".join(
        "known" if max(told) else "unknown" for told in zip(in_wide, in_own or in_wide, strict=True)
    )
    balance = f"{_majority(pair)}, {known}, {'inner' if pair.change.tail >= ENDING else 'at the end'}"
    places = [knowledge.is_place(form.small) for form in (pair.wrong, pair.right)]
    return {
        "listed": _zipfs(in_own) if in_own else "no list",
        "listed widely": _zipfs(in_wide),
        "places": " : ".join("a place" if is_place else "no place" for is_place in places),
        "known letters": f"{known}, {_letters(pair)}",
        "balance": balance,
        "balance change": f"{balance}, {_GROUPS.get(pair.change.kind, pair.change.kind)}",
    }


def _known(words: frequencies.Frequencies | None, pair: Pair) -> tuple[float, float]:
    return (words.zipf(pair.wrong.small), words.zipf(pair.right.small)) if words else (0.0, 0.0)


def _zipfs(both: tuple[float, float], edges: Sequence[float] = (0, 1.5, 2.5, 3.5, 4.5, 5.5)) -> str:
    return " : ".join(_band(zipf, edges) for zipf in both)


def _majority(pair: Pair) -> str:
    right, wrong = pair.right.votes, pair.wrong.votes
    return "more votes" if right > wrong else "fewer votes" if right < wrong else "a tie"


def _letters(pair: Pair) -> str:
    return _band(min(len(pair.wrong.text), len(pair.right.text)), (4, 5, 6, 7, 9))


def _page(pair: Pair, mentions: Mentions) -> dict[str, str]:
    wrong, right = pair.wrong.small, pair.right.small
    first, second = pair.wrong.places, pair.right.places
    gap = min(abs(a - b) for a in first for b in second) if len(first) * len(second) < _MOST_GAPS else 0
    return {
        "stems": f"{_stems(mentions, pair, wrong, (0, 1))} : {_stems(mentions, pair, right, (0, 1, 2))}",
        "runs": f"{_run(mentions, pair, wrong, (0, 1))} : {_run(mentions, pair, right, (0, 1, 4))}",
        "opening": f"{'opens' if mentions.opens(pair.wrong) else 'inside'} : "
        f"{'opens' if mentions.opens(pair.right) else 'inside'}",
        "gap": _band(gap, (30, 100, 400)),
        "gloss": "in brackets" if _is_gloss(pair, mentions.text) else "apart",
    }


_MOST_GAPS = 10_000


def _is_gloss(pair: Pair, text: str) -> bool:
    """Tell whether one spelling explains the other: "Mombaju (Bombaju)"."""
    for one, other in ((pair.wrong, pair.right), (pair.right, pair.wrong)):
        for at in one.places[:3]:
            behind = text[at + len(one.text) : at + len(one.text) + 24]
            opened = behind.partition("(")[1] or behind.partition("（")[1]
            if opened and other.text in behind:
                return True
    return False


def _stems(mentions: Mentions, pair: Pair, word: str, edges: Sequence[float]) -> str:
    """Count other words of the page that begin as *word* does, up to the letter that differs."""
    stem = word[: max(pair.change.head + 1, min(STEM, len(word)))]
    return _band(mentions.beginning(stem, (pair.wrong.small, pair.right.small)), edges)


def _run(mentions: Mentions, pair: Pair, word: str, edges: Sequence[float]) -> str:
    """Count the rarest three letters around the difference in other words of the page."""
    framed = f"^{word}$"
    starts = range(max(0, pair.change.head - 1), min(len(framed) - 2, pair.change.head + 3))
    apart = (pair.wrong.small, pair.right.small)
    return _band(min((mentions.runs(framed[at : at + 3], apart) for at in starts), default=99), edges)


def _corpus(pair: Pair, elsewhere: Elsewhere) -> dict[str, str]:
    wrong, right = elsewhere.wrong, elsewhere.right
    tie = ", a tie" if pair.wrong.votes == pair.right.votes else ""
    end = ", at the end" if pair.change.tail < ENDING else ""
    return {
        "pages": f"{_band(wrong, (0, 1, 3, 9))} : {_band(right, (0, 1, 3, 9, 30))}",
        "unseen": f"{'seen' if wrong else 'unseen'}{tie}{end}",
    }
