"""An item pipeline for Scrapy: `pip install '.[scrapy]'`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from itemadapter import ItemAdapter

from declutter.corpus import Recipe, clean_text

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class DeclutterPipeline:
    """Puts the article in place of the text of each item, and the account of what went beside it.

    Settings: `DECLUTTER_TEXT_FIELD` (`text`), `DECLUTTER_URL_FIELD` (`url`), `DECLUTTER_RESULT_FIELD` (`declutter`; it is
    filled where the item can have it), `DECLUTTER_PACKS` (paths), `DECLUTTER_POLICY` (the name of a profile).

    An item without a text passes as it is. How many items were changed, unchanged and failed stands in the crawl's statistics.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._stats = crawler.stats
        self._text = settings.get("DECLUTTER_TEXT_FIELD", "text")
        self._url = settings.get("DECLUTTER_URL_FIELD", "url")
        self._result = settings.get("DECLUTTER_RESULT_FIELD", "declutter")
        self._recipe = Recipe(tuple(settings.getlist("DECLUTTER_PACKS")), settings.get("DECLUTTER_POLICY", "default"))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> DeclutterPipeline:
        """Make the pipeline of a crawl; a faulty pack is told before the first page is fetched."""
        made = cls(crawler)
        made._recipe.cleaner()
        return made

    def process_item(self, item: Any) -> Any:
        """Return the item, cleaned."""
        fields = ItemAdapter(item)
        if fields.get(self._text) is not None:
            cleaned = clean_text(fields[self._text], self._recipe, url=fields.get(self._url))
            fields[self._text] = cleaned.text
            if self._result in fields.field_names() or isinstance(item, dict):
                fields[self._result] = cleaned.account
            if self._stats is not None:
                self._stats.inc_value(f"declutter/{cleaned.account['status']}")
        return item
