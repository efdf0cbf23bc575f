"""langdetect's language profiles, walked faster with the same result.

The method is langdetect's (Shuyo 2010: naive Bayes over character 1- to 3-grams, seven
seeded trials); its profiles and its folding of characters are used as they are. Only the
walk differs: n-grams are cut by slices, and only probabilities that are not nought are held.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from langdetect import PROFILES_DIRECTORY
from langdetect.detector import Detector
from langdetect.utils.ngram import NGram
from langdetect.utils.unicode_block import unicode_block

SEED = 0  # any fixed number: it makes the trials repeatable
RARE = 2e-5  # share of a letter in a profile below which it counts as not of that language


class _Folding(dict[int, str]):
    """langdetect's folding of characters, remembered as it is asked for."""

    def __missing__(self, code: int) -> str:
        folded: str = NGram.normalize(chr(code))
        self[code] = folded
        return folded


@dataclass(frozen=True, slots=True)
class Profiles:
    """What langdetect knows: its languages, its n-grams, and the probability of each in each."""

    langs: tuple[str, ...]
    index: dict[str, int]  # n-gram -> row
    starts: Any  # int32: where each row begins in the two below, and where the last one ends
    columns: Any  # uint8: languages that know the n-gram
    values: Any  # float64: its probability in each
    folding: _Folding


@cache
def load() -> Profiles:
    """Read the profiles that langdetect carries; once for each process."""
    files = sorted(Path(PROFILES_DIRECTORY).iterdir())
    index: dict[str, int] = {}
    rows, columns, values = [], [], []
    for column, file in enumerate(files):  # one at a time: what is not kept goes before the next comes
        content = orjson.loads(file.read_bytes())
        freq = {gram: count for gram, count in content["freq"].items() if 1 <= len(gram) <= NGram.N_GRAM}
        words = np.array(content["n_words"])[np.fromiter(map(len, freq), int) - 1]
        for gram in freq:
            index.setdefault(gram, len(index))
        rows.append(np.fromiter(map(index.__getitem__, freq), np.int32, len(freq)))
        columns.append(np.full(len(freq), column, np.uint8))
        values.append(np.fromiter(freq.values(), float) / words)
    row = np.concatenate(rows)
    order = np.argsort(row, kind="stable")
    starts = np.searchsorted(row[order], np.arange(len(index) + 1)).astype(np.int32)
    held = np.concatenate(columns)[order], np.concatenate(values)[order]
    return Profiles(tuple(file.name for file in files), index, starts, *held, _Folding())


def grams(text: str) -> list[int]:
    """Return the rows of the n-grams of *text* that any profile knows, in langdetect's order."""
    known = load()
    look = known.index.get
    found = []
    words = _cleaned(text).translate(known.folding).split(" ")
    last = len(words) - 1
    for number, word in enumerate(words):
        if not word:
            continue
        padded = f" {word} " if number < last else f" {word}"
        skip = _capital(word) if word != word.lower() else frozenset[int]()
        for i in range(1, len(padded)):
            if i in skip:
                continue
            for gram in (padded[i], padded[i - 1 : i + 1], padded[i - 2 : i + 1] if i > 1 else ""):
                row = look(gram) if gram and gram != " " else None
                if row is not None:
                    found.append(row)
    return found


def _capital(word: str) -> frozenset[int]:
    """Return the places, in the padded word, inside a run of capitals: langdetect skips them."""
    return frozenset(i + 1 for i in range(1, len(word)) if word[i].isupper() and word[i - 1].isupper())


def _cleaned(text: str) -> str:
    """Do what langdetect does first: no addresses, no Latin words in other scripts, single spaces."""
    if "://" in text:
        text = Detector.URL_RE.sub(" ", text)
    if "@" in text:
        text = Detector.MAIL_RE.sub(" ", text)
    text = NGram.normalize_vi(text)
    while "  " in text:
        text = text.replace("  ", " ")
    if text.isascii():
        return text
    latin = sum("A" <= c <= "z" for c in text)
    other = sum(c >= "\u0300" and unicode_block(c) != "Latin Extended Additional" for c in text)
    return "".join(c for c in text if c < "A" or c > "z") if latin * 2 < other else text


def probabilities(rows: list[int]) -> list[tuple[str, float]]:
    """Return (language, probability) above .1, the likeliest first; *rows* as `grams` gives them."""
    langs = load().langs
    table = _table(rows)
    rng = random.Random(SEED)
    total = np.zeros(len(langs))
    for _ in range(7):
        total += _trial(table, rng) / 7
    ranked = sorted(zip(total.tolist(), langs, strict=True), reverse=True)
    return [(lang, float(p)) for p, lang in ranked if p > Detector.PROB_THRESHOLD]


def _table(rows: list[int]) -> Any:
    """Return the probability of each n-gram in each language, n-grams by languages."""
    known = load()
    at = np.array(rows)
    sizes = known.starts[at + 1] - known.starts[at]
    ends = np.cumsum(sizes)
    held = np.arange(ends[-1]) + np.repeat(known.starts[at] - ends + sizes, sizes)
    table = np.zeros((len(rows), len(known.langs)))
    table[np.repeat(np.arange(len(rows)), sizes), known.columns[held]] = known.values[held]
    return table


def _trial(table: Any, rng: random.Random) -> Any:
    every, count = range(table.shape[0]), table.shape[1]
    prob = np.full(count, 1.0 / count)
    weight = (Detector.ALPHA_DEFAULT + rng.gauss(0.0, 1.0) * Detector.ALPHA_WIDTH) / Detector.BASE_FREQ
    step = 0
    while True:
        prob *= table[rng.choice(every)] + weight
        if step % 5 == 0:
            prob /= prob.sum()
            if prob.max() > Detector.CONV_THRESHOLD or step >= Detector.ITERATION_LIMIT:
                return prob
        step += 1


def fit(rows: list[int], lang: str) -> float:
    """Return the share of n-grams that the profile of *lang* knows: low for a language langdetect lacks."""
    column = load().langs.index(lang)
    return float((_table(rows)[:, column] > 0).mean())


def foreign(text: str, lang: str) -> float:
    """Return the share of letters in *text* that the profile of *lang* hardly ever saw.

    Hardly ever: less than 2 in 100,000, which loan words reach. Han and Hangul fold to too
    few letters to tell, and give 0.
    """
    known = load()
    column = known.langs.index(lang)
    counts = Counter(
        c for c in _cleaned(text).lower().translate(known.folding) if c.isalpha() and c < "\u3000"
    )
    unseen = 0
    for letter, count in counts.items():
        row = known.index.get(letter)
        if row is None or _share(row, column) < RARE:
            unseen += count
    return unseen / max(1, counts.total())


def _share(row: int, column: int) -> float:
    """Return the probability of one n-gram in one language."""
    known = load()
    start, end = known.starts[row : row + 2]
    return float(known.values[start:end][known.columns[start:end] == column].sum())
