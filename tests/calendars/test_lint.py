"""The validator finds what it is there to find."""

import pytest

from tests.calendars.lint import lint

_SUMMARY = 'SUMMARY;LANGUAGE=en:Water\\, wells: who "pays"?'
_GOOD = (
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Events Service//Calendar//EN",
    "CALSCALE:GREGORIAN",
    "UID:1",
    "BEGIN:VEVENT",
    "UID:a",
    "DTSTAMP:20181001T120000Z",
    "DTSTART:20181120T080000Z",
    "DTEND:20181120T090000Z",
    "SEQUENCE:0",
    "STATUS:CONFIRMED",
    "TRANSP:TRANSPARENT",
    "CLASS:PUBLIC",
    _SUMMARY,
    "END:VEVENT",
    "END:VCALENDAR",
)


def _body(*lines: str) -> bytes:
    return ("\r\n".join(lines) + "\r\n").encode()


def test_good_calendar_breaks_nothing() -> None:
    assert lint(_body(*_GOOD)) == []


@pytest.mark.parametrize(
    ("line", "instead", "complaint"),
    [
        (_SUMMARY, "SUMMARY:Water, wells", "SUMMARY cannot be 'Water, wells'"),
        (_SUMMARY, "SUMMARY:a\x1bb", "a control character in"),
        (_SUMMARY, "SUMMARY:" + "a" * 70, "78 octets in"),
        (_SUMMARY, "SUMMARY:a\nb", "a bare CR or LF in"),
        (_SUMMARY, "CLASS:PUBLIC", "VEVENT has no SUMMARY"),
        ("SEQUENCE:0", "SEQUENCE:-1", "SEQUENCE cannot be '-1'"),
        ("STATUS:CONFIRMED", "STATUS:CANCELED", "STATUS cannot be 'CANCELED'"),
        ("DTSTAMP:20181001T120000Z", "DTSTAMP:20181001T120000", "DTSTAMP cannot be '20181001T120000'"),
        ("CLASS:PUBLIC", "ATTENDEE:mailto:a@example.org", "an ATTENDEE"),
        ("CALSCALE:GREGORIAN", "GEO:31,6;7,9", "GEO cannot be '31,6;7,9'"),
        ("END:VEVENT", "END:VTODO", "VEVENT ends as VTODO"),
        ("VERSION:2.0", "CALSCALE:GREGORIAN", "VERSION is not first, or there is a BOM"),
        ("UID:a", "UID", "no content line: 'UID'"),
    ],
)
def test_bad_calendar_is_found(line: str, instead: str, complaint: str) -> None:
    body = _body(*(instead if each == line else each for each in _GOOD))

    assert any(found.startswith(complaint) for found in lint(body))


def test_order_and_repeated_uids_are_found() -> None:
    later = [line.replace("0800", "0700") for line in _GOOD[5:16]]

    found = lint(_body(*_GOOD[:16], *later, _GOOD[16]))

    assert found == [
        "a is there twice",
        "('20181120T070000Z', 'a') stands after ('20181120T080000Z', 'a')",
    ]
