"""Where people are told what happens to their data."""

from pathlib import Path

import pytest

from events_service.database import Database
from events_service.mail.render import Queued, render
from events_service.mail.templates import ADDRESS_ENDS
from events_service.registration.office import make_office
from tests.mail.delivery import mails
from tests.registration.site import open_site
from tests.web.participant.conftest import Visitor
from tests.web.reading import Read


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "What happens to your data"),
        ("fr", "Ce que deviennent vos données"),
        ("ar", "كيف تُعالج معطياتكم الشخصية"),
    ],
)
def test_em_13_pages_and_mails_lead_to_what_happens_to_the_data(
    database: Database, database_url: str, tmp_path: Path, language: str, words: str
) -> None:
    where = "https://example.org/privacy?from=events&to=you"
    with open_site(database, database_url, tmp_path, privacy_url=where) as site:
        visitor = Visitor(site)
        visitor.register("Amina", 0, locale=language)
        pages = [
            visitor.read(f"/{language}/{site.event}/register/"),
            visitor.read(visitor.manage("Amina", language)),
        ]
        (mail,) = mails(database)
        queued = Queued(mail.letter, "<1@example.org>", mail.created_at)
        rendered = render(queued, make_office(database, site.app.settings))

    assert [page.links().get(words) for page in pages] == [where, where]
    said = [line.removesuffix(ADDRESS_ENDS) for line in rendered.text.splitlines()]
    assert said[said.index(where) - 1].removesuffix(":").rstrip() == words
    assert Read(rendered.html).links()[words] == where


def test_without_such_a_page_there_is_no_link(visitor: Visitor) -> None:
    assert "What happens to your data" not in visitor.read(visitor.form).links()
