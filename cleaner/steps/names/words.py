"""The evidence about two spellings, in words: votes, neighbours, what speaks most for and against."""

from __future__ import annotations

from collections.abc import Mapping

from cleaner.steps.names.evidence import Pair
from cleaner.steps.names.weights import Weights

MOST = 3  # kinds of evidence that are told besides votes and neighbours
SAID = {
    "alone": "other names beside it",
    "balance": "votes, what is known and where the slip is",
    "balance anywhere": "votes and word lists of all languages together",
    "balance change": "votes and the kind of slip together",
    "change": "kind of slip",
    "ending": "words that end so and have a sister that ends as the other",
    "ending back": "words that end as the other and have a sister that ends so",
    "gap": "characters between the two",
    "head": "letters before the slip",
    "known letters": "what is known, and letters",
    "letters": "letters",
    "listed": "frequency in the language",
    "listed anywhere": "frequency in any language",
    "listed widely": "frequency in English",
    "opening": "where it stands",
    "pages": "other pages with it",
    "place": "place of the slip",
    "places": "gazetteer",
    "plural": "plural or possessive",
    "ratio": "votes for one of the other",
    "rivals": "other spellings near it",
    "runs": "words of the page with the same three letters",
    "small": "written small",
    "stems": "words of the page with the same beginning",
    "unseen": "elsewhere",
}


def told(pair: Pair, levels: Mapping[str, str], weights: Weights, sure: float | None) -> str:
    """Return the evidence as one line; " : " parts what is said of the slip from the other spelling.

    *sure*: the probability; None where a rule decided that needs none.
    """
    right, wrong = pair.right, pair.wrong
    said = [f"votes {right.text} {right.votes} : {wrong.text} {wrong.votes}"]
    if levels["neighbours"] != "none before, none behind":
        said.append(f"neighbours {levels['neighbours']}")
    if sure is None:
        return "; ".join(said)
    others = {kind: level for kind, level in levels.items() if kind in SAID}
    said += [f"{SAID[kind]}: {level} ({by:+.1f})" for kind, level, by in weights.telling(others, MOST)]
    return "; ".join([*said, f"probability {sure:.3f}"])
