"""Commands as processes of their own: a refusal is one line on standard error and exit code 1, never a traceback."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import get_args

import pytest
from msgspec import structs

from events_service.accounts.access import Scope
from events_service.accounts.models import Role
from events_service.cli.exchanging import Status
from events_service.database import Database
from events_service.interchange import bundle
from events_service.interchange.bundle import Bundle
from events_service.programme.choice import KINDS
from events_service.programme.draft import EVENTS
from events_service.programme.programme import EventStatus, Offer, Programme
from tests.factories.drafts import draft_session, edited
from tests.factories.maximal import uid
from tests.factories.programme import make_event, make_programme, programme_of
from tests.factories.released import publish_event
from tests.interchange.small_schedules import at, event, schedule, timed
from tests.support.serving import command

WATER = draft_session("Wa\nter", uid=uid("water"), code="SOU 84")
SOUND = programme_of(WATER, event=make_event(uid=uid("event")), rooms=())
DECLARED = b'<?xml version="1.0" encoding="utf-8"?>\n'
KNOWN = "Known formats: frab-xml, frab-json, bundle."
BOMB = b'<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>\n<schedule><conference>&b;</conference></schedule>'

BAD: dict[str, tuple[bytes, str]] = {
    "malformed": (
        DECLARED + b"<schedule>\n<day></room></schedule>",
        "This is not well-formed XML: mismatched tag in line 3.",
    ),
    "truncated": (
        DECLARED + schedule(event(timed("10:00")))[:-30],
        "The file ends in the middle: something is missing after line 2.",
    ),
    "50 MB": (DECLARED + b"<schedule>" + b"x" * 50_000_000, "The file is larger than 20 MB."),
    "bomb": (DECLARED + BOMB, "The file declares a document type or entities of its own, which are not read here."),
    "empty": (b"", "The file is empty."),
    "format": (b"%PDF-1.7", f"This file is in no format that can be read here. {KNOWN}"),
    "no zone": (
        schedule(event(timed("10:00"))),
        "The file names no time zone. Say which one its times are in, such as --timezone Africa/Casablanca.",
    ),
}


def written(programme: Programme) -> bytes:
    return bundle.write(Bundle(1, (programme,)))


BAD |= {
    "zone": (
        written(structs.replace(SOUND, event=structs.replace(SOUND.event, timezone="Mars/Olympus"))),
        "There is no time zone called Mars/Olympus. Use a name such as Africa/Casablanca.",
    ),
    "end": (
        written(edited(SOUND, WATER.uid, end_local=at("2018-11-20 08:00"))),
        "This bundle cannot be taken: end_local of session “SOU 84 Wa ter” is before its start.",
    ),
    "slug": (
        written(structs.replace(SOUND, event=structs.replace(SOUND.event, slug="api"))),
        "“api” is an address of this site. Choose another one.",
    ),
    "number": (
        written(edited(SOUND, WATER.uid, offer=Offer(capacity=10**18))),
        "This bundle cannot be taken: capacity of offer is too large a number.",
    ),
}


@pytest.fixture
def database_kind() -> str:
    """What is refused here never reaches either kind."""
    return "sqlite"


def test_file_that_cannot_be_taken_is_refused_in_one_line(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    for name, (data, _) in BAD.items():
        (tmp_path / name).write_bytes(data)

    with ThreadPoolExecutor(2) as pool:
        ran = dict(zip(BAD, pool.map(lambda name: command(database_url, tmp_path, "import", name), BAD), strict=True))

    assert {name: (done.returncode, done.stdout, done.stderr) for name, done in ran.items()} == {
        name: (1, "", f"{sentence}\n") for name, (_, sentence) in BAD.items()
    }
    with database.read() as db:
        assert EVENTS.read(db.connection()) == []


def test_wall_time_that_does_not_exist_is_not_published(database: Database, database_url: str, tmp_path: Path) -> None:
    night = at("2018-03-25 02:30")
    paris = structs.replace(SOUND, event=structs.replace(SOUND.event, timezone="Europe/Paris"))
    (tmp_path / "gap").write_bytes(written(edited(paris, WATER.uid, start_local=night, end_local=None)))

    done = command(database_url, tmp_path, "import", "gap", "--release", "First")

    sentence = "“Wa ter” cannot be published: the clocks in Europe/Paris never show 2018-03-25 02:30."
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"{sentence}\n")


def test_release_and_its_trial_warn_of_what_overlaps(database: Database, database_url: str, tmp_path: Path) -> None:
    talks = schedule(event(timed("10:00"), id="1"), event(timed("10:30"), id="2"))
    (tmp_path / "overlap.xml").write_bytes(talks)
    overlap = "  overlap  room Hall: “Water” and “Water”, 10:30 to 11:00 on 1 February"

    imported = command(database_url, tmp_path, "import", "overlap.xml", "--timezone", "Europe/Berlin")
    tried = command(database_url, tmp_path, "release", "forum-7", "--dry-run")
    done = command(database_url, tmp_path, "release", "forum-7", "--json")

    assert imported.stdout.splitlines()[-1] == overlap
    assert tried.stdout.splitlines() == [overlap, "Version 1 would have 2 sessions. Nothing is published."]
    told = json.loads(done.stdout)
    assert (told["release"], told["sessions"]) == (1, 2)
    assert [(c["kind"], c["item"], len(c["sessions"])) for c in told["conflicts"]] == [("room", "room Hall", 2)]


def test_status_is_released_alone(database: Database, database_url: str, tmp_path: Path) -> None:
    publish_event(database, make_programme(2, slug="forum-7"))

    wrong = command(database_url, tmp_path, "release", "forum-7", "--status", "cancelled", "--only", "event")
    done = command(database_url, tmp_path, "release", "forum-7", "--status", "cancelled", "--json")

    assert wrong.returncode == 2
    told = json.loads(done.stdout)
    assert (told["release"], [change["status"] for change in told["changes"]]) == (2, ["cancelled"])
    assert set(get_args(Status)) == set(EventStatus)


def test_import_of_several_events_prints_one_object(database: Database, database_url: str, tmp_path: Path) -> None:
    second = programme_of(
        draft_session("Roads", uid=uid("roads"), code="R 1"),
        event=make_event(uid=uid("second"), slug="forum-8"),
        rooms=(),
    )
    (tmp_path / "two").write_bytes(bundle.write(Bundle(1, (SOUND, second))))
    (tmp_path / "one").write_bytes(written(SOUND))

    several = json.loads(command(database_url, tmp_path, "import", "two", "--json").stdout)
    again = json.loads(command(database_url, tmp_path, "import", "one", "--json").stdout)

    assert [(one["event"], one["added"]["sessions"]) for one in several["events"]] == [("forum-7", 1), ("forum-8", 1)]
    assert (several["added"]["sessions"], several["changed"], several["kept"]) == (2, {}, {})
    assert (again["event"], again["kept"]["sessions"], "events" in again) == ("forum-7", 1, False)


def test_port_that_is_none_is_wrong_usage(database_url: str, tmp_path: Path) -> None:
    assert command(database_url, tmp_path, "serve", "--port", "70000").returncode == 2


def test_help_names_every_scope_and_role(database_url: str, tmp_path: Path) -> None:
    of_tokens = command(database_url, tmp_path, "token", "add", "--help").stdout
    of_people = command(database_url, tmp_path, "user", "add", "--help").stdout

    assert [scope for scope in Scope if str(scope) not in of_tokens.split("--scope")[1].split("--event")[0]] == []
    assert [role for role in Role if str(role) not in of_people.split("--role")[1]] == []


def test_help_names_every_kind_that_can_be_published_alone(database_url: str, tmp_path: Path) -> None:
    of_release = command(database_url, tmp_path, "release", "--help").stdout

    assert [kind for kind in KINDS if f"{kind}:" not in of_release] == []


def test_help_loads_nothing_that_takes_long() -> None:
    program = "import sys, events_service.cli; print({'alembic', 'fastapi', 'pydantic', 'sqlalchemy'} & {*sys.modules})"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)

    assert (done.returncode, done.stdout) == (0, "set()\n")
