"""A participant's own calendar over HTTP."""

import icalendar

from tests.registration.scenery import REGISTRATION
from tests.web.participant.conftest import Visitor
from tests.web.participant.test_registration import act, uid


def entries(body: str) -> dict[str, tuple[str, str, int]]:
    """By uid: status, transparency and sequence."""
    calendar = icalendar.Calendar.from_ical(body)
    return {
        str(entry["UID"]): (str(entry["STATUS"]), str(entry["TRANSP"]), int(str(entry["SEQUENCE"])))
        for entry in calendar.events
    }


def test_ic_21_feed_tells_places_from_waiting_and_keeps_what_was_given_back(visitor: Visitor) -> None:
    visitor.register("Bashir", 1)
    act(visitor, "Bashir", "confirm")
    visitor.register("Amina", 0, 1, 2)
    held = entries(visitor.site.client.get(visitor.feed("Amina")).text)
    act(visitor, "Amina", "confirm")
    act(visitor, "Amina", "give-back", session=uid(visitor, 2))

    answer = visitor.site.client.get(visitor.feed("Amina"))

    # What is only held is not theirs yet; that they wait is true already.
    assert held == {uid(visitor, 1): ("TENTATIVE", "TRANSPARENT", 0)}
    assert entries(answer.text) == {
        uid(visitor, 0): ("CONFIRMED", "OPAQUE", 2),
        uid(visitor, 1): ("TENTATIVE", "TRANSPARENT", 2),
        uid(visitor, 2): ("CANCELLED", "TRANSPARENT", 2),
    }


def test_ic_27_ic_28_feed_names_nobody_and_links_to_no_secret(visitor: Visitor) -> None:
    visitor.register("Amina", 0)
    act(visitor, "Amina", "confirm")

    body = visitor.site.client.get(visitor.feed("Amina")).text.replace("\r\n ", "")

    assert "CLASS:PRIVATE" in body
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in body
    assert [
        word for word in ("ATTENDEE", "Amina", "amina", "registrations/", "feeds/", "SOURCE", "METHOD") if word in body
    ] == []


def test_ic_10_ic_11_feed_is_the_same_until_something_changes(visitor: Visitor) -> None:
    visitor.register("Amina", 0)
    act(visitor, "Amina", "confirm")
    client, address = visitor.site.client, visitor.feed("Amina")
    first = client.get(address)

    same = client.get(address, headers={"If-None-Match": f'"other", {first.headers["etag"]}'})
    since = client.get(address, headers={"If-Modified-Since": first.headers["last-modified"]})
    long_ago = client.get(address, headers={"If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"})
    act(visitor, "Amina", "cancel")
    changed = client.get(address, headers={"If-None-Match": first.headers["etag"]})

    assert first.content == long_ago.content
    assert (same.status_code, since.status_code, long_ago.status_code, changed.status_code) == (304, 304, 200, 200)
    for name in ("etag", "last-modified", "cache-control"):
        assert same.headers[name] == first.headers[name]


def test_ic_25_t_feedtok_1_feed_is_sent_to_whoever_has_its_address_and_kept_by_nobody(visitor: Visitor) -> None:
    visitor.register("Amina", 0)

    answer = visitor.site.client.get(visitor.feed("Amina"), headers={"Accept": "application/xml"})
    head = visitor.site.client.head(visitor.feed("Amina"))

    assert (answer.status_code, head.status_code, head.content) == (200, 200, b"")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"] == "inline; filename=forum-7.ics"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "access-control-allow-origin" not in answer.headers


def test_t_feedtok_1_revoked_feed_is_as_if_it_had_never_been(visitor: Visitor) -> None:
    visitor.register("Amina", 0)
    address, manage = visitor.feed("Amina"), visitor.manage("Amina")
    visitor.site.database.write_now(lambda db: db.execute(REGISTRATION.update().values(generation=1)))

    assert visitor.site.client.get(address).status_code == 404
    assert visitor.site.client.get(f"/feeds/{manage.split('/')[3]}/calendar.ics").status_code == 404
