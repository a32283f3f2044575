"""Which record of the draft an element of a file means: one-to-one, from the surest sign to the weakest."""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from typing import NamedTuple
from uuid import UUID, uuid5

from events_service.interchange.identities import valid_guid
from events_service.languages import folded_all

_NAMESPACE = UUID("5a5b1d1e-7f5c-4f57-9b0e-0f1b8f0f4c11")


class Element(NamedTuple):
    """What a file or a stored reference says of one record. Empty is not said."""

    uid: str
    id: str = ""
    guid: str = ""
    slug: str = ""
    name: str = ""
    """Its title or name, folded."""
    start: str = ""
    """Its wall time, in ISO form."""


class Matched(NamedTuple):
    uids: dict[str, str]
    """From the element's provisional uid to the record's uid."""
    by_id_alone: tuple[str, ...] = ()
    """Uids of elements matched by nothing but their id: ids are reused, so this is worth a look."""


Key = Callable[[Element], Hashable | None]


def by_guid(elements: Sequence[Element], known: Sequence[Element]) -> Matched:
    """Assign by guids alone, where each is unique on both sides."""
    return _Assignment(elements, known).by_guid().matched()


def match(
    elements: Sequence[Element], known: Sequence[Element], *, by_name: bool = False, gone: Collection[str] = ()
) -> Matched:
    """Assign elements to known records: by unique guid; id with title or slug; slug; title with start; id alone.

    `by_name` lets the name alone decide before the id alone does: right for rooms, tracks and people. `gone` are
    uids of known records that have been deleted here; an id alone does not bring those back.
    """
    assignment = _Assignment(elements, known).by_guid()
    for key in _SIGNS:
        assignment.by(key)
    if by_name:
        assignment.by(lambda element: element.name or None)
    weak = assignment.by(lambda element: element.id or None, apart=gone)
    return assignment.matched()._replace(by_id_alone=tuple(weak))


_SIGNS: tuple[Key, ...] = (
    lambda e: (e.id, e.name, e.start) if e.id and e.name and e.start else None,
    lambda e: (e.id, e.name) if e.id and e.name else None,
    lambda e: (e.id, e.slug) if e.id and e.slug else None,
    lambda e: e.slug or None,
    lambda e: (e.name, e.start) if e.name and e.start else None,
)


class _Assignment:
    """Pairs found so far, pass by pass; each side is used once."""

    def __init__(self, elements: Sequence[Element], known: Sequence[Element]) -> None:
        self.left = {element.uid: element for element in elements}
        self.right = {record.uid: record for record in known}
        self.uids: dict[str, str] = {}

    def by_guid(self) -> "_Assignment":
        left, right = (_grouped(side.values(), lambda e: e.guid.lower() or None) for side in (self.left, self.right))
        for guid, found in left.items():
            if len(found) == 1 and len(right.get(guid, ())) == 1:
                self._pair(found[0], right[guid][0])
        return self

    def by(self, key: Key, apart: Collection[str] = ()) -> list[str]:
        """Pair what agrees, in order where several do; the elements paired."""
        left = _grouped(self.left.values(), key)
        right = _grouped((record for record in self.right.values() if record.uid not in apart), key)
        pairs = [
            pair for said, found in left.items() if said in right for pair in zip(found, right[said], strict=False)
        ]
        for element, record in pairs:
            self._pair(element, record)
        return [element.uid for element, _ in pairs]

    def _pair(self, element: Element, record: Element) -> None:
        self.uids[element.uid] = record.uid
        del self.left[element.uid], self.right[record.uid]

    def matched(self) -> Matched:
        return Matched(self.uids)


def _grouped(elements: Iterable[Element], key: Key) -> dict[Hashable, list[Element]]:
    groups: dict[Hashable, list[Element]] = {}
    for element in elements:
        said = key(element)
        if said is not None:
            groups.setdefault(said, []).append(element)
    return groups


def new_uids(source: str, kind: str, elements: Sequence[Element], taken: Collection[str]) -> dict[str, str]:
    """Uids for elements that match nothing: the guid if it is a UUID of this element alone; else from id or name.

    The same file gives the same uids again, on any machine, as long as none of them is taken.
    """
    guids = Counter(element.guid.lower() for element in elements)
    used = set(taken)
    made: dict[str, str] = {}
    for element in elements:
        guid = valid_guid(element.guid) if guids[element.guid.lower()] == 1 else None
        uid = guid if guid not in used else None
        occurrence = 0
        while uid is None:
            sign = element.guid or element.id or element.slug or element.name
            candidate = str(uuid5(_NAMESPACE, f"{source}/{kind}/{sign}/{occurrence}"))
            uid = candidate if candidate not in used else None
            occurrence += 1
        used.add(uid)
        made[element.uid] = uid
    return made


def name_of(title: dict[str, str]) -> str:
    """A title or name as matching compares it."""
    return folded_all(title)
