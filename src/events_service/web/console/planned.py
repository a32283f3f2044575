"""What is planned, as pages of the console say it: names with the marks of their language, and links to what helps."""

from typing import NamedTuple

from markupsafe import Markup

from events_service.accounts.access import Act
from events_service.directory.directory import Organization, Person
from events_service.programme.conflicts import Conflict
from events_service.programme.planning.naming import UNNAMED, Naming, Told
from events_service.programme.planning.plan import Plan
from events_service.programme.planning.sentences import Fix, FixKind, fixes, tell, tell_fix
from events_service.programme.programme import Track, Venue
from events_service.web.console.event_desk import EventDesk
from events_service.web.console.session_list import label_of
from events_service.web.public.names import room_name
from events_service.web.reader import Reader

_NEEDED = {FixKind.EDIT_PERSON_TIMES: Act.EDIT_EVENT, FixKind.EDIT_ROOM_TIMES: Act.EDIT_EVENT}
"""What it takes to do it, where that is not to edit the draft."""
_BRIEF = 40
"""Characters of a title by which it is known again."""


class PageNaming(Naming):
    """The same names as HTML."""

    def __init__(self, plan: Plan, reader: Reader) -> None:
        super().__init__(plan, reader.language)
        self.reader = reader

    def session(self, uid: str | None) -> str:
        session = self.plan.sessions.get(uid or "")
        return Markup("<bdi>{}</bdi>").format(label_of(session, self.reader)) if session else UNNAMED

    def room(self, uid: str | None) -> str:
        room = self.plan.rooms.get(uid or "")
        return (room_name(room.name, self.reader) if room else "") or UNNAMED

    def _name(self, record: Person | Organization | Venue | Track | None) -> str:
        return Markup("<bdi>{}</bdi>").format(self.reader.text(record.name)) if record and record.name else UNNAMED


class BriefNaming(PageNaming):
    """The same where the whole name of a session stands beside."""

    def session(self, uid: str | None) -> str:
        session = self.plan.sessions.get(uid or "")
        if session is None:
            return UNNAMED
        if session.code:
            return self.reader.code(session.code)
        title = self.reader.plain(session.title)
        return Markup("<bdi>{}</bdi>").format(title if len(title) <= _BRIEF else title[:_BRIEF].rstrip() + UNNAMED)


class Link(NamedTuple):
    """Something that can be done."""

    text: Markup
    href: str
    kind: str


def said(told: Told, reader: Reader) -> Markup:
    return reader.say(told.msgid, **told.values)


def sentence(conflict: Conflict, naming: PageNaming) -> Markup:
    """What is wrong."""
    return said(tell(naming, conflict), naming.reader)


def links(desk: EventDesk, conflict: Conflict, naming: PageNaming) -> list[Link]:
    """What whoever reads may do about it."""
    brief = BriefNaming(naming.plan, naming.reader)
    return [
        Link(said(tell_fix(brief, fix), naming.reader), _address(desk, fix), fix.kind)
        for fix in fixes(naming.plan, conflict)
        if desk.may(_NEEDED.get(fix.kind, Act.EDIT_DRAFT))
    ]


def _address(desk: EventDesk, fix: Fix) -> str:
    if fix.kind is FixKind.FIND_PLACE:
        return desk.path("sessions", fix.uid, "place")
    if fix.kind is FixKind.EDIT_SESSION:
        return desk.path("sessions", fix.uid)
    if fix.kind is FixKind.EDIT_ROOM:
        return desk.path("parts", "rooms", fix.uid)
    return desk.path("people" if fix.kind is FixKind.EDIT_PERSON_TIMES else "rooms", fix.uid, "availability")
