"""What is sent is looked at, kept and written down."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from events_service.database import Database, DbSession
from events_service.media import uploads
from events_service.media.models import UploadKind
from events_service.media.refusals import FileTooLarge
from events_service.media.store import Store
from tests.media import files

NOW = datetime(2018, 11, 20, 9, tzinfo=UTC)
EVENT = "98df0618-23fb-5f72-9446-a12c50883911"
MOST = 10_000_000


def test_photo_is_kept_under_the_digest_of_what_was_drawn(database: Database, tmp_path: Path) -> None:
    store, taken = Store(tmp_path), uploads.photo(files.picture(size=(900, 900)), MOST)

    uploads.put(store, taken)
    said = database.write_now(uploads.keep, taken, EVENT, "account:alice", "C:\\photos\\Amina\n.JPG", NOW)

    with database.read() as db:
        (row,) = uploads.list_uploads(db, taken.name)
    assert said == f"/media/{taken.name}"
    assert (row.kind, row.content_type, row.width, row.height) == (UploadKind.PHOTO, "image/jpeg", 800, 800)
    assert (row.event_uid, row.uploaded_by, row.original_name) == (EVENT, "account:alice", "C:\\photos\\Amina .JPG")
    assert row.size == len(store.path(taken.name).read_bytes())
    assert {name: store.digest(name) for name in uploads.files_of([row])} == uploads.files_of([row])
    assert len(uploads.files_of([row])) == 2


def test_document_is_kept_as_it_came(tmp_path: Path) -> None:
    store, taken = Store(tmp_path), uploads.document(files.pdf(), MOST)

    uploads.put(store, taken)

    assert taken.name == f"{hashlib.sha256(files.pdf()).hexdigest()}.pdf"
    assert store.path(taken.name).read_bytes() == files.pdf()


def test_picture_among_documents_is_drawn_anew() -> None:
    taken = uploads.document(files.picture("PNG") + files.SECRET, MOST)

    assert (taken.kind, taken.name[-4:], files.SECRET in taken.content) == (UploadKind.PICTURE, ".png", False)


def test_same_file_again_is_one_row_for_each_event(database: Database) -> None:
    taken = uploads.document(files.pdf(), MOST)

    def twice(db: DbSession) -> list[str | None]:
        for event_uid in (EVENT, EVENT, None, None):
            uploads.keep(db, taken, event_uid, "account:alice", "a.pdf", NOW)
        return [row.event_uid for row in uploads.list_uploads(db, taken.name)]

    assert database.write_now(twice) == [EVENT, None]


def test_same_file_again_is_in_use_again(database: Database) -> None:
    taken = uploads.document(files.pdf(), MOST)

    def again(db: DbSession) -> datetime | None:
        uploads.keep(db, taken, EVENT, "account:alice", "a.pdf", NOW)
        (row,) = uploads.list_uploads(db, taken.name)
        row.unused_since = NOW
        db.flush()
        uploads.keep(db, taken, EVENT, "account:bob", "b.pdf", NOW + timedelta(days=1))
        return row.unused_since

    assert database.write_now(again) is None


@pytest.mark.parametrize("take", [uploads.photo, uploads.document])
@pytest.mark.parametrize(("size", "said"), [(15_000_000, "15.0"), (10_000_001, "10.1")])
def test_file_that_is_too_large_is_refused_with_both_sizes(take: object, size: int, said: str) -> None:
    assert callable(take)

    with pytest.raises(FileTooLarge) as refused:
        take(bytes(size), MOST)

    sentence = f"The file has {said} MB; 10 MB can be taken. Make it smaller and send it again."
    assert (str(refused.value), refused.value.status) == (sentence, 413)
