"""The front page."""

from datetime import UTC, date, datetime

import pytest
from msgspec import structs

from events_service.catalogue.catalogue import Catalogue
from events_service.directory.directory import Organization
from events_service.partnerships.partnerships import Activity, Agreement
from events_service.programme.programme import (
    Event,
    EventOrganization,
    EventRole,
    EventStatus,
    Precision,
    Series,
    SessionStatus,
)
from tests.factories.programme import make_event, make_organization, make_session, programme_of
from tests.factories.views import catalogue_view, demo_catalogue_view
from tests.web.reading import Read, read

PATTERN = "/{lang}/"
PAST = make_event(slug="past", title={"en": "Past forum"}, start_on=date(2017, 5, 1))
OLDER = make_event(slug="older", title={"en": "Older forum"}, start_on=date(2016, 5, 1), precision=Precision.MONTH)
RUNNING = make_event(slug="running", title={"en": "Running forum"}, start_on=date(2018, 10, 30))
COMING = make_event(slug="coming", title={"en": "Coming forum"}, start_on=date(2018, 11, 20), theme={"en": "Ports"})
NEXT = make_event(slug="next", title={"en": "Next forum"}, start_on=date(2018, 11, 2), status=EventStatus.POSTPONED)
ARM = make_organization(
    name={"en": "Association of Regions"}, short_name={"en": "ARM"}, slug="arm", other_names=("Regions of Morocco",)
)
ACCORD = Agreement(
    "a", {"en": "Accord"}, {"en": "On water"}, "on-water", signed_on=date(2018, 1, 2), fields=({"en": "Wells"},)
)
FORUMS = Series("series", {"en": "Forums"}, "forums")
ALL = Catalogue(
    format=1,
    series=(FORUMS,),
    events=(OLDER, COMING, PAST, NEXT, RUNNING),
    organizations=(ARM,),
    agreements=(ACCORD,),
)


def shown(q: str = "", **changes: object) -> Read:
    talk = make_session(title={"en": "Wells and rivers"}, code="SOU 84")
    view = catalogue_view(ALL, programme_of(talk, event=COMING), **changes)
    return read(PATTERN, view, query={"q": q})


def test_events_stand_by_time_the_nearest_first() -> None:
    page = shown()

    assert page.one("h1") == "Events"
    assert page.all("section.group h2") == ["On now", "Coming", "Past"]
    assert page.all("ul.events h3") == ["Running forum", "Next forum", "Coming forum", "Past forum", "Older forum"]
    assert page.all("ul.events p.when") == [
        "30 October to 1 November 2018",
        "2 to 4 November 2018",
        "20 to 22 November 2018",
        "1 to 3 May 2017",
        "May 2016",
    ]


def test_series_and_undated_agreements_stand_by_name_in_the_readers_language() -> None:
    series = [
        Series(str(n), {"en": en, "fr": fr}, f"s-{n}")
        for n, (en, fr) in enumerate((("Water", "Eau"), ("Meetings", "États généraux"), ("assises", "Zones")))
    ]
    agreements = [
        Agreement("z", {}, {"en": "Zinc"}, "z"),
        Agreement("old", {}, {"en": "Old"}, "old", signed_on=date(2001, 1, 1)),
        Agreement("e", {}, {"en": "Énergie"}, "e"),
        Agreement("new", {}, {"en": "New"}, "new", signed_on=date(2018, 1, 1)),
        Agreement("f", {}, {"en": "Forests"}, "f"),
    ]
    view = catalogue_view(Catalogue(format=1, series=tuple(series), agreements=tuple(agreements)))

    assert read(PATTERN, view).all("div.columns a") == [
        "assises", "Meetings", "Water", "New", "Old", "Énergie", "Forests", "Zinc"
    ]  # fmt: skip
    assert read(PATTERN, view, "fr").all("div.columns a")[:3] == ["Eau", "États généraux", "Zones"]


def test_day_changes_where_the_event_is() -> None:
    """At 23:30 UTC on 1 November it is the 2nd in Casablanca: what ended on the 1st is past."""
    page = shown(now=datetime(2018, 11, 1, 23, 30, tzinfo=UTC))

    assert page.all("section.group h2") == ["On now", "Coming", "Past"]
    assert page.all("ul.events h3")[:2] == ["Next forum", "Coming forum"]


def test_what_was_decided_of_an_event_is_said() -> None:
    page = shown()

    assert page.all("p.flag") == ["Postponed"]
    assert page.attributes("ul.events li.off-it a", "href") == ["/en/next/"]


def test_series_agreements_and_the_calendar_of_everything_are_offered() -> None:
    page = shown()

    assert page.links()["Forums"] == "/en/series/forums/"
    assert page.links()["On water"] == "/en/agreements/on-water/"
    assert page.says("Accord · 2 January 2018")
    assert page.attributes("div.panel input", "value") == ["https://events.example.org/en/calendar.ics"]


@pytest.mark.parametrize(
    ("pattern", "slug"),
    [
        (PATTERN, ""),
        ("/{lang}/series/{slug}/", "forums"),
        ("/{lang}/organizations/{slug}/", "arm"),
        ("/{lang}/agreements/{slug}/", "on-water"),
    ],
)
def test_event_without_a_day_is_said_not_to_be_in_the_calendar(pattern: str, slug: str) -> None:
    said = "An event whose days are not known yet joins this calendar once they are."

    def note(precision: Precision) -> str:
        part = EventOrganization(organization_uid=ARM.uid, role=EventRole.PARTNER)
        event = structs.replace(COMING, precision=precision, series_uid=FORUMS.uid, organizations=(part,))
        accord = structs.replace(ACCORD, activities=(Activity({"en": "Meet"}, event_uids=(event.uid,)),))
        catalogue = structs.replace(ALL, events=(event,), agreements=(accord,))
        view = catalogue_view(catalogue, programme_of(event=event, organizations=(ARM,)))
        return read(pattern, view, slug=slug).one("div.panel p.small")

    assert note(Precision.MONTH).endswith(said)
    assert note(Precision.YEAR).endswith(said)
    assert said not in note(Precision.DAY)


def test_search_finds_events_sessions_organizations_and_agreements() -> None:
    assert shown("coming").all("ul.events h3") == ["Coming forum"]
    assert shown("sou 84").links()["Wells and rivers"] == "/en/coming/sessions/wells-and-rivers/"
    assert shown("regions of morocco").links()["Association of Regions (ARM)"] == "/en/organizations/arm/"
    page = shown("wells")
    assert page.all("ul.links li") == [
        "Wells and riversSOU 84 · Coming forum · 20 November 2018",
        "On waterAccord · 2 January 2018",
    ]
    assert page.one("p[role=status] b") == "2 results"


def test_no_more_than_forty_are_listed_of_what_is_no_event_or_session() -> None:
    bodies = [make_organization(name={"en": f"Water board {n:02}"}, slug=f"w-{n}") for n in reversed(range(38))]
    several = [Series(f"s{n}", {"en": f"Water {n}"}, f"s-{n}") for n in (2, 1)]
    agreements = [Agreement(f"a{n}", {}, {"en": f"Water accord {n}"}, f"a-{n}") for n in (2, 1)]

    def found(*bodies: Organization) -> list[str]:
        view = catalogue_view(Catalogue(1, series=tuple(several), organizations=bodies, agreements=tuple(agreements)))
        return read(PATTERN, view, query={"q": "water"}).all("ul.links a")

    boards = [f"Water board {n:02}" for n in range(38)]
    assert found(*bodies) == [*boards, "Water 1", "Water 2"]
    assert found(*bodies[1:]) == [*boards[:37], "Water 1", "Water 2", "Water accord 1"]
    assert found(*bodies, *bodies) == [name for name in boards for _ in range(2)][:40]


def test_search_tells_what_is_over_which_the_list_says_in_its_headings() -> None:
    found = shown("forum")

    said = dict(zip(found.all("ul.events h3"), found.elements("ul.events li"), strict=True))
    assert {title for title, item in said.items() if "Over" in item.text_content()} == {"Past forum", "Older forum"}
    assert "Over" not in shown().text


def test_past_event_is_not_announced_any_more() -> None:
    announced = (make_event(slug="a", start_on=date(2017, 5, 1), status=EventStatus.ANNOUNCED), COMING)

    assert not read(PATTERN, catalogue_view(Catalogue(format=1, events=announced))).says("Announced")


def test_search_folds_accents_and_case() -> None:
    assert shown("MARRAKESH pôrts").all("ul.events h3") == ["Coming forum"]


def test_search_without_a_result_leads_back() -> None:
    page = shown("volcano")

    assert page.one("p.none b") == "Nothing found"
    assert page.links()["Show all events"] == "/en/"
    assert page.attributes("input[type=search]", "value") == ["volcano"]
    assert page.attributes("meta[name=robots]", "content") == ["noindex"]


def test_empty_installation_says_what_will_come() -> None:
    page = read(PATTERN, catalogue_view(Catalogue(format=1)))

    assert page.one("p.none b") == "No events yet"
    assert page.links()["Organizers begin here"] == "/console/"


def test_demonstration_is_found_in_arabic() -> None:
    page = read(PATTERN, demo_catalogue_view(), "ar", {"q": "افريسيتي"})

    assert page.all("ul.events h3") == ["أفريسيتي 9", "أفريسيتي 8"]


@pytest.mark.parametrize(
    ("event", "status", "language", "said"),
    [
        (COMING, SessionStatus.CANCELLED, "en", ["Cancelled"]),
        (COMING, SessionStatus.CANCELLED, "fr", ["Annulé"]),
        (NEXT, SessionStatus.CONFIRMED, "en", ["Postponed"]),
        (COMING, SessionStatus.CONFIRMED, "en", []),
    ],
)
def test_search_says_what_does_not_take_place(
    event: Event, status: SessionStatus, language: str, said: list[str]
) -> None:
    talk = make_session(title={"en": "Wells and rivers"}, status=status)
    view = catalogue_view(ALL, programme_of(talk, event=event))
    page = read(PATTERN, view, language, {"q": "rivers"})

    assert page.all("ul.links p.flag.off") == said
    assert page.all("ul.links .off-it a.what") == ["Wells and rivers"] * len(said)
