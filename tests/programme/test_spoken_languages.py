"""Languages that are taken from outside have a name."""

import pytest
from pydantic import ValidationError

from events_service.programme.event_inputs import EventChange
from events_service.programme.session_inputs import SessionChange


@pytest.mark.parametrize("tag", ["fr", "ar-MA", "zgh", "ary", "sw", "pt-BR"])
def test_language_with_a_name_is_taken(tag: str) -> None:
    assert SessionChange(languages=[tag], interpretation=[tag]).said == {"languages": [tag], "interpretation": [tag]}
    assert EventChange(languages=[tag]).languages == [tag]


@pytest.mark.parametrize("tag", ["xx", "qqq", "zxx", "und", "mul"])
def test_language_without_a_name_is_refused(tag: str) -> None:
    for field in ("languages", "interpretation"):
        with pytest.raises(ValidationError, match="There is no such language"):
            SessionChange(**{field: [tag]})
    with pytest.raises(ValidationError, match="There is no such language"):
        EventChange(languages=[tag])
