"""schedule.xml as frab, Pentabarf, pretalx, wafer, OSEM and their kin write it.

The format has a schema (voc/schedule, `schedule.xml.xsd`) that few files keep. Reading takes what they have in
common: days, rooms in them, events in those, in whatever depth; names without namespace, in any case.
"""

from events_service.interchange.imported import Imported
from events_service.interchange.schedules.assembly import assemble
from events_service.interchange.schedules.frab_xml_frame import Frame, NotASchedule
from events_service.interchange.schedules.frab_xml_writing import write
from events_service.interchange.xml_parsing import parse

__all__ = ["FORMAT", "NotASchedule", "read", "write"]

FORMAT = "frab-xml"


def read(data: bytes, *, timezone: str | None = None, language: str | None = None) -> Imported:
    """The programme in a schedule.xml. Everything a session can be known by is kept; InvalidInput where there is none.

    `timezone` is used where the file names none that is known. `language` is that of names and of texts
    whose session has none; left out, the file's own as far as it says one. A repeated import passes the event's own.
    """
    elements, repairs = parse(data, Frame)
    return assemble(elements, FORMAT, timezone=timezone, language=language, repairs=repairs)
