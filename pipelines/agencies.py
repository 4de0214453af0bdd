"""The marks by which outlets sign: beside a name, glued to it, or before a lead.

The same mark on another outlet's site says whose copy that runs: see `pipelines.copies`.
"""

import re

_MARKS = (
    *("TTXVN", "Vietnam+", "VietnamPlus", "Báo Tin tức", "BTT", "bnews"),
    *("VTV.vn", "VTV Online", "VTV Digital", "VTV Times", "VTV24", "VTV9", "VTV8", "VTV"),
    *("VOV.VN", "VOV", "Báo Nhân Dân", "NDO", "NDĐT", "VnExpress", "VietNamNet", "CAND", "PLO"),
    *("Thanh Niên Online", "TNO", "Tuổi Trẻ Online", "TTO", "NLĐO", "Dân trí", "LĐO", "TPO", "PV"),
)
# Before a lead also these: the papers in print. As bylines they may be somebody's initials.
_IN_PRINT = (
    *("Thanh Niên", "TN", "Tuổi Trẻ", "TT", "Tiền Phong", "TP", "Lao Động", "LĐ", "Nhân Dân"),
    *("Người Lao Động", "NLĐ", "PL", "Chinhphu.vn", "VNN", "Quốc hội TV", "QHTV"),
)

# Alternations of all marks, the longer before the shorter that it begins with.
MARK = "|".join(map(re.escape, sorted(_MARKS, key=len, reverse=True)))
PRINT_MARK = "|".join(map(re.escape, sorted(_IN_PRINT, key=len, reverse=True)))

# Whose copy it may be → how they are named. TTXVN's own papers count as TTXVN, as its sites do.
AGENCIES = {
    "TTXVN": (
        *("TTXVN", "T.T.X.V.N", "TTX VN", "Thông tấn xã Việt Nam", "Vietnam+", "VietnamPlus"),
        *("Vietnamplus.vn", "Tin tức TTXVN", "Báo Tin tức", "baotintuc.vn", "BNEWS", "BNEWS.VN"),
    ),
    "CAND": ("CAND", "Công an nhân dân", "Công an nhân dân Online", "CAND Online", "cand.com.vn"),
    "ANTV": ("ANTV", "Truyền hình CAND", "Truyền hình Công an nhân dân"),
    "Bộ Công an": (
        *("Cổng TTĐT Bộ Công an", "Cổng thông tin điện tử Bộ Công an", "bocongan.gov.vn"),
        "Cổng Thông tin Bộ Công an",
    ),
    "Công an TP.HCM": ("CATP", "Báo Công an TP.HCM", "Báo Công an TP HCM", "congan.com.vn"),
    "An ninh Thủ đô": ("An ninh Thủ đô", "ANTĐ", "anninhthudo.vn"),
    "Chinhphu.vn": (
        *("Chinhphu.vn", "VGP", "VGP News", "baochinhphu.vn", "Báo Chính phủ"),
        *("Cổng TTĐT Chính phủ", "Báo Điện tử Chính phủ"),
    ),
    "Nhân Dân": ("Nhân Dân", "NDO", "NDĐT", "nhandan.vn", "Nhân Dân điện tử"),
    "QĐND": ("QĐND", "Quân đội nhân dân", "QĐND Online", "qdnd.vn"),
    "VTV": ("VTV", "VTV.vn", "VTV News", "VTV Online", "VTV24", "VTV Digital", "VTV Times"),
    "VOV": ("VOV", "VOV.VN", "VOV Online", "VOV1", "VOV2", "VOV Giao thông", "VOVGT"),
    "Quốc hội TV": ("Quốc hội TV", "QHTV", "Truyền hình Quốc hội", "quochoitv.vn"),
    "VnExpress": ("VnExpress", "VNE", "vnexpress.net"),
    "VietNamNet": ("VietNamNet", "VNN", "vietnamnet.vn"),
    "Thanh Niên": ("Thanh Niên", "TNO", "Thanh Niên Online", "thanhnien.vn"),
    "Tuổi Trẻ": ("Tuổi Trẻ", "TTO", "Tuổi Trẻ Online", "tuoitre.vn"),
    "Người Lao Động": ("Người Lao Động", "NLĐ", "NLĐO", "nld.com.vn"),
    "Dân trí": ("Dân trí", "dantri.com.vn"),
    "Lao Động": ("Lao Động", "LĐO", "laodong.vn"),
    "Tiền Phong": ("Tiền Phong", "TPO", "tienphong.vn"),
    "PLO": ("PLO", "Pháp luật TP.HCM", "Pháp luật TP HCM", "plo.vn"),
    "Pháp luật Việt Nam": ("Pháp luật Việt Nam", "PLVN", "baophapluat.vn"),
    "SGGP": ("SGGP", "Sài Gòn Giải Phóng", "SGGPO", "sggp.org.vn"),
    "Hànộimới": ("Hànộimới", "Hà Nội mới", "HNMO", "hanoimoi.vn"),
    "Dân Việt": ("Dân Việt", "danviet.vn"),
    "Znews": ("Znews", "Zing", "Zing.vn", "Zing News", "Tri thức trực tuyến", "Znews.vn"),
    "Giao thông": ("Báo Giao thông", "baogiaothong.vn"),
    "VnEconomy": ("VnEconomy", "vneconomy.vn"),
    "Reuters": ("Reuters",),
    "AFP": ("AFP",),
    "AP": ("AP", "Associated Press"),
    "Tân Hoa xã": ("Tân Hoa xã", "THX", "Xinhua"),
    "TASS": ("TASS", "Itar-Tass"),
    "RIA Novosti": ("RIA Novosti", "RIA"),
    "Sputnik": ("Sputnik",),
    "RT": ("RT",),
    "Yonhap": ("Yonhap",),
    "Kyodo": ("Kyodo", "Kyodo News"),
    "NHK": ("NHK",),
    "Nikkei": ("Nikkei", "Nikkei Asia"),
    "dpa": ("DPA",),
    "DW": ("DW", "Deutsche Welle"),
    "Bloomberg": ("Bloomberg",),
    "BBC": ("BBC",),
    "CNN": ("CNN",),
    "CNBC": ("CNBC",),
    "Guardian": ("Guardian", "The Guardian"),
    "New York Times": ("New York Times", "NY Times", "NYTimes", "The New York Times", "NYT"),
    "Washington Post": ("Washington Post", "The Washington Post"),
    "WSJ": ("WSJ", "Wall Street Journal"),
    "Financial Times": ("Financial Times", "FT"),
    "SCMP": ("SCMP", "South China Morning Post"),
    "Straits Times": ("Straits Times", "The Straits Times", "Straitstimes"),
    "CNA": ("CNA", "Channel NewsAsia"),
    "Global Times": ("Global Times", "Hoàn Cầu Thời báo"),
    "Al Jazeera": ("Al Jazeera", "Aljazeera"),
}
# What an outlet signs with itself.
OWN = {
    "vtv": "VTV",
    "vov": "VOV",
    "nhandan": "Nhân Dân",
    "ttxvn": "TTXVN",
    "vnexpress": "VnExpress",
    "vietnamnet": "VietNamNet",
    "thanhnien": "Thanh Niên",
    "tuoitre": "Tuổi Trẻ",
    "nld": "Người Lao Động",
    "quochoi": "Quốc hội TV",
    "dantri": "Dân trí",
    "laodong": "Lao Động",
    "tienphong": "Tiền Phong",
}
