"""Who works here, listed, and let in with an account or with an invitation to one."""

import pytest
from sqlmodel import select

from events_service.accounts.access import COMMAND, ROLES, Actor, Grant
from events_service.accounts.accounts import disable_account, searched
from events_service.accounts.colleagues import (
    AccountState,
    NoSuchColleague,
    add_colleague,
    get_colleague,
    list_at_event,
    list_colleagues,
)
from events_service.accounts.grants import EVERYWHERE, Reach, list_grants, reach_of
from events_service.accounts.models import Account, Role
from events_service.accounts.roles import NotTheirsToGive, give_role
from events_service.database import DbSession, new_id
from events_service.mail.letter import InvalidAddress
from events_service.mail.models import OutboxMail
from events_service.programme.programme import EventRole, Series
from tests.accounts.people import EVENT, NOW, OTHER_EVENT, make_account
from tests.accounts.test_roles import BODY, SERIES, edition, organizer_of

AT_EVENT = Reach(event_uid=EVENT)


def test_list_by_name_role_and_state(db: DbSession) -> None:
    named(make_account(db, "bob@example.org", Role.EDITOR, event_uid=EVENT), "Robert Dupont")
    make_account(db, "alice@example.org", Role.OWNER)
    make_account(db, "carol_x@example.org", Role.VIEWER)
    add_colleague(db, COMMAND, "dora@example.org", Role.EDITOR, AT_EVENT, NOW)
    disable_account(db, COMMAND, "carol_x@example.org", NOW)
    db.flush()

    def found(**asked: object) -> list[str]:
        return [one.email[:1] for one in list_colleagues(db, **asked).colleagues]  # type: ignore[arg-type]

    assert found() == ["a", "b", "c", "d"]
    assert found(text=" dupont") == ["b"]
    assert found(text="A@EX") == ["d"]
    assert found(text="_") == ["c"]
    assert found(text="%") == []
    assert found(role=Role.EDITOR) == ["b", "d"]
    assert [found(state=state) for state in AccountState] == [["a", "b"], ["d"], ["c"]]


def named(account: Account, name: str) -> None:
    account.name, account.folded = name, searched(name, account.email)


def test_colleagues_are_found_however_their_names_are_typed(db: DbSession) -> None:
    for email, name in (("z@example.org", "Zoé ÉTIENNE"), ("m@example.org", "محمّد الإدريسي")):
        colleague = add_colleague(db, COMMAND, email, Role.EDITOR, AT_EVENT, NOW, name=name)
        assert get_colleague(db, colleague).name == name

    def found(text: str) -> list[str]:
        return [one.email[:1] for one in list_colleagues(db, text=text).colleagues]

    assert [found(text) for text in ("zoe", "Étienne", "etienne", "ZOÉ")] == [["z"]] * 4
    assert [found(text) for text in ("محمد", "الادريسي", "M@EXAMPLE")] == [["m"]] * 3


def test_list_goes_on_where_the_page_before_ended(db: DbSession) -> None:
    for name in "abc":
        make_account(db, f"{name}@example.org")

    first = list_colleagues(db, limit=2)
    second = list_colleagues(db, limit=2, after=first.after)

    assert [[one.email[:1] for one in page.colleagues] for page in (first, second)] == [["a", "b"], ["c"]]
    assert second.after == ""


def test_colleague_with_all_roles_and_their_last_login(db: DbSession) -> None:
    account = make_account(db)
    give_role(db, COMMAND, account.id, Role.VIEWER, AT_EVENT, NOW)
    db.flush()

    one = get_colleague(db, account.id)

    assert [(held.role, held.reach) for held in one.roles] == [(Role.ORGANIZER, EVERYWHERE), (Role.VIEWER, AT_EVENT)]
    assert (one.state, one.signed_in_at) == (AccountState.ACTIVE, None)
    for wrong in ("x", new_id()):
        with pytest.raises(NoSuchColleague):
            get_colleague(db, wrong)


def test_at_an_event_are_those_whose_role_reaches_it(db: DbSession) -> None:
    series = Series(SERIES, {"en": "Forum"}, "forum")
    event = edition(db, "forum-1", series, EventRole.CO_HOST)
    make_account(db, "everywhere@example.org", Role.OWNER)
    make_account(db, "series@example.org", Role.VIEWER, series_uid=SERIES)
    both = make_account(db, "event@example.org", Role.EDITOR, event_uid=event)
    give_role(db, COMMAND, both.id, Role.VIEWER, Reach(event_uid=OTHER_EVENT), NOW)
    make_account(db, "body@example.org", Role.EDITOR, organization_uid=BODY.uid)
    make_account(db, "body-here@example.org", Role.EDITOR, event_uid=event, organization_uid=BODY.uid)
    make_account(db, "no-body@example.org", Role.EDITOR, organization_uid=new_id())
    make_account(db, "other@example.org", Role.ORGANIZER, event_uid=OTHER_EVENT)
    make_account(db, "other-series@example.org", Role.ORGANIZER, series_uid=new_id())
    db.flush()

    found = list_at_event(db, event, SERIES)

    assert [one.email.partition("@")[0] for one in found] == ["body-here", "body", "event", "everywhere", "series"]
    assert {one.email: len(one.roles) for one in found}["event@example.org"] == 1


def test_whoever_has_no_account_is_invited_and_whoever_has_is_given_the_role(db: DbSession) -> None:
    olga = organizer_of(EVENT)
    make_account(db, "known@example.org", Role.VIEWER, event_uid=OTHER_EVENT)

    added = [
        add_colleague(db, olga, name, Role.EDITOR, AT_EVENT, NOW) for name in ("new@example.org", "KNOWN@example.org")
    ]
    db.flush()

    assert [get_colleague(db, uid).state for uid in added] == [AccountState.INVITED, AccountState.ACTIVE]
    assert [mail.recipient for mail in db.exec(select(OutboxMail))] == ["new@example.org"]
    held = [[(row.role, reach_of(row)) for row in list_grants(db, uid)] for uid in added]
    assert held == [
        [(Role.EDITOR, AT_EVENT)],
        [(Role.VIEWER, Reach(event_uid=OTHER_EVENT)), (Role.EDITOR, AT_EVENT)],
    ]


@pytest.mark.parametrize(
    ("role", "reach"),
    [(Role.ORGANIZER, AT_EVENT), (Role.EDITOR, EVERYWHERE), (Role.EDITOR, Reach(event_uid=OTHER_EVENT))],
)
def test_t_authz_1_nobody_is_invited_to_more_than_one_may_give(db: DbSession, role: Role, reach: Reach) -> None:
    with pytest.raises(NotTheirsToGive):
        add_colleague(db, organizer_of(EVENT), "new@example.org", role, reach, NOW)

    assert db.exec(select(Account)).all() == []


def test_editor_invites_nobody(db: DbSession) -> None:
    editor = Actor("account", new_id(), "Ed", (Grant(ROLES[Role.EDITOR], frozenset({EVENT})),))

    with pytest.raises(NotTheirsToGive):
        add_colleague(db, editor, "new@example.org", Role.VIEWER, AT_EVENT, NOW)


def test_text_that_is_no_address_is_refused(db: DbSession) -> None:
    with pytest.raises(InvalidAddress):
        add_colleague(db, COMMAND, "nobody", Role.EDITOR, AT_EVENT, NOW)
    assert db.exec(select(Account)).all() == []
