from typing import Any

import msgspec
import pytest

from events_service.programme.programme import Alias, AliasKind
from events_service.programme.relinking import relinked
from tests.factories.maximal import maximal_draft, uid

DRAFT = maximal_draft()
KINDS = ("organizations", "people", "venues", "rooms", "tracks", "types", "sessions", "stands")
# Every uid in the draft under another name, and back.
THERE = {uid(f"{kind}-{number}"): f"new {kind} {number}" for kind in KINDS for number in (1, 2)}
THERE[DRAFT.event.uid] = "new event"
BACK = {new: old for old, new in THERE.items()}
RECORDS: list[Any] = [DRAFT.event, *(record for kind in KINDS for record in getattr(DRAFT, kind))]


def text(record: Any) -> str:
    return msgspec.json.encode(record).decode()


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_every_uid_follows(record: Any) -> None:
    moved = relinked(record, THERE)

    assert any(old in text(record) for old in THERE)
    assert [old for old in THERE if old in text(moved)] == []
    assert relinked(moved, BACK) == record


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_other_uids_stay(record: Any) -> None:
    assert relinked(record, {"nobody": "somebody"}) == record
    assert relinked(record, {}) == record


def test_alias_follows_its_record() -> None:
    assert relinked(Alias(AliasKind.ROOM, "dakhla", "old"), {"old": "new"}) == Alias(AliasKind.ROOM, "dakhla", "new")


def test_one_reference_alone_follows() -> None:
    moved = relinked(DRAFT.sessions[0], {uid("people-2"): "new person"})

    assert text(moved) == text(DRAFT.sessions[0]).replace(uid("people-2"), "new person")
