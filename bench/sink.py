"""An SMTP server in a process of its own that takes everything: `python -m bench.sink PORT`."""

import asyncio
import sys

from aiosmtpd.smtp import SMTP, Envelope, Session


class Taker:
    async def handle_DATA(self, _server: SMTP, _login: Session, _envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's
        return "250 OK"


async def serve(port: int) -> None:
    loop = asyncio.get_running_loop()
    await loop.create_server(lambda: SMTP(Taker(), hostname="sink", loop=loop), "127.0.0.1", port)
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
