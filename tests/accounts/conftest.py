"""Hashes that cost little: what they cost is tested with the passwords."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from events_service.accounts import passwords
from tests.accounts.people import password_hash


@pytest.fixture
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The same algorithm with little memory."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobodys.cache_clear()
    password_hash.cache_clear()
    yield
    passwords._nobodys.cache_clear()
    password_hash.cache_clear()
