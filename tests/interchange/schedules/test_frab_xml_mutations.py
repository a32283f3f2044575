"""Schedules put together at random and real ones spoilt at random: a refusal in a sentence, or every session."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from events_service.errors import InvalidInput
from events_service.interchange.imported import Imported
from events_service.interchange.schedules import frab_xml
from tests.interchange.small_schedules import schedule
from tests.support.needs import shared_data

WORDS = st.text(alphabet="aZ09éم<>&\"' :-/\\\r\n\t\u202e\u0085#*_`", max_size=12)
CLOCKS = st.sampled_from(
    ["", "10:00", "00:30", "0930", "24:00", "25:30", "noon", "02:30", "99:99", "9:30 pm", "2025-03-30T02:30"]
)
DATES = st.sampled_from(
    [
        "",
        "2025-03-30",
        "2025-03-30T02:30:00",
        "2025-03-30T10:00:00+00:00",
        "2025-03-29T23:30:00Z",
        "2025-10-26T02:30:00+01:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "2025-13-45T99:99",
        "30.03.2025 10:00",
        "1970-01-01",
    ]
)
LENGTHS = st.sampled_from(
    ["", "01:00", "00:00", "12:00", "1:02:30", "000:01:30", "99:99:99", "-1", "PT1H", "400:00", "soon"]
)
IDS = st.sampled_from(["", "0", "1", "1", "x", "29aecfd7-2e44-4f49-ab86-29b5e0877325"])
FIELDS = ["title", "date", "start", "duration", "end", "room", "track", "type", "language", "abstract", "description"]
FIELDS += ["slug", "url", "conf_url", "status", "day", "video_download_url", "subtitle"]


def escaped(text: str) -> str:
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(sign, entity)
    return text


@st.composite
def events(draw: st.DrawFn) -> str:
    """An event element with an id or a title, and anything else."""
    parts = []
    for field in draw(st.lists(st.sampled_from(FIELDS), max_size=8)):
        said = {"start": CLOCKS, "end": CLOCKS, "date": DATES, "duration": LENGTHS}.get(field, WORDS)
        parts.append(f"<{field}>{escaped(draw(said))}</{field}>")
    for kind in draw(st.lists(st.sampled_from(["person", "link", "attachment"]), max_size=3)):
        sign = escaped(draw(st.one_of(IDS, WORDS)))
        parts.append(
            f'<{kind}s><{kind} id="{sign}" guid="{sign}" href="{sign}">{escaped(draw(WORDS))}</{kind}></{kind}s>'
        )
    sure = draw(st.sampled_from(['id="7"', 'id="0"', 'id="x"', 'guid="29aecfd7-2e44-4f49-ab86-29b5e0877325"']))
    return f"<event {sure}>{''.join(parts)}</event>"


def check(imported: Imported, sessions: int) -> None:
    programme = imported.programme
    assert len(programme.sessions) + len(imported.skipped) == sessions
    uids = [record.uid for kind in (programme.sessions, programme.rooms, programme.people) for record in kind]
    assert len(set(uids)) == len(uids)
    people, rooms = {person.uid for person in programme.people}, {room.uid for room in programme.rooms}
    for session in programme.sessions:
        assert all(session.title.values())
        assert {link.person_uid for link in session.people} <= people
        assert session.room_uid is None or session.room_uid in rooms
        if session.start_local is None:
            assert session.end_local is None
        elif session.end_local is not None:
            assert (session.end_local, session.end_fold) >= (session.start_local, session.start_fold)
    assert programme.event.start_on <= programme.event.end_on


@given(st.lists(events(), min_size=1, max_size=5))
@example(["<event guid='x'><title> </title><slug>\x85</slug></event>", "<event id='0'/>"])
@example(["<event id='1'><date>2025-03-30T02:30:00+01:00</date><start>02:30</start><duration>24:00</duration></event>"])
def test_every_session_arrives_whatever_is_said_of_it(parts: list[str]) -> None:
    imported = frab_xml.read(
        schedule(*parts, day='date="2025-03-30" start="2025-03-30T04:00:00+02:00"'), timezone="Europe/Berlin"
    )
    assert imported.skipped == ()
    check(imported, len(parts))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_spoilt_real_schedule_is_refused_or_read(data: st.DataObject) -> None:
    whole = shared_data("schedule/31c3.xml").read_bytes()
    piece = bytearray(whole[: whole.index(b"</event>", 6000) + 8] + b"</room></day></schedule>")
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(piece) - 1))
        piece[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=6))
    try:
        imported = frab_xml.read(bytes(piece), timezone="Europe/Berlin")
    except InvalidInput:
        return
    check(imported, len(imported.programme.sessions) + len(imported.skipped))


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_real_schedule_with_other_texts_keeps_every_session(data: st.DataObject) -> None:
    text = shared_data("schedule/debconf17-pentabarf.xml").read_text()
    for _ in range(3):
        tag = data.draw(st.sampled_from(["start", "date", "duration", "title", "room", "track", "type", "description"]))
        opening, closing = f"<{tag}>", f"</{tag}>"
        parts = text.split(opening)
        number = data.draw(st.integers(1, len(parts) - 1))
        said = data.draw({"start": CLOCKS, "date": DATES, "duration": LENGTHS}.get(tag, WORDS))
        if closing in parts[number]:
            parts[number] = escaped(said) + closing + parts[number].partition(closing)[2]
        text = opening.join(parts)
    imported = frab_xml.read(text.encode(), timezone="America/Toronto")
    assert imported.skipped == ()
    check(imported, 181)
