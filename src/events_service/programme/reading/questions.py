"""What an address asks for, in one canonical form: equal questions have equal keys."""

import re
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from events_service.errors import DomainError
from events_service.programme.filters import NAMES, Filters, read_filters
from events_service.programme.reading.renderers import Matched

LONGEST_QUERY = 16_384
_NO_FILTERS = Filters()
_BLANK = re.compile(rb"(?:%s)(?:=(?:\+|%%20)*)?" % "|".join(NAMES).encode())


class QueryTooLong(DomainError):
    status = 414
    slug = "query-too-long"
    title = "This address is too long"
    msgid = "This address is longer than can be read. Choose fewer things at a time."


class Question(NamedTuple):
    """One address, understood. `query` holds its filters and nothing else."""

    path: str
    query: bytes
    matched: Matched
    filters: Filters


def ask(path: str, query_string: bytes, matched: Matched) -> Question:
    """What is asked for at a path that matched; of several values for one filter, the first; of `sessions`, all.

    Raises QueryTooLong.
    """
    if len(query_string) > LONGEST_QUERY:
        raise QueryTooLong
    if not query_string or not matched.renderer.filters:
        return Question(path, b"", matched, _NO_FILTERS)
    pairs = parse_qsl(query_string.decode("latin-1"), errors="replace")
    said = dict(reversed(pairs))
    # A form without scripts sends one for every session that is ticked.
    said["sessions"] = ",".join(value for name, value in pairs if name == "sessions")
    filters = read_filters(said)
    return Question(path, urlencode(filters.query()).encode(), matched, filters)


def without_blanks(query_string: bytes) -> bytes:
    """The query without filters that say nothing, as a form sends them; all else as it stands."""
    parts = query_string.split(b"&")
    return b"&".join(part for part in parts if not _BLANK.fullmatch(part))
