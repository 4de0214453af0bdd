"""What is wrong with a query, in words for readers: `search.parser` says it in English."""

from collections.abc import Callable
from dataclasses import dataclass

from desk.i18n import N_
from errors import QueryError

# By the sentence of the parser; a test holds the two together.
SENTENCES: dict[str, str] = {
    "There is no word to search for.": N_("Chưa có từ nào để tìm. Hãy gõ ít nhất một từ."),
    "A quote is opened and not closed.": N_("Dấu nháy kép mở ra mà chưa đóng."),
    "A bracket is closed that was not opened.": N_("Dấu ngoặc đóng lại mà chưa mở."),
    "A bracket is opened and not closed.": N_("Dấu ngoặc mở ra mà chưa đóng."),
    "OR needs something to search for on both sides.": N_("Hai bên chữ OR đều phải có từ để tìm."),
    "AND needs something to search for on both sides.": N_(
        "Hai bên chữ AND đều phải có từ để tìm."
    ),
    "NOT needs something behind it.": N_("Sau NOT phải có từ cần loại ra."),
    "{typed} needs something before it.": N_("Trước {typed} phải có từ để tìm."),
    "{typed}: needs a value behind it.": N_("Sau {typed}: phải có giá trị, viết liền."),
    "{typed}: stands within {scope}:, which is one already.": N_(
        "{typed}: nằm trong {scope}:, mà hai trường không lồng nhau được."
    ),
    "There is no field {typed}:; there are {known}. A colon of the text itself stands between "
    "quotes.": N_(
        "Không có trường {typed}:. Các trường có thể dùng: {known}. Nếu dấu hai chấm thuộc về câu "
        "cần tìm, hãy đặt cả câu trong nháy kép."
    ),
    "There is no {kind} {typed!r}; there are {known}.": N_(
        "Không có {kind} “{typed}”. Có thể dùng: {known}."
    ),
    "{typed!r} is no day: write it as 2026-11-24 or 24/11/2026.": N_(
        "“{typed}” không phải là ngày. Hãy viết như 24/11/2026."
    ),
    "{typed} is beyond the calendar.": N_("Ngày {typed} nằm ngoài lịch."),
    "* stands at the end of a word.": N_("Dấu * chỉ đứng ở cuối từ."),
    "* needs {least} letters before it.": N_("Trước dấu * cần ít nhất {least} chữ cái."),
    "~ stands between two words or phrases.": N_(
        "Dấu ~ đứng giữa hai từ hoặc hai cụm từ, như: súng ~5 đạn."
    ),
    "~ behind a phrase needs two words in it.": N_(
        "Dấu ~ sau một cụm từ cần cụm có ít nhất hai từ."
    ),
    "~ goes up to {most} words.": N_("Sau dấu ~ là số từ, nhiều nhất {most}."),
    "Words near one another have one distance.": N_(
        "Các từ gần nhau phải cùng một khoảng cách sau dấu ~."
    ),
    "Words near one another stand in one part of the article.": N_(
        "Các từ gần nhau phải cùng nằm trong một phần của bài."
    ),
    "There are more than {most} brackets and NOTs.": N_("Có quá {most} dấu ngoặc và chữ NOT."),
    "There are more than {most} words or phrases.": N_("Có quá {most} từ và cụm từ."),
    "The query has {characters:,} characters; at most {most:,} are read.": N_(
        "Câu tìm dài {characters} ký tự; chỉ đọc được {most} ký tự."
    ),
}
_KINDS = {"topic": N_("chủ đề"), "outlet": N_("cơ quan báo chí"), "form": N_("dạng bài")}
_AROUND = 60


@dataclass(frozen=True, slots=True)
class WrongQuery:
    """What is wrong with a query, and the text before and behind the place where."""

    sentence: str
    before: str
    behind: str


def wrong_query(error: QueryError, typed: str, gettext: Callable[[str], str]) -> WrongQuery:
    """Say what is wrong with a query.

    Args:
        error: as the parser raised it.
        typed: the query.
        gettext: puts a message into the reader's language.
    """
    values = dict(error.values)
    if (kind := str(values.get("kind"))) in _KINDS:
        values["kind"] = gettext(_KINDS[kind])
    at = error.position
    return WrongQuery(
        gettext(SENTENCES[error.problem]).format(**values),
        typed[max(at - _AROUND, 0) : at],
        typed[at : at + _AROUND],
    )
