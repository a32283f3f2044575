"""Accounts: who may do what and where, for owners. People are invited, given roles, and closed out here."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from events_service.accounts import accounts, colleagues, invitations, openid, roles, second_step
from events_service.accounts.access import Act, require
from events_service.accounts.colleagues import AccountState, Colleague
from events_service.accounts.login import Current
from events_service.accounts.models import Role
from events_service.accounts.requests import ConsoleLogin
from events_service.database import Db, DbSession
from events_service.errors import Conflict, DomainError, Forbidden, InvalidInput
from events_service.translations import mark
from events_service.web.console.forms import SentForm
from events_service.web.console.frame import console_page, reader_of
from events_service.web.console.moments import moment
from events_service.web.console.reaches import (
    ROLE_HELP,
    ROLE_NAMES,
    STATE_NAMES,
    Names,
    all_places,
    read_language,
    read_reach,
    read_role,
)
from events_service.web.public.frame import LANGUAGE_NAMES
from events_service.zones import now

router = APIRouter(include_in_schema=False)

_TITLE = mark("Accounts")


@router.get("/console/accounts")
def list_accounts(request: Request, db: Db, login: ConsoleLogin) -> Response:
    require(login.actor, Act.MANAGE_ACCOUNTS)
    asked, reader = request.query_params, reader_of(request)
    role, state = asked.get("role", ""), asked.get("state", "")
    page = colleagues.list_colleagues(
        db,
        text=asked.get("text", "")[:200],
        role=Role(role) if role in list(Role) else None,
        state=AccountState(state) if state in list(AccountState) else None,
        after=asked.get("after", "")[:320],
    )
    names = Names(db.connection(), reader, page.colleagues)
    kept = {name: asked[name] for name in ("text", "role", "state") if asked.get(name)}
    return console_page(
        request,
        "console/accounts.html",
        _TITLE,
        login,
        reader=reader,
        section="accounts",
        rows=[
            (names.shown(one), moment(one.signed_in_at, reader) if one.signed_in_at else "") for one in page.colleagues
        ],
        asked=asked,
        narrowed=bool(kept),
        roles=[(one, reader.say(name)) for one, name in ROLE_NAMES.items()],
        states=[(one, reader.say(name)) for one, name in STATE_NAMES.items()],
        following=reader.site.file("console", "accounts", query=kept | {"after": page.after}) if page.after else "",
    )


@router.get("/console/accounts/new")
def show_new(request: Request, db: Db, login: ConsoleLogin) -> Response:
    require(login.actor, Act.MANAGE_ACCOUNTS)
    return _new(request, db, login, {})


@router.post("/console/accounts/new")
def add(request: Request, db: Db, login: ConsoleLogin, sent: SentForm) -> Response:
    """Invite somebody, or give a role to whoever has an account already."""
    require(login.actor, Act.MANAGE_ACCOUNTS)
    reader, state = reader_of(request), request.app.state
    try:
        role, reach = read_role(sent), read_reach(sent, all_places(db.connection(), reader))

        def act(db: DbSession) -> str:
            said = {"name": sent.get("name", ""), "locale": read_language(sent, reader.language)}
            return colleagues.add_colleague(db, login.actor, sent.get("email", ""), role, reach, now(), **said)

        account_id = state.database.write_now(act)
    except (InvalidInput, Conflict) as refusal:
        return _new(request, db, login, sent, refusal)
    return RedirectResponse(state.site.file("console", "accounts", account_id), 303)


@router.get("/console/accounts/{account}")
def show(request: Request, db: Db, login: ConsoleLogin, account: str) -> Response:
    require(login.actor, Act.MANAGE_ACCOUNTS)
    return _one(request, db, login, colleagues.get_colleague(db, account), {})


@router.post("/console/accounts/{account}/roles")
def give(request: Request, db: Db, login: ConsoleLogin, account: str, sent: SentForm) -> Response:
    """Let them do more."""

    def act(db: DbSession) -> None:
        role, reach = read_role(sent), read_reach(sent, all_places(db.connection(), reader_of(request)))
        roles.give_role(db, login.actor, account, role, reach, now())

    return _changed(request, db, login, account, sent, act)


@router.post("/console/accounts/{account}/roles/{grant}")
def change(request: Request, db: Db, login: ConsoleLogin, account: str, grant: str, sent: SentForm) -> Response:
    """Another role in the same place, or none: `take`."""

    def act(db: DbSession) -> None:
        if roles.get_grant(db, grant).account_id != account:
            raise roles.NoSuchRole
        if "take" in sent:
            roles.take_role(db, login.actor, grant, now())
        else:
            roles.change_role(db, login.actor, grant, read_role(sent), now())

    return _changed(request, db, login, account, sent, act)


@router.post("/console/accounts/{account}/state")
def close(request: Request, db: Db, login: ConsoleLogin, account: str, sent: SentForm) -> Response:
    """Close the account, and end its logins; or open it again."""

    def act(db: DbSession) -> None:
        email = colleagues.get_colleague(db, account).email
        if sent.get("state") == AccountState.DISABLED:
            accounts.disable_account(db, login.actor, email, now())
        elif sent.get("state") == AccountState.ACTIVE:
            accounts.enable_account(db, login.actor, email, now())
        else:
            raise InvalidInput

    return _changed(request, db, login, account, sent, act)


@router.post("/console/accounts/{account}/invitation")
def invite_again(request: Request, db: Db, login: ConsoleLogin, account: str, sent: SentForm) -> Response:
    """Mail the link once more; the former one opens nothing."""

    def act(db: DbSession) -> None:
        invitations.invite_again(db, login.actor, colleagues.get_colleague(db, account).email, now())

    return _changed(request, db, login, account, sent, act, invited="1")


@router.post("/console/accounts/{account}/code")
def turn_code_off(request: Request, db: Db, login: ConsoleLogin, account: str, sent: SentForm) -> Response:
    """Ask for no code any more, for whoever has lost telephone and recovery codes; their logins end."""

    def act(db: DbSession) -> None:
        second_step.forget_second_step(db, login.actor, colleagues.get_colleague(db, account).email, now())

    return _changed(request, db, login, account, sent, act)


@router.post("/console/accounts/{account}/identity")
def forget_identity(request: Request, db: Db, login: ConsoleLogin, account: str, sent: SentForm) -> Response:
    """Let the next login from the provider bind the account anew, for whoever has another account there now."""

    def act(db: DbSession) -> None:
        openid.forget_identity(db, login.actor, colleagues.get_colleague(db, account).email, now())

    return _changed(request, db, login, account, sent, act)


def _changed(
    request: Request,
    db: DbSession,
    login: Current,
    account: str,
    sent: Mapping[str, str],
    act: Callable[[DbSession], None],
    **query: str,
) -> Response:
    """Do it, and show the account as it is then; or as it was, with the reason why not."""
    require(login.actor, Act.MANAGE_ACCOUNTS)
    before, state = colleagues.get_colleague(db, account), request.app.state
    try:
        state.database.write_now(act)
    except (InvalidInput, Conflict, Forbidden) as refusal:
        return _one(request, db, login, before, sent, refusal)
    return RedirectResponse(state.site.file("console", "accounts", account, query=query), 303)


def _new(
    request: Request, db: DbSession, login: Current, sent: Mapping[str, str], refusal: DomainError | None = None
) -> Response:
    reader = reader_of(request)
    return console_page(
        request,
        "console/account_new.html",
        mark("Invite somebody"),
        login,
        status=refusal.status if refusal else 200,
        reader=reader,
        section="accounts",
        **asking(reader, sent, refusal),
        places=all_places(db.connection(), reader),
    )


def _one(
    request: Request,
    db: DbSession,
    login: Current,
    colleague: Colleague,
    sent: Mapping[str, str],
    refusal: DomainError | None = None,
) -> Response:
    reader = reader_of(request)
    return console_page(
        request,
        "console/account_one.html",
        mark("Account"),
        login,
        status=refusal.status if refusal else 200,
        reader=reader,
        section="accounts",
        one=Names(db.connection(), reader, [colleague]).shown(colleague),
        own=colleague.id == login.actor.id,
        bound=openid.is_bound(db, colleague.id),
        asks_code=second_step.asks_code(db, colleague.id),
        added=moment(colleague.added_at, reader),
        signed_in=moment(colleague.signed_in_at, reader) if colleague.signed_in_at else "",
        invited="invited" in request.query_params,
        keeps=not request.app.state.settings.smtp_url,
        **asking(reader, sent, refusal),
        places=all_places(db.connection(), reader),
    )


def asking(reader: Any, sent: Mapping[str, str], refusal: DomainError | None, offered: Any = Role) -> dict[str, Any]:
    """What the form of a role needs: the roles there are, what was typed, and why it was not taken."""
    faults = refusal.fields if isinstance(refusal, InvalidInput) else {}
    return {
        "typed": sent,
        "languages_of_mail": list(LANGUAGE_NAMES.items()),
        "roles": [(one, reader.say(ROLE_NAMES[one]), reader.say(ROLE_HELP[one])) for one in offered],
        "faults": {name: said.said_in(reader.language, reader.gettext) for name, said in faults.items()},
        "sentence": refusal.sentence.said_in(reader.language, reader.gettext) if refusal and not faults else "",
    }
