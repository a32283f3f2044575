"""What people do in a session, as msgids."""

from events_service.programme.programme import PersonRole
from events_service.translations import mark

PERSON_ROLES = {
    PersonRole.SPEAKER: mark("Speaker"),
    PersonRole.MODERATOR: mark("Moderator"),
    PersonRole.RAPPORTEUR: mark("Rapporteur"),
    PersonRole.CHAIR: mark("Chair"),
    PersonRole.CO_CHAIR: mark("Co-chair"),
    PersonRole.FACILITATOR: mark("Facilitator"),
    PersonRole.INTERPRETER: mark("Interpreter"),
}
