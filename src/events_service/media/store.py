"""The folder of kept files: whole or not there, each under a name of ours (T-PATH-1)."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from events_service.errors import NotFound
from events_service.media.names import is_name
from events_service.media.refusals import NotKept

_PART = ".part"
_PIECE = 1 << 20


class Store:
    """The folder `media` of the data folder; made when something is put there first."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / "media"

    def put(self, name: str, content: bytes) -> None:
        """Keep the content under this name; what is there already is replaced by the same. NotKept, and no half file.

        It is on the disk when this returns.
        """
        place = self._place(name)
        part = place.with_name(f".{name}.{secrets.token_hex(4)}{_PART}")
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                part.replace(place)
                _sync_folder(place.parent)
            finally:
                part.unlink(missing_ok=True)
        except OSError as problem:
            raise NotKept from problem

    def path(self, name: str) -> Path:
        """Where the file is. NotFound where there is none of ours: a link to elsewhere is none either."""
        place = self._place(name)
        if place.is_symlink() or not place.is_file() or not place.resolve().is_relative_to(self.folder.resolve()):
            raise NotFound
        return place

    def has(self, name: str) -> bool:
        with suppress(NotFound):
            return self.path(name).is_file()
        return False

    def digest(self, name: str) -> str | None:
        """SHA-256 of what is kept under this name; None where nothing is."""
        try:
            with self.path(name).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except (NotFound, FileNotFoundError):
            return None

    def names(self, until: float | None = None) -> Iterator[str]:
        """Names of the files there are; with `until`, of those last written before that moment (seconds since 1970)."""
        for path in sorted(self.folder.glob("??/*")):
            if is_name(path.name) and _written_before(path, until):
                yield path.name

    def remove(self, name: str, until: float | None = None) -> bool:
        """Take it away, unless it was written again since `until`. True if it was there."""
        place = self._place(name)
        if not _written_before(place, until):
            return False
        place.unlink(missing_ok=True)
        return True

    def remove_empty_folders(self) -> None:
        """Those without a file, and then the one above them if it has none."""
        with suppress(OSError):
            for folder in self.folder.glob("??"):
                with suppress(OSError):
                    folder.rmdir()
            self.folder.rmdir()

    def remove_parts(self, until: float) -> None:
        """What processes that were killed left half written before that moment."""
        for path in self.folder.glob(f"??/.*{_PART}"):
            if _written_before(path, until):
                path.unlink(missing_ok=True)

    def _place(self, name: str) -> Path:
        if not is_name(name):
            raise NotFound
        return self.folder / name[:2] / name


def _written_before(path: Path, until: float | None) -> bool:
    with suppress(FileNotFoundError):
        return until is None or path.lstat().st_mtime < until
    return False


def _sync_folder(folder: Path) -> None:
    """The name is on the disk too."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
