import pytest

from events_service.programme.reading.negotiation import choose_coding, matches, unchanged_since

TAG = b'"aa"'


@pytest.mark.parametrize(
    ("accept_encoding", "coding"),
    [
        (None, "identity"),
        (b"", "identity"),
        (b"gzip, deflate, br, zstd", "br"),
        (b"gzip", "gzip"),
        (b"GZIP", "gzip"),
        (b"x-gzip", "gzip"),
        (b"br;q=0.5, gzip;q=0.8", "gzip"),
        (b"br;q=0, gzip;q=0", "identity"),
        (b"gzip;q=0.001", "gzip"),
        (b"identity", "identity"),
        (b"identity;q=0.9, gzip;q=0.5", "identity"),
        (b"identity;q=0, gzip;q=0.5", "gzip"),
        (b"identity;q=0", "identity"),
        (b"*", "br"),
        (b"*;q=0", "identity"),
        (b"*;q=0, gzip", "gzip"),
        (b"br;q=0, *", "gzip"),
        (b"deflate, zstd", "identity"),
        (b"gzip;q=2", "identity"),
        (b"gzip;q=nonsense", "identity"),
        (b"gzip;q=nan", "identity"),
        (b"gzip ; q = 0.4 , br ; q=0.3", "gzip"),
        (b"\xff\xfe;q=1", "identity"),
    ],
)
def test_coding_chosen_by_weights(accept_encoding: bytes | None, coding: str) -> None:
    assert choose_coding(accept_encoding) == coding


@pytest.mark.parametrize(
    ("if_none_match", "same"),
    [
        (b'"aa"', True),
        (b'W/"aa"', True),
        (b'"bb", "aa"', True),
        (b'"bb",W/"aa","cc"', True),
        (b" * ", True),
        (b'"*"', False),
        (b'"bb"', False),
        (b'"aaa"', False),
        (b'"aa-gzip"', False),
        (b"aa", False),
        (b"", False),
    ],
)
def test_ic_11_if_none_match_by_weak_comparison(if_none_match: bytes, same: bool) -> None:
    assert matches(if_none_match, TAG) is same


@pytest.mark.parametrize(
    ("if_modified_since", "same"),
    [
        (b"Mon, 01 Oct 2018 12:00:00 GMT", True),
        (b"Mon, 01 Oct 2018 12:00:01 GMT", True),
        (b"Mon, 01 Oct 2018 11:59:59 GMT", False),
        (b"Thu, 01 Jan 1970 00:00:00 GMT", False),
        (b"Monday, 01-Oct-18 12:00:00 GMT", True),
        (b"Mon Oct  1 12:00:00 2018", True),
        (b"yesterday", False),
        (b"", False),
        (b"0", False),
        (b"\xff", False),
        (b"Mon, 99 Oct 99999999999 12:00:00 GMT", False),
    ],
)
def test_ic_11_if_modified_since_is_a_date_or_nothing(if_modified_since: bytes, same: bool) -> None:
    assert unchanged_since(if_modified_since, 1_538_395_200) is same
