"""A kept file is public for as long as something public refers to it."""

from msgspec import structs

from events_service.catalogue.catalogue import Catalogue
from events_service.directory.directory import Person
from events_service.programme.live import Redaction
from events_service.programme.programme import Document, Programme, SessionPerson
from events_service.programme.public_media import PublicMedia
from events_service.programme.published import Published
from tests.factories.programme import make_event, make_person, make_session, programme_of
from tests.factories.published import MemorySource

PHOTO, PAPER, OTHER = (f"{digit * 64}.{ending}" for digit, ending in (("a", "jpg"), ("b", "pdf"), ("c", "jpg")))


def forum(slug: str = "forum-7", photo: str = PHOTO, paper: str = PAPER) -> Programme:
    person = make_person(photo=f"/media/{photo}", photo_public=True)
    papers = (Document({"en": "Paper"}, f"/media/{paper}"),)
    session = make_session(people=(SessionPerson(person.uid),), documents=papers)
    return programme_of(session, event=make_event(slug=slug), people=(person,))


def refreshed(source: MemorySource) -> tuple[Published, PublicMedia]:
    published = Published(source)
    published.refresh()
    return published, PublicMedia(published)


def shown(media: PublicMedia) -> list[str]:
    return [name for name in (PHOTO, PAPER, OTHER) if media.shows(name)]


def test_photos_and_documents_of_a_release_are_public() -> None:
    _, media = refreshed(MemorySource(forum()))

    assert shown(media) == [PHOTO, PAPER]
    assert media.shows(PHOTO.replace(".jpg", "-small.jpg"))


def test_nothing_is_public_before_anything_is_known() -> None:
    assert shown(PublicMedia(Published(MemorySource(forum())))) == []


def test_what_the_next_release_no_longer_refers_to_is_not() -> None:
    source = MemorySource(forum())
    published, media = refreshed(source)
    assert media.shows(PHOTO)

    source.release(forum(photo=OTHER))
    published.refresh()

    assert shown(media) == [PAPER, OTHER]


def test_photo_without_consent_any_more_is_gone_at_once() -> None:
    programme = forum()
    source = MemorySource(programme)
    published, media = refreshed(source)
    assert media.shows(PHOTO)

    source.change_live(programme.event.uid, redactions=(Redaction(programme.people[0].uid, "photo"),))
    published.refresh()

    assert shown(media) == [PAPER]


def test_event_that_is_withdrawn_shows_nothing() -> None:
    programme = forum()
    source = MemorySource(programme)
    published, media = refreshed(source)
    assert media.shows(PHOTO)

    source.withdraw(programme.event.uid)
    published.refresh()

    assert shown(media) == []


def test_catalogue_shows_what_it_refers_to() -> None:
    source = MemorySource()
    person: Person = make_person(photo=f"/media/{OTHER}", photo_public=True)
    source.freeze(Catalogue(format=1, people=(person,)))

    assert shown(refreshed(source)[1]) == [OTHER]


def test_events_are_read_once_to_know_what_they_show() -> None:
    first, second = forum(), forum("summit", OTHER, PAPER)
    second = structs.replace(second, event=structs.replace(second.event, uid="11111111-1111-4111-8111-111111111111"))
    source = MemorySource(first, second)
    published, media = refreshed(source)
    private = f"{'d' * 64}.jpg"

    assert (media.shows(private), media.shows(private), shown(media)) == (False, False, [PHOTO, PAPER, OTHER])

    assert sorted(source.reads) == sorted(["current", "catalogue", first.event.uid, second.event.uid])
    source.change_live(first.event.uid)
    published.refresh()
    assert not media.shows(private)
    assert source.reads.count(second.event.uid) == 1
