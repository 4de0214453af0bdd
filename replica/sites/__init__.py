"""The sites of the replica, by host. A new site is one small file here plus its templates."""

from replica.sites.baotintuc import BaoTinTuc
from replica.sites.base import Site
from replica.sites.dantri import DanTri
from replica.sites.laodong import LaoDong
from replica.sites.nhandan import NhanDan
from replica.sites.quochoitv import QuocHoiTv
from replica.sites.thanhnien import ThanhNien
from replica.sites.tienphong import TienPhong
from replica.sites.tuoitre import TuoiTre
from replica.sites.vietnamnet import VietnamNet
from replica.sites.vietnamplus import VietnamPlus
from replica.sites.vnexpress import VnExpress
from replica.sites.vov import Vov
from replica.sites.vtv import Vtv

SITES: dict[str, type[Site]] = {
    site.host: site
    for site in (
        VnExpress, Vtv, BaoTinTuc, VietnamPlus, Vov, NhanDan, VietnamNet, ThanhNien, TuoiTre,
        QuocHoiTv, DanTri, LaoDong, TienPhong,
    )
}  # fmt: skip
