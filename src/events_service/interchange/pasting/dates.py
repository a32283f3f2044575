"""Days as people write them, in English, French and Arabic: `Wed 21 Nov`, `mercredi 21 novembre`, `الأربعاء 21"
" نونبر`."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from events_service.interchange.pasting.letters import spelled
from events_service.languages import folded

_MONTHS = (
    "january jan janvier janv jan. janv. جانفي يناير كانون_الثاني",
    "february feb fevrier fev fevr feb. fev. fevr. فبراير فيفري شباط",
    "march mar mars mar. مارس آذار",
    "april apr avril avr apr. avr. أبريل أفريل ابريل نيسان",
    "may mai ماي مايو أيار",
    "june jun juin يونيو جوان يونيه حزيران",
    "july jul juillet juil jul. juil. يوليوز يوليو جويلية يوليه تموز",
    "august aug août aout aug. غشت أغسطس أوت آب",
    "september sept sep septembre sept. sep. شتنبر سبتمبر أيلول",
    "october oct octobre oct. أكتوبر اكتوبر تشرين_الأول",
    "november nov novembre nov. نونبر نوفمبر تشرين_الثاني",
    "december dec decembre déc dec. دجنبر ديسمبر كانون_الأول",
)
_WEEKDAYS = (
    "monday mon lundi lun الاثنين الإثنين",
    "tuesday tue tues mardi الثلاثاء",
    "wednesday wed mercredi mer الأربعاء",
    "thursday thu thur thurs jeudi jeu الخميس",
    "friday fri vendredi ven الجمعة",
    "saturday sat samedi sam السبت",
    "sunday sun dimanche dim الأحد",
)
_ORDINALS = (
    "1 first 1st one premier 1er premiere une الأول الاولى",
    "2 second 2nd two deuxieme 2eme 2e second seconde الثاني الثانية",
    "3 third 3rd three troisieme 3eme 3e الثالث الثالثة",
    "4 fourth 4th four quatrieme 4eme 4e الرابع الرابعة",
    "5 fifth 5th five cinquieme 5eme 5e الخامس الخامسة",
    "6 sixth 6th six sixieme 6eme 6e السادس",
    "7 seventh 7th seven septieme 7eme 7e السابع",
)


def _numbered(rows: tuple[str, ...], first: int) -> dict[str, int]:
    return {folded(w.replace("_", " ")).rstrip("."): n for n, row in enumerate(rows, first) for w in row.split()}


_MONTH, _WEEKDAY, _ORDINAL = _numbered(_MONTHS, 1), _numbered(_WEEKDAYS, 0), _numbered(_ORDINALS, 1)


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_W = rf"(?:(?:يوم )?\b(?P<w>{_any(_WEEKDAY)})\b[.,،]{{0,2}}[ \t]{{0,3}}(?:the |le |on )?)"
_D = r"(?<![\d:.,/])(?P<d>\d{1,2})(?:st|nd|rd|th|er|e|eme)?\b"
_Y = r"(?:,? {0,2}(?:de |سنه |لسنه )?(?P<y>(?:19|20|21)\d\d)(?!\d))?"
_WRITTEN = re.compile(
    spelled(
        rf"{_W}?{_D}\.?[ \t]{{0,3}}(?:of |de |من |من شهر |شهر |[-/] ?)?\b(?P<m>{_any(_MONTH)})(?!\w)\.?(?:[-/"
        rf" ]{{0,2}}(?=(?:19|20|21)\d\d)){{0,1}}{_Y}"
    )
)
_AMERICAN = re.compile(
    rf"{_W}?\b(?P<m>{_any(_MONTH)})\b\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:h])(?:,? (?P<y>(?:19|20"
    rf"|21)\d\d)(?!\d))?"
)
_ISO = re.compile(
    rf"{_W}?(?<!\d)(?P<y>(?:19|20|21)\d\d)[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}})(?!\d)(?: 00:00:00|t00:00:00)?"
)
_NUMERIC = re.compile(
    rf"{_W}?(?<![\d+/.-])(?P<d>\d{{1,2}}) ?(?P<s>[-/.]) ?(?P<m>\d{{1,2}}) ?(?P=s) ?(?P<y>(?:19|20|21)\d\d"
    rf"|\d\d)(?![\d/.])"
)
_SHORT = re.compile(rf"{_W}(?P<d>\d{{1,2}})(?:[-/.](?P<m>\d{{1,2}}))?(?:st|nd|rd|th|er)?(?![\d:h])")
_BARE_SHORT = re.compile(r"(?P<d>\d{1,2})/(?P<m>\d{1,2})")
_SLASHED = re.compile(r"(?<![\w/.,:+-])(?P<d>\d{1,2})/(?P<m>\d{1,2})(?![\w/.:-])")
_NAMED = re.compile(rf"{_W}(?!\w)")
_COUNTED = re.compile(
    spelled(
        rf"\b(?:day|jour|journee|اليوم|يوم) ?(?:n°|no|number|رقم )? ?[-:]? ?(?P<n>{_any(_ORDINAL)})\b(?!\w)"
        rf"|\b(?P<o>{_any(_ORDINAL)}) (?:day|jour|journee|يوم)\b|\bj(?P<j>[1-7])\b"
    )
)
_RANGE = re.compile(
    spelled(
        rf"(?:du |from |between |من )?{_W.replace('?P<w>', '?:')}?(?<![\d:.,/])(?<!day )(?<!jour )(?<!journee"
        rf" )(?<!اليوم )(?<!session )(?<!يوم )\d{{1,2}}(?:st|nd|rd|th|er)?"
        rf"(?: (?:{_any(_MONTH)})\.?(?: \d{{4}})?)?(?: ?[-/&,،] ?| (?:to|and|au|et|الي|و|until|till) ?)"
        rf"{_W.replace('?P<w>', '?:')}?\d{{1,2}}(?:st|nd|rd|th|er)? (?:of |de |من"
        rf" )?\b(?:{_any(_MONTH)})\b\.?(?:,? {{0,2}}\d{{4}})?"
    )
)


class Days(NamedTuple):
    """The days of an event, among which one that says no year is looked for."""

    first: date
    last: date


class FoundDay(NamedTuple):
    start: int
    end: int
    day: date
    doubtful: bool = False
    """The weekday that was written is not that of the day."""


def find_days(key: str, start: int, end: int, days: Days) -> list[FoundDay]:
    """Every day written there, in the order of the text. Of several days in one ("20 to 24 November") none."""
    # Of a part, so that what stands before it is not looked at.
    said = key[start:end]
    taken = [match.span() for match in _RANGE.finditer(said)]
    found: list[FoundDay] = []
    for match in _matches(said):
        if any(match.start() < there and here < match.end() for here, there in taken):
            continue
        day = _day(match, days)
        # 21/11 is a day of the event, or a fraction.
        if day is not None and (match.re is not _SLASHED or _within(day, days)):
            written = match.groupdict().get("w")
            doubtful = written is not None and _WEEKDAY[written] != day.weekday()
            found.append(FoundDay(start + match.start(), start + match.end(), day, doubtful))
            taken.append(match.span())
    return sorted(found)


def whole_day(key: str, start: int, end: int, days: Days) -> FoundDay | None:
    """The day a cell or a labelled value says, where it says nothing else."""
    short = _BARE_SHORT.fullmatch(key, start, end)
    if short:
        day = _day(short, days)
        return FoundDay(start, end, day) if day else None
    for found in find_days(key, start, end, days)[:1]:
        if not re.sub(r"[\W_]|00", "", key[start : found.start] + key[found.end : end]):
            return found
    return None


def _matches(said: str) -> Iterator[re.Match[str]]:
    for pattern in (_ISO, _WRITTEN, _AMERICAN, _NUMERIC, _SHORT, _SLASHED, _COUNTED, _NAMED):
        yield from pattern.finditer(said)


def _day(match: re.Match[str], days: Days) -> date | None:
    parts = match.groupdict()
    if "n" in parts:
        return _counted(parts["n"] or parts["o"] or parts["j"], days)
    if "d" not in parts:
        return _weekday(_WEEKDAY[parts["w"]], days)
    number, month, year = int(parts["d"]), parts.get("m"), parts.get("y")
    if month is None:
        return _weekday(_WEEKDAY[parts["w"]], days, number)
    if not month.isdigit():
        return _dated(year, _MONTH[month], number, days)
    usual = _dated(year, int(month), number, days)
    turned = None if "s" not in parts and year else _dated(year, number, int(month), days)
    # 11/21/2018: the other way round where only that is a day, or a day of the event.
    if turned and (usual is None or (not _within(usual, days) and _within(turned, days))):
        return turned
    return usual


def _dated(year: str | None, month: int, number: int, days: Days) -> date | None:
    if year:
        years = [int(year) + (2000 if len(year) == 2 else 0)]
    else:
        years = list(range(days.first.year, min(days.last.year, days.first.year + 3) + 1))
    found = [day for each in years if (day := _made(each, month, number))]
    return next((day for day in found if _within(day, days)), found[0] if found else None)


def _made(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _within(day: date, days: Days) -> bool:
    return days.first <= day <= days.last


def _all(days: Days) -> Iterator[date]:
    for ahead in range(min((days.last - days.first).days, 60) + 1):
        yield days.first + timedelta(ahead)


def _weekday(weekday: int, days: Days, number: int | None = None) -> date | None:
    """The one day of the event that is such a day."""
    fitting = [day for day in _all(days) if day.weekday() == weekday and number in (None, day.day)]
    if number is not None and not fitting:
        fitting = [day for day in _all(days) if day.day == number]
    return fitting[0] if len(fitting) == 1 else None


def _counted(said: str, days: Days) -> date | None:
    number = int(said) if said.isdigit() else _ORDINAL[said]
    day = days.first + timedelta(number - 1)
    return day if day <= days.last else None
