"""Who may do what: one table of roles and one of scopes, and the one question both answer."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

import msgspec

from events_service.accounts.models import Role
from events_service.errors import Forbidden, InvalidInput, Sentence


class Act(StrEnum):
    """What can be permitted. Names are stable: audit entries and tests use them."""

    READ_DRAFT = "read_draft"
    EDIT_DRAFT = "edit_draft"
    """Sessions and rooms: what partners type in, and an organizer looks at before it is published."""
    EDIT_EVENT = "edit_event"
    """What is said of the event as a whole, which the next release takes as it stands."""
    RELEASE = "release"
    EDIT_LIVE = "edit_live"
    """Offerings and notices, which change without a release; with RELEASE, the event's status."""
    ADD_EVENT = "add_event"
    READ_REGISTRATIONS = "read_registrations"
    EDIT_REGISTRATIONS = "edit_registrations"
    READ_MAIL = "read_mail"
    SEND_MAIL = "send_mail"
    READ_AUDIT = "read_audit"
    MANAGE_TOKENS = "manage_tokens"
    MANAGE_ACCOUNTS = "manage_accounts"


class Scope(StrEnum):
    """What an API token is given; the names are part of the API."""

    READ = "read"
    EVENTS_WRITE = "events:write"
    SESSIONS_WRITE = "sessions:write"
    RELEASES_WRITE = "releases:write"
    REGISTRATIONS_READ = "registrations:read"
    REGISTRATIONS_WRITE = "registrations:write"


_OF_EVENTS = frozenset(Act) - {Act.MANAGE_ACCOUNTS}

ROLES: Mapping[Role, frozenset[Act]] = {
    Role.OWNER: frozenset(Act),
    Role.ORGANIZER: _OF_EVENTS,
    Role.EDITOR: frozenset({Act.READ_DRAFT, Act.EDIT_DRAFT}),
    Role.VIEWER: frozenset({Act.READ_DRAFT}),
}

SCOPES: Mapping[Scope, frozenset[Act]] = {
    Scope.READ: frozenset({Act.READ_DRAFT}),
    Scope.EVENTS_WRITE: frozenset({Act.READ_DRAFT, Act.EDIT_DRAFT, Act.EDIT_EVENT, Act.EDIT_LIVE, Act.ADD_EVENT}),
    Scope.SESSIONS_WRITE: frozenset({Act.READ_DRAFT, Act.EDIT_DRAFT}),
    Scope.RELEASES_WRITE: frozenset({Act.READ_DRAFT, Act.RELEASE}),
    Scope.REGISTRATIONS_READ: frozenset({Act.READ_REGISTRATIONS}),
    Scope.REGISTRATIONS_WRITE: frozenset({Act.READ_REGISTRATIONS, Act.EDIT_REGISTRATIONS}),
}

_OF_NO_EVENT = frozenset({Act.MANAGE_ACCOUNTS, Act.ADD_EVENT})
"""Somebody who is there for one event may not do these, whatever their role."""


class UnknownScope(InvalidInput):
    slug = "unknown-scope"
    msgid = "There is no scope “{scope}”. Scopes are: {scopes}."


class ScopeMissing(Forbidden):
    """What a token was not made for; `scope` is the one that allows it and least besides, empty where none does."""

    slug = "scope-missing"
    msgid = "This token may not do that."

    def __init__(self, msgid: str | None = None, /, *, scope: str = "") -> None:
        super().__init__(msgid, scope=scope)
        self.scope = scope

    @property
    def headers(self) -> dict[str, str]:
        """What programs read it from (RFC 6750 section 3)."""
        if not self.scope:
            return {}
        return {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{self.scope}"'}


class Actor(msgspec.Struct, frozen=True):
    """Somebody who acts: an account that is logged in, a program with a token, or the command line."""

    kind: str
    """`account`, `token` or `command`."""
    id: str
    name: str
    acts: frozenset[Act]
    event_uid: str | None = None
    """The one event they are there for; None is all of them."""

    @property
    def key(self) -> str:
        """How audit entries and idempotency name them."""
        return f"{self.kind}:{self.id}" if self.id else self.kind

    def may(self, act: Act, event_uid: str | None = None) -> bool:
        """May they do it to this event? Without an event: to all of them, or to what belongs to none."""
        if act not in self.acts:
            return False
        if self.event_uid is None:
            return True
        return event_uid == self.event_uid and act not in _OF_NO_EVENT


COMMAND = Actor("command", "", "command line", frozenset(Act))
"""Whoever can run commands on the machine may do everything."""


def require(actor: Actor, act: Act, event_uid: str | None = None) -> None:
    """Forbidden unless the actor may."""
    if not actor.may(act, event_uid):
        raise refusal(actor, act)


def refusal(actor: Actor, act: Act) -> Forbidden:
    """Why the actor may not, said so that they can tell what it takes."""
    if actor.kind != "token":
        return Forbidden()
    if act in actor.acts:
        return ScopeMissing("This token is for one event, and this request concerns something else.")
    scope = scope_for(act)
    if not scope:
        return ScopeMissing()
    return ScopeMissing("This token may not do that: it takes the scope “{scope}”.", scope=scope)


def scope_for(act: Act) -> str:
    """The scope that allows it and least besides; empty where no token may do it."""
    allowing = (scope for scope, acts in SCOPES.items() if act in acts)
    return str(min(allowing, key=lambda scope: len(SCOPES[scope]), default=""))


def acts_of(scopes: Iterable[str]) -> frozenset[Act]:
    """Everything these scopes allow; a scope nobody knows any more allows nothing."""
    known = {str(scope): acts for scope, acts in SCOPES.items()}
    return frozenset(act for scope in scopes for act in known.get(scope, ()))


def checked_scopes(scopes: Iterable[str]) -> tuple[str, ...]:
    """The scopes, each once, or UnknownScope."""
    wanted = tuple(dict.fromkeys(scopes))
    known = [str(scope) for scope in Scope]
    for scope in wanted:
        if scope not in known:
            raise UnknownScope(scope=scope, scopes=", ".join(known))
    if not wanted:
        raise InvalidInput(fields={"scopes": Sentence("Name at least one scope.")})
    return wanted
