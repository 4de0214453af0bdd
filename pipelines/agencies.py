"""The marks by which outlets sign: beside a name, glued to it, or before a lead."""

import re

_MARKS = (
    *("TTXVN", "Vietnam+", "VietnamPlus", "Báo Tin tức", "BTT", "bnews"),
    *("VTV.vn", "VTV Online", "VTV Digital", "VTV Times", "VTV24", "VTV9", "VTV8", "VTV"),
    *("VOV.VN", "VOV", "Báo Nhân Dân", "NDO", "VnExpress", "VietNamNet", "CAND"),
    *("Thanh Niên Online", "TNO", "Tuổi Trẻ Online", "TTO", "NLĐO", "Dân trí", "LĐO", "TPO", "PV"),
)

# An alternation of all marks, the longer before the shorter that it begins with.
MARK = "|".join(map(re.escape, sorted(_MARKS, key=len, reverse=True)))
