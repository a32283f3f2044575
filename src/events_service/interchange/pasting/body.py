"""What stands under a session's head: organizers, agenda, objectives, questions, people, description."""

import re

from events_service.interchange.pasting.acquaintance import Acquaintance
from events_service.interchange.pasting.bodies import find_bodies, looks_like_body
from events_service.interchange.pasting.building import Building, Entry
from events_service.interchange.pasting.hours import FoundHours
from events_service.interchange.pasting.labels import FoundLabel, Label, What, is_introduction
from events_service.interchange.pasting.letters import Letters, Line, spelled, tidy
from events_service.interchange.pasting.listed_items import inline_items, item_of, languages_in, questions_in
from events_service.interchange.pasting.people import find_people
from events_service.interchange.pasting.phones import find_emails, find_links, find_phones
from events_service.interchange.pasting.proposals import ProposedBody
from events_service.languages import folded
from events_service.programme.programme import EventRole, PersonRole

_LISTED = {Label.AGENDA: What.AGENDA, Label.OBJECTIVES: What.OBJECTIVE, Label.QUESTIONS: What.QUESTION}
_NAMES = frozenset((Label.ORGANIZERS, Label.PEOPLE, Label.LANGUAGES, Label.INTERPRETATION, Label.PHONE, Label.EMAIL))
_PARAGRAPH = 140
"""Characters from which a line is prose."""
_INTERPRETED = re.compile(spelled(r"interpret|traduction|translat|ترجمه"))


def read_label(b: Building, letters: Letters, label: FoundLabel, line: Line, known: Acquaintance) -> None:
    """A label of the body: what follows it on its line is taken, and the lines below belong to it."""
    means, start, end = label.means, label.end, line.end
    b.labels.add(means.label)
    if means.label in (Label.PHONE, Label.EMAIL) and start < end and _contact(b, letters, label.start, end, known):
        b.last_line = line
        return
    b.started, b.last_entry, b.pending = True, None, ""
    b.section, b.explicit = means.label, True
    if means.label is Label.PEOPLE:
        b.role = means.role or PersonRole.SPEAKER
    if means.label in (Label.ORGANIZERS, Label.PARTNERS):
        partner = means.label is Label.PARTNERS
        b.section = Label.ORGANIZERS
        b.body_role = (
            EventRole.PARTNER if partner else EventRole.CO_HOST if label.word.startswith("co") else EventRole.ORGANIZER
        )
        b.body_role = EventRole.ORGANIZER if label.word.startswith(("contact", "com")) else b.body_role
    if label.alone or start >= end:
        if means.label is Label.PHONE:
            b.section = Label.ORGANIZERS
        return
    _take(b, letters, start, end, line, known, inline=True)


def read_line(b: Building, letters: Letters, line: Line, known: Acquaintance) -> None:
    """A line that nothing announces."""
    start, end = line.start, line.end
    if not b.started and b.section is None and not line.bullet and _head_body(b, letters, line, known):
        return
    if b.open_hours and not b.explicit and not line.bullet and _under_hours(b, line):
        _take(b, letters, start, end, line, known, inline=False)
        b.last_line = line
        return
    b.started = True
    open_ = b.section is None or (not b.explicit and not line.bullet and b.section is not Label.DESCRIPTION)
    if open_ and _contact(b, letters, start, end, known):
        b.last_line = line
        return
    if line.bullet and (b.section in (None, Label.DESCRIPTION) or not b.explicit):
        _open_list(b, letters, line)
    elif _continues(b, letters, line):
        _continue(b, letters, line)
        return
    elif not b.explicit and b.section in _LISTED and not line.bullet:
        b.section, b.last_entry = None, None
    elif b.explicit and b.section is not None and _leaves(b, letters, line):
        b.section, b.explicit, b.last_entry = None, False, None
    _take(b, letters, start, end, line, known, inline=False)
    b.last_line = line


def _under_hours(b: Building, line: Line) -> bool:
    """Is a line a point under hours that stand alone: the next one, or one after it?"""
    short = line.end - line.start < _PARAGRAPH
    return short and (not line.after_blank or not b.agenda[-1].items)


def read_row(b: Building, letters: Letters, line: Line, hours: FoundHours, first: int, last: int) -> None:
    """A point of the agenda with its hours."""
    b.started, b.pending = True, ""
    if b.section is not Label.AGENDA:
        b.section, b.explicit = Label.AGENDA, False
    title = item_of(letters.said[first:last])
    entry = Entry(title, hours.begins, hours.ends, [], line.indent)
    b.agenda.append(entry)
    b.mark(line.start, line.end, What.AGENDA)
    b.last_entry, b.last_line = entry, line


def _head_body(b: Building, letters: Letters, line: Line, known: Acquaintance) -> bool:
    """Names of organizations between the head and the text, which no label announces."""
    if not looks_like_body(letters, line.start, line.end, known):
        return bool(b.bodies) and _contact(b, letters, line.start, line.end, known)
    found = find_bodies(letters, line.start, line.end, known)
    for each in found:
        b.bodies.append(each.body)
        b.mark(each.start, each.end, What.ORGANIZER)
        for phone in each.phones:
            b.mark(*phone, What.PHONE)
    b.last_line = line
    return bool(found)


def _contact(b: Building, letters: Letters, start: int, end: int, known: Acquaintance) -> bool:
    """A line that is but a telephone or an address: of the organization above it."""
    if not b.bodies or end - start > 300:
        return False
    phones, emails = find_phones(letters.key, start, end), find_emails(letters.key, start, end)
    covered = sum(each.end - each.start for each in (*phones, *emails))
    if not (phones or emails) or end - start - covered > 12:
        return False
    owner = b.bodies[-1]
    b.bodies[-1] = ProposedBody(
        owner.name,
        owner.short_name,
        (*owner.phones, *(tidy(letters.said[each.first : each.last]) for each in phones if not each.fax)),
        (*owner.emails, *(letters.said[each.first : each.last] for each in emails)),
        owner.role,
    )
    for each in (*phones, *emails):
        b.mark(each.start, each.end, What.PHONE)
    return True


def _open_list(b: Building, letters: Letters, line: Line) -> None:
    """Which list a bullet begins, where no label said it: the line before it may have."""
    if b.section in _LISTED and b.last_line and b.last_line.bullet:
        return
    said = b.pending
    label = is_introduction(folded(said)) if said.rstrip().endswith((":", "：")) or _short(said) else None
    question = letters.said[line.start : line.end].rstrip()[-1:] in ("?", "؟")
    if label is Label.OBJECTIVES and said:
        b.introduction = said
        _unparagraph(b, What.INTRODUCTION)
    elif label in (Label.QUESTIONS, Label.AGENDA) and said:
        if label is Label.AGENDA and question:
            label = Label.QUESTIONS
        b.pending = ""
    elif question and not (said and label):
        label = Label.QUESTIONS
    elif not said.endswith(":") and (line.bullet != "-" or not b.paragraphs or not b.agenda):
        label = Label.AGENDA
    if label:
        b.section, b.explicit, b.last_entry = label, False, None
        b.pending = ""
    else:
        b.section, b.explicit = Label.DESCRIPTION, False


def _short(said: str) -> bool:
    return 0 < len(said) < 90 and not said.rstrip().endswith((".", "!", "?"))


def _unparagraph(b: Building, what: What) -> None:
    """The last paragraph was the line before a list."""
    if b.paragraphs and b.paragraphs[-1] == b.pending:
        b.paragraphs.pop()
        for at in range(len(b.marks) - 1, -1, -1):
            if b.marks[at][2] is What.DESCRIPTION:
                b.marks[at] = (*b.marks[at][:2], what)
                break


def _continues(b: Building, letters: Letters, line: Line) -> bool:
    """Is this the rest of the item before it?"""
    before = b.last_line
    if before is None or b.last_entry is None or line.bullet or line.after_blank or not before.bullet:
        return False
    if (
        b.section is Label.AGENDA
        and not letters.said[line.start].islower()
        and line.indent <= before.indent
        and before.end - before.start < 40
    ):
        return False
    said, above = letters.said[line.start : line.end], letters.said[before.start : before.end]
    goes_on = said[0].islower() or len(above) > 50 or line.indent > before.indent
    return (
        b.section in _LISTED
        and goes_on
        and not above.endswith((".", ";", "?", "؟", "؛"))
        and not said.endswith((":", "："))
    )


def _continue(b: Building, letters: Letters, line: Line) -> None:
    entry = b.last_entry
    assert entry is not None
    entry.said = item_of(f"{entry.said} {letters.said[line.start : line.end]}")
    b.mark(line.start, line.end, _LISTED[b.section])  # type: ignore[index]
    b.last_line = Line(line.start, line.end, line.indent, "-", False)


def _leaves(b: Building, letters: Letters, line: Line) -> bool:
    """Does prose after a blank line end a part with a heading?"""
    said = letters.said[line.start : line.end]
    if b.section in _NAMES and said.endswith((":", "：")) and is_introduction(folded(said)):
        return True
    prose = line.end - line.start > _PARAGRAPH and letters.said[line.end - 1] in ".!?…:؟"
    if b.section in _NAMES:
        return not line.bullet and (prose or (line.after_blank and line.end - line.start > _PARAGRAPH))
    bulleted = b.last_line is not None and b.last_line.bullet and b.last_entry is not None
    if b.section in _LISTED and line.after_blank and not line.bullet and bulleted:
        return prose or letters.said[line.end - 1] in ".:"
    return False


def _take(
    b: Building, letters: Letters, start: int, end: int, line: Line, known: Acquaintance, *, inline: bool
) -> None:
    section = b.section
    if section is Label.ORGANIZERS:
        _take_bodies(b, letters, start, end, known)
    elif section is Label.PEOPLE:
        for found in find_people(letters, start, end, b.role or PersonRole.SPEAKER, known):
            b.people.append(found.person)
            b.mark(found.start, found.end, What.PERSON)
    elif section in (Label.PHONE, Label.EMAIL):
        if not _contact(b, letters, start, end, known):
            _take_contact(b, letters, start, end)
    elif section in (Label.LANGUAGES, Label.INTERPRETATION):
        _take_languages(b, letters, start, end, section)
    elif section is Label.OTHER:
        return
    elif section in _LISTED:
        _take_items(b, letters, start, end, line, section, inline=inline)
    else:
        _take_paragraph(b, letters, start, end, line)


def _take_bodies(b: Building, letters: Letters, start: int, end: int, known: Acquaintance) -> None:
    if _contact(b, letters, start, end, known):
        return
    for found in find_bodies(letters, start, end, known, b.body_role):
        b.mark(found.start, found.end, What.ORGANIZER)
        for phone in found.phones:
            b.mark(*phone, What.PHONE)
        if found.body.name:
            b.bodies.append(found.body)


def _take_contact(b: Building, letters: Letters, start: int, end: int) -> None:
    """A telephone without anybody it belongs to stays in the description."""
    links = find_links(letters.key, start, end)
    if links or find_phones(letters.key, start, end) or find_emails(letters.key, start, end) or end - start > 3:
        b.paragraphs.append(tidy(letters.said[start:end]))
        b.mark(start, end, What.DESCRIPTION)


def _take_languages(b: Building, letters: Letters, start: int, end: int, section: Label) -> None:
    said = letters.said[start:end]
    interpreted = _INTERPRETED.search(letters.key, start, end) if section is Label.LANGUAGES else None
    middle = interpreted.start() - start if interpreted else len(said)
    target = b.languages if section is Label.LANGUAGES else b.interpretation
    spoken, rendered = languages_in(said[:middle]), languages_in(said[middle:])
    target.extend(tag for tag in spoken if tag not in target)
    b.interpretation.extend(tag for tag in rendered if tag not in b.interpretation)
    if spoken or rendered:
        b.mark(start, end, What.LANGUAGES if section is Label.LANGUAGES else What.INTERPRETATION)


def _take_items(
    b: Building, letters: Letters, start: int, end: int, line: Line, section: Label, *, inline: bool
) -> None:
    what, said = _LISTED[section], letters.said
    if (
        section is Label.OBJECTIVES
        and not line.bullet
        and said[start:end].rstrip().endswith((":", "："))
        and not b.objectives
    ):
        b.introduction = tidy(said[start:end])
        b.mark(start, end, What.INTRODUCTION)
        return
    target = {Label.AGENDA: b.agenda, Label.OBJECTIVES: b.objectives, Label.QUESTIONS: b.questions}[section]
    for first, last in (
        inline_items(letters, start, end, section) if inline or section is Label.QUESTIONS else [(start, end)]
    ):
        entry = Entry(item_of(said[first:last]), "", "", [], line.indent)
        if not entry.said:
            continue
        owner = _owner(b, line) if section is Label.AGENDA else None
        (owner.items if owner else target).append(entry)
        if not owner or not owner.start:
            b.last_entry = entry
        b.mark(first, last, what)


def _owner(b: Building, line: Line) -> Entry | None:
    """The point of the agenda that has this one under it: hours alone, or one that stands further out."""
    last = b.agenda[-1] if b.agenda else None
    if last is None:
        return None
    if last.start and (not last.said or line.bullet or line.indent > last.indent):
        return last
    return last if line.indent > last.indent and line.bullet else None


def _take_paragraph(b: Building, letters: Letters, start: int, end: int, line: Line) -> None:
    said = letters.said
    if line.bullet:
        b.paragraphs.append(("- " if line.bullet == "-" else f"{line.bullet}. ") + tidy(said[start:end]))
        b.mark(start, end, What.DESCRIPTION)
        b.pending = ""
        return
    questions, rest = questions_in(said, start, end)
    for first, last in questions:
        b.questions.append(Entry(tidy(said[first:last])))
        b.mark(first, last, What.QUESTION)
    text = " ".join(tidy(said[first:last]) for first, last in rest if said[first:last].strip())
    for first, last in rest:
        b.mark(first, last, What.DESCRIPTION)
    before = b.last_line
    wraps = (
        before is not None
        and not line.after_blank
        and not before.bullet
        and before.end - before.start > 50
        and b.pending
        and not questions
    )
    if wraps and b.paragraphs and not b.pending.endswith(":"):
        b.paragraphs[-1] = f"{b.paragraphs[-1]} {text}"
        b.pending = b.paragraphs[-1]
    elif text:
        b.paragraphs.append(text)
        b.pending = text
    if b.section is None:
        b.section, b.explicit = Label.DESCRIPTION, False
