"""Keeping everything: copies, and moving to another database."""

from pathlib import Path
from typing import Annotated

import typer


def backup(
    file: Annotated[Path, typer.Argument(help="The backup to write, such as events.zip, in a folder that exists.")],
) -> None:
    """Write everything into one verified file. The service may go on meanwhile."""
    from events_service.media.store import Store
    from events_service.operations.backup import backup as write_backup
    from events_service.settings import load

    settings = load()
    made = write_backup(settings.database, file, Store(settings.data_dir))
    files = f" and {len(made.files):,} uploaded files" if made.files else ""
    typer.echo(
        f"Wrote {file}: {sum(made.rows.values()):,} rows{files}, verified. Keep the secret key of .env beside it."
    )
    if made.missing:
        typer.echo(f"Uploaded files that were missing or damaged: {len(made.missing):,}, such as {made.missing[0]}.")


def restore(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)]) -> None:
    """Bring a backup into an empty place, the database named in the settings, at the newest revision."""
    from events_service.media.store import Store
    from events_service.operations.backup import restore as read_backup
    from events_service.settings import load

    settings = load()
    manifest = read_backup(file, settings.database, settings.migration_database, Store(settings.data_dir))
    files = f" and {len(manifest.files):,} uploaded files" if manifest.files else ""
    typer.echo(f"Restored {sum(manifest.rows.values()):,} rows{files} from {manifest.made_at:%Y-%m-%d %H:%M} UTC.")
    typer.echo("The database is at the newest revision: the service can be started.")


def transfer(
    target_url: Annotated[str, typer.Argument(help="sqlite:///… or postgresql+psycopg://…, empty.")],
    migration_url: Annotated[
        str, typer.Option(metavar="URL", help="The same database under a role that may change its tables.")
    ] = "",
) -> None:
    """Copy everything into another database, of either kind, which is empty. Stop the service first."""
    from events_service.operations.backup import moved
    from events_service.operations.transfer import report_files
    from events_service.operations.transfer import transfer as carry
    from events_service.settings import load

    settings = load()
    copied = carry(settings.database, target_url, migration_url, at_rest=True)
    typer.echo(f"Copied {moved(copied):,} rows in {len(copied)} tables; counts and digests agree.")
    for sentence in report_files(target_url, settings.data_dir):
        typer.echo(sentence)
    names = "EVENTS_DATABASE_URL" + (" and EVENTS_MIGRATION_DATABASE_URL" if migration_url else "")
    typer.echo(f"Now set {names} to what was given and start the service, which must have been stopped before.")
    typer.echo("The old database is unchanged; what is written to it from now on stays behind.")
