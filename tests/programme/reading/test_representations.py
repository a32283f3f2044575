import gzip
from datetime import UTC, datetime
from hashlib import sha256

import brotli

from events_service.programme.reading.policies import PUBLIC_CACHE, Kind, protection, sharing
from events_service.programme.reading.representations import About, Representation, Tally

TEXT = b"Room Dakhla. " * 100
ABOUT = About(
    owner="event",
    modified=datetime(2018, 10, 1, 12, 0, 0, 900_000, tzinfo=UTC),
    tally=Tally(),
    description=((b"content-type", b"text/calendar; charset=utf-8"), (b"content-language", b"fr")),
    protection=protection(Kind.CALENDAR, secure=False),
    sharing=sharing(Kind.CALENDAR),
    cache_control=PUBLIC_CACHE,
)


def test_complete_fields_of_both_answers() -> None:
    plain = Representation(TEXT, ABOUT)
    tag = b'"%s"' % sha256(TEXT).hexdigest().encode()
    same = [
        (b"etag", tag),
        (b"last-modified", b"Mon, 01 Oct 2018 12:00:00 GMT"),
        (b"cache-control", b"public, max-age=60, stale-while-revalidate=120"),
        (b"vary", b"accept-encoding"),
    ]

    described = [
        (b"content-length", b"1300"),
        (b"content-type", b"text/calendar; charset=utf-8"),
        (b"content-language", b"fr"),
    ]
    assert plain.ok == {
        "type": "http.response.start",
        "status": 200,
        "headers": [*described, *same, *protection(Kind.CALENDAR, secure=False)],
    }
    assert plain.not_modified == {
        "type": "http.response.start",
        "status": 304,
        "headers": [*same, *sharing(Kind.CALENDAR)],
    }
    assert plain.body == {"type": "http.response.body", "body": TEXT}


def test_ic_10_each_coding_has_its_own_strong_tag_and_equal_bytes_each_time() -> None:
    plain = Representation(TEXT, ABOUT)
    first = [plain.in_coding(coding) for coding in ("identity", "gzip", "br")]
    again = [Representation(TEXT, ABOUT).in_coding(coding) for coding in ("identity", "gzip", "br")]

    assert [found.body for found in first] == [found.body for found in again]
    assert len({found.etag for found in first}) == 3
    assert gzip.decompress(first[1].body["body"]) == TEXT
    assert brotli.decompress(first[2].body["body"]) == TEXT
    assert [
        (b"content-encoding", coding) in found.ok["headers"]
        for coding, found in zip((b"gzip", b"br"), first[1:], strict=True)
    ] == [True, True]


def test_what_compression_would_not_shrink_stays_as_it_is() -> None:
    short, dense = Representation(b"short", ABOUT), Representation(gzip.compress(bytes(range(256)) * 4), ABOUT)

    assert short.in_coding("br") is short
    assert dense.in_coding("gzip") is dense


def test_protection_by_kind() -> None:
    page, embed, data = (dict(protection(kind, secure=True)) for kind in (Kind.PAGE, Kind.EMBED, Kind.DATA))

    assert b"frame-ancestors 'none'" in page[b"content-security-policy"]
    assert b"unsafe-inline" not in page[b"content-security-policy"]
    assert b"access-control-allow-origin" not in page
    assert page[b"strict-transport-security"] == b"max-age=31536000"
    assert b"frame-ancestors *" in embed[b"content-security-policy"]
    assert b"x-frame-options" not in embed
    assert embed[b"access-control-allow-origin"] == data[b"access-control-allow-origin"] == b"*"
    assert b"strict-transport-security" not in dict(protection(Kind.PAGE, secure=False))


def test_t_click_1_no_kind_shares_with_credentials() -> None:
    names = {name for kind in Kind for name, _ in protection(kind, secure=True)}

    assert b"access-control-allow-credentials" not in names
