"""What a released programme does not say of our records: they are compared as it says them, and keep the rest."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from msgspec import structs

from events_service.programme.programme import Session, SessionOrganizer, SessionPerson, Visibility
from events_service.programme.publish import publish_session
from events_service.programme.references import record_without

_LISTS = frozenset({"organizations", "organizers", "people", "member_uids"})
"""Fields that list what a record is linked with."""


def as_released(ours: Any, theirs: Any, hidden: AbstractSet[str]) -> Any:
    """Our record as a release says it that says as much of a session as `theirs`, and nothing of who is `hidden`."""
    if not isinstance(ours, Session):
        return record_without(ours, hidden)
    shown = theirs.visibility if theirs.visibility is Visibility.TITLE_ONLY else Visibility.PUBLIC
    public = publish_session(structs.replace(ours, visibility=shown))
    return record_without(structs.replace(public or ours, visibility=ours.visibility), hidden)


def given_back(ours: Any, seen: Any, merged: Any, fields: Iterable[str], hidden: AbstractSet[str]) -> Any:
    """Our record with these fields as `merged`, which is what became of it as `seen`; what was not seen stays.

    An agenda that names somebody hidden stays as a whole: nothing says which of its items is which.
    """
    changes: dict[str, Any] = {}
    for name in fields:
        mine, said, before = getattr(ours, name), getattr(merged, name), getattr(seen, name)
        if said == before or (name == "agenda" and mine != before):
            continue
        changes[name] = _linked(mine, before, said, hidden) if name in _LISTS else said
    return structs.replace(ours, **changes) if changes else ours


def _linked(mine: Sequence[Any], seen: Sequence[Any], said: Iterable[Any], hidden: AbstractSet[str]) -> tuple[Any, ...]:
    """The links as the file says them, each with what only we know of it, and ours with the hidden in their places."""
    left = list(range(len(mine)))
    shown = dict(zip((number for number in left if _named(mine[number]) not in hidden), seen, strict=True))
    placed: list[tuple[int, Any]] = []
    for link in said:
        number = next((n for n in left if _named(mine[n]) == _named(link)), None)
        if number is None:
            placed.append((-1, link))
            continue
        left.remove(number)
        placed.append((number, mine[number] if link == shown.get(number) else _with_own(mine[number], link, hidden)))
    for number in (n for n in left if _named(mine[n]) in hidden):
        numbers = [n for n, _ in placed]
        before = next((n for n in range(number - 1, -1, -1) if n in numbers), None)
        placed.insert(0 if before is None else numbers.index(before) + 1, (number, mine[number]))
    return tuple(link for _, link in placed)


def _named(link: Any) -> str:
    """The uid of whom a link names."""
    uid: str = link if isinstance(link, str) else getattr(link, "person_uid", "") or link.organization_uid
    return uid


def _with_own(mine: Any, said: Any, hidden: AbstractSet[str]) -> Any:
    """A link that the file says differently, with the contacts without consent and the hidden body of ours."""
    if isinstance(said, SessionOrganizer):
        private = tuple(contact for contact in mine.contacts if not contact.public)
        return structs.replace(said, contacts=(*said.contacts, *private))
    if isinstance(said, SessionPerson) and said.organization_uid is None and mine.organization_uid in hidden:
        return structs.replace(said, organization_uid=mine.organization_uid)
    return said
