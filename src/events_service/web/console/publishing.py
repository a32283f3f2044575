"""Applying a plan from a page: published, written down, and shown."""

from typing import Any

from starlette.responses import Response

from events_service.database import DbSession
from events_service.programme import release
from events_service.programme.release import Plan
from events_service.web.console.event_desk import EventDesk


def publish_plan(desk: EventDesk, planned: Plan, how: dict[str, Any]) -> Response:
    """The page of publishing, with what has become of it; the record says `how`. Conflict where others were first."""

    def act(db: DbSession) -> None:
        release.release(db, planned, desk.actor.key)
        desk.note(db, "release", f"event:{desk.event.uid}", after={"number": planned.number} | how)

    desk.write(act)
    desk.show()
    answer = desk.go("publish", query={"published": str(planned.number)})
    # Whoever publishes looks at the public pages next, and sees them anew.
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer
