"""A site with everybody who could ask it, for the table of permissions. What an address names is found in `things`.

Whoever adds a route adds what its parameters stand for, where that is new, and a body where `{}` or an empty form
does not tell who may from who may not.
"""

import asyncio
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx
from msgspec import structs
from sqlmodel import select

from events_service.accounts import forgery
from events_service.accounts.access import COMMAND, Scope
from events_service.accounts.accounts import get_account
from events_service.accounts.grants import list_grants
from events_service.accounts.login import sign_in
from events_service.accounts.models import Account, Login, Role
from events_service.accounts.tokens import add_token
from events_service.app import Application, create_app
from events_service.database import Database, new_id
from events_service.database.sqlite_file import driver
from events_service.mail.models import OutboxMail
from events_service.partnerships.partnerships import Agreement
from events_service.partnerships.records import save_agreements
from events_service.programme import draft, editing, notices
from events_service.programme.live import Notice
from events_service.programme.programme import Offer, OfferMode, Programme, Series, Session, Visibility
from events_service.programme.timetable import Timetable
from events_service.registration.application import Application as Asked
from events_service.registration.confirmation import confirm
from events_service.registration.emails import MANAGE
from events_service.registration.links import FEED
from events_service.registration.outcome import Outcome
from events_service.registration.signup import register
from events_service.secret_links import Reference, make_token
from events_service.settings import load
from events_service.web import assets, stylesheet
from events_service.zones import now
from tests.accounts.matrix import ACTORS, TO_LOG_IN, Row, parameters
from tests.accounts.people import PASSWORD, make_account
from tests.factories.programme import make_event, make_room, make_session, programme_of, uid_of
from tests.factories.released import freeze_catalogue, publish_event
from tests.registration.scenery import HOLD
from tests.registration.site import make_forum
from tests.support.live_server import address, bound_socket, live_server

HIDDEN = "Whatnobodymayreadyet"
"""Stands in what is not public, and in nothing else."""
SERIES = Series(uid_of("series", "forum"), {"en": "Forum"}, "forum")
AGREEMENT = Agreement(uid_of("agreement", "water"), {"en": "Convention"}, {"en": "On water"}, "on-water")
ROLES: dict[str, tuple[Role, str]] = {
    "oth": (Role.ORGANIZER, "other"),
    "vie": (Role.VIEWER, "event"),
    "par": (Role.EDITOR, "organization"),
    "edi": (Role.EDITOR, "event"),
    "org": (Role.ORGANIZER, "event"),
    "own": (Role.OWNER, ""),
}
SCOPES = {
    "t:r": (Scope.READ,),
    "t:s": (Scope.SESSIONS_WRITE,),
    "t:e": (Scope.EVENTS_WRITE,),
    "t:p": (Scope.RELEASES_WRITE,),
    "t:g": (Scope.REGISTRATIONS_READ,),
    "t:w": (Scope.REGISTRATIONS_WRITE,),
    "t:o": tuple(Scope),
}
STALE = '"stale"'
_NAMED = 28
"""Characters of a link that say what it opens; the rest proves it."""
BODIES: dict[str, Any] = {
    "event": {
        "slug": "new",
        "title": {"en": "New"},
        "timezone": "Africa/Casablanca",
        "start_on": "2030-01-01",
        "end_on": "2030-01-02",
    },
    "registration": {"name": "Salma", "email": "salma@example.org", "locale": "en"},
}
"""What is sent instead of nothing, by the name that `body=` says."""


class Unnamed(Exception):
    """A parameter of an address that stands for nothing yet."""


class Matrix(NamedTuple):
    app: Application
    client: httpx.Client
    headers: dict[str, dict[str, str]]
    """What each actor sends with every request."""
    logins: dict[str, str]
    """The login of each who has one."""
    tokens: dict[str, dict[str, str]]
    """The participants' links as each actor has them."""
    things: dict[str, dict[str, str]]
    """What a parameter of an address stands for: usually, and where a row says `session=foreign`."""
    programme: Programme
    file: Path
    snapshot: Path

    def ask(self, row: Row, actor: str) -> httpx.Response:
        """The row's request as the actor makes it."""
        path, asked = self.path_of(row, actor), dict(row.asked)
        origin = {"Origin": str(self.client.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
        sent: dict[str, Any] = {"headers": self.headers[actor] | origin}
        if row.method in ("PUT", "PATCH", "DELETE"):
            sent["headers"]["If-Match"] = STALE  # whoever may change it is told so by 412, and changes nothing
        if row.method in ("POST", "PUT", "PATCH"):
            body = BODIES[asked["body"]] if "body" in asked else {}
            if path.startswith("/api/"):
                sent["json"] = body
            else:
                token = forgery.form_token(self.app.settings.secret_keys, self.logins.get(actor, ""))
                sent["data"] = {forgery.FIELD: token} | body
        answer = self.client.request(row.method, path, **sent)
        if row.method != "GET" and answer.status_code < 400:
            self.restore()
        return answer

    def path_of(self, row: Row, actor: str) -> str:
        asked, path = dict(row.asked), row.path
        for parameter, noun in parameters(row.path):
            of_participant = noun == "token" and ("/registrations/" in path or path.startswith("/feeds/"))
            by_uid = f"{noun}_uid" if parameter == "{uid}" and f"{noun}_uid" in self.things else noun
            known = self.tokens[actor] if of_participant else self.things.get(by_uid)
            if known is None:
                raise Unnamed(
                    f"Say in `things` of tests/accounts/matrix_site.py what {noun} stands for: {row.method} {row.path}"
                )
            usual = "feed" if "/feeds/" in path and noun == "token" else ""
            path = path.replace(parameter, known[asked.get(noun, usual)], 1)
        return path

    def answer(self, row: Row, actor: str) -> str:
        """As the table says it."""
        answer = self.ask(row, actor)
        leads_to_login = answer.headers.get("location", "").partition("?")[0].endswith("/console/login")
        return TO_LOG_IN if answer.status_code == 303 and leads_to_login else str(answer.status_code)

    def seen(self, row: Row) -> Row:
        """The row as it is answered."""
        return row._replace(answers=tuple(self.answer(row, actor) for actor in ACTORS))

    def restore(self) -> None:
        """The database as it was before anybody asked."""
        _copy(self.snapshot, self.file)


@contextmanager
def open_matrix(database: Database, database_url: str, folder: Path) -> Iterator[Matrix]:
    """A site with a public event, another that is being prepared, and everybody in ACTORS."""
    sock = bound_socket()
    settings = load(
        None,
        base_url=address(sock),
        secret_key="9c1d7a4be0f24d6683a5cf017be92d48",
        database_url=database_url,
        data_dir=folder,
        rate_limits=False,
    )
    programme, hidden, other = _events(database)
    things = _things(database, programme, hidden, other)
    reach = {
        "event": {"event_uid": programme.event.uid},
        "other": {"event_uid": other.event.uid},
        "organization": {"organization_uid": things["_organization"][""]},
        "": {},
    }
    headers: dict[str, dict[str, str]] = {actor: {} for actor in ACTORS}
    logins: dict[str, str] = {}
    for actor, (role, where) in ROLES.items():
        email = f"{actor}@example.org"
        database.write_now(make_account, email, role, now=now(), **reach[where])
        begun = asyncio.run(sign_in(database, email, PASSWORD, "", now()))
        headers[actor] = {"Cookie": f"login={begun.cookie}"}
        logins[actor] = _login(database, email)
    things["account"], things["grant"] = _role_of(database, "vie@example.org")
    for actor, scopes in SCOPES.items():
        events = [other.event.uid] if actor == "t:o" else [programme.event.uid]
        made = database.write_now(add_token, settings.secret_keys, COMMAND, actor, scopes, now(), event_uids=events)
        headers[actor] = {"Authorization": f"Bearer {made.text}"}
        things.setdefault("token_id", {"": made.id})
    app = create_app(settings, database)
    own, forged = _links(settings.secret_keys, *_register(database, programme))
    links = {actor: own if actor == "A" else forged for actor in ACTORS}
    things["mail_id"] = {"": _mail(database, programme)}
    path = database.path
    assert path is not None
    snapshot = folder / "snapshot.sqlite3"
    _copy(path, snapshot)
    with live_server(app, sock) as url, httpx.Client(base_url=url, timeout=30) as client:
        yield Matrix(app, client, headers, logins, links, things, programme, path, snapshot)


def _events(database: Database) -> tuple[Programme, Session, Programme]:
    """A public event with a session that is not public yet, and another event that is not."""
    forum = make_forum(50, Offer(OfferMode.REGISTRATION, 500))
    event = structs.replace(forum.event, series_uid=SERIES.uid)
    invited = {"title": {"en": f"{HIDDEN} invited"}, "slug": "invited", "visibility": Visibility.BY_INVITATION}
    secret = structs.replace(forum.sessions[5], **invited, organizers=())
    forum = structs.replace(forum, event=event, series=SERIES, sessions=(*forum.sessions[:5], secret))
    database.write_now(lambda db: save_agreements(db.connection(), [AGREEMENT]))
    programme = publish_event(database, forum)
    hidden = make_session(uid=uid_of("session", "hidden"), slug="hidden", title={"en": HIDDEN})
    start = programme.sessions[0].start_local
    hidden = structs.replace(hidden, start_local=start, end_local=programme.sessions[0].end_local, ready=False)
    database.write_now(editing.add_session, programme.event.uid, hidden)
    room = make_room(uid=uid_of("room", "other"), slug="other-room")
    session = make_session(uid=uid_of("session", "other"), slug="other-session", title={"en": f"{HIDDEN} elsewhere"})
    other = programme_of(
        session,
        event=make_event(uid=uid_of("event", "assises"), slug="assises-2", title={"en": f"{HIDDEN} Assises"}),
        rooms=(room,),
    )
    database.write_now(lambda db: draft.create(db.connection(), other))
    freeze_catalogue(database)
    return programme, hidden, other


def _things(database: Database, programme: Programme, hidden: Session, other: Programme) -> dict[str, dict[str, str]]:
    own = next(session for session in programme.sessions if session.organizers)
    body = own.organizers[0].organization_uid
    foreign = next(
        session for session in programme.sessions if all(link.organization_uid != body for link in session.organizers)
    )
    notice = database.write_now(notices.add_notice, COMMAND, programme.event.uid, Notice({"en": "Shuttle at 8"}))
    module, _, script = next(address for address in assets.by_address() if "/" in address).partition("/")
    return {
        "lang": {"": "en"},
        "event": {"": programme.event.slug, "unpublished": other.event.slug},
        "session": {
            "": own.slug,
            "foreign": foreign.slug,
            "hidden": hidden.slug,
            "invited": "invited",
            "elsewhere": other.sessions[0].slug,
        },
        "session_uid": {
            "": own.uid,
            "foreign": foreign.uid,
            "hidden": hidden.uid,
            "elsewhere": other.sessions[0].uid,
        },
        "room_uid": {"": programme.rooms[0].uid},
        "person": {"": _slug(programme.people, own.people[0].person_uid)},
        "person_uid": {"": own.people[0].person_uid},
        "job_id": {"": new_id()},
        "entry": {"": new_id()},
        "organization": {"": _slug(programme.organizations, body)},
        "_organization": {"": body},
        "organization_uid": {"": body},
        "series_uid": {"": SERIES.uid},
        "token": {"": "A" * 52},
        "kind": {"": "csv"},
        "path": {"": "en/"},
        "on": {"": programme.event.start_on.isoformat()},
        "part": {"": "rooms"},
        "part_uid": {"": programme.rooms[0].uid},
        "conflict": {"": "nothing"},
        "room": {"": programme.rooms[0].slug},
        "track": {"": programme.tracks[0].slug},
        "venue": {"": programme.venues[0].slug},
        "type": {"": programme.types[0].slug},
        "series": {"": SERIES.slug},
        "agreement": {"": AGREEMENT.slug},
        "release": {"": "1"},
        "notice": {"": notice.uid},
        "number": {"": "0"},
        "name": {"": assets.asset_name("site.css"), "colours": _colours(programme), "module": module},
        "file": {"": script},
    }


def _colours(programme: Programme) -> str:
    """The file with the colours of an event."""
    sheet = stylesheet.event_stylesheet(programme.event, programme.tracks)
    return f"{stylesheet.digest(sheet)}.css"


def _slug(records: Any, uid: str) -> str:
    slug: str = next(record.slug for record in records if record.uid == uid)
    return slug


def _login(database: Database, email: str) -> str:
    with database.read() as db:
        wanted = select(Login.id).join(Account).where(Account.folded_email == email)
        return db.exec(wanted).one()


def _role_of(database: Database, email: str) -> tuple[dict[str, str], dict[str, str]]:
    """An account and the role it has."""
    with database.read() as db:
        account = get_account(db, email)
        return {"": account.id}, {"": list_grants(db, account.id)[0].id}


def _register(database: Database, programme: Programme) -> tuple[Outcome, Outcome]:
    timetable = Timetable(programme)
    first, second = (
        database.write_now(
            register, timetable, Asked(name=name, email=f"{name}@example.org", locale="en"), now(), hold=HOLD
        )
        for name in ("Amina", "Brahim")
    )
    database.write_now(confirm, timetable, first.id, now())
    return first, second


def _links(keys: Any, first: Outcome, second: Outcome) -> tuple[dict[str, str], dict[str, str]]:
    """The links of the first, and those of the second with the first's registration put into them."""
    links = []
    for purpose in (MANAGE, FEED):
        own, foreign = (make_token(keys, Reference(purpose, one.id)) for one in (first, second))
        links.append((own, own[:_NAMED] + foreign[_NAMED:]))
    (manage, forged), (feed, forged_feed) = links
    return {"": manage, "feed": feed}, {"": forged, "feed": forged_feed}


def _mail(database: Database, programme: Programme) -> str:
    with database.read() as db:
        wanted = select(OutboxMail.id).where(OutboxMail.event_uid == programme.event.uid)
        return db.exec(wanted.where(OutboxMail.kind == "confirmation")).one()


def _copy(source: Path, target: Path) -> None:
    """All of a database into another that may be in use, in one transaction."""
    with closing(driver.connect(source)) as read, closing(driver.connect(target)) as written:
        read.backup(written)
