"""Which record of the draft an element of a file means: one-to-one, from the surest sign to the weakest."""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from typing import NamedTuple
from uuid import UUID, uuid5

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
    by_id_alone: tuple[str, ...]
    """Uids of elements matched by nothing but their id: ids are reused, so this is worth a look."""


Key = Callable[[Element], Hashable | None]

_UNIQUE_PASSES: tuple[Key, ...] = (lambda e: e.guid or None,)
_PASSES: tuple[Key, ...] = (
    lambda e: (e.id, e.name, e.start) if e.id and e.name and e.start else None,
    lambda e: (e.id, e.name) if e.id and e.name else None,
    lambda e: (e.id, e.slug) if e.id and e.slug else None,
    lambda e: e.slug or None,
    lambda e: (e.name, e.start) if e.name and e.start else None,
)
_BY_NAME: tuple[Key, ...] = (lambda e: e.name or None,)


def match(elements: Sequence[Element], known: Sequence[Element], *, by_name: bool = False) -> Matched:
    """Assign elements to known records: by unique guid; id with title or slug; slug; title with start; id alone.

    `by_name` lets the name alone decide before the id alone does: right for rooms, tracks and people.
    """
    uids: dict[str, str] = {}
    taken: set[str] = set()

    def assign(key: Key, *, unique: bool = False) -> list[str]:
        left = _grouped((e for e in elements if e.uid not in uids), key)
        right = _grouped((k for k in known if k.uid not in taken), key)
        paired = []
        for said, candidates in left.items():
            partners = right.get(said, [])
            if unique and (len(candidates) != 1 or len(partners) != 1):
                continue
            for element, record in zip(candidates, partners, strict=False):
                uids[element.uid] = record.uid
                taken.add(record.uid)
                paired.append(element.uid)
        return paired

    for key in _UNIQUE_PASSES:
        assign(key, unique=True)
    for key in (*_PASSES, *(_BY_NAME if by_name else ())):
        assign(key)
    by_id = assign(lambda e: e.id or None)
    return Matched(uids, tuple(by_id))


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
    occurrences: Counter[str] = Counter()
    for element in elements:
        guid = uuid_of(element.guid)
        uid = guid if guid and guids[element.guid.lower()] == 1 and guid not in used else None
        sign = element.guid or element.id or element.slug or element.name
        while uid is None:
            candidate = str(uuid5(_NAMESPACE, f"{source}/{kind}/{sign}/{occurrences[sign]}"))
            uid = candidate if candidate not in used else None
            occurrences[sign] += 1
        used.add(uid)
        made[element.uid] = uid
    return made


def uuid_of(text: str) -> str | None:
    """The text as a UUID in its canonical form; None where it is something else."""
    try:
        return str(UUID(text)) if len(text) == 36 else None
    except ValueError:
        return None


def name_of(title: dict[str, str]) -> str:
    """A title or name as matching compares it."""
    return folded_all(title)
