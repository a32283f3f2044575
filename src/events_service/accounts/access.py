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
    SAY_READY = "say_ready"
    """That a session can be published as it stands."""
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
    INVITE = "invite"
    """Let others work at an event, with less than one may do there oneself."""
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
    Role.EDITOR: frozenset({Act.READ_DRAFT, Act.EDIT_DRAFT, Act.SAY_READY}),
    Role.VIEWER: frozenset({Act.READ_DRAFT}),
}

SCOPES: Mapping[Scope, frozenset[Act]] = {
    Scope.READ: frozenset({Act.READ_DRAFT}),
    Scope.EVENTS_WRITE: frozenset({Act.READ_DRAFT, Act.EDIT_DRAFT, Act.EDIT_EVENT, Act.EDIT_LIVE, Act.ADD_EVENT}),
    Scope.SESSIONS_WRITE: frozenset({Act.READ_DRAFT, Act.EDIT_DRAFT}),
    Scope.RELEASES_WRITE: frozenset({Act.READ_DRAFT, Act.SAY_READY, Act.RELEASE}),
    Scope.REGISTRATIONS_READ: frozenset({Act.READ_REGISTRATIONS}),
    Scope.REGISTRATIONS_WRITE: frozenset({Act.READ_REGISTRATIONS, Act.EDIT_REGISTRATIONS}),
}

_OF_NO_EVENT = frozenset({Act.MANAGE_ACCOUNTS, Act.ADD_EVENT})
"""Somebody who is there for some events may not do these, whatever their role."""

OF_SESSIONS = frozenset({Act.READ_DRAFT, Act.EDIT_DRAFT, Act.SAY_READY})
"""What can be permitted of single sessions: all that a role in one organization's sessions may hold."""


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


class Grant(msgspec.Struct, frozen=True):
    """Acts, and where they are permitted."""

    acts: frozenset[Act]
    events: frozenset[str] | None = None
    """The events they are there for; None is all of them, and what belongs to none."""
    organization_uid: str | None = None
    """Whose sessions they are there for; None is all that belongs to the events."""
    series_uid: str | None = None
    """The series whose events these are: its next edition is one of them as soon as it is made."""

    def covers(self, act: Act, event_uid: str | None) -> bool:
        """Whether the act is permitted at the event: to all of it, or to the sessions of the organization."""
        if act not in self.acts:
            return False
        return self.events is None or (event_uid in self.events and act not in _OF_NO_EVENT)


class Actor(msgspec.Struct, frozen=True):
    """Somebody who acts: an account that is logged in, a program with a token, or the command line."""

    kind: str
    """`account`, `token`, `command` or `visitor`."""
    id: str
    name: str
    grants: tuple[Grant, ...]

    @property
    def key(self) -> str:
        """How audit entries and idempotency name them."""
        return f"{self.kind}:{self.id}" if self.id else self.kind

    @property
    def acts(self) -> frozenset[Act]:
        """What they may do to one event at least."""
        return frozenset(act for grant in self.grants if grant.organization_uid is None for act in grant.acts)

    def may(self, act: Act, event_uid: str | None = None) -> bool:
        """May they do it to this event? Without an event: to all of them, or to what belongs to none.

        Who is there for one organization's sessions may not: their sessions are asked for by `may_session`.
        """
        return any(grant.organization_uid is None and grant.covers(act, event_uid) for grant in self.grants)

    def may_session(self, act: Act, event_uid: str, organizers: Iterable[str]) -> bool:
        """May they do it to a session of this event that these organizations organize?"""
        bodies = self.organizations_for(act, event_uid)
        return bodies is None or not bodies.isdisjoint(organizers)

    def may_some(self, act: Act, event_uid: str) -> bool:
        """May they do it to the event, or to some organization's sessions in it?"""
        return any(grant.covers(act, event_uid) for grant in self.grants)

    def organizations_for(self, act: Act, event_uid: str) -> frozenset[str] | None:
        """Whose sessions of the event they may do it to; None is every session."""
        bodies = [grant.organization_uid for grant in self.grants if grant.covers(act, event_uid)]
        return None if None in bodies else frozenset(filter(None, bodies))

    def events_for(self, act: Act, *, some: bool = False) -> frozenset[str] | None:
        """The events they may do it to; None is all of them. `some`: those with sessions they may do it to, too."""
        found = [grant.events for grant in self.grants if act in grant.acts and (some or not grant.organization_uid)]
        return None if None in found else frozenset(uid for events in found if events is not None for uid in events)

    def series_for(self, act: Act) -> frozenset[str] | None:
        """The series in which they may do it with what is only made by it; None is everywhere."""
        held = [grant for grant in self.grants if act in grant.acts and grant.organization_uid is None]
        if any(grant.events is None for grant in held):
            return None
        return frozenset(grant.series_uid for grant in held if grant.series_uid)


def everywhere(acts: Iterable[Act]) -> tuple[Grant, ...]:
    """The acts, at all events."""
    return (Grant(frozenset(acts)),)


COMMAND = Actor("command", "", "command line", everywhere(Act))
"""Whoever can run commands on the machine may do everything."""


VISITOR = Actor("visitor", "", "visitor", ())
"""Whoever asks for something without being logged in: to be mailed a link, say."""


def require(actor: Actor, act: Act, event_uid: str | None = None) -> None:
    """Forbidden unless the actor may."""
    if not actor.may(act, event_uid):
        raise refusal(actor, act)


def refusal(actor: Actor, act: Act) -> Forbidden:
    """Why the actor may not, said so that they can tell what it takes."""
    if actor.kind != "token":
        return Forbidden()
    if act in actor.acts:
        return ScopeMissing("This token is for some events, and this request concerns something else.")
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
