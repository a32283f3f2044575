"""Keeping everything: copies, and moving to another database."""

from pathlib import Path
from typing import Annotated

import typer


def backup(
    file: Annotated[Path, typer.Argument(help="The backup to write, such as events.zip, in a folder that exists.")],
) -> None:
    """Write everything into one verified file. The service may go on meanwhile."""
    from events_service.operations.backup import backup as write_backup
    from events_service.settings import load

    made = write_backup(load().database, file)
    typer.echo(f"Wrote {file}: {sum(made.rows.values()):,} rows, verified. Keep the secret key of .env beside it.")


def restore(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)]) -> None:
    """Bring a backup into an empty place, the database named in the settings, at the newest revision."""
    from events_service.operations.backup import restore as read_backup
    from events_service.settings import load

    settings = load()
    manifest = read_backup(file, settings.database, settings.migration_database)
    typer.echo(f"Restored {sum(manifest.rows.values()):,} rows from {manifest.made_at:%Y-%m-%d %H:%M} UTC.")
    typer.echo("The database is at the newest revision: the service can be started.")


def transfer(
    target_url: Annotated[str, typer.Argument(help="sqlite:///… or postgresql+psycopg://…, empty.")],
    migration_url: Annotated[
        str, typer.Option(metavar="URL", help="The same database under a role that may change its tables.")
    ] = "",
) -> None:
    """Copy everything into another database, of either kind, which is empty. Stop the service first."""
    from events_service.operations.backup import moved
    from events_service.operations.transfer import transfer as carry
    from events_service.settings import load

    copied = carry(load().database, target_url, migration_url, at_rest=True)
    typer.echo(f"Copied {moved(copied):,} rows in {len(copied)} tables; counts and digests agree.")
    settings = "EVENTS_DATABASE_URL" + (" and EVENTS_MIGRATION_DATABASE_URL" if migration_url else "")
    typer.echo(f"Now set {settings} to what was given and start the service, which must have been stopped before.")
    typer.echo("The old database is unchanged; what is written to it from now on stays behind.")
