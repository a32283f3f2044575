"""Where the demonstration says it is, and that it is alone there."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from events_service.operations.demo import DemoRuns, DemoState, NotADemo, alone_in, demo_settings, prepare_demo
from events_service.zones import now
from tests.support.read_path import eventually
from tests.support.serving import PROGRAM, START_SECONDS, answers, command, free_port


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://127.0.0.1:8000"),
        ("::1", "http://[::1]:8000"),
    ],
)
def test_demonstration_names_an_address_that_browsers_take(tmp_path: Path, host: str, address: str) -> None:
    state = DemoState("0123456789abcdef0123456789abcdef", now())

    assert demo_settings(tmp_path, host, 8000, state).base_url == address


@contextmanager
def demonstration(folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """The command, when it answers. It may be killed inside the block."""
    port = free_port()
    words = [PROGRAM, "demo", "--port", str(port), "--data", str(folder)]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as process:
        try:
            eventually(lambda: answers(f"http://127.0.0.1:{port}"), 2 * START_SECONDS)
            yield process
        finally:
            process.kill()


def test_second_demonstration_in_a_folder_is_refused_until_the_first_has_ended(tmp_path: Path) -> None:
    folder = tmp_path / "demo-data"
    second = ["demo", "--port", str(free_port()), "--data", "demo-data"]

    with demonstration(folder) as first:
        refused = [command("", tmp_path, *second, *more) for more in ([], ["--fresh"])]
        first.kill()
    with demonstration(folder) as after:
        assert after.poll() is None

    said = f"A demonstration is running in {folder} already. Stop it, or show another with --data FOLDER and --port.\n"
    assert [(done.returncode, done.stdout, done.stderr) for done in refused] == [(1, "", said)] * 2


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


def test_beginning_anew_deletes_nothing_of_something_else(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").touch()

    with pytest.raises(NotADemo):
        prepare_demo("127.0.0.1", 8000, tmp_path, fresh=True)

    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]
