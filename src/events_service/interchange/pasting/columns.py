"""What the columns of a table hold that nobody gave headings: what most of their cells look like."""

from collections import Counter
from collections.abc import Sequence

from events_service.interchange.language_names import read_languages
from events_service.interchange.pasting.acquaintance import Acquaintance, find, find_body
from events_service.interchange.pasting.bodies import are_acronyms, looks_like_body
from events_service.interchange.pasting.cells import Cell, Row
from events_service.interchange.pasting.codes import find_code, is_code
from events_service.interchange.pasting.dates import find_days, whole_day
from events_service.interchange.pasting.hours import find_hours, whole_hours
from events_service.interchange.pasting.labels import Label, Meaning
from events_service.interchange.pasting.letters import Letters, tidy
from events_service.interchange.pasting.places import find_rooms, known_room


def guess_columns(letters: Letters, rows: Sequence[Row], known: Acquaintance) -> dict[int, Meaning]:
    """What each column holds, by what most of its cells look like."""
    width = max((len(cells) for cells in rows), default=0)
    votes: dict[int, Counter[Label]] = {at: Counter() for at in range(width)}
    lengths: dict[int, list[int]] = {at: [] for at in range(width)}
    for cells in rows:
        if sum(cell.end > cell.start for cell in cells) < 2:
            continue
        for at, cell in enumerate(cells):
            if cell.end > cell.start:
                votes[at][_looks(letters, cell, known)] += 1
                lengths[at].append(cell.end - cell.start)
    found: dict[int, Meaning] = {}
    for at, count in votes.items():
        label, most = next(iter(count.most_common(1)), (Label.OTHER, 0))
        if label is not Label.OTHER and most * 2 >= count.total():
            found[at] = Meaning(label)
    _pair(found)
    open_ = [at for at in range(width) if at not in found and lengths[at]]
    coded = [at for at in open_ if sum(votes[at].values()) and _are_codes(letters, rows, at, known)]
    longest = max(
        open_,
        key=lambda at: (at in coded, sum(lengths[at]) / len(lengths[at]) if at not in coded else 0),
        default=None,
    )
    if longest is not None and not any(meaning.label is Label.TITLE for meaning in found.values()):
        # Of long columns the first is the title, what is much longer describes it.
        usual = {at: sum(lengths[at]) / len(lengths[at]) for at in open_}
        title = (
            longest
            if coded
            else next((at for at in open_ if usual[at] >= 12 and usual[at] * 8 >= usual[longest]), longest)
        )
        found[title] = Meaning(Label.TITLE)
        rest = [at for at in open_ if at > title and usual[at] < 30]
        rest += [at for at in open_ if at < title and usual[at] < 30]
        if rest and not any(meaning.label in (Label.ROOM, Label.VENUE) for meaning in found.values()):
            found[rest[0]] = Meaning(Label.ROOM)
    return found


def _are_codes(letters: Letters, rows: Sequence[Row], at: int, known: Acquaintance) -> bool:
    """Does a code stand in most cells of the column?"""
    cells = [cells[at] for cells in rows if at < len(cells) and cells[at].end > cells[at].start]
    return sum(find_code(letters, *cell, known.prefixes) is not None for cell in cells) * 2 > len(cells)


def _pair(found: dict[int, Meaning]) -> None:
    """Two columns of hours are beginnings and ends."""
    timed = [at for at, meaning in found.items() if meaning.label is Label.STARTS]
    for number, at in enumerate(timed):
        found[at] = Meaning((Label.STARTS, Label.ENDS)[min(number, 1)])


def _looks(letters: Letters, cell: Cell, known: Acquaintance) -> Label:
    key, said = letters.key, tidy(letters.said[cell.start : cell.end])
    hours = whole_hours(key, *cell)
    if hours:
        return Label.HOURS if hours.ends else Label.STARTS
    if whole_day(key, *cell, known.days):
        return Label.DAY
    days, timed = find_days(key, *cell, known.days), find_hours(key, *cell)
    if days and timed and len(said) < 60:
        return Label.WHEN
    if is_code(said):
        return Label.CODE
    if is_room(letters, cell, known):
        return Label.ROOM
    if find(known.tracks, said):
        return Label.TRACK
    if find(known.types, said):
        return Label.TYPE
    if find_body(known, said) or are_acronyms(said) or (looks_like_body(letters, *cell, known) and said.endswith(")")):
        return Label.ORGANIZERS
    if len(said) < 40 and (languages := read_languages(said)).tags and not languages.unknown and len(said) > 1:
        return Label.LANGUAGES
    if len(said) > 400:
        return Label.DESCRIPTION
    return Label.OTHER


def is_room(letters: Letters, cell: Cell, known: Acquaintance) -> bool:
    """Is all that stands in the cell a room: one that is known, or by how it is said?"""
    return known_room(letters, *cell, known) or any(
        room.start == cell.start and room.end == cell.end for room in find_rooms(letters, *cell, known)
    )
