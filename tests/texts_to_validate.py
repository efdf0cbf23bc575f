"""Sixty rows of text with something wrong in some of them, for expectations about texts."""

import random

SENTENCES = {
    "en": "The council met on Tuesday evening and voted on the new bridge over the river {n}, which has been closed to all traffic since the flood in spring.",
    "de": "Der Gemeinderat hat am Dienstag über die neue Brücke {n} abgestimmt, die seit dem Hochwasser im Frühling für den Verkehr gesperrt ist und repariert wird.",
    "fr": "Le conseil municipal s'est réuni mardi soir pour voter le nouveau pont {n} sur la rivière, fermé à toute circulation depuis la crue du printemps dernier.",
    "ru": "Городской совет собрался во вторник вечером и проголосовал за новый мост {n} через реку, который закрыт для движения после весеннего наводнения этого года.",
}
WORDS = [
    "amber",
    "birch",
    "cedar",
    "delta",
    "ember",
    "fjord",
    "grove",
    "heath",
    "inlet",
    "jetty",
    "knoll",
    "lagoon",
    "meadow",
    "narrows",
    "orchard",
    "prairie",
    "quarry",
    "ridge",
    "savanna",
    "tundra",
    "upland",
    "valley",
    "wharf",
]
NAMES = ["Ilhan Omar", "Rashida Tlaib", "Ayanna Pressley", "Alexandria Ocasio-Cortez"]


def rows():
    """Return the rows; what is wrong in each is told by its number."""
    rng = random.Random(7)
    made = []
    for n in range(60):
        lang = list(SENTENCES)[n % 4]
        body = " ".join([SENTENCES[lang].format(n=n), *rng.choices(WORDS, k=60)])
        text = SENTENCES[lang].format(n=n) + "\n" + body.capitalize() + ".\n"
        made.append(
            {
                "id": f"r{n:02}",
                "site": f"{n % 3}.example.org",
                "text": text,
                "lang": lang,
                "name": NAMES[n % 4],
            }
        )
        made[-1] |= {"residue": 0, "whole": True}
    _break(made)
    return made


def _break(made):
    for n in (3, 17):
        made[n]["text"] += "Leave a Reply\nName\nE-mail\n"
    made[8]["text"] = made[8]["text"].replace("\n", "\ncafÃ© â€œMÃ¼ller\n", 1)
    for n in (9, 10):
        made[n]["text"] = made[n]["text"].replace(" ", " \x07", 1)
    made[20]["text"] = made[21]["text"] + "One more word."
    made[30]["text"] = made[33]["text"] = made[31]["text"].upper()
    made[40]["text"], made[41]["text"] = "A. Cat.", "a cat"
    made[42]["text"], made[43]["text"] = "...", "!"
    for n in (50, 51):
        made[n]["text"] = None
    made[4]["lang"], made[5]["lang"], made[6]["lang"], made[7]["lang"] = "en-GB", "ru", None, "und"
    made[12]["lang"], made[13]["lang"], made[14]["lang"], made[52]["lang"] = "deu", "nl", "tlh", "fra"
    made[33]["name"], made[34]["name"], made[35]["name"] = "Ayanna Presssley", None, "Ihlan Omar"
    made[1]["residue"], made[2]["residue"], made[5]["residue"] = 1, None, 3
    made[11]["whole"], made[12]["whole"] = False, None
