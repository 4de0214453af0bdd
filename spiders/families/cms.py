"""The `cms-*` family: one publishing system under Nhân Dân, VietnamPlus, Tiền Phong and PLO.

Its classes come in pairs, one for the style and one for the system: `article__title cms-title`,
`article__sapo cms-desc`, `article__body zce-content-body cms-body`.
"""

from crawler.outlet import Layout, MonthlySitemaps

# Boxes with teasers, advertisements, the byline and share buttons that close the body.
# A link inside a sentence has the class cms-relate: its words are text.
DROP = (
    *(".article-relate", ".related-news", ".article__related", "article.story", ".story"),
    *("[class*=sda_middle]", "[class*=ads_middle]", "[id^=adsWeb_]", "[id^=adsMobile_]"),
    *("[id^=sdaWeb_]", "[id^=sdaMobile_]", ".rennab", ".article__author", ".article__source"),
    *(".article__meta", ".article__tag", ".article__social", ".audio-social", ".wrap-comment"),
    *(".hidden-player", ".tts-player"),
)

ARTICLE = Layout(
    name="cms",
    title="h1.article__title, h1.cms-title",
    lead=".article__sapo, .cms-desc",
    body=".article__body.cms-body, .article__body, [itemprop=articleBody]",
    byline=".article__author .name, .article__meta .author, .article__author",
    section=".breadcrumb-detail .main a, .breadcrumb .main a, .breadcrumbs .text",
    tags=".article__tag a:not([href*='/region/'])",
    published="time[datetime].time, time[datetime].article__time, .article__meta time",
    drop=DROP,
    video=".article__body .cms-video, .article__avatar video",
)

# "{month}" without a leading zero.
MONTHS = MonthlySitemaps("/sitemaps/news-{year}-{month}.xml")
NEWEST = "/sitemaps/google-news.xml"
LINKS = ".story__heading a[href]"
