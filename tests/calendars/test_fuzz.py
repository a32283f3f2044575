"""Text that was made to break calendars: every library reads every entry, and reads what was said."""

import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from events_service.calendars.feeds import event_feed
from events_service.calendars.prose import plain
from events_service.calendars.vevent import vevent_lines
from events_service.directory.directory import ContactKind, ContactPoint
from events_service.languages import cleaned, one_line
from events_service.programme.programme import SessionOrganizer
from events_service.programme.timetable import Timetable
from tests.calendars.lint import lint
from tests.calendars.readers import Libical, read_alike, with_icalendar
from tests.calendars.scenery import AMINA, FULL, PROGRAMME, SITE, STAMP, TIMETABLE, TOWNS, unfolded

_PIECES = (
    *("\r", "\n", "\r\n", "\n ", "\r\n ", "\x00", "\x1b[2J", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\ufeff"),
    *(
        "\u202e",
        "\u2066",
        "\u2069",
        "\u200f",
        "\t",
        " ",
        "  ",
        '"',
        "'",
        "^",
        "^'",
        "^n",
        "\\",
        "\\n",
        "\\N",
        "\\;",
        "\\,",
    ),
    *(
        ";",
        ",",
        ":",
        "=",
        "END:VEVENT",
        "\r\nATTENDEE:mailto:x@example.org",
        "\nBEGIN:VALARM",
        ";VALUE=BINARY:",
        "%0D%0A",
    ),
    *(
        "مرحبا",
        "שלום",
        "é",
        "e\u0301",
        "漢字",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",
        "\U0001f1f2\U0001f1e6",
        "\u200d",
    ),
    *(
        "a",
        "word ",
        "*b*",
        "[c](https://example.org/)",
        "- d",
        "1. e",
        "# f",
        "`g`",
        "<b>h</b>",
        "&amp;",
        "x" * 73,
        "x" * 74,
    ),
)
hostile = st.lists(st.sampled_from(_PIECES) | st.characters(codec="utf-8"), max_size=14).map("".join)
anything = st.dictionaries(st.sampled_from(("en", "ar", "x\r\ny", 'a"b', "und")), hostile, max_size=2)


def timetable_with(text: dict[str, str], said: str) -> Timetable:
    """The small event with this text in every place that reaches a calendar."""
    contact = ContactPoint(kind=ContactKind.EMAIL, printed=said)
    session = structs.replace(
        FULL,
        title=text,
        code=said,
        subtitle=text,
        abstract=text,
        description=text,
        status_note=text,
        stream_url=said,
        languages=(said,),
        interpretation=(said,),
        organizers=(SessionOrganizer(organization_uid=TOWNS.uid, contacts=(contact,)),),
    )
    named: dict[str, Any] = {"name": text}
    return Timetable(
        structs.replace(
            PROGRAMME,
            sessions=(session,),
            tombstones=(),
            event=structs.replace(PROGRAMME.event, title=text, theme=text, description=text, accent=said),
            rooms=tuple(structs.replace(room, **named) for room in PROGRAMME.rooms),
            venues=tuple(structs.replace(venue, address=text, city=text, **named) for venue in PROGRAMME.venues),
            tracks=tuple(structs.replace(track, **named) for track in PROGRAMME.tracks),
            types=tuple(structs.replace(kind, **named) for kind in PROGRAMME.types),
            organizations=(structs.replace(TOWNS, short_name=text, **named),),
            people=(structs.replace(AMINA, title=text, **named),),
        )
    )


_KNOWN = {each.partition(":")[0].partition(";")[0] for each in unfolded(vevent_lines(FULL, TIMETABLE, SITE, "en"))}


@given(text=anything, said=hostile)
def test_ic_5_hostile_text_adds_no_line_and_breaks_no_rule(text: dict[str, str], said: str) -> None:
    timetable = timetable_with(text, said)

    for language in ("en", "ar"):
        feed = event_feed(timetable, STAMP, SITE, language)
        by_icalendar, by_libical = with_icalendar(feed.body), Libical().read(feed.body)

        assert (feed.entries, feed.skipped) == (1, 0)
        assert lint(feed.body) == []
        assert by_libical == by_icalendar
        assert len(by_icalendar) == 1
        assert set(by_icalendar[0].properties) <= _KNOWN
        assert not re.search(rb"(?m)^(ATTENDEE|BEGIN:VALARM)", feed.body)


@given(title=hostile, description=hostile)
def test_ic_6_text_comes_back_as_it_was_cleaned(title: str, description: str) -> None:
    session = structs.replace(FULL, code="", title={"en": title}, description={"en": description})
    timetable = Timetable(structs.replace(PROGRAMME, sessions=(session,), tombstones=()))

    (entry,) = with_icalendar(event_feed(timetable, STAMP, SITE, "en").body)

    assert entry.summary == (one_line(title) or "Seventh forum")
    assert plain(description) in entry.description
    assert cleaned(entry.description) == entry.description


@settings(max_examples=5)
@given(st.lists(st.tuples(anything, hostile), min_size=20, max_size=40))
def test_ic_6_all_three_libraries_read_hostile_text_alike(texts: list[tuple[dict[str, str], str]]) -> None:
    bodies = [event_feed(timetable_with(text, said), STAMP, SITE, "en").body for text, said in texts]

    assert [len(entries) for entries in read_alike(*bodies)] == [1] * len(bodies)
