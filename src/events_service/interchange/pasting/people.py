"""People as they are listed: `Speakers: Mohamed Boudra, Mayor of El Hoceima; Abir Achour (TBC)`."""

import re
from typing import NamedTuple

from events_service.interchange.pasting.labels import role_of
from events_service.interchange.pasting.letters import Letters, key_of, spelled, tidy
from events_service.interchange.pasting.proposals import ProposedPerson
from events_service.programme.programme import PersonRole

_APART = re.compile(spelled(r"[;؛\n|]|[ ]/[ ]| • "))
_TBC = re.compile(
    spelled(
        r"[ ]?[(\[-]?[ ]?(?:tbc|t\.b\.c\.?|to be confirmed|a confirmer|sous reserve|en attente de confirmation"
        r"|في انتظار التاكيد|سيؤكد لاحقا|يؤكد لاحقا)[ ]?[)\]]?"
    )
)
_HONORIFIC = re.compile(
    spelled(
        r"(?:(?:mr|mrs|ms|m|mme|mlle|dr|pr|prof|h\.?e|s\.?e|hon|me|ing)(?:\.[ ]?|[ ])(?:m\. |mme |mr\. )?"
        r"|(?:s\.?e\.?m|son excellence|professor|docteur|madame|monsieur|monsieur le|his excellency|her"
        r" excellency|sir|lady)\.?[ ]"
        r"|(?:السيد|السيده|الدكتور|الدكتوره|الاستاذ|الاستاذه|سعاده|معالي|د\.|ذ\.|ا\.د\.)[ ]?(?:السيد |السيده "
        r"|الدكتور |الدكتوره )?(?=\S))"
    )
)
_BEHIND = re.compile(spelled(r"[ ]?[,،:][ ]|[ ]-[ ]|[ ]?\(|[ ]?:[ ]?"))
_AND = re.compile(spelled(r"[ ](?:and|et|&)[ ]|[ ]و[ ]?(?=\w)"))
_COMMA = re.compile(r"[,،]|" + _AND.pattern)
_PARTICLES = frozenset(
    [
        "el",
        "al",
        "ben",
        "bin",
        "ibn",
        "ould",
        "de",
        "da",
        "do",
        "dos",
        "di",
        "du",
        "des",
        "van",
        "von",
        "der",
        "la",
        "le",
        "y",
        "ait",
        "abu",
        "abou",
        "bint",
    ]
)
_OFFICES = frozenset(
    spelled(
        "minister mayor president director chair professor head secretary ministre maire president presidente"
        " directeur directrice"
        " vice-president chef expert wali governor gouverneur ambassador ambassadeur deputy adjoint conseiller"
        " consultant ceo"
        " university ministry association council programme manager coordinator coordinateur responsable charge"
        " secretaire"
        " وزير وزيره رئيس رئيسه مدير مديره عمده والي سفير سفيره كاتب استاذ خبير خبيره ممثل ممثله نائب عضو منسق"
    ).split()
)


class FoundPerson(NamedTuple):
    start: int
    end: int
    person: ProposedPerson


def find_people(letters: Letters, start: int, end: int, role: PersonRole) -> list[FoundPerson]:
    """Everybody named there, each with what stands behind the name."""
    found: list[FoundPerson] = []
    for first, last in pieces(letters.said, start, end, _APART):
        for here, there in _names_in_a_row(letters, first, last):
            person = _person(letters.said[here:there], role)
            if person:
                found.append(FoundPerson(here, there, person))
    return found


def pieces(said: str, start: int, end: int, apart: re.Pattern[str]) -> list[tuple[int, int]]:
    """The parts between what sets them apart, without blanks at their ends."""
    found, at = [], start
    for match in (*apart.finditer(said, start, end), None):
        first, last = at, match.start() if match else end
        while first < last and said[first] in " \t\n\u00a0\u202f-–—•*,،":
            first += 1
        while last > first and said[last - 1] in " \t\n\u00a0\u202f,،":
            last -= 1
        if last > first:
            found.append((first, last))
        at = match.end() if match else end
    return found


def _names_in_a_row(letters: Letters, start: int, end: int) -> list[tuple[int, int]]:
    """`A B, C D and E F` are three people; `A B, Mayor of C` is one."""
    for apart in (re.compile(spelled(r"[,،]|" + _AND.pattern)), _AND):
        parts = pieces(letters.said, start, end, apart)
        if len(parts) > 1 and all(_is_name(letters.said[first:last]) for first, last in parts):
            return parts
    return [(start, end)]


def _is_name(said: str) -> bool:
    said = _said_without(said, _TBC)
    said = _said_without(said, _HONORIFIC)
    words = said.replace("(", " ").replace(")", " ").split()
    if not 2 <= len(words) <= 5 or set(key_of(said).split()) & _OFFICES:
        return False
    return all(w[0].isupper() or w[0] > "\u0600" or key_of(w) in _PARTICLES for w in words) and not all(
        w.isupper() and len(w) < 3 for w in words
    )


def _said_without(said: str, pattern: re.Pattern[str]) -> str:
    match = pattern.search(key_of(said)) if pattern is _TBC else pattern.match(key_of(said))
    return said[: match.start()] + said[match.end() :] if match else said


def _person(said: str, role: PersonRole) -> ProposedPerson | None:
    """`Name, title (TBC)`; the role where the text gives another in brackets."""
    without = _said_without(said, _TBC)
    confirmed = without == said
    without = tidy(without)
    bare = tidy(_said_without(without, _HONORIFIC))
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
