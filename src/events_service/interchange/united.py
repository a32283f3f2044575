"""Two records of one person or organization as one: what is kept of each, and what named either names it once."""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from msgspec import convert, structs, to_builtins

from events_service.directory.contacts import contacts_of, same_contact
from events_service.directory.directory import ContactPoint, Organization, Person
from events_service.languages import LocalizedText, folded

R = TypeVar("R", bound=Organization | Person)
V = TypeVar("V")

CHOSEN: Mapping[type, tuple[str, ...]] = {
    Organization: ("name", "short_name", "kind", "country", "website", "description"),
    Person: ("name", "badge_name", "honorific", "title", "organization_uid", "biography", "photo"),
}
"""Fields of which, where both say something, one record's is kept: of texts in each language."""

ADDED: Mapping[type, tuple[str, ...]] = {
    Organization: (*CHOSEN[Organization], "other_names", "countries", "member_uids"),
    Person: CHOSEN[Person],
}
"""Fields to which what only the other says can be added."""


def united(kept: R, other: R, take: Collection[str], add: Collection[str] | None = None) -> R:
    """The record that is kept, with the fields of the other that are to be taken, and what only that says to be added.

    Unasked, that is all, unless it would publish what is not: then what is to be taken. Contacts of both are there; one
    that either keeps private is, and what comes from a record that is not published. Whether it is published stays.
    """
    if add is None:
        add = ADDED[type(kept)] if adds_unasked(kept, other) else take
    changes: dict[str, Any] = {}
    for name in CHOSEN[type(kept)]:
        mine, theirs = getattr(kept, name), getattr(other, name)
        changes[name] = _together(mine, theirs, taking=name in take, adding=name in add)
    if isinstance(kept, Person) and isinstance(other, Person):
        owner = kept if changes["photo"] == kept.photo else other
        changes["photo_public"] = owner.photo_public
    changes["contacts"] = _contacts(kept, other)
    if isinstance(kept, Organization) and isinstance(other, Organization):
        changes |= _lists(kept, other, changes["name"], changes["short_name"], add)
    return structs.replace(kept, **changes)


def adds_unasked(kept: Organization | Person, other: Organization | Person) -> bool:
    """Does nothing become public by adding what only the other says?"""
    return other.published or not kept.published


def only_theirs(kept: R, other: R, name: str) -> Any:
    """What only the other says in this field, of texts by language; something false where there is nothing."""
    mine, theirs = getattr(kept, name), getattr(other, name)
    if isinstance(theirs, dict):
        return {tag: said for tag, said in theirs.items() if said and not mine.get(tag)}
    if name == "other_names" and isinstance(kept, Organization) and isinstance(other, Organization):
        known = {folded(said) for said in _called(kept)}
        return tuple({folded(said): said for said in _called(other) if folded(said) not in known}.values())
    if isinstance(theirs, tuple):
        return tuple(one for one in theirs if one not in (*mine, kept.uid, other.uid))
    return None if mine else theirs


def _together(mine: Any, theirs: Any, *, taking: bool, adding: bool) -> Any:
    if isinstance(mine, dict):
        found = dict(mine)
        for tag, said in theirs.items():
            if said and (taking if mine.get(tag) else adding):
                found[tag] = said
        return found
    return theirs if theirs and (taking if mine else adding) else mine


def _called(body: Organization) -> list[str]:
    return [said for said in (*body.other_names, *body.name.values(), *body.short_name.values()) if said]


def _lists(
    kept: Organization, other: Organization, name: LocalizedText, short: LocalizedText, add: Collection[str]
) -> dict[str, Any]:
    """All that it is called and has, and what is to be added; what it is called by now is no other name."""
    called = _called(kept) + (_called(other) if "other_names" in add else [])
    present = {folded(said) for said in (*name.values(), *short.values())}
    others = {folded(said): said for said in reversed(called) if folded(said) not in present}
    members = (*kept.member_uids, *(only_theirs(kept, other, "member_uids") if "member_uids" in add else ()))
    return {
        "other_names": tuple(dict.fromkeys(others[folded(said)] for said in called if folded(said) in others)),
        "countries": tuple(dict.fromkeys((*kept.countries, *(other.countries if "countries" in add else ())))),
        "member_uids": tuple(uid for uid in dict.fromkeys(members) if uid not in (kept.uid, other.uid)),
    }


def _contacts(kept: R, other: R) -> tuple[ContactPoint, ...]:
    mine = {same_contact(one) for one in kept.contacts}
    theirs = (
        one if other.published or same_contact(one) in mine else structs.replace(one, public=False)
        for one in other.contacts
    )
    return contacts_of(kept.contacts, theirs)


def renamed(value: V, uids: Mapping[str, str]) -> V:
    """The value with each uid in it replaced, wherever it stands."""
    plain = to_builtins(value)
    changed = _renamed(plain, uids)
    return value if changed == plain else convert(changed, type(value))


def _renamed(value: Any, uids: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _renamed(said, uids) for name, said in value.items()}
    if isinstance(value, list | tuple):
        return [_renamed(said, uids) for said in value]
    return uids.get(value, value) if isinstance(value, str) else value
