"""How well encodings are recognised: python benchmarks/encodings.py FILE.jsonl.gz ...

Each file holds JSON lines with `lang` and `text`. Texts are written in the encodings that pages of
their language came in, cut to 200, 1,000 and 4,000 characters, and those that are no UTF-8 recognised.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
from collections import Counter, defaultdict

from ftfy.badness import is_bad

from cleaner.readers.recognise import recognise

MOST = 20  # texts of a language in each encoding
WRITTEN = {
    **{lang: ["windows-1252"] for lang in ("de", "en", "es", "fi", "it", "nl", "no", "pt", "sv")},
    **{lang: ["windows-1250", "iso-8859-2"] for lang in ("cs", "hr", "hu", "pl")},
    "fr": ["windows-1252", "iso-8859-15", "cp850"],
    "bg": ["windows-1251", "koi8-r"],
    "ru": ["windows-1251", "koi8-r", "cp866"],
    "uk": ["windows-1251", "koi8-u"],
    "tr": ["windows-1254"],
    "el": ["windows-1253", "iso-8859-7"],
    "he": ["windows-1255"],
    "ar": ["windows-1256"],
    "th": ["cp874"],
    "zh": ["gb18030"],
    "ja": ["cp932", "euc-jp"],
    "ko": ["cp949"],
}


def texts(paths: list[str]) -> dict[str, list[str]]:
    """Return the sound texts of each language, in an order that is always the same."""
    found = defaultdict(list)
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                if row["lang"][:2] in WRITTEN and not is_bad(row["text"]):
                    found[row["lang"][:2]].append(row["text"])
    for several in found.values():
        random.Random(1).shuffle(several)
    return found


def judged(text: str, encoding: str) -> str | None:
    """Return how a text in an encoding is judged: right, wrong or doubtful; None if it is UTF-8 as well."""
    raw = text.encode(encoding, "ignore")
    written = raw.decode(encoding)
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return None
    if len(written) < 0.995 * len(text):
        return None
    found = recognise(raw)
    return "doubtful" if found is None else "right" if raw.decode(found[0]) == written else "wrong"


def main() -> None:
    """Print how many are right, wrong and doubtful, by language and encoding, and in all."""
    total: Counter[str] = Counter()
    for lang, several in sorted(texts(sys.argv[1:]).items()):
        for encoding in WRITTEN[lang]:
            told = (judged(text[:size], encoding) for text in several[:MOST] for size in (200, 1000, 4000))
            counts = Counter(one for one in told if one)
            total += counts
            print(lang, encoding, dict(sorted(counts.items())))
    print("in all", dict(sorted(total.items())))


if __name__ == "__main__":
    main()
