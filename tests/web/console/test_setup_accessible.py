"""axe finds nothing to object to on the pages of the owners, whatever is under way."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from events_service.accounts.access import COMMAND
from events_service.accounts.models import Role
from events_service.database import Database
from events_service.jobs import queue
from events_service.operations import keeping
from events_service.zones import now
from tests.accounts.people import PASSWORD, make_account
from tests.support.browser import OpenPage


def given_up(database: Database) -> None:
    database.write_now(queue.enqueue, "some.kind", {}, now())
    database.write_now(
        lambda db: db.connection().exec_driver_sql("UPDATE job SET state = 'failed', last_error = 'why'")
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_axe_finds_nothing(
    open_page: OpenPage, database: Database, url: str, tmp_path: Path, language: str, scheme: str
) -> None:
    database.write_now(lambda db: make_account(db, "root@example.org", Role.OWNER, now=now()))
    given_up(database)
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "events-20200101-120000.zip").touch()
    page = open_page(viewport={"width": 360, "height": 740}, color_scheme=scheme, locale=language, bypass_csp=True)
    page.goto(f"{url}/console/login?next=/console/setup")
    page.locator("#email").fill("root@example.org")
    page.locator("#password").fill(PASSWORD)
    page.locator("main button").click()
    found: list[str] = []

    def look() -> None:
        page.goto(f"{url}/console/setup")
        violations = Axe().run(page).response["violations"]
        found.extend(f"{each['id']}: {each['nodes'][0]['html']}" for each in violations)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    look()
    database.write_now(keeping.ask_drill, COMMAND, now())
    look()

    assert found == []
