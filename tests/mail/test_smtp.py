"""TLS to the mail server as it must be: EM-15."""

import asyncio
import ssl
import subprocess
from pathlib import Path

import aiosmtplib
import pytest

from events_service.mail.mime import POLICY, Header
from events_service.mail.render import compose
from events_service.mail.smtp import Channel, Limits
from events_service.mail_server import MailServer, Tls
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
