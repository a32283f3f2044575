"""What a person lets be public, in the console: withdrawn and given back field by field, at once."""

from typing import Annotated, NamedTuple

from anyio import from_thread
from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from events_service.accounts.access import Act
from events_service.accounts.requests import ConsoleLogin
from events_service.columns import is_uid
from events_service.database import Db
from events_service.directory.directory import Person
from events_service.errors import NotFound
from events_service.programme import consents
from events_service.programme.consents import Consents
from events_service.translations import mark
from events_service.web.console.event_desk import EventDesk, at_event
from events_service.web.console.forms import SentForm
from events_service.web.console.frame import console_page, reader_of
from events_service.web.console.moments import moment
from events_service.web.reader import Reader
from events_service.zones import now

router = APIRouter(include_in_schema=False)

FIELDS = {
    "photo": mark("Photo"),
    "biography": mark("Biography"),
    "contacts": mark("Contacts"),
    "title": mark("Title and form of address"),
    "organization": mark("Organization"),
    "name": mark("Name, and with it all the rest"),
}
"""In the order of the page; the last takes the person out of everything."""


class Row(NamedTuple):
    field: str
    name: Markup
    says: Markup
    """What is kept of it."""
    since: Markup
    """When it was withdrawn; empty while it is not."""
    kept: bool
    agreed: bool
    """Only where they agreed to it is a photo shown, or a contact."""


class Listed(NamedTuple):
    """Somebody who takes part, and what they have withdrawn."""

    name: Markup
    href: str
    withdrawn: Markup


@router.get("/console/events/{slug}/consents")
def list_consents(desk: Annotated[EventDesk, at_event(Act.EDIT_LIVE)]) -> Response:
    """Everybody who takes part by the working version, as far as the reader may look after them."""
    reader = desk.reader()
    found = {one.person.uid: one for one in consents.list_consents(desk.db.connection(), desk.event)}
    allowed = [one.person for one in found.values() if desk.actor.may(Act.EDIT_LIVE, one.owner_event_uid)]
    return desk.page(
        "console/consents_list.html",
        mark("Consents"),
        section="consents",
        reader=reader,
        people=[
            Listed(
                reader.text(person.name),
                reader.site.file("console", "people", person.uid, "consents"),
                reader.commas(reader.say(FIELDS[field]) for field in FIELDS if field in found[person.uid].withdrawn),
            )
            for person in reader.by_name(allowed)
        ],
    )


@router.get("/console/people/{uid}/consents")
def show_consents(request: Request, uid: str, db: Db, login: ConsoleLogin) -> Response:
    found, reader = _allowed(db, uid, login), reader_of(request)
    return console_page(
        request,
        "console/consents.html",
        mark("Consents"),
        login,
        reader=reader,
        section="home",
        person=reader.text(found.person.name),
        uid=uid,
        rows=[_row(field, found, reader) for field in FIELDS],
        photo=reader.site.file("console", "people", uid, "photo")
        if login.actor.may(Act.EDIT_EVENT, found.owner_event_uid)
        else "",
    )


@router.post("/console/people/{uid}/consents")
def change_consent(request: Request, uid: str, db: Db, login: ConsoleLogin, form: SentForm) -> Response:
    """Withdraw a field, or give it back; public when this answers."""
    _allowed(db, uid, login)
    act = consents.give_back if form.get("act") == "give_back" else consents.withdraw
    state = request.app.state
    state.database.write_now(lambda session: act(session, login.actor, uid, form.get("field", ""), now()))
    from_thread.run(state.freshness.refresh)
    return RedirectResponse(state.site.file("console", "people", uid, "consents"), 303)


def _allowed(db: Db, uid: str, login: ConsoleLogin) -> Consents:
    """NotFound where there is no such person, or they are others' to look after."""
    found = consents.get_consents(db.connection(), uid) if is_uid(uid) else None
    if found is None or not login.actor.may(Act.EDIT_LIVE, found.owner_event_uid):
        raise NotFound("There is no such person.")
    return found


def _row(field: str, found: Consents, reader: Reader) -> Row:
    at = found.withdrawn.get(field)
    says, person = _kept(field, found.person, reader), found.person
    return Row(
        field,
        reader.say(FIELDS[field]),
        says or reader.say("Nothing is kept"),
        moment(at, reader) if at else Markup(""),
        bool(says),
        {"photo": person.photo_public, "contacts": any(each.public for each in person.contacts)}.get(field, True),
    )


def _kept(field: str, person: Person, reader: Reader) -> Markup:
    """What is kept of it; empty for nothing. What nobody agreed to is not told."""
    nothing = Markup("")
    match field:
        case "photo":
            return reader.say("A photo") if person.photo else nothing
        case "contacts":
            printed = [reader.code(contact.printed) for contact in person.contacts if contact.public]
            private = reader.say("Contacts for organizers only") if person.contacts else nothing
            return reader.commas(printed) or private
        case "organization":
            return reader.say("The organization they come from") if person.organization_uid else nothing
        case "title":
            said = [reader.text(text) for text in (person.honorific, person.title)]
            return reader.commas(part for part in said if part) or nothing
        case "biography":
            words = reader.plain(person.biography)
            return Markup("{}").format(words if len(words) < 200 else f"{words[:200]}…") if words else nothing
        case _:
            return reader.text(person.name)
