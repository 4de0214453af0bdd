"""One archived response as a WARC/1.1 record, a gzip member of its own; bytes only, no files."""

import zlib
from base64 import b32encode
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha1
from io import BytesIO

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from errors import PageDamaged

# gzip's framing, checksum included.
_GZIP = zlib.MAX_WBITS + 16

Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Capture:
    """A response as it was received: the body still compressed, if the site sent it so."""

    url: str
    status: str
    headers: Headers
    body: bytes
    fetched_at: datetime


def digest_of(body: bytes) -> str:
    """Return the digest of a body, in the form that web archives share.

    It finds damage and equal bodies, for which SHA-1 is enough; it is no seal.
    """
    return f"sha1:{b32encode(sha1(body, usedforsecurity=False).digest()).decode()}"


def about_record(name: str, about: Mapping[str, str]) -> bytes:
    """Return the record that begins a file and says how it was made."""
    writer = _Writer()
    facts = {"format": "WARC File Format 1.1", **about}
    return writer.bytes_of(writer.create_warcinfo_record(name, facts))


def page_record(page: Capture, first_at: datetime | None = None) -> bytes:
    """Return the record of a page.

    Args:
        page: the response.
        first_at: when this very body was archived for the same address, if it was. The record
            then refers to that one and holds the headers only.
    """
    writer = _Writer()
    http = StatusAndHeaders(page.status, page.headers, protocol="HTTP/1.1")
    headers = {"WARC-Date": _date(page.fetched_at)}
    if first_at is not None:
        record = writer.create_revisit_record(
            page.url,
            digest_of(page.body),
            page.url,
            _date(first_at),
            http_headers=http,
            warc_headers_dict=headers,
        )
        return writer.bytes_of(record)
    record = writer.create_warc_record(
        page.url,
        "response",
        payload=BytesIO(page.body),
        length=len(page.body),
        http_headers=http,
        warc_headers_dict=headers | {"WARC-Payload-Digest": digest_of(page.body)},
    )
    return writer.bytes_of(record)


class _Writer(WARCWriter):  # type: ignore[misc]  # warcio ships no types
    """Writes records into memory: into a file they go whole or not at all."""

    def __init__(self) -> None:
        super().__init__(BytesIO(), gzip=True, warc_version="WARC/1.1")

    def bytes_of(self, record: ArcWarcRecord) -> bytes:
        """The bytes of one record."""
        self.write_record(record)
        return bytes(self.out.getvalue())


def _date(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def read_page(packed: bytes, digest: str) -> tuple[Headers, bytes]:
    """Read the record of a page and hold it to its digest.

    Returns:
        The response's headers, and its body as received: empty where the record only says that
        the body came again.

    Raises:
        PageDamaged: the bytes are no whole record, or not the one that was written.
    """
    member = zlib.decompressobj(_GZIP)
    try:
        plain = member.decompress(packed)
    except zlib.error as error:
        raise PageDamaged(str(error)) from None
    if not member.eof or member.unused_data:
        raise PageDamaged(f"no whole record in these {len(packed)} bytes")
    record = next(iter(ArchiveIterator(BytesIO(plain))))
    body = record.raw_stream.read()
    again = record.rec_type == "revisit"
    found = record.rec_headers.get_header("WARC-Payload-Digest") if again else digest_of(body)
    if found != digest:
        raise PageDamaged(f"the digest is {found}, written was {digest}")
    return record.http_headers.headers, body


def length_of_whole_records(chunks: Iterable[bytes]) -> int:
    """Return how many bytes of a file are whole records: gzip members that end as they should."""
    whole = read = 0
    member = zlib.decompressobj(_GZIP)
    with suppress(zlib.error):
        for chunk in chunks:
            read += len(chunk)
            left = chunk
            while left:
                member.decompress(left)
                left = member.unused_data
                if member.eof:
                    whole = read - len(left)
                    member = zlib.decompressobj(_GZIP)
    return whole
