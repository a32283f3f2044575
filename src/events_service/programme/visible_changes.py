"""What may be told of changes now: of what was hidden or withdrawn since, nothing."""

from collections.abc import Iterable, Iterator

from msgspec import structs

from events_service.directory.directory import Organization, Person
from events_service.programme.changes import Change, ChangeKind
from events_service.programme.programme import Programme, Visibility


def without_names(changes: Iterable[Change], kind: ChangeKind) -> tuple[Change, ...]:
    """The changes without the names of people, or of organizers: that it is somebody else is said, and not who."""
    return tuple(structs.replace(change, before={}, after={}) if change.kind is kind else change for change in changes)


def visible_changes(changes: Iterable[Change], present: Programme) -> tuple[Change, ...]:
    """The changes as they may be told now: nothing of sessions that were withdrawn, and no people of mere titles.

    People and organizations are called as they are called now; what is not said of them any more goes unsaid.
    """
    return tuple(_visible(changes, present))


def _visible(changes: Iterable[Change], present: Programme) -> Iterator[Change]:
    titles = {s.uid: s.visibility is Visibility.TITLE_ONLY for s in (*present.sessions, *present.tombstones)}
    records: dict[str, Person | Organization] = {person.uid: person for person in present.people}
    records |= {body.uid: body for body in present.organizations}
    for change in changes:
        if change.record_uid is not None:
            record = records.get(change.record_uid)
            details = tuple(name for name in change.details if getattr(record, name, None))
            if record and details:
                yield structs.replace(change, title=record.name, details=details)
        elif change.session_uid is None or change.session_uid in titles:
            mere = titles.get(change.session_uid or "")
            yield without_names([change], ChangeKind.PEOPLE)[0] if mere else change
