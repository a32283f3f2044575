"""Setting the service up, running it, and looking whether all is well."""

import gc
import sys
from pathlib import Path
from typing import Annotated

import typer

Port = Annotated[int, typer.Option(min=1, max=65_535)]
OwnPort = Annotated[
    int | None,
    typer.Option(min=1, max=65_535, help="8000 where left out, or what EVENTS_BASE_URL names of this machine."),
]


def demo(
    host: str = "127.0.0.1",
    port: Port = 8000,
    data: Annotated[Path, typer.Option(help="Folder for the demonstration's data.")] = Path("demo-data"),
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Begin anew: delete what the last demonstration left.")
    ] = False,
) -> None:
    """Show a whole site with real programmes: nothing to configure, mail is caught and shown in the console."""
    from events_service.serving import run_demo

    run_demo(host, port, data, fresh=fresh)


def init(
    file: Annotated[Path, typer.Option(help="Where to write the settings.")] = Path(".env"),
) -> None:
    """Write .env with a fresh secret: asks for address, database and mail server."""
    from events_service.operations.installing import write_settings

    # Answers that come from a file do not get better by asking again.
    tell = (lambda sentence: typer.echo(sentence, err=True)) if sys.stdin.isatty() else None
    write_settings(file, lambda question, usual: typer.prompt(question, default=usual, show_default=bool(usual)), tell)
    typer.echo(f"Wrote {file}. Next: events-service migrate, then events-service serve.")


def doctor(mail: Annotated[str, typer.Option(metavar="ADDRESS", help="Send one test message there.")] = "") -> None:
    """Look at everything the installation depends on, and say what to do."""
    from events_service.operations.doctor import State, examine
    from events_service.settings import load, misspelt

    signs = {State.GOOD: "good", State.LOOK: "look", State.BAD: "BAD"}
    bad = False
    for finding in examine(load(), mail, misspelt()):
        typer.echo(f"{signs[finding.state]:<6}{finding.what}: {finding.sentence}")
        bad = bad or finding.state is State.BAD
    if bad:
        raise typer.Exit(1)


def serve(
    host: str = "127.0.0.1",
    port: OwnPort = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes; more than one needs PostgreSQL.")] = 1,
    worker: Annotated[bool, typer.Option("--worker/--no-worker", help="Deliver mail and run jobs here too.")] = True,
) -> None:
    """Serve the site."""
    gc.disable()  # nothing of what is loaded now is garbage; the server begins to collect when it has started
    from events_service.serving import run_server

    run_server(host, port, workers=workers, with_worker=worker)


def worker() -> None:
    """Deliver mail and run timed jobs, in a process of its own."""
    from events_service.serving import run_worker

    run_worker()


def migrate() -> None:
    """Bring the database to the newest revision, with a backup first on SQLite."""
    from events_service.operations.starting import migrate_with_backup
    from events_service.settings import load

    typer.echo(migrate_with_backup(load()))
