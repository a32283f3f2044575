"""Files that say themselves what is what: the schedules and bundles of this service and of others."""

from collections.abc import Iterable
from typing import Any

from events_service.interchange import files
from events_service.interchange.pasting.acquaintance import Acquaintance
from events_service.interchange.pasting.building import MOST_IN_A_FILE, TooManyInFile
from events_service.interchange.pasting.proposals import Proposal, ProposedBody, ProposedItem, ProposedPerson, Reading
from events_service.languages import choose
from events_service.programme.programme import AgendaItem, Programme, Session


def read_schedule(data: bytes, known: Acquaintance, timezone: str) -> Reading:
    """The sessions of a schedule.xml, a schedule.json or a bundle, in their first language."""
    contents = files.read(data, timezone=timezone)
    found: list[Proposal] = []
    left: list[str] = []
    for imported in contents.imports:
        count = len(found) + len(imported.programme.sessions)
        if count > MOST_IN_A_FILE:
            raise TooManyInFile(count=count, most=MOST_IN_A_FILE)
        found.extend(_session(session, imported.programme, known) for session in imported.programme.sessions)
        left.extend(f"{skipped.item}: {skipped.why}" for skipped in imported.skipped)
    return Reading("", tuple(found), left=tuple(left))


def _session(session: Session, programme: Programme, known: Acquaintance) -> Proposal:
    _, language = choose(session.title, known.languages[0], known.languages)
    if language == "und":
        language = known.languages[0]

    def said(text: dict[str, str]) -> str:
        return choose(text, language, known.languages)[0]

    def named(records: Iterable[Any], uid: str | None) -> str:
        return next((said(record.name) for record in records if record.uid == uid), "") if uid else ""

    room = next((room for room in programme.rooms if room.uid == session.room_uid), None)

    day = session.start_local.date() if session.start_local else session.day_on
    bodies = {body.uid: body for body in programme.organizations}
    people = {person.uid: person for person in programme.people}
    return Proposal(
        title=said(session.title),
        code=session.code,
        language=language,
        day=day,
        start=f"{session.start_local:%H:%M}" if session.start_local else "",
        end=f"{session.end_local:%H:%M}" if session.end_local else "",
        time_note=said(session.time_note),
        room=said(room.name) if room else "",
        venue=named(programme.venues, room.venue_uid) if room else "",
        track=named(programme.tracks, session.track_uid),
        type=named(programme.types, session.type_uid),
        languages=session.languages,
        interpretation=session.interpretation,
        organizers=tuple(
            ProposedBody(
                said(bodies[link.organization_uid].name),
                said(bodies[link.organization_uid].short_name),
                tuple(contact.printed for contact in link.contacts if contact.kind == "phone"),
                role=link.role,
            )
            for link in session.organizers
            if link.organization_uid in bodies
        ),
        people=tuple(
            ProposedPerson(said(people[link.person_uid].name), said(link.title), link.role, link.to_be_confirmed)
            for link in session.people
            if link.person_uid in people
        ),
        agenda=tuple(_item(item, said) for item in session.agenda),
        introduction=said(session.objectives_introduction),
        objectives=tuple(map(said, session.objectives)),
        questions=tuple(map(said, session.questions)),
        description="\n\n".join(filter(None, (said(session.abstract), said(session.description)))),
        uid=session.uid,
    )


def _item(item: AgendaItem, said: Any) -> ProposedItem:
    return ProposedItem(
        said(item.title), item.start or "", item.end or "", tuple(_item(each, said) for each in item.items)
    )
