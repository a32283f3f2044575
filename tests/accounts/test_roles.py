"""Roles given and taken away, and what they reach."""

import pytest
from msgspec import structs
from sqlmodel import select

from events_service.accounts.access import COMMAND, ROLES, Act, Actor, Grant
from events_service.accounts.accounts import disable_account
from events_service.accounts.grants import (
    EVERYWHERE,
    LastOwner,
    NotForOneOrganization,
    OwnerOfOneEvent,
    Reach,
    UnclearReach,
    granted,
    list_grants,
    reach_of,
)
from events_service.accounts.models import Account, AccountGrant, AuditEntry, Login, Role
from events_service.accounts.roles import (
    NoSuchRole,
    NotTheirsToGive,
    change_role,
    give_role,
    may_give,
    set_role,
    take_role,
)
from events_service.database import DbSession, new_id
from events_service.programme import draft
from events_service.programme.programme import EventRole, Series, SessionOrganizer
from tests.accounts.people import EVENT, NOW, OTHER_EVENT, make_account
from tests.factories.programme import make_event, make_organization, programme_of, uid_of
from tests.factories.stored_events import ROADS

BODY = make_organization()
SERIES = uid_of("series", "forum")


def held(db: DbSession, account: Account) -> list[tuple[Role, Reach]]:
    db.flush()
    return [(row.role, reach_of(row)) for row in list_grants(db, account.id)]


def acts(db: DbSession) -> list[str]:
    db.flush()
    return [entry.act for entry in db.exec(select(AuditEntry).order_by(AuditEntry.id))]


def organizer_of(*events: str) -> Actor:
    return Actor("account", new_id(), "Olga", (Grant(ROLES[Role.ORGANIZER], frozenset(events)),))


def log_in(db: DbSession, account: Account) -> None:
    db.add(Login(account_id=account.id, proof_digest="", seen_at=NOW, expires_at=NOW))
    db.flush()


def test_roles_are_given_once_each_and_taken_away_one_by_one(db: DbSession) -> None:
    account = make_account(db, role=Role.ORGANIZER, event_uid=EVENT)
    for _ in range(2):
        given = give_role(db, COMMAND, account.id, Role.VIEWER, Reach(event_uid=OTHER_EVENT), NOW)

    assert held(db, account) == [(Role.ORGANIZER, Reach(event_uid=EVENT)), (Role.VIEWER, Reach(event_uid=OTHER_EVENT))]
    take_role(db, COMMAND, given.id, NOW)
    assert held(db, account) == [(Role.ORGANIZER, Reach(event_uid=EVENT))]
    with pytest.raises(NoSuchRole):
        take_role(db, COMMAND, given.id, NOW)
    assert acts(db) == ["add_account", "give_role", "take_role"]
    entry = db.exec(select(AuditEntry).where(AuditEntry.act == "take_role")).one()
    assert (entry.subject, entry.event_uid, entry.before, entry.after) == (
        f"account:{account.id}",
        OTHER_EVENT,
        {"role": "viewer"},
        None,
    )


def test_t_ses_1_taking_a_role_ends_logins_and_giving_one_does_not(db: DbSession) -> None:
    account = make_account(db)
    log_in(db, account)

    given = give_role(db, COMMAND, account.id, Role.VIEWER, Reach(event_uid=EVENT), NOW)
    assert len(db.exec(select(Login)).all()) == 1
    change_role(db, COMMAND, given.id, Role.VIEWER, NOW)
    assert len(db.exec(select(Login)).all()) == 1
    change_role(db, COMMAND, given.id, Role.EDITOR, NOW)

    assert len(db.exec(select(Login)).all()) == 0
    assert held(db, account) == [(Role.ORGANIZER, EVERYWHERE), (Role.EDITOR, Reach(event_uid=EVENT))]


def test_set_role_leaves_no_other(db: DbSession) -> None:
    account = make_account(db)
    give_role(db, COMMAND, account.id, Role.EDITOR, Reach(event_uid=EVENT), NOW)
    log_in(db, account)

    set_role(db, COMMAND, "alice@example.org", Role.EDITOR, NOW, Reach(event_uid=EVENT))

    assert held(db, account) == [(Role.EDITOR, Reach(event_uid=EVENT))]
    assert len(db.exec(select(Login)).all()) == 0


@pytest.mark.parametrize(
    ("role", "reach", "refusal"),
    [
        (Role.OWNER, Reach(event_uid=EVENT), OwnerOfOneEvent),
        (Role.OWNER, Reach(series_uid=SERIES), OwnerOfOneEvent),
        (Role.ORGANIZER, Reach(organization_uid=BODY.uid), NotForOneOrganization),
        (Role.EDITOR, Reach(series_uid=SERIES, event_uid=EVENT), UnclearReach),
        (Role.EDITOR, Reach(series_uid=SERIES, organization_uid=BODY.uid), UnclearReach),
    ],
)
def test_there_is_no_such_role(db: DbSession, role: Role, reach: Reach, refusal: type[Exception]) -> None:
    account = make_account(db)
    make_account(db, "owner@example.org", Role.OWNER)

    with pytest.raises(refusal):
        give_role(db, COMMAND, account.id, role, reach, NOW)
    with pytest.raises(refusal):
        set_role(db, COMMAND, "alice@example.org", role, NOW, reach)

    assert held(db, account) == [(Role.ORGANIZER, EVERYWHERE)]


@pytest.mark.parametrize(
    ("role", "reach", "may"),
    [
        (Role.EDITOR, Reach(event_uid=EVENT), True),
        (Role.VIEWER, Reach(event_uid=EVENT), True),
        (Role.EDITOR, Reach(event_uid=EVENT, organization_uid=BODY.uid), True),
        (Role.ORGANIZER, Reach(event_uid=EVENT), False),
        (Role.OWNER, EVERYWHERE, False),
        (Role.EDITOR, Reach(event_uid=OTHER_EVENT), False),
        (Role.VIEWER, Reach(organization_uid=BODY.uid), False),
        (Role.VIEWER, Reach(series_uid=SERIES), False),
        (Role.VIEWER, EVERYWHERE, False),
    ],
)
def test_t_authz_1_organizer_gives_less_than_they_have_where_they_have_it(
    db: DbSession, role: Role, reach: Reach, may: bool
) -> None:
    account = make_account(db)
    given = AccountGrant(account_id=account.id, role=role, **structs.asdict(reach))
    db.add(given)
    make_account(db, "owner@example.org", Role.OWNER)
    db.flush()
    olga = organizer_of(EVENT)

    assert may_give(olga, role, reach) is may
    if may:
        take_role(db, olga, given.id, NOW)
        give_role(db, olga, account.id, role, reach, NOW)
        return
    with pytest.raises(NotTheirsToGive):
        take_role(db, olga, given.id, NOW)
    with pytest.raises(NotTheirsToGive):
        give_role(db, olga, account.id, role, reach, NOW)
    with pytest.raises(NotTheirsToGive):
        change_role(db, olga, given.id, Role.VIEWER if role is not Role.VIEWER else Role.EDITOR, NOW)
    assert (role, reach) in held(db, account)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER])
def test_t_authz_1_who_does_not_organize_invites_nobody(role: Role) -> None:
    somebody = Actor("account", new_id(), "Sam", (Grant(ROLES[role], frozenset({EVENT})),))

    assert may_give(somebody, Role.VIEWER, Reach(event_uid=EVENT)) is False


def test_organizer_does_not_make_more_of_what_they_gave(db: DbSession) -> None:
    account = make_account(db, role=Role.VIEWER, event_uid=EVENT)
    (given,) = list_grants(db, account.id)
    olga = organizer_of(EVENT)

    change_role(db, olga, given.id, Role.EDITOR, NOW)
    (given,) = list_grants(db, account.id)
    with pytest.raises(NotTheirsToGive):
        change_role(db, olga, given.id, Role.ORGANIZER, NOW)


def test_last_owner_stays(db: DbSession) -> None:
    first = make_account(db, "owner@example.org", Role.OWNER)
    (own,) = list_grants(db, first.id)

    with pytest.raises(LastOwner):
        disable_account(db, COMMAND, "owner@example.org", NOW)
    with pytest.raises(LastOwner):
        set_role(db, COMMAND, "owner@example.org", Role.VIEWER, NOW)
    with pytest.raises(LastOwner):
        take_role(db, COMMAND, own.id, NOW)
    with pytest.raises(LastOwner):
        change_role(db, COMMAND, own.id, Role.ORGANIZER, NOW)

    make_account(db, "second@example.org", Role.OWNER)
    disable_account(db, COMMAND, "owner@example.org", NOW)
    with pytest.raises(LastOwner):
        disable_account(db, COMMAND, "second@example.org", NOW)
    assert held(db, first) == [(Role.OWNER, EVERYWHERE)]


def test_owner_of_one_event_from_earlier_is_no_owner_that_stays(db: DbSession) -> None:
    make_account(db, "owner@example.org", Role.OWNER)
    bound = make_account(db, "bound@example.org", Role.OWNER)
    list_grants(db, bound.id)[0].event_uid = EVENT
    db.flush()

    with pytest.raises(LastOwner):
        disable_account(db, COMMAND, "owner@example.org", NOW)
    disable_account(db, COMMAND, "bound@example.org", NOW)


def reached(db: DbSession, account: Account) -> Actor:
    db.flush()
    return Actor("account", account.id, "", granted(db, list_grants(db, account.id)))


def edition(db: DbSession, slug: str, series: Series | None = None, role: EventRole | None = None) -> str:
    """Write an event with a session, in which the organization may have a part; gives the event's uid."""
    links = (SessionOrganizer(BODY.uid, role),) if role else ()
    session = structs.replace(ROADS, uid=uid_of("session", slug), organizers=links)
    event = make_event(uid=uid_of("event", slug), slug=slug, series_uid=series.uid if series else None)
    programme = programme_of(session, event=event, series=series, organizations=(BODY,) if role else ())
    draft.create(db.connection(), programme)
    return event.uid


def test_series_means_its_events_also_those_that_are_added_later(db: DbSession) -> None:
    series = Series(SERIES, {"en": "Forum"}, "forum")
    account = make_account(db, role=Role.EDITOR, series_uid=SERIES)
    edition(db, "summit")
    assert reached(db, account).events_for(Act.EDIT_DRAFT) == frozenset()

    first = edition(db, "forum-1", series)
    assert reached(db, account).events_for(Act.EDIT_DRAFT) == frozenset({first})
    second = edition(db, "forum-2", series)

    editor = reached(db, account)
    assert editor.events_for(Act.EDIT_DRAFT) == frozenset({first, second})
    assert editor.events_for(Act.RELEASE) == frozenset()
    assert editor.may(Act.EDIT_DRAFT) is False


def test_organization_means_the_events_in_which_it_organizes(db: DbSession) -> None:
    account = make_account(db, role=Role.EDITOR, organization_uid=BODY.uid)
    own = frozenset({edition(db, "summit", role=EventRole.ORGANIZER), edition(db, "forum", role=EventRole.CO_HOST)})
    edition(db, "partnered", role=EventRole.PARTNER)
    edition(db, "under-its-patronage", role=EventRole.PATRON)
    edition(db, "of-others")

    editor = reached(db, account)

    assert editor.events_for(Act.EDIT_DRAFT, some=True) == own
    assert editor.events_for(Act.EDIT_DRAFT) == frozenset()
    assert {editor.organizations_for(Act.EDIT_DRAFT, uid) for uid in own} == {frozenset({BODY.uid})}


def test_organization_in_one_event_is_for_no_other(db: DbSession) -> None:
    here, there = (edition(db, slug, role=EventRole.ORGANIZER) for slug in ("here", "there"))
    account = make_account(db, role=Role.EDITOR, event_uid=here, organization_uid=BODY.uid)

    editor = reached(db, account)

    assert editor.events_for(Act.EDIT_DRAFT, some=True) == frozenset({here})
    assert editor.may_session(Act.EDIT_DRAFT, there, [BODY.uid]) is False
