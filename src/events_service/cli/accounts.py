"""Who works here: people, and programs."""

from typing import Annotated

import typer

user = typer.Typer(help="Console accounts.", no_args_is_help=True, rich_markup_mode=None)
token = typer.Typer(help="API tokens.", no_args_is_help=True, rich_markup_mode=None)

Event = Annotated[str, typer.Option(help="Slug of the one event it is for.")]
Series = Annotated[str, typer.Option(help="Slug of the series whose events it is for.")]
Organization = Annotated[str, typer.Option(help="Slug of the organization whose sessions alone it is for.")]


@user.command(name="add")
def user_add(
    email: str,
    role: Annotated[str, typer.Option(help="owner, organizer, editor or viewer.")] = "organizer",
    event: Event = "",
    series: Series = "",
    organization: Organization = "",
) -> None:
    """Make a console account, and print its password once."""
    from events_service.operations.accounts import Place, add_user
    from events_service.operations.starting import opened

    with opened() as database:
        typer.echo(f"Password of {email}: {add_user(database, email, role, Place(event, series, organization))}")


@user.command(name="list")
def user_list() -> None:
    """List console accounts."""
    from events_service.operations.accounts import list_users
    from events_service.operations.starting import opened

    with opened() as database:
        for line in list_users(database):
            typer.echo(line)


@user.command(name="disable")
def user_disable(email: str) -> None:
    """Disable an account and end its logins."""
    from events_service.operations.accounts import disable_user
    from events_service.operations.starting import opened

    with opened() as database:
        disable_user(database, email)
    typer.echo(f"{email} can no longer log in.")


@user.command(name="enable")
def user_enable(email: str) -> None:
    """Let somebody whose account was disabled log in again."""
    from events_service.operations.accounts import enable_user
    from events_service.operations.starting import opened

    with opened() as database:
        enable_user(database, email)
    typer.echo(f"{email} can log in again, with the password as it was.")


@user.command(name="password")
def user_password(email: str) -> None:
    """Give an account a new password, print it once, and end its logins."""
    from events_service.operations.accounts import renew_password
    from events_service.operations.starting import opened

    with opened() as database:
        typer.echo(f"New password of {email}: {renew_password(database, email)}")


@user.command(name="code-off")
def user_code_off(email: str) -> None:
    """Ask for no code at the login of somebody who has lost telephone and recovery codes, and end their logins."""
    from events_service.operations.accounts import forget_second_step
    from events_service.operations.starting import opened

    with opened() as database:
        forget_second_step(database, email)
    typer.echo(f"{email} logs in without a code now.")


@user.command(name="role")
def user_role(
    email: str,
    role: Annotated[str, typer.Argument(help="owner, organizer, editor or viewer.")],
    event: Event = "",
    series: Series = "",
    organization: Organization = "",
    also: Annotated[bool, typer.Option("--also", help="Besides what the account may do already.")] = False,
) -> None:
    """Change what an account may do, and end its logins; with --also, let it do more."""
    from events_service.operations.accounts import Place, change_role, give_role
    from events_service.operations.starting import opened

    place = Place(event, series, organization)
    with opened() as database:
        (give_role if also else change_role)(database, email, role, place)
    whose = f"sessions of {organization}{f' in {event}' if event else ''}" if organization else event or series
    typer.echo(f"{email} is {role} of {whose or 'all events'} now.")


@token.command(name="add")
def token_add(
    name: str,
    scope: Annotated[
        list[str],
        typer.Option(
            help="What it may do; may be repeated: read, events:write, sessions:write, releases:write, "
            "registrations:read or registrations:write."
        ),
    ],
    event: Annotated[list[str] | None, typer.Option(help="Slug of an event it is for; may be repeated.")] = None,
    expires: Annotated[int, typer.Option(min=1, max=3650, help="Days until it expires.")] = 365,
) -> None:
    """Make an API token, and print it once."""
    from events_service.operations.accounts import add_token
    from events_service.operations.starting import opened
    from events_service.settings import load

    settings = load()
    with opened(settings) as database:
        typer.echo(add_token(database, settings.secret_keys, name, scope, event or (), expires))


@token.command(name="list")
def token_list() -> None:
    """List the API tokens that are not revoked."""
    from events_service.operations.accounts import list_tokens
    from events_service.operations.starting import opened

    with opened() as database:
        for line in list_tokens(database):
            typer.echo(line)


@token.command(name="revoke")
def token_revoke(name: str) -> None:
    """Revoke a token at once."""
    from events_service.operations.accounts import revoke_token
    from events_service.operations.starting import opened

    with opened() as database:
        revoke_token(database, name)
    typer.echo(f"The token {name} is revoked.")
