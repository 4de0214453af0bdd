"""Draw real feed items to be labelled by reading: half tagged by the rules, half near misses.

    python tests/topics_labels/draw.py ITEMS.jsonl.gz --seed 20261124 > items.jsonl

The items are printed shuffled and without tags, so that whoever labels them cannot look. An item
is known by the first 16 digits of the SHA-256 of its URL: the texts stay where they are.
"""

import argparse
import gzip
import hashlib
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from topics.normalise import normalise
from topics.tagger import default_tagger

EACH: Final = 200
# Words of the field: an item that has one of them and is not tagged is a near miss.
SEEDS: Final = (
    "công an", "cảnh sát", "csgt", "khởi tố", "tạm giam", "bị can", "bắt giữ", "nghi phạm",
    "điều tra", "tội phạm", "ma túy", "lừa đảo", "giả danh", "cướp", "trộm", "giết người",
    "hành hung", "đánh bạc", "cá độ", "truy nã", "hối lộ", "tham nhũng", "rửa tiền", "buôn lậu",
    "hàng giả", "trốn thuế", "căn cước", "cccd", "vneid", "định danh", "tạm trú", "hộ khẩu",
    "hộ chiếu", "thị thực", "nhập cảnh", "xuất cảnh", "biển số", "bằng lái", "giấy phép lái xe",
    "nồng độ cồn", "phạt nguội", "tai nạn", "tông", "cháy", "cứu hộ", "cứu nạn", "mắc kẹt",
    "đuối nước", "vũ khí", "súng", "pháo", "phạm nhân", "trại giam", "đặc xá", "cai nghiện",
    "tin giả", "xuyên tạc", "an ninh mạng", "hacker", "dịch vụ công", "dự thảo", "an ninh trật tự",
    "động vật hoang dã", "xả thải", "hiến máu",
)  # fmt: skip


def key_of(url: str) -> str:
    """What an item is called in the label files."""
    return hashlib.sha256(url.encode()).hexdigest()[:16]


def items(archive: Path) -> Iterator[dict[str, Any]]:
    """The items of an archive of JSON lines, each URL once."""
    seen: set[str] = set()
    with gzip.open(archive, "rt", encoding="utf-8") as lines:
        for line in lines:
            item = json.loads(line)
            if item["url"] not in seen:
                seen.add(item["url"])
                yield item


def draw(archive: Path, seed: int) -> list[dict[str, str]]:
    """Items to label, in an order that says nothing about their tags."""
    tagger = default_tagger()
    tagged: list[dict[str, str]] = []
    missed: list[dict[str, str]] = []
    shuffled = random.Random(seed)
    everything = list(items(archive))
    shuffled.shuffle(everything)
    for item in everything:
        fields = {"title": item["title"], "lead": item.get("summary") or ""}
        form = normalise(" ".join(fields.values())).text
        mine = {"key": key_of(item["url"]), **fields}
        if tagger.tag(fields).about_police:
            tagged.append(mine)
        elif any(phrase in form for phrase in SEEDS):
            missed.append(mine)
        if len(tagged) >= EACH and len(missed) >= EACH:
            break
    chosen = tagged[:EACH] + missed[:EACH]
    shuffled.shuffle(chosen)
    return chosen


def main() -> None:
    """Print a sample."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("archive", type=Path)
    options.add_argument("--seed", type=int, required=True)
    given = options.parse_args()
    sys.stderr.write(f"seed {given.seed}\n")
    for item in draw(given.archive, given.seed):
        sys.stdout.write(json.dumps(item, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
