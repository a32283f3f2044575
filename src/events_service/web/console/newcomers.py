"""People and organizations that are typed for the first time: into the directory, in the act that names them."""

from collections.abc import Mapping
from typing import Any

from events_service.database import DbSession, new_id
from events_service.directory.directory import Organization, Person
from events_service.directory.records import save_organizations, save_people
from events_service.web.console.event_desk import EventDesk
from events_service.web.console.session_typing import Newcomers, People, newcomers


def add_newcomers(
    db: DbSession, desk: EventDesk, changed: Mapping[str, Any], organizations: str, known: People
) -> Newcomers:
    """Add whoever was ticked as new; `organizations` names the list that organizations stand in."""
    bodies = newcomers(changed.get(organizations, ()), organizations, "organization", known.organizations)
    people = newcomers(changed.get("people", ()), "people", "person", known.people)
    return Newcomers(_added(db, desk, "organization", bodies), _added(db, desk, "person", people))


def _added(db: DbSession, desk: EventDesk, noun: str, names: dict[str, str]) -> dict[str, str]:
    """The uids of new records, by the field their names were typed in; a name typed twice is one record."""
    language = desk.languages[0]
    uids = {name: new_id() for name in names.values()}
    for name, uid in uids.items():
        if noun == "person":
            save_people(db.connection(), [Person(uid, {language: name})], desk.event.uid)
        else:
            save_organizations(db.connection(), [Organization(uid, {language: name})], desk.event.uid)
        desk.note(db, f"add_{noun}", f"{noun}:{uid}", after={"name": {language: name}})
    return {field: uids[name] for field, name in names.items()}
