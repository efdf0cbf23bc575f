"""Pages of made-up sites that leave doubts of every kind: names, lines that stay, lines that went."""

import json

BODY = [
    "The river rose again on {day}, and the bridge at Ashdown was closed to all traffic until noon.",
    "The council had asked for a new gauge above the weir, which was never built for want of money.",
    "Farmers along the lower bank moved their sheep to the common before the water reached the gates.",
    "Nobody was hurt, the mayor said, and the school will open its doors again at the usual hour.",
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "the holiday"]
DESK = "See the {n} readings of our river desk"  # recurs inside the text of one site
TALKS = "Kim Jong-un met the delegation on {day}. Kim Jung-un left the hall before the talks had ended."
PORT = "The painter Ostrander came late. A friend of Ostrandar waited at the quay, and Ostrander laughed."
LISBON = (
    "We met Alvarro in Lisbon on {day}. The brother of Alvaro paid for all of us, and took the night train."
)
WEEK = "The harbour week in pictures"  # recurs below the text of some pages of one site
JUNG = "Readers of Carl Jung met in the library, and the book of the month by Jung was read aloud there."
CLAUDE = "Jean-Claude mended the pump. Jean Claude slept beside it, and Jean-Claude woke him in the night."


def page(number, site, *extra, tail=""):
    """Return one row: an article, with *extra* paragraphs inside its text, and a last line below it."""
    day = DAYS[number % len(DAYS)]
    parts = [part.format(day=day, n=number + 11) for part in (*BODY[:2], *extra, BODY[2], BODY[3])]
    head = f"Report {number} from the valley, the {day} of the flood"
    text = "\n\n".join([head, f"{parts[0]} Report {number}.", *parts[1:], *([tail] if tail else [])])
    return {
        "id": f"{site}-{number}",
        "text": f"{text}\n",
        "url": f"https://www.{site}.example/{number}",
        "lang": "en",
    }


def rows():
    """Return all pages."""
    found = [page(n, "river", DESK) for n in range(6)]
    found += [page(n, "harbour", PORT, tail=WEEK if n < 4 else "") for n in range(9)]
    found += [page(n, "world", TALKS) for n in range(3)]
    found += [page(n, "travel", LISBON) for n in range(2)]
    found += [page(0, "books", JUNG), page(1, "books", CLAUDE)]
    return found


def write(path, extra=()):
    """Write the pages as JSON lines; *extra*: further rows."""
    lines = [json.dumps(row, ensure_ascii=False) for row in [*rows(), *extra]]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def suites(folder):
    """Write a folder of one suite with one rule: what is validated is not what these pages are for."""
    from cleaner import validation

    suite = json.loads((validation.suites.folder() / "articles.json").read_text(encoding="utf-8"))
    suite["expectations"] = suite["expectations"][:1]
    folder.mkdir(exist_ok=True)
    (folder / "articles.json").write_text(json.dumps(suite), encoding="utf-8")
    return folder
