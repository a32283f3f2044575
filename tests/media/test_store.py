"""Files are whole or not there."""

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from events_service.errors import NotFound
from events_service.media.refusals import NotKept
from events_service.media.store import Store
from tests.media.test_names import NAME, T_PATH
from tests.support.small_disk import small_disk


def all_files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if not path.is_dir())


def test_what_is_put_is_there_and_for_nobody_else(tmp_path: Path) -> None:
    store = Store(tmp_path)

    store.put(NAME, b"content")
    store.put(NAME, b"content")

    assert store.path(NAME).read_bytes() == b"content"
    assert store.digest(NAME) == hashlib.sha256(b"content").hexdigest()
    assert oct(store.path(NAME).stat().st_mode & 0o777) == "0o600"
    assert (all_files(tmp_path), list(store.names())) == ([NAME], [NAME])


@pytest.mark.parametrize("name", T_PATH)
def test_path_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    store = Store(tmp_path / "data")

    for act in (lambda: store.path(name), lambda: store.put(name, b"x"), lambda: store.remove(name)):
        with pytest.raises(NotFound):
            act()
    assert all_files(tmp_path) == []


def test_link_in_the_folder_is_not_followed(tmp_path: Path) -> None:
    store, secret = Store(tmp_path / "data"), tmp_path / "secret"
    secret.write_text("SECRET")
    store.put(NAME, b"x")
    store.path(NAME).unlink()
    (store.folder / NAME[:2] / NAME).symlink_to(secret)

    with pytest.raises(NotFound):
        store.path(NAME)
    assert store.digest(NAME) is None


def test_folder_that_is_a_link_elsewhere_is_not_followed(tmp_path: Path) -> None:
    store, elsewhere = Store(tmp_path / "data"), tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / NAME).write_text("SECRET")
    store.folder.mkdir(parents=True)
    (store.folder / NAME[:2]).symlink_to(elsewhere)

    with pytest.raises(NotFound):
        store.path(NAME)


def test_full_disk_is_said_and_leaves_no_half_file() -> None:
    with small_disk("2m") as disk:
        store = Store(disk.folder)
        store.put(NAME, b"as it was")

        with pytest.raises(NotKept) as refused:
            store.put(NAME, bytes(3_000_000))

        assert (refused.value.status, refused.value.headers) == (503, {"Retry-After": "10"})
        assert (all_files(disk.folder), store.path(NAME).read_bytes()) == ([NAME], b"as it was")
        store.put(NAME, bytes(1_000_000))


def test_what_a_killed_process_left_is_no_file_and_is_taken_away(tmp_path: Path) -> None:
    """It dies between the last byte and the name."""
    dying = (
        "import os, pathlib, sys; from events_service.media.store import Store;"
        "os.fsync = lambda _: os.kill(os.getpid(), 9); Store(pathlib.Path(sys.argv[1])).put(sys.argv[2], b'x' * 100)"
    )
    ended = subprocess.run([sys.executable, "-c", dying, str(tmp_path), NAME], env=os.environ, check=False)
    store = Store(tmp_path)

    assert ended.returncode == -9
    assert (list(store.names()), store.digest(NAME), len(all_files(tmp_path))) == ([], None, 1)
    store.remove_parts(time.time() - 3600)
    assert len(all_files(tmp_path)) == 1
    store.remove_parts(time.time() + 1)
    assert all_files(tmp_path) == []


def test_file_written_again_meanwhile_stays(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put(NAME, b"x")
    before = time.time() - 3600

    assert (list(store.names(before)), store.remove(NAME, before)) == ([], False)
    assert (store.remove(NAME), store.remove(NAME, time.time() + 9)) == (True, False)
