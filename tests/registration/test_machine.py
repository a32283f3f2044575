"""What holds whatever people do, in whatever order: on SQLite and on PostgreSQL the same."""

from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from events_service.database import DbSession
from events_service.registration import cancellation, seats, signup, waitlist
from events_service.registration.admission import Admission
from events_service.registration.seats import Seat
from tests.registration.machine import Registering
from tests.support.databases import KINDS, Templates


def run(templates: Templates, factory: pytest.TempPathFactory, limits: settings) -> None:
    databases = [templates.shared(kind, factory.getbasetemp()) for kind in KINDS]
    machine: Any = lambda: Registering(databases)  # noqa: E731  a factory, where the signature wants a class
    run_state_machine_as_test(machine, settings=limits)


# What is found is not made shorter, which takes minutes: the long run does that.
QUICK = settings(max_examples=20, stateful_step_count=25, phases=[Phase.generate])


def test_registering_in_any_order(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> None:
    run(templates, tmp_path_factory, QUICK)


@pytest.mark.parametrize(
    ("module", "name", "broken"),
    [
        (signup, "admit", lambda offered: Admission.PLACE),
        (waitlist, "promotions", lambda offered: 0),
        (cancellation, "promote", lambda *_, **__: None),
        (seats, "next_waiting", lambda db, event, session, most: _last_first(db, event, session, most)),
    ],
)
def test_the_machine_sees_what_is_broken(
    templates: Templates,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    module: Any,
    name: str,
    broken: Any,
) -> None:
    monkeypatch.setattr(module, name, broken)

    with pytest.raises(AssertionError):
        run(templates, tmp_path_factory, QUICK)


_next_waiting = seats.next_waiting


def _last_first(db: DbSession, event_uid: str, session_uid: str, most: int) -> list[Seat]:
    """Who came last moves up first."""
    return _next_waiting(db, event_uid, session_uid, 100)[::-1][:most]


@pytest.mark.long
def test_registering_in_any_order_at_length(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> None:
    run(templates, tmp_path_factory, settings(max_examples=3000, stateful_step_count=50))
