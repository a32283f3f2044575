"""Going back to an earlier release, without bringing back what may no longer be seen."""

from msgspec import structs

from events_service.programme.hiding import Directory, as_hidden_as, limited
from events_service.programme.programme import Programme, Visibility
from events_service.programme.references import only_referenced, without
from events_service.programme.settling import with_tombstones


def restored(former: Programme, previous: Programme, draft: Programme, directory: Directory) -> Programme:
    """What `former` published, to be settled after `previous`.

    What is hidden now stays so, and so does what the draft is ready to hide. The event's status stays too: that is
    decided by itself.
    """
    shown = as_hidden_as(previous, former, directory)
    candidate = structs.replace(
        shown,
        event=structs.replace(shown.event, status=previous.event.status),
        tombstones=previous.tombstones,
        aliases=tuple(dict.fromkeys((*previous.aliases, *former.aliases))),
    )
    whole = with_tombstones(candidate, previous, by_invitation(draft))
    visibility = {session.uid: session.visibility for session in draft.sessions if session.ready}
    allowed = structs.replace(
        whole,
        sessions=limited(whole.sessions, visibility, Visibility.PUBLIC),
        tombstones=limited(whole.tombstones, visibility, Visibility.PUBLIC),
    )
    return only_referenced(without(allowed, directory.hides(former, previous)))


def by_invitation(draft: Programme) -> set[str]:
    """Uids of sessions that are ready to be seen by nobody."""
    return {s.uid for s in draft.sessions if s.ready and s.visibility is Visibility.BY_INVITATION}
