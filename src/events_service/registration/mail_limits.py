"""How often one address is mailed at the wish of people who have not shown that it is theirs (EM-8, T-ABUSE-1)."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from events_service.accounts import limits
from events_service.accounts.limits import Limit, Try
from events_service.database import DbSession

BY_ADDRESS = Limit(6, timedelta(hours=1))
"""Each is a mail to somebody who may not have asked for any."""
BY_ADDRESS_DAILY = Limit(20, timedelta(days=1))
UNASKED = Limit(20, timedelta(hours=1))
"""Where the event has no address confirmed, so that an office cannot show that it wants to be mailed."""
UNASKED_DAILY = Limit(100, timedelta(days=1))


def limits_of(email: str, *, confirmed: bool = True) -> Sequence[Try]:
    """What a registration counts against, by whether the event has addresses `confirmed`. The address is not kept."""
    address = hashlib.sha256(email.casefold().encode()).hexdigest()[:32]
    if not confirmed:
        return Try(f"register-unasked:{address}", UNASKED), Try(f"register-unasked-daily:{address}", UNASKED_DAILY)
    return Try(f"register-for:{address}", BY_ADDRESS), Try(f"register-for-daily:{address}", BY_ADDRESS_DAILY)


def forgive(db: DbSession, email: str) -> None:
    """Whoever reads this address wants its mail: an office may go on and register a whole delegation."""
    for each in limits_of(email):
        limits.forgive(db, each.bucket)
