"""Running the web server and the worker, until a signal ends them in good order."""

import asyncio
import logging
import os
import signal
import sys
from importlib import import_module
from pathlib import Path

from events_service.app import Application, Background, create_app
from events_service.database import Database
from events_service.errors import Conflict
from events_service.logs import configure
from events_service.operations.server import Server, check_port, heeds_hangup, server_config, settle, tell_of_signals
from events_service.operations.starting import check_ready, how_to_begin
from events_service.settings import LOOPBACK, Settings, load, misspelt

_logger = logging.getLogger(__name__)
_WITH_WORKER = "EVENTS_INTERNAL_WITH_WORKER"


class OneProcessOnly(Conflict):
    slug = "one-process-only"
    msgid = "SQLite has one writing process: use --workers 1, or PostgreSQL for more (events-service transfer)."


USUAL_PORT = 8000


def run_server(host: str, port: int | None, *, workers: int, with_worker: bool) -> None:
    """Serve with the settings of the environment. Each of several processes also does the worker's work if asked to.

    Without a port it is the one of BASE_URL, where that is this machine's own.
    """
    settings = _begin()
    own = settings.own_port
    port = port or own or USUAL_PORT
    if own not in (None, port):
        _logger.warning(
            "Requests that name this port are refused, as EVENTS_BASE_URL names another",
            extra={"port": port, "base_url": settings.base_url},
        )
    check_port(host, port)
    if settings.oidc_issuer:
        from events_service.accounts.openid import check_installed  # noqa: PLC0415  few sites have a provider

        check_installed()
    database = Database(settings.database, read_threads=settings.read_threads, write_wait=settings.write_wait_seconds)
    try:
        check_ready(database)
        _tell_setup(settings, database)
        if workers == 1:
            # Where others stand in front, whoever asks seems to be this machine.
            local = own is not None and host in LOOPBACK and not settings.trusted_proxies
            serve_app(settings, database, host, port, with_worker=with_worker, local=local)
            return
        if database.one_writing_process:
            raise OneProcessOnly
    finally:
        database.close()
    from events_service.operations.processes import Processes  # noqa: PLC0415  one process needs none of it

    os.environ[_WITH_WORKER] = "1" if with_worker else ""
    config = server_config(
        "events_service.serving:from_environment",
        shutdown_seconds=settings.shutdown_seconds,
        factory=True,
        host=host,
        port=port,
        workers=workers,
    )
    sock = config.bind_socket()
    Processes(config, [sock]).run()


def _begin() -> Settings:
    """The settings, and logs as they say. A name that is no setting is told: what it should set stays as it was."""
    settings = load()
    configure(settings.log_level, settings.log_format)
    for name in misspelt():
        _logger.warning("There is no such setting", extra={"setting": name})
    return settings


def from_environment() -> Application:
    """One of several processes. Each may do the worker's work: leases keep them out of each other's way.

    The server around it is uvicorn's own, so the application learns by itself that it will be stopped.
    """
    settle()
    settings = load()
    configure(settings.log_level, settings.log_format)
    application = create_app(settings, background=_background(settings, with_worker=bool(os.environ.get(_WITH_WORKER))))
    tell_of_signals(application.stop_soon)
    return application


def serve_app(
    settings: Settings, database: Database, host: str, port: int, *, with_worker: bool, local: bool = False
) -> None:
    """Serve in this process until SIGTERM, SIGINT or the end of its terminal; what has begun is finished."""
    application = create_app(settings, database, _background(settings, with_worker=with_worker), local=local)
    config = server_config(application, shutdown_seconds=settings.shutdown_seconds, host=host, port=port)
    Server(config, application.stop_soon).run()


def run_worker() -> None:
    """Work in a process of its own until SIGTERM, SIGINT or the end of its terminal."""
    from events_service import worker  # noqa: PLC0415  its mail templates take long to load

    settings = _begin()
    database = Database(settings.database, read_threads=settings.read_threads, write_wait=settings.write_wait_seconds)

    async def run() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT, *([signal.SIGHUP] if heeds_hangup() else [])):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await worker.run(database, settings, stop)

    try:
        check_ready(database)
        asyncio.run(run())
    finally:
        database.close()


def run_demo(host: str, port: int, folder: Path, *, fresh: bool) -> None:
    """Serve the demonstration, and say at the terminal where things are."""
    # A server needs no formats.
    from events_service.operations.demo import LOGIN, alone_in, prepare_demo  # noqa: PLC0415

    with alone_in(folder):
        check_port(host, port)
        demo = prepare_demo(host, port, folder, fresh=fresh)
        address = demo.settings.base_url
        sys.stdout.write(
            f"\nThe site:     {address}/\n"
            f"The console:  {address}/console/   {LOGIN}   {demo.password}\n"
            f"The API:      {address}/api/v1/docs\n"
            "Mail goes nowhere: it is kept and shown in the console. Stop with Ctrl-C.\n\n"
        )
        sys.stdout.flush()
        try:
            serve_app(demo.settings, demo.database, host, port, with_worker=True, local=host in LOOPBACK)
        finally:
            demo.database.close()


def _tell_setup(settings: Settings, database: Database) -> None:
    """Say at the terminal how a site without accounts gets its first; nothing where there is one."""
    if sentence := how_to_begin(settings, database):
        sys.stdout.write(f"\n{sentence}\n\n")
        sys.stdout.flush()


def _background(settings: Settings, *, with_worker: bool) -> list[Background]:
    if not with_worker:
        return []

    async def work(database: Database, stop: asyncio.Event) -> None:
        # Loaded when the site answers already, and not in the way of who asks it.
        worker = await asyncio.to_thread(import_module, "events_service.worker")
        await worker.run(database, settings, stop)

    return [work]
