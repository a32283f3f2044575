"""Mails as they go out: written many at a time, for a thread beside the loop."""

from collections.abc import Iterable
from email.message import EmailMessage
from typing import NamedTuple

from events_service.errors import Busy
from events_service.mail.outbox import Taken
from events_service.mail.render import Office, Queued, compose


class Ready(NamedTuple):
    """A mail that is written and waits for a sender."""

    mail: Taken
    message: EmailMessage


def write_all(mails: Iterable[Taken], office: Office) -> list[tuple[Taken, EmailMessage | Exception]]:
    """Each mail, or why it cannot be written: CannotRender, Busy, or what nobody foresaw.

    Of an event that could not be read nothing is tried again: whoever waits for a database waits once.
    """
    written: list[tuple[Taken, EmailMessage | Exception]] = []
    away: dict[str | None, Busy] = {}
    for mail in mails:
        event_uid = mail.letter.event_uid
        if event_uid in away:
            written.append((mail, away[event_uid]))
            continue
        try:
            written.append((mail, compose(Queued(mail.letter, mail.message_id, mail.queued_at), office)))
        except Busy as error:
            away[event_uid] = error
            written.append((mail, error))
        except Exception as error:
            written.append((mail, error))
    return written
