"""The words that say what follows: `Room:`, `Organisateurs`, `القاعة`; by themselves they head a part."""

import re
from enum import StrEnum
from typing import NamedTuple

from events_service.interchange.pasting.letters import spelled
from events_service.languages import folded
from events_service.programme.programme import PersonRole


class What(StrEnum):
    """What a piece of text was recognised as."""

    CODE = "code"
    TITLE = "title"
    DAY = "day"
    HOURS = "hours"
    ROOM = "room"
    VENUE = "venue"
    TRACK = "track"
    TYPE = "type"
    ORGANIZER = "organizer"
    PHONE = "phone"
    PERSON = "person"
    LANGUAGES = "languages"
    INTERPRETATION = "interpretation"
    AGENDA = "agenda"
    INTRODUCTION = "introduction"
    OBJECTIVE = "objective"
    QUESTION = "question"
    DESCRIPTION = "description"


class Label(StrEnum):
    """What a label announces."""

    CODE = "code"
    TITLE = "title"
    DAY = "day"
    HOURS = "hours"
    STARTS = "starts"
    ENDS = "ends"
    WHEN = "when"
    ROOM = "room"
    VENUE = "venue"
    TRACK = "track"
    TYPE = "type"
    ORGANIZERS = "organizers"
    PARTNERS = "partners"
    PHONE = "phone"
    EMAIL = "email"
    PEOPLE = "people"
    LANGUAGES = "languages"
    INTERPRETATION = "interpretation"
    AGENDA = "agenda"
    OBJECTIVES = "objectives"
    QUESTIONS = "questions"
    DESCRIPTION = "description"
    OTHER = "other"
    """Nothing of a session: a heading over a list that is computed, an end of a letter."""


class Meaning(NamedTuple):
    label: Label
    role: PersonRole | None = None


_WORDS: dict[Label, str] = {
    Label.CODE: (
        "code|session code|code de session|code session|ref|reference|référence|session no|session n°|id|"
        "n°|no|number|numéro|الرمز|رمز الجلسة|رمز|الرقم|رقم الجلسة"
    ),
    Label.TITLE: (
        "title|session title|title of the session|session|session name|name|topic|theme|"
        "theme of the session|titre|titre de la session|intitulé|intitulé de la session|"
        "nom de la session|thème|thème de la session|objet de la session|atelier|workshop|العنوان|"
        "عنوان الجلسة|عنوان|الموضوع|موضوع الجلسة|الجلسة|اسم الجلسة|الورشة|عنوان الورشة"
    ),
    Label.DAY: (
        "date|day|jour|dates|date of the session|date de la session|journée|التاريخ|تاريخ|اليوم|يوم|تاريخ الجلسة|بتاريخ"
    ),
    Label.HOURS: (
        "time|hours|hour|times|schedule time|time slot|slot|timing|horaire|horaires|heure|heures|créneau|"
        "creneau horaire|tranche horaire|التوقيت|الساعة|الوقت|توقيت|الزمن|توقيت الجلسة|المدة الزمنية|"
        "على الساعة"
    ),
    Label.STARTS: (
        "start|starts|begin|begins|start time|from|beginning|début|debut|heure de début|de|commence|"
        "البداية|بداية|من|ساعة البداية|وقت البدء|بدء|وقت البداية|البدء"
    ),
    Label.ENDS: (
        "end|ends|end time|to|until|finish|fin|heure de fin|à|النهاية|نهاية|إلى|ساعة النهاية|"
        "وقت الانتهاء|الانتهاء|وقت النهاية"
    ),
    Label.WHEN: (
        "when|date and time|date & time|date/time|day and time|date et heure|date et horaire|quand|"
        "date et horaires|jour et heure|jour et horaire|date and hour|التاريخ والساعة|التاريخ والتوقيت|"
        "الموعد|موعد الجلسة|الزمان|تاريخ وتوقيت الجلسة|اليوم والساعة|اليوم والتوقيت|التاريخ والوقت"
    ),
    Label.ROOM: ("room|rooms|meeting room|hall|salle|salles|room name|conference room|القاعة|قاعة|الصالة"),
    Label.VENUE: (
        "venue|place|location|where|lieu|endroit|site|où|emplacement|المكان|مكان|الفضاء|مكان الانعقاد|"
        "مكان الجلسة|الموقع|أين"
    ),
    Label.TRACK: (
        "track|stream|theme track|parcours|axe|axe thématique|segment|strand|pillar|filière|volet|المحور|"
        "محور|المسار|المسلك"
    ),
    Label.TYPE: (
        "type|session type|type of session|format|kind|type de session|nature|nature de la session|النوع|"
        "نوع الجلسة|نوع|صيغة الجلسة|الصيغة|طبيعة الجلسة"
    ),
    Label.ORGANIZERS: (
        "organizer|organizers|organiser|organisers|organized by|organised by|organizing body|"
        "organized and led by|host|hosted by|hosts|lead|led by|lead organization|lead organisation|"
        "lead organizer|lead partner|organization|organisation|organizations|organisations|institution|"
        "organizer(s)|organiser(s)|responsible|responsible organization|organisateur|organisateurs|"
        "organisatrice|organisé par|organisée par|organise par|organisateur(s)|structure organisatrice|"
        "porteur|porteurs|porté par|pilote|chef de file|institution porteuse|organisme|organismes|"
        "co-organisateurs|coorganisateurs|co-organizers|co-organisers|co-host|co-hosts|المنظم|المنظمون|"
        "المنظمين|الجهة المنظمة|الجهات المنظمة|الهيئة المنظمة|الهيئات المنظمة|تنظيم|من تنظيم|تنظمها|"
        "ينظمها|المؤسسة|المؤسسات|الجهة المنظمة (الجهات)"
    ),
    Label.PARTNERS: (
        "partner|partners|in partnership with|with the support of|supported by|partenaire|partenaires|"
        "en partenariat avec|avec l'appui de|avec le soutien de|الشركاء|شريك|بشراكة مع|بدعم من|الشريك|"
        "بتعاون مع"
    ),
    Label.PHONE: (
        "tel|telephone|phone|phones|mobile|gsm|contact|contacts|contact phone|tél|téléphone|téléphones|"
        "portable|fax|هاتف|الهاتف|رقم الهاتف|للاتصال|الاتصال|أرقام الهاتف"
    ),
    Label.EMAIL: (
        "email|e-mail|mail|courriel|website|web|site web|link|url|البريد الإلكتروني|الموقع الإلكتروني|"
        "الرابط|lien|web site"
    ),
    Label.LANGUAGES: (
        "language|languages|working language|working languages|language of the session|"
        "languages of the session|session language|language(s)|langue|langues|langue de travail|"
        "langues de travail|langue(s)|langue de la session|langues de la session|اللغة|اللغات|لغة الجلسة|"
        "لغات الجلسة|لغة العمل|لغات العمل|لغة"
    ),
    Label.INTERPRETATION: (
        "interpretation|simultaneous interpretation|interpretation into|interpreting|translation|"
        "interprétation|interprétation simultanée|interprétation vers|traduction|traduction simultanée|"
        "الترجمة|الترجمة الفورية|ترجمة فورية|ترجمة|ترجمة فورية إلى|الترجمة الفورية إلى"
    ),
    Label.AGENDA: (
        "agenda|programme|program|schedule|running order|order of the day|outline|session outline|"
        "session programme|session agenda|agenda of the session|programme of the session|presentations|"
        "papers|run of show|detailed programme|déroulé|déroulement|ordre du jour|programme de la session|"
        "programme détaillé|présentations|communications|déroulé de la session|déroulement de la session|"
        "points à l'ordre du jour|البرنامج|برنامج الجلسة|جدول الأعمال|جدول أعمال الجلسة|محاور الجلسة|"
        "العروض|فقرات الجلسة|سير الجلسة|برنامج|النقاط المدرجة|نقاط جدول الأعمال|جدول الاعمال"
    ),
    Label.OBJECTIVES: (
        "objective|objectives|aims|aim|goals|goal|objectives of the session|session objectives|"
        "aims of the session|expected results|expected outcomes|outcomes|purpose|objectif|objectifs|"
        "objectifs de la session|buts|but|finalités|résultats attendus|objectifs attendus|objectif(s)|"
        "الهدف|الأهداف|أهداف الجلسة|أهداف|النتائج المنتظرة|الغايات|اهداف الجلسة|أهداف الورشة|"
        "objectifs de l'atelier|objectives of the workshop"
    ),
    Label.QUESTIONS: (
        "question|questions|key questions|guiding questions|questions for discussion|"
        "discussion questions|issues|questions to be addressed|questions clés|questions clefs|"
        "questions directrices|questions à débattre|problématique|problématiques|questions pour le débat|"
        "questions posées|الأسئلة|أسئلة|الأسئلة الرئيسية|أسئلة للنقاش|أسئلة الجلسة|التساؤلات|"
        "أسئلة النقاش|الأسئلة المطروحة|الإشكالية"
    ),
    Label.DESCRIPTION: (
        "description|summary|abstract|presentation|context|background|introduction|about|"
        "about the session|overview|concept note|content|notes|note|remarks|details|résumé|présentation|"
        "contexte|présentation de la session|description de la session|argumentaire|remarques|contenu|"
        "à propos|الوصف|تقديم|ملخص|السياق|نبذة|وصف الجلسة|ملخص الجلسة|تقديم الجلسة|مقدمة|ملاحظات|"
        "تقديم عام|أرضية"
    ),
    Label.OTHER: (
        "parallel sessions|parallel session|sessions in parallel|other sessions|related sessions|"
        "see also|share|at the same time|sessions parallèles|session parallèle|autres sessions|"
        "sessions en parallèle|en parallèle|voir aussi|partager|au même moment|الجلسات الموازية|"
        "جلسات موازية|في الوقت نفسه|جلسات أخرى|شارك|انظر أيضا|best regards|kind regards|regards|"
        "sincerely|yours sincerely|thank you|thanks|thanks in advance|thank you in advance|many thanks|"
        "best|best wishes|all the best|warm regards|bien à toi|bien à vous|à bientôt|amicalement|amitiés|"
        "merci d'avance|merci beaucoup|avec mes remerciements|respectueusement|sincèrement|شكرا|وشكرا|"
        "شكرا لكم|مع الشكر|والسلام عليكم|cordialement|bien cordialement|bien à vous|"
        "salutations distinguées|merci|cdt|sincères salutations|مع التحية|تحياتي|مع تحياتي|"
        "مع فائق الاحترام|وتقبلوا فائق التقدير|والسلام|مع فائق التقدير والاحترام|مع خالص التحيات|"
        "وتفضلوا بقبول فائق الاحترام"
    ),
}
_PEOPLE: dict[PersonRole | None, str] = {
    PersonRole.SPEAKER: (
        "speaker|speakers|speaker(s)|panelist|panelists|panellist|panellists|presenter|presenters|"
        "presented by|with|with the participation of|contributors|resource persons|keynote speaker|"
        "keynote speakers|keynote|intervenant|intervenante|intervenants|intervenantes|intervenant(s)|"
        "intervenant(e)s|panélistes|panéliste|orateur|orateurs|conférenciers|conférencier|conférencière|"
        "participants|avec la participation de|avec|présenté par|intervenant·e·s|intervenant·e|المتدخل|"
        "المتدخلون|المتدخلين|المتحدث|المتحدثون|المتحدثين|المشاركون|متدخل|متدخلون|متحدث|متحدثون|بمشاركة|"
        "المحاضرون|المحاضر|متدخلة|متدخل(ة)|المتدخلون والمتدخلات"
    ),
    PersonRole.MODERATOR: (
        "moderator|moderators|moderator(s)|moderated by|moderation|host of the debate|modérateur|"
        "modératrice|modérateurs|modération|modéré par|modérée par|animateur|animatrice|animation|"
        "animé par|animée par|modérateur·rice|المسير|مسير الجلسة|المسيرة|تسيير|يسيرها|تسيرها|المنشط|"
        "تنشيط|تنشط|مسير|مسيرة الجلسة|مسير(ة)|مسيرة|إدارة الجلسة|تدير الجلسة|يدير الجلسة|المنسق"
    ),
    PersonRole.CHAIR: (
        "chair|chairperson|chairman|chairwoman|chairs|chaired by|presided by|president of the session|"
        "session chair|président|présidente|présidence|présidé par|présidée par|président de séance|"
        "présidente de séance|président de la session|présidente de la session|président·e de séance|"
        "الرئيس|رئيس الجلسة|رئيسة الجلسة|رئاسة الجلسة|الرئاسة|رئاسة|ترأسها|يترأسها|تترأسها|برئاسة|"
        "رئيس(ة) الجلسة|رئيس"
    ),
    PersonRole.CO_CHAIR: (
        "co-chair|co-chairs|co-chairperson|co-chairperson(s)|co-président|co-présidente|co-présidents|"
        "coprésident|coprésidence|co-présidence|الرئيس المشارك|رئاسة مشتركة|الرئاسة المشتركة"
    ),
    PersonRole.RAPPORTEUR: (
        "rapporteur|rapporteurs|rapporteur(s)|rapporteure|rapporteuse|report|reporter|rapporteur général|"
        "rapporteur·e|المقرر|المقررة|مقرر الجلسة|مقررة الجلسة|المقررون|المقررين|مقرر|مقرر(ة)|مقررة|"
        "المقرران"
    ),
    PersonRole.FACILITATOR: (
        "facilitator|facilitators|facilitated by|facilitation|facilitateur|facilitatrice|facilitateurs|"
        "facilité par|facilitateur·rice|الميسر|الميسرة|ميسر الجلسة|تيسير|ميسر|ميسر(ة)|ميسرة|الميسرون"
    ),
    PersonRole.INTERPRETER: (
        "interpreter|interpreters|interprète|interprètes|الترجمان|المترجم|المترجمون|ترجمان|ترجمان(ة)|المترجمين"
    ),
}
_TABLE: dict[str, Meaning] = {folded(word): Meaning(label) for label, row in _WORDS.items() for word in row.split("|")}
_TABLE |= {folded(word): Meaning(Label.PEOPLE, role) for role, row in _PEOPLE.items() for word in row.split("|")}
_AMBIGUOUS = frozenset(
    folded(word)
    for word in [
        "from",
        "to",
        "de",
        "à",
        "من",
        "إلى",
        "no",
        "number",
        "name",
        "note",
        "with",
        "avec",
        "but",
        "id",
        "n°",
        "where",
        "ou",
        "où",
        "goal",
        "report",
        "participants",
        "يوم",
        "contact",
        "session",
        "workshop",
        "atelier",
        "الجلسة",
        "الورشة",
        "topic",
        "programme",
        "program",
        "responsible",
        "host",
        "merci",
        "thanks",
        "رئيس",
        "web",
        "lead",
        "presentation",
        "présentation",
    ]
)
"""Words that only a colon makes a label."""
_PREFIXES: dict[str, Meaning] = {
    word: known
    for word, known in _TABLE.items()
    if word.endswith((" by", " par", " with", " avec", " de"))
    or word
    in {
        folded(w)
        for w in (
            "من تنظيم",
            "تنظمها",
            "ينظمها",
            "يسيرها",
            "تسيرها",
            "يترأسها",
            "تترأسها",
            "برئاسة",
            "بشراكة مع",
            "بدعم من",
            "بتعاون مع",
            "بمشاركة",
            "ترأسها",
        )
    }
}
"""What may stand before a name without a colon: `Chaired by`."""
_SEPARATED = re.compile(
    r"[*_]{0,3}(?P<w>[^:：|\t\n]{1,48}?)[*_]{0,3}[ \t]{0,3}(?:[:：]|[ \t]-(?=[ \t])|\t|\|)[*_]{0,3}[ \t]{0,8}"
)
_EDGES = " \t*_#:：.,-•!،"
_SPEAKS_OF_OBJECTIVES = re.compile(
    spelled(
        r"\b(?:aims? (?:to|at)|objectives?|goals?|purpose|intends to|seeks to|will allow|expected to|sets out to"
        r"|vise(?:nt|ra)? a|objectifs?|pour buts?|ambitionne|se propose de|permettra de|a pour but"
        r"|تهدف|يهدف|الاهداف|اهداف|تسعي|تروم|يروم|تتوخي|الغايه)(?!\w)"
    )
)
_SPEAKS_OF_QUESTIONS = re.compile(
    spelled(r"\b(?:questions?|interrogations?|اسئله|الاسئله|تساؤلات|التساؤلات|يلي من الاسئله)(?!\w)")
)
_SPEAKS_OF_AGENDA = re.compile(
    spelled(
        r"\b(?:agenda|programme|program|deroule|deroulement|ordre du jour|presentations|communications"
        r"|interventions|topics|themes|جدول الاعمال|البرنامج|محاور|المحاور|العروض|عروض|مداخلات)(?!\w)"
    )
)


class FoundLabel(NamedTuple):
    start: int
    end: int
    """Where what it announces begins."""
    means: Meaning
    alone: bool
    word: str = ""


def find_label(key: str, start: int, end: int) -> FoundLabel | None:
    """The label a line begins with: before a colon, a dash or a cell's end, or by itself."""
    if end - start <= 64:
        whole = _TABLE.get(key[start:end].strip(_EDGES))
        if whole and (
            key[end - 1] in ":："
            or (whole.label is Label.OTHER and key[end - 1] in ",!.،")
            or key[start:end].strip(_EDGES) not in _AMBIGUOUS
        ):
            return FoundLabel(start, end, whole, True, key[start:end].strip(_EDGES))
    match = _SEPARATED.match(key, start, end)
    if match:
        word = match["w"].strip(_EDGES)
        known = _TABLE.get(word) or _plural(word)
        colon = ":" in match[0] or "：" in match[0]
        if known and (colon or word not in _AMBIGUOUS) and match.end() < end:
            return FoundLabel(start, match.end(), known, False, word)
    for length in (3, 2, 1):
        words = key[start : min(end, start + 60)].split(" ", length)
        if len(words) > length:
            phrase = " ".join(words[:length])
            if phrase in _PREFIXES and key.startswith(phrase, start):
                return FoundLabel(start, start + len(phrase) + 1, _PREFIXES[phrase], False, phrase)
    return None


_INLINE = re.compile(r"(?:[.;|,،؛][ ]{1,3}|[ ]-[ ]|(?<! )[ ]{3,40})(?P<w>[^\W\d_][^:.;,|\n،؛]{1,28}?)[ ]?:(?=[ ])")
_WITHIN = frozenset(
    (Label.ROOM, Label.VENUE, Label.ORGANIZERS, Label.PARTNERS, Label.PEOPLE, Label.DAY, Label.HOURS, Label.WHEN)
    + (Label.LANGUAGES, Label.INTERPRETATION, Label.TRACK, Label.TYPE)
)


def find_inner_labels(key: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where labels stand behind other things in one line: `… . Room: Dakhla. Organizers: AMPCC`.

    Each with where what is before it ends, and where it begins.
    """
    found = []
    for match in _INLINE.finditer(key, start, end):
        meaning = _TABLE.get(match["w"].strip(_EDGES))
        if meaning and meaning.label in _WITHIN:
            found.append((match.start(), match.start("w")))
    return found


def _plural(word: str) -> Meaning | None:
    """`Speakers (tbc)`, `Organisateurs / Partenaires`: the first of what stands there."""
    first = re.split(r" ?[(/&]| et | and ", word, maxsplit=1)[0].strip(_EDGES)
    return _TABLE.get(first) if first != word and first not in _AMBIGUOUS else None


def label_of(heading: str) -> Meaning | None:
    """What a table's column holds, by its heading."""
    word = folded(heading).strip(_EDGES)
    return _TABLE.get(word) or _plural(word)


def role_of(word: str) -> PersonRole | None:
    """The role a word names."""
    known = _TABLE.get(folded(word).strip(_EDGES))
    return known.role if known else None


def is_introduction(key: str) -> Label | None:
    """What the list is whose line before it this is: `This session aims to:`."""
    if _SPEAKS_OF_QUESTIONS.search(key):
        return Label.QUESTIONS
    if _SPEAKS_OF_OBJECTIVES.search(key):
        return Label.OBJECTIVES
    return Label.AGENDA if _SPEAKS_OF_AGENDA.search(key) else None
