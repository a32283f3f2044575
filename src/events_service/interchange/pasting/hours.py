"""Hours as people write them: `9h30`, `9:30 - 12:30`, `from 9.30 am to 12.30`, `de 9h30 à 12h30`, `الساعة 9:30`."""

import re
from typing import NamedTuple

from events_service.interchange.pasting.letters import spelled
from events_service.languages import folded

_AM = r"a\.?m\.?(?!\w)|du matin|صباحا|صباحًا|ص(?!\w)"
_PM = r"p\.?m\.?(?!\w)|de l'apres-midi|de l’apres-midi|du soir|مساء|مساءا|زوالا|بعد الزوال|بعد الظهر|ظهرا|م(?!\w)"
_AM, _PM = spelled(_AM), spelled(_PM)
_HALF = rf"(?: ?(?:(?P<a{{n}}>{_AM})|(?P<p{{n}}>{_PM})))?"
_WORDS = {
    folded(word): hour
    for hour, word in enumerate(
        [
            "الواحدة",
            "الثانية",
            "الثالثة",
            "الرابعة",
            "الخامسة",
            "السادسة",
            "السابعة",
            "الثامنة",
            "التاسعة",
            "العاشرة",
            "الحادية_عشرة",
            "الثانية_عشرة",
        ],
        1,
    )
}
_WORD = "|".join(word.replace("_", " ") for word in sorted(_WORDS, key=len, reverse=True))
_PARTS = {folded("والنصف"): 30, folded("والربع"): 15, folded("إلا ربعا"): -15, folded("إلا الربع"): -15}


def _moment(n: int, *, strict: bool) -> str:
    """One time of the day. `strict`: written so that it can be nothing else."""
    bare = "" if strict else rf"|(?P<b{n}>\d{{1,2}})"
    return (
        rf"(?:(?<![\d.,:/+])(?:(?P<h{n}>[01]?\d|2[0-4])(?: ?: ?|h ?| h ?|:)(?P<m{n}>[0-5]\d)(?:mn|min|:00)?(?!\d)"
        rf"|(?P<c{n}>[01]?\d|2[0-4]) ?(?:h|hrs?|heures?|o'clock)(?![\w\d])"
        rf"|(?P<d{n}>[01]?\d|2[0-4])\.(?P<e{n}>[0-5]\d)(?![\d.])"
        rf"|(?P<f{n}>1[0-2]|0?[1-9])(?= ?(?:{_AM}|{_PM}))"
        rf"|(?P<k{n}>[01]\d|2[0-3])(?P<l{n}>[0-5]\d)(?:h|hrs)?(?![\d\w]){bare})|(?P<n{n}>noon|midday|midi|منتصف"
        rf" النهار)(?!\w)"
        rf"|(?P<w{n}>{_WORD})(?:[ ](?P<q{n}>{'|'.join(_PARTS)}))?(?!\w))" + _HALF.format(n=n)
    )


_AT = r"(?:(?:from|between|at|de|entre|des|a partir de|a|من|ابتداء من|علي|في|بين) )?(?:(?:الساعه|الساعة|بالساعه) )?"
_TO = r"(?:[ \t]?(?:-|/|>|→|\.\.\.?)[ \t]?|[ \t]{1,2}(?:to|till|until|a|au|jusqu'a|et|and|الي|حتي|و)[ \t])"
_CLOCK = r"(?:(?:الساعه|الساعة) )?"
_RANGE = re.compile(spelled(rf"(?:\b{_AT})?{_moment(1, strict=False)}{_TO}{_CLOCK}{_moment(2, strict=False)}"))
_SINGLE = re.compile(spelled(rf"(?:\b{_AT})?{_moment(1, strict=True)}"))
_NOTES = re.compile(
    spelled(
        r"\b(?:in the morning|all day|the whole day|in the afternoon|in the evening|morning|afternoon|evening|lunchtime"
        r"|le matin|matin|matinee|en matinee|apres-midi|l'apres-midi|en soiree|soiree|toute la journee|journee entiere"
        r"|الفتره الصباحيه|الفتره المسائيه|صباحا|مساء|بعد الزوال|بعد الظهر|طيله اليوم"
        r"|time to be (?:confirmed|announced)|to be (?:confirmed|announced)|tbc|tba|tbd|a preciser|a confirmer"
        r"|horaire a (?:preciser|confirmer)"
        r"|يحدد لاحقا|في انتظار التاكيد|سيحدد لاحقا)(?!\w)"
    )
)


class FoundHours(NamedTuple):
    start: int
    end: int
    begins: str
    """`HH:MM`."""
    ends: str
    """The same, or nothing."""


class FoundNote(NamedTuple):
    start: int
    end: int


def find_hours(key: str, start: int, end: int, *, labelled: bool = False) -> list[FoundHours]:
    """Every time or span of time written there. `labelled`: it was said that hours follow, so `9-12` are hours."""
    # Of a part, so that what stands before it is not looked at.
    said, found = key[start:end], []
    at = 0
    while match := _RANGE.search(said, at):
        span = _span(match, labelled)
        if span:
            found.append(span)
        at = span.end if span else match.start() + 1
    at = 0
    for match in _SINGLE.finditer(said):
        while at < len(found) and found[at].end <= match.start():
            at += 1
        over = at < len(found) and found[at].start < match.end()
        clock, half = _clock(match, 1, half=_half(match, 1)), _half(match, 1)
        plain = not (match["d1"] or match["k1"] or match["n1"])
        if clock and not over and (plain or half or labelled):
            found.insert(at, FoundHours(match.start(), match.end(), clock, ""))
    return [FoundHours(start + one.start, start + one.end, one.begins, one.ends) for one in found]


def find_note(key: str, start: int, end: int) -> FoundNote | None:
    """Where a time is said in words only: `morning`, `à préciser`."""
    match = _NOTES.search(key, start, end)
    return FoundNote(*match.span()) if match else None


def whole_hours(key: str, start: int, end: int, *, single: bool = False) -> FoundHours | None:
    """The hours a cell says, where it says nothing else; `single`: bare numbers are hours too."""
    if single and re.fullmatch(r"(?:[01]?\d|2[0-3])", key[start:end]):
        return FoundHours(start, end, f"{int(key[start:end]):02d}:00", "")
    for found in find_hours(key, start, end, labelled=True)[:1]:
        rest = key[start : found.start] + key[found.end : end]
        if not re.sub(r"[\W_]|\b(?:h|gmt|utc|wat|local|time|heure|locale)\b|00", "", rest):
            return found
    return None


def _span(match: re.Match[str], labelled: bool) -> FoundHours | None:
    marked = [any(match[f"{g}{n}"] for g in "hcfnw") for n in (1, 2)]
    halves = [_half(match, 1), _half(match, 2)]
    dotted = [bool(match[f"d{n}"]) for n in (1, 2)]
    packed = [bool(match[f"k{n}"]) for n in (1, 2)]
    plain = all(a or b for a, b in zip(dotted, packed, strict=True))
    if not (labelled or any(marked) or any(halves) or (plain and all(dotted)) or (all(packed) and _round(match))):
        return None
    first, last = (_clock(match, n, half=halves[n - 1]) for n in (1, 2))
    if first and last and halves[1] == "p" and not halves[0] and int(first[:2]) < 12:
        # "2 to 3 pm" is in the afternoon, "10:30 - 1 pm" begins before noon.
        later = f"{int(first[:2]) + 12}{first[2:]}"
        first = later if later < last else first
    if first and last and halves[0] == "p" and not halves[1] and last < first and int(last[:2]) < 12:
        last = f"{int(last[:2]) + 12}{last[2:]}"
    if not first or not last or (match["b1"] and not labelled and (last <= first or _follows_word(match))):
        return None
    return FoundHours(match.start(), match.end(), first, last)


def _follows_word(match: re.Match[str]) -> bool:
    """Does a bare number follow a word, as the number of a code does?"""
    before = match.string[max(0, match.start() - 2) : match.start()]
    return before.strip()[-1:].isalnum()


def _round(match: re.Match[str]) -> bool:
    """1990-2018 are years; 0930-1230 are hours: they end in a five or a nought and begin before they end."""
    return all(match[f"l{n}"][-1] in "05" for n in (1, 2)) and not (
        match["k1"] in ("19", "20") and match["k2"] in ("19", "20")
    )


def _half(match: re.Match[str], n: int) -> str:
    return "a" if match[f"a{n}"] else "p" if match[f"p{n}"] else ""


def _clock(match: re.Match[str], n: int, *, half: str) -> str | None:
    if match[f"n{n}"]:
        return "12:00"
    if match[f"w{n}"]:
        minutes = _PARTS.get(match[f"q{n}"] or "", 0) + 60 * _WORDS[match[f"w{n}"].replace(" ", "_")]
    else:
        groups = match.groupdict()
        hour = next((groups.get(f"{g}{n}") for g in "hcdfkb" if groups.get(f"{g}{n}")), None)
        minute = match[f"m{n}"] or match[f"e{n}"] or match[f"l{n}"] or "0"
        if hour is None:
            return None
        minutes = 60 * int(hour) + int(minute)
    if half and match[f"k{n}"] in ("19", "20"):
        # "2018 in the morning" is a year.
        return None
    if half == "p" and minutes < 720:
        minutes += 720
    if half == "a" and minutes >= 720:
        minutes -= 720 * (minutes < 780)
    return f"{minutes // 60:02d}:{minutes % 60:02d}" if 0 <= minutes <= 1440 else None
