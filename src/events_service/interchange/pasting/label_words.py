"""The words of labels in English, French and Arabic: a row for each kind, parted by bars."""

from events_service.programme.programme import PersonRole

WORDS: dict[str, str] = {
    "code": (
        "code|session code|code de session|code session|ref|reference|référence|session no|session n°|id|"
        "n°|no|number|numéro|الرمز|رمز الجلسة|رمز|الرقم|رقم الجلسة"
    ),
    "title": (
        "title|session title|title of the session|session|session name|name|topic|theme|"
        "theme of the session|titre|titre de la session|intitulé|intitulé de la session|"
        "nom de la session|thème|thème de la session|objet de la session|atelier|workshop|العنوان|"
        "عنوان الجلسة|عنوان|الموضوع|موضوع الجلسة|الجلسة|اسم الجلسة|الورشة|عنوان الورشة"
    ),
    "day": (
        "date|day|jour|dates|date of the session|date de la session|journée|التاريخ|تاريخ|اليوم|يوم|تاريخ الجلسة|بتاريخ"
    ),
    "hours": (
        "time|hours|hour|times|schedule time|time slot|slot|timing|horaire|horaires|heure|heures|créneau|"
        "creneau horaire|tranche horaire|التوقيت|الساعة|الوقت|توقيت|الزمن|توقيت الجلسة|المدة الزمنية|"
        "على الساعة"
    ),
    "starts": (
        "start|starts|begin|begins|start time|from|beginning|début|debut|heure de début|de|commence|"
        "البداية|بداية|من|ساعة البداية|وقت البدء|بدء|وقت البداية|البدء"
    ),
    "ends": (
        "end|ends|end time|to|until|finish|fin|heure de fin|à|النهاية|نهاية|إلى|ساعة النهاية|"
        "وقت الانتهاء|الانتهاء|وقت النهاية"
    ),
    "when": (
        "when|date and time|date & time|date/time|day and time|date et heure|date et horaire|quand|"
        "date et horaires|jour et heure|jour et horaire|date and hour|التاريخ والساعة|التاريخ والتوقيت|"
        "الموعد|موعد الجلسة|الزمان|تاريخ وتوقيت الجلسة|اليوم والساعة|اليوم والتوقيت|التاريخ والوقت"
    ),
    "room": ("room|rooms|meeting room|hall|salle|salles|room name|conference room|القاعة|قاعة|الصالة"),
    "venue": (
        "venue|place|location|where|lieu|endroit|site|où|emplacement|المكان|مكان|الفضاء|مكان الانعقاد|"
        "مكان الجلسة|الموقع|أين"
    ),
    "track": (
        "track|stream|theme track|parcours|axe|axe thématique|segment|strand|pillar|filière|volet|المحور|"
        "محور|المسار|المسلك"
    ),
    "type": (
        "type|session type|type of session|format|kind|type de session|nature|nature de la session|النوع|"
        "نوع الجلسة|نوع|صيغة الجلسة|الصيغة|طبيعة الجلسة"
    ),
    "organizers": (
        "organizer|organizers|organiser|organisers|organized by|organised by|organizing body|"
        "organized and led by|host|hosted by|hosts|lead|led by|lead organization|lead organisation|"
        "lead organizer|lead partner|organization|organisation|organizations|organisations|institution|"
        "organizer(s)|organiser(s)|responsible|responsible organization|organisateur|organisateurs|"
        "organisatrice|organisé par|organisée par|organise par|organisateur(s)|structure organisatrice|"
        "porteur|porteurs|porté par|pilote|chef de file|institution porteuse|organisme|organismes|"
        "co-organisateurs|coorganisateurs|co-organizers|co-organisers|co-host|co-hosts|المنظم|المنظمون|"
        "المنظمين|الجهة المنظمة|الجهات المنظمة|الهيئة المنظمة|الهيئات المنظمة|تنظيم|من تنظيم|تنظمها|"
        "ينظمها|المؤسسة|المؤسسات|الجهة المنظمة (الجهات)|الجهتان المنظمتان|المنظمة|المنظمان|المنظمات"
    ),
    "partners": (
        "partner|partners|in partnership with|with the support of|supported by|partenaire|partenaires|"
        "en partenariat avec|avec l'appui de|avec le soutien de|الشركاء|شريك|بشراكة مع|بدعم من|الشريك|"
        "بتعاون مع"
    ),
    "phone": (
        "tel|telephone|phone|phones|mobile|gsm|contact|contacts|contact phone|tél|téléphone|téléphones|"
        "portable|fax|هاتف|الهاتف|رقم الهاتف|للاتصال|الاتصال|أرقام الهاتف"
    ),
    "email": (
        "email|e-mail|online|en ligne|عن بعد|mail|courriel|website|web|site web|link|url|البريد الإلكتروني|"
        "الموقع الإلكتروني|"
        "الرابط|lien|web site"
    ),
    "languages": (
        "language|languages|working language|working languages|language of the session|"
        "languages of the session|session language|language(s)|langue|langues|langue de travail|"
        "langues de travail|langue(s)|langue de la session|langues de la session|اللغة|اللغات|لغة الجلسة|"
        "لغات الجلسة|لغة العمل|لغات العمل|لغة|اللغتان|لغتا الجلسة|لغتا العمل"
    ),
    "interpretation": (
        "interpretation|simultaneous interpretation|interpretation into|interpreting|translation|"
        "interprétation|interprétation simultanée|interprétation vers|traduction|traduction simultanée|"
        "الترجمة|الترجمة الفورية|ترجمة فورية|ترجمة|ترجمة فورية إلى|الترجمة الفورية إلى"
    ),
    "agenda": (
        "agenda|programme|program|schedule|running order|order of the day|outline|session outline|"
        "session programme|session agenda|agenda of the session|programme of the session|presentations|"
        "papers|run of show|detailed programme|déroulé|déroulement|ordre du jour|programme de la session|"
        "programme détaillé|présentations|communications|déroulé de la session|déroulement de la session|"
        "points à l'ordre du jour|البرنامج|برنامج الجلسة|جدول الأعمال|جدول أعمال الجلسة|محاور الجلسة|"
        "العروض|فقرات الجلسة|سير الجلسة|برنامج|النقاط المدرجة|نقاط جدول الأعمال|جدول الاعمال"
    ),
    "objectives": (
        "objective|objectives|aims|aim|goals|goal|objectives of the session|session objectives|"
        "aims of the session|expected results|expected outcomes|outcomes|purpose|objectif|objectifs|"
        "objectifs de la session|buts|but|finalités|résultats attendus|objectifs attendus|objectif(s)|"
        "الهدف|الأهداف|أهداف الجلسة|أهداف|النتائج المنتظرة|الغايات|اهداف الجلسة|أهداف الورشة|"
        "objectifs de l'atelier|objectives of the workshop"
    ),
    "questions": (
        "question|questions|key questions|guiding questions|questions for discussion|"
        "discussion questions|issues|questions to be addressed|questions clés|questions clefs|"
        "questions directrices|questions à débattre|problématique|problématiques|questions pour le débat|"
        "questions posées|الأسئلة|أسئلة|الأسئلة الرئيسية|أسئلة للنقاش|أسئلة الجلسة|التساؤلات|"
        "أسئلة النقاش|الأسئلة المطروحة|الإشكالية"
    ),
    "description": (
        "description|summary|abstract|presentation|context|background|introduction|about|"
        "about the session|overview|concept note|content|notes|note|remarks|details|résumé|présentation|"
        "contexte|présentation de la session|description de la session|argumentaire|remarques|contenu|"
        "à propos|الوصف|تقديم|ملخص|السياق|نبذة|وصف الجلسة|ملخص الجلسة|تقديم الجلسة|مقدمة|ملاحظات|"
        "تقديم عام|أرضية"
    ),
    "other": (
        "parallel sessions|parallel session|parallel to|in parallel with|parallel with|runs parallel to|"
        "at the same time as|en parallèle avec|en parallèle de|parallèlement à|parallèle à|en même temps que|"
        "بالموازاة مع|بالتوازي مع|موازية لـ|موازية ل|بموازاة|sessions in parallel|other sessions|"
        "related sessions|"
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
PEOPLE: dict[PersonRole, str] = {
    PersonRole.SPEAKER: (
        "speaker|speakers|speaker(s)|panelist|panelists|panellist|panellists|presenter|presenters|"
        "presented by|with|with the participation of|contributors|resource persons|keynote speaker|"
        "keynote speakers|keynote|intervenant|intervenante|intervenants|intervenantes|intervenant(s)|"
        "intervenant(e)s|panélistes|panéliste|orateur|orateurs|conférenciers|conférencier|conférencière|"
        "participants|avec la participation de|avec|présenté par|intervenant·e·s|intervenant·es|oratrice|"
        "oratrices|conférencières|intervenant·e|المتدخل|"
        "المتدخلون|المتدخلين|المتحدث|المتحدثون|المتحدثين|المشاركون|متدخل|متدخلون|متحدث|متحدثون|بمشاركة|"
        "المحاضرون|المحاضر|متدخلة|متدخل(ة)|المتدخلون والمتدخلات|المتدخلان|المتدخلتان|المتدخلات|متدخلان|"
        "متدخلات|المتحدثة|المتحدثان|المتحدثتان|المتحدثات|المحاضرة|المحاضران|المحاضرات|المشاركات"
    ),
    PersonRole.MODERATOR: (
        "moderator|moderators|moderator(s)|moderated by|moderation|host of the debate|modérateur|"
        "modératrice|modérateurs|modération|modéré par|modérée par|animateur|animatrice|animation|"
        "animé par|animée par|modérateur·rice|modérateur·rices|modérateur·rice·s|modératrices|animatrices|"
        "animateurs|المسير|مسير الجلسة|المسيرة|تسيير|يسيرها|تسيرها|المنشط|"
        "تنشيط|تنشط|مسير|مسيرة الجلسة|مسير(ة)|مسيرة|إدارة الجلسة|تدير الجلسة|يدير الجلسة|المنسق|المسيران|"
        "المسيرون|المسيرتان|المسيرات|مسيران|مسيرون|مسيرا الجلسة|المنسقة|المنشطة|المنشطون"
    ),
    PersonRole.CHAIR: (
        "chair|chairperson|chairman|chairwoman|chairs|chaired by|presided by|president of the session|"
        "session chair|président|présidente|présidence|présidé par|présidée par|président de séance|"
        "présidente de séance|président de la session|présidente de la session|président·e de séance|"
        "président·es de séance|présidents de séance|présidentes de séance|présidents|présidentes|"
        "الرئيس|رئيس الجلسة|رئيسة الجلسة|رئاسة الجلسة|الرئاسة|رئاسة|ترأسها|يترأسها|تترأسها|برئاسة|"
        "رئيس(ة) الجلسة|رئيس|رئيسا الجلسة|رئيستا الجلسة|رؤساء الجلسة|رئيسات الجلسة|الرئيسة|الرؤساء"
    ),
    PersonRole.CO_CHAIR: (
        "co-chair|co-chairs|co-chairperson|co-chairperson(s)|co-président|co-présidente|co-présidents|"
        "coprésident|coprésidence|co-présidence|coprésident·e de séance|coprésident·es de séance|"
        "coprésidente|coprésidents|coprésidentes|co-présidentes|الرئيس المشارك|رئاسة مشتركة|الرئاسة المشتركة|"
        "رئيس(ة) مشارك(ة)|رئيسان مشاركان|رؤساء مشاركون|الرئيسة المشاركة|الرئيسان المشاركان"
    ),
    PersonRole.RAPPORTEUR: (
        "rapporteur|rapporteurs|rapporteur(s)|rapporteure|rapporteures|rapporteuses|rapporteur·e·s|"
        "rapporteur·es|co-rapporteurs|rapporteurs généraux|rapporteuse|report|reporter|rapporteur général|"
        "rapporteur·e|المقرر|المقررة|مقرر الجلسة|مقررة الجلسة|المقررون|المقررين|مقرر|مقرر(ة)|مقررة|"
        "المقرران|المقررتان|المقررات|المقررتين|المقررين|مقرران|مقررون|مقررتان|مقررات|مقررا الجلسة|"
        "مقررتا الجلسة|مقررو الجلسة"
    ),
    PersonRole.FACILITATOR: (
        "facilitator|facilitators|facilitated by|facilitation|facilitateur|facilitatrice|facilitateurs|"
        "facilitatrices|facilitateur·rices|facilitateur·rice·s|"
        "facilité par|facilitateur·rice|الميسر|الميسرة|ميسر الجلسة|تيسير|ميسر|ميسر(ة)|ميسرة|الميسرون|"
        "الميسران|الميسرتان|الميسرات|ميسران|ميسرون|ميسرتان|الميسرين"
    ),
    PersonRole.INTERPRETER: (
        "interpreter|interpreters|interprète|interprètes|الترجمان|المترجم|المترجمون|ترجمان|ترجمان(ة)|"
        "المترجمين|ترجمانان|تراجمة|التراجمة|المترجمة|المترجمان|المترجمات"
    ),
}
AMBIGUOUS = (
    "from|to|de|à|من|إلى|no|number|name|note|with|avec|but|id|n°|where|ou|où|goal|report|participants|"
    "يوم|contact|session|workshop|atelier|الجلسة|الورشة|topic|programme|program|responsible|host|merci|"
    "thanks|رئيس|web|lead|presentation|présentation|online|en ligne|عن بعد|المنظمة|المنظمات|الرئيسة"
)
"""Words that only a colon makes a label."""
PREFIXES = "من تنظيم|تنظمها|ينظمها|يسيرها|تسيرها|يترأسها|تترأسها|برئاسة|بشراكة مع|بدعم من|بتعاون مع|بمشاركة|ترأسها"
"""What may stand before a name without a colon, besides `Chaired by` and its like."""
