"""How queries are written: examples that can be clicked, each with what it finds."""

from desk.i18n import N_

EXAMPLES: tuple[tuple[str, str], ...] = (
    ("ma túy", N_("có cả hai từ; gõ không dấu (ma tuy) thì dấu nào cũng được")),
    ('"lừa đảo"', N_("các từ đứng liền nhau, đúng thứ tự")),
    ("khởi*", N_("mọi từ bắt đầu như vậy")),
    ('"đánh bạc" OR "cá độ"', N_("một trong hai; OR, AND, NOT viết hoa")),
    ('"công an xã" NOT "ma túy"', N_("có cụm trước, không có cụm sau; cũng viết -từ")),
    ('("bắt giữ" OR "khởi tố") Hà Nội', N_("ngoặc gộp các từ lại")),
    ('"công an" ~8 "khởi tố"', N_("gần nhau, giữa hai cụm nhiều nhất 8 từ")),
    ('title:"cao tốc"', N_("chỉ trong tiêu đề; cũng có section: (chuyên mục), author: (tác giả)")),
    ('outlet:"Dân trí"', N_("chỉ của một cơ quan báo chí")),
    ("topic:drugs", N_("chỉ thuộc một chủ đề; tên đầy đủ đặt trong nháy kép")),
    ("form:video", N_("chỉ một dạng bài: text, video, photo")),
    ("from:01/11/2026 to:30/11/2026", N_("đăng trong khoảng ngày này, kể cả hai ngày đó")),
)
KEYS: tuple[tuple[str, str], ...] = (
    ("j", N_("xuống bài kế tiếp")),
    ("k", N_("lên bài trước")),
    ("o, Enter", N_("mở bài đang chọn")),
    ("/", N_("vào ô tìm")),
    ("?", N_("bảng phím này")),
    ("Esc", N_("rời ô tìm, đóng bảng")),
)
