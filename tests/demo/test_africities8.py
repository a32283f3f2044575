"""The facts of `africities8.json` about sessions and related events, found in the demonstration."""

from datetime import date, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from events_service import zones
from events_service.interchange.bundle import Bundle
from events_service.programme.programme import AgendaItem, EventRole, PersonRole, Precision, Programme, Session
from events_service.programme.timetable import Timetable
from tests.demo.lookups import actor, name_of, organization, programme, session
from tests.demo.walk import plain

# In the order of the readings; agreements apart.
LATER = ("assises-marrakech-2016", "colloque-regionalisation-2019", "regions-afrique-1", "ampcpp-board-2019")


def held(bundle: Bundle, said: Any) -> tuple[Programme, Session]:
    slug = f"africities-{said.get('edition', 8)}"
    code = said["code"] or ""
    return programme(bundle, slug), session(bundle, slug, code)


def figures(found: Programme) -> dict[str, str]:
    return {fact.label["en"]: fact.value["en"] for fact in found.event.facts}


def titles(items: tuple[AgendaItem, ...]) -> list[str]:
    """The items without any of their own, in order."""
    return [title for item in items for title in (titles(item.items) if item.items else [item.title["en"]])]


def test_africities_8_has_its_days_theme_and_organizers(bundle: Bundle, readings: Any) -> None:
    said, found = readings["event"], programme(bundle, "africities-8")
    event = found.event
    assert next(s.name["en"] for s in bundle.series if s.uid == event.series_uid) == said["series"]
    assert (event.edition, str(event.start_on), str(event.end_on)) == (said["edition"], said["start"], said["end"])
    assert (event.city["en"], event.country, event.timezone) == (said["city"], said["country"], said["timezone"])
    assert plain(event.theme["fr"]) == plain(said["theme_fr"])
    assert [(o.organization_uid, o.role) for o in event.organizations] == [
        *((organization(bundle, name).uid, EventRole.ORGANIZER) for name in said["organizers"]),
        *((organization(bundle, name).uid, EventRole.PARTNER) for name in said["supported_by"]),
    ]
    noon = datetime.fromisoformat("2018-11-21T12:00")
    assert noon - zones.to_instant(noon, event.timezone).replace(tzinfo=None) == timedelta(hours=1)
    assert len(found.tracks) == len(said["segments"])


def test_africities_8_has_its_figures(bundle: Bundle, readings: Any) -> None:
    said, found = readings["event"], figures(programme(bundle, "africities-8"))
    assert (found["Sessions planned"], found["Events held"]) == (
        str(said["sessions_planned"]),
        str(said["events_held"]),
    )
    assert said["participants"] == ">6900, 2600 foreign"
    assert found["Participants"] == "more than 6,900, of whom 2,600 from abroad"
    assert found["Exhibitors"].replace(" to ", "-") == said["exhibitors"]
    assert found["Workshops in the exhibition"].replace("more than ", ">") == said["salon_workshops"]
    assert said["salon"] == {"start": "2018-11-20", "end": "2018-11-23"}
    assert found["Exhibition"] == "20 to 23 November 2018"


def test_every_session_has_its_title_track_place_time_and_address(bundle: Bundle, readings: Any) -> None:
    assert len(readings["sessions"]) == 4
    for said in readings["sessions"]:
        found, entry = held(bundle, said)
        assert (entry.code, entry.title["en"]) == (said["code"] or "", said["title"])
        assert entry.url == said["url"]
        assert [t.name["en"] for t in found.tracks if t.uid == entry.track_uid] == [said["track"]]
        if said["start"]:
            assert entry.start_local == datetime.fromisoformat(f"{said['date']}T{said['start']}")
            assert entry.end_local == datetime.fromisoformat(f"{said['date']}T{said['end']}")
            assert said["venue"] in places(found, entry)
        else:
            assert (entry.start_local, entry.day_on) == (None, date.fromisoformat(said["date"]))
            assert said["text_time"] in entry.time_note["en"]


def places(found: Programme, entry: Session) -> set[str]:
    """The room's name, alone and with its venue in brackets."""
    room = next(r for r in found.rooms if r.uid == entry.room_uid)
    venue = next(v for v in found.venues if v.uid == room.venue_uid)
    return {room.name["en"], f"{room.name['en']} ({venue.name['en']})"}


def test_every_session_has_its_organizers_and_the_telephones_as_printed(bundle: Bundle, readings: Any) -> None:
    for said in readings["sessions"]:
        _, entry = held(bundle, said)
        bodies = said.get("organizers") or [{"name": said[key], "phone": None} for key in ("lead",) if key in said]
        assert [o.organization_uid for o in entry.organizers] == [organization(bundle, b["name"]).uid for b in bodies]
        printed = [[c.printed for c in o.contacts] for o in entry.organizers]
        assert printed == [[b["phone"]] if b["phone"] else [] for b in bodies]


def test_session_75_runs_parallel_to_session_84(bundle: Bundle, readings: Any) -> None:
    said = readings["sessions"][0]
    found, entry = held(bundle, said)
    timetable = Timetable(released(found))
    here = timetable.by_uid[entry.uid]
    assert [other.code for other in timetable.parallel(here)] == [said["parallel_to"]]
    assert said["questions"] == 7
    assert "seven questions" in entry.description["en"]


def released(found: Programme) -> Programme:
    """The programme with the instants a release derives."""
    zone = found.event.timezone
    timed = (
        replace(s, start_at=zones.to_instant(s.start_local, zone), end_at=zones.to_instant(s.end_local, zone))
        for s in found.sessions
        if s.start_local and s.end_local
    )
    return replace(found, sessions=tuple(timed))


def test_session_74a_has_its_agenda_with_its_gap_and_its_speakers(bundle: Bundle, readings: Any) -> None:
    said = readings["sessions"][1]
    _, entry = held(bundle, said)
    assert [(i.start, i.end, titles((i,))) for i in entry.agenda] == [
        (block["start"], block["end"], block["items"]) for block in said["agenda"]
    ]
    assert (entry.agenda[0].end, entry.agenda[1].start) == ("10:15", "10:30")
    assert [name_of(bundle, p.person_uid) for p in entry.people] == [s["name"] for s in said["speakers"]]
    for found, speaker in zip(entry.people, said["speakers"], strict=True):
        if found.organization_uid:
            assert found.organization_uid == organization(bundle, speaker["title"]).uid
        else:
            assert found.title["en"] == speaker["title"]


def test_session_33_has_its_people_in_their_roles(bundle: Bundle, readings: Any) -> None:
    said = readings["sessions"][2]
    found, entry = held(bundle, said)
    roles = {
        "Chairperson": PersonRole.CHAIR,
        "Rapporteur": PersonRole.RAPPORTEUR,
        "Facilitator": PersonRole.FACILITATOR,
    }
    assert [(p.role, name_of(bundle, p.person_uid), p.to_be_confirmed) for p in entry.people] == [
        (roles[role["role"]], name, role.get("status") == "TBC")
        for role in said["roles"]
        for name in role["name"].split("; ")
    ]
    assert (found.event.city["en"], found.event.timezone) == (said["city"], said["timezone"])
    assert (found.event.edition, found.event.precision) == (said["edition"], Precision.MONTH)
    assert found.event.start_on <= date.fromisoformat(said["date"]) <= found.event.end_on


def test_related_events_have_their_days_and_cities(bundle: Bundle, readings: Any) -> None:
    events = [entry for entry in readings["related_events"] if entry.get("kind") != "agreement"]
    for said, slug in zip(events, LATER, strict=True):
        event = programme(bundle, slug).event
        assert event.start_on == date.fromisoformat(said.get("start") or said["date"])
        assert event.end_on == date.fromisoformat(said.get("end") or said["date"])
        assert said["city"] in event.city.values()
        assert event.edition == said.get("edition")
        organizers = [o.organization_uid for o in event.organizations if o.role is EventRole.ORGANIZER]
        names = ["AMPCPP"] if slug == "ampcpp-board-2019" else said.get("organizers", ())
        assert organizers == [organization(bundle, name).uid for name in names]
    assert programme(bundle, "regions-afrique-1").event.title["ar"] == events[2]["title"]
    assert programme(bundle, "ampcpp-board-2019").event.title["en"] == events[3]["title"]


def test_colloquium_had_its_participants_and_names_its_other_days(bundle: Bundle, readings: Any) -> None:
    said, found = readings["related_events"][1], programme(bundle, "colloque-regionalisation-2019")
    assert figures(found) == {"Participants": f"{said['participants']:,}", "Workshops": str(said["workshops"])}
    assert "19" in found.event.description["en"]


def test_board_meeting_says_how_long_its_agenda_was(bundle: Bundle, readings: Any) -> None:
    said, found = readings["related_events"][5], programme(bundle, "ampcpp-board-2019")
    assert (said["agenda_items"], said["nested_agenda"]) == (8, True)
    assert "eight items" in found.sessions[0].description["en"]
    assert [v.name["en"] for v in found.venues] == [said["venue"]]
    assert found.event.website == said["url"]


def test_later_agreements_have_their_signatories_and_the_events_they_follow(bundle: Bundle, readings: Any) -> None:
    said = {entry["url"]: entry for entry in readings["related_events"] if entry.get("kind") == "agreement"}
    found = {source.url: a for a in bundle.agreements for source in a.sources if source.url in said}
    assert set(found) == set(said)
    for url, entry in said.items():
        agreement = found[url]
        assert [name_of(bundle, s.person_uid) for s in agreement.signatories] == entry["signatories"]
        day = entry.get("signed_on") or f"{entry['signed_in']}-01"
        assert (str(agreement.signed_on), agreement.precision) == (
            day,
            Precision.DAY if "signed_on" in entry else Precision.MONTH,
        )
        events = [p.event for p in bundle.programmes if p.event.uid in agreement.event_uids]
        if "at_event" in entry:
            assert [(e.title["fr"], e.city["fr"]) for e in events] == [(entry["at_event"], entry["city"])]
        else:
            seminar = entry["follows_event"]
            assert [(str(e.start_on), e.city["fr"]) for e in events] == [(seminar["date"], seminar["city"])]
            assert plain(agreement.place["fr"]) == plain(entry["place"])
    assert actor(bundle, "CCME") in [party.actor for party in found[readings["related_events"][3]["url"]].parties]
