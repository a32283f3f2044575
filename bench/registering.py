"""A server for the load of registrations: `python -m bench.registering PORT [--writing-nothing]`.

It is set up by the environment as any other. The reference is the same application and the same endpoint: it
parses, checks who asks and validates, and then answers what the act would, without having written anything.
"""

import sys
from typing import Any

from events_service.app import create_app
from events_service.database import new_id
from events_service.logs import configure
from events_service.operations.server import Server, server_config
from events_service.registration import reception
from events_service.registration.models import RegistrationState, SeatState
from events_service.registration.outcome import Outcome, SeatOutcome
from events_service.settings import load


async def write_nothing(_request: Any, timetable: Any, application: Any, **_: Any) -> Outcome:
    """In the place of `reception.take`."""
    seats = [SeatOutcome(uid, timetable.by_uid[uid].slug, SeatState.HELD) for uid in application.session_uids]
    return Outcome(new_id(), RegistrationState.UNCONFIRMED, tuple(seats))


def main(port: int, *, writing_nothing: bool) -> None:
    if writing_nothing:
        reception.take = write_nothing  # type: ignore[assignment]  # it needs less
    settings = load(None)
    configure(settings.log_level, settings.log_format)
    application = create_app(settings)
    Server(server_config(application, shutdown_seconds=5, host="127.0.0.1", port=port), application.stop_soon).run()


if __name__ == "__main__":
    main(int(sys.argv[1]), writing_nothing="--writing-nothing" in sys.argv)
