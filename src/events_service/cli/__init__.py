"""The command line. Each command imports what it needs when it runs, so that `--help` answers at once."""

import logging
import sys

import typer

from events_service.cli import accounts, exchanging, keeping, running

app = typer.Typer(
    name="events-service",
    help="Programmes, calendars and registrations for congresses, forums and summits.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for _commands in (
    (running.demo, running.init, running.doctor, running.serve, running.worker, running.migrate),
    (exchanging.import_, exchanging.export, exchanging.release),
    (keeping.backup, keeping.restore, keeping.transfer),
):
    for _command in _commands:
        app.command(_command.__name__.rstrip("_"))(_command)
app.add_typer(accounts.user, name="user")
app.add_typer(accounts.token, name="token")


def main() -> None:
    """Run a command: exit code 0 on success, 1 on a refusal explained in one sentence, 2 on wrong usage."""
    from events_service.errors import DomainError

    if logging.lastResort:
        # Libraries warn of what is raised as well; where records are wanted, logs.configure() takes all of them.
        logging.lastResort.setLevel(logging.ERROR)
    try:
        app()
    except DomainError as refusal:
        _refuse(str(refusal))
    except OSError as problem:
        _refuse(f"{problem.strerror or problem}: {problem.filename or ''}".rstrip(": "))
    except Exception as problem:
        from events_service.database.failures import explained

        # Migrations and transfers have connections of their own, and fail as the driver says it.
        understood = explained(problem)
        if understood is problem:
            raise
        _refuse(str(understood))


def _refuse(sentence: str) -> None:
    """On one line, whatever title is told in it."""
    typer.echo(" ".join(sentence.splitlines()), err=True)
    sys.exit(1)
