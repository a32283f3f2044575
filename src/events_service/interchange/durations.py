"""Lengths and clock times as exchange files write them: `0:45`, `0930`, `90 min`, `PT1H`, `9:30 pm`."""

import re
from collections.abc import Iterable
from datetime import timedelta

_LONGEST = timedelta(days=31)

_TWO_PARTS = re.compile(r"(\d{1,4}):(\d{1,2})")
_THREE_PARTS = re.compile(r"(\d{1,5}):(\d{1,2}):(\d{1,2})(?:\.0+)?")
_MINUTES_AS_FLOAT = re.compile(r"(\d{1,4})\.0+(?::00)?")
_DIGITS = re.compile(r"\d{1,6}")
_ISO = re.compile(r"p(?:(\d{1,4})d)?(?:t(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,6})(?:\.\d+)?s)?)?")
_WORDS = re.compile(
    r"(?:(\d{1,4}) ?(?:d|days?|tage?|jours?))?,? ?"
    r"(?:(\d{1,4}(?:[.,]\d{1,2})?) ?(?:h|hrs?|hours?|std|stunden?|heures?) ?(?:(\d{1,2})(?! ?[a-z\d']))?)?,? ?"
    r"(?:(\d{1,5}) ?(?:m|mn|mins?|minutes?|minuten|'))?\.?"
)

_CLOCK = re.compile(
    r"(\d{1,2}) ?[:.h] ?(\d{2})(?:[:.](\d{2})(?:\.\d+)?)? ?(?:uhr)? ?(?:([ap])\.?m\.?)? ?(?:z|utc|[+-]\d{2}:?\d{2})?"
)
_HOUR = re.compile(r"(\d{1,2}) ?(?:h|uhr|([ap])\.?m\.?)")
_COMPACT_CLOCK = re.compile(r"(\d{1,2})(\d{2})(\d{2})?")


def read_duration(text: str, *, days_first: bool = False) -> timedelta | None:
    """The length a text says, None where it says none that can be used (31 days at most).

    `days_first` reads three parts as days, hours and minutes where both readings are possible.
    """
    text = " ".join(text.lower().split())
    seconds = _seconds(text, days_first)
    if seconds is None or seconds > _LONGEST.total_seconds():
        return None
    return timedelta(seconds=seconds)


def _seconds(text: str, days_first: bool) -> float | None:
    if said := _TWO_PARTS.fullmatch(text):
        return int(said[1]) * 3600 + int(said[2]) * 60
    if said := _THREE_PARTS.fullmatch(text):
        first, second, third = (int(part) for part in said.groups())
        days = len(said[1]) > 2 or (days_first and not (said[1].startswith("0") and third == 0))
        if days and second < 24 and third < 60:
            return first * 86400 + second * 3600 + third * 60
        return first * 3600 + second * 60 + third
    if said := _MINUTES_AS_FLOAT.fullmatch(text):
        return int(said[1]) * 60
    if _DIGITS.fullmatch(text):
        return _seconds_of_digits(text)
    if (said := _ISO.fullmatch(text)) and any(said.groups()):
        return _summed(*said.groups())
    if (words := _WORDS.fullmatch(text)) and any(words.groups()):
        whole_days, hours, after_hours, minutes = words.groups(default="0")
        return _summed(whole_days, hours.replace(",", "."), after_hours) + _summed(None, None, minutes)
    return None


def _seconds_of_digits(text: str) -> int:
    """`45` is minutes, `0930` hours and minutes; four digits that cannot be that, and more, are seconds."""
    if len(text) < 4:
        return int(text) * 60
    hours, minutes = int(text[:-2]), int(text[-2:])
    if len(text) == 4 and hours < 24 and minutes < 60:
        return hours * 3600 + minutes * 60
    return int(text)


def _summed(days: str | None, hours: str | None, minutes: str | None, seconds: str | None = None) -> float:
    return int(days or 0) * 86400 + float(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)


def days_come_first(texts: Iterable[str]) -> bool:
    """Whether `1:02:30` among these durations is a day and two and a half hours.

    A program that writes hours, minutes and seconds writes them everywhere; one that writes two parts as well
    uses three (`DDD:HH:MM`) for what is longer than a day. Where all have three, seconds other than 00 are none.
    """
    two, three = False, []
    for text in texts:
        if said := _THREE_PARTS.fullmatch(text.strip()):
            three.append((int(said[2]), int(said[3])))
        elif not two:
            two = _TWO_PARTS.fullmatch(text.strip()) is not None
    if any(second > 23 for second, _ in three):
        return False
    return two or any(third for _, third in three)


def read_clock(text: str) -> timedelta | None:
    """A time of day as the time since midnight, None where the text is none.

    `24:00` and `25:30` are past midnight. An offset from UTC behind it is left aside: the clock is local.
    """
    text = " ".join(text.lower().split())
    said = _CLOCK.fullmatch(text) or _COMPACT_CLOCK.fullmatch(text)
    if said:
        hours, minutes, seconds = int(said[1]), int(said[2]), int(said[3] or 0)
        half = said[4] if said.re is _CLOCK else None
    elif said := _HOUR.fullmatch(text):
        hours, minutes, seconds, half = int(said[1]), 0, 0, said[2]
    else:
        return None
    if minutes > 59 or seconds > 59 or hours > 47:
        return None
    if half and 1 <= hours <= 12:
        hours = hours % 12 + (12 if half == "p" else 0)
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)
