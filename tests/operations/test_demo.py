"""Where the demonstration says it is, and that it is alone there."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec
import pytest

from events_service.accounts.accounts import get_account
from events_service.accounts.passwords import matches
from events_service.operations.demo import LOGIN, DemoRuns, DemoState, NotADemo, alone_in, demo_settings, prepare_demo
from events_service.programme.queries import list_current
from events_service.zones import now
from tests.support.read_path import eventually
from tests.support.serving import PROGRAM, START_SECONDS, answers, command, free_port, get


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("localhost", "http://localhost:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://127.0.0.1:8000"),
        ("::1", "http://[::1]:8000"),
        ("192.0.2.1", "http://192.0.2.1:8000"),
    ],
)
def test_demonstration_names_an_address_that_browsers_take(tmp_path: Path, host: str, address: str) -> None:
    settings = demo_settings(tmp_path, host, 8000, DemoState("0123456789abcdef0123456789abcdef", now()))

    assert settings.base_url == address


@contextmanager
def demonstration(folder: Path, host: str = "127.0.0.1") -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """Where the command answers, and itself; no terminal would find it. It may be killed inside the block."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    words = [PROGRAM, "demo", "--host", host, "--port", str(port), "--data", str(folder)]
    with subprocess.Popen(words, env=os.environ | {"PATH": "/usr/bin:/bin"}, stdout=subprocess.DEVNULL) as process:
        try:
            eventually(lambda: answers(url), 2 * START_SECONDS)
            yield url, process
        finally:
            process.kill()


def test_second_demonstration_in_a_folder_is_refused_until_the_first_has_ended(tmp_path: Path) -> None:
    folder = tmp_path / "demo-data"
    second = ["demo", "--port", str(free_port()), "--data", "demo-data"]

    with demonstration(folder) as (_, first):
        refused = [command("", tmp_path, *second, *more) for more in ([], ["--fresh"])]
        first.kill()
    with demonstration(folder) as (_, after):
        assert after.poll() is None

    said = f"A demonstration is running in {folder} already. Stop it, or show another with --data FOLDER and --port.\n"
    assert [(done.returncode, done.stdout, done.stderr) for done in refused] == [(1, "", said)] * 2


def test_folders_are_named_where_nobody_else_can_read_of_them(tmp_path: Path) -> None:
    named = {}

    for host in ("127.0.0.1", "0.0.0.0"):
        with demonstration(tmp_path / "demo-data", host) as (url, _):
            status, page = get(url, "/en/start/")
        named[host] = status, PROGRAM in page, "events-service init" in page

    assert named == {"127.0.0.1": (200, True, True), "0.0.0.0": (200, False, True)}


def test_folder_is_one_demonstration_s_alone_also_when_it_begins_anew(tmp_path: Path) -> None:
    folder = tmp_path / "demo-data"

    with alone_in(folder):
        prepare_demo("127.0.0.1", 8000, folder, fresh=False).database.close()
        (folder / "uploads").mkdir()
        prepare_demo("127.0.0.1", 8000, folder, fresh=True).database.close()
        with pytest.raises(DemoRuns), alone_in(folder):
            pass
    with alone_in(folder):
        left = {path.name for path in folder.iterdir()}

    assert left == {"demo.json", "demo.sqlite3"}


def test_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "site" / "demo"

    prepare_demo("127.0.0.1", 8000, folder, fresh=False).database.close()

    assert {path.name for path in folder.iterdir()} == {"demo.json", "demo.sqlite3"}


@pytest.mark.parametrize("fresh", [False, True])
@pytest.mark.parametrize("state", [None, b"", b"{", b'{"title": "Thesis"}'])
def test_nothing_of_something_else_is_deleted(tmp_path: Path, state: bytes | None, fresh: bool) -> None:
    (tmp_path / "thesis.tex").touch()
    if state is not None:
        (tmp_path / "demo.json").write_bytes(state)
    before = {path.name for path in tmp_path.iterdir()}

    with pytest.raises(NotADemo):
        prepare_demo("127.0.0.1", 8000, tmp_path, fresh=fresh)

    assert {path.name for path in tmp_path.iterdir()} == before


def test_first_start_that_was_interrupted_begins_again(tmp_path: Path) -> None:
    (tmp_path / "demo.json.part").touch()

    prepare_demo("127.0.0.1", 8000, tmp_path, fresh=False).database.close()

    assert {path.name for path in tmp_path.iterdir()} == {"demo.json", "demo.sqlite3"}


@pytest.mark.parametrize("fresh", [False, True])
@pytest.mark.parametrize("deleted", [1, 11])
def test_beginning_anew_goes_on_where_it_was_interrupted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deleted: int, fresh: bool
) -> None:
    for name in ("demo.sqlite3-wal", "demo.sqlite3", *(f"picture-{number}" for number in range(10))):
        (tmp_path / name).touch()
    (tmp_path / "demo.json").write_bytes(msgspec.json.encode(DemoState("0" * 32, now(), "former password")))
    unlink = Path.unlink
    asked: list[Path] = []

    def interrupted(path: Path) -> None:
        asked.append(path)
        if len(asked) > deleted:
            raise KeyboardInterrupt
        unlink(path)

    monkeypatch.setattr(Path, "unlink", interrupted)
    with pytest.raises(KeyboardInterrupt):
        prepare_demo("127.0.0.1", 8000, tmp_path, fresh=True)
    monkeypatch.undo()
    begun = prepare_demo("127.0.0.1", 8000, tmp_path, fresh=fresh)

    with closing(begun.database), begun.database.read() as db:
        assert [current.slug for current in list_current(db.connection())] != []
        account = get_account(db, LOGIN)
    assert matches(begun.password, account.password_hash)
