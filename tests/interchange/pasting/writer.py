"""Sessions written out as people write them: several layouts, three languages.

The sessions are those of the facts about Africities 8; where there is one, their titles, agendas and objectives are
said as the demo says them in the language of the text.
"""

import json
from collections.abc import Callable, Iterable
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from msgspec.structs import replace

from events_service import dates
from events_service.interchange.pasting.proposals import Proposal, ProposedBody, ProposedItem, ProposedPerson
from events_service.programme.programme import PersonRole


class Written(NamedTuple):
    """A text and what it says."""

    text: str
    expected: list[Proposal]


WORDS: dict[str, dict[str, str]] = {
    "en": {
        "code": "Code",
        "title": "Title",
        "day": "Date",
        "hours": "Time",
        "room": "Room",
        "organizers": "Organizers",
        "phone": "Tel",
        "agenda": "Agenda",
        "objectives": "Objectives",
        "questions": "Questions",
        "track": "Track",
        "speaker": "Speakers",
        "chair": "Chairperson",
        "rapporteur": "Rapporteur",
        "facilitator": "Facilitator",
        "aims": "This session aims to:",
        "tbc": "TBC",
        "morning": "morning",
        "from": "from",
        "to": "to",
        "venue": "Venue",
    },
    "fr": {
        "code": "Code",
        "title": "Titre",
        "day": "Date",
        "hours": "Horaire",
        "room": "Salle",
        "organizers": "Organisateurs",
        "phone": "Tél.",
        "agenda": "Ordre du jour",
        "objectives": "Objectifs",
        "questions": "Questions",
        "track": "Parcours",
        "speaker": "Intervenants",
        "chair": "Présidente",
        "rapporteur": "Rapporteurs",
        "facilitator": "Facilitateur",
        "aims": "Cette session vise à :",
        "tbc": "à confirmer",
        "morning": "matin",
        "from": "de",
        "to": "à",
        "venue": "Lieu",
    },
    "ar": {
        "code": "الرمز",
        "title": "العنوان",
        "day": "التاريخ",
        "hours": "التوقيت",
        "room": "القاعة",
        "organizers": "الجهات المنظمة",
        "phone": "الهاتف",
        "agenda": "جدول الأعمال",
        "objectives": "الأهداف",
        "questions": "الأسئلة",
        "track": "المحور",
        "speaker": "المتدخلون",
        "chair": "رئيسة الجلسة",
        "rapporteur": "المقررون",
        "facilitator": "الميسر",
        "aims": "تهدف هذه الجلسة إلى:",
        "venue": "المكان",
        "tbc": "في انتظار التأكيد",
        "morning": "صباحا",
        "from": "من",
        "to": "إلى",
    },
}


def proposals(data: Path, language: str) -> list[Proposal]:
    """The sessions of the facts, as a text in the language says them."""
    facts = json.loads((data / "africities8.json").read_text())
    demo = _demo()
    return [_proposal(fact, demo.get(fact["code"] or "", {}), language) for fact in (_seed(data), *facts["sessions"])]


def _seed(data: Path) -> dict[str, Any]:
    """SOU 84 in the shape of the other facts."""
    (source, *_) = json.loads((data / "seeds.json").read_text())["sources"]
    said = source["entities"]["session"]
    bodies = [{"name": f"{body['name']} ({body['acronym']})", "phone": body["phone"]} for body in said["organizers"]]
    times = {"date": "2018-11-21", "start": said["start_time"], "end": said["end_time"]}
    return {name: said[name] for name in ("code", "track", "title", "venue")} | times | {"organizers": bodies}


def _demo() -> dict[str, Any]:
    whole = json.loads(files("events_service.demo").joinpath("bundle.json").read_text())
    return {s["code"]: s for p in whole["programmes"] for s in p.get("sessions", ()) if s.get("code")}


def _proposal(fact: dict[str, Any], said: dict[str, Any], language: str) -> Proposal:
    def texts(name: str) -> tuple[str, ...]:
        return tuple(text[language].rstrip(";.؛") for text in said.get(name, ()))

    roles = [(PersonRole.SPEAKER, person["name"], person["title"], "") for person in fact.get("speakers", ())]
    for role in fact.get("roles", ()):
        known = {"Chairperson": "chair"}.get(role["role"], role["role"].lower())
        roles += [(PersonRole(known), name.strip(), "", role.get("status", "")) for name in role["name"].split(";")]
    bodies = [_body(one["name"], one["phone"]) for one in fact.get("organizers", ())]
    return Proposal(
        title=fact["title"] if language == "en" or not said else said["title"][language],
        code=fact["code"] or "",
        day=date.fromisoformat(fact["date"]),
        start=fact["start"] or "",
        end=fact.get("end") or "",
        time_note=WORDS[language]["morning"] if not fact["start"] else "",
        room=fact.get("venue", ""),
        track=fact["track"],
        organizers=tuple(bodies or ([ProposedBody(fact["lead"])] if "lead" in fact else [])),
        people=tuple(ProposedPerson(name, title, role, bool(status)) for role, name, title, status in roles),
        agenda=tuple(_items(said.get("agenda", ()), language)),
        introduction=WORDS[language]["aims"] if said.get("objectives") else "",
        objectives=texts("objectives"),
        questions=texts("questions"),
    )


def _body(name: str, phone: str | None) -> ProposedBody:
    whole, _, short = name.rpartition("(")
    return ProposedBody(whole.strip(), short.rstrip(")"), (phone,) if phone else ())


def _items(items: Iterable[dict[str, Any]], language: str) -> Iterable[ProposedItem]:
    for item in items:
        inner = tuple(_items(item.get("items", ()), language))
        yield ProposedItem(item["title"][language], item.get("start", ""), item.get("end", ""), inner)


# How days and hours are written


def _day(on: date | None, language: str, style: int = 0) -> str:
    assert on
    forms = (dates.day(on, language), dates.short_day(on, language), dates.plain_day(on, language), f"{on:%d/%m/%Y}")
    year_needed = on.year != 2018
    return forms[0 if year_needed and style == 1 else style]


def _clock(said: str, language: str, style: int) -> str:
    hour, minute = said.split(":")
    if language == "fr":
        return (f"{int(hour)}h{minute}", f"{int(hour)} h {minute}", f"{hour}H{minute}")[style % 3]
    if language == "en" and style % 3 == 1:
        return f"{(int(hour) + 11) % 12 + 1}:{minute} {'pm' if int(hour) > 11 else 'am'}"
    if language == "ar" and style % 3 == 1:
        return said.translate({ord("0") + n: 0x660 + n for n in range(10)})
    return (f"{int(hour)}:{minute}", said, said)[style % 3]


def _hours(p: Proposal, language: str, style: int = 0) -> str:
    if not p.start:
        return p.time_note
    start, end = (_clock(said, language, style) for said in (p.start, p.end))
    words = WORDS[language]
    if style % 2:
        return f"{words['from']} {start} {words['to']} {end}"
    return (f"{start} - {end}", "", f"{start}–{end}", "", f"{start} {words['to']} {end}")[style % 5]


# Parts of a session


def _organizers(p: Proposal, language: str) -> list[str]:
    lines = []
    for body in p.organizers:
        lines.append(f"{body.name} ({body.short_name})" if body.short_name else body.name)
        lines += [f"{WORDS[language]['phone']}: {phone}" for phone in body.phones]
    return lines


def _people(p: Proposal, language: str) -> list[str]:
    lines = []
    for role in dict.fromkeys(person.role for person in p.people):
        named = [
            f"{x.name}, {x.title}"
            if x.title
            else x.name + (f" ({WORDS[language]['tbc']})" if x.to_be_confirmed else "")
            for x in p.people
            if x.role is role
        ]
        lines.append(f"{WORDS[language][role.value]}: {('؛ ' if language == 'ar' else '; ').join(named)}")
    return lines


def _agenda(p: Proposal, language: str, style: int) -> list[str]:
    lines = []
    for number, item in enumerate(p.agenda, 1):
        if item.start:
            lines.append(f"{_clock(item.start, language, style)} - {_clock(item.end, language, style)} {item.title}")
            lines += [f"  - {inner.title}" for inner in item.items]
        else:
            lines.append(f"{number}. {item.title}")
    return [WORDS[language]["agenda"], *lines] if lines else []


def _lists(p: Proposal, language: str) -> list[str]:
    words, lines = WORDS[language], []
    if p.objectives:
        lines += [p.introduction, *(f"{n}. {said};" for n, said in enumerate(p.objectives, 1))]
    if p.questions:
        lines += [f"{words['questions']} :", *(f"- {said}" for said in p.questions)]
    return lines


# Layouts


def _page(p: Proposal, language: str, style: int) -> str:
    head = [
        p.track,
        f"{p.code} - {p.title}" if p.code else p.title,
        _day(p.day, language, style % 3),
        _hours(p, language, style),
    ]
    head += [f"{WORDS[language]['venue']}: {p.room}"] if p.room else []
    parts = [
        *head,
        *_organizers(p, language),
        *_agenda(p, language, style),
        *_lists(p, language),
        *_people(p, language),
    ]
    return "\n\n".join(parts)


def pages(found: list[Proposal], language: str) -> Written:
    """One page after the other, each ending as the pages of the summit do."""
    ends = {"en": "Parallel Sessions", "fr": "Sessions parallèles", "ar": "الجلسات الموازية"}[language]
    text = "\n\n\n".join(f"{_page(p, language, n)}\n\n{ends}" for n, p in enumerate(found))
    return Written(text, found)


def labelled(found: list[Proposal], language: str) -> Written:
    words, blocks = WORDS[language], []
    for n, p in enumerate(found):
        lines = [f"{words['title']} : {p.title}", *([f"{words['code']} : {p.code}"] if p.code else [])]
        lines += [
            f"{words['day']} : {_day(p.day, language, n % 4)}",
            f"{words['hours']} : {_hours(p, language, n + 1)}",
        ]
        lines += [f"{words['room']} : {p.room}"] if p.room else []
        lines += [f"{words['track']} : {p.track}"]
        lines += [f"{words['organizers']} :", *_organizers(p, language)] if p.organizers else []
        lines += [*_people(p, language), *_agenda(p, language, n), *([words["objectives"]] if p.objectives else [])]
        blocks.append("\n".join(lines + _lists(p, language)))
    return Written("\n\n".join(blocks), found)


def _brief(p: Proposal) -> Proposal:
    return Proposal(title=p.title, code=p.code, day=p.day, start=p.start, end=p.end, time_note=p.time_note, room=p.room)


def rows(found: list[Proposal], language: str) -> Written:
    """Days as headings; hours, code, title and room between bars."""
    lines: list[str] = []
    timed = sorted((p for p in found if p.start), key=lambda p: p.day or date.min)
    for n, p in enumerate(timed):
        if n == 0 or p.day != timed[n - 1].day:
            lines += ["", _day(p.day, language, 0), ""]
        lines.append(" | ".join(filter(None, (_hours(p, language, 2), p.code, p.title, p.room))))
    return Written("\n".join(lines), [_brief(p) for p in timed])


def by_room(found: list[Proposal], language: str) -> Written:
    lines: list[str] = []
    for n, p in enumerate(p for p in found if p.room and p.start):
        name = p.room if p.room.startswith("Room") else f"{WORDS[language]['room']} {p.room}"
        lines += [name, f"• {_day(p.day, language, 2)}, {_hours(p, language, n)} : {p.code} – {p.title}", ""]
    return Written("\n".join(lines), [_brief(p) for p in found if p.room and p.start])


def listed(found: list[Proposal], language: str) -> Written:
    """Numbered, each in one line with everything behind the title."""
    within = [p for p in found if p.room and p.start and "(" not in p.room]
    where = {"en": "Room", "fr": "salle", "ar": "القاعة"}[language]
    rooms = [p.room if p.room.startswith("Room") else f"{where} {p.room}" for p in within]
    lines = [
        f"{n}. {p.code} – {p.title}, {_day(p.day, language, 0)}, {_hours(p, language, n)}, {room}"
        for n, (p, room) in enumerate(zip(within, rooms, strict=True), 1)
    ]
    return Written("\n".join(lines), [_brief(p) for p in within])


def slots(found: list[Proposal], language: str) -> Written:
    """Hours as headings over what runs in parallel."""
    timed = [p for p in found if p.start]
    lines, before = [], None
    for p in sorted(timed, key=lambda p: (p.day or date.min, p.start)):
        if before is None or p.day != before.day:
            lines += ["", _day(p.day, language, 0)]
        if before is None or (p.day, p.start) != (before.day, before.start):
            lines += ["", _hours(p, language, 0)]
        word = "" if p.room.startswith("Room") else f"{WORDS[language]['room']} "
        lines.append(f"• {p.code} – {p.title} ({word}{p.room.partition(' (')[0]})")
        before = p
    ordered = sorted(timed, key=lambda p: (p.day or date.min, p.start))
    return Written("\n".join(lines), [replace(_brief(p), room=p.room.partition(" (")[0]) for p in ordered])


def table(found: list[Proposal], language: str) -> Written:
    words = WORDS[language]
    names = ("day", "hours", "code", "title", "room", "track", "organizers")
    lines = ["\t".join(words[name] for name in names)]
    for n, p in enumerate(found):
        bodies = "; ".join(
            " ".join([f"{b.name} ({b.short_name})" if b.short_name else b.name, *b.phones]) for b in p.organizers
        )
        lines.append(
            "\t".join((_day(p.day, language, 3), _hours(p, language, n), p.code, p.title, p.room, p.track, bodies))
        )
    kept = [
        Proposal(
            **{
                f: getattr(p, f)
                for f in ("title", "code", "day", "start", "end", "time_note", "room", "track", "organizers")
            }
        )
        for p in found
    ]
    return Written("\n".join(lines), kept)


def bare_table(found: list[Proposal], language: str) -> Written:
    timed = [p for p in found if p.start]
    lines = ["\t".join((_day(p.day, language, 3), p.start, p.end, p.code, p.title, p.room)) for p in timed]
    return Written("\n".join(lines), [_brief(p) for p in timed])


def quoted(found: list[Proposal], language: str) -> Written:
    """A mail that was answered, out of a program that likes blanks that do not break."""
    written = pages(found, language)
    lines = written.text.split("\n")
    text = "\r\n".join(
        f"> \u200f{line}".replace(" of ", "\u00a0of\u00a0").replace(" de ", " \u00a0de ").rstrip() for line in lines
    )
    return Written(text.replace("session", "ses\u00adsion"), found)


def headed(found: list[Proposal], language: str) -> Written:
    """As a page of notes has it: a heading a session, labels in bold, items with stars."""
    words, blocks = WORDS[language], []
    for n, p in enumerate(found):
        lines = [f"## {p.code + ': ' if p.code else ''}{p.title}", ""]
        lines += [f"**{words['day']}:** {_day(p.day, language, 0)}", f"**{words['hours']}:** {_hours(p, language, n)}"]
        lines += [f"**{words['room']}:** {p.room}"] if p.room else []
        lines += ["", *(f"**{line.partition(': ')[0]}:** {line.partition(': ')[2]}" for line in _people(p, language))]
        lines += [f"### {words['objectives']}", "", *(f"* {said}" for said in p.objectives)] if p.objectives else []
        blocks.append("\n".join(lines))
    kept = [
        Proposal(
            **{
                f: getattr(p, f)
                for f in ("title", "code", "day", "start", "end", "time_note", "room", "people", "objectives")
            }
        )
        for p in found
    ]
    return Written("\n\n".join(blocks), kept)


LAYOUTS: dict[str, Callable[[list[Proposal], str], Written]] = {
    "pages": pages,
    "labelled": labelled,
    "rows": rows,
    "by room": by_room,
    "listed": listed,
    "slots": slots,
    "table": table,
    "bare table": bare_table,
    "quoted": quoted,
    "headed": headed,
}
