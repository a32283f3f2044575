import asyncio
from datetime import timedelta

import pytest

from events_service.accounts import limits
from events_service.accounts.limits import Limit, Try, allow, count, forget, forgive, network_of
from events_service.database import Database, DbSession
from events_service.errors import RateLimited
from tests.accounts.people import NOW

THREE = Limit(3, timedelta(minutes=15))
MINUTE = timedelta(minutes=1)


def wait(db: DbSession, bucket: str = "a", after: timedelta = timedelta()) -> timedelta:
    return count(db, [Try(bucket, THREE)], NOW + after)


def test_t_rate_1_so_many_at_once_then_one_each_time_a_place_frees(db: DbSession) -> None:
    assert [wait(db) for _ in range(5)] == [timedelta()] * 3 + [5 * MINUTE] * 2
    assert wait(db, after=4 * MINUTE) == MINUTE
    assert wait(db, after=5 * MINUTE) == timedelta()
    assert wait(db, after=5 * MINUTE) == 5 * MINUTE


def test_tries_flow_out(db: DbSession) -> None:
    for _ in range(3):
        wait(db)

    assert [wait(db, after=20 * MINUTE) for _ in range(4)] == [timedelta()] * 3 + [5 * MINUTE]


def test_buckets_are_apart_and_the_first_that_is_full_decides(db: DbSession) -> None:
    for _ in range(3):
        wait(db, "a")

    assert wait(db, "b") == timedelta()
    assert count(db, [Try("b", THREE), Try("a", THREE), Try("c", THREE)], NOW) == 5 * MINUTE
    assert [wait(db, "b") for _ in range(2)] == [timedelta(), 5 * MINUTE]
    assert [wait(db, "c") for _ in range(4)] == [timedelta()] * 3 + [5 * MINUTE]


def test_clock_set_back_locks_nobody_out_for_longer(db: DbSession) -> None:
    for _ in range(3):
        wait(db)

    assert wait(db, after=timedelta(hours=-1)) == timedelta(hours=1, minutes=5)


def test_forgive_empties_a_bucket(db: DbSession) -> None:
    for _ in range(3):
        wait(db)
    forgive(db, "a")

    assert wait(db) == timedelta()


def test_forget_deletes_what_is_empty(db: DbSession) -> None:
    wait(db, "a")
    wait(db, "b", after=10 * MINUTE)

    assert forget(db, NOW + 6 * MINUTE) == 1
    assert forget(db, NOW + 15 * MINUTE) == 1


def test_t_rate_1_count_stands_though_the_act_is_refused(database: Database) -> None:
    async def try_four_times() -> list[int]:
        waits = []
        for _ in range(4):
            try:
                await allow(database, [Try("a", THREE)], NOW)
                waits.append(0)
            except RateLimited as refused:
                waits.append(refused.retry_after)
        return waits

    assert asyncio.run(try_four_times()) == [0, 0, 0, 301]
    assert database.write_now(limits.count, [Try("a", THREE)], NOW) == 5 * MINUTE


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", "unknown"),
        ("testclient", "unknown"),
    ],
)
def test_t_rate_1_network_of_an_address(address: str, network: str) -> None:
    assert network_of(address) == network
