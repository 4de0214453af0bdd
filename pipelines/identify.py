"""Identity: which article this is, whatever its headline or its address say today."""

from dataclasses import replace
from typing import Self

from scrapy.crawler import Crawler

from crawler.outlet import Outlet
from crawler.records import Article
from crawler.spider import CrawledArticle, OutletSpider
from crawler.urls import article_id_of, canonical_url_of, site_of


def identify(article: Article, outlet: Outlet) -> Article:
    """Return the article with its canonical URL and the outlet's own id of it.

    The id comes from the address that answered, else from the page's canonical link (kept only
    where that is on the same site), else it is the path: sites without ids are known by it.
    """
    site = site_of(article.url, outlet)
    assert site is not None, "only pages of the outlet's sites are extracted"
    for address in (article.url, article.canonical_link):
        if address and site_of(address, outlet) is site and (found := article_id_of(address, site)):
            url = address
            if article_id_of(article.canonical_link, site) == found:
                url = article.canonical_link
            return replace(article, canonical_url=canonical_url_of(url, site), article_id=found)
    url = canonical_url_of(article.url, site)
    path = url.removeprefix(f"https://{site.host_name}").strip("/")
    return replace(article, canonical_url=url, article_id=path)


class IdentifyPipeline:
    """Second step."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the step for the outlet that is crawled."""
        return cls(OutletSpider.of(crawler).outlet)

    def process_item(self, item: CrawledArticle) -> CrawledArticle:
        """Identify a crawled article."""
        return replace(item, article=identify(item.article, self._outlet))
