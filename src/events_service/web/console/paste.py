"""Paste or drop a programme: it is read into proposed sessions, corrected by hand, and taken into the working version.

Nothing is kept between the steps: the text and all fields travel in the form.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Request
from markupsafe import Markup
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from events_service.accounts import forgery, kept_text
from events_service.accounts.access import Act
from events_service.accounts.requests import ConsoleLogin
from events_service.columns import is_uid
from events_service.database import DbSession
from events_service.errors import Conflict, DomainError, InvalidInput, Sentence
from events_service.interchange.pasting import adopting
from events_service.interchange.pasting.acquaintance import Acquaintance
from events_service.interchange.pasting.adopting import Choice, Faulty
from events_service.interchange.pasting.beside import LISTS
from events_service.interchange.pasting.building import MOST_IN_A_FILE, MOST_SESSIONS
from events_service.interchange.pasting.dropped import LARGEST, FileTooLarge, read_file
from events_service.interchange.pasting.labels import What
from events_service.interchange.pasting.letters import LONGEST
from events_service.interchange.pasting.past import list_past
from events_service.interchange.pasting.proposals import Reading
from events_service.interchange.pasting.reading import read
from events_service.interchange.pasting.typed import FIELDS, Faults, proposal_of, typed_of
from events_service.media.limits import LARGEST_UPLOAD
from events_service.programme.programme import Programme
from events_service.translations import mark
from events_service.web.console.event_desk import EventDesk, at_event
from events_service.web.console.fields import TAKE_UP
from events_service.web.console.forms import ConsoleForm, taken_up
from events_service.web.console.moments import moment
from events_service.web.console.paste_whole import list_schedule
from events_service.web.console.proposal_fields import (
    NAMED,
    Field,
    Loss,
    field_of,
    label_of,
    losses_of,
    said_of,
    words_of,
)
from events_service.web.reader import Reader

router = APIRouter(include_in_schema=False)

Desk = Annotated[EventDesk, at_event(Act.EDIT_DRAFT)]

_PAGE = "/console/events/{slug}/paste"
_EARLIER = 5

WORDS: Mapping[What, str] = {
    What.CODE: mark("Code"),
    What.TITLE: mark("Title"),
    What.DAY: mark("Day"),
    What.HOURS: mark("Hours"),
    What.ROOM: mark("Room"),
    What.VENUE: mark("Place"),
    What.TRACK: mark("Track"),
    What.TYPE: mark("Type"),
    What.ORGANIZER: mark("Organizer"),
    What.PHONE: mark("Telephone"),
    What.PERSON: mark("Person"),
    What.LANGUAGES: mark("Languages"),
    What.INTERPRETATION: mark("Interpretation"),
    What.AGENDA: mark("Agenda"),
    What.INTRODUCTION: mark("What leads to the objectives"),
    What.OBJECTIVE: mark("Objective"),
    What.QUESTION: mark("Question"),
    What.DESCRIPTION: mark("Description"),
}


class Part(NamedTuple):
    """A stretch of the pasted text: recognised as `word` of session `number`, or not."""

    text: str
    word: str = ""
    number: int = 0
    what: str = ""


class Earlier(NamedTuple):
    """What was taken before."""

    href: str
    when: Markup
    by: str
    sessions: int
    taken_back: bool


class Card(NamedTuple):
    """A proposed session with its fields."""

    number: int
    take: bool
    title: str
    code: str
    uid: str
    """Of the session it would change."""
    named: str
    """That session's name."""
    when: list[Field]
    """Day and hours, which stand side by side."""
    fields: list[Field]
    losses: list[Loss]
    faults: list[tuple[str, str, str]]
    """Of each its field, that one's label, and the sentence."""


class Dropped(NamedTuple):
    """What came with the form."""

    text: str
    data: bytes
    taken_up: bool = False
    """It is what was kept: to be shown, not read."""


@router.get(_PAGE)
def show_form(desk: Desk) -> Response:
    return _form(desk)


async def _dropped(request: Request, login: ConsoleLogin) -> Dropped:
    """What was pasted, and what was dropped; or the text that was kept, where somebody takes it up."""
    settings = request.app.state.settings
    forgery.check_origin(request.headers, settings)
    async with request.form(max_files=1, max_fields=5, max_part_size=LARGEST) as form:
        forgery.check_form_token(settings.secret_keys, login.id, str(form.get(forgery.FIELD, "")))
        if TAKE_UP in form:
            kept = await taken_up(request, login)
            return Dropped(str(kept.get("text", "")), b"", True)
        text, file = form.get("text", ""), form.get("file")
        if not isinstance(text, str):
            raise InvalidInput()
        data = await file.read(LARGEST + 1) if isinstance(file, UploadFile) else b""
    return Dropped(text, data)


@router.post(_PAGE, max_body_size=LARGEST_UPLOAD)
def read_pasted(desk: Desk, dropped: Annotated[Dropped, Depends(_dropped)]) -> Response:
    """Read it; one page back and forth changes the text."""
    text, data, taken_up = dropped
    if taken_up:
        return _form(desk, text)
    programme, known = adopting.load_known(desk.db.connection(), desk.event.uid)
    try:
        if len(data) > LARGEST:
            raise FileTooLarge(most=LARGEST // 1_000_000)
        reading = read_file(data, known, desk.event.timezone) if data else read(text, known)
    except InvalidInput as refusal:
        return _form(desk, text, refusal.sentence)
    if not reading.proposals:
        missing = Sentence("No session was recognised. Give each a title and, on a line of its own, a day or hours.")
        empty = Sentence("Paste a text or choose a file.")
        return _form(desk, text or reading.text, missing if (text.strip() or data) else empty)
    words = words_of(desk.reader())
    if len(reading.proposals) > MOST_SESSIONS:
        return list_schedule(desk, programme, reading, data)
    typed = [typed_of(proposal, words) for proposal in reading.proposals]
    uids = adopting.matched(reading.proposals, programme)
    return _review(desk, programme, known, reading, typed, [True] * len(typed), uids)


@router.post(_PAGE + "/take", max_body_size=LARGEST_UPLOAD)
def take(desk: Desk, sent: ConsoleForm) -> Response:
    """Take what was chosen into the working version, or show what is wrong with the typed text kept."""
    programme, known = adopting.load_known(desk.db.connection(), desk.event.uid)
    words = words_of(desk.reader())
    text = str(sent.get("text", ""))
    if "back" in sent:
        return _form(desk, text)
    count = min(_number(sent.get("count")), MOST_SESSIONS)
    typed = [{name: str(sent.get(f"s{n}.{name}", "")) for name in FIELDS} for n in range(count)]
    takes = [f"s{n}.take" in sent for n in range(count)]
    there = {session.uid for session in programme.sessions}
    offered = [str(sent.get(f"s{n}.uid", "")) for n in range(count)]
    uids = [uid if is_uid(uid) and uid in there else "" for uid in offered]
    as_new = [str(sent.get(f"s{n}.as", "")) == "new" for n in range(count)]
    choices: list[Choice] = []
    faults: dict[tuple[int, str], Sentence] = {}
    for n in range(count):
        if takes[n]:
            proposal, wrong = proposal_of(typed[n], known, words)
            choices.append(Choice(n, proposal, "" if as_new[n] else uids[n], _replaces(sent, n)))
            faults |= {(n, name): sentence for name, sentence in wrong.items()}
    sentence = None
    if not choices:
        sentence = Sentence("Choose at least one session to take.")
    elif not faults:
        try:
            taken = desk.write(lambda db: _taken(db, desk, choices))
            return desk.go("paste", "taken", taken.entry)
        except Faulty as refusal:
            faults = refusal.faults
        except (InvalidInput, Conflict) as refusal:
            sentence = refusal.sentence
    reading = _read_again(text, known)
    replaces = [_replaces(sent, n) for n in range(count)]
    return _review(desk, programme, known, reading, typed, takes, uids, as_new, replaces, faults, sentence)


def _taken(db: DbSession, desk: EventDesk, choices: Sequence[Choice]) -> adopting.Taken:
    kept_text.forget(db, desk.actor.id, desk.path("paste"))
    return adopting.take(db, desk.actor, desk.event.uid, choices)


def _replaces(sent: FormData, n: int) -> dict[str, bool]:
    """What was said of lists that have more in other languages."""
    answers = {name: sent.get(f"s{n}.{name}.as") for name in LISTS}
    return {name: said == "replace" for name, said in answers.items() if said in ("keep", "replace")}


def _read_again(text: str, known: Acquaintance) -> Reading:
    """The text with its marks; it is shown as it is where it cannot be read any more."""
    try:
        return read(text, known)
    except InvalidInput:
        return Reading(text[:LONGEST])


def _number(said: Any) -> int:
    return int(said) if isinstance(said, str) and said.isascii() and said.isdigit() and len(said) < 5 else 0


def _form(desk: EventDesk, text: str = "", refusal: Sentence | None = None) -> Response:
    reader = desk.reader()
    return desk.page(
        "console/paste.html",
        mark("Paste a programme"),
        section="paste",
        status=422 if refusal else 200,
        reader=reader,
        text=text,
        filled_in={"text": text},
        fault=said_of(refusal, reader),
        most=MOST_SESSIONS,
        megabytes=LARGEST // 1_000_000,
        most_in_file=f"{MOST_IN_A_FILE:,}",
        earlier=[
            Earlier(
                desk.path("paste", "taken", one.entry), moment(one.at, reader), one.by, one.sessions, one.taken_back
            )
            for one in list_past(desk.db.connection(), desk.event.uid, _EARLIER)
        ],
    )


def _review(
    desk: EventDesk,
    programme: Programme,
    known: Acquaintance,
    reading: Reading,
    typed: Sequence[Mapping[str, str]],
    takes: Sequence[bool],
    uids: Sequence[str],
    as_new: Sequence[bool] = (),
    replaces: Sequence[Mapping[str, bool]] = (),
    faults: Mapping[tuple[int, str], Sentence] = {},
    refusal: DomainError | Sentence | None = None,
) -> Response:
    reader, adds = desk.reader(), desk.may(Act.EDIT_EVENT)
    names = {session.uid: session for session in programme.sessions}
    cards = []
    for n, fields in enumerate(typed):
        own: Faults = {name: sentence for (number, name), sentence in faults.items() if number == n}
        doubtful = reading.proposals[n].doubtful if n < len(reading.proposals) else ()
        there = names.get(uids[n]) if uids[n] else None
        chosen = replaces[n] if replaces else {}
        all_ = [field_of(n, name, fields, known, reader, own, doubtful, adds) for name in FIELDS]
        cards.append(
            Card(
                number=n + 1,
                take=takes[n],
                title=fields["title"],
                code=fields["code"],
                uid=uids[n],
                named=" – ".join(filter(None, (there.code, reader.plain(there.title)))) if there else "",
                when=[field for field in all_ if field.kind in ("date", "time")],
                fields=[field for field in all_ if field.kind not in ("date", "time")],
                losses=list(losses_of(n, fields, there, known, reader, chosen)) if there else [],
                faults=[(f"s{n}.{name}", label_of(name, reader), said_of(said, reader)) for name, said in own.items()],
            )
        )
    return desk.page(
        "console/proposals.html",
        mark("Sessions that were recognised"),
        section="paste",
        status=422 if faults or refusal else 200,
        reader=reader,
        parts=list(_parts(reading, reader)),
        cards=cards,
        new=[bool(as_new and as_new[n]) for n in range(len(cards))],
        text=reading.text,
        left=reading.left,
        sentence=said_of(refusal, reader) if isinstance(refusal, Sentence) else "",
        faulty=sum(bool(card.faults) for card in cards),
        lists={
            kind: [reader.plain(record.name) for record in getattr(programme, kind)]
            for kind in dict.fromkeys(NAMED.values())
        },
    )


def _parts(reading: Reading, reader: Reader) -> Any:
    """The text from beginning to end, what was recognised set apart."""
    at = 0
    for each in reading.marks:
        if each.start > at:
            yield Part(reading.text[at : each.start])
        yield Part(
            reading.text[each.start : each.end], str(reader.say(WORDS[each.what])), each.session + 1, each.what.value
        )
        at = each.end
    if at < len(reading.text):
        yield Part(reading.text[at:])
