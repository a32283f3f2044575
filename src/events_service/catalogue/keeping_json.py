"""Records that are kept for all events, as the JSON API shows them to those who may read them."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, select

from events_service.directory.directory import Organization, Person
from events_service.directory.editing import Kept
from events_service.directory.records import ORGANIZATIONS
from events_service.programme.answers import etag
from events_service.programme.draft_json import contact_json
from events_service.programme.programme import Series

Json = dict[str, Any]
Record = Organization | Person | Series

_ORGANIZATION = "short_name kind country website description other_names countries"
_PERSON = "badge_name honorific title biography"
_SERIES = "description objectives countries periodicity"


class Named:
    """Names of the organizations that records refer to, read once for all of them."""

    def __init__(self, connection: Connection, records: Iterable[Record]) -> None:
        wanted = {uid for record in records for uid in _named_by(record)}
        table = ORGANIZATIONS.table
        rows = connection.execute(select(table.c.uid, table.c.slug, table.c.name).where(table.c.uid.in_(wanted)))
        self._by_uid = {row.uid: {"uid": row.uid, "slug": row.slug, "name": row.name} for row in rows}

    def of(self, uid: str | None) -> Json | None:
        return self._by_uid.get(uid or "")


def record_json(kept: Kept[Any], shown: Record, named: Named) -> Json:
    """`shown` is the record without what is not the reader's to see."""
    said = _members(shown, "uid slug name published")
    said |= {"archived": kept.archived_at is not None, "etag": etag(shown.uid, kept.version)}
    if isinstance(shown, Organization):
        members = [name for uid in shown.member_uids if (name := named.of(uid))]
        return said | _members(shown, _ORGANIZATION) | {"contacts": _contacts(shown), "members": members}
    if isinstance(shown, Person):
        body = {"organization": named.of(shown.organization_uid)}
        return said | _members(shown, _PERSON) | {"contacts": _contacts(shown)} | body
    return said | _members(shown, _SERIES)


def _contacts(record: Organization | Person) -> list[Json]:
    return [contact_json(contact) for contact in record.contacts]


def _named_by(record: Record) -> tuple[str, ...]:
    if isinstance(record, Organization):
        return record.member_uids
    if isinstance(record, Person) and record.organization_uid:
        return (record.organization_uid,)
    return ()


def _members(value: Record, names: str) -> Json:
    return {name: getattr(value, name) for name in names.split()}
