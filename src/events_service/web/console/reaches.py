"""Roles and where they hold, in the organizers' words, and as forms ask for them."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from markupsafe import Markup
from sqlalchemy import Connection, select

from events_service.accounts.colleagues import AccountState, Colleague
from events_service.accounts.grants import Reach
from events_service.accounts.models import Role
from events_service.columns import is_uid
from events_service.directory.records import ORGANIZATIONS
from events_service.errors import InvalidInput, Sentence
from events_service.languages import INTERFACE_LANGUAGES, LocalizedText
from events_service.programme.draft import EVENTS, SERIES
from events_service.translations import mark
from events_service.web.reader import Reader

ROLE_NAMES: Mapping[Role, str] = {
    Role.OWNER: mark("Owner"),
    Role.ORGANIZER: mark("Event organizer"),
    Role.EDITOR: mark("Editor"),
    Role.VIEWER: mark("Viewer"),
}
ROLE_HELP: Mapping[Role, str] = {
    Role.OWNER: mark("Everything, everywhere: also who works here."),
    Role.ORGANIZER: mark("Everything about events: the programme, publishing, registrations, mail."),
    Role.EDITOR: mark("Types into the working version and says what is ready. An organizer publishes it."),
    Role.VIEWER: mark("Reads the working version and changes nothing."),
}
STATE_NAMES: Mapping[AccountState, str] = {
    AccountState.ACTIVE: mark("Active"),
    AccountState.INVITED: mark("Invited"),
    AccountState.DISABLED: mark("Closed"),
}

_SERIES, _EVENT = "series:", "event:"


class HeldShown(NamedTuple):
    """A role somebody has."""

    id: str
    role: Role
    name: Markup
    where: Markup


class ColleagueShown(NamedTuple):
    id: str
    href: str
    email: str
    name: str
    state: AccountState
    state_name: Markup
    roles: list[HeldShown]


class Names:
    """What the places of roles are called, read once for all of them."""

    def __init__(self, connection: Connection, reader: Reader, colleagues: Iterable[Colleague]) -> None:
        reaches = [held.reach for colleague in colleagues for held in colleague.roles]
        self._reader, bodies = reader, ORGANIZATIONS.table
        self._names = {
            **_titles(connection, SERIES.table, SERIES.table.c.name, (reach.series_uid for reach in reaches)),
            **_titles(connection, EVENTS.table, EVENTS.table.c.title, (reach.event_uid for reach in reaches)),
            **_titles(connection, bodies, bodies.c.name, (reach.organization_uid for reach in reaches)),
        }

    def where(self, reach: Reach) -> Markup:
        say = self._reader.say
        if reach.organization_uid and reach.event_uid:
            body, event = self._name(reach.organization_uid), self._name(reach.event_uid)
            return say("sessions of {organization} in {event}", organization=body, event=event)
        if reach.organization_uid:
            return say("sessions of {organization}", organization=self._name(reach.organization_uid))
        if reach.series_uid:
            return say("every event of the series {series}", series=self._name(reach.series_uid))
        return self._name(reach.event_uid) if reach.event_uid else say("everywhere")

    def shown(self, colleague: Colleague) -> ColleagueShown:
        say = self._reader.say
        return ColleagueShown(
            colleague.id,
            self._reader.site.file("console", "accounts", colleague.id),
            colleague.email,
            colleague.name,
            colleague.state,
            say(STATE_NAMES[colleague.state]),
            [
                HeldShown(held.id, held.role, say(ROLE_NAMES[held.role]), self.where(held.reach))
                for held in colleague.roles
            ],
        )

    def _name(self, uid: str) -> Markup:
        name = self._names.get(uid)
        return self._reader.text(name) if name else self._reader.say("something that is no longer there")


class Choice(NamedTuple):
    value: str
    name: Markup


class Places(NamedTuple):
    """Where a role can be given, as a form offers it."""

    series: list[Choice]
    events: list[Choice]
    organizations: list[Choice]


def all_places(connection: Connection, reader: Reader) -> Places:
    """Every series and event, and the organizations: three statements."""
    return Places(
        _choices(connection, reader, SERIES.table, SERIES.table.c.name, _SERIES),
        _choices(connection, reader, EVENTS.table, EVENTS.table.c.title, _EVENT),
        _choices(connection, reader, ORGANIZATIONS.table, ORGANIZATIONS.table.c.name),
    )


def organizations_of(connection: Connection, reader: Reader, uids: Any) -> list[Choice]:
    """Those with these uids."""
    table = ORGANIZATIONS.table
    return _choices(connection, reader, table, table.c.name, where=[table.c.uid.in_(uids)])


def read_language(sent: Mapping[str, str], usual: str) -> str:
    """The language of the mail that invites, and of the account until its owner chooses; InvalidInput for another."""
    said = sent.get("locale", usual)
    if said not in INTERFACE_LANGUAGES:
        raise InvalidInput(fields={"locale": Sentence("Choose one of the list.")})
    return said


def read_role(sent: Mapping[str, str]) -> Role:
    """The role a form names; InvalidInput."""
    said = sent.get("role", "")
    if said not in list(Role):
        raise InvalidInput(fields={"role": Sentence("Choose what they may do.")})
    return Role(said)


def read_reach(sent: Mapping[str, str], places: Places) -> Reach:
    """Where a form says; InvalidInput for what is not offered."""
    where, body = sent.get("where", ""), sent.get("organization", "")
    offered = {choice.value for choice in (*places.series, *places.events)}
    if where and where not in offered:
        raise InvalidInput(fields={"where": Sentence("Choose where from the list.")})
    if body and body not in {choice.value for choice in places.organizations}:
        raise InvalidInput(fields={"organization": Sentence("Choose an organization from the list.")})
    return Reach(
        where.removeprefix(_SERIES) if where.startswith(_SERIES) else None,
        where.removeprefix(_EVENT) if where.startswith(_EVENT) else None,
        body or None,
    )


def _titles(connection: Connection, table: Any, name: Any, uids: Iterable[str | None]) -> dict[str, LocalizedText]:
    """The names of the records with these uids; asks nothing where there are none."""
    wanted = {uid for uid in uids if uid and is_uid(uid)}
    if not wanted:
        return {}
    return {row[0]: row[1] for row in connection.execute(select(table.c.uid, name).where(table.c.uid.in_(wanted)))}


def _choices(
    connection: Connection, reader: Reader, table: Any, name: Any, prefix: str = "", where: Iterable[Any] = ()
) -> list[Choice]:
    rows = connection.execute(select(table.c.uid, name).where(*where)).all()
    found = [Choice(f"{prefix}{uid}", Markup.escape(reader.plain(text))) for uid, text in rows]
    return sorted(found, key=lambda choice: choice.name.casefold())
