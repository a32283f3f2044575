from events_service.countries import countries, country_name, is_country


def test_name_in_the_reader_s_language() -> None:
    assert [country_name("ma", tag) for tag in ("en", "fr", "ar")] == ["Morocco", "Maroc", "المغرب"]
    assert country_name("XX", "en") == "XX"


def test_countries_are_those_that_iso_3166_1_assigns_a_code_to_and_kosovo() -> None:
    codes = [code for code, _ in countries("fr")]

    assert (len(codes), len(set(codes))) == (250, 250)
    assert [code for code in ("MA", "FR", "SS", "AX", "XK") if is_country(code)] == ["MA", "FR", "SS", "AX", "XK"]
    unassigned = ("XX", "ZZ", "AA", "QM", "EU", "UN", "IC", "UK", "SU", "ma", "001", "")
    assert [code for code in unassigned if is_country(code)] == []
