"""HTML extractors beside one another: F1 on outputs that are given, CPU time and memory on made pages.

usage: python benchmarks/extractors.py [FOLDER] [--rounds 5]

FOLDER holds, for any SET, SET_truth.jsonl.gz with rows {page, text} and SET_outputs.jsonl.gz
with rows {page, extractor, text}; without it, only time and memory are measured. F1 is that
of the public article-extraction-benchmark: shingles of 4 words, each page weighing the same.
The pages are made here: 6 languages in 5 layouts. Each extractor runs in a process of its own;
one that is not installed is named.
"""

import argparse
import gzip
import json
import re
import resource
import statistics
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

# Body text, headline, a reader's comment, and words of the page around them.
WORDS = {
    "en": (
        "The river rose again on Monday, and the bridge at Ashdown was closed to all traffic until noon.",
        "The bridge at Ashdown is closed",
        "A reader: at last somebody writes about it!",
        "Home News Sport Share on Facebook Leave a reply",
    ),
    "fr": (
        "Le pont de la rivière a rouvert lundi matin après trois semaines de travaux, selon la mairie.",
        "Le pont a rouvert",
        "Un lecteur : enfin, ce n'est pas trop tôt !",
        "Accueil Actualités Sport Partager sur Facebook Laisser un commentaire",
    ),
    "de": (
        "Die Brücke über den Fluss wurde am Montag wieder geöffnet, nachdem drei Wochen gebaut worden war.",
        "Die Brücke ist wieder offen",
        "Ein Leser: Endlich schreibt das jemand!",
        "Start Nachrichten Sport Auf Facebook teilen Kommentar schreiben",
    ),
    "ja": (
        "川の水位は月曜日に再び上がり、町の橋は正午まで通行止めになったと市の担当者が説明した。",
        "橋が通行止めになった",
        "読者:やっと記事になりましたね。",
        "ホーム ニュース スポーツ シェアする コメントを残す",
    ),
    "ar": (
        "ارتفع منسوب النهر مرة أخرى يوم الاثنين، وأغلق الجسر القديم أمام حركة المرور حتى الظهر.",
        "إغلاق الجسر القديم",
        "قارئ: أخيرا كتب أحد عن هذا الموضوع.",
        "الرئيسية أخبار رياضة شارك على فيسبوك اترك تعليقا",
    ),
    "ru": (
        "Мост через реку снова открыли в понедельник утром после трёх недель ремонта, сообщили в мэрии.",
        "Мост снова открыт",
        "Читатель: наконец-то об этом написали!",
        "Главная Новости Спорт Поделиться Оставить комментарий",
    ),
}
PARAGRAPHS = 12
LINKED = """<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{title}",
"datePublished": "2024-05-06T08:00:00Z", "author": {{"@type": "Person", "name": "Ann Bee"}}}}</script>"""
META = """<meta property="og:title" content="{title}"><meta name="author" content="Ann Bee">
<meta property="article:published_time" content="2024-05-06"><link rel="canonical" href="https://example.org/a">"""
LAYOUTS = {
    "article": """<html><head><title>{title}</title>{linked}{meta}</head><body><nav>{links}</nav>
<article><h1>{title}</h1>{paragraphs}</article><aside>{links}</aside><footer>{links}</footer></body></html>""",
    "blog": """<html><head><title>{title}</title>{meta}</head><body><div id="menu">{links}</div>
<div class="post"><h2 class="entry-title">{title}</h2><div class="share">{links}</div>
<div class="entry-content">{paragraphs}</div><div class="share">{links}</div></div>
<div id="comments"><ol>{comments}</ol></div></body></html>""",
    "divs": """<html><head><title>{title}</title></head><body><div><div><div>{links}</div></div><div><div>
<div itemprop="headline">{title}</div>{divs}</div></div><div>{links}</div></div></body></html>""",
    "table": """<html><head><title>{title}</title></head><body><table><tr><td width=150>{links}</td><td>
<font size=4>{title}</font>{paragraphs}</td></tr></table></body></html>""",
    "breaks": """<html><head><title>{title}</title>{linked}</head><body>{links}<h1>{title}</h1>
<div class="text">{breaks}</div><div class="comment-list">{comments}</div></body></html>""",
}


def page(lang: str, layout: str) -> str:
    """Return one made page."""
    body, title, comment, around = WORDS[lang]
    said = [" ".join([f"{number}."] + [body] * (1 + number % 4)) for number in range(PARAGRAPHS)]
    return LAYOUTS[layout].format(
        title=title,
        linked=LINKED.format(title=title),
        meta=META.format(title=title),
        links=" ".join(f'<a href="/{n}">{word}</a>' for n, word in enumerate(around.split() * 4)),
        paragraphs="".join(f"<p>{text}</p>\n" for text in said),
        divs="".join(f"<div>{text}</div>\n" for text in said),
        breaks="<br><br>\n".join(said),
        comments=f'<li class="comment"><p>{comment}</p></li>\n' * 8,
    )


def pages() -> list[str]:
    """Return the 30 pages."""
    return [page(lang, layout) for lang in WORDS for layout in LAYOUTS]


def _trafilatura(**options: bool) -> Callable[[str], object]:
    from trafilatura import bare_extraction

    return lambda html: bare_extraction(html, include_comments=False, **options)


def _readability() -> Callable[[str], object]:
    from lxml.html import fromstring
    from readability import Document

    return lambda html: fromstring(Document(html).summary()).text_content()


def _resiliparse() -> Callable[[str], object]:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda html: extract_plain_text(html, main_content=True, comments=False)


def _ours() -> Callable[[str], object]:
    from cleaner import html

    return lambda text: html.extract(text.encode())


EXTRACTORS: dict[str, tuple[str, Callable[[], Callable[[str], object]]]] = {
    "trafilatura": ("trafilatura", _trafilatura),
    "trafilatura, precision": ("trafilatura", lambda: _trafilatura(favor_precision=True)),
    "trafilatura, with its metadata": ("trafilatura", lambda: _trafilatura(with_metadata=True)),
    "cleaner.html (precision, own metadata)": ("trafilatura", _ours),
    "readability-lxml": ("readability", _readability),
    "resiliparse": ("resiliparse", _resiliparse),
}


def measure(name: str, rounds: int) -> None:
    """Print the median CPU time in ms a page and the peak memory in MB of one extractor, as JSON."""
    made = pages()
    extract = EXTRACTORS[name][1]()
    for html in made:
        extract(html)
    times = []
    for _ in range(rounds):
        for html in made:
            began = time.process_time()
            extract(html)
            times.append(1000 * (time.process_time() - began))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"ms": statistics.median(times), "mb": peak}))


def _rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3)) if words)


def f1(truth: dict[str, str], found: dict[str, str]) -> float:
    """Return F1 over pages: precision and recall are means over the pages where they are defined."""
    precisions, recalls = [], []
    for name, text in truth.items():
        true, said = _shingles(text), _shingles(found.get(name) or "")
        hit = (true & said).total()
        if said:
            precisions.append(hit / said.total())
        if true:
            recalls.append(hit / true.total())
    precision, recall = statistics.mean(precisions), statistics.mean(recalls)
    return 2 * precision * recall / (precision + recall)


def score(folder: Path) -> None:
    """Print the F1 of each extractor in each set of a folder."""
    for path in sorted(folder.glob("*_truth.jsonl.gz")):
        name = path.name.removesuffix("_truth.jsonl.gz")
        truth = {row["page"]: row["text"] for row in _rows(path)}
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for row in _rows(folder / f"{name}_outputs.jsonl.gz"):
            found[row["extractor"]][row["page"]] = row["text"]
        for extractor, texts in sorted(found.items()):
            print(f"{name:12} {extractor:40} F1 {f1(truth, texts):.4f} on {len(truth)} pages")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--one", choices=EXTRACTORS, help="measure one extractor in this process")
    args = parser.parse_args()
    if args.one:
        measure(args.one, args.rounds)
        return
    if args.folder:
        score(args.folder)
    print(f"{len(pages())} made pages, medians of {args.rounds} rounds")
    for name, (module, _) in EXTRACTORS.items():
        if find_spec(module) is None:
            print(f"{name:40} not installed")
            continue
        command = [sys.executable, __file__, "--one", name, "--rounds", str(args.rounds)]
        told = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
        print(f"{name:40} {told['ms']:6.2f} ms of CPU a page, peak memory {told['mb']:.0f} MB")


if __name__ == "__main__":
    main()
