"""The page archive: pages as they came, for any tool to read, whatever becomes of the crawl."""

import gzip
import http.client
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import text
from warcio.archiveiterator import ArchiveIterator
from warcio.cli import main as warcio

from replica.run import Replica
from tests.conftest import Diembao, crawled, opened
from tests.test_kill import crawling, kill_everything


def files(environment: Mapping[str, str]) -> list[Path]:
    folder = Path(environment["DIEMBAO_DATA_DIR"]) / "archive"
    return sorted(path for path in folder.glob("**/*") if path.is_file())


def passes_warcio(paths: list[Path]) -> bool:
    """Whether warcio's own check finds nothing wrong."""
    try:
        warcio(["check", *map(str, paths)])
    except SystemExit as end:
        return not end.code
    return True


def responses(paths: list[Path]) -> dict[str, bytes]:
    """The bodies of responses by address, as warcio finds them, not our own reader."""
    found = {}
    for path in paths:
        with path.open("rb") as file:
            for record in ArchiveIterator(file, check_digests="raise"):
                if record.rec_type == "response":
                    assert record.http_headers.get_statuscode() == "200"
                    url = record.rec_headers.get_header("WARC-Target-URI")
                    found[url] = record.raw_stream.read()
    return found


def served(replica: Replica, url: str) -> bytes:
    """What the replica sends to a browser, as it goes over the wire."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(urlsplit(replica.address).netloc)
    headers = {"Host": parts.netloc, "Accept-Encoding": "gzip"}
    connection.request("GET", parts.path, headers=headers)
    answer = connection.getresponse()
    assert answer.getheader("Content-Encoding") == "gzip"
    body = answer.read()
    connection.close()
    return body


def test_pages_are_archived_as_they_were_sent_in_files_that_other_tools_read(
    diembao: Diembao, replica: Replica, environment: dict[str, str]
) -> None:
    diembao("crawl", "vtv", replica=replica.address, archive_file_mb="0.1")
    stories = {story.url for story in replica.newsrooms["vtv.vn"]}
    archived = responses(files(environment))
    assert set(archived) == stories
    for url, body in archived.items():
        assert body == served(replica, url)
        assert b"<html" in gzip.decompress(body)
    written = files(environment)
    assert len(written) > 1, "a file is closed when it is large enough"
    assert all(path.name.startswith("vtv-") and path.name.endswith(".warc.gz") for path in written)
    assert all(100_000 <= path.stat().st_size < 200_000 for path in written[:-1])
    assert passes_warcio(written)
    checked = diembao("archive", "check")
    assert (checked.code, checked.out) == (
        0,
        f"{len(stories)} pages whole, 0 damaged or missing.\n",
    )
    assert f"{len(written)}" in diembao("archive", "stats").out


def test_a_page_that_comes_again_with_the_same_bytes_is_kept_once_and_still_read(
    diembao: Diembao, replica: Replica, environment: dict[str, str]
) -> None:
    diembao("crawl", "vtv", replica=replica.address)
    first = files(environment)
    with opened(environment) as connection:
        for table in ("matches", "article_topics", "versions", "articles", "sources"):
            connection.execute(text(f"DELETE FROM {table}"))
        connection.commit()
    again = crawled(diembao("crawl", "vtv", "--json", replica=replica.address))["vtv"]
    [second] = set(files(environment)) - set(first)
    assert responses([second]) == {}
    with opened(environment) as connection:
        same = "SELECT count(*) FROM pages WHERE original IS NOT NULL"
        assert connection.scalar(text(same)) == again["stored_new"] > 0
        connection.execute(text("UPDATE versions SET title = 'sai'"))
        connection.commit()
    assert passes_warcio([*first, second])
    assert diembao("archive", "check").code == 0
    assert f"{again['stored_new']} articles were put right." in diembao("reparse").out
    first[0].unlink()
    broken = diembao("archive", "check")
    assert (broken.code, "is not in" in broken.err) == (1, True)


def test_a_killed_crawl_leaves_a_readable_archive_that_the_next_one_takes_up(
    diembao: Diembao, mended: Replica, environment: dict[str, str]
) -> None:
    mended.break_with({"path": "*.htm", "fault": "slow", "seconds": 0.3})
    database = Path(environment["DIEMBAO_DATA_DIR"]) / "diembao.db"
    with crawling(environment, mended, "vtv") as process:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            time.sleep(0.1)
            if files(environment) and database.exists():
                with opened(environment) as connection:
                    if connection.scalar(text("SELECT count(*) FROM pages")):
                        break
        kill_everything(process)
    mended.break_with()
    [part] = files(environment)
    assert part.name.endswith(".warc.gz.part")
    assert responses([part])
    checked = diembao("archive", "check")
    assert (checked.code, "0 pages whole" in checked.out) == (0, False)
    with part.open("ab") as file:  # as if the power had gone in the middle of a record
        file.write(gzip.compress(b"WARC/1.1\r\nWARC-Type: response\r\n" * 50)[:60])
    assert diembao("crawl", "vtv", replica=mended.address).code == 0
    assert not any(path.suffix == ".part" for path in files(environment))
    assert passes_warcio(files(environment))
    assert gzip.decompress(files(environment)[0].read_bytes()), "nothing is cut off at its end"
    assert diembao("archive", "check").code == 0
    assert set(responses(files(environment))) == {story.url for story in mended.newsrooms["vtv.vn"]}


def test_a_file_that_was_tampered_with_or_cut_off_is_told_by_its_digest(
    diembao: Diembao, replica: Replica, environment: dict[str, str]
) -> None:
    diembao("crawl", "vtv", "--limit", "3", replica=replica.address)
    with opened(environment) as connection:
        rows = connection.execute(text('SELECT "offset", length FROM pages ORDER BY "offset"'))
        (first, length), (second, _), (third, last) = rows.all()
    [path] = files(environment)
    whole = path.read_bytes()
    # A record of its own that is sound in itself, in the very place of the one that was written.
    plain = gzip.decompress(whole[first : first + length])
    head, _, _ = plain.partition(b"\r\n\r\n")
    forged = gzip.compress(head + b"\r\n\r\nHTTP/1.1 200 OK\r\n\r\n<html>x")
    flipped = bytes([whole[second + 400] ^ 1])
    path.write_bytes(
        forged
        + whole[first + len(forged) : second + 400]
        + flipped
        + whole[second + 401 : third + last - 50]
    )
    checked = diembao("archive", "check")
    assert checked.code == 1
    assert "0 pages whole, 3 damaged or missing" in checked.out
    assert checked.err.count(path.name) == 3
    reread = diembao("reparse")
    assert (reread.code, "Traceback" in reread.err) == (1, False)
    assert "3 not read: page missing or damaged" in reread.out


def test_an_archive_that_cannot_be_written_ends_the_crawl_with_its_reason_and_loses_no_article(
    diembao: Diembao, replica: Replica, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    said = diembao("crawl", "vtv", "--json", replica=replica.address, archive_dir="taken")
    run = crawled(said)["vtv"]
    assert (said.code, run["status"], run["stored_new"]) == (1, "failed", 0)
    assert "vtv: The page archive taken cannot be written" in said.err
    assert "Traceback" not in said.err
    off = crawled(diembao(*("crawl", "vtv", "--json"), replica=replica.address, archive_days="0"))[
        "vtv"
    ]
    assert off["stored_new"] == run["outcomes"]["not_fetched"] > 0
    assert "0 pages whole" in diembao("archive", "check").out
