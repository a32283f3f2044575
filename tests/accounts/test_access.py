import pytest

from events_service.accounts.access import (
    COMMAND,
    ROLES,
    Act,
    Actor,
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
    Role.EDITOR: {Act.READ_DRAFT, Act.EDIT_DRAFT},
    Role.VIEWER: {Act.READ_DRAFT},
}


def actor(role: Role, event_uid: str | None = None) -> Actor:
    return Actor("account", "1", "Alice", ROLES[role], event_uid)


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


def test_require_refuses_in_the_words_of_who_asks() -> None:
    require(COMMAND, Act.MANAGE_ACCOUNTS)
    with pytest.raises(Forbidden, match="You may not do this"):
        require(actor(Role.VIEWER), Act.EDIT_DRAFT, EVENT)
    with pytest.raises(ScopeMissing, match="it takes the scope “sessions:write”"):
        require(Actor("token", "2", "sync", acts_of(["read"])), Act.EDIT_DRAFT, EVENT)
    with pytest.raises(ScopeMissing, match="for one event"):
        require(Actor("token", "2", "sync", acts_of(["events:write"]), EVENT), Act.ADD_EVENT)


@pytest.mark.parametrize(
    ("act", "scope"),
    [
        (Act.READ_DRAFT, "read"),
        (Act.EDIT_DRAFT, "sessions:write"),
        (Act.EDIT_EVENT, "events:write"),
        (Act.ADD_EVENT, "events:write"),
        (Act.RELEASE, "releases:write"),
        (Act.READ_REGISTRATIONS, "registrations:read"),
        (Act.MANAGE_ACCOUNTS, ""),
    ],
)
def test_refusal_of_a_token_names_the_scope_that_allows_it_and_least_besides(act: Act, scope: str) -> None:
    refused = refusal(Actor("token", "2", "sync", frozenset()), act)

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
