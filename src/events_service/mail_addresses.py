"""What can stand as an address in an SMTP command, and the one sender of all mail."""

import re
from email.utils import getaddresses

# No control character, white space or quoting reaches an SMTP command; RFC 5321 section 4.5.3.1 sets the lengths.
_ADDRESS = re.compile(r"[^\s\x00-\x1f\x7f-\x9f()<>\[\]:;@\\,\"]{1,64}@[^\s\x00-\x1f\x7f-\x9f()<>\[\]:;@\\,\"]{1,253}")
_LONGEST = 254


def is_mail_address(text: str) -> bool:
    """Could mail be sent there?"""
    return len(text) <= _LONGEST and _ADDRESS.fullmatch(text) is not None


def is_sender(text: str) -> bool:
    """Is it one address, or a name and one address as in `Office <office@example.org>`?

    What Python reads is compared with what is written: it takes blanks out of an address without a word.
    """
    found = getaddresses([text])
    address = found[0][1] if len(found) == 1 else ""
    stripped = text.strip()
    written = stripped[:-1].rpartition("<")[2] if stripped.endswith(">") else stripped
    return text.isprintable() and address == written and is_mail_address(address)
