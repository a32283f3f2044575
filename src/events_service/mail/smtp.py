"""The connection to the mail server: TLS, time limits, and one mail over it (EM-15)."""

import ssl
from email.message import EmailMessage
from functools import lru_cache
from typing import Any

import aiosmtplib
import msgspec

from events_service.mail_server import MailServer, Tls


class Limits(msgspec.Struct, frozen=True):
    """Seconds until a silent server is given up: RFC 5321 section 4.5.3.2 asks for patience after DATA."""

    connect: float = 10
    command: float = 60
    data: float = 300


class Channel(aiosmtplib.SMTP):
    """A connection that stays open for many mails. `in_data` tells whether the server may already have one."""

    def __init__(self, server: MailServer, own_name: str, limits: Limits) -> None:
        super().__init__(
            hostname=server.host,
            port=server.port,
            username=server.username or None,
            password=server.password or None,
            local_hostname=own_name,
            timeout=limits.connect,
            use_tls=server.tls is Tls.FROM_THE_START,
            start_tls={Tls.REQUIRED: True, Tls.IF_OFFERED: None}.get(server.tls, False),
            tls_context=_tls_context(server),
        )
        self.limits = limits
        self.carried = 0
        self.in_data = False

    async def open(self) -> None:
        """Connect, greet, begin TLS and log in, each within the limit for connecting."""
        await self.connect()
        self.timeout = self.limits.command

    async def data(  # the parameter is the base class's
        self,
        message: str | bytes,
        /,
        *,
        timeout: Any = None,  # noqa: ASYNC109
    ) -> aiosmtplib.SMTPResponse:
        """After DATA the server has longer: it may be scanning."""
        self.in_data = True
        return await super().data(message, timeout=self.limits.data)

    async def carry(self, message: EmailMessage, sender: str, recipient: str) -> str:
        """Hand over one mail to one recipient; what the server said. Raises as `verdict.judge` expects."""
        self.in_data = False
        _, text = await self.send_message(message, sender=sender, recipients=[recipient])
        self.carried += 1
        return text

    async def leave(self) -> None:
        """Say goodbye if there is anybody to say it to."""
        try:
            if self.is_connected:
                await self.quit(timeout=self.limits.connect)
        except (aiosmtplib.SMTPException, OSError):
            pass
        finally:
            self.close()


@lru_cache(maxsize=4)
def _tls_context(server: MailServer) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=server.authority or None)
    if server.tls is Tls.IF_OFFERED:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
