"""Which endings of words stand for one another in a language: `cleaner/data/names/endings/*.tsv`.

usage: python fitting/endings.py FOLDER

For each language that wordfreq lists and that has capitals: of the words that end in X, the share
that have a sister on the list which ends in Y instead, one letter apart. X and Y begin one letter
before the difference. What fewer than LEAST words or SHARE of them show is left out, and so is a
language of which nothing is left. "any.tsv" holds what at least two languages show, at its highest.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import wordfreq

LEAST = 20  # words
SHARE = 10  # of a hundred
WITHIN = 3  # letters from the end
STEM = 3  # letters that stay at least


def main() -> None:
    """Write a table for each language, and one for all others."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    shown: dict[tuple[str, str], list[int]] = defaultdict(list)
    for lang in sorted(wordfreq.available_languages("best")):
        words = wordfreq.get_frequency_dict(lang, "best")
        wordfreq.get_frequency_dict.cache_clear()
        if not any(word[0].upper() != word[0] for word in list(words)[:100]):
            continue
        found = shares({word for word in words if len(word) > STEM and word.isalpha()})
        write(folder / f"{lang}.tsv", found)
        for pair, share in found.items():
            shown[pair].append(share)
        print(f"{lang}: {len(found)} pairs of endings")
    write(folder / "any.tsv", {pair: max(told) for pair, told in shown.items() if len(told) > 1})


def shares(words: set[str]) -> dict[tuple[str, str], int]:
    """Return of each two endings how many of 100 words with the first have a sister with the second."""
    ends = Counter(word[-size:] for word in words for size in range(1, WITHIN + 2))
    met = Counter(pair for one, other in sisters(words) for pair in ((one, other), (other, one)))
    counted = {pair: (number, 100 * number // ends[pair[0]]) for pair, number in met.items()}
    return {pair: share for pair, (number, share) in counted.items() if number >= LEAST and share >= SHARE}


def sisters(words: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the two endings of every two words one letter apart near the end."""
    frames: dict[tuple[str, str], list[str]] = defaultdict(list)  # a word without one letter: the letters
    for word in sorted(words):
        shorter = set()
        for at in range(max(STEM, len(word) - WITHIN), len(word)):
            frames[word[:at], word[at + 1 :]].append(word[at])
            shorter.add(word[:at] + word[at + 1 :])
        yield from (endings(word, other) for other in sorted(shorter & words))
    for (stem, rest), letters in frames.items():
        for number, letter in enumerate(letters):
            yield from ((stem[-1] + letter + rest, stem[-1] + more + rest) for more in letters[number + 1 :])


def endings(longer: str, shorter: str) -> tuple[str, str]:
    """Return both words from one letter before their difference."""
    same = next((at for at in range(len(shorter)) if longer[at] != shorter[at]), len(shorter))
    return longer[same - 1 :], shorter[same - 1 :]


def write(path: Path, found: dict[tuple[str, str], int]) -> None:
    """Write a table, sorted; none where nothing was found."""
    if found:
        rows = [f"{wrong}\t{right}\t{share}\n" for (wrong, right), share in sorted(found.items())]
        path.write_text("".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
