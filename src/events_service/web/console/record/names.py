"""What entries of the record are about, by name: one look-up for a page, however many there are."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from markupsafe import Markup, escape
from sqlalchemy import ColumnElement, Connection, Text, literal, select, type_coerce, union_all

from events_service.accounts import record
from events_service.accounts.disclosure import disclosed, name_of
from events_service.accounts.models import Account, ApiToken, AuditEntry
from events_service.columns import is_uid
from events_service.database import DbSession
from events_service.directory.models import OrganizationRow, PersonRow
from events_service.languages import LocalizedText, folded
from events_service.partnerships.models import AgreementRow, FundRow, RecommendationRow
from events_service.programme.models import (
    EventRow,
    NoticeRow,
    RoomRow,
    SeriesRow,
    SessionRow,
    SessionTypeRow,
    StandRow,
    TrackRow,
    VenueRow,
)
from events_service.web.reader import Reader

_KINDS: Mapping[str, tuple[Any, str, str, str]] = {
    "account": (Account, "id", "email", "name"),
    "agreement": (AgreementRow, "uid", "", "title"),
    "event": (EventRow, "uid", "", "title"),
    "fund": (FundRow, "uid", "", "name"),
    "notice": (NoticeRow, "uid", "", "text"),
    "organization": (OrganizationRow, "uid", "", "name"),
    "person": (PersonRow, "uid", "", "name"),
    "recommendation": (RecommendationRow, "uid", "", "text"),
    "room": (RoomRow, "uid", "", "name"),
    "series": (SeriesRow, "uid", "", "name"),
    "session": (SessionRow, "uid", "code", "title"),
    "stand": (StandRow, "uid", "", "title"),
    "token": (ApiToken, "id", "", "name"),
    "track": (TrackRow, "uid", "", "name"),
    "type": (SessionTypeRow, "uid", "", "name"),
    "venue": (VenueRow, "uid", "", "name"),
}
"""Table, key, code and name of each kind of subject."""


_NAMED_BY_ID = frozenset({"backup", "job"})


class _Row(NamedTuple):
    kind: str
    uid: str
    code: str
    name: str
    """As stored: localized text as JSON."""


class Names:
    """Made for some entries, and knows what all they mention is called."""

    def __init__(self, db: DbSession, entries: Iterable[AuditEntry], reader: Reader, *, addresses: bool) -> None:
        self._reader = reader
        self._addresses = addresses
        entries = list(entries)
        uids = {uid for entry in entries for uid in _mentioned(entry)}
        self._rows = {row.uid: row for row in _read(db.connection(), uids)} if uids else {}
        gone = [e.subject for e in entries if _id_of(e.subject) and _id_of(e.subject) not in self._rows]
        self._former = record.former_names(db, sorted(set(gone))) if gone else {}

    def subject(self, subject: str) -> Markup:
        """The name of what was done to; empty where it has none, or is nobody's business."""
        kind, _, said = subject.partition(":")
        if kind in _NAMED_BY_ID:
            return self._reader.code(said)
        uid = _id_of(subject)
        known = self.of_uid(uid) if uid else None
        return known or self._former_name(self._former.get(subject, {}))

    def of_uid(self, uid: str) -> Markup | None:
        """The present name of whatever has this uid; None where nothing has it any more."""
        row = self._rows.get(uid)
        if row is None:
            return None
        if row.kind == "account":
            return escape(name_of(row.name or row.code, addresses=self._addresses))
        return self._put(row.code, _localized(row.name))

    def _former_name(self, said: Mapping[str, Any]) -> Markup:
        shown = disclosed(opened(said), addresses=self._addresses)
        text = shown.get("title") or shown.get("name") or shown.get("text") or {}
        return self._put(str(shown.get("code") or ""), text if isinstance(text, dict) else {"und": str(text)})

    def _put(self, code: str, text: LocalizedText) -> Markup:
        """The code where there is one, else the title: enough to know which is meant."""
        return self._reader.code(code) if code else self._reader.text(text)


def opened(said: Mapping[str, Any] | None) -> dict[str, Any]:
    """What an entry says, field by field. A whole record that was deleted stands in one, to be put back."""
    said = dict(said or {})
    whole = said.pop("value", None)
    return {**whole, **said} if isinstance(whole, dict) else dict(said, **({} if whole is None else {"value": whole}))


def named_like(connection: Connection, text: str, event_uids: Iterable[str] | None) -> tuple[str, ...]:
    """Subjects whose present name or code has the text: sessions and rooms, people and organizations."""
    wanted, found = folded(text), []
    for kind in ("session", "room"):
        table, key, code, name = _columns(kind)
        asked = select(key, code, name)
        if event_uids is not None:
            asked = asked.where(table.c.event_uid.in_(tuple(event_uids)))
        found += [f"{kind}:{uid}" for uid, *said in connection.execute(asked) if wanted in _folded(*said)]
    for kind in ("person", "organization"):
        table, key, _, _ = _columns(kind)
        asked = select(key).where(table.c.folded.contains(wanted, autoescape=True))
        found += [f"{kind}:{uid}" for (uid,) in connection.execute(asked)]
    return tuple(found[:_MOST])


_MOST = 20_000
"""Names that a statement can take."""


@lru_cache(32_768)
def _folded(code: str, name: str) -> str:
    """Folding takes longer than reading: titles change seldom."""
    return folded(" ".join((code, *_localized(name).values())))


def _mentioned(entry: AuditEntry) -> Iterator[str]:
    """Every id an entry says."""
    if uid := _id_of(entry.subject):
        yield uid
    if entry.event_uid:
        yield entry.event_uid
    yield from _uids((entry.before, entry.after))


def _uids(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        value = value.values()
    if isinstance(value, str):
        if is_uid(value):
            yield value
    elif isinstance(value, Iterable):
        for item in value:
            yield from _uids(item)


def _id_of(subject: str) -> str:
    _, _, uid = subject.partition(":")
    return uid if is_uid(uid) else ""


def _read(connection: Connection, uids: set[str]) -> Iterator[_Row]:
    wanted = sorted(uids)
    parts = []
    for kind in _KINDS:
        _, key, code, name = _columns(kind)
        parts.append(select(literal(kind), key, code, name).where(key.in_(wanted)))
    return (_Row(*row) for row in connection.execute(union_all(*parts)))


def _columns(kind: str) -> tuple[Any, Any, ColumnElement[Any], ColumnElement[Any]]:
    model, key, code, name = _KINDS[kind]
    table = model.__table__
    coded: ColumnElement[Any] = type_coerce(table.c[code], Text) if code else literal("")
    return table, table.c[key], coded, type_coerce(table.c[name], Text)


def _localized(stored: str) -> LocalizedText:
    if not stored.startswith("{"):
        return {"und": stored} if stored else {}
    try:
        return msgspec.json.decode(stored, type=dict[str, str])
    except msgspec.DecodeError:
        return {"und": stored}
