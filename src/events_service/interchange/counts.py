"""Whole numbers as exchange files write them."""


def read_count(text: str, most: int) -> int | None:
    """The number from 1 to `most` that a text says, None where it says none that can be used."""
    digits = text.strip().lstrip("0")
    # Python refuses to read more than some thousand digits, so what is too long is none before it is read.
    if not digits.isdecimal() or len(digits) > len(str(most)):
        return None
    number = int(digits)
    return number if number <= most else None
