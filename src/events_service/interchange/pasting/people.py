"""People as they are listed: `Speakers: Mohamed Boudra, Mayor of El Hoceima; Abir Achour (TBC)`."""

import re
from typing import NamedTuple

from events_service.interchange.pasting.acquaintance import Acquaintance
from events_service.interchange.pasting.labels import role_of
from events_service.interchange.pasting.letters import Letters, key_of, pieces, spelled, tidy
from events_service.interchange.pasting.names import HONORIFIC, TBC, are_names, is_office, without
from events_service.interchange.pasting.proposals import ProposedPerson
from events_service.programme.programme import PersonRole

_APART = re.compile(spelled(r"[;؛\n|]|[ ]/[ ]| • "))
_BEHIND = re.compile(spelled(r"[ ]?[,،:][ ]|[ ]-[ ]|[ ]?\(|[ ]?:[ ]?"))
_AND = re.compile(spelled(r"[ ](?:and|et|&)[ ]|[ ]و[ ]?(?=\w)"))
_COMMA = re.compile(spelled(r"[,،]|" + _AND.pattern))


class FoundPerson(NamedTuple):
    start: int
    end: int
    person: ProposedPerson


def find_people(
    letters: Letters, start: int, end: int, role: PersonRole, known: Acquaintance | None = None
) -> list[FoundPerson]:
    """Everybody named there, each with what stands behind the name."""
    found: list[FoundPerson] = []
    for first, last in pieces(letters.said, start, end, _APART):
        for here, there in _names_in_a_row(letters, first, last, known):
            person = _person(letters.said[here:there], role)
            if person:
                found.append(FoundPerson(here, there, person))
    return found


def _names_in_a_row(letters: Letters, start: int, end: int, known: Acquaintance | None) -> list[tuple[int, int]]:
    """`A B, C D and E F` are three people; `A B, Mayor of C` is one."""
    for apart in (_COMMA, _AND):
        parts = pieces(letters.said, start, end, apart)
        whole = [letters.said[first:last] for first, last in parts]
        if len(parts) > 1 and not _cuts_a_word(letters, parts) and are_names(whole, known):
            return parts
    return [(start, end)]


def _cuts_a_word(letters: Letters, parts: list[tuple[int, int]]) -> bool:
    """Was the first letter of an office taken for `and`, as that of وزير is?"""
    for first, last in parts:
        if letters.key[first - 1 : first] == "و":
            word = letters.key[first - 1 : last].split(" ", 1)[0]
            if is_office(word):
                return True
    return False


def _person(said: str, role: PersonRole) -> ProposedPerson | None:
    """`Name, title (TBC)`; the role where the text gives another in brackets."""
    confirmed = without(said, TBC) == said
    said = tidy(without(said, TBC))
    bare = tidy(without(said, HONORIFIC))
    behind = _BEHIND.search(key_of(bare))
    name, title = (bare[: behind.start()], bare[behind.end() :]) if behind else (bare, "")
    if behind and "(" in behind[0] and title.endswith(")"):
        title = title[:-1]
    elif behind and "(" in behind[0]:
        title = title.replace(")", "", 1)
    given = role_of(title) if title else None
    before = role_of(name) if title else None
    if before:
        # `Moderator: Name`
        return _person(title + ("" if confirmed else " (TBC)"), before)
    name = name.strip(" .,-–")
    if not any(letter.isalpha() for letter in name) or len(name) > 120:
        return None
    return ProposedPerson(
        name=name, title="" if given else tidy(title).strip(" .,;-–"), role=given or role, to_be_confirmed=not confirmed
    )
