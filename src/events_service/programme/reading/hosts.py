"""Whether a request may be answered at all: one Host, and one of ours."""

import re
from collections.abc import Iterable, Sequence
from ipaddress import ip_address

PROBES = frozenset(("/livez", "/readyz"))
"""Asked by address rather than by name, by whatever watches the process. Nothing in their answers follows from Host."""

_BY_ADDRESS = frozenset(("/metrics",))
"""Asked by address too, or as localhost. By another name somebody's page may have made a browser ask."""

_ADDRESS = re.compile(rb"(\[[0-9a-f:.]+\]|[0-9.]+|localhost)(?::[0-9]+)?").fullmatch

_ONCE = (b"host", b"content-length", b"content-type", b"authorization")


class Misdirected(Exception):
    """The request is not for us (421), or does not say whom it is for (400)."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


def merged(fields: Sequence[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """Header fields by name, lines of one name joined as the list they are (RFC 9110 section 5.3).

    Raises Misdirected where a field came twice that says what the request is.
    """
    together: dict[bytes, bytes] = {}
    for name, value in fields:
        if name not in together:
            together[name] = value
        elif name in _ONCE:
            raise Misdirected(400, f"The field {name.decode()} may be sent once only.")
        else:
            together[name] += (b"; " if name == b"cookie" else b", ") + value
    return together


def check(host: bytes | None, hosts: Iterable[bytes], path: str) -> None:
    """Raises Misdirected unless the Host is one of ours. Forwarded and its like are never looked at."""
    if path in PROBES:
        return
    if not host:
        raise Misdirected(400, "The request names no host.")
    if host.lower() in hosts or (path in _BY_ADDRESS and _is_address(host)):
        return
    raise Misdirected(421, "This host is not served here.")


def _is_address(host: bytes) -> bool:
    """Is it `localhost`, 10.0.0.1 or [::1], with or without a port?"""
    found = _ADDRESS(host)
    if found is None:
        return False
    name = found[1].decode().strip("[]")
    try:
        return name == "localhost" or bool(ip_address(name))
    except ValueError:
        return False
