"""The marks by which outlets sign: beside a name, glued to it, or before a lead."""

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
