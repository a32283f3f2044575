"""RFC 4226 appendix D, RFC 6238 appendix B, and what a step may match."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from events_service.accounts.one_time_codes import address, code_at, matching_step, shown

SECRET = b"12345678901234567890"
NOW = datetime(2018, 11, 10, 12, 0, tzinfo=UTC)
STEP = int(NOW.timestamp()) // 30


@pytest.mark.parametrize(
    ("counter", "code"),
    list(
        enumerate(["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"])
    ),
)
def test_rfc_4226_appendix_d(counter: int, code: str) -> None:
    assert code_at(SECRET, counter) == code


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_rfc_6238_appendix_b(seconds: int, code: str) -> None:
    assert code_at(SECRET, seconds // 30, digits=8) == code


def test_code_of_the_step_before_and_after_counts_and_no_other() -> None:
    found = [matching_step(SECRET, code_at(SECRET, STEP + drift), NOW, 0) for drift in (-2, -1, 0, 1, 2)]

    assert found == [None, STEP - 1, STEP, STEP + 1, None]


def test_code_counts_once_and_none_before_it_afterwards() -> None:
    codes = {drift: code_at(SECRET, STEP + drift) for drift in (-1, 0, 1)}

    assert matching_step(SECRET, codes[0], NOW, STEP) is None
    assert matching_step(SECRET, codes[-1], NOW, STEP) is None
    assert matching_step(SECRET, codes[1], NOW, STEP) == STEP + 1


def test_what_apps_read_and_people_type() -> None:
    parts = urlsplit(address(SECRET, "amina@example.org", "Événements: ici"))

    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert parts.path == "/%C3%89v%C3%A9nements%3A%20ici%3Aamina%40example.org"
    assert parse_qs(parts.query) == {
        "secret": ["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"],
        "issuer": ["Événements: ici"],
        "digits": ["6"],
        "period": ["30"],
    }
    assert shown(SECRET) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
