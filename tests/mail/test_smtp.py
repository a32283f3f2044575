"""The address of the mail server, and TLS as it must be: EM-15."""

import asyncio
import ssl
import subprocess
from pathlib import Path

import aiosmtplib
import pytest

from events_service.mail.mime import POLICY, Header
from events_service.mail.render import compose
from events_service.mail.smtp import Channel, Limits, MailServer, Tls, read_smtp_url
from events_service.settings import InvalidSettings
from tests.mail.letters import OFFICE, make_queued
from tests.support.smtp_sink import Sink, running_sink

LIMITS = Limits(connect=3, command=3, data=3)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that only itself vouches for, with its key in the same file."""
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
        + ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
        check=True,
        capture_output=True,
    )
    return folder / "cert.pem"


def server_side(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    return context


def at(sink: Sink, tls: Tls, authority: str = "") -> MailServer:
    return MailServer("127.0.0.1", int(sink.url.rpartition(":")[2]), tls, authority=authority)


async def _send_one(server: MailServer) -> None:
    channel = Channel(server, "events.example.org", LIMITS)
    try:
        await channel.open()
        await channel.carry(compose(make_queued(), OFFICE), "office@events.example.org", "amina@example.org")
    finally:
        await channel.leave()
        await asyncio.sleep(0.1)  # TLS says goodbye too


def send_one(server: MailServer) -> None:
    asyncio.run(_send_one(server))


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
    "query", ["tls=maybe", "verify=no", "ca=/nowhere/authority.pem", "connections=0", "connections=33", "connections=x"]
)
def test_read_smtp_url_refused(query: str) -> None:
    with pytest.raises(InvalidSettings, match="EVENTS_SMTP_URL"):
        read_smtp_url(f"smtp://mail.example.org?{query}")


def test_password_never_shown() -> None:
    server = read_smtp_url("smtp://mailer:secret-word@mail.example.org")

    assert f"{server!r} {server}" == "mail.example.org:587 mail.example.org:587"


def test_em_15_starttls_with_an_authority_of_ones_own(certificate: Path) -> None:
    with running_sink(tls_context=server_side(certificate), require_starttls=True) as sink:
        send_one(at(sink, Tls.REQUIRED, str(certificate)))

    assert len(sink.received) == 1


def test_em_15_certificate_nobody_vouches_for_refused(certificate: Path) -> None:
    with (
        running_sink(tls_context=server_side(certificate)) as sink,
        pytest.raises((ssl.SSLError, aiosmtplib.SMTPException)),
    ):
        send_one(at(sink, Tls.REQUIRED))

    assert sink.commands == []


def test_em_15_no_mail_in_the_clear_where_tls_is_required(smtp_sink: Sink) -> None:
    with pytest.raises(aiosmtplib.SMTPException, match="STARTTLS"):
        send_one(at(smtp_sink, Tls.REQUIRED))

    assert smtp_sink.commands == []


def test_em_15_on_this_machine_whatever_is_offered(certificate: Path, smtp_sink: Sink) -> None:
    with running_sink(tls_context=server_side(certificate), require_starttls=True) as sink:
        send_one(at(sink, Tls.IF_OFFERED))
    send_one(at(smtp_sink, Tls.IF_OFFERED))

    assert (len(sink.received), len(smtp_sink.received)) == (1, 1)


def test_em_15_tls_from_the_start(certificate: Path) -> None:
    with running_sink(implicit_tls=server_side(certificate)) as sink:
        send_one(at(sink, Tls.FROM_THE_START, str(certificate)))
        with pytest.raises((ssl.SSLError, aiosmtplib.SMTPException)):
            send_one(at(sink, Tls.FROM_THE_START))

    assert len(sink.received) == 1


def test_header_object_left_alone_by_the_library() -> None:
    header = Header("X-Test", "a\r\n b")

    assert POLICY.fold("X-Test", header) == "X-Test: a\r\n b\r\n"
    assert POLICY.header_store_parse("X-Test", header) == ("X-Test", header)
