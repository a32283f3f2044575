"""API tokens: what programs may do, given by whoever may do it themselves, shown once and taken back."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from events_service import dates, zones
from events_service.accounts import tokens
from events_service.accounts.access import Act, Actor, Scope, refusal
from events_service.accounts.disclosure import name_of
from events_service.accounts.login import Current
from events_service.accounts.models import ApiToken
from events_service.accounts.record import reads_addresses
from events_service.accounts.requests import ConsoleLogin
from events_service.database import Db, DbSession
from events_service.errors import Conflict, InvalidInput, Sentence
from events_service.programme.outlines import Outline, list_outlines
from events_service.translations import mark
from events_service.web.console.forms import ConsoleForm
from events_service.web.console.frame import console_page, reader_of
from events_service.web.console.moments import clocks, moment
from events_service.web.reader import Reader
from events_service.zones import now

router = APIRouter(include_in_schema=False)

ALL = "all"
"""In the place of events: those there are, and those to come."""

SCOPES: Mapping[Scope, str] = {
    Scope.READ: mark("Read working versions: events, sessions and rooms, published or not"),
    Scope.EVENTS_WRITE: mark("Change events, sessions and rooms, registration and notices"),
    Scope.SESSIONS_WRITE: mark("Change sessions and rooms of the working version"),
    Scope.RELEASES_WRITE: mark("Say what is ready, and publish"),
    Scope.REGISTRATIONS_READ: mark("Read registrations, with names and addresses"),
    Scope.REGISTRATIONS_WRITE: mark("Read registrations, register people and cancel"),
}
_SUGGESTED = timedelta(days=90)
_NO_DAY = mark("Give the day as year-month-day, such as 2018-11-21.")


class Row(NamedTuple):
    """A token in the list."""

    name: str
    revoke: str
    scopes: list[tuple[str, Markup]]
    events: Markup
    made: Markup
    maker: str
    ends: Markup
    over: bool
    used: Markup


class Typed(NamedTuple):
    """What was typed into the form."""

    name: str = ""
    scopes: tuple[str, ...] = ()
    where: str = ""
    events: tuple[str, ...] = ()
    expires: str = ""


@router.get("/console/tokens/")
def lead_on(request: Request) -> Response:
    return RedirectResponse(request.app.state.site.file("console", "tokens"), 308)


@router.get("/console/tokens")
def list_tokens(request: Request, db: Db, login: ConsoleLogin) -> Response:
    return _page(request, db, login, _blank())


@router.post("/console/tokens")
def make_token(request: Request, db: Db, login: ConsoleLogin, sent: ConsoleForm) -> Response:
    """The answer is the page with the token on it: nobody sees it again."""
    state, typed = request.app.state, _typed(sent)
    mine = _outlines(db, login.actor)
    try:
        expires_at, event_uids = _meant(typed, mine, state.settings.timezone)
        made = state.database.write_now(
            tokens.add_token,
            state.settings.secret_keys,
            login.actor,
            typed.name,
            typed.scopes,
            now(),
            event_uids=event_uids,
            expires_at=expires_at,
        )
    except (InvalidInput, Conflict) as fault:
        return _page(request, db, login, typed, fault)
    return console_page(
        request, "console/token_made.html", mark("The new token"), login, section="tokens", name=typed.name, made=made
    )


@router.get("/console/tokens/{token_id}/revoke")
def ask_before_revoking(request: Request, db: Db, login: ConsoleLogin, token_id: str) -> Response:
    token = tokens.get_token(db, login.actor, token_id)
    reader = reader_of(request)
    return console_page(
        request,
        "console/token_revoke.html",
        mark("Revoke a token"),
        login,
        reader=reader,
        section="tokens",
        token=token,
        used=moment(token.last_used_at, reader) if token.last_used_at else "",
    )


@router.post("/console/tokens/{token_id}/revoke")
def revoke_token(request: Request, login: ConsoleLogin, token_id: str, sent: ConsoleForm) -> Response:
    state = request.app.state
    state.database.write_now(tokens.end_token, login.actor, token_id, now())
    return RedirectResponse(state.site.file("console", "tokens"), 303)


def _page(
    request: Request, db: DbSession, login: Current, typed: Typed, fault: InvalidInput | Conflict | None = None
) -> Response:
    state, reader, actor = request.app.state, reader_of(request), login.actor
    mine = _outlines(db, actor)
    faults = _faults(fault)
    everything = actor.may(Act.MANAGE_TOKENS)
    return console_page(
        request,
        "console/tokens.html",
        mark("API tokens"),
        login,
        status=fault.status if fault else 200,
        reader=reader,
        section="tokens",
        rows=_rows(db, actor, reader, mine),
        typed=typed,
        scopes=[(scope, reader.say(about)) for scope, about in SCOPES.items() if _may_give_some(actor, scope, mine)],
        events=[(outline.slug, reader.text(outline.title)) for outline in mine],
        everything=everything,
        all=ALL,
        earliest=zones.to_wall(now(), state.settings.timezone).date(),
        clocks=clocks(reader),
        faults={name: said.said_in(reader.language, reader.gettext) for name, said in faults.items()},
    )


def _faults(fault: InvalidInput | Conflict | None) -> dict[str, Sentence]:
    """What is wrong, by field: a name that is taken, a scope there is not."""
    if isinstance(fault, InvalidInput):
        return fault.fields or {"scopes": fault.sentence}
    return {"name": fault.sentence} if fault else {}


def _rows(db: DbSession, actor: Actor, reader: Reader, mine: Iterable[Outline]) -> list[Row]:
    """All that are in use, and theirs to end. As many statements for many as for one."""
    found = [token for token in tokens.list_tokens(db) if tokens.manages(actor, token)]
    makers = tokens.makers(db, [token.id for token in found]) if found else {}
    titles = {outline.uid: reader.text(outline.title) for outline in mine}
    return [_row(token, makers.get(token.id, ""), titles, reader, actor) for token in found]


def _row(token: ApiToken, maker: str, titles: Mapping[str, Markup], reader: Reader, actor: Actor) -> Row:
    if token.event_uids is None:
        events = reader.say("All events")
    else:
        events = reader.commas(titles.get(uid, Markup("–")) for uid in token.event_uids)
    over = token.expires_at is not None and token.expires_at <= now()
    return Row(
        name=token.name,
        revoke=reader.site.file("console", "tokens", token.id, "revoke"),
        scopes=[(scope, reader.say(SCOPES[Scope(scope)])) for scope in token.scopes if scope in list(Scope)],
        events=events,
        made=moment(token.created_at, reader),
        maker=name_of(maker, addresses=reads_addresses(actor)),
        ends=_last_day(token.expires_at, reader) if token.expires_at else reader.say("Only when revoked"),
        over=over,
        used=moment(token.last_used_at, reader) if token.last_used_at else reader.say("Not used yet"),
    )


def _end_of(day: date, zone: str) -> datetime:
    """The instant at which a day is over by the clocks of the installation."""
    return zones.to_instant(datetime.combine(day + timedelta(days=1), time()), zone, allow_gap=True)


def _last_day(expires_at: datetime, reader: Reader) -> Markup:
    """The day at the end of which it ends; the moment, where it was given to the minute."""
    wall = zones.to_wall(expires_at, reader.zone)
    if wall.time() != time():
        return moment(expires_at, reader)
    return reader.say("End of {day}", day=dates.plain_day(wall.date() - timedelta(days=1), reader.language))


def _outlines(db: DbSession, actor: Actor) -> list[Outline]:
    """The events whose tokens they manage. Forbidden where there can be none."""
    uids = actor.events_for(Act.MANAGE_TOKENS)
    if uids is not None and not uids:
        raise refusal(actor, Act.MANAGE_TOKENS)
    return [outline for outline in list_outlines(db.connection()) if uids is None or outline.uid in uids]


def _may_give_some(actor: Actor, scope: Scope, mine: Iterable[Outline]) -> bool:
    places: list[tuple[str, ...] | None] = [None, *((outline.uid,) for outline in mine)]
    return any(tokens.may_give(actor, scope, place) for place in places)


def _blank() -> Typed:
    """Not for more than is needed, and not for ever, unless somebody says so."""
    return Typed(where="some", expires=(now() + _SUGGESTED).date().isoformat())


def _typed(sent: FormData) -> Typed:
    def one(name: str) -> str:
        return str(sent.get(name, "")).strip()

    def several(name: str) -> tuple[str, ...]:
        return tuple(str(value) for value in sent.getlist(name))

    return Typed(one("name"), several("scopes"), one("where"), several("events"), one("expires_at"))


def _meant(typed: Typed, mine: Iterable[Outline], zone: str) -> tuple[datetime | None, tuple[str, ...] | None]:
    """Until when, and for which events: the uids, or None for all."""
    faults: dict[str, Sentence] = {}
    expires_at = None
    if typed.expires:
        try:
            expires_at = _end_of(date.fromisoformat(typed.expires), zone)
        except (ValueError, OverflowError):
            faults["expires_at"] = Sentence(_NO_DAY)
    uids = {outline.slug: outline.uid for outline in mine}
    chosen = [uids[slug] for slug in typed.events if slug in uids]
    if typed.where != ALL and (not chosen or len(chosen) != len(typed.events)):
        faults["events"] = Sentence(mark("Choose one event at least."))
    if faults:
        raise InvalidInput(fields=faults)
    return expires_at, None if typed.where == ALL else tuple(chosen)
