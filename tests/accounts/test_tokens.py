import time
from datetime import timedelta

import pytest
from sqlmodel import select

from events_service.accounts import tokens
from events_service.accounts.access import COMMAND, ROLES, Act, Actor, Grant, UnknownScope, everywhere
from events_service.accounts.accounts import disable_account, enable_account
from events_service.accounts.grants import Reach, list_grants
from events_service.accounts.models import ApiToken, AuditEntry, Role
from events_service.accounts.roles import change_role, set_role, take_role
from events_service.accounts.tokens import (
    NoSuchToken,
    NotYoursToGive,
    TokenExists,
    add_token,
    end_token,
    find_actor,
    list_tokens,
    makers,
    manages,
    may_give,
    needs_note,
    note_use,
    revoke_token,
)
from events_service.database import Database, DbSession
from events_service.errors import Forbidden, InvalidInput
from events_service.secret_links import Reference, make_token
from tests.accounts.people import EVENT, NOW, OTHER_EVENT, make_account
from tests.support.racing import at_once, slow

KEYS = {"0a1b2c3d": b"k" * 32}
THIRD_EVENT = "018f4d5e-7a10-7c3e-9b1f-000000000003"
DAY = timedelta(days=1)


def test_token_speaks_for_its_scopes(db: DbSession) -> None:
    made = add_token(db, KEYS, COMMAND, " partner\nsync ", ["sessions:write"], NOW, event_uids=[EVENT])

    actor = find_actor(db, KEYS, made.text, NOW)

    assert actor is not None
    assert made.text.startswith("es_")
    assert (actor.kind, actor.id, actor.name) == ("token", made.id, "partner sync")
    assert actor.events_for(Act.READ_DRAFT) == frozenset({EVENT})
    assert actor.acts == {Act.READ_DRAFT, Act.EDIT_DRAFT}


def test_token_of_several_events_is_for_no_other(db: DbSession) -> None:
    made = add_token(db, KEYS, COMMAND, "sync", ["read"], NOW, event_uids=[OTHER_EVENT, EVENT, EVENT])
    db.flush()

    actor = find_actor(db, KEYS, made.text, NOW)

    assert actor is not None
    assert [actor.may(Act.READ_DRAFT, uid) for uid in (EVENT, OTHER_EVENT, THIRD_EVENT, None)] == [
        True,
        True,
        False,
        False,
    ]
    entry = db.exec(select(AuditEntry)).one()
    assert (entry.event_uid, entry.after) == (
        None,
        {"name": "sync", "scopes": ["read"], "events": [EVENT, OTHER_EVENT]},
    )


def test_token_of_no_event_is_for_none(db: DbSession) -> None:
    made = add_token(db, KEYS, COMMAND, "sync", ["read"], NOW, event_uids=[])

    actor = find_actor(db, KEYS, made.text, NOW)

    assert actor is not None
    assert (actor.may(Act.READ_DRAFT, EVENT), actor.events_for(Act.READ_DRAFT)) == (False, frozenset())


def test_token_stored_nowhere(db: DbSession) -> None:
    made = add_token(db, KEYS, COMMAND, "sync", ["read"], NOW)
    db.flush()

    rows = db.connection().exec_driver_sql("SELECT * FROM api_token").all()
    entries = db.connection().exec_driver_sql("SELECT * FROM audit_entry").all()
    assert made.text[3:40] not in repr(rows) + repr(entries)


@pytest.mark.parametrize("text", ["", "es_", "es_x", "Bearer", "es_" + "A" * 52])
def test_text_that_is_no_token(db: DbSession, text: str) -> None:
    add_token(db, KEYS, COMMAND, "sync", ["read"], NOW)

    assert find_actor(db, KEYS, text, NOW) is None


def test_secret_link_of_another_purpose_opens_no_api(db: DbSession) -> None:
    made = add_token(db, KEYS, COMMAND, "sync", ["read"], NOW)

    assert find_actor(db, KEYS, "es_" + make_token(KEYS, Reference("manage", made.id)), NOW) is None
    assert find_actor(db, {"ffffffff": b"o" * 32}, made.text, NOW) is None


def test_token_expired(db: DbSession) -> None:
    made = add_token(db, KEYS, COMMAND, "sync", ["read"], NOW, expires_at=NOW + DAY)

    assert find_actor(db, KEYS, made.text, NOW + DAY - timedelta(seconds=1)) is not None
    assert find_actor(db, KEYS, made.text, NOW + DAY) is None


def test_token_revoked_at_once_and_its_name_free_again(db: DbSession) -> None:
    first = add_token(db, KEYS, COMMAND, "sync", ["read"], NOW)
    with pytest.raises(TokenExists):
        add_token(db, KEYS, COMMAND, "sync", ["read"], NOW)
    revoke_token(db, COMMAND, "sync", NOW)
    second = add_token(db, KEYS, COMMAND, "sync", ["read"], NOW)

    assert find_actor(db, KEYS, first.text, NOW) is None
    assert find_actor(db, KEYS, second.text, NOW) is not None
    assert [row.id for row in list_tokens(db)] == [second.id]
    with pytest.raises(NoSuchToken):
        revoke_token(db, COMMAND, "another", NOW)


def test_token_refused(db: DbSession) -> None:
    with pytest.raises(UnknownScope):
        add_token(db, KEYS, COMMAND, "sync", ["everything"], NOW)
    with pytest.raises(InvalidInput):
        add_token(db, KEYS, COMMAND, "\n", ["read"], NOW)
    assert list(db.exec(select(ApiToken))) == []


def test_use_noted_every_ten_minutes(db: DbSession) -> None:
    made = add_token(db, KEYS, COMMAND, "sync", ["read"], NOW)

    assert needs_note(db, made.id, NOW) is True
    note_use(db, made.id, NOW)
    assert needs_note(db, made.id, NOW + timedelta(minutes=9)) is False
    assert needs_note(db, made.id, NOW + timedelta(minutes=10)) is True


def test_making_and_revoking_recorded(db: DbSession) -> None:
    made = add_token(db, KEYS, COMMAND, "sync", ["read"], NOW, event_uids=[EVENT])
    revoke_token(db, COMMAND, "sync", NOW)
    db.flush()

    entries = db.exec(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(e.actor, e.act, e.subject, e.event_uid, e.before, e.after) for e in entries] == [
        ("command", "add_token", f"token:{made.id}", EVENT, None, {"name": "sync", "scopes": ["read"]}),
        ("command", "revoke_token", f"token:{made.id}", EVENT, {"name": "sync"}, None),
    ]


ORGANIZER = Actor("account", "a", "Amina", (Grant(ROLES[Role.ORGANIZER], frozenset({EVENT, OTHER_EVENT})),))


def test_t_authz_1_nobody_gives_more_than_they_may_do(db: DbSession) -> None:
    reader = Actor(
        "account", "r", "Rachid", (Grant(frozenset({Act.MANAGE_TOKENS, Act.READ_DRAFT}), frozenset({EVENT})),)
    )

    add_token(db, KEYS, reader, "mine", ["read"], NOW, event_uids=[EVENT])
    add_token(db, KEYS, ORGANIZER, "ours", ["events:write", "releases:write"], NOW, event_uids=[EVENT, OTHER_EVENT])

    with pytest.raises(NotYoursToGive) as refused:
        add_token(db, KEYS, reader, "more", ["read", "sessions:write"], NOW, event_uids=[EVENT])
    assert str(refused.value.fields["scopes"]).endswith("sessions:write.")
    for actor, events in (
        (reader, [EVENT, OTHER_EVENT]),
        (reader, None),
        (ORGANIZER, None),
        (ORGANIZER, [THIRD_EVENT]),
    ):
        with pytest.raises(Forbidden):
            add_token(db, KEYS, actor, "elsewhere", ["read"], NOW, event_uids=events)
    assert [token.name for token in list_tokens(db)] == ["mine", "ours"]


@pytest.mark.parametrize(
    ("events", "scope", "may"),
    [
        ((EVENT,), "events:write", True),
        (None, "events:write", False),
        ((THIRD_EVENT,), "read", False),
        ((EVENT, THIRD_EVENT), "read", False),
    ],
)
def test_scope_is_theirs_to_give_where_they_may_all_of_it(
    events: tuple[str, ...] | None, scope: str, may: bool
) -> None:
    assert may_give(ORGANIZER, scope, events) is may


def test_t_authz_2_token_of_other_events_is_not_there(db: DbSession) -> None:
    ours = add_token(db, KEYS, COMMAND, "ours", ["read"], NOW, event_uids=[EVENT])
    both = add_token(db, KEYS, COMMAND, "both", ["read"], NOW, event_uids=[EVENT, THIRD_EVENT])
    everything = add_token(db, KEYS, COMMAND, "all", ["read"], NOW)

    assert [token.name for token in list_tokens(db) if manages(ORGANIZER, token)] == ["ours"]
    for token in (both, everything):
        with pytest.raises(NoSuchToken):
            end_token(db, ORGANIZER, token.id, NOW)
    end_token(db, ORGANIZER, ours.id, NOW)
    end_token(db, ORGANIZER, ours.id, NOW)

    assert [token.name for token in list_tokens(db)] == ["all", "both"]
    assert find_actor(db, KEYS, ours.text, NOW) is None
    acts = [entry.act for entry in db.exec(select(AuditEntry).where(AuditEntry.subject == f"token:{ours.id}"))]
    assert sorted(acts) == ["add_token", "revoke_token"]


def test_token_that_would_be_over_already_is_not_made(db: DbSession) -> None:
    with pytest.raises(InvalidInput) as refused:
        add_token(db, KEYS, COMMAND, "late", ["read"], NOW, expires_at=NOW)

    assert list(refused.value.fields) == ["expires_at"]


def test_who_made_a_token_stands_in_the_record(db: DbSession) -> None:
    by_amina = add_token(db, KEYS, everyone("Amina"), "one", ["read"], NOW)
    by_karim = add_token(db, KEYS, everyone("Karim"), "two", ["read"], NOW)

    assert makers(db, [by_amina.id, by_karim.id]) == {by_amina.id: "Amina", by_karim.id: "Karim"}


def everyone(name: str) -> Actor:
    return Actor("account", name.lower(), name, everywhere(Act))


def test_t_ses_1_tokens_of_a_closed_account_end_with_it_and_stay_ended(db: DbSession) -> None:
    account, other = make_account(db), make_account(db, "bob@example.org")
    alice, bob = (Actor("account", one.id, one.email, ORGANIZER.grants) for one in (account, other))
    made = [
        add_token(db, KEYS, maker, name, ["read"], NOW, event_uids=[EVENT])
        for maker, name in ((alice, "hers"), (bob, "his"))
    ]
    by_command = add_token(db, KEYS, COMMAND, "ours", ["read"], NOW)

    disable_account(db, COMMAND, account.email, NOW)
    enable_account(db, COMMAND, account.email, NOW)
    db.flush()

    actors = [find_actor(db, KEYS, one.text, NOW) for one in (*made, by_command)]
    assert [actor and actor.name for actor in actors] == [None, "his", "ours"]
    noted = db.exec(select(AuditEntry).where(AuditEntry.act == "revoke_token")).one()
    assert (noted.subject, noted.before) == (f"token:{made[0].id}", {"name": "hers"})
    disable_account(db, COMMAND, other.email, NOW)
    with pytest.raises(Forbidden):
        add_token(db, KEYS, bob, "later", ["read"], NOW, event_uids=[EVENT])


def test_t_ses_1_token_that_can_do_what_its_maker_may_no_longer_ends(db: DbSession) -> None:
    account = make_account(db, event_uid=EVENT)
    alice = Actor("account", account.id, "Alice", (Grant(ROLES[Role.ORGANIZER], frozenset({EVENT})),))
    reads, writes = (
        add_token(db, KEYS, alice, scope, [scope], NOW, event_uids=[EVENT]) for scope in ("read", "releases:write")
    )
    (grant,) = list_grants(db, account.id)

    change_role(db, COMMAND, grant.id, Role.VIEWER, NOW)
    db.flush()
    assert [find_actor(db, KEYS, one.text, NOW) is not None for one in (reads, writes)] == [True, False]

    set_role(db, COMMAND, account.email, Role.ORGANIZER, NOW, Reach(event_uid=OTHER_EVENT))
    db.flush()
    assert find_actor(db, KEYS, reads.text, NOW) is None


def test_t_ses_1_role_that_is_taken_in_the_same_moment_makes_no_token(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    account_id = database.write_now(lambda db: make_account(db, event_uid=EVENT).id)
    with database.read() as db:
        (grant,) = list_grants(db, account_id)
    alice = Actor("account", account_id, "Alice", (Grant(ROLES[Role.ORGANIZER], frozenset({EVENT})),))
    monkeypatch.setattr(tokens, "end_tokens", slow(tokens.end_tokens))

    def make() -> None:
        time.sleep(0.1)
        database.write_now(add_token, KEYS, alice, "hers", ["read"], NOW, event_uids=[EVENT])

    _, refused = at_once(lambda: database.write_now(take_role, COMMAND, grant.id, NOW), make)

    assert isinstance(refused, Forbidden)
    with database.read() as db:
        assert list_tokens(db) == []
