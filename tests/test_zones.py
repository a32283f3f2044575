"""TZ-1, TZ-2 and IC-17: the law of the place, read from the pinned rules and nowhere else."""

import os
import subprocess
import sys
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from events_service import zones
from tests.support.old_rules import rules_of_2025

NOVEMBER = datetime.fromisoformat("2026-11-21T09:30")

# What a process says about 1 December 2026, 10:00, in Casablanca: 10 with the law, 9 without it.
ASK = (
    "from datetime import datetime, UTC; from zoneinfo import ZoneInfo;"
    "print(datetime.fromisoformat('2026-12-01T10:00').replace(tzinfo=ZoneInfo('Africa/Casablanca'))"
    ".astimezone(UTC).hour)"
)


@pytest.fixture
def old_rules(tmp_path: Path) -> Iterator[Path]:
    """The rules of 2025b, in force for one test."""
    zones.load_rules(rules_of_2025(tmp_path / "2025b"))
    yield tmp_path / "2025b"
    zones.load_rules()


@pytest.fixture
def stale_machine(tmp_path: Path) -> dict[str, str]:
    """The environment of a machine whose own zone files are old."""
    return {**os.environ, "PYTHONTZPATH": str(rules_of_2025(tmp_path / "usr-share-zoneinfo"))}


def test_tz_1_morocco_of_2026_passes_the_self_check() -> None:
    zones.self_check()

    assert [
        zones.to_instant(datetime.fromisoformat(local), "Africa/Casablanca").hour
        for local in ("2026-12-01T10:00", "2026-07-01T10:00", "2026-03-01T10:00", "2026-04-01T10:00")
    ] == [10, 9, 10, 9]


def test_tz_1_rules_of_2025_do_not_pass(old_rules: Path) -> None:
    with pytest.raises(zones.StaleTimeZones) as refused:
        zones.self_check()

    assert str(refused.value) == (
        "In Africa/Casablanca, 2026-12-01T10:00 should be 2026-12-01T10:00Z in UTC, "
        "but the rules in use (2025b) say 2026-12-01T09:00Z."
    )


def test_tz_1_every_fact_is_needed(old_rules: Path) -> None:
    """The old rules already had this Ramadan and this summer right: only the winter tells them apart."""
    assert zones.to_instant(datetime.fromisoformat("2026-03-01T10:00"), "Africa/Casablanca").hour == 10
    assert zones.to_instant(datetime.fromisoformat("2026-07-01T10:00"), "Africa/Casablanca").hour == 9
    assert zones.to_instant(datetime.fromisoformat("2026-12-01T10:00"), "Africa/Casablanca").hour == 9


def test_f15_changed_rules_move_the_instant_and_not_the_wall_time(tmp_path: Path) -> None:
    zones.load_rules(rules_of_2025(tmp_path))
    try:
        before = zones.to_instant(NOVEMBER, "Africa/Casablanca")
        version_before = zones.rules_version()
    finally:
        zones.load_rules()
    after = zones.to_instant(NOVEMBER, "Africa/Casablanca")

    assert (version_before, before) == ("2025b", datetime(2026, 11, 21, 8, 30, tzinfo=UTC))
    assert after == datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
    assert zones.to_wall(after, "Africa/Casablanca") == NOVEMBER


def test_rules_version_is_that_of_the_wheel() -> None:
    assert zones.rules_version() >= "2026c"


def test_tz_2_old_files_are_believed_without_zones(stale_machine: dict[str, str]) -> None:
    """The control: such a machine exists, and an interpreter left alone falls for it."""
    assert _python(ASK, stale_machine) == "9"


def test_tz_2_an_interpreter_uses_the_wheel(stale_machine: dict[str, str]) -> None:
    assert _python("import events_service.zones;" + ASK, stale_machine) == "10"


def test_tz_2_a_zone_built_too_early_is_not_handed_out_again(stale_machine: dict[str, str]) -> None:
    early = "from zoneinfo import ZoneInfo; early = ZoneInfo('Africa/Casablanca');"

    assert _python(early + "import events_service.zones as z; z.self_check();" + ASK, stale_machine) == "10"


def test_tz_2_a_spawned_process_uses_the_wheel(stale_machine: dict[str, str], tmp_path: Path) -> None:
    script = tmp_path / "spawning.py"
    script.write_text(
        "import multiprocessing\n"
        "from events_service import zones\n"
        "if __name__ == '__main__':\n"
        "    check = multiprocessing.get_context('spawn').Process(target=zones.self_check)\n"
        "    check.start()\n"
        "    check.join()\n"
        "    print(check.exitcode)\n"
    )

    assert _run([sys.executable, str(script)], stale_machine) == "0"


def test_tz_2_each_uvicorn_worker_uses_the_wheel(stale_machine: dict[str, str], tmp_path: Path) -> None:
    """Two workers write what they believe when they start, then the server is asked to end."""
    (tmp_path / "believing.py").write_text(
        "import os, pathlib, signal\n"
        "from events_service import zones\n"
        "from datetime import datetime\n"
        "here = pathlib.Path(__file__).parent\n"
        "async def app(scope, receive, send):\n"
        "    assert scope['type'] == 'lifespan'\n"
        "    await receive()\n"
        "    hour = zones.to_instant(datetime.fromisoformat('2026-12-01T10:00'), 'Africa/Casablanca').hour\n"
        "    (here / f'{os.getpid()}.hour').write_text(str(hour))\n"
        "    await send({'type': 'lifespan.startup.complete'})\n"
        "    if len(list(here.glob('*.hour'))) == 2:\n"
        "        os.kill(os.getppid(), signal.SIGTERM)\n"
        "    await receive()\n"
        "    await send({'type': 'lifespan.shutdown.complete'})\n"
    )
    command = "-m uvicorn believing:app --workers 2 --port 0 --lifespan on --log-level warning"
    subprocess.run(
        [sys.executable, *command.split(), "--app-dir", str(tmp_path)], env=stale_machine, timeout=60, check=False
    )

    assert [path.read_text() for path in tmp_path.glob("*.hour")] == ["10", "10"]


@pytest.mark.parametrize(
    "name", ["", "+01:00", "UTC+1", "Mars/Olympus", "europe/paris", "../etc/passwd", "/etc/localtime", "Factory"]
)
def test_zone_with_another_name_is_unknown(name: str) -> None:
    with pytest.raises(zones.UnknownZone) as refused:
        zones.zone(name)

    assert str(refused.value) == f"There is no time zone called {name}. Use a name such as Africa/Casablanca."


def test_to_instant_in_a_gap_is_refused() -> None:
    gap = datetime.fromisoformat("2026-03-29T02:30")

    assert zones.is_nonexistent(gap, "Europe/Paris")
    assert not zones.is_ambiguous(gap, "Europe/Paris")
    with pytest.raises(zones.NonexistentTime) as refused:
        zones.to_instant(gap, "Europe/Paris")
    assert str(refused.value) == (
        "The clocks in Europe/Paris never show 2026-03-29 02:30: they are put forward over it."
    )


def test_to_instant_in_a_gap_moves_on_when_asked() -> None:
    gap = datetime.fromisoformat("2026-03-29T02:30")

    instant = zones.to_instant(gap, "Europe/Paris", allow_gap=True)

    assert zones.to_wall(instant, "Europe/Paris") == datetime.fromisoformat("2026-03-29T03:30")


def test_to_instant_in_an_overlap_follows_the_fold() -> None:
    twice = datetime.fromisoformat("2026-10-25T02:30")

    assert zones.is_ambiguous(twice, "Europe/Paris")
    assert not zones.is_nonexistent(twice, "Europe/Paris")
    assert zones.to_instant(twice, "Europe/Paris", 0) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert zones.to_instant(twice, "Europe/Paris", 1) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("local", "zone_name"), [("0001-01-01T00:00", "Asia/Tokyo"), ("9999-12-31T23:00", "America/New_York")]
)
def test_to_instant_beyond_the_calendar_is_refused(local: str, zone_name: str) -> None:
    with pytest.raises(zones.NonexistentTime):
        zones.to_instant(datetime.fromisoformat(local), zone_name)


def test_wall_times_and_instants_are_not_mixed_up() -> None:
    with pytest.raises(ValueError, match="a wall time carries no zone of its own"):
        zones.to_instant(datetime(2026, 1, 1, tzinfo=UTC), "Europe/Paris")
    with pytest.raises(ValueError, match="an instant is aware"):
        zones.to_wall(NOVEMBER, "Europe/Paris")


def test_ic_17_every_wall_time_near_a_change_of_clocks_is_told_and_found_again() -> None:
    """All zones, every change from 2024 to 2030, in half hours from two hours before to two after."""
    seen = {"plain": 0, "twice": 0, "never": 0}
    for name in sorted(zones.zone_names()):
        for change in _changes(name):
            for half_hours in range(-4, 5):
                local = change + timedelta(minutes=30 * half_hours)
                seen[_checked(local, name)] += 1

    assert min(seen.values()) > 1000


def _checked(local: datetime, name: str) -> str:
    """Is the wall time plain, shown twice or never; with all that must follow from it."""
    first, second = (zones.to_instant(local, name, fold, allow_gap=True) for fold in (0, 1))
    back = [zones.to_wall(instant, name) for instant in (first, second)]
    if zones.is_nonexistent(local, name):
        with pytest.raises(zones.NonexistentTime):
            zones.to_instant(local, name)
        assert back[1] < local < back[0]
        return "never"
    assert back == [local, local]
    assert zones.to_instant(local, name) == first
    if zones.is_ambiguous(local, name):
        assert first < second
        assert [wall.fold for wall in back] == [0, 1]
        return "twice"
    assert first == second
    return "plain"


def _changes(name: str) -> list[datetime]:
    """The wall times, as shown before, at which the offset of a zone changes: weekly steps, then halves."""
    place = zoneinfo.ZoneInfo(name)
    found = []
    step = timedelta(days=7)
    start = datetime(2024, 1, 1, tzinfo=UTC)
    while start.year < 2031:
        low, high = start, start + step
        if low.astimezone(place).utcoffset() != high.astimezone(place).utcoffset():
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) / 2
                same = middle.astimezone(place).utcoffset() == low.astimezone(place).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            found.append(low.astimezone(place).replace(tzinfo=None, microsecond=0, fold=0))
        start += step
    return found


def _python(code: str, environment: dict[str, str]) -> str:
    return _run([sys.executable, "-c", code], environment)


def _run(command: list[str], environment: dict[str, str]) -> str:
    ended = subprocess.run(command, env=environment, timeout=60, check=True, capture_output=True, text=True)
    return ended.stdout.strip()
