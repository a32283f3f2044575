"""Mails as they were, or will be, sent: listed, shown, and tried again."""

from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import quote

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import HTMLResponse, RedirectResponse, Response

from events_service.accounts import audit
from events_service.accounts.access import Act, Actor, refusal, require
from events_service.accounts.emails import hidden_from
from events_service.accounts.requests import ConsoleLogin
from events_service.database import Db, DbSession
from events_service.mail import outbox, queries, relay, suppression
from events_service.mail.models import MailState, OutboxMail
from events_service.mail.queries import NoSuchMail
from events_service.mail.render import CannotRender, Office, Rendered, compose, render, subject_of
from events_service.translations import mark
from events_service.web.console.forms import read_form
from events_service.web.console.frame import console_page, office_of, reader_of
from events_service.web.console.moments import moment
from events_service.web.reader import Reader
from events_service.zones import now

router = APIRouter(include_in_schema=False)

STATES = {
    MailState.QUEUED: mark("Waiting"),
    MailState.SENDING: mark("Being sent"),
    MailState.DEFERRED: mark("Trying again"),
    MailState.SENT: mark("Sent"),
    MailState.FAILED: mark("Failed"),
    MailState.SUPPRESSED: mark("Not sent"),
    MailState.KEPT: mark("Kept here"),
}
GROUPS = {
    "waiting": (mark("Waiting"), (MailState.QUEUED, MailState.SENDING, MailState.DEFERRED)),
    "sent": (mark("Sent"), (MailState.SENT,)),
    "failed": (mark("Failed"), (MailState.FAILED, MailState.SUPPRESSED)),
    "kept": (mark("Kept here"), (MailState.KEPT,)),
}
"""How states are put together for choosing among them."""

UNSENT = (MailState.FAILED, MailState.SUPPRESSED, MailState.KEPT)

_FRAME_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "img-src data:; frame-ancestors 'self'"
)


class Row(NamedTuple):
    """A mail in the list."""

    id: str
    href: str
    subject: str
    locale: str
    recipient: str
    state: MailState
    state_name: Markup
    when: Markup
    why: str


@router.get("/console/mail/")
def lead_on(request: Request) -> Response:
    return RedirectResponse(request.app.state.site.file("console", "mail"), 308)


@router.get("/console/mail")
def list_mails(request: Request, db: Db, login: ConsoleLogin) -> Response:
    only = _allowed(login.actor)
    reader, office, settings = reader_of(request), office_of(request), request.app.state.settings
    chosen = request.query_params.get("state", "")
    _, states = GROUPS.get(chosen, ("", ()))
    hidden, before = hidden_from(login.actor), request.query_params.get("before") or None
    page = queries.list_mails(db, events=only, states=states, before=before, hidden=hidden)
    counts = queries.count_by_state(db, only, hidden=hidden)
    return console_page(
        request,
        "console/mail_list.html",
        mark("Mail"),
        login,
        reader=reader,
        section="mail",
        rows=[_row(mail, reader, office) for mail in page.mails],
        groups=[
            (key, reader.say(name), sum(counts.get(s, 0) for s in within)) for key, (name, within) in GROUPS.items()
        ],
        total=sum(counts.values()),
        chosen=chosen if chosen in GROUPS else "",
        before=page.before,
        keeps=not settings.smtp_url,
        condition=relay.condition(db),
        resumes=login.actor.may(Act.SEND_MAIL),
        oldest=_ago(queries.oldest_waiting(db, only, hidden=hidden), reader),
    )


@router.get("/console/mail/{mail_id}")
def show_mail(request: Request, db: Db, login: ConsoleLogin, mail_id: str) -> Response:
    mail = _mail(db, login.actor, mail_id)
    reader, office = reader_of(request), office_of(request)
    rendered, why = _rendered(mail, office)
    return console_page(
        request,
        "console/mail.html",
        mark("Mail"),
        login,
        reader=reader,
        section="mail",
        mail=mail,
        subject=rendered.subject if rendered else mail.kind,
        rendered=rendered,
        why=why,
        headers=_headers(mail, office) if rendered else [],
        state_name=reader.say(STATES[mail.state]),
        queued=moment(mail.created_at, reader),
        sent=moment(mail.sent_at, reader) if mail.sent_at else "",
        next_try=moment(mail.next_at, reader) if mail.state is MailState.DEFERRED else "",
        hidden=mail.state is not MailState.KEPT,
        again=mail.state in UNSENT
        and bool(request.app.state.settings.smtp_url)
        and login.actor.may(Act.SEND_MAIL, mail.event_uid),
    )


@router.get("/console/mail/{mail_id}/html")
def show_html(request: Request, db: Db, login: ConsoleLogin, mail_id: str) -> Response:
    """The HTML of a mail for a frame: without scripts, and its links open in a window of their own."""
    mail = _mail(db, login.actor, mail_id)
    rendered, _ = _rendered(mail, office_of(request))
    if rendered is None:
        raise NoSuchMail()
    html = rendered.html.replace("<head>", '<head><base target="_blank">', 1)
    return HTMLResponse(html, headers={"Content-Security-Policy": _FRAME_POLICY, "X-Frame-Options": "SAMEORIGIN"})


@router.get("/console/mail/{mail_id}/attachments/{number}")
def download_attachment(request: Request, db: Db, login: ConsoleLogin, mail_id: str, number: int) -> Response:
    mail = _mail(db, login.actor, mail_id)
    rendered, _ = _rendered(mail, office_of(request))
    if rendered is None or not 0 <= number < len(rendered.attachments):
        raise NoSuchMail()
    attachment = rendered.attachments[number]
    kind = "; ".join([attachment.content_type, *(f'{name}="{said}"' for name, said in attachment.parameters.items())])
    return Response(
        attachment.content,
        headers={
            "Content-Type": kind,
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(attachment.filename)}",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


@router.post("/console/mail/{mail_id}/again")
async def send_again(request: Request, login: ConsoleLogin, mail_id: str) -> Response:
    """Try a mail once more that was not sent. Mails to its address are no longer held back, either."""
    await read_form(request, login.id)
    state = request.app.state
    await state.database.write(_send_again, login.actor, mail_id)
    return RedirectResponse(state.site.file("console", "mail", mail_id), 303)


@router.post("/console/mail-server")
async def try_now(request: Request, login: ConsoleLogin) -> Response:
    """Do not wait any longer for the mail server."""
    await read_form(request, login.id)
    require(login.actor, Act.SEND_MAIL)
    await request.app.state.database.write(relay.resume)
    return RedirectResponse(request.app.state.site.file("console", "mail"), 303)


def _send_again(db: DbSession, actor: Actor, mail_id: str) -> None:
    mail = _mail(db, actor, mail_id)
    require(actor, Act.SEND_MAIL, mail.event_uid)
    if outbox.try_again(db, mail.id, now()):
        suppression.lift(db, mail.recipient, mail.kind)
        audit.note(db, actor, "send_mail_again", f"mail:{mail.id}", now(), event_uid=mail.event_uid)


def _mail(db: DbSession, actor: Actor, mail_id: str) -> OutboxMail:
    """The mail, if it is one that they may see; NoSuchMail, or Forbidden where that is none."""
    return queries.get_mail(db, mail_id, _allowed(actor), hidden=hidden_from(actor))


def _allowed(actor: Actor) -> frozenset[str] | None:
    """The events whose mails they may read; None for all. Forbidden where there is none."""
    events = actor.events_for(Act.READ_MAIL)
    if events is not None and not events:
        raise refusal(actor, Act.READ_MAIL)
    return events


def _rendered(mail: OutboxMail, office: Office) -> tuple[Rendered | None, str]:
    """The mail in words, or why it cannot be written. Secret links open only in mails that nobody else has."""
    try:
        return render(queries.queued_of(mail, office.host), office, hide_links=mail.state is not MailState.KEPT), ""
    except CannotRender as error:
        return None, str(error)


def _headers(mail: OutboxMail, office: Office) -> list[tuple[str, Any]]:
    message = compose(queries.queued_of(mail, office.host), office)
    return [(name, " ".join(str(said).split())) for name, said in message.items() if name != "Subject"]


def _row(mail: OutboxMail, reader: Reader, office: Office) -> Row:
    try:
        subject = subject_of(mail.letter, office)
    except CannotRender:
        subject = mail.kind
    return Row(
        id=mail.id,
        href=reader.site.file("console", "mail", mail.id),
        subject=subject,
        locale=mail.letter.locale,
        recipient=mail.recipient,
        state=mail.state,
        state_name=reader.say(STATES[mail.state]),
        when=moment(mail.sent_at or mail.created_at, reader),
        why=mail.last_text if mail.state in (MailState.FAILED, MailState.DEFERRED, MailState.SUPPRESSED) else "",
    )


def _ago(since: datetime | None, reader: Reader) -> Markup:
    """For how long: "5 minutes"; nothing where nothing waits."""
    if since is None:
        return Markup("")
    minutes = max(0, int((now() - since).total_seconds() // 60))
    if minutes < 120:
        return reader.say_many("{count} minute", "{count} minutes", minutes)
    return reader.say_many("{count} hour", "{count} hours", minutes // 60)
