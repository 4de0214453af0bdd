"""Cleaning: every text of an article in the one form in which it is stored."""

import re
from dataclasses import replace

from crawler.records import Article, Image
from crawler.spider import CrawledArticle
from crawler.text import tidy
from pipelines.agencies import MARK, PRINT_MARK
from pipelines.bylines import authors_of
from pipelines.copies import agency_of

# The outlet's own name before its lead: "VTV.vn - ", "(Dân trí) - ", "(PLO)- ", "TPO - ".
# "Lao động: …" is no signature, so in the open the names of papers count only as they are written.
_SIGNED_LEAD = re.compile(
    rf"^(?:\((?i:{MARK}|{PRINT_MARK})\)\s*[-–—|:.]?\s*"
    rf"|(?i:{MARK})\s*[-–—|:]\s+|(?:{PRINT_MARK})\s*[-–—]\s+)"
)


def clean(article: Article) -> Article:
    """Return the article with every text in NFC, free of what shows nothing or belongs elsewhere.

    White space is one space, paragraphs stay parted by a blank line; the outlet's name before the
    lead is dropped; bylines become names (`pipelines.bylines`), marks whose copy it is one name
    (`pipelines.copies`); tags stand once each.
    """
    lead = _SIGNED_LEAD.sub("", tidy(article.lead))
    paragraphs = [tidy(paragraph) for paragraph in article.body.split("\n\n")]
    if _SIGNED_LEAD.sub("", paragraphs[0]) == lead:  # some layouts repeat it as first paragraph
        del paragraphs[0]
    tags = {tag.casefold(): tag for tag in map(tidy, reversed(article.tags)) if tag}
    return replace(
        article,
        title=tidy(article.title),
        lead=lead,
        body="\n\n".join(filter(None, paragraphs)),
        authors=authors_of(article.authors),
        section=tidy(article.section),
        tags=tuple(reversed(tags.values())),
        images=tuple(Image(image.url, tidy(image.caption)) for image in article.images),
        agency=agency_of(article),
    )


class CleanPipeline:
    """First step after extraction."""

    def process_item(self, item: CrawledArticle) -> CrawledArticle:
        """Clean a crawled article."""
        return replace(item, article=clean(item.article))
