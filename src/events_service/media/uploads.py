"""Taking an upload: looked at and drawn outside of any transaction, kept on the disk, then written down."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct
from sqlmodel import col, select

from events_service.database import DbSession
from events_service.languages import cleaned, one_line
from events_service.media import names
from events_service.media.documents import document_ending
from events_service.media.models import Upload, UploadKind
from events_service.media.pictures import Picture, draw_photo, draw_picture, picture_format
from events_service.media.refusals import FileTooLarge
from events_service.media.store import Store

_LONGEST_NAME = 200


class Taken(Struct, frozen=True):
    """A file that may be kept: what it is, and what is to be put on the disk."""

    name: str
    kind: UploadKind
    content: bytes
    small: bytes | None = None
    width: int | None = None
    height: int | None = None


def check_size(size: int, most: int) -> None:
    """FileTooLarge where it is more than can be taken."""
    if size > most:
        raise FileTooLarge(size=f"{max(size, most + 100_000) / 1e6:.1f}", most=f"{most / 1e6:g}")


def photo(content: bytes, most: int) -> Taken:
    """Somebody's photo. FileTooLarge, NotAPicture, BrokenPicture or PictureTooLarge."""
    check_size(len(content), most)
    return _picture(draw_photo(content), UploadKind.PHOTO)


def document(content: bytes, most: int) -> Taken:
    """A document, or a picture that is one. FileTooLarge and the refusals of both."""
    check_size(len(content), most)
    if picture_format(content):
        return _picture(draw_picture(content), UploadKind.PICTURE)
    return Taken(_name(content, document_ending(content)), UploadKind.DOCUMENT, content)


def put(store: Store, taken: Taken) -> None:
    """On the disk, before anything says that it is there. NotKept."""
    if taken.small is not None:
        store.put(names.small_name(taken.name), taken.small)
    store.put(taken.name, taken.content)


def keep(
    db: DbSession, taken: Taken, event_uid: str | None, uploaded_by: str, original_name: str, now: datetime
) -> str:
    """Write down that it is kept; gives what a record says to refer to it. The same file again changes nothing."""
    same = (Upload.name == taken.name, Upload.kind == taken.kind, Upload.event_uid == event_uid)
    row = db.exec(select(Upload).where(*same)).first()
    if row is not None:
        row.unused_since = None
    else:
        row = Upload(
            created_at=now,
            name=taken.name,
            kind=taken.kind,
            content_type=names.TYPES[taken.name.partition(".")[2]],
            size=len(taken.content),
            small_digest=hashlib.sha256(taken.small).hexdigest() if taken.small is not None else None,
            width=taken.width,
            height=taken.height,
            original_name=one_line(cleaned(original_name))[:_LONGEST_NAME],
            event_uid=event_uid,
            uploaded_by=uploaded_by,
        )
    db.add(row)
    db.flush()
    return names.reference(taken.name)


def list_uploads(db: DbSession, name: str) -> list[Upload]:
    """Who has sent this file; nobody, where it is not kept here."""
    return list(db.exec(select(Upload).where(col(Upload.name) == name).order_by(col(Upload.id))))


def files_of(uploads: Iterable[Upload]) -> dict[str, str]:
    """Every file there should be for these, by name, with the SHA-256 of what is in it."""
    found: dict[str, str] = {}
    for upload in uploads:
        found[upload.name] = upload.name.partition(".")[0]
        if upload.small_digest:
            found[names.small_name(upload.name)] = upload.small_digest
    return found


def _picture(drawn: Picture, kind: UploadKind) -> Taken:
    name = _name(drawn.content, drawn.ending)
    return Taken(name, kind, drawn.content, drawn.small, drawn.width, drawn.height)


def _name(content: bytes, ending: str) -> str:
    return f"{hashlib.sha256(content).hexdigest()}.{ending}"
