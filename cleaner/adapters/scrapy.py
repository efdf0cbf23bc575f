"""A Scrapy item pipeline: items go on with clean text, their edits and findings beside it.

In settings.py: ITEM_PIPELINES = {"cleaner.adapters.scrapy.CleanerPipeline": 300}
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cleaner.adapters import records
from cleaner.errors import DataError
from cleaner.model import Doc
from cleaner.pipeline import clean

try:
    from itemadapter import ItemAdapter
    from scrapy.exceptions import DropItem
except ImportError as error:
    records.missing("scrapy", error)

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class CleanerPipeline:
    """Cleans one field of each item; items without it pass as they are.

    Settings of the project: CLEANER_FIELD, the field with the text ("text"); CLEANER_CONFIG, a TOML file
    with settings. Fields title, url and lang are used where the item has them. Items get cleaner_lang,
    cleaner_lang_confidence, cleaner_author, cleaner_edits and cleaner_findings; an item class has to have
    these fields. An item whose field holds no string is dropped, with the reason. The crawler's stats count
    cleaner/items, cleaner/edits, cleaner/findings, and each rule.
    """

    def __init__(self, field: str = "text", config: Any = None, stats: Any = None) -> None:
        self.field = field
        self.config = records.settings(config)
        self.stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CleanerPipeline:
        """Return the pipeline as the settings of a project say."""
        settings = crawler.settings
        return cls(settings.get("CLEANER_FIELD", "text"), settings.get("CLEANER_CONFIG"), crawler.stats)

    def process_item(self, item: Any) -> Any:
        """Return the item with clean text. Raises DropItem where the field holds no string."""
        fields = ItemAdapter(item)
        if fields.get(self.field) is None:
            return item
        text = fields[self.field]
        if not isinstance(text, str):
            raise DropItem(f"{self.field!r} is {type(text).__name__}, not a string; extract the text first")
        known = {name: _known(fields.get(name)) for name in ("title", "url", "lang")}
        doc = clean(text, config=self.config, **known)
        self._fill(fields, {self.field: doc.text, **records.record(doc)})
        self._count(doc)
        return item

    def _fill(self, fields: ItemAdapter, values: dict[str, Any]) -> None:
        for name, value in values.items():
            try:
                fields[name] = value
            except (KeyError, AttributeError, ValueError) as error:
                kind = type(fields.item).__name__
                raise DataError(f"{kind} has no field {name!r}; give it {', '.join(values)}") from error

    def _count(self, doc: Doc) -> None:
        if self.stats is None:
            return
        self.stats.inc_value("cleaner/items")
        for name, found in (("edits", doc.edits), ("findings", doc.findings)):
            self.stats.inc_value(f"cleaner/{name}", len(found))
            for one in found:
                self.stats.inc_value(f"cleaner/{name}/{one.rule}")


def _known(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
