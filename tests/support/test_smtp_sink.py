import asyncio
from email.message import EmailMessage

import aiosmtplib
import pytest

from tests.support.smtp_sink import Sink


def letter(subject: str = "Hello") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "office@example.org"
    message["To"] = "samira@example.org"
    message["Subject"] = subject
    message.set_content("Marhaba.\n")
    return message


def send(sink: Sink, message: EmailMessage) -> None:
    port = int(sink.url.rpartition(":")[2])
    asyncio.run(aiosmtplib.send(message, hostname="127.0.0.1", port=port))


def test_sink_keeps_what_is_sent(smtp_sink: Sink) -> None:
    send(smtp_sink, letter("Été"))

    assert [(mail.sender, mail.recipients) for mail in smtp_sink.received] == [
        ("office@example.org", ["samira@example.org"])
    ]
    assert smtp_sink.received[0].message["Subject"] == "Été"
    assert smtp_sink.commands == ["MAIL office@example.org", "RCPT samira@example.org", "DATA"]


def test_sink_refuses_as_told(smtp_sink: Sink) -> None:
    smtp_sink.on_recipient = lambda address: f"450 4.2.0 {address} later"

    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as caught:
        send(smtp_sink, letter())

    assert [(refused.code, refused.message) for refused in caught.value.recipients] == [
        (450, "4.2.0 samira@example.org later")
    ]
    assert smtp_sink.received == []
