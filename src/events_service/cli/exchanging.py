"""Programmes in, out, and public."""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from events_service.cli.printing import print_json, print_lines, progress

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, for programs.")]


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
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Name all that was added or kept, not the first sessions alone.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Read a programme from a file into the working version."""
    from events_service.interchange.files import ImportOptions, content_of, import_file
    from events_service.languages import cleaned
    from events_service.operations.starting import opened

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
    from events_service.operations.reports import import_lines, import_object

    if as_json:
        print_json(import_object(reports))
    else:
        for report in reports:
            print_lines(import_lines(report, dry_run=dry_run, verbose=verbose))


def export(
    event: str,
    format_name: Annotated[
        str, typer.Option("--format", help="frab-xml, frab-json, frab-json2, bundle, ics, jcal, csv or xlsx.")
    ],
    output: Annotated[Path | None, typer.Option(help="File; standard output where left out.")] = None,
) -> None:
    """Write the published programme to a file."""
    from events_service.operations.exporting import export_event, put
    from events_service.operations.starting import opened
    from events_service.settings import load

    settings = load()
    with opened(settings) as database:
        exported = export_event(database, settings, event, format_name)
    if output is None:
        sys.stdout.buffer.write(exported.content)
    else:
        put(output, exported.content)
        typer.echo(f"Wrote {output} ({len(exported.content):,} bytes).", err=True)
    if exported.left_out:
        typer.echo(exported.left_out, err=True)


Status = Literal["announced", "confirmed", "postponed", "cancelled", "moved_online"]


def release(
    event: str,
    note: Annotated[str, typer.Option(help="What this version is about.")] = "",
    only: Annotated[
        list[str] | None,
        typer.Option(
            help="A session (slug or code), event, or room:, venue:, track:, type:, person:, organization: or stand: "
            "with a slug, such as room:dakhla; may be repeated."
        ),
    ] = None,
    status: Annotated[
        Status | None,
        typer.Option(help="Publish this of the event, and nothing of the draft."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the changes, and publish nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Publish the working version: all that is ready, or what is named; or the event's status alone."""
    from events_service import zones
    from events_service.languages import cleaned
    from events_service.operations.reports import release_lines, release_object
    from events_service.operations.starting import opened
    from events_service.programme import release as publishing
    from events_service.programme.programme import EventStatus
    from events_service.programme.queries import get_event_uid

    if status and only:
        raise typer.BadParameter("A status is published alone.", param_hint="--only")
    with opened() as database:
        with database.read() as db:
            uid = get_event_uid(db.connection(), event)
            said, at = {"en": cleaned(note)} if note else None, zones.now()
            if status:
                planned = publishing.plan_status(db.connection(), uid, EventStatus(status), at, note=said)
            else:
                planned = publishing.plan(db.connection(), uid, at, note=said, only=only or None)
        if not dry_run:
            database.write_now(publishing.release, planned, "command line")
    if as_json:
        print_json(release_object(planned, event, published=not dry_run))
    else:
        print_lines(release_lines(planned, dry_run=dry_run))
