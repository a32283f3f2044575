"""Numbers of bytes, in three languages."""

import pytest

from events_service.sizes import Bytes


@pytest.mark.parametrize(
    ("size", "english", "french", "arabic"),
    [
        (0, "1 kB", "1\u202fko", "1 كيلوبايت"),
        (262_400, "262 kB", "262\u202fko", "262 كيلوبايت"),
        (3_140_000, "3.1 MB", "3,1\u202fMo", "3,1 م.ب"),
        (53_800_000_000, "53.8 GB", "53,8\u202fGo", "53,8 غ.ب"),
    ],
)
def test_size_is_said_as_each_language_writes_it(size: int, english: str, french: str, arabic: str) -> None:
    assert [Bytes(size).said_in(tag) for tag in ("en", "fr", "ar")] == [english, french, arabic]
    assert str(Bytes(size)) == english
