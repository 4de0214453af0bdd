"""Tagging: which of the office's topics an article is about, and the words that say so."""

from dataclasses import dataclass

from crawler.ledger import Fetched
from crawler.records import Article
from crawler.spider import CrawledArticle
from topics.tagger import Tagger, Tags, default_tagger


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
    """Third step; a crawl loads its rules once."""

    def __init__(self) -> None:
        self._tagger = default_tagger()

    def process_item(self, item: CrawledArticle) -> TaggedArticle:
        """Tag a crawled article."""
        return TaggedArticle(item.article, tag(item.article, self._tagger), item.page)
