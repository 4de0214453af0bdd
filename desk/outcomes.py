"""What outcomes, states and kinds of sources are called for those who are no programmers."""

from crawler.ledger import Kind, Outcome, Status
from desk.i18n import N_

STATUSES: dict[str, str] = {
    Status.RUNNING: N_("đang chạy"),
    Status.FINISHED: N_("xong"),
    Status.STOPPED: N_("bị dừng"),
    Status.FAILED: N_("thất bại"),
    Status.KILLED: N_("bị ngắt"),
}

KINDS: dict[str, str] = {
    Kind.FEED: N_("RSS"),
    Kind.SITEMAP: N_("Sơ đồ trang"),
    Kind.LISTING: N_("Trang danh mục"),
    Kind.ARTICLE: N_("Bài"),
}

OUTCOMES: dict[str, str] = {
    "waiting": N_("đang chờ tải"),
    Outcome.STORED_NEW: N_("bài mới"),
    Outcome.PAID: N_("bài mới, phải trả tiền mới đọc hết"),
    Outcome.NEW_VERSION: N_("bài có bản mới"),
    Outcome.UNCHANGED: N_("xem lại, không đổi"),
    Outcome.NOT_MODIFIED: N_("báo trả lời không đổi"),
    Outcome.WITHDRAWN: N_("bài đã bị gỡ"),
    Outcome.KNOWN: N_("đã có từ trước"),
    Outcome.DUPLICATE: N_("trùng bài đã lấy trong lần này"),
    Outcome.OUT_OF_PERIOD: N_("ngoài khoảng ngày yêu cầu"),
    Outcome.OVER_LIMIT: N_("vượt số bài cho phép"),
    Outcome.NOT_AN_ARTICLE: N_("không phải bài báo"),
    Outcome.OFF_SITE: N_("dẫn sang trang khác"),
    Outcome.PARSE_FAILED: N_("không đọc được bài"),
    Outcome.REFUSED_BY_ROBOTS: N_("robots.txt không cho phép"),
    Outcome.BLOCKED: N_("báo từ chối truy cập"),
    Outcome.HTTP_ERROR: N_("báo trả lời lỗi"),
    Outcome.REDIRECT_LOOP: N_("chuyển hướng vòng quanh"),
    Outcome.TOO_LARGE: N_("trang quá lớn"),
    Outcome.TIMEOUT: N_("hết giờ chờ"),
    Outcome.UNREACHABLE: N_("không kết nối được"),
    Outcome.NOT_FETCHED: N_("chưa tải, lần sau tải tiếp"),
    Outcome.READ: N_("đọc được"),
    Outcome.FROZEN: N_("đứng yên, không có tin mới"),
    Outcome.EMPTY: N_("rỗng"),
    Outcome.NOT_A_FEED: N_("không phải RSS"),
    Outcome.NOT_A_SITEMAP: N_("không phải sơ đồ trang"),
    Outcome.SKIPPED: N_("bỏ qua vì nguồn chính không có tin mới"),
    Outcome.READ_BEFORE: N_("đã đọc hết từ trước"),
}
