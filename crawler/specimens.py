"""Pages that read worse than they should, kept so that a test can be made of them."""

import re
from pathlib import Path

from crawler.records import Article, Source

# So many an outlet's run: a redesign gives thousands, and a few show it.
_MOST = 5
# The fields that a page without its layout loses first.
_TELLING = ("title", "body", "published_at")
_SAFE = re.compile(r"[^\w.-]+")


class Specimens:
    """The specimens of one run.

    Args:
        folder: where they are kept, a file each, named after the page's address.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._left = _MOST

    def consider(self, url: str, page: bytes, article: Article | None) -> None:
        """Keep a page that could not be read, or was read by the fallback.

        Args:
            url: its address.
            page: its body.
            article: what was read from it; None where nothing could be.
        """
        if article and not any(article.sources.get(f) is Source.FALLBACK for f in _TELLING):
            return
        if not self._left:
            return
        self._left -= 1
        self._folder.mkdir(parents=True, exist_ok=True)
        name = _SAFE.sub("_", url.removeprefix("https://"))[-150:]
        (self._folder / f"{name}.html").write_bytes(page)
