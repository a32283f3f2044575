"""Time zones as files name them: IANA names, nearly so, or those of Ruby on Rails."""

from events_service.errors import InvalidInput
from events_service.zones import zone_names

_RAILS = {
    "eastern time (us & canada)": "America/New_York",
    "central time (us & canada)": "America/Chicago",
    "mountain time (us & canada)": "America/Denver",
    "pacific time (us & canada)": "America/Los_Angeles",
    "atlantic time (canada)": "America/Halifax",
    "arizona": "America/Phoenix",
    "hawaii": "Pacific/Honolulu",
    "brasilia": "America/Sao_Paulo",
    "bern": "Europe/Zurich",
    "edinburgh": "Europe/London",
    "kyiv": "Europe/Kyiv",
    "istanbul": "Europe/Istanbul",
    "st. petersburg": "Europe/Moscow",
    "west central africa": "Africa/Algiers",
    "pretoria": "Africa/Johannesburg",
    "harare": "Africa/Harare",
    "islamabad": "Asia/Karachi",
    "abu dhabi": "Asia/Muscat",
    "new delhi": "Asia/Kolkata",
    "mumbai": "Asia/Kolkata",
    "chennai": "Asia/Kolkata",
    "beijing": "Asia/Shanghai",
    "hanoi": "Asia/Bangkok",
    "osaka": "Asia/Tokyo",
    "canberra": "Australia/Melbourne",
    "wellington": "Pacific/Auckland",
}


class ZoneNotSaid(InvalidInput):
    """Without a zone a wall time is no time."""

    slug = "zone-not-said"
    msgid = "The file names no time zone. Say which one its times are in, such as --timezone Africa/Casablanca."


class ZoneNotKnown(InvalidInput):
    slug = "unknown-zone"
    msgid = "The file's time zone “{zone}” is not known. Say which one is meant, such as --timezone Africa/Casablanca."


def read_zone(text: str) -> str | None:
    """The IANA name a text means: `europe/berlin`, `Europe / Berlin`, `Berlin`; None where it could be none or two."""
    text = text.strip()
    names = zone_names()
    if text in names:
        return text
    said = "_".join(text.replace("/", " / ").split()).replace("_/_", "/").lower()
    if not said:
        return None
    same = [name for name in names if name.lower() == said]
    if same:
        return same[0]
    if text.lower() in _RAILS:
        return _RAILS[text.lower()]
    cities = [name for name in names if name.lower().endswith(f"/{said}") and not name.startswith("Etc/")]
    return cities[0] if len(cities) == 1 else None
