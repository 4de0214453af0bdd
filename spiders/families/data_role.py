"""The `data-role` family: VCCorp's publishing system (VTV, Thanh Niên, Tuổi Trẻ).

The role of an element is in `data-role`, whatever its tag: the headline is an h1 or a span inside
one, the lead an h2, a div or a p, the time a div, a span or a time, depending on site and year.
"""

from crawler.outlet import Layout

# Inside the body: films, polls, boxes that lead elsewhere, zones for advertisements.
# Boxes of type "content" are text and stay; so do links woven into a sentence.
DROP = (
    "[type=VideoStream]",
    "[type=Vote]",
    "[type^=RelatedNews]",
    "[type=RelatedOneNews]",
    "[type=SimpleQuiz]",
    ".kbwscwl-relatedbox",
    ".VCObjectBoxRelatedNewsItemSapo",
    ".link-lien-quan",
    ".readmore-body-box",
    ".link-source-wrapper",
    "[data-check-position]",
    "[id^=zone]",
    "zone",
    ".PhotoCMS_Author",
)

CAPTIONS = ".PhotoCMS_Caption, .VideoCMS_Caption"

ARTICLE = Layout(
    name="data-role",
    title="[data-role=title]",
    lead="[data-role=sapo]",
    body="[data-role=content]",
    byline="[data-role=author]",
    section="[data-role=cate-name-parent], [data-role=cate-name]",
    tags=".detail-tag-list a, .box-tag .list-tag a",
    published="[data-role=publishdate], [itemprop=datePublished][datetime]",
    drop=DROP,
    captions=CAPTIONS,
    video="[data-role=content] [type=VideoStream]",
    photo=".detail__image-main",
)
