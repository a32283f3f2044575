"""Set-up in the console: what the service depends on, backups, mail and jobs."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from events_service import worker
from events_service.accounts.models import Role
from events_service.database import Database
from events_service.jobs import queue
from events_service.operations import keeping, setup_pages
from events_service.operations.doctor import State, look_around
from events_service.settings import Settings, load
from events_service.zones import now, rules_version
from tests.accounts.people import make_account
from tests.web.console.site import SECRET, Browser

PAGE = "/console/setup"


@pytest.fixture
def owner(database: Database, url: str) -> Iterator[Browser]:
    database.write_now(lambda db: make_account(db, "root@example.org", Role.OWNER, now=now()))
    with Browser(base_url=url) as browser:
        browser.log_in("root@example.org")
        yield browser


def work(database: Database, url: str, database_url: str, folder: Path) -> Settings:
    """Do what was asked for, as a worker does."""
    settings = load(None, base_url=url, secret_key=SECRET, database_url=database_url, data_dir=folder)
    does = {keeping.BACKUP: keeping.make_backup, keeping.DRILL: keeping.run_drill, keeping.MAIL: keeping.check_mail}
    for job in database.write_now(queue.claim, now(), timedelta(minutes=1), 10):
        does[job.kind](settings, database, job)
        database.write_now(queue.finish, job)
    return settings


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", f"Rules {rules_version()} are in use"),
        ("fr", f"Les règles {rules_version()} sont en usage"),
        ("ar", f"القواعد {rules_version()} هي المعمول بها"),
    ],
)
def test_what_the_service_depends_on_is_said_in_words(owner: Browser, language: str, said: str) -> None:
    page = owner.get(f"{PAGE}?lang={language}")

    assert page.status_code == 200
    assert said in re.sub("</?bdi[^>]*>", "", page.text)
    assert "looking." not in page.text


def test_backup_is_asked_for_and_shown_when_it_is_made(
    owner: Browser, database: Database, url: str, database_url: str, tmp_path: Path
) -> None:
    assert "There is no backup yet" in owner.get(f"{PAGE}?lang=en").text
    assert "Run a restore drill" not in owner.get(f"{PAGE}?lang=en").text

    asked = owner.submit(PAGE, f"{PAGE}/backup", {})
    assert (asked.status_code, asked.headers["location"]) == (303, f"{PAGE}#backups")
    waiting = owner.get(f"{PAGE}?lang=en").text
    assert "looking." in waiting
    assert f'<a href="{PAGE}">Look again</a>' in waiting
    assert "Waiting for a worker" in waiting
    assert "Make a backup now" not in waiting
    work(database, url, database_url, tmp_path)

    made = owner.get(f"{PAGE}?lang=en").text
    assert "There is no backup yet" not in made
    assert re.search(r'<bdi dir="ltr">events-\d{8}-\d{6}\.zip</bdi>', made)
    assert "No drill yet" in made
    owner.submit(PAGE, f"{PAGE}/drill", {})
    work(database, url, database_url, tmp_path)
    drilled = owner.get(f"{PAGE}?lang=en").text
    assert "The last drill passed" in drilled
    assert "rows agree, by number and by digest" in drilled
    told = owner.get("/console/record?lang=en").text
    assert "made the backup" in told
    assert "asked for a restore drill" in told


def test_every_kind_of_job_has_words() -> None:
    assert set(worker.handlers(load(None, base_url="http://localhost", secret_key=SECRET))) == set(setup_pages.KINDS)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", ("3 hours ago", "2.5 MB")), ("fr", ("il y a 3 heures", "2,5\u202fMo")), ("ar", ("قبل 3 ساعات", "2,5 م.ب"))],
)
def test_backups_say_their_age_and_size(owner: Browser, tmp_path: Path, language: str, said: tuple[str, str]) -> None:
    (tmp_path / "backups").mkdir()
    made = now() - timedelta(hours=3, minutes=1)
    (tmp_path / "backups" / f"events-{made:%Y%m%d-%H%M%S}.zip").write_bytes(b"x" * 2_540_000)

    page = owner.get(f"{PAGE}?lang={language}").text

    assert [one for one in said if one not in page] == []


def test_logins_elsewhere_and_booklets_are_looked_at(database: Database) -> None:
    """Nothing answers on that port."""
    more = {"oidc_issuer": "http://127.0.0.1:9", "oidc_client_id": "events", "oidc_client_secret": "s" * 32}
    settings = load(None, base_url="http://localhost", secret_key=SECRET, **more)

    found = {one.what: one for one in look_around(settings, database)}

    assert found["provider"].state is State.BAD
    assert found["provider"].words.msgid == "{issuer} does not answer as a provider of logins does."
    assert {"provider", "booklets"} <= set(setup_pages.LOOKED_AT)
    assert "booklets" in found


def test_old_backup_is_warned_of(owner: Browser, tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "events-20200101-120000.zip").touch()

    assert "The newest backup is old" in owner.get(f"{PAGE}?lang=en").text


def test_job_that_was_given_up_is_tried_again(owner: Browser, database: Database) -> None:
    database.write_now(queue.enqueue, "catalogue.freeze", {}, now())
    (job,) = database.write_now(queue.claim, now(), timedelta(minutes=1), 1)
    for _ in range(queue.ATTEMPTS):
        database.write_now(queue.fail, job, "<b>it broke</b>", now() - timedelta(days=1))
        found = database.write_now(queue.claim, now(), timedelta(minutes=1), 1)
        job = found[0] if found else job
    page = owner.get(f"{PAGE}?lang=en").text
    assert "&lt;b&gt;it broke&lt;/b&gt;" in page
    assert "Make public what belongs to no event" in page

    done = owner.submit(PAGE, f"{PAGE}/jobs/{job.id}/retry", {})

    assert (done.status_code, done.headers["location"]) == (303, f"{PAGE}#jobs")
    assert [claimed.id for claimed in database.write_now(queue.claim, now(), timedelta(minutes=1), 1)] == [job.id]
    assert "it broke" not in re.sub(r"<table.*", "", owner.get(PAGE).text, flags=re.DOTALL)
    assert "had the task" in owner.get("/console/record?lang=en").text
    again, nothing = (owner.submit(PAGE, f"{PAGE}/jobs/{name}/retry", {}) for name in (job.id, "nothing"))
    assert (again.status_code, nothing.status_code) == (303, 404)
    assert owner.get("/console/record.jsonl?act=retry_job").text.count("\n") == 1


def test_t_authz_1_set_up_is_for_owners(database: Database, url: str, owner: Browser) -> None:
    with Browser(base_url=url) as alice:
        alice.log_in()
        assert alice.get(PAGE).status_code == 403
        assert PAGE not in alice.get("/console/").text
        for act in ("backup", "drill", "mail", "jobs/nothing/retry"):
            assert alice.submit("/console/", f"{PAGE}/{act}", {}).status_code == 403
    with database.read() as db:
        assert queue.tally(db) == []


def test_t_csrf_1_forms_of_other_sites_ask_for_nothing(owner: Browser, database: Database) -> None:
    for act in ("backup", "drill", "mail", "jobs/nothing/retry"):
        assert owner.post(f"{PAGE}/{act}", headers={"Origin": "https://evil.example"}).status_code == 403
    with database.read() as db:
        assert queue.tally(db) == []
