"""A real SMTP server on loopback that keeps what it is given."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.live_server import bound_socket


@dataclass(frozen=True)
class Received:
    """One accepted message, as it came over the wire."""

    sender: str
    recipients: list[str]
    data: bytes

    @property
    def message(self) -> EmailMessage:
        message = message_from_bytes(self.data, policy=policy.default)
        assert isinstance(message, EmailMessage)
        return message


@dataclass
class Sink:
    """What was accepted, in order. `on_recipient` and `on_data` may answer otherwise ("450 later"); None accepts.

    Both run in the server's thread. `commands` has every MAIL, RCPT and DATA, refused ones too.
    """

    url: str
    received: list[Received] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    on_recipient: Callable[[str], str | None] = lambda _: None
    on_data: Callable[[bytes], str | None] = lambda _: None
    delay: float = 0

    async def handle_MAIL(
        self, _server: SMTP, _login: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.commands.append(f"MAIL {address}")
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, _server: SMTP, _login: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.commands.append(f"RCPT {address}")
        if refusal := self.on_recipient(address):
            return refusal
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _login: Session, envelope: Envelope) -> str:
        self.commands.append("DATA")
        data = envelope.original_content or b""
        if self.delay:
            await asyncio.sleep(self.delay)
        if refusal := self.on_data(data):
            return refusal
        self.received.append(Received(envelope.mail_from or "", list(envelope.rcpt_tos), data))
        return "250 OK"


@contextmanager
def running_sink(
    sock: socket.socket | None = None, implicit_tls: ssl.SSLContext | None = None, **options: Any
) -> Iterator[Sink]:
    """A server until the block ends; `options` go to aiosmtpd's SMTP (tls_context, authenticator, …)."""
    with sock or bound_socket() as listener:
        sink = Sink(f"smtp://127.0.0.1:{listener.getsockname()[1]}")
        listener.listen()
        loop = asyncio.new_event_loop()
        open_connections: set[SMTP] = set()

        def connection() -> SMTP:
            protocol = SMTP(sink, hostname="sink.test", loop=loop, enable_SMTPUTF8=True, **options)
            open_connections.add(protocol)
            return protocol

        async def serve(stop: asyncio.Event) -> None:
            server = await loop.create_server(connection, sock=listener, ssl=implicit_tls)
            await stop.wait()
            server.close()
            for protocol in open_connections:
                if isinstance(protocol.transport, asyncio.WriteTransport):
                    protocol.transport.abort()
            await server.wait_closed()
            await asyncio.sleep(0)

        stop = asyncio.Event()
        thread = threading.Thread(target=loop.run_until_complete, args=(serve(stop),), name="smtp sink")
        thread.start()
        try:
            yield sink
        finally:
            loop.call_soon_threadsafe(stop.set)
            thread.join(10)
            _finish(loop)
        assert not thread.is_alive(), "The SMTP server did not stop."


def _finish(loop: asyncio.AbstractEventLoop) -> None:
    """Let what hangs on aborted connections end before the loop closes."""
    if loop.is_running():
        return
    pending = asyncio.all_tasks(loop)
    for task in pending:
        task.cancel()
    if pending:
        loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
    loop.close()


@pytest.fixture
def smtp_sink() -> Iterator[Sink]:
    with running_sink() as sink:
        yield sink
