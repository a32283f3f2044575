"""The demonstration shows how to begin for real; no other site does."""

import re
import shlex
import sys
from pathlib import Path

import pytest

from events_service.addresses import Site
from events_service.catalogue.catalogue import FORMAT, Catalogue
from events_service.cli import app
from events_service.languages import INTERFACE_LANGUAGES
from events_service.programme.filters import Filters
from events_service.web.public.home import render_home
from events_service.web.public.start import program, render_start
from events_service.web.records import Records
from events_service.web.views import CatalogueView
from events_service.zones import now
from tests.web.reading import Read


def view_of(*, demo: bool, local: bool = False) -> CatalogueView:
    site = Site("https://events.example.org", demo=demo, local=local)
    return CatalogueView(records=Records(Catalogue(format=FORMAT)), site=site, now=now())


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


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_demonstration_is_stopped_before_anything_else(language: str) -> None:
    shown = render_start(view_of(demo=True), language)

    assert shown is not None
    page = Read(shown)
    assert "Ctrl-C" in page.all("ol.steps li div")[0]
    assert page.all("ol.steps pre")[:2] == ["mkdir my-event && cd my-event", "events-service init"]


def test_command_is_said_as_a_terminal_finds_it(tmp_path: Path) -> None:
    folder = tmp_path / "a checkout" / "bin"
    folder.mkdir(parents=True)
    command = folder / "events-service"
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)
    linked = tmp_path / "bin"
    linked.mkdir()
    (linked / "events-service").symlink_to(command)

    assert program(folder / "python", "/usr/bin:/bin") == f"'{command}'"
    assert program(folder / "python", f"/usr/bin:{folder}") == "events-service"
    assert program(folder / "python", f"{linked}:/usr/bin") == "events-service"
    assert program(tmp_path / "python", "/usr/bin:/bin") == "events-service"


def test_start_names_no_folder_to_who_is_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    shown = render_start(view_of(demo=True), "en")

    assert shown is not None
    assert [said.split()[0] for said in Read(shown).all("code")] == ["mkdir", *["events-service"] * 5]
    assert str(Path(sys.executable).parent) not in shown


def test_start_shows_the_command_of_the_running_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    shown = render_start(view_of(demo=True, local=True), "en")

    assert shown is not None
    _folder, *commands = (shlex.split(said)[0] for said in Read(shown).all("code"))
    assert len(commands) == 5
    assert {Path(command).is_file() for command in commands} == {True}
