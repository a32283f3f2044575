"""Uploaded files in a backup: each under its name, and verified by the digest the manifest has for it."""

import hashlib
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, inspect

from events_service.database import sqlite_file
from events_service.media.models import Upload
from events_service.media.names import is_name
from events_service.media.store import Store
from events_service.operations.uploads import list_missing, list_wanted

_MEDIA = "media/"


def list_files(copy: Path, store: Store) -> tuple[dict[str, str], tuple[str, ...]]:
    """Uploaded files that the copied database names, with their digests; and those that are not as they should be."""
    engine = create_engine("sqlite://", module=sqlite_file.driver, creator=lambda: sqlite_file.driver.connect(copy))
    try:
        with engine.connect() as connection:
            known = inspect(connection).has_table(Upload.__tablename__)
            wanted = list_wanted(connection) if known else []
    finally:
        engine.dispose()
    missing = set(list_missing(wanted, store))
    return {name: digest for name, digest in wanted if name not in missing}, tuple(sorted(missing))


def pack(archive: zipfile.ZipFile, files: Mapping[str, str], store: Store) -> None:
    for name in files:
        archive.write(store.path(name), _MEDIA + name, zipfile.ZIP_STORED)  # pictures are as small as they get


def find_damaged(archive: zipfile.ZipFile, files: Mapping[str, str]) -> str:
    """The first file that is not as it should be, or has a name that is none of ours (T-PATH-1); empty if all are well.

    KeyError where one is not there.
    """
    for name, digest in files.items():
        if not is_name(name):
            return name
        with archive.open(_MEDIA + name) as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != digest:  # type: ignore[arg-type]  # it reads: enough
                return name
    return ""


@contextmanager
def put_back(source: Path, files: Mapping[str, str], store: Store | None) -> Iterator[None]:
    """The files of a backup that was verified, in their folder. Where what follows fails, those that were not there
    before are gone again."""
    put: list[str] = []
    try:
        if store is not None:
            with zipfile.ZipFile(source) as archive:
                for name in files:
                    if not store.has(name):
                        put.append(name)
                    store.put(name, archive.read(_MEDIA + name))
        yield
    except BaseException:
        if store is not None:
            for name in put:
                store.remove(name)
            store.remove_empty_folders()
        raise
