"""The adapters against the real libraries: clean text out, edits beside it, the input back."""

import dataclasses
import json
import pickle
import subprocess
import sys
from collections import Counter

import pytest

from cleaner import Config, clean
from cleaner.adapters import FIELDS, record, restored
from cleaner.errors import ConfigError, DataError, EditConflict, MissingExtra

BODY = "The river rose again on Monday, and the bridge at Ashdown was closed to all traffic until noon.\n"
PAGE = f"{BODY}\nLeave a Reply\n\n7 + 4 =\n"
RULES = ["captcha/sum", "comment-form/heading"]
NAMES = [f"cleaner_{name}" for name in FIELDS]


def rules(edits):
    return [edit["rule"] for edit in edits]


def test_a_record_holds_what_a_doc_says_and_gives_the_text_back():
    doc = clean("Ã©tÃ© " + PAGE.replace("\n", "\r\n"))
    made = record(doc, prefix="")
    assert tuple(made) == FIELDS
    assert rules(made["edits"]) == [edit.rule for edit in doc.edits]
    assert len({edit["layer"] for edit in made["edits"]}) > 1
    assert restored(doc.text, json.loads(json.dumps(made))["edits"]) == doc.raw
    with pytest.raises(EditConflict):
        restored("x" + doc.text, [{**made["edits"][0], "new": "no such words"}])


# Scrapy

SPIDER = """
import pathlib, sys
import scrapy
from scrapy.crawler import CrawlerProcess

class Pages(scrapy.Spider):
    name = "pages"
    async def start(self):
        for path in sorted(pathlib.Path(sys.argv[1]).glob("*.html")):
            yield scrapy.Request(path.as_uri())
    def parse(self, response):
        yield {"url": response.url, "text": "\\n\\n".join(response.css("p::text").getall()) + "\\n"}
        yield {"url": response.url, "text": 3}
        yield {"url": response.url, "price": 3}

process = CrawlerProcess({
    "ITEM_PIPELINES": {"cleaner.adapters.scrapy.CleanerPipeline": 300},
    "CLEANER_CONFIG": sys.argv[2],
    "FEEDS": {sys.argv[3]: {"format": "jsonlines"}},
    "TELNETCONSOLE_ENABLED": False,
})
crawler = process.create_crawler(Pages)
process.crawl(crawler)
process.start()
stats = crawler.stats.get_stats()
print({name: count for name, count in sorted(stats.items()) if "cleaner/" in name or "dropped_count" in name})
"""


def test_a_crawl_gives_clean_items_and_counts(tmp_path):
    for n in range(2):
        lines = "".join(f"<p>{line}</p>" for line in PAGE.split("\n") if line)
        (tmp_path / f"{n}.html").write_text(f"<title>{n}</title>{lines}", encoding="utf-8")
    (tmp_path / "c.toml").write_text('off = ["captcha"]\n')
    args = [tmp_path, tmp_path / "c.toml", tmp_path / "items.jsonl"]
    done = subprocess.run(
        [sys.executable, "-c", SPIDER, *map(str, args)], capture_output=True, text=True, check=True
    )
    items = [json.loads(line) for line in (tmp_path / "items.jsonl").read_text().splitlines()]
    texts = [item for item in items if "text" in item]
    assert Counter(tuple(item) for item in items) == {("url", "text", *NAMES): 2, ("url", "price"): 2}
    assert [rules(item["cleaner_edits"]) for item in texts] == [["comment-form/heading"]] * 2
    assert [restored(item["text"], item["cleaner_edits"]) for item in texts] == [PAGE] * 2
    assert eval(done.stdout) == {
        "cleaner/edits": 2,
        "cleaner/edits/comment-form/heading": 2,
        "cleaner/findings": 2,
        "cleaner/findings/check/short": 2,
        "cleaner/items": 2,
        "item_dropped_count": 2,
    }
    assert "'text' is int, not a string; extract the text first" in done.stderr


def test_any_kind_of_item_with_the_fields_is_taken():
    import scrapy

    from cleaner.adapters.scrapy import CleanerPipeline

    @dataclasses.dataclass
    class Article:
        body: str
        lang: str = ""
        cleaner_lang: str = ""
        cleaner_lang_confidence: float = 0
        cleaner_author: str | None = None
        cleaner_edits: list = dataclasses.field(default_factory=list)
        cleaner_findings: list = dataclasses.field(default_factory=list)

    item_class = type("Declared", (scrapy.Item,), {name: scrapy.Field() for name in ("body", *NAMES)})
    pipeline = pickle.loads(pickle.dumps(CleanerPipeline("body")))
    for item in (Article(PAGE), item_class(body=PAGE), {"body": PAGE}):
        made = pipeline.process_item(item)
        get = made.get if not isinstance(made, Article) else lambda name, made=made: getattr(made, name)
        assert get("body") == BODY
        assert rules(get("cleaner_edits")) == RULES
    bare = type("Bare", (scrapy.Item,), {"body": scrapy.Field()})
    with pytest.raises(DataError, match="Bare has no field 'cleaner_lang'; give it body, cleaner_lang"):
        pipeline.process_item(bare(body=PAGE))
    assert pipeline.process_item({"body": None}) == {"body": None}


# Hugging Face datasets


def rows(count):
    return {
        "id": list(range(count)),
        "text": [BODY if n % 2 == 0 else PAGE for n in range(count)],
        "lang": ["en"] * count,
    }


def test_a_dataset_is_cleaned_with_its_edits_beside_the_text():
    from datasets import Dataset

    from cleaner.adapters.datasets import clean_dataset

    given = Dataset.from_dict(rows(6))
    made = clean_dataset(given, batch_size=1)  # the first batch has no edit to tell their type from
    assert made.column_names == ["id", "text", "lang", *NAMES]
    assert made["text"][:] == [BODY] * 6
    assert [rules(edits) for edits in made["cleaner_edits"]] == [[], RULES] * 3
    back = [restored(row["text"], row["cleaner_edits"]) for row in made]
    assert back == given["text"][:]
    assert clean_dataset(Dataset.from_dict({"text": [None]}))[0]["text"] is None


@pytest.mark.filterwarnings("ignore:This process .* multi-threaded:DeprecationWarning")  # datasets forks
def test_processes_give_the_same_rows_and_the_same_cache_key():
    from datasets import Dataset
    from datasets.fingerprint import Hasher

    from cleaner.adapters.datasets import Cleaning, clean_dataset

    given = Dataset.from_dict(rows(8))
    one, two = clean_dataset(given), clean_dataset(given, num_proc=2)
    assert one.to_list() == two.to_list()
    assert Hasher.hash(Cleaning()) == Hasher.hash(pickle.loads(pickle.dumps(Cleaning())))
    assert Hasher.hash(Cleaning()) != Hasher.hash(Cleaning(config=Config(threshold=1.0)))


def test_a_stream_of_rows_is_cleaned_too():
    from datasets import Dataset

    from cleaner.adapters.datasets import clean_dataset

    stream = Dataset.from_dict(rows(4)).to_iterable_dataset()
    assert [rules(row["cleaner_edits"]) for row in clean_dataset(stream)] == [[], RULES] * 2


def test_a_column_that_is_missing_or_holds_no_text_is_told():
    from cleaner.adapters.datasets import Cleaning

    with pytest.raises(DataError, match="no column 'text'; the dataset has body: name it with text="):
        Cleaning()({"body": ["x"]})
    with pytest.raises(DataError, match="column 'text' holds int, not strings; cast it first"):
        Cleaning()({"text": [3]})
    with pytest.raises(ConfigError, match="no such file"):
        Cleaning(config="gone.toml")


# datatrove


def test_a_pipeline_of_several_tasks_cleans_each_document(tmp_path):
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    from cleaner.adapters.datatrove import CleanerStep

    (tmp_path / "in").mkdir()
    for part in range(2):
        lines = [
            json.dumps({"id": f"{part}-{n}", "text": PAGE, "url": "https://a.example"}) for n in range(3)
        ]
        (tmp_path / "in" / f"{part}.jsonl").write_text("\n".join(lines))
    steps = [
        JsonlReader(str(tmp_path / "in")),
        CleanerStep(),
        JsonlWriter(str(tmp_path / "out"), output_filename="${rank}.jsonl", compression=None),
    ]
    logs = str(tmp_path / "logs")
    executor = LocalPipelineExecutor(steps, tasks=2, workers=2, logging_dir=logs)
    executor.run()
    made = [
        json.loads(line)
        for path in sorted((tmp_path / "out").iterdir())
        for line in path.read_text().splitlines()
    ]
    assert [row["id"] for row in made] == [f"{part}-{n}" for part in range(2) for n in range(3)]
    assert {row["text"] for row in made} == {BODY}
    assert all(rules(row["metadata"]["cleaner_edits"]) == RULES for row in made)
    assert all(restored(row["text"], row["metadata"]["cleaner_edits"]) == PAGE for row in made)
    (counted,) = [
        s for s in json.loads((tmp_path / "logs" / "stats.json").read_text()) if "cleaner" in s["name"]
    ]
    assert counted["stats"]["captcha/sum"] == 6


def test_a_step_can_be_pickled_and_counts_what_it_did():
    from datatrove.data import Document

    from cleaner.adapters.datatrove import CleanerStep

    step = pickle.loads(pickle.dumps(CleanerStep(Config(off=("captcha",)))))
    (made,) = step.run(iter([Document(PAGE, "a", metadata={"title": "River"})]))
    assert rules(made.metadata["cleaner_edits"]) == ["comment-form/heading"]
    assert step.stats.stats["edits"].total == 1
    assert list(step.run(None)) == []


@pytest.mark.parametrize("name", ["scrapy", "datasets", "datatrove"])
def test_an_adapter_without_its_library_says_what_to_install(name, monkeypatch):
    for module in [m for m in sys.modules if m.split(".")[0] in (name, "itemadapter")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, "itemadapter", None)
    monkeypatch.delitem(sys.modules, f"cleaner.adapters.{name}", raising=False)
    with pytest.raises(
        MissingExtra, match=rf'{name} is not installed; pip install "content-cleaner\[{name}\]"'
    ):
        __import__(f"cleaner.adapters.{name}")
