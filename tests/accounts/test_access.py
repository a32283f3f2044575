import pytest

from events_service.accounts.access import (
    COMMAND,
    OF_SESSIONS,
    ROLES,
    Act,
    Actor,
    Grant,
    Scope,
    ScopeMissing,
    UnknownScope,
    acts_of,
    checked_scopes,
    refusal,
    require,
)
from events_service.accounts.models import Role
from events_service.errors import Forbidden, InvalidInput
from tests.accounts.people import EVENT, OTHER_EVENT

ORGANIZER_NEVER = {Act.MANAGE_ACCOUNTS}
TABLE = {
    Role.OWNER: set(Act),
    Role.ORGANIZER: set(Act) - ORGANIZER_NEVER,
    Role.EDITOR: {Act.READ_DRAFT, Act.EDIT_DRAFT, Act.SAY_READY},
    Role.VIEWER: {Act.READ_DRAFT},
}


BODY, OTHER_BODY = "018f4d5e-7a10-7c3e-9b1f-00000000000a", "018f4d5e-7a10-7c3e-9b1f-00000000000b"


def actor(role: Role, *event_uids: str, organization_uid: str | None = None) -> Actor:
    """Somebody with one role: everywhere, or at these events."""
    events = frozenset(event_uids) if event_uids else None
    return Actor("account", "1", "Alice", (Grant(ROLES[role], events, organization_uid),))


def token(*scopes: str, events: frozenset[str] | None = None) -> Actor:
    return Actor("token", "2", "sync", (Grant(acts_of(scopes), events),))


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("act", Act)
def test_t_authz_1_what_each_role_may(role: Role, act: Act) -> None:
    assert actor(role).may(act) is (act in TABLE[role])
    assert actor(role).may(act, EVENT) is (act in TABLE[role])


@pytest.mark.parametrize("act", Act)
def test_t_authz_1_organizer_of_one_event(act: Act) -> None:
    of_one = actor(Role.ORGANIZER, EVENT)

    assert of_one.may(act, EVENT) is (act not in {Act.MANAGE_ACCOUNTS, Act.ADD_EVENT})
    assert of_one.may(act, OTHER_EVENT) is False
    assert of_one.may(act) is False


@pytest.mark.parametrize("act", Act)
def test_t_authz_1_several_roles_are_each_for_their_own_events(act: Act) -> None:
    both = Actor("account", "1", "Alice", actor(Role.ORGANIZER, EVENT).grants + actor(Role.VIEWER, OTHER_EVENT).grants)

    assert both.may(act, EVENT) is actor(Role.ORGANIZER, EVENT).may(act, EVENT)
    assert both.may(act, OTHER_EVENT) is (act in TABLE[Role.VIEWER])
    assert both.may(act) is False
    if act is Act.READ_DRAFT:
        assert both.events_for(act) == frozenset({EVENT, OTHER_EVENT})


@pytest.mark.parametrize("act", Act)
def test_t_authz_1_editor_of_one_organization_s_sessions(act: Act) -> None:
    partner = actor(Role.EDITOR, EVENT, organization_uid=BODY)

    assert (partner.may(act, EVENT), partner.may(act), act in partner.acts) == (False, False, False)
    assert partner.may_session(act, EVENT, [OTHER_BODY, BODY]) is (act in OF_SESSIONS)
    assert partner.may_some(act, EVENT) is (act in OF_SESSIONS)
    assert partner.may_session(act, EVENT, [OTHER_BODY]) is False
    assert partner.may_session(act, EVENT, []) is False
    assert partner.may_session(act, OTHER_EVENT, [BODY]) is False
    assert partner.events_for(act) == frozenset()
    assert partner.events_for(act, some=True) == (frozenset({EVENT}) if act in OF_SESSIONS else frozenset())


def test_whoever_edits_all_sessions_edits_each() -> None:
    both = Actor(
        "account",
        "1",
        "Alice",
        actor(Role.EDITOR, EVENT).grants + actor(Role.EDITOR, EVENT, OTHER_EVENT, organization_uid=BODY).grants,
    )

    assert both.organizations_for(Act.EDIT_DRAFT, EVENT) is None
    assert both.organizations_for(Act.EDIT_DRAFT, OTHER_EVENT) == frozenset({BODY})
    assert both.may_session(Act.EDIT_DRAFT, EVENT, [OTHER_BODY]) is True
    assert both.may_session(Act.EDIT_DRAFT, OTHER_EVENT, [OTHER_BODY]) is False


def test_events_for_all_are_none() -> None:
    assert actor(Role.VIEWER).events_for(Act.READ_DRAFT) is None
    assert actor(Role.VIEWER).events_for(Act.RELEASE) == frozenset()
    assert COMMAND.events_for(Act.RELEASE) is None


def test_require_refuses_in_the_words_of_who_asks() -> None:
    require(COMMAND, Act.MANAGE_ACCOUNTS)
    with pytest.raises(Forbidden, match="You may not do this"):
        require(actor(Role.VIEWER), Act.EDIT_DRAFT, EVENT)
    with pytest.raises(ScopeMissing, match="it takes the scope “sessions:write”"):
        require(token("read"), Act.EDIT_DRAFT, EVENT)
    with pytest.raises(ScopeMissing, match="for some events"):
        require(token("events:write", events=frozenset({EVENT})), Act.ADD_EVENT)


@pytest.mark.parametrize(
    ("act", "scope"),
    [
        (Act.READ_DRAFT, "read"),
        (Act.EDIT_DRAFT, "sessions:write"),
        (Act.EDIT_EVENT, "events:write"),
        (Act.ADD_EVENT, "events:write"),
        (Act.SAY_READY, "releases:write"),
        (Act.RELEASE, "releases:write"),
        (Act.READ_REGISTRATIONS, "registrations:read"),
        (Act.MANAGE_ACCOUNTS, ""),
    ],
)
def test_refusal_of_a_token_names_the_scope_that_allows_it_and_least_besides(act: Act, scope: str) -> None:
    refused = refusal(token(), act)

    said = f"This token may not do that: it takes the scope “{scope}”." if scope else "This token may not do that."
    challenge = {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'} if scope else {}
    assert (str(refused), refused.headers) == (said, challenge)


def test_key_names_the_actor() -> None:
    assert (actor(Role.OWNER).key, COMMAND.key) == ("account:1", "command")


def test_scopes_allow_what_they_say() -> None:
    assert acts_of([Scope.SESSIONS_WRITE]) == {Act.READ_DRAFT, Act.EDIT_DRAFT}
    assert acts_of(["registrations:write", "read"]) == {
        Act.READ_REGISTRATIONS,
        Act.EDIT_REGISTRATIONS,
        Act.READ_DRAFT,
    }
    assert acts_of(["of a former version"]) == frozenset()
    assert Act.MANAGE_ACCOUNTS not in acts_of(Scope)
    assert Act.MANAGE_TOKENS not in acts_of(Scope)


def test_scopes_checked() -> None:
    assert checked_scopes(["read", "read", "events:write"]) == ("read", "events:write")
    with pytest.raises(UnknownScope, match="There is no scope “write”"):
        checked_scopes(["write"])
    with pytest.raises(InvalidInput):
        checked_scopes([])
