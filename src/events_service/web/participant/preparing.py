"""What the first participant would wait for, made before anybody asks."""

from events_service.countries import countries
from events_service.languages import INTERFACE_LANGUAGES
from events_service.web.templating import environment


def prepare() -> None:
    """Compile the pages of participants and what stands around them, and name the countries their form lists.

    It takes a quarter of a second, and several where the machine is busy.
    """
    templates = environment()
    for name in templates.list_templates(filter_func=_is_for_participants):
        templates.get_template(name)
    for language in INTERFACE_LANGUAGES:
        countries(language)


def _is_for_participants(name: str) -> bool:
    return name.rpartition("/")[0] in ("", "participant")
