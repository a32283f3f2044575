import base64
import hmac
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_service import secret_links
from events_service.secret_links import Reference, make_token, read_token

UID = "018f4d5e-7a10-7c3e-9b1f-3d2a5c6e7f80"
KEYS = {"0a1b2c3d": b"k" * 32}
OTHER = {"4e5f6071": b"o" * 32}
MANAGE = Reference("manage", UID, 3)


def test_token_opens_what_it_was_made_for() -> None:
    token = make_token(KEYS, MANAGE)

    assert len(token) == secret_links.LENGTH
    assert read_token(KEYS, "manage", token) == MANAGE
    assert make_token(KEYS, MANAGE) == token


@given(st.uuids(), st.integers(0, secret_links.GENERATIONS - 1), st.text(max_size=20))
def test_token_any_reference_round_trips(uid: uuid.UUID, generation: int, purpose: str) -> None:
    reference = Reference(purpose, str(uid), generation)

    assert read_token(KEYS, purpose, make_token(KEYS, reference)) == reference


@pytest.mark.parametrize(
    "other",
    [Reference("feed", UID, 3), Reference("manage", UID, 4), Reference("manage", UID.replace("8", "9"), 3)],
)
def test_token_differs_with_every_part(other: Reference) -> None:
    assert make_token(KEYS, other) != make_token(KEYS, MANAGE)
    assert read_token(KEYS, "manage", make_token(KEYS, other)) != MANAGE


def test_token_of_another_purpose_refused() -> None:
    assert read_token(KEYS, "feed", make_token(KEYS, MANAGE)) is None


def test_token_signed_with_previous_key_still_opens() -> None:
    old = make_token(KEYS, MANAGE)

    assert read_token({**OTHER, **KEYS}, "manage", old) == MANAGE
    assert make_token({**OTHER, **KEYS}, MANAGE) == make_token(OTHER, MANAGE)
    assert read_token(OTHER, "manage", old) is None


def test_token_one_flipped_bit_refused() -> None:
    raw = base64.urlsafe_b64decode(make_token(KEYS, MANAGE))
    changed = [
        bytes(byte ^ (1 << bit) if index == place else byte for index, byte in enumerate(raw))
        for place in range(len(raw))
        for bit in range(8)
    ]

    assert {read_token(KEYS, "manage", base64.urlsafe_b64encode(bad).decode()) for bad in changed} == {None}


@pytest.mark.parametrize("text", ["", "x", "../../etc/passwd", "=" * 52, "é" * 52, "A" * 51, "A" * 53, "A" * 51 + "\n"])
def test_text_that_is_no_token_refused(text: str) -> None:
    assert read_token(KEYS, "manage", text) is None


@pytest.mark.parametrize("generation", [-1, secret_links.GENERATIONS])
def test_generation_out_of_range_refused(generation: int) -> None:
    with pytest.raises(ValueError, match="a generation is a number below"):
        make_token(KEYS, Reference("manage", UID, generation))


def test_t_time_1_signatures_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []
    real = hmac.compare_digest

    def recorded(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return real(one, other)

    monkeypatch.setattr(hmac, "compare_digest", recorded)
    read_token(KEYS, "manage", make_token(OTHER, MANAGE))
    read_token(KEYS, "manage", make_token(KEYS, MANAGE))

    assert [one == other for one, other in compared] == [False, True]
