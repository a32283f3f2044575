"""The address of the mail server: EM-15."""

import pytest

from events_service.mail_server import MailServer, Tls, read_smtp_url

QUERY = "must end in nothing but ?tls=never, ?ca=/path/to/authority.pem or ?connections=8"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        (
            "smtp://mailer:p%40ss%3Aword@mail.example.org",
            MailServer("mail.example.org", 587, Tls.REQUIRED, "mailer", "p@ss:word"),
        ),
        ("smtp://mail.example.org:2525", MailServer("mail.example.org", 2525, Tls.REQUIRED)),
        ("smtp://mail.example.org", MailServer("mail.example.org", 25, Tls.REQUIRED)),
        ("smtps://a:b@mail.example.org", MailServer("mail.example.org", 465, Tls.FROM_THE_START, "a", "b")),
        ("smtp://localhost:1025", MailServer("localhost", 1025, Tls.IF_OFFERED)),
        ("smtp://127.0.0.1", MailServer("127.0.0.1", 25, Tls.IF_OFFERED)),
        ("smtp://[::1]:25", MailServer("::1", 25, Tls.IF_OFFERED)),
        ("smtp://mailpit:1025?tls=never", MailServer("mailpit", 1025, Tls.NEVER)),
        ("smtp://mx?connections=8", MailServer("mx", 25, Tls.REQUIRED, connections=8)),
        ("smtp://mx?ca=/etc/hostname", MailServer("mx", 25, Tls.REQUIRED, authority="/etc/hostname")),
    ],
)
def test_em_15_read_smtp_url(url: str, server: MailServer) -> None:
    assert read_smtp_url(url) == server


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://mx", "must be smtp://user:password@host:587 or smtps://user:password@host"),
        ("smtp://", "must be smtp://user:password@host:587 or smtps://user:password@host"),
        ("smtp://mailer:pass?word@mx", "must be smtp://user:password@host:587 or smtps://user:password@host"),
        ("smtp://[::1", "must be smtp://user:password@host:587 or smtps://user:password@host"),
        ("smtp://mx?tls=maybe", QUERY),
        ("smtp://mx?tls", QUERY),
        ("smtp://mx?verify=no", QUERY),
        ("smtp://mx?ca=/nowhere/authority.pem", "must name a file of certificates that is there after ?ca="),
        ("smtp://mx?ca=", "must name a file of certificates that is there after ?ca="),
        ("smtp://mx?connections=0", "must ask for 1 to 32 connections after ?connections="),
        ("smtp://mx?connections=33", "must ask for 1 to 32 connections after ?connections="),
        (f"smtp://mx?connections={'9' * 5000}", "must ask for 1 to 32 connections after ?connections="),
        ("smtp://mx?connections=x", "must ask for 1 to 32 connections after ?connections="),
    ],
)
def test_read_smtp_url_refused(url: str, sentence: str) -> None:
    with pytest.raises(ValueError, match="must") as caught:
        read_smtp_url(url)

    assert str(caught.value) == sentence


def test_password_never_shown() -> None:
    server = read_smtp_url("smtp://mailer:secret-word@mail.example.org")

    assert f"{server!r} {server}" == "mail.example.org:587 mail.example.org:587"
