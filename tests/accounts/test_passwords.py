import statistics
import threading
import time

import pytest

from events_service.accounts import passwords
from tests.accounts.people import PASSWORD, password_hash


def test_argon2id_with_64_mib() -> None:
    assert password_hash().startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_matches_only_the_password() -> None:
    assert passwords.matches(PASSWORD, password_hash()) is True
    assert passwords.matches(PASSWORD + " ", password_hash()) is False
    assert passwords.matches("", password_hash()) is False
    assert passwords.matches(PASSWORD, None) is False
    assert passwords.matches(PASSWORD, "not a hash") is False


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("", "Choose a password of at least 10 characters."),
        ("123456789", "Choose a password of at least 10 characters."),
        ("x" * 501, "Number of characters: 500 at most."),
    ],
)
def test_short_and_endless_passwords_refused(password: str, sentence: str) -> None:
    with pytest.raises(passwords.UnusablePassword) as caught:
        passwords.hashed(password)
    assert str(caught.value) == sentence


def test_new_passwords_differ_and_can_be_used() -> None:
    made = {passwords.new_password() for _ in range(100)}

    assert len(made) == 100
    assert {len(password) for password in made} == {23}
    assert set("".join(made)) <= set("abcdefghijkmnpqrstuvwxyz23456789-")


def test_t_enum_1_as_long_without_an_account() -> None:
    passwords._nobodys.cache_clear()

    def seconds(password_hash: str | None) -> float:
        started = time.process_time()
        passwords.matches("wrong password", password_hash)
        return time.process_time() - started

    seconds(None)
    known = [seconds(password_hash()) for _ in range(3)]
    unknown = [seconds(None) for _ in range(3)]

    assert 0.6 < statistics.median(known) / statistics.median(unknown) < 1.7


def test_two_hashes_at_once_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most = 0, 0
    lock = threading.Lock()

    class Watched:
        def verify(self, _hash: str, _password: str) -> bool:
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
            time.sleep(0.05)
            with lock:
                running -= 1
            return True

    passwords.matches(PASSWORD, None)
    monkeypatch.setattr(passwords, "_hasher", Watched())
    threads = [threading.Thread(target=passwords.matches, args=(PASSWORD, "hash")) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most == 2
