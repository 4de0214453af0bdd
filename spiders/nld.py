"""Người Lao Động: nld.com.vn, on the `data-role` publishing system. There is no agreement yet."""

import re

from crawler.outlet import Outlet, Site
from crawler.spider import OutletSpider
from spiders.families import data_role


class NguoiLaoDong(OutletSpider):
    """Its addresses may move on to tuoitre.vn/nld/…, where Tuổi Trẻ leaves them out."""

    name = "nld"
    outlet = Outlet(
        slug="nld",
        name="Người Lao Động",
        agreement_from=None,
        sites=(
            Site(
                host="nld.com.vn",
                article_path=re.compile(r"^/(?:[^/]+/)*[^/]+-(196\d{12,15})\.htm$"),
                layouts=(data_role.ARTICLE,),
                feeds=("/rss/home.rss", "/rss/thoi-su.rss", "/rss/phap-luat.rss"),
                archives=(data_role.shards(),),
                listings=(data_role.timeline("/phap-luat.htm"), data_role.timeline("/thoi-su.htm")),
                listing_links="a.box-category-link-title[href]",
                id_time=re.compile(r"^196(?P<year>\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)\d{7,10}$"),
                seen="every field, on a page of March 2026",
                described="feeds, listings, sitemaps",
            ),
        ),
    )
