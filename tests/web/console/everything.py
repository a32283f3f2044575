"""An installation in which there is one of everything, every page of its console, and every form of those pages."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from msgspec import Struct, structs, to_builtins
from sqlmodel import select

from events_service.accounts import audit
from events_service.accounts.access import COMMAND
from events_service.accounts.grants import list_grants
from events_service.accounts.links import make_link, reference_of
from events_service.accounts.models import Account, LinkPurpose, Login, Role
from events_service.accounts.tokens import add_token
from events_service.database import DbSession, new_id
from events_service.interchange.pasting import past
from events_service.jobs.models import JobRow, JobState
from events_service.mail import outbox
from events_service.mail.models import MailRelay, MailState, OutboxMail
from events_service.programme import editing, restoring
from events_service.programme.live import Notice
from events_service.programme.notices import add_notice
from events_service.programme.part_editing import PARTS
from events_service.programme.planning import keeping
from events_service.programme.planning.finding import find
from events_service.programme.planning.loading import load_plan
from events_service.programme.planning.planning import AvailableKind, Span
from events_service.programme.programme import EventStatus, Programme, SessionStatus, Visibility
from events_service.programme.timed_release import plan_timed
from events_service.secret_links import SecretKeys, make_token
from events_service.zones import now
from tests.accounts.people import make_account
from tests.factories.maximal import maximal_draft, uid
from tests.factories.stored_events import create, publish, small_draft
from tests.mail.letters import KINDS, make_letter
from tests.web.test_escaping import poisoned

OWNER = "root@example.org"
SLUG = "whole"

Written = Callable[[Any], Any]


class Scene(NamedTuple):
    """What there is, by the segment of an address it stands behind: `sessions` for `/sessions/{uid}`."""

    behind: dict[str, tuple[str, ...]]
    parts: dict[str, tuple[str, ...]]
    """The uids of an event's rooms, tracks and so on."""
    foreign: str
    """A session of another event."""


def fill(db: DbSession, keys: SecretKeys, written: Written = lambda value: value) -> Scene:
    """Write one of everything; what `written` makes of a value is what is kept, past all checks."""
    whole: Programme = written(_draft())
    at, hour = now(), timedelta(hours=1)
    elsewhere = small_draft()
    for programme in (elsewhere, whole):
        create(db, programme)
    _publish_twice(db, whole)
    _delete_one(db, whole)
    event_uid, said = whole.event.uid, {"en": "Bus strike"}
    notice = add_notice(db, COMMAND, event_uid, Notice(said, starts_at=at))
    add_notice(db, COMMAND, event_uid, Notice(said, session_uid=whole.sessions[0].uid, starts_at=at + hour))
    add_notice(db, COMMAND, event_uid, Notice(said, starts_at=at - hour, ends_at=at - hour / 2))
    plan_timed(db, COMMAND, event_uid, at + hour, at, note=said)
    _plan(db, at, whole, str(written("Agreed with both.")))
    token = add_token(db, keys, COMMAND, "programme site", ["read"], at, event_uids=[event_uid])
    owner = make_account(db, OWNER, Role.OWNER, now=at)
    guest = make_account(db, "guest@example.org", Role.EDITOR, event_uid=event_uid, now=at)
    links = {purpose: make_token(keys, reference_of(make_link(db, guest, purpose, at))) for purpose in LinkPurpose}
    for account in (owner, guest):
        account.name = str(written("Somebody"))
    for kind in KINDS:
        outbox.queue(db, make_letter(kind), new_id(), at)
    outbox.keep(db)
    mail = db.scalars(select(OutboxMail).limit(1)).one()
    mail.state, mail.last_text = MailState.FAILED, str(written("Mailbox unavailable"))
    db.add(MailRelay(paused_until=at + hour, failures=3, failing_since=at - hour, last_text=mail.last_text))
    db.add(_other_login(owner, at))
    job = JobRow(kind="demo", payload={}, state=JobState.FAILED, run_at=at, attempts=12, last_error="It did not work.")
    db.add(job)
    db.flush()
    return Scene(
        {
            "events": (SLUG,),
            "sessions": tuple(one.uid for one in whole.sessions),
            "people": tuple(one.uid for one in whole.people),
            "organizations": tuple(one.uid for one in whole.organizations),
            "accounts": (guest.id,),
            "series": (whole.series.uid,) if whole.series else (),
            "rooms": tuple(one.uid for one in whole.rooms),
            "notices": (notice.uid,),
            "tokens": (token.id,),
            "mail": (mail.id,),
            "attachments": ("0",),
            "link": (links[LinkPurpose.LOGIN],),
            "reset": (links[LinkPurpose.RESET],),
            "invitation": (links[LinkPurpose.INVITATION],),
            "day": (whole.event.start_on.isoformat(),),
            "record": ("csv", "json"),
            "jobs": (job.id,),
            "roles": tuple(grant.id for grant in list_grants(db, guest.id)),
            "taken": (_told(db, whole, written),),
        },
        {name: tuple(one.uid for one in getattr(whole, name)) for name in PARTS},
        elsewhere.sessions[0].uid,
    )


def saying(value: Any, text: str, code: str, link: str) -> Any:
    """The value with the same in every text a person may write, in every code (with `{}` for what is its own) and as
    every address."""
    return _leading(poisoned(value, text), code, link)


def _leading(value: Any, code: str, link: str) -> Any:
    if isinstance(value, tuple):
        return tuple(_leading(item, code, link) for item in value)
    if not isinstance(value, Struct):
        return value
    inner = {name: _leading(getattr(value, name), code, link) for name in value.__struct_fields__}
    links = {name: link for name, said in inner.items() if said and (name.endswith("url") or name == "website")}
    codes = {"code": code.format(inner["uid"][:4])} if "code" in inner else {}
    return structs.replace(value, **inner | links | codes)


def _other_login(owner: Account, at: datetime) -> Login:
    return Login(
        account_id=owner.id,
        proof_digest="0" * 64,
        browser="Firefox/Linux",
        seen_at=at,
        expires_at=at + timedelta(days=1),
    )


def _draft() -> Programme:
    """With all there is to tell, and with sessions that everybody may see."""
    made = maximal_draft(slug=SLUG, status=EventStatus.CONFIRMED)
    shown: dict[str, Any] = {"visibility": Visibility.PUBLIC, "status": SessionStatus.CONFIRMED}
    return structs.replace(made, sessions=tuple(structs.replace(one, **shown) for one in made.sessions))


def _publish_twice(db: DbSession, whole: Programme) -> None:
    """So that there are changes; and one session is not ready, another is, and both are not as they are public."""
    first, second = (session.uid for session in whole.sessions)
    steps: tuple[tuple[str, dict[str, Any]], ...] = (
        (first, {"ready": True}),
        (second, {"ready": True}),
        (first, {"ready": True, "languages": ("fr",)}),
    )
    for hours, (session_uid, changes) in enumerate(steps):
        _change(db, whole, session_uid, **changes)
        if hours:
            publish(db, whole.event.uid, hours=hours)
    _change(db, whole, first, ready=True, languages=("en",))
    _change(db, whole, second, ready=False, languages=("pt",))


def _change(db: DbSession, whole: Programme, session_uid: str, **changes: Any) -> None:
    editing.edit_session(db, whole.event.uid, session_uid, lambda old: structs.replace(old, **changes))


def _plan(db: DbSession, now: datetime, whole: Programme, reason: str) -> None:
    """One conflict that is accepted, and when a room and a person are there."""
    connection, event_uid = db.connection(), whole.event.uid
    day = datetime.combine(whole.event.start_on, datetime.min.time())
    span = Span(day + timedelta(hours=9), day + timedelta(hours=12))
    keeping.set_availability(db, COMMAND, event_uid, AvailableKind.ROOM, whole.rooms[0].uid, [span], 0, now)
    plan = load_plan(connection, event_uid)
    first = find(plan).conflicts[0]
    decided = keeping.decision(plan, first, "Agreed.", COMMAND, now)
    keeping.accept(db, COMMAND, event_uid, structs.replace(decided, reason=reason))


def _delete_one(db: DbSession, whole: Programme) -> None:
    gone = structs.replace(whole.sessions[0], uid=uid("sessions-gone"), slug="", code="", room_uid=None)
    editing.add_session(db, whole.event.uid, gone)
    before, version = editing.get_session(db.connection(), whole.event.uid, gone.uid)
    editing.delete_session(db, whole.event.uid, gone.uid, version)
    _note(db, whole, "delete_session", f"session:{gone.uid}", restoring.kept(before))


def _told(db: DbSession, whole: Programme, written: Written) -> str:
    """Entries of the record that say all of what was changed; gives that of a paste to be taken back."""
    told = {
        became.uid: _note(db, whole, f"edit_{noun}", f"{noun}:{became.uid}", to_builtins(was), to_builtins(became))
        for noun, was, became in _changes(whole)
    }
    records = [f"{kind}: {written('Somebody')}" for kind in ("rooms", "organizations", "people")]
    first, second = (session.uid for session in whole.sessions)
    kept = {"versions": past.versions_of(db.connection(), "sessions", [first]), "edits": {first: told[first]}}
    after = {"added": [second], "changed": [first], "records": records, "kept": kept}
    return _note(db, whole, past.ACT, f"event:{whole.event.uid}", None, after)


def _changes(whole: Programme) -> Iterator[tuple[str, Any, Any]]:
    plain = _draft()
    yield "event", plain.event, whole.event
    parts = {kind.name: kind.noun for kind in PARTS.values()}
    for name, noun in (parts | {"sessions": "session", "people": "person", "organizations": "organization"}).items():
        yield noun, getattr(plain, name)[0], getattr(whole, name)[0]


def _note(db: DbSession, whole: Programme, act: str, subject: str, before: Any, after: Any = None) -> str:
    return audit.note(db, COMMAND, act, subject, now(), event_uid=whole.event.uid, before=before, after=after)
