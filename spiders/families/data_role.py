"""The `data-role` family: VCCorp's publishing system (VTV, Thanh Niên, Tuổi Trẻ).

The role of an element is in `data-role`, whatever its tag: the headline is an h1 or a span inside
one, the lead an h2, a div or a p, the time a div, a span or a time, depending on site and year.
"""

import re

from crawler.outlet import Layout, Listing, SitemapIndex

# Inside the body: films, polls, boxes that lead elsewhere, zones for advertisements.
# Boxes of type "content" are text and stay; so do links woven into a sentence.
DROP = (
    *("[type=VideoStream] > div:not(.VideoCMS_Caption)", "[type=LiveStream]", "[type=Vote]"),
    *("[type^=Related]", "[type=MagazineRelated]", "[type=SimpleQuiz]", "[type=Quiz]"),
    *(
        ".kbwscwl-relatedbox",
        ".OneNewsTitle",
        ".subbottomnew",
        ".VCObjectBoxRelatedNewsItemSapo",
        ".link-lien-quan",
    ),
    *(".readmore-body-box", ".link-source-wrapper", ".box-new-lq", "[data-check-position]"),
    *("[id^=zone]", "zone", ".PhotoCMS_Author", ".detail-author-bot"),
)

CAPTIONS = ".PhotoCMS_Caption, .VideoCMS_Caption"

ARTICLE = Layout(
    name="data-role",
    title="[data-role=title]",
    lead="[data-role=sapo]",
    body="[data-role=content]",
    byline="[data-role=author]",
    section="[data-role=cate-name-parent], [data-role=cate-name]",
    tags=".detail-tag-list a, .detail-tab a, .box-tag .list-tag a",
    published="[data-role=publishdate], [itemprop=datePublished][datetime]",
    drop=DROP,
    captions=CAPTIONS,
    video="[data-role=content] [type=VideoStream]",
    photo=".detail__image-main, .d_detail__infographic",
)

# Under this element names stand apart from e-mail addresses and "and 2 other authors".
NAMED_AUTHORS = (
    "[data-role=author] .author-item-name a.name, [data-role=author] .author-info a.name"
)


def timeline(section: str) -> Listing:
    """A section whose next pages come as fragments, by the zone that its first page names."""
    return Listing(section, "/timelinelist/{zone}/{page}.htm", zone="input#hdZoneId")


def shards(index: str = "/sitemap.xml", folder: str = "sitemaps") -> SitemapIndex:
    """The index of sitemaps that hold some days each."""
    days = r"-(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<first>\d{1,2})-(?P<last>\d{1,2})\.xml$"
    return SitemapIndex(index, re.compile(rf"/{folder}/sitemaps{days}"))
