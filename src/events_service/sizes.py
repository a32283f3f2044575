"""Numbers of bytes as people say them."""

from babel.units import format_unit

from events_service.dates import LOCALES

_UNITS = ((1e9, "gigabyte"), (1e6, "megabyte"), (1e3, "kilobyte"))


class Bytes(int):
    """A number of bytes that a sentence names: `53.8 GB` in English, and by `said_in` as each language writes it."""

    def said_in(self, language: str) -> str:
        """`3,1 Mo`: in the largest unit of which there is one; less than a kilobyte is one."""
        size, unit = next(((size, unit) for size, unit in _UNITS if self >= size), _UNITS[-1])
        figures = "#,##0" if unit == "kilobyte" else "#,##0.0"
        number = max(self, size) / size
        return format_unit(number, f"digital-{unit}", "short", format=figures, locale=LOCALES[language])

    def __str__(self) -> str:
        return self.said_in("en")
