"""What goes wrong at the desk, told in a sentence that says what happened and what to do."""

from collections.abc import Callable
from dataclasses import dataclass

from desk.i18n import N_
from desk.sentences import OURS, STATUSES
from errors import AccountError, DiemBaoError, NotThere, NotYours, OutletBusy, StoreError


@dataclass(frozen=True, slots=True)
class Told:
    """What readers are told: a heading and a sentence, both messages of ours; never a traceback.

    `said` is what the program itself says of it, in English, for whoever mends it.
    """

    status: int
    heading: str
    sentence: str
    said: str = ""


class Problem(Exception):
    """Something that a page cannot do; raise it, and the reader is told.

    Args:
        status: the HTTP status.
        heading: a message, marked with `N_`.
        sentence: a message, marked with `N_`; `%(name)s` in it is filled from `values`.
        values: what fills the sentence: shown as it is, so nothing secret.
    """

    def __init__(self, status: int, heading: str, sentence: str, **values: str) -> None:
        super().__init__(heading)
        self.status = status
        self.heading = heading
        self.sentence = sentence
        self.values = values


class NotFound(Problem):
    """There is nothing at that address."""

    def __init__(self, sentence: str = "", **values: str) -> None:
        super().__init__(
            404,
            N_("Không tìm thấy"),
            sentence
            or N_("Không có trang nào ở địa chỉ này. Hãy xem lại địa chỉ, hoặc tìm theo từ khóa."),
            **values,
        )


class Forbidden(Problem):
    """The reader's role is not enough."""

    def __init__(self) -> None:
        super().__init__(
            403,
            N_("Không có quyền"),
            N_(
                "Vai trò của bạn chưa được phép làm việc này. "
                "Nếu cần, hãy nhờ người quản trị đổi vai trò."
            ),
        )


class SignInNeeded(Problem):
    """Nobody is signed in: a page sends its reader to sign in, a program gets 401."""

    def __init__(self) -> None:
        super().__init__(
            401,
            N_("Cần đăng nhập"),
            N_("Phiên làm việc đã hết hoặc chưa bắt đầu. Hãy đăng nhập rồi làm lại."),
        )


class StaleForm(Problem):
    """A form without the token of this session: an old page, or another site's."""

    def __init__(self) -> None:
        super().__init__(
            403,
            N_("Trang đã cũ"),
            N_(
                "Trang này mở đã lâu hoặc bạn đã đăng nhập lại, nên chưa có gì được lưu. "
                "Hãy gửi lại từ trang mới."
            ),
        )


# Where our own sentence in English adds nothing to the one in Vietnamese, or tells too much of the
# machine; the log has it.
_SAYS_ALL = (AccountError, NotThere, NotYours, OutletBusy, StoreError)


def told_of_status(status: int) -> Told:
    """What is told where only a status is known."""
    heading, sentence = STATUSES.get(
        status, (N_("Có lỗi"), N_("Việc này chưa làm được. Hãy thử lại sau ít phút."))
    )
    return Told(status, heading, sentence)


def told_of_ours(error: DiemBaoError) -> Told:
    """What is told of an error that the program knows."""
    kind = next(kind for kind in type(error).__mro__ if kind in OURS)
    return Told(*OURS[kind], said="" if isinstance(error, _SAYS_ALL) else str(error))


def told_of(problem: Problem, gettext: Callable[[str], str]) -> Told:
    """What is told of a problem that a page raised, translated and filled."""
    sentence = gettext(problem.sentence)
    return Told(
        problem.status,
        gettext(problem.heading),
        sentence % problem.values if problem.values else sentence,
    )


UNEXPECTED = Told(
    500,
    N_("Lỗi của chương trình"),
    N_(
        "Chương trình gặp lỗi và đã ghi lại. Không phải do bạn; hãy thử lại, nếu vẫn vậy thì báo "
        "người quản trị."
    ),
)
