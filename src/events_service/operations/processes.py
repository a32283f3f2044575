"""Several web processes under one that watches them."""

import signal
from socket import socket

import uvicorn
from uvicorn.supervisors import Multiprocess

from events_service.operations.server import heeds_hangup


class Processes(Multiprocess):
    """A terminal that is closed ends them in good order; uvicorn would start others in their place."""

    def __init__(self, config: uvicorn.Config, sockets: list[socket]) -> None:
        heeds = heeds_hangup()
        super().__init__(config, sockets)
        if not heeds:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def handle_hup(self) -> None:
        self.handle_term()

    def terminate_all(self) -> None:
        """Whoever comes now is refused at once: a listening socket kept open here would let them wait for nobody."""
        for each in self.sockets:
            each.close()
        super().terminate_all()
