"""An editor who is there for the sessions of one organization, over the JSON API with a login's cookie."""

import asyncio
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher
from sqlmodel import select

from events_service.accounts import passwords
from events_service.accounts.login import sign_in
from events_service.accounts.models import AuditEntry, Role
from events_service.programme.models import SessionRow
from events_service.programme.programme import Session
from events_service.zones import now
from tests.accounts.people import PASSWORD, make_account
from tests.api.conftest import Api
from tests.api.test_drafts import EVENT, kind_of, patch
from tests.support.databases import KINDS

both_kinds = pytest.mark.parametrize("database_kind", KINDS)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobodys.cache_clear()


def log_in(api: Api, role: Role, **reach: Any) -> httpx.Client:
    """Somebody with this role, in a browser."""
    email = f"{role}-{len(api.clients)}@example.org"
    api.database.write_now(lambda db: make_account(db, email, role, now=now(), **reach))
    begun = asyncio.run(sign_in(api.database, email, PASSWORD, "", now()))
    headers = {"Origin": api.url, "Sec-Fetch-Site": "same-origin"}
    made = httpx.Client(base_url=f"{api.url}/api/v1", cookies={"login": begun.cookie}, headers=headers, timeout=20)
    api.clients.append(made)
    return made


def own_and_foreign(api: Api) -> tuple[str, Session, Session]:
    """An organization, a session that it organizes, and one that it does not."""
    own = next(session for session in api.programme.sessions if session.organizers)
    body = own.organizers[0].organization_uid
    foreign = next(
        session
        for session in api.programme.sessions
        if session.organizers and all(link.organization_uid != body for link in session.organizers)
    )
    return body, own, foreign


def path_of(session: Session) -> str:
    return f"{EVENT}/draft/sessions/{session.slug}"


@both_kinds
@pytest.mark.parametrize("event_too", [True, False])
def test_t_authz_1_partner_edits_own_sessions_and_no_other(api: Api, editor: httpx.Client, event_too: bool) -> None:
    body, own, foreign = own_and_foreign(api)
    there = {"event_uid": api.programme.event.uid} if event_too else {}
    partner = log_in(api, Role.EDITOR, organization_uid=body, **there)
    tag = editor.get(path_of(foreign)).headers["etag"]

    changed = patch(partner, path_of(own), {"description": {"en": "About rivers"}})
    listed = [item["uid"] for item in partner.get(f"{EVENT}/draft/sessions").json()["items"]]
    hidden = [
        partner.get(path_of(foreign)),
        partner.patch(path_of(foreign), json={"title": {"en": "Ours"}}, headers={"if-match": tag}),
    ]

    assert (changed.status_code, changed.json()["description"], changed.json()["ready"]) == (
        200,
        {"en": "About rivers"},
        False,
    )
    organized = {s.uid for s in api.programme.sessions if body in {link.organization_uid for link in s.organizers}}
    assert (set(listed), len(listed)) == (organized, len(organized))
    assert [kind_of(answer) for answer in hidden] == [(404, "not-found")] * 2
    assert editor.get(path_of(foreign)).headers["etag"] == tag


def test_t_authz_1_partner_reads_and_does_nothing_else_of_the_working_version(api: Api, editor: httpx.Client) -> None:
    body, own, _ = own_and_foreign(api)
    partner = log_in(api, Role.EDITOR, organization_uid=body)
    tag = {"if-match": editor.get(path_of(own)).headers["etag"]}
    new = {"title": {"en": "New"}}

    answers = [
        partner.get(f"{EVENT}/draft"),
        partner.get(f"{EVENT}/draft/rooms"),
        partner.post(f"{EVENT}/draft/rooms", json={"name": {"en": "W"}}),
        partner.post(f"{EVENT}/draft/sessions", json=new),
        partner.delete(path_of(own), headers=tag),
        partner.post(f"{EVENT}/releases", json={}),
        partner.get(f"{EVENT}/offerings/event"),
    ]

    assert [kind_of(answer) for answer in answers] == [(403, "forbidden")] * len(answers)


@pytest.mark.parametrize(
    "change",
    [
        {"room": None},
        {"start_local": "2018-11-21T11:00", "end_local": "2018-11-21T12:00"},
        {"organizers": []},
        {"code": "X 1"},
        {"status": "cancelled"},
        {"visibility": "title_only"},
    ],
)
def test_when_where_and_by_whom_is_for_the_organizers_to_say(
    api: Api, editor: httpx.Client, change: dict[str, Any]
) -> None:
    body, own, _ = own_and_foreign(api)
    partner = log_in(api, Role.EDITOR, organization_uid=body)
    before = editor.get(path_of(own)).json()

    refused = patch(partner, path_of(own), change)

    assert kind_of(refused) == (403, "not-yours-to-change")
    assert editor.get(path_of(own)).json() == before
    assert patch(editor, path_of(own), change).status_code == 200


@pytest.mark.parametrize("whole_event", [True, False])
def test_editor_says_that_a_session_is_ready_once_all_is_typed(
    api: Api, public: httpx.Client, editor: httpx.Client, whole_event: bool
) -> None:
    body, own, _ = own_and_foreign(api)
    reach = {"event_uid": api.programme.event.uid} if whole_event else {"organization_uid": body}
    partner = log_in(api, Role.EDITOR, **reach)

    patch(partner, path_of(own), {"title": {"en": "Rivers"}})
    together = patch(partner, path_of(own), {"title": {"en": "Seas"}, "ready": True})
    said = patch(partner, path_of(own), {"ready": True})

    assert kind_of(together) == (403, "not-yours-to-publish")
    assert (said.status_code, said.json()["ready"], said.json()["title"]) == (200, True, {"en": "Rivers"})
    assert public.get(f"{EVENT}/sessions/{own.slug}").json()["title"] == own.title
    editor.post(f"{EVENT}/releases", json={})
    assert public.get(f"{EVENT}/sessions/{own.slug}").json()["title"] == {"en": "Rivers"}
    with api.database.read() as db:
        entries = db.exec(select(AuditEntry).where(AuditEntry.act == "edit_session").order_by(AuditEntry.id)).all()
        row = db.exec(select(SessionRow).where(SessionRow.uid == own.uid)).one()
    assert [sorted(entry.after or ()) for entry in entries] == [["ready", "title"], ["ready"]]
    assert row.ready is True


def test_viewer_of_one_organization_reads_its_sessions(api: Api) -> None:
    body, own, foreign = own_and_foreign(api)
    viewer = log_in(api, Role.VIEWER, organization_uid=body)

    assert viewer.get(path_of(own)).status_code == 200
    assert kind_of(viewer.get(path_of(foreign))) == (404, "not-found")
    assert kind_of(patch(viewer, path_of(own), {"title": {"en": "Ours"}})) == (403, "forbidden")
