"""What is wrong in a rule file, in a sentence of the reader's language, with its line."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from desk.i18n import N_
from topics.model import TopicFileError

_AROUND = 2  # lines that are shown before and after

# What `topics.rulefile` says → what readers are told; groups fill %(a)s and %(b)s.
_SENTENCES: tuple[tuple[str, str], ...] = (
    (
        r"not valid TOML",
        N_("Không đúng cú pháp: thường là thiếu dấu nháy, dấu phẩy hoặc ngoặc vuông."),
    ),
    (
        r"unknown key '(?P<a>[^']*)'; did you mean '(?P<b>[^']*)'",
        N_("Không có mục “%(a)s”; có phải ý bạn là “%(b)s”?"),
    ),
    (r"unknown key '(?P<a>[^']*)'", N_("Không có mục “%(a)s”.")),
    (r"'(?P<a>\w+)' is missing", N_("Thiếu mục “%(a)s”.")),
    (
        r"'?(?P<a>.+?)'? matches the same as '?(?P<b>.+?)'?; remove one",
        N_("Cụm từ “%(a)s” trùng với “%(b)s”; hãy bỏ một."),
    ),
    (
        r"'?(?P<a>.+?)'? can never match: exclusion '?(?P<b>.+?)'? covers it",
        N_("Cụm từ “%(a)s” không bao giờ khớp, vì phần loại trừ “%(b)s” che mất; hãy bỏ một."),
    ),
    (
        r"no list is called '(?P<a>[^']*)'",
        N_("Không có danh sách từ nào tên “%(a)s”."),
    ),
    (r"'(?P<a>[^']*)' is no context", N_("Không có bối cảnh nào tên “%(a)s”.")),
    (r"empty phrase in (?P<a>\w+)", N_("Có cụm từ bỏ trống trong mục “%(a)s”.")),
    (
        r"(?P<a>\w+) is a list of phrases",
        N_('Mục “%(a)s” phải là danh sách cụm từ: ["…", "…"].'),
    ),
    (
        r"(?P<a>\w+) is a list of lists",
        N_('Mục “%(a)s” phải là danh sách của các danh sách: [["…"], ["…"]].'),
    ),
    (r"(?P<a>\w+) is a text", N_("Mục “%(a)s” phải là một đoạn chữ trong dấu nháy.")),
    (r"(?P<a>\w+) is a number above 0", N_("Mục “%(a)s” phải là một số lớn hơn 0.")),
    (r"(?P<a>\w+) is true or false", N_("Mục “%(a)s” chỉ nhận true hoặc false.")),
    (
        r"within is ",
        N_('Mục “within” chỉ nhận "sentence", "paragraph", "article" hoặc số âm tiết.'),
    ),
    (r"nothing to match", N_('Chưa có cụm từ nào: hãy viết strong = ["…"] hoặc một [[rule]].')),
    (r"slug '(?P<a>[^']*)' is taken", N_("Tên máy (slug) “%(a)s” đã có tệp khác dùng.")),
    (
        r"slug '(?P<a>[^']*)' is not made of",
        N_("Tên máy (slug) “%(a)s” chỉ được gồm a-z, 0-9 và gạch nối."),
    ),
    (
        r"slug '(?P<a>[^']*)' must stay",
        N_("Tên máy (slug) phải giữ là “%(a)s”: bài đã gắn chủ đề mang tên này."),
    ),
    (r"is not a text", N_("Có giá trị không đặt trong dấu nháy.")),
)


@dataclass(frozen=True, slots=True)
class RuleProblem:
    """What is wrong in a rule file.

    Attributes:
        file: its name.
        line: where, from 1; None where the whole file is meant.
        sentence: what is wrong, translated; empty where only the program's own words say it.
        said: what the program says, in English.
        lines: the lines around it with their numbers; empty where it is in another file.
    """

    file: str
    line: int | None
    sentence: str
    said: str
    lines: tuple[tuple[int, str], ...]


def explained(
    error: TopicFileError, name: str, text: str, gettext: Callable[[str], str]
) -> RuleProblem:
    """Put what is wrong into words.

    Args:
        error: what the rules' reader raised.
        name: the file that was changed.
        text: its text.
        gettext: translates a message.
    """
    said = str(error).partition(": ")[2]
    sentence = ""
    for pattern, message in _SENTENCES:
        if found := re.search(pattern, said):
            told = gettext(message)
            sentence = told % found.groupdict() if found.groupdict() else told
            break
    lines: tuple[tuple[int, str], ...] = ()
    if error.line and error.file == name:
        first = max(0, error.line - 1 - _AROUND)
        shown = text.splitlines()[first : error.line + _AROUND]
        lines = tuple(enumerate(shown, start=first + 1))
    return RuleProblem(error.file, error.line, sentence, said, lines)
