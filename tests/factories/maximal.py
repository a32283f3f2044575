"""Values in which nothing is left at its default, made by looking at the types: a new field is in them by itself."""

from datetime import UTC, date, datetime, timedelta
from enum import Enum
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import NAMESPACE_URL, uuid5

import msgspec
from msgspec import structs

from events_service.directory.directory import Actor
from events_service.programme.programme import FORMAT, AgendaItem, Alias, Programme

V = TypeVar("V", bound=msgspec.Struct)

ASSIGNED = frozenset({"revision", "revised_at", "created_at", "start_at", "end_at"})
"""What a release gives a record; a draft and a file leave it alone."""


def uid(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"maximal:{name}"))


_UIDS = {
    "organization_uid": uid("organizations-1"),
    "organization_uids": uid("organizations-2"),
    "member_uids": uid("organizations-2"),
    "country_group_uid": uid("organizations-2"),
    "series_uid": uid("series"),
    "venue_uid": uid("venues-1"),
    "room_uid": uid("rooms-1"),
    "track_uid": uid("tracks-1"),
    "type_uid": uid("types-1"),
}
"""What references lead to, by the name of the field; others lead nowhere."""

_ACTORS = (
    Actor(organization_uid=uid("organizations-1")),
    Actor(person_uid=uid("people-1")),
    Actor(country="SN"),
)
_WRITTEN = {
    "timezone": "Africa/Casablanca",
    "country": "MA",
    "accent": "#12ab34",
    "colour": "#12ab34",
    "day_change": "04:00",
    "start": "09:30",
    "end": "10:00",
    "e164": "+212537205903",
    "language": "ar",
}
_DAY = date(2026, 11, 20)


def filled(kind: type[V], path: str, **fixed: Any) -> V:
    """A value with every field set to something other than its default; texts say where they stand."""
    hints = get_type_hints(kind)
    values: dict[str, Any] = dict(fixed)
    for field in structs.fields(kind):
        if field.name not in fixed:
            default = field.default if field.default is not msgspec.NODEFAULT else None
            values[field.name] = _value(hints[field.name], field.name, f"{path}-{field.name}", default)
    return kind(**values)


def _value(hint: Any, name: str, path: str, default: Any) -> Any:
    if get_origin(hint) in (Union, UnionType):
        (hint,) = (part for part in get_args(hint) if part is not NoneType)
    if hint is Actor:
        return _ACTORS[0]
    if get_origin(hint) is tuple:
        return _several(get_args(hint)[0], name, path)
    if get_origin(hint) is dict:
        return {"en": f"{path} in English", "ar": f"{path} بالعربية"}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(member for member in reversed(hint) if member != default)
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return filled(hint, path)
    return _plain(hint, name, path, default)


def _several(hint: Any, name: str, path: str) -> tuple[Any, ...]:
    if hint is Actor:
        return _ACTORS
    if name == "countries":
        return ("MA", "SN")
    if name in ("languages", "interpretation"):
        return ("ar", "fr")
    if isinstance(hint, type) and issubclass(hint, AgendaItem):
        depth = path.count("-items")
        last = {"items": ()} if depth == 2 else {}
        return tuple(filled(hint, f"{path}-{number}", **last) for number in (1, 2))
    return tuple(_value(hint, name, f"{path}-{number}", None) for number in (1, 2))


def _plain(hint: Any, name: str, path: str, default: Any) -> Any:
    if hint is bool:
        return not default
    if hint is int:
        return 1
    if hint is float:
        return 31.625
    if hint is date:
        return _DAY + timedelta(days=name.startswith("end"))
    if hint is datetime:
        moment = datetime(2026, 11, 20, 12 if name.startswith(("end", "closes")) else 9, 30, tzinfo=UTC)
        return moment.replace(tzinfo=None) if name.endswith("_local") else moment
    assert hint is str, f"no value for {path}: {hint}"
    if name.endswith(("uid", "uids")):
        if name == "person_uid":
            return uid("people-2" if "-2-" in path else "people-1")
        return _UIDS.get(name) or uid(path)
    if name == "url" or name.endswith("_url") or name == "website":
        return f"https://example.org/{path}"
    return _WRITTEN.get(name) or path.replace("_", "-")


def maximal_draft(**event_changes: Any) -> Programme:
    """A draft with two of everything, nothing in it at its default but what a release assigns."""
    hints = get_type_hints(Programme)
    parts: dict[str, Any] = {}
    for field in structs.fields(Programme):
        hint = hints[field.name]
        if field.name in ("format", "tombstones", "time_rules"):
            continue
        if get_origin(hint) is tuple:
            kind = get_args(hint)[0]
            meant = {"uid": uid("organizations-1")} if kind is Alias else {}
            parts[field.name] = tuple(_record(kind, f"{field.name}-{number}", **meant) for number in (1, 2))
        elif field.name == "event":
            parts["event"] = _record(hint, "event", **event_changes)
        else:
            (kind,) = (part for part in get_args(hint) if part is not NoneType)
            parts[field.name] = _record(kind, field.name)
    return in_order(Programme(format=FORMAT, **parts))


def _record(kind: type[V], path: str, **fixed: Any) -> V:
    defaults = {field.name: field.default for field in structs.fields(kind) if field.name in ASSIGNED}
    return filled(kind, path, **defaults | {"uid": uid(path)} | fixed)


def in_order(programme: Programme) -> Programme:
    """The programme as a draft is read: by position, then by uid."""
    parts = ("venues", "rooms", "tracks", "types", "organizations", "people", "sessions", "stands")
    ordered = {
        part: tuple(sorted(getattr(programme, part), key=lambda r: (getattr(r, "position", 0), r.uid)))
        for part in parts
    }
    return structs.replace(programme, **ordered)
