"""All routes of participants, as the application includes them."""

from fastapi import APIRouter

from events_service.web.participant import feed, register, registration

router = APIRouter()
for part in (registration, register, feed):
    router.include_router(part.router)
