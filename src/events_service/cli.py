"""The command line. Each command imports what it needs when it runs, so that `--help` answers at once."""

import gc
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from events_service.database import Database

app = typer.Typer(
    name="events-service",
    help="Programmes, calendars and registrations for congresses, forums and summits.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
user = typer.Typer(help="Console accounts.", no_args_is_help=True, rich_markup_mode=None)
token = typer.Typer(help="API tokens.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(user, name="user")
app.add_typer(token, name="token")

Port = Annotated[int, typer.Option(min=1, max=65_535)]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, for programs.")]


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


@contextmanager
def opened() -> "Iterator[Database]":
    """The installation's database, at the newest revision."""
    from events_service.database import Database
    from events_service.operations.starting import check_ready
    from events_service.settings import load

    settings = load()
    database = Database(settings.database, read_threads=settings.read_threads)
    try:
        check_ready(database)
        yield database
    finally:
        database.close()


@app.command()
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


@app.command()
def init(
    file: Annotated[Path, typer.Option(help="Where to write the settings.")] = Path(".env"),
) -> None:
    """Write .env with a fresh secret: asks for address, database and mail server."""
    from events_service.operations.installing import write_settings

    # Answers that come from a file do not get better by asking again.
    tell = (lambda sentence: typer.echo(sentence, err=True)) if sys.stdin.isatty() else None
    write_settings(file, lambda question, usual: typer.prompt(question, default=usual, show_default=bool(usual)), tell)
    typer.echo(f"Wrote {file}. Next: events-service migrate, then events-service serve.")


@app.command()
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


@app.command()
def serve(
    host: str = "127.0.0.1",
    port: Port = 8000,
    workers: Annotated[int, typer.Option(min=1, help="Processes; more than one needs PostgreSQL.")] = 1,
    worker: Annotated[bool, typer.Option("--worker/--no-worker", help="Deliver mail and run jobs here too.")] = True,
) -> None:
    """Serve the site."""
    gc.disable()  # nothing of what is loaded now is garbage; the server begins to collect when it has started
    from events_service.serving import run_server

    run_server(host, port, workers=workers, with_worker=worker)


@app.command()
def worker() -> None:
    """Deliver mail and run timed jobs, in a process of its own."""
    from events_service.serving import run_worker

    run_worker()


@app.command()
def migrate() -> None:
    """Bring the database to the newest revision, with a backup first on SQLite."""
    from events_service.operations.starting import migrate_with_backup
    from events_service.settings import load

    typer.echo(migrate_with_backup(load()))


@app.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    event: Annotated[str, typer.Option(help="Slug of the event; from the file where left out.")] = "",
    timezone: Annotated[str, typer.Option(help="IANA zone, where the file names none.")] = "",
    format_name: Annotated[str, typer.Option("--format", help="auto, frab-xml, frab-json or bundle.")] = "auto",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
    cancel_missing: Annotated[
        bool, typer.Option("--cancel-missing", help="Cancel sessions the file no longer has.")
    ] = False,
    release: Annotated[
        str | None, typer.Option(metavar="NOTE", help="Publish what was imported, with this note.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Read a programme from a file into the working version."""
    from events_service.interchange.files import ImportOptions, content_of, import_file
    from events_service.languages import cleaned

    options = ImportOptions(
        event_slug=event,
        timezone=timezone or None,
        format=format_name,
        dry_run=dry_run,
        cancel_missing=cancel_missing,
        release_note=None if release is None else {"en": cleaned(release)},
        by="command line",
    )
    data = content_of(file)
    with opened() as database, progress(f"Reading {file.name}", quiet=as_json):
        reports = import_file(database, data, options)
    if as_json:
        _print_json([_plain(report) for report in reports])
    else:
        from events_service.operations.reports import import_lines

        for report in reports:
            _print_lines(import_lines(report, dry_run=dry_run))


@app.command()
def export(
    event: str,
    format_name: Annotated[
        str, typer.Option("--format", help="frab-xml, frab-json, frab-json2, bundle, ics, jcal, csv or xlsx.")
    ],
    output: Annotated[Path | None, typer.Option(help="File; standard output where left out.")] = None,
) -> None:
    """Write the published programme to a file."""
    from events_service.operations.exporting import export_event, put
    from events_service.settings import load

    with opened() as database:
        exported = export_event(database, load(), event, format_name)
    if output is None:
        sys.stdout.buffer.write(exported.content)
    else:
        put(output, exported.content)
        typer.echo(f"Wrote {output} ({len(exported.content):,} bytes).", err=True)
    if exported.left_out:
        typer.echo(exported.left_out, err=True)


@app.command()
def release(
    event: str,
    note: Annotated[str, typer.Option(help="What this version is about.")] = "",
    only: Annotated[
        list[str] | None,
        typer.Option(help="A session (slug or code), room:SLUG, track:SLUG, person:SLUG or event; may be repeated."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the changes, and publish nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Publish the working version: all that is ready, or what is named."""
    from events_service import zones
    from events_service.languages import cleaned
    from events_service.operations.reports import release_lines
    from events_service.programme import release as publishing
    from events_service.programme.queries import get_event_uid
    from events_service.programme.warnings import warnings_of

    with opened() as database:
        with database.read() as db:
            uid = get_event_uid(db.connection(), event)
            planned = publishing.plan(
                db.connection(), uid, zones.now(), note={"en": cleaned(note)} if note else None, only=only or None
            )
        if not dry_run:
            database.write_now(publishing.release, planned, "command line")
    if as_json:
        changes, conflicts = (
            [_plain(one) for one in some] for some in (planned.changes, warnings_of(planned.programme))
        )
        told = {"event": event, "release": planned.number, "published": not dry_run}
        _print_json(told | {"changes": changes, "conflicts": conflicts})
    else:
        _print_lines(release_lines(planned, dry_run=dry_run))


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="The backup to write, for example events.zip.")]) -> None:
    """Write everything into one verified file. The service may go on meanwhile."""
    from events_service.operations.backup import backup as write_backup
    from events_service.settings import load

    made = write_backup(load().database, file)
    typer.echo(f"Wrote {file}: {sum(made.rows.values()):,} rows, verified. Keep the secret key of .env beside it.")


@app.command()
def restore(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)]) -> None:
    """Bring a backup into an empty place, the database named in the settings, at the newest revision."""
    from events_service.operations.backup import restore as read_backup
    from events_service.settings import load

    settings = load()
    manifest = read_backup(file, settings.database, settings.migration_database)
    typer.echo(f"Restored {sum(manifest.rows.values()):,} rows from {manifest.made_at:%Y-%m-%d %H:%M} UTC.")
    typer.echo("The database is at the newest revision: the service can be started.")


@app.command()
def transfer(
    target_url: Annotated[str, typer.Argument(help="sqlite:///… or postgresql+psycopg://…, empty.")],
    migration_url: Annotated[
        str, typer.Option(metavar="URL", help="The same database under a role that may change its tables.")
    ] = "",
) -> None:
    """Copy everything into an empty database of the other kind. Stop the service first."""
    from events_service.operations.backup import moved
    from events_service.operations.transfer import transfer as carry
    from events_service.settings import load

    copied = carry(load().database, target_url, migration_url)
    typer.echo(f"Copied {moved(copied):,} rows in {len(copied)} tables; counts and digests agree.")
    settings = "EVENTS_DATABASE_URL" + (" and EVENTS_MIGRATION_DATABASE_URL" if migration_url else "")
    typer.echo(f"Now set {settings} to what was given and start the service. The old database is unchanged.")


@user.command(name="add")
def user_add(
    email: str,
    role: Annotated[str, typer.Option(help="owner, organizer, editor or viewer.")] = "organizer",
    event: Annotated[str, typer.Option(help="Slug of the one event it is for.")] = "",
) -> None:
    """Make a console account, and print its password once."""
    from events_service.operations.people import add_user

    with opened() as database:
        typer.echo(f"Password of {email}: {add_user(database, email, role, event)}")


@user.command(name="list")
def user_list() -> None:
    """List console accounts."""
    from events_service.operations.people import list_users

    with opened() as database:
        for line in list_users(database):
            typer.echo(line)


@user.command(name="disable")
def user_disable(email: str) -> None:
    """Disable an account and end its logins."""
    from events_service.operations.people import disable_user

    with opened() as database:
        disable_user(database, email)
    typer.echo(f"{email} can no longer log in.")


@user.command(name="enable")
def user_enable(email: str) -> None:
    """Let somebody whose account was disabled log in again."""
    from events_service.operations.people import enable_user

    with opened() as database:
        enable_user(database, email)
    typer.echo(f"{email} can log in again, with the password as it was.")


@user.command(name="password")
def user_password(email: str) -> None:
    """Give an account a new password, print it once, and end its logins."""
    from events_service.operations.people import renew_password

    with opened() as database:
        typer.echo(f"New password of {email}: {renew_password(database, email)}")


@user.command(name="role")
def user_role(
    email: str,
    role: Annotated[str, typer.Argument(help="owner, organizer, editor or viewer.")],
    event: Annotated[str, typer.Option(help="Slug of the one event it is for.")] = "",
) -> None:
    """Change what an account may do, and end its logins."""
    from events_service.operations.people import change_role

    with opened() as database:
        change_role(database, email, role, event)
    typer.echo(f"{email} is {role} of {event or 'all events'} now.")


@token.command(name="add")
def token_add(
    name: str,
    scope: Annotated[list[str], typer.Option(help="What it may do; may be repeated.")],
    event: Annotated[str, typer.Option(help="Slug of the one event it is for.")] = "",
    expires: Annotated[int, typer.Option(min=1, max=3650, help="Days until it expires.")] = 365,
) -> None:
    """Make an API token, and print it once."""
    from events_service.operations.people import add_token
    from events_service.settings import load

    with opened() as database:
        typer.echo(add_token(database, load().secret_keys, name, scope, event, expires))


@token.command(name="list")
def token_list() -> None:
    """List the API tokens that are not revoked."""
    from events_service.operations.people import list_tokens

    with opened() as database:
        for line in list_tokens(database):
            typer.echo(line)


@token.command(name="revoke")
def token_revoke(name: str) -> None:
    """Revoke a token at once."""
    from events_service.operations.people import revoke_token

    with opened() as database:
        revoke_token(database, name)
    typer.echo(f"The token {name} is revoked.")


@contextmanager
def progress(what: str, *, quiet: bool) -> Iterator[None]:
    """A sign of life on a terminal while something takes long."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(what):
        yield


def _plain(value: Any) -> Any:
    from msgspec import structs, to_builtins

    return to_builtins(structs.asdict(value))


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value[0] if isinstance(value, list) and len(value) == 1 else value, ensure_ascii=False))


def _print_lines(lines: Iterator[str]) -> None:
    for line in lines:
        typer.echo(line)
