"""Pages of one site in a made-up language, so that no phrase file can know their words.

Syllables are put together by a seeded die. All pages have the same lines at head and foot; every
fifth has the same kicker; a subheading stands on all, though it belongs to the article.
"""

import random

from cleaner.rows import Page

PARTS = ["ka", "lor", "mi", "ven", "tu", "sha", "pel", "gi", "no", "ram", "esk", "ul", "dor", "ity", "bre"]
HEAD = ["Tusha Kalor", "Lormi | Gino | Pelram | Uldor", "Venram shagi tu 12.300"]
FOOT = ["Noram esk pelgi:", "Dority bre lor", "Kalor mi uldor ven 2024", "Shagi-tu · Noram · Breity"]
KICKERS = ["Pelgi", "Lormi", "Uldor", "Gino", "Eskram"]
SUBHEADING = "Eskity lor"


def words(die: random.Random, least: int, most: int) -> str:
    """Return from *least* to *most* words."""
    return " ".join("".join(die.choices(PARTS, k=die.randint(1, 3))) for _ in range(die.randint(least, most)))


def article(number: int) -> list[str]:
    """Return the body of one page: its headline, paragraphs, a subheading that other pages have too."""
    die = random.Random(number)
    paragraphs = [words(die, 14, 40).capitalize() + "." for _ in range(die.randint(3, 7))]
    return [words(die, 4, 8).capitalize(), *paragraphs[:2], SUBHEADING, *paragraphs[2:]]


def kicker(number: int) -> str:
    """Return the line over the headline of one page."""
    return KICKERS[number % len(KICKERS)]


def pages(count: int, url: str = "https://tusha.example/{}") -> list[Page]:
    """Return the first *count* pages of the site."""
    found = []
    for number in range(count):
        lines = [*HEAD, kicker(number), *article(number), *FOOT]
        found.append(Page(f"p{number:02}", "\n".join(lines), "tusha.jsonl", number, url=url.format(number)))
    return found
