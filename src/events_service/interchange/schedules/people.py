"""Who is who in a schedule: people are told apart by id and name, for files give one id to many."""

from collections import Counter
from collections.abc import Iterable

from events_service.directory.directory import Person
from events_service.interchange.html_markdown import to_markdown, to_name
from events_service.interchange.identities import Identities, usable_id, valid_guid
from events_service.interchange.imported import Reference, Repaired
from events_service.interchange.schedules.elements import PersonElement, SessionElement
from events_service.interchange.schedules.sessions import shown
from events_service.programme.programme import PersonRole, SessionPerson

_ROLES = {role.value: role for role in PersonRole} | {
    "host": PersonRole.MODERATOR,
    "chairperson": PersonRole.CHAIR,
    "session chair": PersonRole.CHAIR,
}
_MOST_NAMED = 5


class _Known:
    """One person while the file is read."""

    __slots__ = ("biography", "guid", "id", "name", "slug", "uid")

    def __init__(self, name: str) -> None:
        self.name = name
        self.id = self.guid = self.slug = self.biography = self.uid = ""


class People:
    """The people of a file. One id with two names is two people, and so is one name with two ids."""

    def __init__(self, sessions: Iterable[SessionElement], identities: Identities, language: str) -> None:
        self.language = language
        self.known: list[_Known] = []
        self._by_sign: dict[tuple[str, str, str], _Known] = {}
        self._by_name: dict[str, list[_Known]] = {}
        self._by_id: dict[str, list[_Known]] = {}
        self._bare: dict[str, _Known] = {}
        """Those that no id or guid tells from others of their name."""
        elements = [person for session in sessions for person in session.people]
        for person in elements:
            if usable_id(person.id) or person.guid.strip():
                self._identify(person)
        for person in elements:
            self._of(person, make=True)
        times = Counter(person.guid for person in self.known)
        for known in self.known:
            guid = valid_guid(known.guid) if times[known.guid] == 1 else None
            known.uid = identities.uid("people", guid, known.guid or known.id or known.name)

    def _identify(self, element: PersonElement) -> None:
        name = _named(element)
        if not name:
            return
        identifier, guid = usable_id(element.id), element.guid.strip()
        known = self._known_by_signs(identifier, guid, name)
        if known is None:
            known = self._make(name)
        if identifier and not known.id:
            known.id = identifier
            self._by_id.setdefault(identifier, []).append(known)
        known.guid = known.guid or guid
        for kind, sign in (("guid", guid), ("id", identifier)):
            if sign:
                self._by_sign.setdefault((kind, sign, name.casefold()), known)

    def _known_by_signs(self, identifier: str, guid: str, name: str) -> _Known | None:
        known = self._by_sign.get(("guid", guid, name.casefold())) if guid else None
        if known is None and identifier:
            known = self._by_sign.get(("id", identifier, name.casefold()))
            if known and known.guid and guid and known.guid != guid:
                return None
        return known

    def _of(self, element: PersonElement, *, make: bool = False) -> _Known | None:
        name, identifier, guid = _named(element), usable_id(element.id), element.guid.strip()
        if not name:
            same = self._by_id.get(identifier, [])
            return same[0] if len(same) == 1 else None
        known = self._known_by_signs(identifier, guid, name)
        if known is None:
            same = self._by_name.get(name.casefold(), [])
            known = same[0] if len(same) == 1 else self._bare.get(name.casefold())
            if known is None and make:
                known = self._bare[name.casefold()] = self._make(name)
        if make and known:
            known.slug = known.slug or element.slug.strip()
            known.biography = known.biography or element.biography
        return known

    def _make(self, name: str) -> _Known:
        known = _Known(name)
        self.known.append(known)
        self._by_name.setdefault(name.casefold(), []).append(known)
        return known

    def of(self, session: SessionElement) -> tuple[tuple[SessionPerson, ...], int]:
        """The people of a session, each once, and how many could not be told who they are."""
        found: dict[str, SessionPerson] = {}
        nameless = 0
        for element in session.people:
            known = self._of(element)
            if known is None:
                nameless += bool(element.id.strip() or element.guid.strip())
                continue
            role = _ROLES.get(element.role.strip().lower(), PersonRole.SPEAKER)
            found.setdefault(known.uid, SessionPerson(person_uid=known.uid, role=role))
        return tuple(found.values()), nameless

    def records(self) -> tuple[Person, ...]:
        return tuple(
            Person(
                uid=known.uid,
                name={self.language: known.name},
                biography={self.language: said} if (said := to_markdown(known.biography).markdown) else {},
            )
            for known in self.known
        )

    def repaired(self) -> list[Repaired]:
        """Ids that the file gives to people of different names."""
        repaired = []
        for identifier, known in self._by_id.items():
            names = {person.name.casefold(): f"“{shown(person.name)}”" for person in known}
            if len(names) > 1:
                called = ", ".join([*names.values()][:_MOST_NAMED]) + (" …" if len(names) > _MOST_NAMED else "")
                what = f"it stands at {len(names)} names ({called}): everyone is kept as a person of their own"
                repaired.append(Repaired(item=f"person id {shown(identifier)}", what=what))
        return repaired

    def references(self) -> list[Reference]:
        return [
            Reference(kind="people", uid=known.uid, id=known.id, guid=known.guid, slug=known.slug)
            for known in self.known
        ]


def _named(element: PersonElement) -> str:
    return to_name(element.name)
