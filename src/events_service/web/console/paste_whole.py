"""A schedule with more sessions than a form has fields for: listed, chosen and taken as its file says it.

The file itself travels in the form, packed; nothing is kept between the steps.
"""

import zlib
from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends, Request
from markupsafe import Markup
from starlette.responses import Response

from events_service.accounts import forgery
from events_service.accounts.access import Act
from events_service.accounts.requests import ConsoleLogin
from events_service.errors import Conflict, InvalidInput, Sentence
from events_service.interchange.pasting import adopting
from events_service.interchange.pasting.adopting import Choice, Faulty
from events_service.interchange.pasting.beside import LISTS
from events_service.interchange.pasting.building import MOST_IN_A_FILE
from events_service.interchange.pasting.dropped import LARGEST, FileTooLarge, read_file
from events_service.interchange.pasting.proposals import Proposal, Reading
from events_service.media.limits import LARGEST_UPLOAD
from events_service.programme.programme import Programme, Session
from events_service.translations import mark
from events_service.web.console.event_desk import EventDesk, at_event
from events_service.web.console.proposal_fields import said_of
from events_service.web.reader import Reader

router = APIRouter(include_in_schema=False)

Desk = Annotated[EventDesk, at_event(Act.EDIT_DRAFT)]

_KEPT = dict.fromkeys(LISTS, False)
"""Lists that have more in other languages stay as they are."""


class Row(NamedTuple):
    number: int
    code: str
    title: str
    when: str
    room: str
    named: Markup | str
    """The session that it changes."""
    take: bool
    fault: str


async def _sent(request: Request, login: ConsoleLogin) -> tuple[bytes, list[int]]:
    """The file, and the numbers of what was chosen."""
    settings = request.app.state.settings
    forgery.check_origin(request.headers, settings)
    async with request.form(max_files=0, max_fields=MOST_IN_A_FILE + 10, max_part_size=2 * LARGEST) as form:
        forgery.check_form_token(settings.secret_keys, login.id, str(form.get(forgery.FIELD, "")))
        packed, chosen = str(form.get("packed", "")), form.getlist("take")
    numbers = [
        int(said) for said in chosen if isinstance(said, str) and said.isascii() and said.isdigit() and len(said) < 9
    ]
    try:
        data = zlib.decompressobj().decompress(b64decode(packed, validate=True), LARGEST + 1)
    except (ValueError, zlib.error) as problem:
        raise InvalidInput from problem
    return data, numbers


@router.post("/console/events/{slug}/paste/schedule", max_body_size=LARGEST_UPLOAD)
def take_schedule(desk: Desk, sent: Annotated[tuple[bytes, list[int]], Depends(_sent)]) -> Response:
    data, numbers = sent
    if len(data) > LARGEST:
        raise FileTooLarge(most=LARGEST // 1_000_000)
    programme, known = adopting.load_known(desk.db.connection(), desk.event.uid)
    reading = read_file(data, known, desk.event.timezone)
    uids = adopting.matched(reading.proposals, programme)
    chosen = dict.fromkeys(number for number in numbers if number < len(reading.proposals))
    choices = [Choice(number, reading.proposals[number], uids[number], _KEPT) for number in chosen]
    if not choices:
        return list_schedule(desk, programme, reading, data, chosen, Sentence("Choose at least one session to take."))
    try:
        taken = desk.write(lambda db: adopting.take(db, desk.actor, desk.event.uid, choices))
    except Faulty as refusal:
        faults = {number: sentence for (number, _), sentence in refusal.faults.items()}
        return list_schedule(desk, programme, reading, data, chosen, refusal.sentence, faults)
    except (InvalidInput, Conflict) as refusal:
        return list_schedule(desk, programme, reading, data, chosen, refusal.sentence)
    return desk.go("paste", "taken", taken.entry)


def list_schedule(
    desk: EventDesk,
    programme: Programme,
    reading: Reading,
    data: bytes,
    chosen: Sequence[int] | dict[int, None] | None = None,
    refusal: Sentence | None = None,
    faults: dict[int, Sentence] | None = None,
) -> Response:
    """All sessions of a file, each to be chosen. Those that cannot be taken come first."""
    reader, faults = desk.reader(), faults or {}
    there = {session.uid: session for session in programme.sessions}
    uids = adopting.matched(reading.proposals, programme)
    rows = [
        Row(
            number=number,
            code=proposal.code,
            title=proposal.title,
            when=_when(proposal),
            room=proposal.room,
            named=_named(there.get(uids[number]), reader),
            take=chosen is None or number in chosen,
            fault=said_of(faults.get(number), reader),
        )
        for number, proposal in enumerate(reading.proposals)
    ]
    return desk.page(
        "console/schedule.html",
        mark("Sessions that were recognised"),
        section="paste",
        status=422 if refusal else 200,
        reader=reader,
        rows=sorted(rows, key=lambda row: not row.fault),
        left=reading.left,
        sentence=said_of(refusal, reader),
        packed=b64encode(zlib.compress(data)).decode(),
    )


def _when(p: Proposal) -> str:
    hours = f"{p.start}–{p.end}" if p.end else p.start
    return " ".join(filter(None, (p.day.isoformat() if p.day else "", hours)))


def _named(session: Session | None, reader: Reader) -> Markup | str:
    return reader.say("Changes {name}", name=reader.plain(session.title)) if session else ""
