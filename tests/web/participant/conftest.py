"""A forum whose first sessions have one place each, as a participant's browser sees it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from events_service.database import Database
from events_service.mail.models import OutboxMail
from events_service.programme.programme import Category, Offer, OfferMode
from events_service.registration.emails import MANAGE
from events_service.registration.links import FEED
from events_service.registration.models import ParticipantRow, RegistrationRow
from events_service.secret_links import Reference, make_token
from events_service.zones import now
from tests.registration.scenery import change_offering, counts, table_of
from tests.registration.site import Site, make_forum, open_site
from tests.web.reading import Read


class Visitor:
    """Reads pages of a site and sends their forms."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.form = f"/en/{site.event}/register/"

    def read(self, path: str, status: int = 200) -> Read:
        answer = self.site.client.get(path)
        assert answer.status_code == status, answer.text
        return Read(answer.text)

    def send(self, path: str, fields: dict[str, Any], status: int = 303) -> httpx.Response:
        """Post a form as a browser does."""
        answer = self.site.client.post(path, data=fields)
        assert answer.status_code == status, answer.text
        return answer

    def key(self) -> str:
        """That of a form just opened."""
        return self.read(self.form).attributes("input[name=key]", "value")[0]

    def register(self, name: str, *sessions: int, status: int = 303, **changes: Any) -> httpx.Response:
        """Open the form, fill it in and send it."""
        fields = {
            "key": changes.pop("key", None) or self.key(),
            "name": name,
            "email": f"{name.lower()}@example.org",
            "locale": "en",
            "sessions": [self.site.sessions[number] for number in sessions],
        } | changes
        return self.send(self.form, fields, status)

    def manage(self, name: str, language: str = "en") -> str:
        """The address in the mails of whoever has this name."""
        return f"/{language}/registrations/{self._token(name, MANAGE)}/"

    def feed(self, name: str) -> str:
        return f"/feeds/{self._token(name, FEED)}/calendar.ics"

    def _token(self, name: str, purpose: str) -> str:
        row = self.row(name)
        return make_token(self.site.app.settings.secret_keys, Reference(purpose, row.id, row.generation))

    def row(self, name: str) -> Any:
        """The registration of the participant of this name that counts."""
        registration, participant = table_of(RegistrationRow), table_of(ParticipantRow)
        wanted = (
            select(registration)
            .join(participant, participant.c.id == registration.c.participant_id)
            .where(participant.c.name == name, registration.c.duplicate_of.is_(None))
            .order_by(registration.c.id.desc())
        )
        with self.site.database.read() as db:
            return db.execute(wanted).first()

    def close(self, number: int) -> None:
        """Registration for a session ends, while its form is still open in some browser."""
        slug = self.site.sessions[number]
        uid = next(session.uid for session in self.site.programme.sessions if session.slug == slug)
        self.site.database.write_now(change_offering, uid, closes_at=now())

    def rows(self) -> list[int]:
        """How many registrations and mails there are."""
        with self.site.database.read() as db:
            return counts(db, RegistrationRow, OutboxMail)


@pytest.fixture
def database_kind() -> str:
    """What is written is tested elsewhere, on both; here it is what a browser gets."""
    return "sqlite"


@pytest.fixture
def visitor(database: Database, database_url: str, tmp_path: Path) -> Iterator[Visitor]:
    categories = (Category(slug="delegate", name={"en": "Delegate"}), Category(slug="press", name={"en": "Press"}))
    forum = make_forum(capacity=1, event=Offer(OfferMode.REGISTRATION), categories=categories)
    with open_site(database, database_url, tmp_path, forum) as site:
        yield Visitor(site)
