import pytest

from events_service.programme.reading.patterns import Patterns, fill


def patterns() -> Patterns[str]:
    found: Patterns[str] = Patterns()
    for pattern in ("/", "/{event}/", "/{event}/sessions/{slug}/", "/{event}/calendar.ics", "/organizations/{slug}/"):
        found.add(pattern, pattern)
    return found


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", ("/", {})),
        ("/forum-7/", ("/{event}/", {"event": "forum-7"})),
        ("/forum-7/sessions/water/", ("/{event}/sessions/{slug}/", {"event": "forum-7", "slug": "water"})),
        ("/forum-7/calendar.ics", ("/{event}/calendar.ics", {"event": "forum-7"})),
        ("/organizations/ampcc/", ("/organizations/{slug}/", {"slug": "ampcc"})),
        ("/forum-7", None),
        ("//", None),
        ("/forum-7//", None),
        ("/forum-7/sessions/", None),
        ("/forum-7/sessions//", None),
        ("/forum-7/calendar.ics/", None),
        ("/forum-7/calendar.ics;x.css", None),
        ("/forum-7/calendar.ics\n.css", None),
        ("/forum-7/rooms/water/", None),
        ("/organizations/", None),
        ("/" + "a/" * 1_000, None),
        (f"/{'a' * 201}/", None),
    ],
)
def test_match(path: str, expected: tuple[str, dict[str, str]] | None) -> None:
    assert patterns().match(path) == expected


def test_pattern_twice_refused() -> None:
    with pytest.raises(ValueError, match="is there twice"):
        patterns().add("/{event}/", "again")


def test_parameter_under_two_names_refused() -> None:
    with pytest.raises(ValueError, match="calls {page} what another pattern calls {event}"):
        patterns().add("/{page}/about/", "about")


def test_fill_gives_the_address_back() -> None:
    assert fill("/{event}/sessions/{slug}/", {"event": "forum-7", "slug": "water"}) == "/forum-7/sessions/water/"
