"""Names come out of bylines without agencies, roles, remarks and addresses."""

import pytest

from pipelines.bylines import authors_of


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Bùi Giang (TTXVN)", ("Bùi Giang",)),
        ("Bùi GiangTTXVN", ("Bùi Giang",)),
        ("Tin, ảnh: Đậu Tất Thành (TTXVN)", ("Đậu Tất Thành",)),
        ("Bài và ảnh: Lê Minh - Thu Hà", ("Lê Minh", "Thu Hà")),
        ("Bài: Lê Minh; Ảnh: Thu Hà/TTXVN", ("Lê Minh", "Thu Hà")),
        ("Phùng Anh/VTV", ("Phùng Anh",)),
        ("Phùng Anh (VTV Online)", ("Phùng Anh",)),
        ("Theo Thanh Hà/VOV", ("Thanh Hà",)),
        (
            "Phạm Dự – Võ Hải, Thu Trang và Gia Chính",
            ("Phạm Dự", "Võ Hải", "Thu Trang", "Gia Chính"),
        ),
        ("Như Tâm (Theo AFP, Reuters)", ("Như Tâm",)),
        ("Minh Đức minhduc.bao@vtv.vn", ("Minh Đức",)),
        ("Minh Đức\n   (tổng hợp)", ("Minh Đức",)),
        ("TTXVN/Vietnam+", ("TTXVN", "Vietnam+")),
        ("Ban Thời sự", ("Ban Thời sự",)),
        ("bandoc@baotintuc.vn", ()),
    ],
)
def test_a_byline_becomes_names(byline: str, names: tuple[str, ...]) -> None:
    assert authors_of([byline]) == names


def test_a_name_in_two_bylines_stands_once() -> None:
    assert authors_of(["Bùi Giang (TTXVN)", "Bùi Giang"]) == ("Bùi Giang",)
