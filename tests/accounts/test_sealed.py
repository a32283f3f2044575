import base64

import pytest

from events_service.accounts.sealed import seal, unseal

OLD = {"0a1b2c3d": b"k" * 32}
NEW = {"4e5f6071": b"n" * 32}


def test_sealed_secret_is_read_again_and_looks_different_each_time() -> None:
    first, second = seal(OLD, "alice", b"a secret of 20 bytes"), seal(OLD, "alice", b"a secret of 20 bytes")

    assert first != second
    assert b"secret" not in base64.urlsafe_b64decode(first)
    assert unseal(OLD, "alice", first) == unseal(OLD, "alice", second) == b"a secret of 20 bytes"


def test_key_that_is_given_up_reads_as_long_as_it_is_known() -> None:
    sealed = seal(OLD, "alice", b"secret")

    assert unseal(NEW | OLD, "alice", sealed) == b"secret"
    assert unseal(NEW, "alice", sealed) is None


def test_secret_of_somebody_else_or_changed_is_no_secret() -> None:
    sealed = seal(OLD, "alice", b"secret")
    raw = bytearray(base64.urlsafe_b64decode(sealed))

    assert unseal(OLD, "bob", sealed) is None
    for place in range(len(raw)):
        changed = bytes(byte ^ (place == at) for at, byte in enumerate(raw))
        assert unseal(OLD, "alice", base64.urlsafe_b64encode(changed).decode()) is None


def test_what_is_too_long_for_one_block_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 32 bytes"):
        seal(OLD, "alice", b"x" * 33)
