"""What somebody asks for when they register."""

from msgspec import Struct
from msgspec.structs import force_setattr

from events_service.languages import folded

_LONGEST_NAME = 300


class Application(Struct, frozen=True):
    """Checked and cleaned. Session uids are those of the released programme, each once."""

    name: str
    email: str
    """Where the mail goes: the participant's own address, or the contact's."""
    locale: str
    session_uids: tuple[str, ...] = ()
    contact_name: str = ""
    own_email: str | None = None
    """The participant's own address where somebody else gets the mail."""
    organization: str = ""
    country: str | None = None
    category: str = ""
    answers: dict[str, str] = {}
    consents: dict[str, bool] = {}
    folded_name: str = ""
    """By which the same participant is known again; follows from the name."""

    def __post_init__(self) -> None:
        if not self.folded_name:
            force_setattr(self, "folded_name", folded(self.name)[:_LONGEST_NAME])
