"""Types of sessions that all participants come to: organizers name them as they like, so their names tell."""

import re

from events_service.languages import folded
from events_service.programme.programme import SessionType

_FOR_EVERYBODY = re.compile(
    r"\b(plenary|plenaries|opening|closing|ceremony|pleniere|ouverture|cloture|ceremonie)\b"
    "|" + "|".join(map(folded, ("عامة", "افتتاح", "اختتام", "حفل")))
)


def is_for_everybody(kind: SessionType) -> bool:
    """Plenaries, openings, closings and ceremonies, but no break."""
    names = (kind.slug.replace("-", " "), *map(folded, kind.name.values()))
    return not kind.is_break and any(_FOR_EVERYBODY.search(name) for name in names)
