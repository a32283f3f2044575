"""Frozen values as rows: written as what differs, read as what was written."""

from typing import Any

import pytest
from sqlalchemy import select

from events_service.database import DbSession, new_id
from events_service.directory.directory import Organization
from events_service.directory.models import OrganizationRow
from events_service.languages import folded_all
from events_service.programme.models import AliasRow
from events_service.programme.programme import AliasKind
from events_service.records import Records, chunks, deletes, find_uid, inserts, run, updates, with_slugs
from tests.factories.drafts import draft_session
from tests.factories.programme import make_organization
from tests.factories.stored_events import create, small_draft

BODIES = Records(Organization, OrganizationRow, lambda body: {"folded": folded_all(body.name)})
_aliases = AliasRow.__table__  # type: ignore[attr-defined]
ARM, AMPCC = (make_organization(name={"en": name}) for name in ("ARM", "AMPCC"))


def columns(db: DbSession, *names: str) -> dict[str, tuple[Any, ...]]:
    table = BODIES.table
    rows = db.connection().execute(select(table.c.slug, *(table.c[name] for name in names)))
    return {row[0]: tuple(row[1:]) for row in rows}


def named(body: Organization) -> dict[str, str]:
    return body.name


def test_new_values_are_inserted_with_what_is_derived_and_who_owns_them(db: DbSession) -> None:
    owner = new_id()

    assert BODIES.save(db.connection(), (), (ARM, AMPCC), {"owner_event_uid": owner})

    assert columns(db, "folded", "owner_event_uid", "version") == {
        "arm": ("arm", owner, 1),
        "ampcc": ("ampcc", owner, 1),
    }
    assert BODIES.read(db.connection()) == sorted([ARM, AMPCC], key=lambda body: body.uid)


def test_changed_values_are_updated_and_counted(db: DbSession) -> None:
    BODIES.save(db.connection(), (), (ARM, AMPCC), {"owner_event_uid": new_id()})
    changed = make_organization(uid=ARM.uid, slug="arm", name={"en": "Association"}, country="MA")

    assert BODIES.save(db.connection(), (ARM, AMPCC), (changed, AMPCC), {"owner_event_uid": new_id()})

    assert columns(db, "folded", "version") == {"arm": ("association", 2), "ampcc": ("ampcc", 1)}
    assert BODIES.read_uids(db.connection(), [ARM.uid]) == [changed]
    assert len({owner for (owner,) in columns(db, "owner_event_uid").values()}) == 1


def test_nothing_is_written_where_nothing_differs(db: DbSession) -> None:
    BODIES.save(db.connection(), (), (ARM,))

    assert not BODIES.save(db.connection(), (ARM,), (ARM,))
    assert not BODIES.save(db.connection(), (ARM,), ())
    assert BODIES.writes(db.connection().dialect, (ARM,), (ARM,)) == []
    assert BODIES.read(db.connection()) == [ARM]


def test_columns_that_do_not_differ_keep_what_others_wrote(db: DbSession) -> None:
    BODIES.save(db.connection(), (), (ARM, AMPCC))
    theirs = [make_organization(uid=ARM.uid, slug="arm", name={"en": "Association"})]
    ours = [make_organization(uid=ARM.uid, slug="arm", name=ARM.name, country="MA")]

    for changed in (theirs, ours):
        BODIES.save(db.connection(), (ARM,), changed)

    assert columns(db, "name", "country", "folded", "version") == {
        "arm": ({"en": "Association"}, "MA", "association", 3),
        "ampcc": ({"en": "AMPCC"}, None, "ampcc", 1),
    }


def test_read_uids_leaves_out_what_is_not_there(db: DbSession) -> None:
    BODIES.save(db.connection(), (), (ARM, AMPCC))

    assert BODIES.read_uids(db.connection(), [ARM.uid, new_id(), ARM.uid]) == [ARM]
    assert BODIES.read_uids(db.connection(), []) == []
    assert BODIES.kept_uids(db.connection(), [ARM.uid, new_id()]) == [ARM.uid]


def test_rows_by_a_key_of_several_columns(db: DbSession) -> None:
    uid = create(db, small_draft(draft_session(uid=new_id()), rooms=()))
    dialect, key = db.connection().dialect, ("event_uid", "kind", "slug")

    def row(slug: str, target: str) -> dict[str, Any]:
        return {"event_uid": uid, "kind": AliasKind.ROOM, "slug": slug, "uid": target}

    first, second = new_id(), new_id()
    run(db.connection(), inserts(dialect, _aliases, [row("a", first), row("b", first), row("c", first)]))
    run(db.connection(), updates(dialect, _aliases, key, [row("b", second)]))
    run(db.connection(), deletes(dialect, _aliases, key, [row("c", first)]))

    rows = db.connection().execute(select(_aliases.c.slug, _aliases.c.uid).order_by(_aliases.c.slug))
    assert [tuple(row) for row in rows] == [("a", first), ("b", second)]
    assert [f(dialect, _aliases, []) for f in (inserts,)] == [[]]
    assert [f(dialect, _aliases, key, []) for f in (updates, deletes)] == [[], []]


def test_record_is_found_by_its_uid_before_it_is_by_a_slug_that_looks_like_one(db: DbSession) -> None:
    disguised = make_organization(name={"en": "Disguised"}, slug=new_id())
    taken = make_organization(name={"en": "Taken"}, slug=ARM.uid)
    BODIES.save(db.connection(), (), (ARM, disguised, taken))

    def found(name: str, *where: Any) -> str | None:
        return find_uid(db.connection(), BODIES.table, name, *where)

    assert [found(name) for name in ("arm", ARM.uid, disguised.slug, "nobody", new_id())] == [
        ARM.uid,
        ARM.uid,
        disguised.uid,
        None,
        None,
    ]
    assert found(ARM.uid, BODIES.table.c.uid != ARM.uid) == taken.uid


@pytest.mark.parametrize(
    ("slug", "expected"),
    [("", "arm-2"), ("arm", "arm-2"), ("arm-2", "arm-2"), ("ampcc", "ampcc-2"), ("other", "other")],
)
def test_slug_is_nobody_elses(db: DbSession, slug: str, expected: str) -> None:
    BODIES.save(db.connection(), (), (ARM, AMPCC))
    new = make_organization(uid=new_id(), name={"en": "ARM"}, slug=slug)

    assert [body.slug for body in with_slugs(db.connection(), BODIES, (), (new,), named)] == [expected]


def test_slug_that_is_kept_is_not_made_again(db: DbSession) -> None:
    BODIES.save(db.connection(), (), (ARM,))
    renamed = make_organization(uid=ARM.uid, slug="", name={"en": "Association"})

    (body,) = with_slugs(db.connection(), BODIES, (ARM,), (renamed,), named)

    assert (body.slug, body.name) == ("arm", {"en": "Association"})


def test_slug_can_be_changed_to_one_that_is_free(db: DbSession) -> None:
    BODIES.save(db.connection(), (), (ARM, AMPCC))

    def asked(slug: str) -> str:
        changed = make_organization(uid=ARM.uid, slug=slug)
        return with_slugs(db.connection(), BODIES, (ARM,), (changed,), named)[0].slug

    assert [asked(slug) for slug in ("arm", "free", "ampcc")] == ["arm", "free", "ampcc-2"]


def test_slugs_of_several_new_ones_differ(db: DbSession) -> None:
    same = [make_organization(uid=new_id(), name={"en": "ARM"}, slug=slug) for slug in ("", "arm", "")]

    assert [body.slug for body in with_slugs(db.connection(), BODIES, (), same, named)] == ["arm", "arm-2", "arm-3"]


def test_chunks_of_at_most_so_many() -> None:
    assert list(chunks(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(chunks([], 2)) == []
