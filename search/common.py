"""The syllables that stand in most articles, without their accents: a third or more have each.

A phrase of such syllables alone is slow to look for by its words, all of which are nearly
everywhere. So the index knows which two of them stand side by side (`pairs_in`). The list was
counted in 3,456 articles of VnExpress of 2022; another list would be as right, and finding the
same, but the version of the index (`store.terms`) goes up with any change.
"""

from collections.abc import Sequence
from itertools import pairwise

from search.words import Remembered, folded

COMMON = frozenset(
    """
co va trong do tu cua cho duoc voi la mot tai de nay khi khong cung dong so nam da cac cong
nhung dung ve ban dau the den o nguoi nhan sau theo thu tren gia ra toi van noi hai moi vao vi
dang nhieu su thanh qua chi doi lai dinh bi bo con tien ngay quan hon du tinh hien se nhat nhu
anh thi biet day an hoi lam hang bao nha thong thang truoc phan viec ho dien cao truong can ca
cau dai dan dieu chuyen thuc san thuong phat tro danh lan thoi di nang ba chu thay ngoai phai
nen mat trung luc hop ky bat chung chinh khac cap dat tam duong toan canh ly bang tri huong ket
dua ke tiep giai to cu minh tuong hanh len diem sang gan loi hinh cach kien chua tham vu vien ty
lien tang dao phu gian mo ma dich lon chuc muc hieu pham hoa trinh tin phong nghi ong giao hay
tao luong tuc nguyen tich neu cam trang mang mua viet nhien quoc xa tuy tra giam tung ben binh
tuoi quy vong kiem nghe he khoang doan te xuat doc yeu nho lap phuong tap giup rang gioi khien y
pho xe nao ha don tieu bien nuoc cuoi khoi xay song kinh trieu may vo hoc tran sinh them lo rat
le tong hoac
""".split()  # noqa: SIM905 - a list of two hundred words is read as prose
)
# Before each of a pair: no letter, so that no word begins like a pair.
_JOINT = "·"


# A word as a half of a pair: with its joint if it is common, else nothing.
_halves: dict[str, str] = Remembered(
    lambda word: _JOINT + folded[word] if folded[word] in COMMON else ""
)


def pairs_in(words: Sequence[str]) -> set[str]:
    """Return the pairs of common syllables that stand side by side, as the index calls them."""
    halves = map(_halves.__getitem__, words)
    return {first + second for first, second in pairwise(halves) if first and second}
