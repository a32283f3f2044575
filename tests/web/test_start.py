"""The demonstration shows how to begin for real; no other site does."""

import re

import pytest

from events_service.addresses import Site
from events_service.catalogue.catalogue import FORMAT, Catalogue
from events_service.cli import app
from events_service.languages import INTERFACE_LANGUAGES
from events_service.programme.filters import Filters
from events_service.web.public.home import render_home
from events_service.web.public.start import render_start
from events_service.web.records import Records
from events_service.web.views import CatalogueView
from events_service.zones import now


def view_of(*, demo: bool) -> CatalogueView:
    return CatalogueView(
        records=Records(Catalogue(format=FORMAT)), site=Site("https://events.example.org", demo=demo), now=now()
    )


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_front_page_offers_to_start_an_event_in_a_demonstration_alone(language: str) -> None:
    link = f'href="/{language}/start/"'

    assert link in render_home(view_of(demo=True), language, Filters())
    assert link not in render_home(view_of(demo=False), language, Filters())
    assert render_start(view_of(demo=False), language) is None


def test_every_command_that_is_shown_exists() -> None:
    shown = render_start(view_of(demo=True), "en")

    assert shown is not None
    commands = re.findall(r"events-service (\w+)", shown)
    known = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    known |= {str(group.name) for group in app.registered_groups}
    assert commands == ["init", "migrate", "user", "import", "serve"]
    assert set(commands) <= known
