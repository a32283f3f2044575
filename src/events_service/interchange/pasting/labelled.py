"""Lines that a label begins: `Room: Dakhla`."""

from events_service.interchange.pasting import body
from events_service.interchange.pasting.building import (
    Building,
    set_code,
    set_day,
    set_hours,
    set_note,
    set_room,
    set_title,
)
from events_service.interchange.pasting.codes import find_code, is_code
from events_service.interchange.pasting.dates import find_days, whole_day
from events_service.interchange.pasting.ground import LONGEST_TITLE, Ground
from events_service.interchange.pasting.hours import find_hours, find_note
from events_service.interchange.pasting.labels import Label, What
from events_service.interchange.pasting.letters import Line, tidy
from events_service.interchange.pasting.looks import Look, look_between
from events_service.interchange.pasting.places import bare_name, find_rooms

_HEAD = frozenset(
    (Label.CODE, Label.TITLE, Label.DAY, Label.HOURS, Label.STARTS, Label.ENDS, Label.WHEN, Label.ROOM, Label.VENUE)
    + (Label.TRACK, Label.TYPE)
)


class Labelled(Ground):
    """Takes what labels announce."""

    def _label(self, at: int, look: Look) -> None:
        label = look.label
        assert label
        b, means, start, end = self.current, label.means.label, label.end, look.line.end
        if means not in _HEAD:
            if means is Label.OTHER:
                # The end of a page: what headed its session heads no other.
                self.context.track = self.context.type = ""
            if b is None or not b.headed:
                if b is None and means in (Label.ORGANIZERS, Label.PARTNERS, Label.LANGUAGES) and self._titled_soon(at):
                    b = self._begin("label", look.line)
                elif b is None:
                    return
            body.read_label(b, self.letters, label, look.line, self.known)
            return
        if label.alone:
            if b and b.headed and (at + 1 < len(self.looks)):
                b.section, b.explicit = (
                    Label.DESCRIPTION if means in (Label.TYPE, Label.TRACK) else b.section,
                    b.explicit,
                )
            following = self.looks[at + 1] if at + 1 < len(self.looks) else None
            if following and not following.label and following.line.end - following.line.start < LONGEST_TITLE:
                # `Room` on one line, its name on the next.
                self.looks[at + 1] = Look(
                    following.line,
                    label._replace(start=following.line.start, end=following.line.start, alone=False),
                    first=following.line.start,
                    last=following.line.end,
                )
            return
        b = self._labelled(at, means, look)
        if b is not None:
            self._value(b, means, start, end, look.line)

    def _labelled(self, at: int, means: Label, look: Look) -> Building | None:
        """The session a label of a head belongs to; None where it heads several."""
        b = self.current
        if b is None:
            if means in (Label.DAY, Label.ROOM, Label.VENUE, Label.TRACK, Label.WHEN, Label.TYPE) and self._heads_rows(
                at
            ):
                self._labelled_heading(means, look)
                return None
            return self._begin("label", look.line)
        taken = {
            Label.TITLE: bool(b.title),
            Label.CODE: bool(b.code)
            or (b.started and bool(b.title) and Label.CODE not in b.labels and b.origin != "label"),
            Label.DAY: b.own_day and b.origin == "label",
            Label.WHEN: b.own_hours and (b.own_day or b.origin == "label"),
            Label.HOURS: b.own_hours,
            Label.STARTS: bool(b.begins) and b.own_hours,
            Label.ROOM: b.own_room and (Label.ROOM in b.labels or not b.labels & {Label.VENUE}),
            Label.VENUE: Label.VENUE in b.labels,
            Label.TRACK: Label.TRACK in b.labels,
            Label.TYPE: Label.TYPE in b.labels,
        }.get(means, False)
        if not taken and (b.section is Label.OTHER):
            taken = True
        if (
            taken
            and look.line.after_blank
            and means in (Label.DAY, Label.ROOM, Label.VENUE, Label.TRACK)
            and self._heads_rows(at)
        ):
            self.current = None
            self._labelled_heading(means, look)
            return None
        if taken:
            # What stood under a heading goes on to the next session, what was said of the last one does not.
            return self._begin("label", look.line)
        return b

    def _heads_rows(self, at: int) -> bool:
        for look in self.looks[at + 1 : at + 3]:
            if look.label:
                return False
            if look.opens and look.hours and (look.last > look.first or look.code):
                return True
            if not (look.bare and (look.days or look.room)):
                return False
        return False

    def _labelled_heading(self, means: Label, look: Look) -> None:
        assert look.label
        b = Building("label")
        self.current = None
        self._value(b, means, look.label.end, look.line.end, look.line)
        self.heads.extend(b.marks)
        if b.day:
            self.context.day, self.context.doubtful, self.context.last = b.day, b.doubtful, "day"
        if b.room:
            self.context.room, self.context.last = b.room, "room"
        if b.track:
            self.context.track = b.track

    def _titled_soon(self, at: int) -> bool:
        return any(
            look.label and look.label.means.label in (Label.TITLE, Label.CODE) for look in self.looks[at + 1 : at + 6]
        )

    def _value(self, b: Building, means: Label, start: int, end: int, line: Line) -> None:
        """What a label of a head announces."""
        letters = self.letters
        b.labels.add(means)
        b.last_line = line
        if means is Label.TITLE:
            look = look_between(letters, line, start, end, self.known)
            if look.code and not b.code:
                self._fill(b, look)
                if not b.title:
                    set_title(b, letters, look.first, look.last)
            else:
                self._set_facts(b, look) if look.closes and look.hours else None
                set_title(b, letters, start, look.last if look.closes and look.hours else end)
        elif means is Label.CODE:
            code = find_code(letters, start, end, self.known.prefixes)
            if code and code.after < end and not b.title and not is_code(letters.said[start:end]):
                set_code(b, letters, code.start, code.end)
                set_title(b, letters, code.after, end)
            elif end - start <= 64:
                set_code(b, letters, start, end)
        elif means in (Label.DAY, Label.WHEN, Label.HOURS, Label.STARTS, Label.ENDS):
            self._time(b, means, start, end)
        elif means in (Label.ROOM, Label.VENUE):
            self._place(b, means, start, end)
            if means is Label.ROOM and b.room.rstrip(".").isdigit():
                # `Room: 9` is called Room 9.
                b.room = f"{tidy(letters.said[line.start : start]).rstrip(' :：*').capitalize()} {b.room.rstrip('.')}"
        elif means is Label.TRACK:
            b.track = tidy(letters.said[start:end])
            b.mark(start, end, What.TRACK)
        elif means is Label.TYPE:
            b.type = tidy(letters.said[start:end])
            b.mark(start, end, What.TYPE)

    def _time(self, b: Building, means: Label, start: int, end: int) -> None:
        letters, key, days = self.letters, self.letters.key, self.known.days
        day = whole_day(key, start, end, days) or next(iter(find_days(key, start, end, days)), None)
        if day and means is not Label.ENDS:
            set_day(b, day)
            parts = [(start, day.start), (day.end, end)]
        else:
            parts = [(start, end)]
        for first, last in parts:
            for found in find_hours(key, first, last, labelled=means is not Label.DAY):
                if means is Label.ENDS:
                    b.ends = found.begins
                    b.mark(found.start, found.end, What.HOURS)
                elif not b.own_hours or means is not Label.DAY:
                    set_hours(b, found)
                start = found.end
                break
            else:
                note = find_note(key, first, last)
                if note:
                    set_note(b, letters, note.start, note.end)
        rooms = find_rooms(letters, start, end, self.known)
        if rooms and not b.own_room:
            set_room(b, letters, rooms[0])

    def _place(self, b: Building, means: Label, start: int, end: int) -> None:
        letters = self.letters
        hours = find_hours(letters.key, start, end)
        if hours and not b.own_hours and hours[0].start > start:
            set_hours(b, hours[0])
            end = hours[0].start
        while end > start and letters.key[end - 1] in " ,;-|":
            end -= 1
        rooms = find_rooms(letters, start, end, self.known) if means is Label.VENUE else []
        if rooms and rooms[0].start == start and letters.key[rooms[0].end : end].lstrip().startswith(","):
            # `Salle Dakhla, Palmeraie`
            b.venue = tidy(letters.said[rooms[0].end : end]).strip(" ,")
            b.mark(rooms[0].end, end, What.VENUE)
            end = rooms[0].end
        inner = rooms[0] if rooms and rooms[0].first > start else None
        if means is Label.VENUE and b.own_room and Label.ROOM in b.labels:
            b.venue = tidy(letters.said[start:end])
            b.mark(start, end, What.VENUE)
            return
        if means is Label.ROOM and b.own_room and Label.VENUE in b.labels:
            b.venue = b.room
        if (
            inner
            and letters.key[inner.start - 1 : inner.start] in (" ", "(")
            and letters.key[start : inner.start].rstrip(" (").endswith((",", "-", "|"))
        ):
            # `Hotel Sofitel, Room Menara`
            b.venue = tidy(letters.said[start : inner.start]).strip(" ,-–(|")
            start = inner.first
        b.room, b.own_room = bare_name(letters.said[start:end]), True
        b.mark(start, end, What.ROOM)
