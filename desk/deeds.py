"""What each deed in the record is called; a page that records another adds its line here."""

from desk.i18n import N_

NAMES: dict[str, str] = {
    "sign-in": N_("Đăng nhập"),
    "user.first": N_("Tạo tài khoản đầu tiên"),
    "user.add": N_("Thêm người dùng"),
    "user.link": N_("Cấp liên kết đặt mật khẩu"),
    "user.role": N_("Đổi vai trò"),
    "user.disable": N_("Khóa người dùng"),
    "user.enable": N_("Mở lại người dùng"),
    "user.password": N_("Đổi mật khẩu"),
    "user.rename": N_("Đổi tên hiển thị"),
    "user.sign-out-everywhere": N_("Đăng xuất khỏi mọi máy"),
    "token.add": N_("Tạo khóa API"),
    "token.revoke": N_("Thu hồi khóa API"),
    "crawl.begin": N_("Bắt đầu thu thập"),
    "crawl.stop": N_("Dừng thu thập"),
    "rules.save": N_("Đổi quy tắc chủ đề"),
    "rules.rollback": N_("Quay về bộ quy tắc cũ"),
    "rules.retag": N_("Gắn lại chủ đề cho bài đã lưu"),
    "search.save": N_("Lưu câu tìm"),
    "search.remove": N_("Bỏ câu tìm"),
    "search.silence": N_("Thôi báo tin cho câu tìm"),
    "article.topic-give": N_("Thêm chủ đề cho bài"),
    "article.topic-take": N_("Bỏ chủ đề của bài"),
    "article.topic-rules": N_("Trả chủ đề của bài cho quy tắc"),
    "article.tone": N_("Ghi sắc thái của bài"),
    "article.mark": N_("Chọn bài vào điểm báo"),
    "article.unmark": N_("Bỏ bài khỏi điểm báo"),
    "article.note": N_("Ghi chú về bài"),
    "article.note-remove": N_("Xóa ghi chú về bài"),
}

# What the details of deeds are called.
DETAILS: dict[str, str] = {
    "address": N_("địa chỉ"),
    "role": N_("vai trò"),
    "since": N_("từ ngày"),
    "until": N_("đến hết ngày"),
    "version": N_("bộ quy tắc"),
    "article": N_("tiêu đề"),
    "channel": N_("kênh"),
    "topic": N_("chủ đề"),
    "tone": N_("sắc thái"),
}
