"""Pages for what went wrong."""

import pytest

from events_service.errors import Busy, Conflict, NotFound
from events_service.web.public.not_found import render_not_found, render_refusal
from tests.factories.views import SITE
from tests.web.reading import Read


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "There is nothing at this address"),
        ("fr", "Il n’y a rien à cette adresse"),
        ("ar", "لا يوجد شيء في هذا العنوان"),
    ],
)
def test_nothing_here_is_said_in_the_reader_s_language_with_a_way_on(language: str, words: str) -> None:
    page = Read(render_not_found(SITE, language))

    assert page.one("h1") == words
    assert page.attributes("form[role=search]", "action") == [f"/{language}/"]
    assert page.attributes("ul.links a", "href") == [f"/{language}/"]
    assert page.attributes("meta[name=robots]", "content") == ["noindex"]


def test_event_of_the_address_is_offered() -> None:
    page = Read(render_not_found(SITE, "en", "forum-7", "Seventh <forum>"))

    assert page.links()["Programme of Seventh <forum>"] == "/en/forum-7/"
    french = Read(render_not_found(SITE, "fr", "forum-7", "Le septième forum"))
    assert french.links()["Programme : Le septième forum"] == "/fr/forum-7/"


def test_refusal_is_said_with_its_title_and_sentence() -> None:
    page = Read(render_refusal(Busy(), SITE, "fr"))

    assert page.one("h1") == "Réessayez dans un instant"
    assert page.one("p.lead").startswith("L’enregistrement est impossible pour l’instant.")


def test_refusal_s_values_are_text() -> None:
    page = Read(render_refusal(Conflict("{slug} is not published yet.", slug="<b>x</b>"), SITE, "en"))

    assert page.one("p.lead") == "<b>x</b> is not published yet."


def test_not_found_is_the_same_page_whatever_was_missing() -> None:
    assert render_refusal(NotFound("There is no such session."), SITE, "en") == render_not_found(SITE, "en")
