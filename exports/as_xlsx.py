"""XLSX: for press officers, with Vietnamese headings, dates that sort, filters and links.

Excel's limits are kept: a cell holds 32,767 UTF-16 units, a sheet 1,048,576 rows and 65,530 links,
an address 2,079 characters, a number 15 digits.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, Final

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from crawler.dates import VIETNAM
from exports.article import Article, Names
from exports.texts import is_web_address, legible, shortened

CELL: Final = 32_000  # UTF-16 units of a text; the mark comes on top
CUT: Final = " … [văn bản bị cắt: một ô Excel không chứa hết]"
ADDRESS: Final = 2_079
LINKS: Final = 65_000  # of the whole file: each is kept in memory until its end
ROWS: Final = 1_000_000  # of a sheet, without its heading
_ROW_HEIGHT: Final = 60  # points: four lines, so that a list stays a list beside its full texts
_FORMS: Final = {"text": "Bài viết", "video": "Video", "photo": "Ảnh"}


@dataclass(frozen=True, slots=True)
class _Column:
    heading: str
    width: int  # in letters
    value: Callable[[Article, Names], str | datetime | int | None]


# Keys are written as text: they have 16 digits.
_COLUMNS: Final = (
    _Column("Ngày đăng", 16, lambda it, _: it.published_at),
    _Column("Cơ quan báo chí", 20, lambda it, names: names.outlet(it.outlet)),
    _Column("Chuyên mục", 16, lambda it, _: it.section),
    _Column("Thể loại", 10, lambda it, _: _FORMS.get(it.form, it.form)),
    _Column("Tiêu đề", 48, lambda it, _: it.title),
    _Column("Sapo", 48, lambda it, _: it.lead),
    _Column("Nội dung", 64, lambda it, _: it.body),
    _Column("Chủ đề", 24, lambda it, names: "; ".join(names.topics_of(it))),
    _Column("Tác giả", 18, lambda it, _: "; ".join(it.authors)),
    _Column("Nguồn tin", 16, lambda it, names: names.outlet(it.agency)),
    _Column("Liên kết", 40, lambda it, _: it.url),
    _Column("Tin công an", 12, lambda it, _: "Có" if it.about_police else "Không"),
    _Column("Bài trả phí", 12, lambda it, _: "Có" if it.paid else "Không"),
    _Column("Trang", 16, lambda it, _: it.site),
    _Column("Sửa lúc", 16, lambda it, _: it.modified_at),
    _Column("Phiên bản", 11, lambda it, _: it.version),
    _Column("Thu thập lúc", 16, lambda it, _: it.first_seen_at),
    _Column("Gỡ bỏ lúc", 16, lambda it, _: it.withdrawn_at),
    _Column("Nhóm tin", 19, lambda it, _: str(it.story or "")),
    _Column("Mã bài", 19, lambda it, _: str(it.id)),
)
_LINK: Final = next(n for n, column in enumerate(_COLUMNS) if column.heading == "Liên kết")
_KEYS: Final = len(_COLUMNS) - 2  # where the columns of keys begin


class _Writer:
    """Writes rows into a workbook, and begins a new sheet where one is full."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._heading = book.add_format(
            {"bold": True, "bg_color": "#DCE6F1", "bottom": 1, "valign": "vcenter"}
        )
        self._text = book.add_format({"text_wrap": True, "valign": "top"})
        self._number = book.add_format({"valign": "top"})
        self._moment = book.add_format(
            {"num_format": "dd/mm/yyyy hh:mm", "align": "left", "valign": "top"}
        )
        self._link = book.add_format({"font_color": "#0563C1", "underline": 1, "valign": "top"})
        self.written = 0
        self._begin_sheet()

    def _begin_sheet(self) -> None:
        number = len(self._book.worksheets()) + 1
        self._sheet = self._book.add_worksheet("Tin bài" if number == 1 else f"Tin bài {number}")
        self._row = 0
        self._sheet.set_default_row(_ROW_HEIGHT)
        self._sheet.set_row(0, 24)
        self._sheet.freeze_panes(1, 0)
        for at, column in enumerate(_COLUMNS):
            self._sheet.set_column(at, at, column.width)
            self._sheet.write_string(0, at, column.heading, self._heading)

    def end_sheet(self) -> None:
        """Give the sheet its filters, which reach to its last row."""
        last = len(_COLUMNS) - 1
        self._sheet.autofilter(0, 0, self._row, last)
        # Else Excel marks every key with a green corner: it would rather have them as numbers.
        self._sheet.ignore_errors(
            {"number_stored_as_text": f"{chr(65 + _KEYS)}2:{chr(65 + last)}{self._row + 1}"}
        )

    def add(self, article: Article, names: Names) -> None:
        """Write an article as the next row."""
        if self._row == ROWS:
            self.end_sheet()
            self._begin_sheet()
        self._row += 1
        for at, column in enumerate(_COLUMNS):
            value = column.value(article, names)
            if isinstance(value, datetime):
                moment = value.astimezone(VIETNAM).replace(tzinfo=None)
                self._sheet.write_datetime(self._row, at, moment, self._moment)
            elif isinstance(value, int):
                self._sheet.write_number(self._row, at, value, self._number)
            elif value and at == _LINK and self._can_link(value):
                self._sheet.write_url(self._row, at, value, self._link, value)
            elif value:
                self._sheet.write_string(self._row, at, _cell(value), self._text)
        self.written += 1

    def _can_link(self, url: str) -> bool:
        return self.written < LINKS and len(url) <= ADDRESS and is_web_address(url)


def _cell(text: str) -> str:
    """A text as a cell can hold it."""
    text = shortened(legible(text), CELL, CUT)
    # What stands in <r> … </r>, XlsxWriter takes for markup of its own, and writes as it is.
    return f"{text} " if text.startswith("<r>") else text


def write_xlsx(
    records: Iterable[Article],
    target: BinaryIO,
    *,
    title: str,
    names: Names,
    folder: Path | None = None,
) -> int:
    """Write articles into a workbook, row by row; return how many.

    Args:
        records: the articles.
        target: the file or stream.
        title: goes into the properties of the workbook.
        names: of outlets and topics.
        folder: where its parts lie until they are packed; None: the system's temporary folder.

    Raises:
        OSError: the target or the folder cannot be written.
    """
    with TemporaryDirectory(prefix=".diembao-", dir=folder) as parts:
        options: dict[str, Any] = {
            "constant_memory": True,
            "tmpdir": parts,
            "use_zip64": True,  # which only sheets over 2 GB then use
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        }
        packed = Path(parts, "workbook.xlsx")
        book = Workbook(packed, options)
        book.set_properties({"title": legible(title), "company": "Điểm Báo"})
        writer = _Writer(book)
        try:
            for article in records:
                writer.add(article, names)
            writer.end_sheet()
            book.close()
        except FileCreateError as error:
            raise error.args[0] from None
        finally:
            for sheet in book.worksheets():
                sheet.row_data_fh.close()  # which XlsxWriter does only where all goes well
        with packed.open("rb") as workbook:
            copyfileobj(workbook, target)
    return writer.written
