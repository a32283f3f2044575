"""What of the record is shown: no secrets, and addresses only to those who may read them."""

import pytest

from events_service.accounts.disclosure import HIDDEN, disclosed, name_of, words_of


def test_secrets_are_never_shown() -> None:
    noted = {
        "password_hash": "$argon2id$…",
        "link": "https://…/x",
        "nested": [{"secret": "s"}],
        "title": {"en": "Water"},
    }

    shown = disclosed(noted, addresses=True)

    assert shown == {
        "password_hash": HIDDEN,
        "link": HIDDEN,
        "nested": [{"secret": HIDDEN}],
        "title": {"en": "Water"},
    }


def test_what_only_sounds_like_a_secret_is_shown() -> None:
    noted = {"password": True, "links": 3, "stream_url": "https://example.org/live"}

    assert disclosed(noted, addresses=False) == noted


@pytest.mark.parametrize(
    ("addresses", "email", "text"),
    [
        (True, "bob@example.org", "ask bob@example.org, today"),
        (False, HIDDEN, f"ask {HIDDEN}, today"),
    ],
)
def test_addresses_are_for_those_who_may_read_them(addresses: bool, email: str, text: str) -> None:
    noted = {"email": "bob@example.org", "text": {"en": "ask bob@example.org, today"}, "handle": "@bob"}

    assert disclosed(noted, addresses=addresses) == {"email": email, "text": {"en": text}, "handle": "@bob"}


def test_somebody_without_a_name_is_not_called_by_the_whole_address() -> None:
    assert name_of("bob@example.org", addresses=False) == "bob@…"
    assert name_of("bob@example.org", addresses=True) == "bob@example.org"
    assert name_of("Bob", addresses=False) == "Bob"


def test_searchable_words_are_folded_and_tell_nothing_that_is_hidden() -> None:
    uid = "018f4d5e-7a10-7c3e-9b1f-000000000001"
    before = {"title": {"fr": "Séance", "ar": "الجَلسة"}, "room_uid": uid, "capacity": 120}
    after = {"email": "bob@example.org", "secret": "hush", "languages": ("fr",), "note": "x" * 9000}

    words = words_of("Élodie", before, after)

    assert words.startswith("elodie seance الجلسه fr xxx")
    assert not any(hidden in words for hidden in ("bob", "hush", uid[:8], "120", "\0"))
    assert len(words) == 4000
