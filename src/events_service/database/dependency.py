"""The reading session as routes ask for it: `def show(db: Db) -> …`."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request

from events_service.database.session import DbSession


def read_session(request: Request) -> Iterator[DbSession]:
    """A reading session of `app.state.database`, given back before the answer is sent."""
    with request.app.state.database.read() as db:
        yield db


Db = Annotated[DbSession, Depends(read_session, scope="function")]
