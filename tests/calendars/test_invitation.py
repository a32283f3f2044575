"""The calendar file in a mail."""

from datetime import timedelta

from msgspec import structs

from events_service.calendars.invitation import METHOD, invitation
from events_service.calendars.vevent import Seat
from events_service.programme.programme import Precision, Session
from tests.calendars.lint import lint
from tests.calendars.readers import read_alike
from tests.calendars.scenery import (
    CANCELLED,
    EVENT,
    FULL,
    MADE_AT,
    REMOVED,
    SECRET,
    SITE,
    STAMP,
    TENTATIVE,
    TIMETABLE,
    TITLE_ONLY,
    UNTIMED,
    line,
    timetable_of,
    uids,
    unfolded,
    value,
)

OFFICE = ("Seventh forum", "events@example.org")


def make(*seats: tuple[Session, Seat], language: str = "en") -> bytes:
    body = invitation(seats, TIMETABLE, SITE, language, made_at=MADE_AT, organizer=OFFICE)
    assert body is not None
    return body


def test_ic_34_file_is_published_and_says_no_more_of_itself() -> None:
    body = make((FULL, Seat()))

    assert METHOD == "PUBLISH"
    assert [each.partition(":")[0] for each in unfolded(body.partition(b"BEGIN:VE")[0])] == [
        "BEGIN",
        "VERSION",
        "PRODID",
        "CALSCALE",
        "METHOD",
        "UID",
        "X-WR-TIMEZONE",
    ]
    assert value(body, "METHOD") == METHOD


def test_ic_34_published_entry_has_what_rfc_5546_asks_for_and_nothing_it_forbids() -> None:
    body = make((FULL, Seat()))

    for required in ("UID", "DTSTAMP", "DTSTART", "ORGANIZER", "SUMMARY", "SEQUENCE"):
        assert line(body.partition(b"BEGIN:VEVENT")[2], required) is not None
    for forbidden in ("ATTENDEE", "REQUEST-STATUS"):
        assert line(body, forbidden) is None
    assert lint(body) == []


def test_ic_27_organizer_is_the_service_that_answers() -> None:
    assert line(make((FULL, Seat()), language="fr"), "ORGANIZER") == (
        'ORGANIZER;CN="Seventh forum":mailto:events@example.org'
    )


def test_ic_7_ic_8_ic_9_uid_sequence_and_stamp() -> None:
    body = make((FULL, Seat(changes=4)))

    ((entry,),) = read_alike(body)
    assert (entry.uid, entry.sequence) == (FULL.uid, FULL.revision + 4)
    assert value(body, "DTSTAMP") == "20181102T093000Z"


def test_ic_35_change_has_the_same_uid_and_a_higher_sequence() -> None:
    moved = structs.replace(FULL, revision=3, start_at=FULL.start_at and FULL.start_at + timedelta(minutes=30))

    ((before,), (after,)) = read_alike(make((FULL, Seat(changes=1))), make((moved, Seat(changes=1))))

    assert before.uid == after.uid
    assert before.sequence < after.sequence
    assert before.start < after.start


def test_ic_35_cancelled_seat_session_and_tombstone_say_so() -> None:
    body = make((FULL, Seat(cancelled=True, changes=2)), (CANCELLED, Seat(changes=1)), (REMOVED, Seat()))

    (read,) = read_alike(body)
    assert {(entry.uid, entry.status, entry.sequence) for entry in read} == {
        (FULL.uid, "CANCELLED", 4),
        (CANCELLED.uid, "CANCELLED", 2),
        (REMOVED.uid, "CANCELLED", 4),
    }
    assert value(body, "METHOD") == "PUBLISH"


def test_ic_36_several_sessions_are_one_file_in_order() -> None:
    body = make((TITLE_ONLY, Seat()), (FULL, Seat()), (TENTATIVE, Seat(waiting=True)))

    assert uids(body) == sorted((FULL.uid, TENTATIVE.uid)) + [TITLE_ONLY.uid]
    assert lint(body) == []


def test_ic_21_waiting_list_is_tentative_in_the_readers_language() -> None:
    body = make((FULL, Seat(waiting=True)), language="fr")

    assert (value(body, "STATUS"), value(body, "TRANSP")) == ("TENTATIVE", "TRANSPARENT")
    assert value(body, "SUMMARY") == "Liste d’attente\u202f: SOU 84 · Un partenariat durable"


def test_ic_10_same_mail_is_the_same_file() -> None:
    assert make((FULL, Seat(changes=1))) == make((FULL, Seat(changes=1)))


def test_ic_28_nothing_secret_is_in_it() -> None:
    body = make((FULL, Seat()), (TITLE_ONLY, Seat()))

    assert SECRET not in "\n".join(unfolded(body))


def test_session_without_hours_is_left_out_and_alone_makes_no_file() -> None:
    assert uids(make((UNTIMED, Seat()), (FULL, Seat()))) == [FULL.uid]
    assert invitation([(UNTIMED, Seat())], TIMETABLE, SITE, "en", made_at=MADE_AT, organizer=OFFICE) is None
    assert invitation([], TIMETABLE, SITE, "en", made_at=MADE_AT, organizer=OFFICE) is None


def test_whole_event_stands_there_for_who_chose_no_session() -> None:
    body = invitation(
        [], TIMETABLE, SITE, "en", made_at=MADE_AT, organizer=OFFICE, event=(STAMP, Seat(changes=2, waiting=True))
    )

    assert body is not None
    assert lint(body) == []
    ((entry,),) = read_alike(body)
    assert (entry.uid, entry.sequence, entry.status, entry.summary) == (
        EVENT.uid,
        5,
        "TENTATIVE",
        "Waiting list: Seventh forum",
    )
    assert (value(body, "DTSTAMP"), value(body, "CLASS")) == ("20181102T093000Z", "PRIVATE")


def test_event_of_which_only_the_month_is_known_makes_no_file() -> None:
    vague = timetable_of(event=structs.replace(EVENT, precision=Precision.MONTH))

    assert invitation([], vague, SITE, "en", made_at=MADE_AT, organizer=OFFICE, event=(STAMP, Seat())) is None


def test_ic_32_alarm_is_in_it_if_asked_for() -> None:
    body = make((FULL, Seat(alarm=timedelta(minutes=30))))

    assert "TRIGGER:-PT30M" in unfolded(body)
    assert lint(body) == []
    read_alike(body)
