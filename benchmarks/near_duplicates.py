"""How many near duplicates are found, and what it costs: `python -m benchmarks.near_duplicates`.

Texts are made of random words with the letters of four scripts, 3 kB each. A pair shares what its
similarity asks for; the rest is other words. In the tables below the first, every text also shares
two thirds, or four fifths, with all others of its site, as pages with a template do: they meet in
buckets that tell nothing. Recall is the share of rows, of those whose twin is at least so similar
by exact comparison, that are found. CPU is that of one process, for texts that are all different.

Last printed, for 300 pairs just above .8, .9 and .95: .997, 1 and 1 without a template, all of
them with two thirds, .953, .993 and .993 with four fifths; nothing wrongly; 1.1 ms for a text. The
more pages share four fifths, the fewer twins are found: clean them first.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence

from cleaner.validation import shingles

CHARS = 3000  # code points of a text
PAIRS = 300  # pairs for each similarity
SITES = 20  # sites over which the pairs of the second table are spread
ALPHABETS = ("etaoinshrdlucmfwyp", "оеаинтсрвлкмдпуя", "αειοτνσρηυκλπμ", "ابتثجحخدذرزسشصضطعغفقكلمنهوي")


def words(rng: random.Random, alphabet: str, chars: int) -> list[str]:
    """Return random words of so many characters together."""
    made: list[str] = []
    while sum(map(len, made)) + len(made) < chars:
        made.append("".join(rng.choices(alphabet, k=rng.randint(2, 9))))
    return made


def pair(rng: random.Random, alphabet: str, target: float, template: Sequence[str]) -> tuple[str, str]:
    """Return two texts with about the similarity *target*: of J, (1 - J) / (1 + J) of each is its own."""
    own = int(CHARS * (1 - target) / (1 + target))
    common = words(rng, alphabet, CHARS - own - sum(map(len, template)) - len(template))
    at = rng.randint(0, len(common))
    return tuple(
        " ".join([*template, *common[:at], *words(rng, alphabet, own), *common[at:]]) for _ in range(2)
    )


def pairs(rng: random.Random, target: float, share: float) -> Iterator[tuple[str, str]]:
    """Yield pairs of all scripts, each with *share* of its site's template."""
    sites = [words(rng, ALPHABETS[n % 4], int(CHARS * share)) if share else [] for n in range(SITES)]
    for number in range(PAIRS):
        site = number % SITES
        yield pair(rng, ALPHABETS[site % 4], target, sites[site])


def recall(target: float, share: float, least: float) -> tuple[float, int, int]:
    """Return the recall for pairs near *target*, how many pairs there are, and rows found wrongly."""
    rng = random.Random(f"{target} {share}")
    texts = [text for both in pairs(rng, target, share) for text in both]
    marks = [shingles.shingles(text) for text in texts]
    true = [shingles.similarity(marks[n], marks[n ^ 1]) >= least for n in range(len(texts))]
    found = shingles.near(texts, least).tolist()
    hits = sum(a and b for a, b in zip(true, found, strict=True))
    wrong = sum(b and not a for a, b in zip(true, found, strict=True))
    return hits / max(1, sum(true)), sum(true) // 2, wrong


def milliseconds(least: float) -> float:
    """Return CPU milliseconds for a text of 3 kB."""
    rng = random.Random(0)
    texts = [" ".join(words(rng, ALPHABETS[n % 4], CHARS)) for n in range(500)]
    began = time.process_time()
    shingles.near(texts, least)
    return (time.process_time() - began) * 1000 / len(texts)


def main() -> None:
    """Print recall and cost."""
    for share in (0.0, 2 / 3, 0.8):
        print(f"{share:.0%} of a text is its site's template")
        for least in (0.8, 0.9, 0.95):
            for above in (0.01, 0.03):
                found, count, wrong = recall(least + above, share, least)
                print(
                    f"  similarity {least}: {count} pairs about {least + above:.2f}, recall {found:.4f}, ",
                    end="",
                )
                print(f"{wrong} rows wrongly")
    print(f"CPU for a text of 3 kB, similarity 0.8: {milliseconds(0.8):.2f} ms")


if __name__ == "__main__":
    main()
