"""Organizations as they are listed: with their short name in brackets, their telephone beside or under them."""

import re
from typing import NamedTuple

from events_service.interchange.pasting.acquaintance import Acquaintance, find_body
from events_service.interchange.pasting.codes import find_code
from events_service.interchange.pasting.letters import Letters, pieces, spelled, tidy
from events_service.interchange.pasting.phones import find_emails, find_phones
from events_service.interchange.pasting.proposals import ProposedBody
from events_service.programme.programme import EventRole

_SHORT = re.compile(r"[ \u00a0]?\((?P<s>[A-Z\u0600-\u06ff][\w&/.\- ’']{1,19})\)[ .,;:–-]{0,4}$")
_LEADING = re.compile(r"(?P<s>[A-Z][A-Z&/]{1,11})[ ](?:[-–—:][ ]|\()(?P<n>[^()]{8,200})\)?$")
_APART = re.compile(spelled(r"[;؛\n|]|[ ]/[ ]| • | \+ "))
_COMMA = re.compile(spelled(r"[,،][ ]|[ ](?:and|et|&)[ ]|[ ]و[ ]?(?=\w)"))
WORD = re.compile(
    spelled(
        r"\b(?:association|associations|federation|union|network|reseau|ministry|ministere|council|conseil"
        r"|region|regions|university|universite"
        r"|institute|institut|foundation|fondation|agency|agence|agences|bank|banque|commission|committee|comite"
        r"|office|direction|directorate"
        r"|forum|alliance|coalition|platform|plateforme|observatory|observatoire|centre|center|fund|fonds|cities"
        r"|cites|city|ville|commune"
        r"|municipality|municipalite|government|gouvernement|embassy|ambassade|programme|secretariat|school"
        r"|ecole|chamber|chambre|society|societe|ngo|ong"
        r"|league|ligue|organisation|organization|company|group|groupe|cooperation|initiative|coordination"
        r"|syndicate|club|consortium|wilaya|province|prefecture"
        r"|جمعيه|الجمعيه|فدراليه|فيدراليه|الفدراليه|الفيدراليه|اتحاد|الاتحاد|شبكه|الشبكه|وزاره|مجلس|المجلس|جهه"
        r"|جهات|جامعه|الجامعه|معهد|المعهد|مؤسسه|موسسه|الموسسه"
        r"|وكاله|الوكاله|بنك|البنك|لجنه|اللجنه|مكتب|المديريه|مديريه|منتدي|المنتدي|منظمه|المنظمه|جماعه|سفاره"
        r"|برنامج|مركز|المركز|صندوق|عماله|اقليم|الوكالات|هيئه|الهيئه|المرصد|مرصد|غرفه|المديريات)\b"
    )
)
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&.\-]{1,11}(?:[ ]?(?:Africa|Afrique|Maroc|Morocco|France|International|World))?")
_ARTICLE = re.compile(r"(?:l['’]|the |la |le |les )(?=[A-ZÉÈÀ])")
_EDGES = " \t.,;:،؛-–—•*_|"
_LONGEST = 200


class FoundBody(NamedTuple):
    start: int
    end: int
    body: ProposedBody
    phones: tuple[tuple[int, int], ...] = ()


def find_bodies(
    letters: Letters, start: int, end: int, known: Acquaintance, role: EventRole = EventRole.ORGANIZER
) -> list[FoundBody]:
    """Every organization named there."""
    found: list[FoundBody] = []
    for first, last in pieces(letters.said, start, end, _APART):
        for here, there in _in_a_row(letters, first, last, known):
            body = _body(letters, here, there, role)
            if body and body.body.name:
                found.append(body)
            elif body and found:
                # A telephone set apart from its owner.
                owner = found[-1]
                phones = (*owner.body.phones, *body.body.phones)
                emails = (*owner.body.emails, *body.body.emails)
                found[-1] = FoundBody(
                    owner.start,
                    owner.end,
                    ProposedBody(owner.body.name, owner.body.short_name, phones, emails, role),
                    (*owner.phones, *body.phones),
                )
    return found


def _in_a_row(letters: Letters, start: int, end: int, known: Acquaintance) -> list[tuple[int, int]]:
    """`AMPCC, ARM and UCLG Africa` are three; `Conseil économique, social et environnemental` is one."""
    if find_body(known, tidy(letters.said[start:end])):
        return [(start, end)]
    parts = pieces(letters.said, start, end, _COMMA)
    if len(parts) < 2 or not all(_is_body(letters, first, last, known) for first, last in parts):
        return [(start, end)]
    return parts


def _is_body(letters: Letters, start: int, end: int, known: Acquaintance) -> bool:
    said = tidy(letters.said[start:end])
    if find_body(known, said) or _ACRONYM.fullmatch(said) or find_phones(letters.key, start, end):
        return True
    word = WORD.search(letters.key, start, min(end, start + 60))
    return (
        word is not None
        and (letters.said[start].isupper() or letters.said[start] > "\u0600")
        and word.start() - start < 24
    )


def _body(letters: Letters, start: int, end: int, role: EventRole) -> FoundBody | None:
    phones = find_phones(letters.key, start, end)
    emails = find_emails(letters.key, start, end)
    last = min([end, *(each.start for each in (*phones, *emails))])
    first = start
    if last == start and (phones or emails):
        first = last = max(each.end for each in (*phones, *emails))
        last = end
    said = tidy(letters.said[first:last]).strip(_EDGES).removesuffix("(").strip(_EDGES)
    article = _ARTICLE.match(said)
    if article:
        said = said[article.end() :]
        first += letters.said[first:last].find(said[:8]) if said else 0
    name, short = split_name(said)
    if not name and not phones and not emails:
        return None
    if len(name) > _LONGEST:
        return None
    printed = tuple(tidy(letters.said[each.first : each.last]) for each in phones if not each.fax)
    addresses = tuple(letters.said[each.first : each.last] for each in emails)
    while last > first and letters.said[last - 1] in _EDGES + "(":
        last -= 1
    spans = tuple((each.start, each.end) for each in phones)
    return FoundBody(first, last, ProposedBody(name, short, printed, addresses, role), spans)


def split_name(said: str) -> tuple[str, str]:
    """`Association des Régions du Maroc (ARM)`, and `ARM – Association …`, as name and short name."""
    match = _SHORT.search(said)
    if match and _looks_short(match["s"]):
        return said[: match.start()].strip(_EDGES), match["s"].strip()
    leading = _LEADING.match(said)
    if leading:
        return leading["n"].strip(_EDGES), leading["s"]
    return said, ""


def _looks_short(said: str) -> bool:
    letters = [letter for letter in said if letter.isalpha()]
    capitals = sum(letter.isupper() or letter > "\u0600" for letter in letters)
    return bool(letters) and capitals * 2 > len(letters)


def are_acronyms(said: str) -> bool:
    """`AMPCC, ARM`: short names and nothing else."""
    parts = [part.strip() for part in re.split(r"[,;/،؛]", said)]
    return all(_ACRONYM.fullmatch(part) and part[:3].isupper() and len(part) > 2 and part.isalpha() for part in parts)


def abbreviates(acronym: str, title: str) -> bool:
    """Are its letters the first ones of words of the title, in their order? Then it is the title's own."""
    initials = iter(word[0] for word in re.findall(r"\w+", title.upper()))
    return all(any(letter == initial for initial in initials) for letter in acronym)


def looks_like_body(letters: Letters, start: int, end: int, known: Acquaintance) -> bool:
    """May a line that nothing announces be the name of an organization?"""
    said = tidy(letters.said[start:end])
    if not said or end - start > 160 or said[-1] in ".?!؟:;":
        return False
    if find_body(known, *split_name(said)):
        return True
    if (
        _ACRONYM.fullmatch(said)
        and len(said) > 2
        and said[:3].isupper()
        and find_code(letters, start, end, frozenset()) is None
    ):
        return True
    parts = [part.strip() for part in _APART.split(said)]
    if len(parts) > 1 and all(_ACRONYM.fullmatch(part) and part[:3].isupper() and len(part) > 2 for part in parts):
        return True
    if _SHORT.search(said) and split_name(said)[1].isupper():
        return True
    word = WORD.search(letters.key, start, end)
    return word is not None and word.start() - start < 40 and len(said.split()) <= 16
