"""The same programme under other uids: every reference follows."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from msgspec import structs

from events_service.directory.directory import Actor
from events_service.programme.programme import AgendaItem, Event, Programme, Session, Stand

V = TypeVar("V")


def relinked(programme: Programme, uids: Mapping[str, str]) -> Programme:
    """The programme with each uid in it replaced by what `uids` says; others stay."""
    if all(old == new for old, new in uids.items()):
        return programme

    def to(uid: str | None) -> str | None:
        return None if uid is None else uids.get(uid, uid)

    def session(value: Session) -> Session:
        return structs.replace(
            value,
            uid=to(value.uid),
            room_uid=to(value.room_uid),
            track_uid=to(value.track_uid),
            type_uid=to(value.type_uid),
            country_group_uid=to(value.country_group_uid),
            organizers=_links(value.organizers, uids, "organization_uid"),
            people=_links(value.people, uids, "person_uid", "organization_uid"),
            agenda=_agenda(value.agenda, uids),
        )

    return structs.replace(
        programme,
        event=_event(programme.event, uids),
        venues=_links(programme.venues, uids, "uid"),
        rooms=_links(programme.rooms, uids, "uid", "venue_uid"),
        tracks=_links(programme.tracks, uids, "uid"),
        types=_links(programme.types, uids, "uid"),
        organizations=tuple(
            structs.replace(body, uid=to(body.uid), member_uids=tuple(uids.get(m, m) for m in body.member_uids))
            for body in programme.organizations
        ),
        people=_links(programme.people, uids, "uid", "organization_uid"),
        sessions=tuple(map(session, programme.sessions)),
        stands=tuple(_stand(stand, uids) for stand in programme.stands),
        aliases=_links(programme.aliases, uids, "uid"),
    )


def _event(event: Event, uids: Mapping[str, str]) -> Event:
    return structs.replace(
        event,
        uid=uids.get(event.uid, event.uid),
        organizations=_links(event.organizations, uids, "organization_uid"),
        people=_links(event.people, uids, "person_uid"),
    )


def _stand(stand: Stand, uids: Mapping[str, str]) -> Stand:
    return structs.replace(stand, uid=uids.get(stand.uid, stand.uid), holder=_actor(stand.holder, uids))


def _links(values: Iterable[V], uids: Mapping[str, str], *names: str) -> tuple[V, ...]:
    def linked(value: Any) -> Any:
        return structs.replace(
            value, **{name: uids.get(said, said) for name in names if (said := getattr(value, name))}
        )

    return tuple(linked(value) for value in values)


def _agenda(items: Iterable[AgendaItem], uids: Mapping[str, str]) -> tuple[AgendaItem, ...]:
    return tuple(
        structs.replace(
            item,
            presenters=tuple(_actor(actor, uids) for actor in item.presenters),
            organization_uids=tuple(uids.get(uid, uid) for uid in item.organization_uids),
            items=_agenda(item.items, uids),
        )
        for item in items
    )


def _actor(actor: Actor, uids: Mapping[str, str]) -> Actor:
    return _links((actor,), uids, "organization_uid", "person_uid")[0]
