"""Whom stored releases name is read once, and not remembered without end."""

from collections import OrderedDict
from collections.abc import Iterable

import pytest
from msgspec import structs
from sqlalchemy import update

from events_service.database import DbSession
from events_service.programme import mentions
from events_service.programme.models import ReleaseRow
from events_service.programme.programme import SessionPerson
from events_service.programme.queries import list_releases
from events_service.programme.stored import Mentioned, encode
from tests.factories.programme import make_person, programme_of
from tests.factories.stored_events import WATER, change, create, publish, small_draft

_releases = ReleaseRow.__table__  # type: ignore[attr-defined]
AMINA = make_person()


def released(db: DbSession) -> tuple[str, dict[int, str]]:
    """An event and the digests of its three releases."""
    uid = create(db, small_draft(structs.replace(WATER, people=(SessionPerson(AMINA.uid),)), people=(AMINA,)))
    for hours in range(3):
        change(db, uid, WATER.uid, title={"en": f"Water {hours}"})
        publish(db, uid, hours=hours)
    return uid, {info.number: info.digest for info, _ in list_releases(db.connection(), uid)}


def spoil(db: DbSession, uid: str) -> None:
    """What is read from now on names nobody."""
    payload, _ = encode(programme_of())
    db.connection().execute(update(_releases).where(_releases.c.event_uid == uid).values(payload=payload))


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mentions, "_remembered", OrderedDict())
    monkeypatch.setattr(mentions, "_weight", 0)


def test_what_was_asked_for_longest_ago_is_read_again(db: DbSession, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mentions, "_MOST", 2 * (mentions._EACH + 1))
    forget(monkeypatch)
    uid, digests = released(db)

    def named(numbers: Iterable[int]) -> dict[int, Mentioned]:
        return mentions.read_mentioned(db.connection(), uid, {number: digests[number] for number in numbers})

    for number in (1, 2, 1, 3):
        named([number])
    spoil(db, uid)

    amina, nobody = Mentioned(frozenset([AMINA.uid]), frozenset()), Mentioned(frozenset(), frozenset())
    assert len(mentions._remembered) == 2
    assert named([1, 3]) == {1: amina, 3: amina}
    assert named([1, 2]) == {1: amina, 2: nobody}


def test_large_releases_leave_room_for_fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mentions, "_MOST", 1000)
    forget(monkeypatch)

    def naming(count: int) -> Mentioned:
        return Mentioned(frozenset(map(str, range(count))), frozenset())

    for number in range(100):
        mentions._remember(f"small {number}", naming(4))
        mentions._remember(f"small {number}", naming(4))
    assert len(mentions._remembered) == 1000 // (mentions._EACH + 4)

    mentions._remember("large", naming(900))
    assert len(mentions._remembered) == 1 + (1000 - mentions._EACH - 900) // (mentions._EACH + 4)

    mentions._remember("too large", naming(1000))
    assert mentions._remembered == {}
    assert mentions._weight == 0
