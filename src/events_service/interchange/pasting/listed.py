"""Organizations and people as lines of a form: what stands in a line is taken as it is written."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from events_service.inputs import SHORT
from events_service.interchange.pasting.bodies import split_name
from events_service.interchange.pasting.labels import role_of
from events_service.interchange.pasting.letters import key_of, spelled
from events_service.interchange.pasting.names import TBC
from events_service.interchange.pasting.phones import FoundPhone, find_emails, find_phones
from events_service.interchange.pasting.proposals import ProposedBody, ProposedPerson
from events_service.languages import folded
from events_service.programme.programme import EventRole, PersonRole

_TELEPHONE = re.compile(
    spelled(r"(?<!\w)(?:telephone|tel|phone|الهاتف|هاتف) ?[.]? ?: ?(?P<n>[+(]?\d[\d ().\-/]{0,40}\d)(?!\d)")
)
_AT_THE_END = re.compile(rf"(?:{TBC.pattern})$")
_MOST_BODIES, _MOST_PEOPLE = 100, 200
_ROLES = {role: role.value.replace("_", "-") for role in PersonRole}
_BODY_ROLES = {role: role.value.replace("_", "-") for role in EventRole}


class Words(NamedTuple):
    """The words between names, in the language of the form."""

    roles: Mapping[PersonRole, str] = _ROLES
    body_roles: Mapping[EventRole, str] = _BODY_ROLES
    telephone: str = "Tel"
    to_be_confirmed: str = "TBC"
    colon: str = ": "
    comma: str = ", "


ENGLISH = Words()


def body_lines(bodies: Iterable[ProposedBody], words: Words = ENGLISH) -> str:
    return "\n".join(_body_line(body, words) for body in bodies)


def person_lines(people: Iterable[ProposedPerson], words: Words = ENGLISH) -> str:
    return "\n".join(_person_line(person, words) for person in people)


def _body_line(body: ProposedBody, words: Words) -> str:
    name = f"{body.name} ({body.short_name})" if body.short_name else body.name
    role = "" if body.role is EventRole.ORGANIZER else f"{words.body_roles[body.role]}{words.colon}"
    phones = (f"{words.telephone}{words.colon}{phone}" for phone in body.phones)
    return " ".join([role + name, *phones, *body.emails])


def _person_line(person: ProposedPerson, words: Words) -> str:
    # A name that has a comma itself ends at a semicolon.
    apart = "; " if "," in person.name or "،" in person.name else words.comma
    title = f"{apart}{person.title}" if person.title else apart.rstrip() if apart == "; " else ""
    awaited = f" ({words.to_be_confirmed})" if person.to_be_confirmed else ""
    return f"{words.roles[person.role]}{words.colon}{person.name}{title}{awaited}"


def read_bodies(said: str, words: Words = ENGLISH) -> Iterable[ProposedBody]:
    """One a line, whatever stands in it: its role, its name with the short one in brackets, telephones, addresses."""
    own = {folded(word): role for role, word in words.body_roles.items()}
    own |= {word: role for role, word in _BODY_ROLES.items()}
    for raw in _lines(said, _MOST_BODIES):
        before, colon, behind = _parted(raw)
        role = own.get(folded(before)) if colon else None
        line = behind if role and behind else raw
        key = key_of(line)
        phones, emails = _phones(key), find_emails(key, 0, len(key))
        cut = min([len(line), *(each.start for each in (*phones, *emails))])
        name, short = split_name(line[:cut].strip(" \t,;،؛-–—(|"))
        if name or phones or emails:
            yield ProposedBody(
                (name or line)[:SHORT],
                short,
                tuple(line[each.first : each.last] for each in phones if not each.fax),
                tuple(line[each.first : each.last] for each in emails),
                role or EventRole.ORGANIZER,
            )


def _phones(key: str) -> list[FoundPhone]:
    """Whatever is said to be a telephone, and what can be nothing else."""
    said = [FoundPhone(*match.span(), *match.span("n")) for match in _TELEPHONE.finditer(key)]
    free = (
        each
        for each in find_phones(key, 0, len(key))
        if not any(each.start < one.end and one.start < each.end for one in said)
    )
    return sorted([*said, *free])


def read_people(said: str, words: Words = ENGLISH) -> Iterable[ProposedPerson]:
    """One a line, whatever stands in it: role, name, and behind a comma all the rest is the title."""
    own = {folded(word): role for role, word in words.roles.items()}
    own |= {word: role for role, word in _ROLES.items()}
    for raw in _lines(said, _MOST_PEOPLE):
        before, colon, behind = _parted(raw)
        role = (own.get(folded(before)) or role_of(before)) if colon else None
        line = behind if role and behind else raw
        awaited = _AT_THE_END.search(key_of(line))
        line = line[: awaited.start()].rstrip() if awaited else line
        name, title = (re.split(r"[;؛]" if re.search("[;؛]", line) else "[,،]", line, maxsplit=1) + [""])[:2]
        if not awaited and (awaited := _AT_THE_END.search(key_of(name))):
            name = name[: awaited.start()]
        if name.strip():
            yield ProposedPerson(
                name.strip()[:SHORT], title.strip(), role or PersonRole.SPEAKER, to_be_confirmed=bool(awaited)
            )


def _lines(said: str, most: int) -> list[str]:
    return list(filter(None, (line.strip().lstrip("-•").strip() for line in said.split("\n"))))[:most]


def _parted(line: str) -> tuple[str, str, str]:
    before, colon, behind = line.replace("：", ":").partition(":")
    return before.strip(), colon, behind.strip()
