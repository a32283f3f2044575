"""What an attempt came to, and when to try again: pure rules over what the server said (R7)."""

import re
from datetime import datetime, timedelta
from enum import StrEnum

import aiosmtplib
import msgspec

from events_service.errors import DomainError
from events_service.languages import one_line

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 40, 60, 120, 240, 480))
"""After the first, second … attempt; from there on the last of them."""
JITTER = 0.2

_LOGIN_WANTED = frozenset({530, 534, 535, 538})
"""RFC 4954 section 6: it is the queue that waits for somebody to correct the settings, not this one mail."""
_TURNED_AWAY = frozenset({550, 551, 553})
_NO_SUCH_ADDRESS = re.compile(r"\b5\.(?:1\.\d{1,3}|2\.1)\b")
"""Enhanced codes about the mailbox itself (RFC 3463): not about what the mail says."""


class Ending(StrEnum):
    SENT = "sent"
    LATER = "later"
    """This mail, some other time."""
    NEVER = "never"
    SERVER_AWAY = "server_away"
    """No mail at all goes through: the queue waits."""
    LOGIN_REFUSED = "login_refused"


class Verdict(msgspec.Struct, frozen=True):
    ending: Ending
    code: int | None = None
    text: str = ""
    turned_away: bool = False
    """The mailbox does not exist or takes no mail: after the second time it is not asked again."""


def judge(error: BaseException, *, connecting: bool) -> Verdict:
    """What an error means, while `connecting` or with the connection up."""
    code, text = _reply(error)
    if isinstance(error, aiosmtplib.SMTPNotSupported):
        return Verdict(Ending.NEVER, None, "The mail server takes no addresses with letters outside ASCII (SMTPUTF8).")
    if code in _LOGIN_WANTED or (connecting and _login_missing(error)):
        return Verdict(Ending.LOGIN_REFUSED, code, text)
    if connecting:
        return Verdict(Ending.SERVER_AWAY, code, text)
    if isinstance(error, DomainError | ValueError):
        return Verdict(Ending.NEVER, None, text)
    if code is not None and 500 <= code < 600:
        turned_away = code in _TURNED_AWAY and bool(_NO_SUCH_ADDRESS.search(text))
        return Verdict(Ending.NEVER, code, text, turned_away)
    return Verdict(Ending.LATER, code, text)


def next_try(attempts: int, now: datetime, give_up_at: datetime, chance: float) -> datetime | None:
    """When to try again after so many attempts; None where that would be too late. `chance` is from 0 to 1."""
    pause = PAUSES[min(attempts, len(PAUSES)) - 1]
    at = now + pause * (1 + JITTER * (2 * chance - 1))
    return at if at <= give_up_at else None


def _reply(error: BaseException) -> tuple[int | None, str]:
    """The reply code, if there was a reply, and what was said, on one line."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused) and error.recipients:
        error = error.recipients[0]
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return (error.code if 200 <= error.code < 600 else None), one_line(error.message)
    return None, one_line(str(error)) or type(error).__name__


def _login_missing(error: BaseException) -> bool:
    """The server refuses us for good, or offers no way to log in. With a 4xx it is only busy."""
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return error.code >= 500
    return type(error) is aiosmtplib.SMTPException and "AUTH" in str(error)
