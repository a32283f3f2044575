"""Time zone rules of another day, compiled here: what a machine without updates would still believe.

Morocco decided in 2026 to return to UTC+00. Until tz database 2026c, files said that it stays at UTC+01
for ever, with UTC+00 during Ramadan only.
"""

import struct
from datetime import datetime
from pathlib import Path

_STANDARD, _RAMADAN = 0, 1
# The instants at which the rules of 2025b change Morocco's clocks, in the year of the change of law.
_MOROCCO_2025B = (
    ("2025-02-23T02:00Z", _RAMADAN),
    ("2025-04-06T02:00Z", _STANDARD),
    ("2026-02-15T02:00Z", _RAMADAN),
    ("2026-03-22T02:00Z", _STANDARD),
    ("2027-02-07T02:00Z", _RAMADAN),
    ("2027-03-14T02:00Z", _STANDARD),
)


def rules_of_2025(directory: Path) -> Path:
    """Write Africa/Casablanca as it was in 2025b into a directory for `zones.load_rules()`."""
    place = directory / "Africa" / "Casablanca"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(_compiled())
    (directory / "+VERSION").write_text("2025b\n", encoding="ascii")
    return directory


def _compiled() -> bytes:
    """A TZif file of version 2 (RFC 9636): an empty first block, then 64-bit transitions and a footer."""
    names = b"+01\0+00\0"
    types = struct.pack(">lBB", 3600, 0, 0) + struct.pack(">lBB", 0, 1, 4)
    times = [int(datetime.fromisoformat(at).timestamp()) for at, _ in _MOROCCO_2025B]
    kinds = bytes(kind for _, kind in _MOROCCO_2025B)
    first = _header(0, 1, 4) + struct.pack(">lBB", 3600, 0, 0) + b"+01\0"
    second = _header(len(times), 2, len(names)) + struct.pack(f">{len(times)}q", *times) + kinds + types + names
    return first + second + b"\n<+01>-1\n"


def _header(times: int, types: int, characters: int) -> bytes:
    return struct.pack(">4sc15x6L", b"TZif", b"2", 0, 0, 0, times, types, characters)
