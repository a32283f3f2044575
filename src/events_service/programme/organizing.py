"""Who runs an event, as its programme names them."""

from events_service.languages import LocalizedText
from events_service.programme.programme import EventRole, Programme


def organizer_name(programme: Programme) -> LocalizedText:
    """The name of the first organization that runs the event and is public; empty where none is."""
    bodies = {body.uid: body for body in programme.organizations}
    runs = (link.organization_uid for link in programme.event.organizations if link.role is EventRole.ORGANIZER)
    return next((bodies[uid].name for uid in runs if uid in bodies), {})
