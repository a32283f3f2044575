"""All routes of the console, as the application includes them."""

from fastapi import APIRouter

from events_service.web.console import (
    account,
    availability,
    conflicts,
    consents,
    day,
    event,
    event_settings,
    first_owner,
    grid,
    home,
    login,
    mail,
    mailed_links,
    notices,
    openid,
    parts,
    paste,
    photo,
    places,
    publish,
    second_step,
    session,
    sessions,
    sheets,
    tokens,
)
from events_service.web.console.record import pages as record

router = APIRouter()
for part in (
    login,
    home,
    account,
    mail,
    mailed_links,
    event,
    event_settings,
    first_owner,
    notices,
    grid,
    consents,
    day,
    openid,
    parts,
    publish,
    sessions,
    session,
    second_step,
    paste,
    sheets,
    record,
    tokens,
    photo,
    conflicts,
    places,
    availability,
):
    router.include_router(part.router)
