"""An earlier version of a programme, and its sessions' pages, lead nowhere where nothing is any more."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from msgspec import structs

from events_service.database import Database, DbSession
from events_service.directory.directory import Actor, OrganizationKind
from events_service.programme import draft, release
from events_service.programme.draft import SERIES
from events_service.programme.live import Redaction
from events_service.programme.offering import redact
from events_service.programme.programme import (
    EventOrganization,
    EventPerson,
    EventRole,
    Offer,
    OfferMode,
    Programme,
    Series,
    SessionOrganizer,
    SessionPerson,
    Stand,
)
from events_service.zones import now
from tests.factories.drafts import draft_session
from tests.factories.programme import (
    make_event,
    make_organization,
    make_person,
    make_room,
    make_track,
    programme_of,
    uid_of,
)
from tests.factories.released import freeze_catalogue, publish_again
from tests.registration.site import Site, open_site
from tests.support.databases import KINDS
from tests.support.read_path import eventually
from tests.web.reading import Read

ROOM, TRACK = make_room(), make_track(name={"en": "Environment"})
AMINA, KARIM = make_person(), make_person(name={"en": "Karim"})
STAYS, LEAVES, HOLDS = (
    make_organization(uid=uid_of("organization", name), name={"en": name}, short_name={}, slug="")
    for name in ("Stays", "Leaves", "Holds")
)
GROUP = structs.replace(
    HOLDS, uid=uid_of("organization", "Group"), name={"en": "Group"}, kind=OrganizationKind.COUNTRY_GROUP
)
SERIES_OF_FORUMS = Series(uid_of("series", "forums"), {"en": "Forums"}, "forums")
REMOVED = draft_session(
    "Water",
    uid=uid_of("session", "Water"),
    code="SOU 84",
    room_uid=ROOM.uid,
    track_uid=TRACK.uid,
    people=(SessionPerson(KARIM.uid),),
    organizers=(SessionOrganizer(LEAVES.uid),),
    country_group_uid=GROUP.uid,
)
FILTERED = f"?track={TRACK.slug}"
KEPT = draft_session("Roads", uid=uid_of("session", "Roads"), code="SOU 75", people=(SessionPerson(AMINA.uid),))


def first() -> Programme:
    """Everything that an event's page leads to, each once, and of the people and organizations one that stays."""
    event = make_event(
        organizations=(EventOrganization(STAYS.uid), EventOrganization(LEAVES.uid, EventRole.PARTNER)),
        people=(EventPerson(AMINA.uid), EventPerson(KARIM.uid)),
        series_uid=SERIES_OF_FORUMS.uid,
        offer=Offer(OfferMode.REGISTRATION),
    )
    return programme_of(
        REMOVED,
        KEPT,
        event=event,
        series=SERIES_OF_FORUMS,
        rooms=(ROOM,),
        tracks=(TRACK,),
        people=(AMINA, KARIM),
        organizations=(STAYS, LEAVES, HOLDS, GROUP),
        stands=(Stand(uid_of("stand", "1"), holder=Actor(organization_uid=HOLDS.uid)),),
    )


def take_away(db: DbSession, event_uid: str) -> None:
    """All but one session, one person and one organization."""
    before = draft.load(db.connection(), event_uid)
    programme = before.programme
    event = structs.replace(
        programme.event, organizations=programme.event.organizations[:1], people=programme.event.people[:1]
    )
    kept = tuple(session for session in programme.sessions if session.uid == KEPT.uid)
    left = structs.replace(programme, event=event, sessions=kept, rooms=(), tracks=(), stands=())
    draft.save(db.connection(), before, left)
    db.connection().execute(SERIES.table.update().values(published=False))


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def site(database: Database, database_url: str, tmp_path: Path) -> Iterator[Site]:
    with open_site(database, database_url, tmp_path, first()) as site:
        assert dead_ends(site, "/en/forum-7/") == []
        uid = site.programme.event.uid
        database.write_now(take_away, uid)
        publish_again(database, uid)
        freeze_catalogue(database)
        eventually(lambda: site.client.get("/en/series/forums/").status_code == 404)
        eventually(lambda: site.client.get("/api/v1/events/forum-7/sessions").json()["release"] == 2)
        yield site


def test_no_address_in_an_earlier_version_leads_nowhere(site: Site) -> None:
    slug = next(session.slug for session in site.programme.sessions if session.uid == REMOVED.uid)
    assert site.client.get(f"/en/forum-7/sessions/{slug}/").status_code == 404

    below = ("", FILTERED, "sessions/sou-84-water/", "sessions/sou-75-roads/")
    earlier = [f"/{language}/forum-7/releases/1/{rest}" for language in ("en", "fr", "ar") for rest in below]
    assert [dead for address in earlier for dead in dead_ends(site, address)] == []


def test_earlier_version_goes_on_naming_what_has_no_page_any_more(site: Site) -> None:
    page = Read(site.client.get("/en/forum-7/releases/1/").text)

    assert {name for name in ("Water", "Karim", "Leaves", "Holds", "Group", "Forums") if not page.says(name)} == set()
    assert {"Water", "Roads", "Stays", "Amina Berrada"} <= page.links().keys()
    assert {"Karim", "Leaves", "Holds", "Group", "Forums"} & page.links().keys() == set()
    assert page.elements("script[type=application/ld+json]") == []


def test_page_of_a_removed_session_stays_in_its_version_and_names_what_has_no_page_any_more(site: Site) -> None:
    page = Read(site.client.get("/en/forum-7/releases/1/sessions/sou-84-water/").text)

    links = page.links()
    assert page.one("h1") == "Water"
    assert page.all("section.earlier p")[0].endswith(
        "and no longer the present one. This session is no longer in the programme."
    )
    names = ("Karim", "Leaves", "Group")
    assert {name for name in names if not page.says(name)} == set()
    assert {*names} & links.keys() == set()
    assert links["Programme of version 1"] == "/en/forum-7/releases/1/"
    assert links["Roads"] == "/en/forum-7/releases/1/sessions/sou-75-roads/"
    assert page.attributes("link[rel=canonical]", "href") == []


def test_page_of_a_session_in_an_earlier_version_leads_to_what_is_there_now(site: Site) -> None:
    page = Read(site.client.get("/en/forum-7/releases/1/sessions/sou-75-roads/").text)

    present = "/en/forum-7/sessions/sou-75-roads/"
    assert page.links()["Show this session as it is now"] == present
    assert page.links()["Amina Berrada"] == "/en/forum-7/people/amina-berrada/"
    assert page.attributes("link[rel=canonical]", "href") == []
    assert page.attributes("meta[name=robots]", "content") == ["noindex"]


def test_what_is_withdrawn_or_redacted_since_is_on_no_page_of_an_earlier_version(site: Site) -> None:
    uid, earlier = site.programme.event.uid, "/en/forum-7/releases/1/sessions"
    assert "Karim" in site.client.get(f"{earlier}/sou-84-water/").text
    assert site.client.get(f"{earlier}/sou-75-roads/").status_code == 200

    site.database.write_now(redact, Redaction(KARIM.uid, "name"))
    with site.database.read() as db:
        planned = release.plan(db.connection(), uid, now(), withdrawn=[KEPT.uid])
    site.database.write_now(release.release, planned)

    eventually(lambda: site.client.get("/api/v1/events/forum-7/sessions").json()["release"] == 3)
    water = site.client.get(f"{earlier}/sou-84-water/")
    assert (water.status_code, "Karim" in water.text, "Roads" in water.text) == (200, False, False)
    assert site.client.get(f"{earlier}/sou-75-roads/").status_code == 404
    assert dead_ends(site, f"{earlier}/sou-84-water/") == []


def dead_ends(site: Site, address: str) -> list[tuple[str, str, int]]:
    """Addresses of ours in the page, in its elements and in what it says to machines, that do not answer."""
    answer = site.client.get(address)
    assert answer.status_code == 200
    page = Read(answer.text)
    found = [url for name in ("href", "src", "action", "content") for url in page.attributes(f"[{name}]", name)]
    found += [url for text in page.all("script[type=application/ld+json]") for url in _addresses(json.loads(text))]
    found += page.attributes("[data-availability]", "data-availability")
    whole = {urljoin(f"{site.url}{address}", url) for url in found if url.startswith(("/", "http", "?", "webcal:"))}
    ours = {url.replace("webcal:", "http:", 1).partition("#")[0] for url in whole}
    asked = sorted(url for url in ours if url.startswith(site.url))
    assert len(asked) > 9
    statuses = ((url, site.client.get(url, follow_redirects=True).status_code) for url in asked)
    return [(address, url, status) for url, status in statuses if status != 200]


def _addresses(document: Any) -> Iterator[str]:
    if isinstance(document, str):
        yield document
    for part in document.values() if isinstance(document, dict) else document if isinstance(document, list) else ():
        yield from _addresses(part)
