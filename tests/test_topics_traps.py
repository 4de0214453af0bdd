"""Every kind of trap that the taxonomy names, in sentences of our own, on the rules that ship."""

import unicodedata

import pytest

from topics.tagger import default_tagger

# What only looks like the Vietnamese police. The key is the taxonomy's name for the trap.
NOT_POLICE = {
    "syllable_boundary": [
        ("Cầu mới thi công an toàn, kịp thông xe", "Nhà thầu cam kết thi công an toàn qua mùa lũ."),
        ("Nhận tiền công an ủi mẹ già", "Chị để dành tiền công an dưỡng tuổi già cho mẹ."),
        ("Vốn đầu tư công an sinh xã hội tăng", "Tỉnh ưu tiên vốn đầu tư công an sinh vùng cao."),
        (
            "Khung cảnh sát chân đèo",
            "Khung cảnh sát chân đèo đẹp như tranh, bối cảnh sát với truyện.",
        ),
        ("Đội chủ nhà phản công an toàn", "Lối phản công an toàn đủ giữ một điểm."),
        ("THI CÔNG AN TOÀN LÀ TRÊN HẾT", "Khẩu hiệu treo khắp công trường."),
        ("Thành công An Phát Foods", "Bí quyết thành công An Phát Foods là nguồn rau sạch."),
    ],
    "diacritic_collision": [
        ("Ba con hoi lo vi gia phan tang", "Nong dan hoi lo khi gia phan bon tang gap doi."),
        ("Mot tuan tra, hai tuan ruou", "Nghi le xua co mot tuan tra va hai tuan ruou."),
        (
            "Nghe lam can cuoc o lang ren",
            "Tho ren lam can cuoc bang go nhan, moi ngay ban muoi cai.",
        ),
        ("Hoc tu vung khi nghe nhac", "Ban tre nho tu vung khi nghe bai hat yeu thich."),
    ],
    "abbrev_other": [
        ("Galaxy A05 giảm giá còn hai triệu", "Mẫu A05 có pin 5.000 mAh, camera sau 50 MP."),
        ("Xe buýt C06 chạy thêm chuyến", "Tuyến C06 nối bến xe với sân bay, vé 8.000 đồng."),
        ("Tổ hợp A01 hút thí sinh", "Điểm chuẩn tổ hợp A01 tăng nửa điểm."),
    ],
    "metaphor": [
        (
            "'Cảnh sát thời trang' soi thảm đỏ",
            "Cư dân mạng hóa 'cảnh sát thời trang', chê váy rườm rà.",
        ),
        (
            "Trà sữa, thứ 'ma túy' ngọt ngào",
            "Nhiều bạn trẻ đùa rằng trà sữa là 'ma túy' tuổi teen.",
        ),
        ("Trái vải có 'hộ chiếu xanh'", "Mỗi lô quả mang 'hộ chiếu xanh' ghi vùng trồng."),
        ("Đêm nhạc cháy hết mình", "Ban nhạc cháy hết mình, khán giả hát theo đến khuya."),
    ],
    "word_bat": [
        ("Bắt sóng, bắt mắt, bắt tay", "Quán bắt mắt, khách bắt tay chủ quán, bắt nhịp bài ca.")
    ],
    "word_an": [("Giáo án và đáp án", "Cô giáo chia sẻ giáo án, phương án ôn tập và đáp án.")],
    "word_cuop": [("Hội cướp phết đầu xuân", "Trai làng cướp phết lấy may giữa tiếng trống.")],
    "homograph": [("Trật tự từ trong câu", "Bài viết bàn về trật tự từ và ao tù trong tục ngữ.")],
    "proper_name": [
        ("Tiệm mì Công An đông khách", "Chủ tiệm ghép tên hai con là Công và An."),
        ("Nhạc sĩ Vũ Công An ra album", "Album của Vũ Công An có chín ca khúc."),
    ],
    "foreign_police": [
        ("Cảnh sát Hàn Quốc khám nhà ca sĩ", "Cảnh sát Seoul thu giữ điện thoại để điều tra."),
        ("Trung Quốc: công an Thâm Quyến phá ổ lừa đảo", "Công an Thâm Quyến bắt 40 nghi phạm."),
        ("Cháy chung cư ở Lisbon", "Lính cứu hỏa Bồ Đào Nha đưa 30 người ra ngoài."),
        ("Vụ trộm ở Costco", "Cảnh sát Greenville cho biết nghi phạm Tom Baker đã bị bắt."),
    ],
    "other_force": [
        ("Cảnh sát biển cứu tàu cá", "Vùng Cảnh sát biển 3 lai dắt tàu về cảng an toàn."),
        ("Đồn biên phòng bắt người chở ma túy", "Bộ đội Biên phòng thu 4.000 viên hồng phiến."),
        ("Hải quan giữ lô ngà voi", "Chi cục Hải quan phát hiện 300 kg ngà voi trong container."),
    ],
    "court_only": [
        (
            "Kẻ cướp tiệm vàng lĩnh 15 năm tù",
            "Tòa tuyên phạt bị cáo 15 năm tù về tội cướp tài sản.",
        ),
        ("Hai anh em tranh chấp thừa kế", "Tòa án thụ lý vụ án dân sự, hòa giải không thành."),
    ],
    "football_club": [
        ("CAHN thắng ngược phút bù giờ", "Tiền vệ ghi bàn ở hiệp hai giúp đội lên ngôi đầu."),
        ("Công an TP.HCM có tân HLV", "Câu lạc bộ ký hợp đồng với huấn luyện viên người Brazil."),
        ("Bóng chuyền nữ: Công an Hà Nội vào bán kết", "Chủ công ngoại ghi 27 điểm."),
    ],
    "fiction_film": [
        (
            "Phim về nữ cảnh sát chìm đạt trăm tỷ",
            "Nữ chính vào vai cảnh sát chìm theo dấu ông trùm.",
        ),
        ("Board game 'Cảnh sát và tên trộm'", "Người chơi bốc thẻ vai, giấu kho báu."),
    ],
    "passing_mention": [
        (
            "Nhớ mang căn cước khi đi máy bay",
            "Hãng bay nhắc hành khách mang căn cước hoặc hộ chiếu.",
        ),
        (
            "Tiệm phở gần trụ sở công an phường",
            "Tiệm mở từ 5 giờ sáng, ngon nhờ nước dùng hầm xương.",
        ),
        ("Ông lão từng là công an nuôi cá cảnh", "Bể cá của ông đoạt giải nhất hội thi."),
    ],
    "traffic_no_police": [
        ("Metro tăng chuyến dịp lễ", "Tàu chạy thêm 20 chuyến, giá vé giữ nguyên.")
    ],
    "covid_no_police": [
        ("Tiêm vắc xin Covid-19 mũi bốn", "Trạm y tế tiêm cho người trên 60 tuổi.")
    ],
    "hostile_no_police": [
        ("Ca sĩ bác tin đồn ly hôn", "Cô nói tin đồn là bịa đặt, gia đình vẫn vui.")
    ],
    "de_an_other": [("Đề án 06 của trường về căng tin", "Đề án 06 dự kiến mở thêm hai bếp ăn.")],
}

# What is the police, and its topics, however it is written.
POLICE = {
    "cong_an_toan_dia_ban": [
        (
            "Công an toàn tỉnh ra quân trấn áp tội phạm",
            "Công an toàn ngành bắt 90 đối tượng trộm cắp.",
            "criminal-cases",
        ),
        (
            "Công an Ninh Bình dập lửa kho giấy",
            "Cảnh sát chữa cháy Công an Ninh Bình điều năm xe.",
            "fire-rescue",
        ),
    ],
    "missing_diacritics": [
        (
            "Cong an tinh bat nhom cho ma tuy",
            "Cong an tinh Son La bat ba doi tuong van chuyen trai phep chat ma tuy.",
            "drugs",
        ),
    ],
    "hashtag_slug": [
        ("#CSGT lập chốt đêm cuối tuần", "Tổ công tác #csgt đo nồng độ cồn 200 tài xế.", "traffic"),
        (
            "Bài cong-an-tinh-bat-doi-tuong-lua-dao-qua-mang được chia sẻ",
            "Đường dẫn được xem triệu lượt.",
            "cybercrime",
        ),
    ],
    "abbrev_only": [
        ("PC04 phá ổ bán ketamine", "PC04 bắt năm người, thu hai kg ketamine.", "drugs"),
        (
            "C03 khám nhà cựu giám đốc",
            "C03 khởi tố thêm bốn bị can về tội nhận hối lộ.",
            "corruption-economic",
        ),
        ("Thu 60 CCHT bán trên mạng", "Tổ công tác thu giữ 60 CCHT không phép.", "weapons"),
    ],
    "no_keyword_title": [
        (
            "Bát cháo lúc ba giờ sáng",
            "Tổ tuần tra Công an phường mua thuốc, nấu cháo, đưa cụ già đi lạc về nhà.",
            "police-image",
        ),
    ],
    "rename": [
        (
            "CMND 9 số hết hiệu lực",
            "Công an huyện vận động bà con đổi CMND sang thẻ CCCD.",
            "population-id",
        ),
        (
            "Phiếu lý lịch tư pháp cấp ở đâu",
            "Từ 1/3, công an cấp phiếu lý lịch tư pháp thay sở tư pháp.",
            "project-06",
        ),
        (
            "Công an huyện kết thúc hoạt động",
            "Cán bộ công an huyện về các xã nhận việc.",
            "commune-police",
        ),
    ],
    "caps": [
        ("CÔNG AN TỈNH BẮT KẺ CƯỚP TIỆM VÀNG", "KẺ CƯỚP SA LƯỚI SAU BA GIỜ.", "criminal-cases")
    ],
}


@pytest.mark.parametrize(
    ("title", "text"),
    [pytest.param(*item, id=kind) for kind, items in NOT_POLICE.items() for item in items],
)
def test_what_only_looks_like_the_police_has_no_tag(title: str, text: str) -> None:
    explained = default_tagger().explain({"title": title, "text": text})
    assert not explained.tags.about_police, explained.candidates
    assert explained.tags.topics == ()


@pytest.mark.parametrize(
    ("title", "text", "topic"),
    [pytest.param(*item, id=kind) for kind, items in POLICE.items() for item in items],
)
def test_the_police_are_recognised_however_they_are_written(
    title: str, text: str, topic: str
) -> None:
    tags = default_tagger().tag({"title": title, "text": text})
    assert tags.about_police
    assert topic in tags.topics


PLAIN = ("Đội truy quét ma túy được khen", "Công an tỉnh thu 5 kg ma túy, ủy ban thưởng nóng đội.")


@pytest.mark.parametrize(
    "spelling",
    [
        pytest.param(lambda text: unicodedata.normalize("NFD", text), id="unicode_nfd"),
        pytest.param(lambda text: text.replace("ể", "ẻ\u0302"), id="mark_order"),
        pytest.param(lambda text: text.replace("úy", "uý"), id="tone_placement"),
        pytest.param(lambda text: text.replace("ma t", "ma\u200b t\u200d"), id="zero_width"),
        pytest.param(lambda text: text.replace("ông", "ôn\u00adg"), id="soft_hyphen"),
        pytest.param(lambda text: text.replace("ma ", "ma\u00a0\t"), id="odd_whitespace"),
        pytest.param(lambda text: text.replace("Công an", "Công\nan"), id="line_broken"),
        pytest.param(lambda text: text.replace("Đ", "Ð").replace("đ", "ð"), id="d_lookalike"),
        pytest.param(lambda text: text.replace("ma", "mа"), id="cyrillic"),
        pytest.param(lambda text: text.replace("ma", "ｍａ"), id="fullwidth"),
        pytest.param(lambda text: text.replace("ma t", "ma-t"), id="hyphenated"),
        pytest.param(str.upper, id="caps"),
    ],
)
def test_no_spelling_changes_a_decision(spelling: "type[str]") -> None:
    title, text = PLAIN
    tagger = default_tagger()
    plain = tagger.tag({"title": title, "text": text})
    changed = tagger.tag({"title": spelling(title), "text": spelling(text)})
    assert plain.topics == ("drugs", "personnel-honours")
    assert (changed.topics, changed.about_police) == (plain.topics, True)


def test_one_word_in_a_long_article_makes_no_topic() -> None:
    filler = "Công an tỉnh cho biết vụ buôn lậu thuốc lá đang được mở rộng điều tra. " * 12
    lead = "Công an tỉnh khởi tố giám đốc công ty về tội buôn lậu thuốc lá."
    passing = (
        "Bị can trú tại phường 5, gia đình có bốn nhân khẩu. Ban dịch vụ Công ty không hay biết. "
        "Đội điều tra tội phạm về ma túy hỗ trợ bắt giữ."
    )
    tags = default_tagger().tag(
        {"title": "Giám đốc buôn lậu", "lead": lead, "body": filler + passing}
    )
    assert tags.topics == ("corruption-economic",)
