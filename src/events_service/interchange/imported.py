"""What a format module read from a file: a programme, where each record came from, and what was not usable."""

from events_service.directory.directory import Value
from events_service.programme.elsewhere import Elsewhere
from events_service.programme.programme import Programme


class Reference(Value):
    """One element's identity at its source. `kind` is the programme's field it stands in: `sessions`, `rooms` …"""

    kind: str
    uid: str
    """Of the record in `programme`; provisional, matching settles it."""
    id: str = ""
    guid: str = ""
    slug: str = ""


class Skipped(Value):
    item: str
    why: str


class Repaired(Value):
    item: str
    what: str


class Imported(Value):
    """A file as read. `carries` names, per kind of record, the fields the format speaks of.

    Applying it changes only those: what a format cannot say is left as it is in the draft.
    """

    format: str
    programme: Programme
    carries: dict[str, frozenset[str]]
    references: tuple[Reference, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    repaired: tuple[Repaired, ...] = ()
    released: bool = False
    """Is it what was made public of an event here? Such a file says nothing of what is private."""
    names_event: bool = True
    """Whether the file says at all which event it is of."""
    elsewhere: dict[str, Elsewhere] = {}
    """What was public before of its event and sessions, by their uids in `programme`."""
