"""Words the made-up programmes are written with, in English, French and Arabic."""

from random import Random

Words = dict[str, str]

TRACKS: tuple[tuple[Words, str], ...] = (
    ({"en": "Water", "fr": "Eau", "ar": "الماء"}, "#1f6f8b"),
    ({"en": "Mobility", "fr": "Mobilité", "ar": "التنقل"}, "#8b3a1f"),
    ({"en": "Finance", "fr": "Finances", "ar": "المالية"}, "#3f7d20"),
    ({"en": "Culture", "fr": "Culture", "ar": "الثقافة"}, "#6a4c93"),
)

TYPES: tuple[tuple[Words, bool], ...] = (
    ({"en": "Open session", "fr": "Session ouverte", "ar": "جلسة مفتوحة"}, False),
    ({"en": "Plenary", "fr": "Plénière", "ar": "جلسة عامة"}, False),
    ({"en": "Workshop", "fr": "Atelier", "ar": "ورشة"}, False),
    ({"en": "Break", "fr": "Pause", "ar": "استراحة"}, True),
)

VERBS: tuple[Words, ...] = (
    {"en": "Sharing", "fr": "Partager", "ar": "تقاسم"},
    {"en": "Paying for", "fr": "Financer", "ar": "تمويل"},
    {"en": "Planning", "fr": "Planifier", "ar": "تخطيط"},
    {"en": "Rethinking", "fr": "Repenser", "ar": "إعادة التفكير في"},
)

SUBJECTS: tuple[Words, ...] = (
    {"en": "rivers and wells", "fr": "les rivières et les puits", "ar": "الأنهار والآبار"},
    {"en": "night buses", "fr": "les bus de nuit", "ar": "حافلات الليل"},
    {"en": "market halls", "fr": "les halles", "ar": "الأسواق"},
    {"en": "public gardens", "fr": "les jardins publics", "ar": "الحدائق العمومية"},
    {"en": "small harbours", "fr": "les petits ports", "ar": "الموانئ الصغيرة"},
)

_SENTENCES: tuple[Words, ...] = (
    {
        "en": "Three towns show what they tried; costs, errors and all.",
        "fr": "Trois villes montrent ce qu’elles ont essayé, coûts et erreurs compris.",
        "ar": "ثلاث مدن تعرض ما جربته، بتكاليفه وأخطائه.",
    },
    {
        "en": "Who decides, who pays, and who maintains it afterwards?",
        "fr": "Qui décide, qui paie, et qui entretient ensuite ?",
        "ar": "من يقرر، ومن يؤدي، ومن يتولى الصيانة بعد ذلك؟",
    },
    {
        "en": "Bring a map of your own district, and a pencil.",
        "fr": "Apportez un plan de votre quartier et un crayon.",
        "ar": "أحضروا خريطة حيكم وقلما.",
    },
    {
        "en": "The last half hour is kept for questions from the hall.",
        "fr": "La dernière demi-heure est réservée aux questions de la salle.",
        "ar": "نصف الساعة الأخير مخصص لأسئلة القاعة.",
    },
)

PRESIDENT: Words = {"en": "President", "fr": "Présidente", "ar": "رئيسة"}
FIRST_NAMES = ("Amina", "Youssef", "Claire", "Kofi", "Salma", "Pedro", "Nadia")
LAST_NAMES = ("Berrada", "Alaoui", "Moreau", "Mensah", "Tazi")


def titled(tag: str, verb: Words, subject: Words) -> str:
    return f"{verb[tag]} {subject[tag]}"


def titles_in_english(verb: Words, subject: Words) -> Words:
    return {"en": titled("en", verb, subject)}


def paragraphs(tag: str, chance: Random) -> str:
    """Two or three paragraphs of Markdown."""
    chosen = [chance.choice(_SENTENCES)[tag] for _ in range(chance.randint(4, 9))]
    return "\n\n".join(" ".join(chosen[start : start + 3]) for start in range(0, len(chosen), 3))
