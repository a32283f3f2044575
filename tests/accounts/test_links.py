"""Links mailed to accounts: asked for, used, and what ends them. On both databases."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic

import pytest
from sqlmodel import col, select

from events_service.accounts import passwords
from events_service.accounts.access import COMMAND
from events_service.accounts.accounts import disable_account, enable_account, set_password
from events_service.accounts.emails import KINDS
from events_service.accounts.invitations import InvitationOver, accept, invite, invite_again
from events_service.accounts.links import LASTS, LinkEnded, find_account_of
from events_service.accounts.login import WrongLogin, find_login, sign_in
from events_service.accounts.models import Account, AuditEntry, LinkPurpose, Role
from events_service.accounts.own_account import change_password
from events_service.accounts.passwords import UNSET, hashed
from events_service.accounts.recovery import ANSWERED_AFTER, ask_link, reset_password, sign_in_by_link
from events_service.accounts.roles import set_role
from events_service.database import Database
from events_service.errors import RateLimited
from events_service.mail.letter import Letter
from events_service.mail.models import OutboxMail
from events_service.secret_links import make_token
from tests.accounts.people import NOW, PASSWORD, make_account

EMAIL = "alice@example.org"
NEW = "a better password"
KEYS = {"0a1b2c3d": b"k" * 32}
LATER = NOW + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def account(quick_hashes: None, database: Database) -> None:
    database.write_now(make_account, EMAIL)


def ask(
    database: Database,
    purpose: LinkPurpose,
    email: str = EMAIL,
    now: datetime = NOW,
    address: str = "192.0.2.7",
    locale: str = "",
) -> None:
    asyncio.run(ask_link(database, purpose, email, address, now, locale=locale))


def letters(database: Database) -> list[Letter]:
    """What was mailed to accounts, in the order it was queued."""
    with database.read() as db:
        mails = db.exec(select(OutboxMail).where(col(OutboxMail.kind).in_(KINDS)).order_by(OutboxMail.id))
        return [mail.letter for mail in mails]


def token_of(letter: Letter) -> str:
    reference = letter.links["open"].reference
    assert reference is not None
    return make_token(KEYS, reference)


def last_token(database: Database) -> str:
    return token_of(letters(database)[-1])


def works(database: Database, purpose: LinkPurpose, token: str, now: datetime = LATER) -> bool:
    with database.read() as db:
        try:
            return find_account_of(db, KEYS, purpose, token, now).email == EMAIL
        except LinkEnded:
            return False


def log_in(database: Database, password: str) -> str:
    return asyncio.run(sign_in(database, EMAIL, password, "192.0.2.7", LATER)).cookie


def acts(database: Database) -> list[tuple[str, str, object]]:
    with database.read() as db:
        entries = db.exec(select(AuditEntry).order_by(AuditEntry.id)).all()
    return [(entry.act, entry.actor.partition(":")[0], entry.after) for entry in entries if entry.act != "add_account"]


def test_login_link_logs_in_once(database: Database) -> None:
    ask(database, LinkPurpose.LOGIN)
    token = last_token(database)

    begun = database.write_now(sign_in_by_link, KEYS, token, LATER, browser="Firefox/Linux")

    with database.read() as db:
        found = find_login(db, begun.cookie, LATER)
    assert found is not None
    assert found.actor.name == EMAIL
    with pytest.raises(LinkEnded):
        database.write_now(sign_in_by_link, KEYS, token, LATER)
    assert acts(database) == [
        ("ask_link", "visitor", {"purpose": "login"}),
        ("sign_in", "account", {"by": "link"}),
    ]


def test_t_race_10_of_two_who_use_a_link_at_once_one_gets_in(database: Database) -> None:
    ask(database, LinkPurpose.LOGIN)
    token = last_token(database)

    async def both() -> list[object]:
        uses = (database.write(sign_in_by_link, KEYS, token, LATER) for _ in range(2))
        return list(await asyncio.gather(*uses, return_exceptions=True))

    assert [isinstance(answer, LinkEnded) for answer in asyncio.run(both())].count(True) == 1


def test_reset_link_chooses_a_password_and_every_login_ends(database: Database) -> None:
    former = log_in(database, PASSWORD)
    ask(database, LinkPurpose.LOGIN)
    login_token = last_token(database)
    ask(database, LinkPurpose.RESET)
    token = last_token(database)

    begun = database.write_now(reset_password, KEYS, token, hashed(NEW), LATER)

    with database.read() as db:
        assert find_login(db, former, LATER) is None
        assert find_login(db, begun.cookie, LATER) is not None
    assert log_in(database, NEW)
    with pytest.raises(WrongLogin):
        log_in(database, PASSWORD)
    assert not works(database, LinkPurpose.LOGIN, login_token)
    with pytest.raises(LinkEnded):
        database.write_now(reset_password, KEYS, token, hashed(PASSWORD), LATER)
    assert ("reset_password", "account", None) in acts(database)


@pytest.mark.parametrize("purpose", LinkPurpose)
def test_link_lasts_as_long_as_its_purpose_says(database: Database, purpose: LinkPurpose) -> None:
    if purpose is LinkPurpose.INVITATION:
        database.write_now(lambda db: set_unset(db.get_one(Account, account_id(database))))
        database.write_now(invite_again, COMMAND, EMAIL, NOW)
    else:
        ask(database, purpose)
    token, moment = last_token(database), timedelta(seconds=1)

    assert works(database, purpose, token, NOW + LASTS[purpose] - moment)
    assert not works(database, purpose, token, NOW + LASTS[purpose])
    assert {
        LinkPurpose.INVITATION: timedelta(days=7),
        LinkPurpose.RESET: timedelta(hours=1),
        LinkPurpose.LOGIN: timedelta(minutes=15),
    } == LASTS


def set_unset(account: Account) -> None:
    account.password_hash = UNSET


def account_id(database: Database) -> str:
    with database.read() as db:
        return db.exec(select(Account.id).where(Account.folded_email == EMAIL)).one()


def change_own_password(database: Database) -> None:
    cookie = log_in(database, PASSWORD)
    with database.read() as db:
        current = find_login(db, cookie, LATER)
    assert current is not None
    asyncio.run(change_password(database, current, PASSWORD, NEW, LATER))


@pytest.mark.parametrize(
    "end",
    [
        lambda database: ask(database, LinkPurpose.RESET, now=LATER),
        lambda database: database.write_now(set_password, COMMAND, EMAIL, hashed(NEW), LATER),
        change_own_password,
        lambda database: database.write_now(disable_account, COMMAND, EMAIL, LATER),
        lambda database: [
            database.write_now(disable_account, COMMAND, EMAIL, LATER),
            database.write_now(enable_account, COMMAND, EMAIL, LATER),
        ],
    ],
    ids=["newer", "set", "changed", "disabled", "enabled again"],
)
def test_what_ends_a_link(database: Database, end: Callable[[Database], object]) -> None:
    ask(database, LinkPurpose.RESET)
    token = last_token(database)
    assert works(database, LinkPurpose.RESET, token)

    end(database)

    assert not works(database, LinkPurpose.RESET, token, LATER + timedelta(minutes=1))


def test_link_stays_where_only_the_role_changes_or_another_kind_is_asked_for(database: Database) -> None:
    ask(database, LinkPurpose.RESET)
    token = last_token(database)

    ask(database, LinkPurpose.LOGIN)
    database.write_now(set_role, COMMAND, EMAIL, Role.VIEWER, LATER)

    assert works(database, LinkPurpose.RESET, token)


def test_token_opens_nothing_but_what_it_was_made_for(database: Database) -> None:
    ask(database, LinkPurpose.LOGIN)
    token = last_token(database)

    other = "A" if token[-1] != "A" else "B"
    assert [works(database, purpose, token) for purpose in LinkPurpose] == [False, False, True]
    assert [works(database, LinkPurpose.LOGIN, text) for text in ("", "x", token[:-1] + other)] == [False] * 3


def test_invited_account_gets_in_by_its_link_alone(database: Database) -> None:
    database.write_now(invite, COMMAND, "bob@example.org", Role.EDITOR, NOW, name="Bob", locale="fr")
    (letter,) = letters(database)
    assert (letter.kind, letter.locale, letter.recipient) == ("account_invitation", "fr", "bob@example.org")
    assert letter.context["by"] == "command line"
    for tried in ("", UNSET):
        with pytest.raises(WrongLogin):
            asyncio.run(sign_in(database, "bob@example.org", tried, "192.0.2.7", NOW))

    database.write_now(accept, KEYS, token_of(letter), hashed(NEW), LATER, name=" Bob  Dylan ")

    begun = asyncio.run(sign_in(database, "bob@example.org", NEW, "192.0.2.7", LATER))
    assert begun.actor.name == "Bob Dylan"
    with pytest.raises(LinkEnded):
        database.write_now(accept, KEYS, token_of(letter), hashed(PASSWORD), LATER)
    assert [act for act, _, _ in acts(database)] == ["invite", "accept_invitation", "sign_in", "sign_in"]


def test_invitation_sent_again_ends_the_former_until_it_is_accepted(database: Database) -> None:
    database.write_now(invite, COMMAND, "bob@example.org", Role.EDITOR, NOW)
    database.write_now(invite_again, COMMAND, "Bob@example.org", NOW)
    first, second = map(token_of, letters(database))

    with pytest.raises(LinkEnded):
        database.write_now(accept, KEYS, first, hashed(NEW), LATER)
    database.write_now(accept, KEYS, second, hashed(NEW), LATER)

    with pytest.raises(InvitationOver):
        database.write_now(invite_again, COMMAND, "bob@example.org", LATER)


def test_t_enum_1_as_much_work_for_an_account_without_a_password() -> None:
    assert not passwords.matches(UNSET, UNSET)
    assert not passwords.matches("", UNSET)


def test_t_enum_1_asking_tells_nothing_by_its_time_and_mails_nobody_else(database: Database) -> None:
    database.write_now(make_account, "disabled@example.org")
    database.write_now(disable_account, COMMAND, "disabled@example.org", NOW)

    for email in (EMAIL, "disabled@example.org", "nobody@example.org", "x" * 5000):
        began = monotonic()
        ask(database, LinkPurpose.LOGIN, email)
        assert monotonic() - began >= ANSWERED_AFTER

    assert [letter.recipient for letter in letters(database)] == [EMAIL]


def test_t_rate_1_five_links_an_hour_for_an_address_there_is_and_one_there_is_not(database: Database) -> None:
    for email in (EMAIL, "nobody@example.org"):
        for number in range(5):
            ask(database, LinkPurpose.LOGIN, email, address=f"192.0.{number}.7")
        with pytest.raises(RateLimited) as caught:
            ask(database, LinkPurpose.RESET, email, address="198.51.100.1")
        assert caught.value.retry_after == 721

    assert len(letters(database)) == 5


def test_t_rate_1_twenty_links_an_hour_from_a_network(database: Database) -> None:
    for number in range(20):
        ask(database, LinkPurpose.LOGIN, f"{number}@example.org")

    with pytest.raises(RateLimited):
        ask(database, LinkPurpose.LOGIN)
    ask(database, LinkPurpose.LOGIN, address="198.51.100.1")
    assert len(letters(database)) == 1


def test_mail_holds_no_secret_and_is_in_the_account_s_language_or_the_page_s(database: Database) -> None:
    ask(database, LinkPurpose.LOGIN, locale="ar")
    database.write_now(lambda db: setattr(db.get_one(Account, account_id(database)), "locale", "fr"))
    ask(database, LinkPurpose.LOGIN, locale="ar")

    assert [letter.locale for letter in letters(database)] == ["ar", "fr"]
    token = last_token(database)
    with database.read() as db:
        stored = repr(db.connection().exec_driver_sql("SELECT * FROM outbox_mail").all())
        stored += repr(db.connection().exec_driver_sql("SELECT * FROM account_link").all())
    assert token[-20:] not in stored
