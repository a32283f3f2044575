"""Every table there is. Whoever needs all of them, as Alembic does, imports only this."""

from events_service.accounts import models as accounts
from events_service.catalogue import models as catalogue
from events_service.database import metadata
from events_service.directory import models as directory
from events_service.jobs import models as jobs
from events_service.mail import models as mail
from events_service.media import models as media
from events_service.partnerships import models as partnerships
from events_service.programme import models as programme
from events_service.programme.planning import models as planning
from events_service.registration import models as registration

__all__ = [
    "accounts",
    "catalogue",
    "directory",
    "jobs",
    "mail",
    "media",
    "metadata",
    "partnerships",
    "planning",
    "programme",
    "registration",
]
