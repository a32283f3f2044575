"""Every exchange format by its name: what writes it, and what it is served as."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from events_service.addresses import Site
from events_service.interchange import bundle
from events_service.interchange.bundle import Bundle
from events_service.interchange.schedules import frab_json, frab_json2, frab_xml
from events_service.programme.programme import Programme

Write = Callable[[Programme, Site, str], bytes]
"""A released programme, the site it is shown on, and the language of a format that has but one."""


class Format(Struct, frozen=True):
    write: Write
    file: str
    """The last segment of its address: `/{event}/schedule.xml`."""
    content_type: str


def _bundle(programme: Programme, _site: Site, _language: str) -> bytes:
    return bundle.write(Bundle(bundle.FORMAT, programmes=(programme,)))


FORMATS: Mapping[str, Format] = {
    frab_xml.FORMAT: Format(frab_xml.write, "schedule.xml", "application/xml; charset=utf-8"),
    frab_json.FORMAT: Format(frab_json.write, "schedule.json", "application/json"),
    frab_json2.FORMAT: Format(frab_json2.write, "schedule2.json", "application/json"),
    "bundle": Format(_bundle, "bundle.json", "application/json"),
}
