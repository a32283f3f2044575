"""What is typed and not saved, as it is kept. On both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from events_service.accounts import kept_text
from events_service.accounts.kept_text import KEEPS, LARGEST, MOST, Kept, TooMuchTyped, find_kept, forget, forget_old
from events_service.accounts.models import Account, KeptText
from events_service.database import Database
from tests.accounts.people import NOW, make_account

FORM, OTHER = "/console/events/forum-7/settings", "/console/events/forum-7/parts/rooms/new"
FIRST = (("base", "{}"), ("title.fr", "L’eau"), ("languages", "fr"), ("languages", "ar"))
SECOND = (("base", "{}"), ("title.fr", "L’eau pour tous"))


@pytest.fixture(autouse=True)
def _hashes(quick_hashes: None) -> None:
    pass


@pytest.fixture
def alice(database: Database) -> str:
    return database.write_now(lambda db: make_account(db).id)


@pytest.fixture
def bob(database: Database) -> str:
    return database.write_now(lambda db: make_account(db, "bob@example.org").id)


def kept(database: Database, account: str, address: str = FORM) -> Kept | None:
    with database.read() as db:
        return find_kept(db, account, address)


def addresses(database: Database) -> set[str]:
    with database.read() as db:
        return set(db.exec(select(KeptText.address)))


def keep(database: Database, account: str, fields: tuple[tuple[str, str], ...], address: str = FORM,
         now: datetime = NOW) -> None:  # fmt: skip
    database.write_now(kept_text.keep, account, address, fields, now)


def test_what_was_typed_last_is_kept_for_whoever_typed_it(database: Database, alice: str, bob: str) -> None:
    keep(database, alice, FIRST)
    keep(database, bob, FIRST)
    keep(database, alice, SECOND, now=NOW + timedelta(minutes=1))

    assert kept(database, alice) == Kept(SECOND, NOW + timedelta(minutes=1))
    assert kept(database, bob) == Kept(FIRST, NOW)
    assert kept(database, alice, OTHER) is None


def test_forgotten_once_or_twice_it_is_gone_and_nothing_else(database: Database, alice: str, bob: str) -> None:
    keep(database, alice, FIRST)
    keep(database, alice, FIRST, OTHER)
    keep(database, bob, FIRST)

    for _ in range(2):
        database.write_now(forget, alice, FORM)

    assert kept(database, alice) is None
    assert kept(database, alice, OTHER) == Kept(FIRST, NOW)
    assert kept(database, bob) == Kept(FIRST, NOW)


def test_too_much_is_refused_and_what_was_kept_stays(database: Database, alice: str) -> None:
    keep(database, alice, FIRST)

    with pytest.raises(TooMuchTyped):
        keep(database, alice, (("description.ar", "م" * (LARGEST // 2)),))

    assert kept(database, alice) == Kept(FIRST, NOW)
    keep(database, alice, (("description.ar", "م" * (LARGEST // 2 - 100)),))


def test_forms_left_longest_ago_give_way(database: Database, alice: str, bob: str) -> None:
    keep(database, bob, FIRST, "/console/of-bob")

    for number in range(MOST + 2):
        keep(database, alice, FIRST, f"/console/{number}", NOW + timedelta(minutes=number))

    assert addresses(database) == {f"/console/{number}" for number in range(2, MOST + 2)} | {"/console/of-bob"}


def test_after_a_month_it_is_forgotten(database: Database, alice: str) -> None:
    keep(database, alice, FIRST)
    keep(database, alice, FIRST, OTHER, NOW + timedelta(seconds=1))

    database.write_now(forget_old, NOW + KEEPS)

    assert addresses(database) == {OTHER}


def test_it_goes_with_the_account(database: Database, alice: str, bob: str) -> None:
    keep(database, alice, FIRST)
    keep(database, bob, FIRST, OTHER)

    database.write_now(lambda db: db.delete(db.get_one(Account, alice)))
    keep(database, alice, FIRST)

    assert addresses(database) == {OTHER}


def test_two_browsers_at_once_leave_one(database: Database, alice: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: keep(database, alice, FIRST), range(8)))

    assert kept(database, alice) == Kept(FIRST, NOW)
