"""What readers are told of each error: a heading, and what happened and what to do."""

from desk.i18n import N_
from errors import (
    AccountError,
    DiemBaoError,
    FirstAccountExists,
    LastOperator,
    NameTaken,
    NoSuchUser,
    NotAName,
    NotThere,
    NotYours,
    OutletBusy,
    QueryError,
    RetagBusy,
    RulesChanged,
    StoreAway,
    StoreBusy,
    StoreError,
    StoreFull,
    UnknownOutlet,
    WeakPassword,
)

# Where only a status is known.
STATUSES: dict[int, tuple[str, str]] = {
    400: (
        N_("Yêu cầu không đọc được"),
        N_("Trình duyệt gửi lên điều không đọc được. Hãy tải lại trang và thử lại."),
    ),
    405: (
        N_("Không làm được ở đây"),
        N_("Địa chỉ này không nhận việc đó. Hãy quay lại trang trước và dùng các nút trên trang."),
    ),
    413: (N_("Quá lớn"), N_("Nội dung gửi lên quá lớn. Hãy rút ngắn hoặc chia thành nhiều phần.")),
    422: (N_("Chưa đúng"), N_("Có ô điền thiếu hoặc chưa đúng. Hãy quay lại, sửa rồi gửi lại.")),
    429: (N_("Quá nhiều lần"), N_("Bạn thao tác quá nhiều lần. Hãy chờ một lát rồi thử lại.")),
}

# What the program knows, by the error's class: status, heading, sentence.
OURS: dict[type[DiemBaoError], tuple[int, str, str]] = {
    StoreAway: (
        503,
        N_("Không mở được cơ sở dữ liệu"),
        N_(
            "Máy chủ dữ liệu không trả lời. Không có gì bị mất; hãy thử lại sau ít phút, nếu vẫn "
            "vậy thì báo người quản trị."
        ),
    ),
    StoreBusy: (
        503,
        N_("Cơ sở dữ liệu đang bận"),
        N_(
            "Một chương trình khác đang ghi dữ liệu, nên lần này chưa lưu được. Hãy thử lại sau "
            "ít phút."
        ),
    ),
    StoreFull: (
        507,
        N_("Hết chỗ trên đĩa"),
        N_(
            "Đĩa của máy chủ đã đầy, nên không lưu được. Những gì đã lưu vẫn còn; hãy báo người "
            "quản trị dọn chỗ."
        ),
    ),
    StoreError: (
        500,
        N_("Cơ sở dữ liệu gặp lỗi"),
        N_("Cơ sở dữ liệu gặp lỗi; chi tiết ở nhật ký của máy chủ. Hãy báo người quản trị."),
    ),
    QueryError: (
        422,
        N_("Câu tìm chưa đúng"),
        N_("Câu tìm không đọc được. Hãy xem lại ngoặc, dấu nháy và các từ AND, OR, NOT."),
    ),
    NotThere: (
        404,
        N_("Không còn nữa"),
        N_(
            "Bài hoặc ghi chú này không còn: có người đã xóa, hoặc nó chưa từng có. Hãy tải lại "
            "trang để xem những gì đang có."
        ),
    ),
    NotYours: (
        403,
        N_("Của người khác"),
        N_("Ghi chú này do người khác viết, nên chỉ người đó xóa được."),
    ),
    RulesChanged: (
        409,
        N_("Quy tắc vừa được đổi"),
        N_(
            "Người khác vừa đổi quy tắc, nên chưa có gì được lưu. Hãy đọc bản mới rồi sửa lại trên "
            "đó."
        ),
    ),
    RetagBusy: (
        409,
        N_("Đang gắn lại chủ đề"),
        N_("Bài đã lưu đang được gắn lại chủ đề. Hãy đợi lần đó xong rồi làm lại."),
    ),
    UnknownOutlet: (404, N_("Không tìm thấy"), N_("Không có cơ quan báo chí nào mang tên này.")),
    OutletBusy: (
        409,
        N_("Đang thu thập"),
        N_("Cơ quan báo chí này đang được thu thập. Hãy đợi lần đó xong rồi làm lại."),
    ),
    NotAName: (
        422,
        N_("Tên đăng nhập chưa đúng"),
        N_(
            "Tên đăng nhập chỉ gồm chữ cái không dấu, chữ số, dấu chấm, gạch nối và gạch dưới, "
            "dài nhất 64 ký tự."
        ),
    ),
    NameTaken: (
        409,
        N_("Tên đã có người dùng"),
        N_("Đã có người dùng mang tên này. Hãy chọn tên khác."),
    ),
    NoSuchUser: (404, N_("Không tìm thấy"), N_("Không có người dùng nào mang tên này.")),
    FirstAccountExists: (
        409,
        N_("Đã có tài khoản"),
        N_("Tài khoản đầu tiên đã được tạo. Hãy đăng nhập bằng tài khoản đó."),
    ),
    LastOperator: (
        409,
        N_("Người quản trị cuối cùng"),
        N_(
            "Đây là người quản trị duy nhất còn lại. Hãy giao vai trò quản trị cho người khác "
            "trước."
        ),
    ),
    WeakPassword: (
        422,
        N_("Mật khẩu dễ đoán"),
        N_(
            "Mật khẩu cần ít nhất 10 ký tự, không lặp mãi một ký tự và không chứa tên đăng nhập. "
            "Bốn, năm từ không liên quan là một mật khẩu tốt."
        ),
    ),
    AccountError: (422, N_("Chưa làm được"), N_("Tài khoản không đổi được như vậy.")),
    DiemBaoError: (
        422,
        N_("Chưa làm được"),
        N_("Việc này chưa làm được. Hãy báo người quản trị kèm câu ghi bên dưới."),
    ),
}
