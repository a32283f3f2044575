"""What somebody asks for when they register."""

from msgspec import Struct


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
