"""Tagging: which of the office's topics an article is about, and the words that say so."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

from scrapy.crawler import Crawler

from crawler.ledger import Fetched
from crawler.records import Article
from crawler.spider import CrawledArticle, OutletSpider
from store.crawling import StoredRun
from topics.ruleset import RuleSet
from topics.tagger import Tagger, Tags


@dataclass(frozen=True, slots=True)
class TaggedArticle:
    """An article with its topics, and the page that it was read from: what is stored."""

    article: Article
    tags: Tags
    page: Fetched


def tag(article: Article, tagger: Tagger) -> Tags:
    """Return an article's topics, decided from its headline, lead and body."""
    return tagger.tag({"title": article.title, "lead": article.lead, "body": article.body})


class TagPipeline:
    """Third step, by the rules that are in force where the run is stored."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules

    @cached_property
    def _tagger(self) -> Tagger:
        # Takes as long as thirty pages, and most readings of feeds bring no article.
        return Tagger(self._rules)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the step for the run that the spider has opened."""
        run = OutletSpider.of(crawler).run
        assert isinstance(run, StoredRun), "the setting DIEMBAO_OPEN_RUN names the store's"
        return cls(run.rules)

    def process_item(self, item: CrawledArticle) -> TaggedArticle:
        """Tag a crawled article."""
        return TaggedArticle(item.article, tag(item.article, self._tagger), item.page)
