"""Time zones by the places people know: a zone is named after one city, and most towns are in another one's."""

from collections.abc import Iterable, Mapping
from functools import cache

from babel import Locale
from babel.core import get_global

from events_service.countries import countries
from events_service.languages import INTERFACE_LANGUAGES, folded
from events_service.zones import zone_names

_BESIDES: Mapping[str, str] = {
    "Africa/Abidjan": "Yamoussoukro, ياموسوكرو",
    "Africa/Algiers": "Oran, Constantine, وهران, قسنطينة",
    "Africa/Cairo": "Alexandria, Alexandrie, Sharm el-Sheikh, الإسكندرية, شرم الشيخ",
    "Africa/Casablanca": "Rabat, Marrakech, Marrakesh, Fes, Fès, Fez, Tangier, Tanger, Agadir, Meknes, Meknès, Oujda,"
    " Tetouan, Tétouan, Ouarzazate, Dakhla, Essaouira, Kenitra, Kénitra, الرباط, مراكش, فاس, طنجة, أكادير, مكناس,"
    " وجدة, تطوان, ورزازات, الداخلة, الصويرة, القنيطرة",
    "Africa/Dar_es_Salaam": "Dodoma, Arusha, Zanzibar",
    "Africa/Douala": "Yaounde, Yaoundé, ياوندي",
    "Africa/Johannesburg": "Pretoria, Cape Town, Le Cap, Durban, بريتوريا, كيب تاون",
    "Africa/Lagos": "Abuja, Kano, أبوجا",
    "Africa/Lusaka": "Livingstone",
    "Africa/Nairobi": "Kisumu, Mombasa, Mombassa, Nakuru, كيسومو, مومباسا",
    "Africa/Tunis": "Sousse, Sfax, سوسة, صفاقس",
    "America/New_York": "Washington, Boston, Miami, واشنطن",
    "America/Toronto": "Montreal, Montréal, Ottawa, Quebec, Québec, مونتريال, أوتاوا",
    "America/Sao_Paulo": "Brasilia, Brasília, Rio de Janeiro, برازيليا",
    "Asia/Dubai": "Abu Dhabi, Abou Dabi, Sharjah, أبوظبي, الشارقة",
    "Asia/Jerusalem": "Tel Aviv",
    "Asia/Kolkata": "New Delhi, Delhi, Mumbai, Bengaluru, نيودلهي",
    "Asia/Riyadh": "Jeddah, Djeddah, Mecca, La Mecque, Medina, Médine, جدة, مكة, المدينة المنورة",
    "Asia/Shanghai": "Beijing, Pékin, Guangzhou, Shenzhen, بكين",
    "Australia/Sydney": "Canberra",
    "Europe/Berlin": "Bonn, Munich, Hamburg, Frankfurt, Cologne, بون, ميونيخ",
    "Europe/Istanbul": "Ankara, Izmir, أنقرة",
    "Europe/London": "Edinburgh, Manchester, Birmingham, Glasgow",
    "Europe/Madrid": "Barcelona, Barcelone, Seville, Séville, Sevilla, Valencia, Valence, Malaga, برشلونة, إشبيلية",
    "Europe/Paris": "Lyon, Marseille, Strasbourg, Nice, Bordeaux, Lille, Toulouse, Nantes, Montpellier, مرسيليا, ليون",
    "Europe/Rome": "Milan, Milano, Naples, Florence, Turin, ميلانو",
    "Europe/Zurich": "Geneva, Genève, Bern, Berne, Lausanne, جنيف",
}
"""Towns where congresses are held, and capitals, whose clocks are those of another city."""


def find_zone(said: str) -> str | None:
    """The zone of a city or of a country with one alone, in any of our languages; None where that is not plain."""
    return said if said in zone_names() else _by_place().get(folded(said))


def offered_places() -> list[str]:
    """Names to be offered while somebody types: zones, and towns in them."""
    zones = (name for name in zone_names() if "/" in name and not name.startswith("Etc/"))
    return [*sorted(zones), *(town for towns in _BESIDES.values() for town in _split(towns))]


@cache
def _by_place() -> Mapping[str, str]:
    found: dict[str, str | None] = {}

    def add(place: str, zone: str) -> None:
        key = folded(place)
        found[key] = zone if found.get(key, zone) == zone else None

    for zone in zone_names():
        if "/" in zone and not zone.startswith("Etc/"):
            add(zone, zone)
    for territory, zones in _of_territories():
        for zone in zones:
            add(zone.rpartition("/")[2].replace("_", " "), zone)
            for language in INTERFACE_LANGUAGES:
                add(Locale.parse(language).time_zones.get(zone, {}).get("city", ""), zone)
        if len(zones) == 1:
            for language in INTERFACE_LANGUAGES:
                add(dict(countries(language)).get(territory, ""), zones[0])
    for zone, towns in _BESIDES.items():
        for town in _split(towns):
            found[folded(town)] = zone
    return {place: zone for place, zone in found.items() if zone and place}


def _of_territories() -> Iterable[tuple[str, list[str]]]:
    known = zone_names()
    for territory, zones in get_global("territory_zones").items():
        yield territory, [zone for zone in zones if zone in known and "/" in zone]


def _split(towns: str) -> list[str]:
    return towns.split(", ")
