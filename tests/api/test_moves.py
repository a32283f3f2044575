"""Moving sessions over HTTP: together, and never over somebody else's change."""

from typing import Any

import httpx
import pytest
from sqlmodel import select

from events_service.accounts.models import AuditEntry
from tests.api.conftest import Api
from tests.api.test_drafts import EVENT, both_kinds, kind_of

MOVES = f"{EVENT}/draft/moves"


def drafted(editor: httpx.Client, api: Api, number: int) -> dict[str, Any]:
    shown: dict[str, Any] = editor.get(f"{EVENT}/draft/sessions/{api.programme.sessions[number].uid}").json()
    return shown


def named(session: dict[str, Any], **said: Any) -> dict[str, Any]:
    return {"session": session["uid"], "etag": session["etag"], **said}


@both_kinds
def test_two_sessions_change_places(api: Api, editor: httpx.Client) -> None:
    first, second = drafted(editor, api, 0), drafted(editor, api, 1)
    moves = [
        named(one, start_local=other["start_local"], end_local=other["end_local"], room=other["room"]["slug"])
        for one, other in ((first, second), (second, first))
    ]

    answer = editor.post(MOVES, json={"moves": moves})

    assert answer.status_code == 200
    after = drafted(editor, api, 0), drafted(editor, api, 1)
    for now, before in zip(after, (second, first), strict=True):
        assert [now[name] for name in ("start_local", "end_local", "room")] == [
            before[name] for name in ("start_local", "end_local", "room")
        ]
    assert [item["etag"] for item in answer.json()["items"]] == [one["etag"] for one in after]
    with api.database.read() as db:
        entries = db.exec(select(AuditEntry).where(AuditEntry.act == "edit_session")).all()
    assert {entry.subject for entry in entries} == {f"session:{one['uid']}" for one in after}
    noted = {entry.subject: (entry.before, entry.after) for entry in entries}
    was, became = noted[f"session:{first['uid']}"]
    assert was is not None
    assert became is not None
    assert [side["start_local"][:16] for side in (was, became)] == [first["start_local"], second["start_local"]]


def test_stale_move_moves_nothing(api: Api, editor: httpx.Client) -> None:
    first, second = drafted(editor, api, 0), drafted(editor, api, 1)
    editor.post(MOVES, json={"moves": [named(first, start_local=second["start_local"])]})
    changed = drafted(editor, api, 0)

    stale = editor.post(MOVES, json={"moves": [named(second, room=None), named(first, room=None)]})

    assert kind_of(stale) == (412, "changed-meanwhile")
    assert first["title"]["en"] in stale.json()["detail"]
    assert (drafted(editor, api, 0), drafted(editor, api, 1)) == (changed, second)


@pytest.mark.parametrize(
    ("scopes", "ready"), [(("sessions:write",), False), (("sessions:write", "releases:write"), True)]
)
def test_move_by_somebody_who_may_not_publish_waits_for_an_organizer(
    api: Api, editor: httpx.Client, scopes: tuple[str, ...], *, ready: bool
) -> None:
    session = drafted(editor, api, 0)

    (moved,) = api.client(*scopes).post(MOVES, json={"moves": [named(session, room=None)]}).json()["items"]

    assert (session["ready"], moved["ready"], drafted(editor, api, 0)["ready"]) == (True, ready, ready)


@pytest.mark.parametrize(
    "wanted",
    [
        {"moves": []},
        {"moves": [{"session": "sou-84", "etag": "*"}]},
        {"moves": [{"session": "6a1f0d52-7b1c-4c8e-9a53-0d2f6c7b8e90"}]},
        {"moves": [{"session": "6a1f0d52-7b1c-4c8e-9a53-0d2f6c7b8e90", "etag": "*", "title": {"en": "x"}}]},
        {"moves": [{"session": "6a1f0d52-7b1c-4c8e-9a53-0d2f6c7b8e90", "etag": "*", "start_local": "9:30"}]},
    ],
)
def test_what_is_no_move_is_refused(editor: httpx.Client, wanted: dict[str, Any]) -> None:
    assert kind_of(editor.post(MOVES, json=wanted)) == (422, "invalid-input")


def test_whoever_only_reads_moves_nothing(api: Api, editor: httpx.Client) -> None:
    session = drafted(editor, api, 0)

    assert kind_of(api.client("read").post(MOVES, json={"moves": [named(session, room=None)]}))[0] == 403
    assert api.client().post(MOVES, json={"moves": [named(session, room=None)]}).status_code == 401
    assert drafted(editor, api, 0) == session
