"""A proposal as the fields of a form, each a text, and back. Lists are lines: what is typed is read as it is shown."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from events_service.errors import Sentence
from events_service.inputs import LONG, SHORT
from events_service.interchange.pasting.acquaintance import Acquaintance
from events_service.interchange.pasting.listed import ENGLISH, Words, body_lines, person_lines, read_bodies, read_people
from events_service.interchange.pasting.proposals import Proposal, ProposedItem
from events_service.languages import cleaned, one_line
from events_service.programme.validity import LONGEST_CODE

FIELDS = (
    *("code", "title", "language", "day", "start", "end", "time_note", "room", "venue", "track", "type", "languages"),
    *("interpretation", "organizers", "people", "agenda", "introduction", "objectives", "questions", "description"),
)
LINES = frozenset(("organizers", "people", "agenda", "objectives", "questions", "description"))
"""Fields of several lines."""
_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}")
_CLOCK = re.compile(r"([01]?\d|2[0-4])[:hH.]([0-5]\d)")
_ITEM = re.compile(r"(?:([01]?\d|2[0-4]):([0-5]\d)(?:[ ]?[-–][ ]?([01]?\d|2[0-4]):([0-5]\d))?)?[ ]*")

Faults = dict[str, Sentence]


def typed_of(p: Proposal, words: Words = ENGLISH) -> dict[str, str]:
    """The fields of a form that say what the proposal does."""
    return {
        **{name: str(getattr(p, name) or "") for name in FIELDS},
        "languages": ", ".join(p.languages),
        "interpretation": ", ".join(p.interpretation),
        "organizers": body_lines(p.organizers, words),
        "people": person_lines(p.people, words),
        "agenda": "\n".join(_item_lines(p.agenda)),
        "objectives": "\n".join(p.objectives),
        "questions": "\n".join(p.questions),
    }


def _item_lines(items: Iterable[ProposedItem], indent: str = "") -> Iterable[str]:
    for item in items:
        hours = item.start + (f"-{item.end}" if item.end else "")
        yield f"{indent}{hours} {item.title}".rstrip() if hours else f"{indent}{item.title}"
        yield from _item_lines(item.items, indent + "  - ")


def proposal_of(typed: Mapping[str, str], known: Acquaintance, words: Words = ENGLISH) -> tuple[Proposal, Faults]:
    """What was typed, and what is wrong with it, by the names of the fields."""
    faults: Faults = {}
    lines = {name: cleaned(typed.get(name, "")).strip("\n") for name in LINES}
    line = {name: one_line(typed.get(name, "")) for name in FIELDS if name not in LINES}
    for name, longest in {name: LONG if name in LINES else SHORT for name in FIELDS}.items():
        if len(lines.get(name, line.get(name, ""))) > longest:
            faults[name] = Sentence("Number of characters: {most} at most.", {"most": f"{longest:,}"})
    if not line["title"]:
        faults["title"] = Sentence("A session needs a title.")
    if len(line["code"]) > LONGEST_CODE:
        faults["code"] = Sentence("A code has {most} characters at most.", {"most": LONGEST_CODE})
    start, end = (_clock(line[name], name, faults) for name in ("start", "end"))
    day = _day(line["day"], faults)
    if start and day is None and "day" not in faults:
        faults["day"] = Sentence("Say on which day it begins.")
    if end and not start and "start" not in faults:
        faults["start"] = Sentence("Say when it begins.")
    if start and end and end < start and end >= "06:00":
        faults["end"] = Sentence("It would end before it begins.")
    language = line["language"] if _TAG.fullmatch(line["language"]) else known.languages[0]
    plain: dict[str, Any] = {
        name: line[name] for name in ("title", "code", "time_note", "room", "venue", "track", "type", "introduction")
    }
    proposal = Proposal(
        **plain,
        language=language,
        day=day,
        start=start,
        end=end,
        languages=_tags(line["languages"], "languages", faults),
        interpretation=_tags(line["interpretation"], "interpretation", faults),
        organizers=tuple(read_bodies(lines["organizers"], words)),
        people=tuple(read_people(lines["people"], words)),
        agenda=_items(lines["agenda"].split("\n")),
        objectives=tuple(filter(None, map(str.strip, lines["objectives"].split("\n"))))[:100],
        questions=tuple(filter(None, map(str.strip, lines["questions"].split("\n"))))[:100],
        description=lines["description"].strip(),
    )
    return proposal, faults


def _clock(said: str, name: str, faults: Faults) -> str:
    match = _CLOCK.fullmatch(said)
    if said and (match is None or (match[1] == "24" and match[2] != "00")):
        faults[name] = Sentence("Write the hour as 09:30.")
        return ""
    return f"{int(match[1]):02d}:{match[2]}" if match else ""


def _day(said: str, faults: Faults) -> date | None:
    try:
        day = date.fromisoformat(said) if said else None
    except ValueError:
        day = None
    if said and (day is None or not 1900 <= day.year <= 2200):
        faults["day"] = Sentence("Write the day as 2018-11-21.")
        return None
    return day


def _tags(said: str, name: str, faults: Faults) -> tuple[str, ...]:
    tags = tuple(dict.fromkeys(filter(None, re.split(r"[,;،\s]+", said))))
    if len(tags) > 30 or not all(_TAG.fullmatch(tag) for tag in tags):
        faults[name] = Sentence("Write languages by their codes, such as fr, ar.")
        return ()
    return tags


def _items(raw: list[str]) -> tuple[ProposedItem, ...]:
    """Lines with hours or without; those that begin with a blank or a dash stand under the one before."""
    found: list[tuple[str, str, str, list[ProposedItem]]] = []
    for line in raw[:300]:
        said = line.strip()
        if not said:
            continue
        inner = line[0] in " \t" or said.startswith(("- ", "• "))
        said = said.lstrip("-• ").strip()
        match = _ITEM.match(said)
        assert match
        start = f"{int(match[1]):02d}:{match[2]}" if match[1] else ""
        end = f"{int(match[3]):02d}:{match[4]}" if match[3] else ""
        title = said[match.end() :] if match[1] else said
        if inner and found:
            found[-1][3].append(ProposedItem(title, start, end))
        else:
            found.append((title, start, end, []))
    return tuple(ProposedItem(title, start, end, tuple(inner)) for title, start, end, inner in found)
