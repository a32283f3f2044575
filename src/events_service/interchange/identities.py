"""Provisional uids of the elements of a file, each once in it. Matching settles which records they are."""

import re
from collections import Counter
from uuid import UUID, uuid5

_NAMESPACE = UUID("0c2f4b5e-8a57-4d0e-9d7c-3f1f0b7c6a52")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PLACEHOLDERS = frozenset(("0", "-1", "null", "none", "nil", "undefined", "n/a", "-", "?"))
NIL = str(UUID(int=0))


def valid_guid(text: str) -> str | None:
    """The guid in its usual writing if it is a UUID (RFC 9562) of something, else None."""
    guid = text.strip().lower()
    return guid if _UUID.fullmatch(guid) and guid != NIL else None


def usable_id(text: str) -> str:
    """An id, or empty where it stands for none."""
    said = text.strip()
    return "" if said.lower() in _PLACEHOLDERS else said


class Identities:
    """Hands out uids for one file of a format: the same file gives the same ones."""

    def __init__(self, format_name: str) -> None:
        self.format = format_name
        self.used: set[str] = set()
        self._occurrences: Counter[tuple[str, str]] = Counter()

    def uid(self, kind: str, guid: str | None, sign: str) -> str:
        """The guid where it is a UUID that nothing else in the file has, else one made from a sign of the element."""
        uid = guid
        while uid is None or uid in self.used:
            uid = str(uuid5(_NAMESPACE, f"{self.format}/{kind}/{sign}/{self._occurrences[kind, sign]}"))
            self._occurrences[kind, sign] += 1
        self.used.add(uid)
        return uid
