"""What the sessions of a file can be known by, and a uid for each, however badly the file tells them apart."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from events_service.interchange.identities import Identities, usable_id, valid_guid
from events_service.interchange.imported import Reference, Repaired
from events_service.interchange.schedules.elements import SessionElement
from events_service.interchange.schedules.sessions import shown
from events_service.languages import one_line

_LONGEST_SIGN = 300


class SessionIdentities(NamedTuple):
    uids: list[str]
    """One for each session element, in the order of the file."""
    references: list[Reference]
    repaired: list[Repaired]


def identify(sessions: Sequence[SessionElement], identities: Identities) -> SessionIdentities:
    """Give each element its uid. Where nothing else names a session, a title no other has stands for its slug."""
    guids = [_sign(session.said("guid")) for session in sessions]
    ids = [_sign(usable_id(session.said("id")) or session.said("code")) for session in sessions]
    slugs = [_sign(session.said("slug")) for session in sessions]
    signs = [guid or identifier or slug for guid, identifier, slug in zip(guids, ids, slugs, strict=True)]
    titles = [_sign(session.said("title")).casefold() for session in sessions]
    of_guids = Counter(guid.lower() for guid in guids)
    of_titles = Counter(title for title, sign in zip(titles, signs, strict=True) if not sign)
    uids, references = [], []
    for number, (guid, sign, title) in enumerate(zip(guids, signs, titles, strict=True)):
        valid = valid_guid(guid) if of_guids[guid.lower()] == 1 else None
        uids.append(identities.uid("sessions", valid, sign or title))
        slug = slugs[number] or (title if not sign and of_titles[title] == 1 else "")
        references.append(Reference(kind="sessions", uid=uids[-1], id=ids[number], guid=guid, slug=slug))
    return SessionIdentities(uids, references, list(_complaints(guids, ids)))


def _complaints(guids: Iterable[str], ids: Iterable[str]) -> Iterable[Repaired]:
    of_guids, of_ids = Counter(filter(None, guids)), Counter(filter(None, ids))
    yield from _told("guids", "not UUIDs", [guid for guid in of_guids.elements() if not valid_guid(guid)])
    for item, counted in (("guids", of_guids), ("ids", of_ids)):
        yield from _told(item, "at more than one session", [sign for sign, times in counted.items() if times > 1])


def _told(item: str, what: str, signs: list[str]) -> Iterable[Repaired]:
    if signs:
        some = ", ".join(map(shown, signs[:3])) + (" …" if len(signs) > 3 else "")
        kept = "every session is kept under an identity of its own"
        yield Repaired(item=item, what=f"{what}: {len(signs)} ({some}); {kept}")


def _sign(text: str) -> str:
    """An id, guid, slug or title as it is remembered."""
    return one_line(text[:_LONGEST_SIGN])
