"""Storing: the last step."""

from typing import Self

from scrapy.crawler import Crawler

from crawler.spider import OutletSpider
from pipelines.tag import TaggedArticle
from store.crawling import StoredRun


class StorePipeline:
    """Hands articles to the run, which lands them together with their rows in the ledger."""

    def __init__(self, run: StoredRun) -> None:
        self._run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the step for the run that the spider has opened."""
        run = OutletSpider.of(crawler).run
        assert isinstance(run, StoredRun), "the setting DIEMBAO_OPEN_RUN names the store's"
        return cls(run)

    def process_item(self, item: TaggedArticle) -> TaggedArticle:
        """Store a tagged article."""
        self._run.keep(item.article, item.tags, item.page)
        return item
