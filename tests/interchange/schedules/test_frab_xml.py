"""schedule.xml as real programs write it: every session arrives, and what is odd is told."""

from datetime import date

import pytest

from events_service.errors import InvalidInput
from events_service.interchange.imported import Imported, Reference, Repaired, Skipped
from events_service.interchange.schedules import frab_xml
from events_service.interchange.schedules.frab_xml import NotASchedule
from events_service.programme.programme import Document, PersonRole, Recording, SessionStatus
from tests.interchange.small_schedules import (
    CONFERENCE,
    at,
    event,
    read,
    read_session,
    read_sessions,
    repairs,
    schedule,
    timed,
    titled,
)
from tests.support.needs import shared_data

GUID = "29aecfd7-2e44-4f49-ab86-29b5e0877325"


def test_event_is_what_the_conference_says() -> None:
    conference = """<conference><acronym>forum-7</acronym><title>The &lt;b&gt;7th&lt;/b&gt; forum</title>
        <subtitle>Water</subtitle><venue>Palace</venue><city>Rabat</city><start>2025-02-01</start><end>2025-02-03</end>
        <day_change>09:00:00</day_change><base_url>https://example.org/7/</base_url><color primary="#AABBCC"/>
        <time_zone_name>Africa/Casablanca</time_zone_name></conference>"""
    imported = read(schedule(event("<title>x</title><language>fr</language>"), conference=conference), None, None)
    found = imported.programme.event
    assert found.title == {"fr": "The 7th forum"}
    assert (found.acronym, found.slug, found.theme, found.city) == ("forum-7", "", {"fr": "Water"}, {"fr": "Rabat"})
    assert (found.start_on, found.end_on) == (date(2025, 2, 1), date(2025, 2, 3))
    assert (found.timezone, found.day_change) == ("Africa/Casablanca", "09:00")
    assert (found.website, found.accent, found.languages) == ("https://example.org/7/", "#aabbcc", ("fr",))
    (venue,) = imported.programme.venues
    assert (venue.name, venue.city) == ({"fr": "Palace"}, {"fr": "Rabat"})
    assert imported.programme.rooms[0].venue_uid == venue.uid
    assert "venue_uid" in imported.carries["rooms"]
    assert "venue_uid" not in read(schedule(event())).carries["rooms"]
    assert {"title", "acronym", "city", "theme", "website", "accent", "day_change"} <= imported.carries["event"]


def test_session_carries_only_what_the_format_can_say() -> None:
    carries = read(schedule(event())).carries["sessions"]
    assert {"title", "people", "start_local", "room_uid"} <= carries
    assert carries.isdisjoint({"agenda", "objectives", "organizers", "visibility", "offer", "ready", "slug", "code"})


@pytest.mark.parametrize(
    ("data", "sessions"),
    [
        # events directly under a day, called otherwise, rooms beside them, no conference
        (
            '<schedule><day date="2014-07-21"><entry id="1"><start>0930</start><duration>30</duration>'
            '<room id="4">C01</room><title>Breakfast</title><speakers/></entry></day></schedule>',
            1,
        ),
        ("<schedule><day date='2025-02-01'><event id='1'/></day></schedule>", 1),
        (
            f"<schedule>{CONFERENCE}<day date='2025-02-01'><event id='1'/><room name='A'><event id='2'/></room></day>"
            "</schedule>",
            2,
        ),
        # no days, no rooms, one wrapper too many, one event in another
        (f"<schedule>{CONFERENCE}<event id='1'><date>2025-02-01</date></event></schedule>", 1),
        (
            f"<x><schedule>{CONFERENCE}<days><day date='2025-02-01'><events><event id='1'/></events></day></days>"
            "</schedule></x>",
            1,
        ),
        (f"<schedule>{CONFERENCE}<day date='2025-02-01'><event id='1'><event id='2'/></event></day></schedule>", 2),
        # a namespace, capitals
        ("<schedule xmlns='urn:x'><day date='2025-02-01'><room name='A'><event id='1'/></room></day></schedule>", 1),
        ("<s:schedule xmlns:s='urn:x'><s:day date='2025-02-01'><s:event id='1'/></s:day></s:schedule>", 1),
        ("<Schedule><Day date='2025-02-01'><Room name='A'><Event id='1'/></Room></Day></Schedule>", 1),
        # days without sessions
        (f"<schedule>{CONFERENCE}<day date='2025-02-01' index='1'></day></schedule>", 0),
    ],
)
def test_sessions_arrive_from_any_frame(data: str, sessions: int) -> None:
    imported = read(data)
    assert len(imported.programme.sessions) == sessions
    assert imported.skipped == ()


def test_event_without_title_and_conference_has_a_stand_in() -> None:
    imported = read("<schedule><day date='2025-02-01'><event id='1'><title>x</title></event></day></schedule>")
    assert imported.programme.event.title == {"en": "Programme"}
    assert ("event", "it has no title: it is called “Programme”") in repairs(imported)
    assert "title" not in imported.carries["event"]


@pytest.mark.parametrize(
    ("element", "title"),
    [
        (event(id="17"), "Session 17"),
        (event("<title> </title>", guid=GUID), f"Session {GUID}"),
        (event("<slug>opening</slug>", id=""), "Session opening"),
        (event("<title>A</title>", id=""), "A"),
    ],
)
def test_element_with_a_title_or_an_id_is_a_session(element: str, title: str) -> None:
    (session,) = read_sessions(element)
    assert session.title == {"en": title}


def test_element_with_neither_title_nor_id_is_skipped() -> None:
    imported = read(schedule(event("<start>10:00</start>", id=""), event()))
    assert imported.skipped == (Skipped("session number 1 in the file", "it has neither a title nor an id"),)
    assert len(imported.programme.sessions) == 1


def test_guids_and_ids_that_are_not_unique_keep_every_session() -> None:
    same = event(titled(), id="7", guid=GUID)
    imported = read(schedule(same, same, event(titled(), id="7", guid="HOqeNIb6G7M4hYFKFRkCmQ")))
    uids = {session.uid for session in imported.programme.sessions}
    assert len(uids) == 3
    assert GUID not in uids
    assert [(r.id, r.guid) for r in imported.references if r.kind == "sessions"] == [
        ("7", GUID),
        ("7", GUID),
        ("7", "HOqeNIb6G7M4hYFKFRkCmQ"),
    ]
    kept = "every session is kept under an identity of its own"
    assert [what for item, what in repairs(imported) if item in ("ids", "guids")] == [
        f"not UUIDs: 1 (HOqeNIb6G7M4hYFKFRkCmQ); {kept}",
        f"at more than one session: 1 ({GUID}); {kept}",
        f"at more than one session: 1 (7); {kept}",
    ]


def test_guid_that_is_a_uuid_is_the_uid_and_the_same_file_gives_the_same_uids() -> None:
    data = schedule(event(titled(), id="7", guid=GUID.upper()), event(titled(), id="8", guid=""))
    first, second = read(data), read(data)
    assert first == second
    assert first.programme.sessions[0].uid == GUID


def test_session_that_only_its_title_names_is_known_by_that() -> None:
    events = [event(f"<title>{title}</title>", id="") for title in ("Opening", "Lunch", "Lunch")]
    imported = read(schedule(*events, event("<title>Talk</title><slug>talk</slug>", id="")))
    assert [r.slug for r in imported.references if r.kind == "sessions"] == ["opening", "", "", "talk"]


def test_nil_guid_is_nobody_s() -> None:
    nil = "00000000-0000-0000-0000-000000000000"
    assert read_sessions(event(titled(), guid=nil))[0].uid != nil


@pytest.mark.parametrize("generator", ["", '<generator name="events-service"/>'])
def test_room_without_a_name_is_told_with_how_many_are_in_no_room(generator: str) -> None:
    said = event(titled(more="<room>Elsewhere</room>"), id="1") + event(titled(), id="2") + event(titled(), id="3")
    day = f"<day date='2025-02-01'><room name=' ' guid='x'>{said}</room><room name=''/></day>"

    imported = read(f"<schedule>{generator}{CONFERENCE}{day}</schedule>")

    (elsewhere,) = imported.programme.rooms
    assert [s.room_uid for s in imported.programme.sessions] == [elsewhere.uid, None, None]
    told = [("room", "sessions that stand in one without a name, and are in no room: 2")]
    # Ours has such a room for what is in none.
    assert [repair for repair in repairs(imported) if repair[0] == "room"] == ([] if generator else told)


def test_room_the_session_stands_in_wins_over_what_it_says() -> None:
    imported = read(schedule(event(titled(more="<room>Elsewhere</room>")), event(titled(more="<room>hall</room>"))))
    assert [room.name for room in imported.programme.rooms] == [{"en": "Hall"}]
    what = "called “Elsewhere” by 1 of its sessions: the room they stand in was taken"
    assert ("room Hall", what) in repairs(imported)


def test_rooms_are_kept_once_also_when_empty() -> None:
    rooms = f'<room name="A" guid="{GUID}" slug="a" capacity="80"/><room name="B"/><room name=" A "/><room name=""/>'
    imported = read(f'<schedule>{CONFERENCE}<day date="2025-02-01">{rooms}</day></schedule>')
    assert [(r.name["en"], r.capacity, r.position) for r in imported.programme.rooms] == [("A", 80, 0), ("B", None, 1)]
    assert Reference(kind="rooms", uid=GUID, guid=GUID, slug="a") in imported.references


def test_session_without_a_room_has_none_and_one_of_its_own_words() -> None:
    inside = event(titled(), id="1") + event(titled(more='<room id="4">C01</room>'), id="2")
    imported = read(f'<schedule>{CONFERENCE}<day date="2025-02-01">{inside}</day></schedule>')
    (room,) = imported.programme.rooms
    assert [session.room_uid for session in imported.programme.sessions] == [None, room.uid]
    assert Reference(kind="rooms", uid=room.uid, id="4") in imported.references


def test_tracks_have_colours_and_are_found_by_slug_or_name() -> None:
    tracks = '<track name="Water" color="#0af" slug="water"/><track name="Air" color="red"/>'
    conference = f"<conference><title>x</title>{tracks}</conference><tracks><track slug='soil'>Soil</track></tracks>"
    said = ('<track slug="water">Water</track>', "<track>air</track>", "<track>No Track</track>", "<track>New</track>")
    events = [event(titled(more=track), id=str(number)) for number, track in enumerate(said)]
    programme = read(schedule(*events, conference=conference)).programme
    assert [(track.name["en"], track.colour) for track in programme.tracks] == [
        ("Water", "#00aaff"),
        ("Air", None),
        ("Soil", None),
        ("New", None),
    ]
    water, air, _, new = programme.tracks
    assert [session.track_uid for session in programme.sessions] == [water.uid, air.uid, None, new.uid]


def test_types_are_the_words_of_the_file_and_breaks_are_breaks() -> None:
    programme = read(
        schedule(event(titled(more="<type>Talk (45 mins)</type>")), event(titled(more="<type>Break</type>")))
    ).programme
    assert [(kind.name["en"], kind.is_break) for kind in programme.types] == [
        ("Talk (45 mins)", False),
        ("Break", True),
    ]


def people(*persons: str) -> tuple[list[str], list[list[str]]]:
    """Names of all people, and of those of each session, where each argument is the inside of one `<persons>`."""
    events = [event(titled(more=f"<persons>{inside}</persons>"), id=str(n)) for n, inside in enumerate(persons)]
    programme = read(schedule(*events)).programme
    names = {person.uid: person.name["en"] for person in programme.people}
    return list(names.values()), [[names[link.person_uid] for link in s.people] for s in programme.sessions]


@pytest.mark.parametrize(
    ("persons", "everybody"),
    [
        (["<person id='5'>Ana</person>", "<person id='5'>Ana</person>"], ["Ana"]),
        (["<person id='5'>Ana</person>", "<person id='5'>Bob</person>"], ["Ana", "Bob"]),
        (["<person id='5'>Ana</person>", "<person id='6'>Ana</person>"], ["Ana", "Ana"]),
        (["<person>Ana</person>", "<person> ana </person>"], ["Ana"]),
        (["<person>Ana</person>", "<person id='5'>Ana</person>"], ["Ana"]),
        (["<person id='0'>Ana</person>", "<person id='0'>Bob</person>"], ["Ana", "Bob"]),
        (
            [
                f"<person guid='{GUID}'>Ana</person>",
                f"<person guid='{GUID}' id='5'>Ana</person>",
                "<person id='5'>Ana</person>",
            ],
            ["Ana"],
        ),
        (["<person id='5'>Ana</person><person id='5'>Ana</person>"], ["Ana"]),
        (["<person id='5'/>", "<person id='5'>Ana</person>"], ["Ana"]),
    ],
)
def test_people_are_told_apart_by_id_and_name(persons: list[str], everybody: list[str]) -> None:
    names, of_sessions = people(*persons)
    assert names == everybody
    assert all(len(of_session) == 1 for of_session in of_sessions)


def test_people_in_other_writings_are_found() -> None:
    inside = """<title>x</title>
        <speakers><speaker id="1"><name>Ana</name><description>Knows *water*.</description></speaker></speakers>
        <person>Bob</person><persons><person name="Carl" role="moderator"/><person/></persons>"""
    imported = read(schedule(event(inside)))
    assert [(p.name["en"], p.biography) for p in imported.programme.people] == [
        ("Ana", {"en": "Knows *water*."}),
        ("Bob", {}),
        ("Carl", {}),
    ]
    roles = [link.role for link in imported.programme.sessions[0].people]
    assert roles == [PersonRole.SPEAKER, PersonRole.SPEAKER, PersonRole.MODERATOR]
    assert "biography" in imported.carries["people"]


def test_id_with_two_names_is_two_people_and_told() -> None:
    persons = (
        "<person id='7'>Ana</person><person id='7'>Bob</person><person id='8'>Ana</person><person id='7'>ana</person>"
    )
    imported = read(schedule(event(timed("10:00", more=f"<persons>{persons}</persons>"))))

    assert len(imported.programme.people) == 3
    assert repairs(imported) == [
        ("person id 7", "it stands at 2 names (“Ana”, “Bob”): everyone is kept as a person of their own")
    ]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (
            "[a](www.example.org) [b](www.example.org/b_c)",
            "[a](http://www.example.org) [b](http://www.example.org/b_c)",
        ),
        ("[page](/talks/7 'Talk')", "[page](https://example.org/talks/7 'Talk')"),
        ("[mail](ana@example.org)", "[mail](mailto:ana@example.org)"),
        ("[good](https://example.org/x)", "[good](https://example.org/x)"),
        ("[odd](javascript:alert) f[i](self.data) [x](#top)", "[odd](javascript:alert) f[i](self.data) [x](#top)"),
    ],
)
def test_links_in_markdown_are_mended_as_others_are(said: str, kept: str) -> None:
    conference = "<conference><title>Forum</title><base_url>https://example.org/</base_url></conference>"
    session = read_session(titled(more=f"<description>{said}</description>"), conference=conference)
    assert session.description == {"en": kept}


def test_link_mended_in_a_text_is_told() -> None:
    text = "<description>See [us](www.example.org).</description>"
    imported = read(schedule(event(timed("10:00", more=text))))
    assert repairs(imported) == [("1 Water", "the link “www.example.org” was read as http://www.example.org")]


def test_person_with_an_id_that_nobody_has_is_told() -> None:
    imported = read(schedule(event(titled(more="<persons><person id='9'/></persons>"))))
    assert imported.programme.people == ()
    assert ("1 Water", "1 of its people have no name: left out") in repairs(imported)


@pytest.mark.parametrize(
    ("said", "tags", "text_tag"),
    [
        ("<language>fr</language>", ("fr",), "fr"),
        ("<language>de, en</language>", ("de", "en"), "en"),
        ("<language>de, fr</language>", ("de", "fr"), "und"),
        ("<language>de, en-GB</language>", ("de", "en-GB"), "en-GB"),
        ("<language>null</language>", (), "en"),
        ("<language/>", (), "en"),
        ("<language>eng</language>", ("en",), "en"),
        ("<language>Arabic</language>", ("ar",), "ar"),
    ],
)
def test_languages_are_tags_and_texts_are_in_that_of_the_file(said: str, tags: tuple[str, ...], text_tag: str) -> None:
    other = event("<title>y</title><language>en</language>", id="2")
    session = read_sessions(
        event(f"<title>x</title>{said}"), other, event("<title>z</title><language>en</language>", id="3")
    )[0]
    assert (session.languages, session.title) == (tags, {text_tag: "x"})


def spoken(*languages: str, conference: str = CONFERENCE) -> Imported:
    """A file, imported for the first time, of one session for each that names these languages."""
    talks = (
        event(titled("x", f"<language>{said}</language>"), id=str(number)) for number, said in enumerate(languages)
    )
    return read(schedule(*talks, conference=conference), language=None)


@pytest.mark.parametrize(
    ("languages", "said", "language", "of_event"),
    [
        (("de, en", "", ""), "", "und", ("en", "fr", "ar")),
        (("de, en", "en", ""), "", "en", ("en", "de")),
        (("de, en", "de, en", "de, en", "en"), "", "en", ("en", "de")),
        (("de", "fr", "fr"), "", "fr", ("fr", "de")),
        (("fr", "fr"), "de", "de", ("de", "fr")),
        (("fr", "fr"), "de, fr", "fr", ("fr",)),
        (("", ""), "", "und", ("en", "fr", "ar")),
    ],
)
def test_language_of_texts_is_said_of_the_whole_or_most_sessions_have_it_alone(
    languages: tuple[str, ...], said: str, language: str, of_event: tuple[str, ...]
) -> None:
    conference = f"<conference><title>Forum</title><language>{said}</language></conference>"

    programme = spoken(*languages, conference=conference).programme

    assert (programme.event.title, programme.event.languages) == ({language: "Forum"}, of_event)
    assert programme.rooms[0].name == {language: "Hall"}


@pytest.mark.parametrize(
    ("languages", "said", "told"),
    [
        (("de", "en", "en"), "", True),
        (("de, en", "en", ""), "", True),
        (("en", "en", ""), "", False),
        (("de, en", ""), "", False),
        (("de", "en", "en"), "<language>de</language>", False),
    ],
)
def test_language_that_is_a_guess_is_told(languages: tuple[str, ...], said: str, told: bool) -> None:
    imported = spoken(*languages, conference=f"<conference><title>Forum</title>{said}</conference>")

    guess = "the file does not say which its texts are in: en was taken, as more sessions have it alone"
    assert [what for item, what in repairs(imported) if item == "language"] == [guess] * told


def test_language_nobody_knows_is_left_out_and_told() -> None:
    imported = read(schedule(event("<title>x</title><language>Klingon</language>")))
    assert repairs(imported)[1] == ("1 x", "the language “Klingon” is not known: left out")


def test_texts_become_markdown_and_the_first_that_says_something_wins() -> None:
    session = read_session(
        "<abstract/><title>A &amp;amp; B</title><subtitle>two\n lines</subtitle>"
        "<abstract>&lt;p&gt;One &lt;b&gt;two&lt;/b&gt;.&lt;/p&gt;</abstract><abstract>late</abstract>"
        "<description><![CDATA[<ul><li>x</li></ul>]]></description>"
    )
    assert session.title == {"en": "A & B"}
    assert session.subtitle == {"en": "two lines"}
    assert session.abstract == {"en": "One **two**."}
    assert session.description == {"en": "- x"}


def test_markup_that_was_not_escaped_is_text_all_the_same() -> None:
    session = read_session(
        "<title>The <i>big</i> one</title>"
        "<description>Intro<p xmlns='http://www.w3.org/1999/xhtml'>See <a href='https://example.org'>this</a></p></description>"
    )
    assert session.title == {"en": "The big one"}
    assert session.description == {"en": "Intro\n\nSee [this](https://example.org)"}


def test_long_texts_keep_every_character_and_lose_carriage_returns() -> None:
    text = "word " * 2000 + "end"
    session = read_session(f"<title>x</title><description>{text}&#13;\nnext&#13;\n&#13;\nlast</description>")
    assert session.description == {"en": f"{text}\nnext\n\nlast"}


def test_description_that_repeats_the_abstract_stands_once() -> None:
    session = read_session("<title>x</title><abstract>Same.</abstract><description>Same.</description>")
    assert (session.abstract, session.description) == ({}, {"en": "Same."})


def test_links_are_documents_repaired_where_they_can_be() -> None:
    links = """<links><link href="www.example.org">One</link><link href="hhttps://example.org/a">Two</link><link>https://example.org/b</link>
        <link href="javascript:alert(1)">Bad</link><link href="???">No</link><link href="">None</link>
        <link href="https://video.example/x.webm">Video</link></links>
        <attachments><attachment type="slides" href="https://example.org/s.pdf">S</attachment>
        <attachment href="/files/p.pdf">P</attachment></attachments>
        <video_download_url>https://video.example/y.mp4</video_download_url>"""
    conference = "<conference><title>x</title><base_url>https://example.org/2025/</base_url></conference>"
    imported = read(schedule(event(titled(more=links)), conference=conference))
    assert imported.programme.sessions[0].documents == (
        Document({"en": "One"}, "http://www.example.org", kind="link"),
        Document({"en": "Two"}, "https://example.org/a", kind="link"),
        Document({"en": "example.org/b"}, "https://example.org/b", kind="link"),
        Document({"en": "Video"}, "https://video.example/x.webm", kind="recording"),
        Document({"en": "S"}, "https://example.org/s.pdf", kind="slides"),
        Document({"en": "P"}, "https://example.org/files/p.pdf", kind="document"),
        Document({"en": "video.example/y.mp4"}, "https://video.example/y.mp4", kind="recording"),
    )
    assert [what for _, what in repairs(imported)][1:] == [
        "the link “www.example.org” was read as http://www.example.org",
        "the link “hhttps://example.org/a” was read as https://example.org/a",
        "“javascript:alert(1)” is no link that can be followed: left out",
        "“???” is no link that can be followed: left out",
    ]


def test_attachment_that_names_a_file_is_read_from_the_file_s_own_address_or_told() -> None:
    slides = event(titled(more='<attachments><attachment href="slides.pdf">S</attachment></attachments>'))
    conference = "<conference><title>x</title><base_url>https://example.org/2025/</base_url></conference>"

    based, lost = read(schedule(slides, conference=conference)), read(schedule(slides))

    (document,) = based.programme.sessions[0].documents
    assert document.url == "https://example.org/2025/slides.pdf"
    assert lost.programme.sessions[0].documents == ()
    assert ("1 Water", "“slides.pdf” is no link that can be followed: left out") in repairs(lost)
    assert len(repairs(lost)) == len(repairs(based)) + 1


@pytest.mark.parametrize(
    ("said", "url"),
    [
        ("<url>https://example.org/1</url>", "https://example.org/1"),
        ("<url></url><origin_url>https://cfp.example/1</origin_url>", "https://cfp.example/1"),
        (
            "<conf_url>/talks/1/</conf_url><full_conf_url>https://example.org/talks/1/</full_conf_url>",
            "https://example.org/talks/1/",
        ),
        ("<conf_url>/talks/1/</conf_url>", "https://base.example/talks/1/"),
        ("<slug>https://example.org/#talk</slug>", "https://example.org/#talk"),
        ("<url>javascript:alert(1)</url>", None),
    ],
)
def test_page_at_the_source(said: str, url: str | None) -> None:
    conference = "<conference><title>x</title><base_url>https://base.example</base_url></conference>"
    assert read_session(titled(more=said), conference=conference).url == url


@pytest.mark.parametrize(
    ("said", "recording"),
    [
        ("<recording><license/><optout>false</optout></recording>", None),
        ("<recording><license>CC BY 4.0</license><optout>false</optout></recording>", Recording("CC BY 4.0")),
        ("<recording><license></license><optout>true</optout></recording>", Recording("", opt_out=True)),
        ("<recording><opt_out>True</opt_out></recording>", Recording("", opt_out=True)),
        ("<do_not_record>true</do_not_record>", Recording("", opt_out=True)),
    ],
)
def test_recording_as_it_is_said(said: str, recording: Recording | None) -> None:
    assert read_session(titled(more=said)).recording == recording


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("", SessionStatus.CONFIRMED),
        ("<status>canceled</status>", SessionStatus.CANCELLED),
        ("<cancelled>true</cancelled>", SessionStatus.CANCELLED),
        ("<status>tentative</status>", SessionStatus.TENTATIVE),
        ("<released>False</released>", SessionStatus.CONFIRMED),
    ],
)
def test_status_as_it_is_said(said: str, status: SessionStatus) -> None:
    assert read_session(titled(more=said)).status == status


def test_printed_code_is_kept_and_a_random_one_is_an_id() -> None:
    programme = read(schedule(event(titled(), code="SOU 84"), event(titled(), code="XWNGQL"))).programme
    assert [session.code for session in programme.sessions] == ["SOU 84", ""]


def test_overlap_in_one_room_is_kept() -> None:
    same = "<title>x</title><start>10:00</start><duration>01:00</duration>"
    assert len(read_sessions(event(same, id="1"), event(same, id="2"))) == 2


def test_control_characters_and_bidi_overrides_do_not_arrive() -> None:
    session = read_session("<title>a&#x202e;b&#xfeff;</title><description>x&#x85;y&#x2066;z</description>")
    assert (session.title, session.description) == ({"en": "ab"}, {"en": "x\nyz"})


@pytest.mark.parametrize(
    ("said", "asked", "found"),
    [
        ("Europe/Brussels", None, "Europe/Brussels"),
        ("Berlin", None, "Europe/Berlin"),
        ("europe/paris", None, "Europe/Paris"),
        ("Europe/Brussels", "Africa/Casablanca", "Europe/Brussels"),
        ("", "Africa/Casablanca", "Africa/Casablanca"),
        ("Nowhere/City", "Africa/Casablanca", "Africa/Casablanca"),
    ],
)
def test_zone_is_the_file_s_else_the_one_asked_for(said: str, asked: str | None, found: str) -> None:
    conference = f"<conference><title>x</title><time_zone_name>{said}</time_zone_name></conference>"
    assert read(schedule(event(), conference=conference), asked).programme.event.timezone == found


@pytest.mark.parametrize(
    ("conference", "asked", "sentence"),
    [
        (
            "",
            None,
            "The file names no time zone. Say which one its times are in, such as --timezone Africa/Casablanca.",
        ),
        (
            "<time_zone_name>+01:00</time_zone_name>",
            None,
            "The file's time zone “+01:00” is not known. Say which one is meant, such as --timezone Africa/Casablanca.",
        ),
        ("", "Nowhere/City", "There is no time zone called Nowhere/City. Use a name such as Africa/Casablanca."),
    ],
)
def test_zone_that_is_not_said_or_not_known_is_refused(conference: str, asked: str | None, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read(schedule(event(), conference=f"<conference><title>x</title>{conference}</conference>"), asked)
    assert str(refusal.value) == sentence


def test_file_without_any_day_is_refused() -> None:
    with pytest.raises(InvalidInput, match="does not say on which days"):
        read("<schedule><conference><title>x</title></conference><event id='1'/></schedule>")


@pytest.mark.parametrize(
    "data",
    [
        "<html><body><p>404</p></body></html>",
        "<rss><channel><item><title>x</title></item></channel></rss>",
        "<schedule/>",
        "<schedule xmlns='http://gaa.st/giggity#sched'><line><item/></line></schedule>",
        "<room><url>https://example.org</url></room>",
    ],
)
def test_what_is_no_schedule_is_refused(data: str) -> None:
    with pytest.raises(NotASchedule) as refusal:
        read(data)
    assert str(refusal.value) == "This is not a schedule: there is neither a conference nor a session in it."


@pytest.mark.parametrize(
    ("name", "timezone", "sessions", "rooms", "everybody", "days"),
    [
        ("fosdem-2025.xml", None, 1105, 35, 1193, 2),
        ("31c3.xml", "Europe/Berlin", 138, 4, 198, 4),
        ("debconf17-pentabarf.xml", "America/Toronto", 181, 6, 126, 8),
    ],
)
def test_real_schedule_arrives_whole(
    name: str, timezone: str | None, sessions: int, rooms: int, everybody: int, days: int
) -> None:
    imported = frab_xml.read(shared_data(f"schedule/{name}").read_bytes(), timezone=timezone)
    programme = imported.programme
    assert (len(programme.sessions), len(programme.rooms), len(programme.people)) == (sessions, rooms, everybody)
    assert imported.skipped == ()
    assert all(session.start_local and session.end_local and session.room_uid for session in programme.sessions)
    change = int(programme.event.day_change[:2])
    shown = {
        (s.start_local.date() if s.start_local.hour >= change else "night") for s in programme.sessions if s.start_local
    }
    assert len(shown - {"night"}) == days


def test_real_talks_after_midnight_stay_in_their_conference_day() -> None:
    imported = frab_xml.read(shared_data("schedule/31c3.xml").read_bytes(), timezone="Europe/Berlin")
    late = [s for s in imported.programme.sessions if s.start_local and s.start_local.hour < 4]
    assert sorted(str(s.start_local) for s in late) == [
        "2014-12-28 00:00:00",
        "2014-12-29 00:15:00",
        "2014-12-29 00:15:00",
        "2014-12-30 00:15:00",
    ]
    assert imported.programme.event.day_change == "04:00"


def test_real_dates_with_a_wrong_offset_are_told_once() -> None:
    imported = frab_xml.read(shared_data("schedule/debconf17-pentabarf.xml").read_bytes(), timezone="America/Toronto")
    first = imported.programme.sessions[0]
    assert (first.start_local, first.end_local) == (at("2017-08-05 10:00"), at("2017-08-05 10:45"))
    assert first.url == "https://debconf17.debconf.org/talks/204/"
    what = "the offset of 181 is not America/Toronto’s: the local time was taken"
    assert imported.repaired == (Repaired("dates", what),)


def test_real_schedule_without_a_zone_wants_one() -> None:
    with pytest.raises(InvalidInput, match="names no time zone"):
        frab_xml.read(shared_data("schedule/31c3.xml").read_bytes())
