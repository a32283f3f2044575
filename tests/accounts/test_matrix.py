"""Who is answered how: every route the application has, and everybody who could ask (T-AUTHZ-1, 2 and 3)."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from events_service.database import Database
from events_service.tables import metadata
from tests.accounts.matrix import ACTORS, FILE, TO_LOG_IN, Row, read, routes
from tests.accounts.matrix_site import HIDDEN, Matrix, Unnamed, open_matrix

HOW_TO_ADD = f"""
A route has a row in tests/accounts/{FILE.name}, which says what each of these is answered:
{chr(10).join(f"  {short:4}{long}" for short, long in ACTORS.items())}

Below are rows as they are answered now. Look at each answer: may whoever this is do that? Then put the row into the
table, beside its like. A GET may need `session=foreign`, a POST `body=…` (see tests/accounts/matrix_site.py).

"""
WITHOUT_A_LOGIN = ("nob", "A", "B", *(actor for actor in ACTORS if actor.startswith("t:")))
"""The console knows neither tokens nor participants."""


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
def matrix(quick_hashes: None, database: Database, database_url: str, tmp_path: Path) -> Iterator[Matrix]:
    with open_matrix(database, database_url, tmp_path) as matrix:
        yield matrix


def test_t_authz_1_everybody_is_answered_as_the_table_says(matrix: Matrix) -> None:
    table, asked = read(), routes(matrix.app)
    had = {(row.method, row.path) for row in table}
    missing = [Row(method, path, (), ()) for method, path in asked if (method, path) not in had]
    gone = [row for row in table if (row.method, row.path) not in set(asked)]
    wrong: list[str] = []
    for row in (*table, *missing):
        if row in gone:
            continue
        try:
            seen = matrix.seen(row)
        except Unnamed as unnamed:
            wrong.append(str(unnamed))
            continue
        if seen != row:
            wrong += [f"- {row}"] * bool(row.answers) + [f"+ {seen}"]

    assert not gone, "There is no such route any more; take its row out:\n" + "\n".join(map(str, gone))
    assert not wrong, HOW_TO_ADD + f"  {'':78}{' '.join(f'{short:>3}' for short in ACTORS)}\n" + "\n".join(wrong)


def test_table_has_each_row_once() -> None:
    keys = [row.key for row in read()]

    assert len(set(keys)) == len(keys)
    assert all(len(row.answers) == len(ACTORS) for row in read())


OTHER_EVENT = ("event", "unpublished")
AT_THE_EVENT = [row for row in read() if OTHER_EVENT not in row.asked]
LOGGING_IN = re.compile(r"/console/(login|invitation|reset|start)\b")
"""Pages for whoever has no login yet."""
CONSOLE = [row for row in AT_THE_EVENT if row.path.startswith("/console/") and not LOGGING_IN.match(row.path)]


@pytest.mark.parametrize("row", CONSOLE, ids=lambda row: " ".join((row.method, row.path, *map("=".join, row.asked))))
def test_t_authz_1_console_is_for_accounts_and_an_event_s_pages_for_those_who_work_there(row: Row) -> None:
    """What holds of every row, so that a row that was not looked at is seen."""
    if row.of("nob") == "308":
        assert set(row.answers) == {"308"}  # leads on to an address that asks who it is
        return
    assert {row.of(actor) for actor in WITHOUT_A_LOGIN} == {TO_LOG_IN}
    if row.path.startswith("/console/events/{slug}/"):
        assert row.of("oth") == "404"
        assert row.method == "GET" or row.of("vie") in ("403", "404")


API = [row for row in AT_THE_EVENT if row.path.startswith("/api/v1/events/{slug}/") and row.of("nob") == "401"]


@pytest.mark.parametrize("row", API, ids=lambda row: " ".join((row.method, row.path, *map("=".join, row.asked))))
def test_t_authz_1_working_version_over_the_api_is_for_those_who_work_there(row: Row) -> None:
    assert {row.of(actor) for actor in ("nob", "A", "B")} == {"401"}
    assert {row.of(actor) for actor in ("oth", "t:o")} == {"404"}
    assert row.method == "GET" or (row.of("vie"), row.of("t:r")) == ("403", "403")


def rows_of(database: Database) -> dict[str, list[Any]]:
    """All that is stored."""
    with database.read() as db:
        return {name: [tuple(row) for row in db.execute(select(table))] for name, table in metadata.tables.items()}


FOREIGN_IDS: list[tuple[str, str, dict[str, Any]]] = [
    ("PATCH", "/api/v1/events/{event}/draft/sessions/{session}", {"room": "other-room"}),
    ("PATCH", "/api/v1/events/{event}/draft/sessions/{session}", {"track": "other-track"}),
    ("POST", "/api/v1/events/{event}/draft/sessions", {"title": {"en": "New"}, "room": "other-room"}),
    ("POST", "/api/v1/events/{event}/notices", {"text": {"en": "Moved"}, "session": "{elsewhere}"}),
    ("POST", "/api/v1/events/{event}/draft/moves", {"moves": [{"session": "{elsewhere}", "etag": "{tag}"}]}),
    ("POST", "/api/v1/events/{event}/releases", {"only": ["{elsewhere}"]}),
    ("PATCH", "/api/v1/events/{event}/draft/sessions/{elsewhere}", {"title": {"en": "Ours"}}),
    ("PUT", "/api/v1/events/{event}/offerings/{elsewhere}", {"mode": "none"}),
]
"""Requests at an event by its organizer, whose address or body names something of another event."""


@pytest.mark.parametrize(("method", "path", "body"), FOREIGN_IDS, ids=lambda value: str(value)[:60])
def test_t_authz_2_what_is_another_event_s_is_not_to_be_had_by_naming_it(
    matrix: Matrix, database: Database, method: str, path: str, body: dict[str, Any]
) -> None:
    event, sessions = matrix.things["event"][""], matrix.things["session"]
    own = {"Origin": str(matrix.client.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    headers = matrix.headers["org"] | own
    tag = matrix.client.get(f"/api/v1/events/{event}/draft/sessions/{sessions['']}", headers=headers).headers["etag"]
    named = {"{event}": event, "{session}": sessions[""], "{elsewhere}": sessions["elsewhere"], "{tag}": tag}
    before = rows_of(database)

    answer = matrix.client.request(
        method, _filled(path, named), json=_filled(body, named), headers=headers | {"If-Match": tag}
    )

    assert answer.status_code in (403, 404, 422), answer.text
    assert rows_of(database) == before


def _filled(value: Any, named: dict[str, str]) -> Any:
    if isinstance(value, str):
        for name, said in named.items():
            value = value.replace(name, said)
        return value
    if isinstance(value, dict):
        return {key: _filled(said, named) for key, said in value.items()}
    return [_filled(said, named) for said in value] if isinstance(value, list) else value


NOT_PUBLIC = ("hidden", "invited", "elsewhere")


def test_t_authz_3_what_is_not_public_is_nowhere(matrix: Matrix) -> None:
    """No page, calendar, export, frame or answer of the API shows it, or has an address for it."""
    public = [row for row in read() if row.method == "GET" and not row.asked and row.of("nob") == "200"]
    leaks, open_to_all = [], []
    for row in public:
        for actor in ("nob", "A", "t:g"):
            if HIDDEN.lower() in matrix.ask(row, actor).text.lower():
                leaks.append((row.path, actor))
        variants = [OTHER_EVENT] if "{event}" in row.path or "events/{slug}" in row.path else []
        if "sessions/{slug}" in row.path or "sessions/{session}" in row.path:
            variants += [("session", name) for name in NOT_PUBLIC]
        for variant in variants:
            asked = row._replace(asked=(variant,))
            if matrix.answer(asked, "nob") != "404":
                open_to_all.append((row.path, variant))

    assert len(public) > 30
    assert (leaks, open_to_all) == ([], [])


def test_t_authz_3_it_is_there_for_those_who_prepare_it(matrix: Matrix) -> None:
    """The control: there is something that could be shown."""
    row = Row("GET", "/api/v1/events/{slug}/draft/sessions", (), ())

    assert HIDDEN in matrix.ask(row, "vie").text
    assert HIDDEN not in matrix.ask(row, "par").text
