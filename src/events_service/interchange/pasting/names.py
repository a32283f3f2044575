"""What may be a person's name, and what is an office or an organization behind one."""

import re

from events_service.interchange.pasting.acquaintance import Acquaintance, find, find_body
from events_service.interchange.pasting.bodies import WORD
from events_service.interchange.pasting.letters import key_of, spelled

TBC = re.compile(
    spelled(
        r"[ ]?[(\[-]?[ ]?(?:tbc|t\.b\.c\.?|to be confirmed|a confirmer|sous reserve|en attente de confirmation"
        r"|في انتظار التاكيد|سيؤكد لاحقا|يؤكد لاحقا)[ ]?[)\]]?"
    )
)
HONORIFIC = re.compile(
    spelled(
        r"(?:(?:mr|mrs|ms|m|mme|mlle|dr|pr|prof|h\.?e|s\.?e|hon|me|ing)(?:\.[ ]?|[ ])(?:m\. |mme |mr\. )?"
        r"|(?:s\.?e\.?m|son excellence|professor|docteur|madame|monsieur|monsieur le|his excellency|her"
        r" excellency|sir|lady)\.?[ ]"
        r"|(?:السيد|السيده|الدكتور|الدكتوره|الاستاذ|الاستاذه|سعاده|معالي|د\.|ذ\.|ا\.د\.)[ ]?(?:السيد |السيده "
        r"|الدكتور |الدكتوره )?(?=\S))"
    )
)
_PARTICLES = frozenset(
    spelled("el al ben bin ibn ould de da do dos di du des van von der la le y ait abu abou bint").split()
)
_OFFICES = frozenset(
    spelled(
        "minister mayor president director chair professor head secretary ministre maire president presidente"
        " directeur directrice"
        " vice-president chef expert experte wali governor gouverneur ambassador ambassadeur deputy adjoint adjointe"
        " conseiller conseillere consultant consultante ceo manager engineer researcher researchers journalist"
        " university ministry association council programme coordinator coordinateur coordinatrice responsable charge"
        " secretaire chercheur chercheuse ingenieur journaliste professeur professeure senator senateur depute"
        " وزير وزيره رئيس رئيسه مدير مديره عمده والي وال سفير سفيره كاتب كاتبه استاذ استاذه خبير خبيره ممثل ممثله"
        " نائب نائبه عضو عضوه منسق منسقه مستشار مستشاره باحث باحثه مهندس مهندسه صحفي صحفيه عميد مفتش مكلف مكلفه"
        " مسوول مسووله مسؤول مسؤوله وكيل وكيله عامل الامين الامينه قاض قاضيه برلماني برلمانيه"
    ).split()
)
_PLACES = frozenset(
    spelled("africa afrique maroc morocco france europe international monde world maghreb afrika").split()
)
_FEWEST_VOWELS = 3
"""A word of capitals with fewer vowels than one in so many letters is no name: `CGLU`."""


def without(said: str, pattern: re.Pattern[str]) -> str:
    """What is said but for that; an honorific stands at the beginning."""
    match = pattern.search(key_of(said)) if pattern is TBC else pattern.match(key_of(said))
    return said[: match.start()] + said[match.end() :] if match else said


def are_names(row: list[str], known: Acquaintance | None) -> bool:
    """Does a row name people and nothing else? `Amina Berrada, CGLU Afrique` does not."""
    capitals = [_begins_in_capitals(said) for said in row]
    return all(is_name(said, known) for said in row) and (all(capitals) or not any(capitals))


def is_name(said: str, known: Acquaintance | None = None) -> bool:
    """May this be a person's name, and no more than that?"""
    said = without(without(said, TBC), HONORIFIC)
    if known and find(known.people, said.strip()):
        return True
    words = said.replace("(", " ").replace(")", " ").split()
    keys = key_of(said).split()
    if not 2 <= len(words) <= 5 or any(is_office(key) for key in keys) or WORD.search(key_of(said)):
        return False
    if (known and find_body(known, said.strip())) or (_begins_in_capitals(said) and set(keys) & _PLACES):
        return False
    return all(w[0].isupper() or w[0] > "\u0600" or key_of(w) in _PARTICLES for w in words) and not any(
        w.isupper() and _is_acronym(w) for w in words
    )


def is_office(key: str) -> bool:
    """A word that names an office, with the Arabic article or without it."""
    return key in _OFFICES or key.removeprefix("ال") in _OFFICES


def _begins_in_capitals(said: str) -> bool:
    first = (without(said, HONORIFIC).split() or [""])[0]
    return len(first) > 1 and first.isupper()


def _is_acronym(word: str) -> bool:
    letters = [letter for letter in key_of(word) if letter.isalpha()]
    vowels = sum(letter in "aeiouy" for letter in letters)
    return len(letters) > 1 and letters[0] < "\u0600" and (len(letters) < 3 or vowels * _FEWEST_VOWELS < len(letters))
