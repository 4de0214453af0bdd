"""The sites of the replica, by host. A new site is one small file here plus its templates."""

from replica.sites.baotintuc import BaoTinTuc
from replica.sites.base import Site
from replica.sites.vnexpress import VnExpress
from replica.sites.vtv import Vtv

SITES: dict[str, type[Site]] = {site.host: site for site in (VnExpress, Vtv, BaoTinTuc)}
