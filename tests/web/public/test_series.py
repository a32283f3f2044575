"""The page of a series."""

from datetime import UTC, date, datetime

import pytest

from events_service.catalogue.catalogue import Catalogue
from events_service.programme.programme import EventStatus, Series
from tests.factories.programme import make_event
from tests.factories.views import catalogue_view
from tests.web.reading import read, render

PATTERN = "/{lang}/series/{slug}/"
ASSISES = Series(
    "series",
    {"en": "Assises", "fr": "Assises"},
    "assises",
    description={"en": "Where two countries *meet*."},
    objectives=({"en": "Pool what is done"},),
    countries=("MA", "FR"),
    periodicity={"en": "annual"},
)


def test_series_lists_its_editions_the_latest_first() -> None:
    third = make_event(slug="third", title={"en": "Third"}, series_uid="series", edition=3)
    fourth = make_event(
        slug="fourth",
        title={"en": "Fourth"},
        series_uid="series",
        start_on=date(2019, 1, 1),
        status=EventStatus.CANCELLED,
    )
    other = make_event(slug="other")
    page = read(
        PATTERN,
        catalogue_view(
            Catalogue(format=1, series=(ASSISES,), events=(third, other, fourth)), now=datetime(2018, 12, 1, tzinfo=UTC)
        ),
        slug="assises",
    )

    assert page.one("h1") == "Assises"
    assert page.one("p.crumbs") == "Series"
    assert page.one("p.by") == "annualMorocco and France"
    assert page.one("em") == "meet"
    assert page.all("ul.events h3") == ["Fourth", "Third"]
    assert page.all("ul.events p.small") == ["Cancelled", "Edition 3Over"]
    assert page.all("ol.steps li") == ["Pool what is done"]
    assert page.attributes("link[type=text/calendar]", "href") == ["/en/series/assises/calendar.ics"]


@pytest.mark.parametrize(("language", "word"), [("fr", "Série"), ("ar", "سلسلة")])
def test_one_series_is_called_one(language: str, word: str) -> None:
    page = read(PATTERN, catalogue_view(Catalogue(format=1, series=(ASSISES,))), language, slug="assises")

    assert page.one("p.crumbs") == word


def test_series_without_editions_says_so() -> None:
    page = read(PATTERN, catalogue_view(Catalogue(format=1, series=(ASSISES,))), slug="assises")

    assert page.says("No edition is published yet.")


def test_unknown_series_has_no_page() -> None:
    assert render(PATTERN, catalogue_view(Catalogue(format=1)), slug="nothing") is None
