"""Texts in the manner of mails, minutes and pages, with the sessions they tell of: code, title, day, hours, room."""

TEXTS: dict[str, tuple[str, list[tuple[str, str, int, str, str, str]]]] = {
    "a mail with days and rows": (
        """\
Bonjour Leïla,

Voici le programme de mercredi, merci de le mettre en ligne.

> Mercredi 21 novembre
>
> 9h30 – 12h30 : SOU 84 – Partenariats durables : le défi du pacte (Salle Dakhla)
> 14h30-18h : SOU 85 – Mobilité et transport, salle Agadir
> 18h30 Cocktail de bienvenue
>
> Jeudi 22 novembre 2018
>
> de 9h30 à 12h30 | SOU 90 | Les femmes élues d'Afrique | Menara

Bien cordialement,
Karim
Tél : 05 37 20 59 03
""",
        [
            ("SOU 84", "Partenariats durables : le défi du pacte", 21, "09:30", "12:30", "Dakhla"),
            ("SOU 85", "Mobilité et transport", 21, "14:30", "18:00", "Agadir"),
            ("", "Cocktail de bienvenue", 21, "18:30", "", ""),
            ("SOU 90", "Les femmes élues d'Afrique", 22, "09:30", "12:30", "Menara"),
        ],
    ),
    "labelled blocks": (
        """\
Session: SOU-33 | THE AFRICAN FUND (FACDI)
Date: 21/11/2018
Time: 14:30 - 18:00
Room: Room 9
Chairperson: Mbarka Bouaida (TBC)
Rapporteurs: Abir Achour; Nedifa Adum Tchere
Facilitator: Amine Idrissi Belkasmi
Languages: English, French (interpretation into Arabic)

Session: SOU 12 | Water for all
Date: 22/11/2018
Time: from 9.30 am to 12.30
Room: Agadir
Moderator: Dr. Jane Doe, Professor at the University of Nairobi
""",
        [
            ("SOU-33", "THE AFRICAN FUND (FACDI)", 21, "14:30", "18:00", "Room 9"),
            ("SOU 12", "Water for all", 22, "09:30", "12:30", "Agadir"),
        ],
    ),
    "an Arabic day": (
        """\
الأربعاء ٢١ نونبر ٢٠١٨

SOU 84 - شراكات تدوم: تحدي ميثاق الالتزام بين الفاعلين الترابيين
الساعة ٩:٣٠ إلى ١٢:٣٠
القاعة: الداخلة
الجهات المنظمة:
جمعية جهات المغرب (ARM)
الهاتف: 05 37 20 59 03
الجمعية المغربية لرؤساء مجالس الجماعات
تهدف هذه الجلسة إلى:
1. تحديد أدوات التعاون ووسائله؛
2. اقتراح أمثلة ملهمة؛
3. تعزيز التبادل بين القارات.
المتدخلون: محمد بودرا، رئيس جماعة الحسيمة؛ فاطمة الزهراء المنصوري، عمدة مراكش

SOU 75 - متحدون في التنوع
من الساعة 14:30 إلى 17:00
قاعة أكادير
""",
        [
            ("SOU 84", "شراكات تدوم: تحدي ميثاق الالتزام بين الفاعلين الترابيين", 21, "09:30", "12:30", "الداخلة"),
            ("SOU 75", "متحدون في التنوع", 21, "14:30", "17:00", "أكادير"),
        ],
    ),
    "a page with an agenda in hours": (
        """\
SOU 74a - Urban planning and territorial development: challenges and opportunities for African cities
Friday 23 November, 9:30 to 12:30
Venue: Menara (Hotel Sofitel)
Fédération des Agences Urbaines du Maroc(MAJAL)
Tel: 212 - (0)537572162

Agenda
9:30-10:15 am
- Institutional film
- Official speeches
10h30-10h45
- Coffee break
10:45-11:30 am
- Panel 1

Speakers:
Abdelahad Fassi Fehri, Minister of National Spatial Planning, Urban Planning, Housing and Urban Policy
Jean-Pierre Elong Mbassi, UCLGA
Mohamed Boudra, Mayor of El Hoceima

Mobility and Transport
Local Strategies Session on Public Services
Wednesday 21 November, morning
Lead: SSATP
""",
        [
            (
                "SOU 74a",
                "Urban planning and territorial development: challenges and opportunities for African cities",
                23,
                "09:30",
                "12:30",
                "Menara (Hotel Sofitel)",
            ),
            ("", "Mobility and Transport", 21, "", "", ""),
        ],
    ),
    "two days in rows": (
        """\
Programme

Day 1 – Tuesday 20 November 2018

08:00 – 09:00  Registration and welcome coffee
09:00 – 10:30  Opening ceremony
   Chair: H.E. Aziz Rabbah, Minister of Energy
   Plenary hall
10:30 – 11:00  Coffee break
11:00 – 12:30  Plenary 1: The transition to sustainable cities
   Speakers: Mpho Parks Tau, Anne Hidalgo, Jean Pierre Elong Mbassi
   Room Atlas

Day 2 – Wednesday 21 November 2018

09:00 – 10:30  Plenary 2: Finance
""",
        [
            ("", "Registration and welcome coffee", 20, "08:00", "09:00", ""),
            ("", "Opening ceremony", 20, "09:00", "10:30", "Plenary hall"),
            ("", "Coffee break", 20, "10:30", "11:00", ""),
            ("Plenary 1", "The transition to sustainable cities", 20, "11:00", "12:30", "Atlas"),
            ("Plenary 2", "Finance", 21, "09:00", "10:30", ""),
        ],
    ),
    "a French programme": (
        """\
PROGRAMME PROVISOIRE

Mercredi 21 novembre 2018

09h00 - 09h30 : Accueil des participants
09h30 - 10h30 : Séance d'ouverture
- Allocution de M. Mohand Laenser, Président de l'ARM
- Allocution de Mme Célestine Ketcha Courtès, Maire de Bangangté
10h30 - 11h00 : Pause-café
11h00 - 13h00 : Atelier 1 : Coopération décentralisée et développement
Modérateur : M. Khalid Safir, Wali Directeur général
Intervenants :
• Simon Martin, ambassadeur
• Driss El Yazami (à confirmer)
Lieu : Salle Menara
13h00 – 14h30 : Déjeuner

Jeudi 22 novembre 2018

09h30 - 11h00 : Atelier 2 : Finances locales
Lieu : Salle Agadir
""",
        [
            ("", "Accueil des participants", 21, "09:00", "09:30", ""),
            ("", "Séance d'ouverture", 21, "09:30", "10:30", ""),
            ("", "Pause-café", 21, "10:30", "11:00", ""),
            ("Atelier 1", "Coopération décentralisée et développement", 21, "11:00", "13:00", "Menara"),
            ("", "Déjeuner", 21, "13:00", "14:30", ""),
            ("Atelier 2", "Finances locales", 22, "09:30", "11:00", "Agadir"),
        ],
    ),
    "one sentence": (
        """\
Dear colleagues,

The session SOU 84 "Partnering to last" will be held on Wednesday 21 November 2018
from 9.30 am to 12.30 pm in Room Dakhla. It is organized by AMPCC and ARM.

Best,
Anna
""",
        [
            ("SOU 84", "Partnering to last", 21, "09:30", "12:30", "Dakhla"),
        ],
    ),
    "an Arabic day in rows": (
        """\
برنامج اليوم الثاني: الأربعاء 21 نونبر 2018

09:00 – 09:30 استقبال المشاركين
09:30 – 12:30 الجلسة 3: الجهوية المتقدمة والتعاون اللامركزي
مسير الجلسة: السيد محند العنصر، رئيس جمعية جهات المغرب
المتدخلون:
- امباركة بوعيدة، رئيسة جهة كلميم واد نون
- خالد سفير (في انتظار التأكيد)
القاعة: المنارة
اللغات: العربية والفرنسية، مع ترجمة فورية إلى الإنجليزية
12:30 – 14:00 استراحة غداء
""",
        [
            ("", "استقبال المشاركين", 21, "09:00", "09:30", ""),
            ("الجلسة 3", "الجهوية المتقدمة والتعاون اللامركزي", 21, "09:30", "12:30", "المنارة"),
            ("", "استراحة غداء", 21, "12:30", "14:00", ""),
        ],
    ),
    "bars under titles": (
        """\
SOU 84
Partnering to last: the challenge of the commitment pact between
the players of the Territory
Wed 21 Nov 2018 | 09:30 - 12:30 | Dakhla
Organisers: AMPCC (Tel. 05 37 20 59 03), ARM

SOU 75
United in diversity & adversity
Wed 21 Nov 2018 | 09:30 - 12:30 | Agadir
Organisers: AMPCC
""",
        [
            (
                "SOU 84",
                "Partnering to last: the challenge of the commitment pact between the players of the Territory",
                21,
                "09:30",
                "12:30",
                "Dakhla",
            ),
            ("SOU 75", "United in diversity & adversity", 21, "09:30", "12:30", "Agadir"),
        ],
    ),
    "rooms across": (
        "Heure\tSalle Dakhla\tSalle Agadir\tSalle Menara\n"
        "9h30-12h30\tSOU 84 - Partenariats\tSOU 75 - Unis dans la diversité\t\n"
        "14h30-18h00\t\tFinances locales\tSOU 90 : Climat\n",
        [
            ("SOU 84", "Partenariats", 0, "09:30", "12:30", "Dakhla"),
            ("SOU 75", "Unis dans la diversité", 0, "09:30", "12:30", "Agadir"),
            ("", "Finances locales", 0, "14:30", "18:00", "Agadir"),
            ("SOU 90", "Climat", 0, "14:30", "18:00", "Menara"),
        ],
    ),
    "days, rooms, rows": (
        """\
Jour 1 : mardi 20 novembre
Salle Atlas
9h00  Ouverture officielle
10h30  Pause
11h00-12h30  Plénière : le rôle des villes

Jour 2 : mercredi 21 novembre
Salle Dakhla
9h30-12h30  SOU 84 – Partenariats durables
    Organisé par : AMPCC, ARM
Salle Agadir
9h30-12h30  SOU 75 – Unis dans la diversité
    Organisé par : AMPCC
""",
        [
            ("", "Ouverture officielle", 20, "09:00", "", "Atlas"),
            ("", "Pause", 20, "10:30", "", "Atlas"),
            ("", "Plénière : le rôle des villes", 20, "11:00", "12:30", "Atlas"),
            ("SOU 84", "Partenariats durables", 21, "09:30", "12:30", "Dakhla"),
            ("SOU 75", "Unis dans la diversité", 21, "09:30", "12:30", "Agadir"),
        ],
    ),
    "a drawn table": (
        """\
| Time | Session | Room | Speakers |
|------|---------|------|----------|
| 21/11 09:30-12:30 | SOU 84: Partnering to last | Dakhla | Jane Doe; John Smith (TBC) |
| 21/11 14:30-18:00 | SOU 75: United in diversity | Agadir | |
""",
        [
            ("SOU 84", "Partnering to last", 21, "09:30", "12:30", "Dakhla"),
            ("SOU 75", "United in diversity", 21, "14:30", "18:00", "Agadir"),
        ],
    ),
    "a mail passed on": (
        """\
Subject: TR: session de mercredi

---------- Message transféré ----------
De : Leïla <leila@example.org>
Date : lun. 12 nov. 2018 à 10:12
À : organisation@example.org

Bonjour,
comme convenu voici notre session :

« Des partenariats qui durent »
le mercredi 21 novembre de 9h30 à 12h30
en salle Dakhla

Organisée par l'Association des Régions du Maroc (ARM), tél. 05 37 20 59 03

Objectifs :
1/ recenser les outils
2/ faire dialoguer les continents

Merci d'avance,
Leïla
""",
        [
            ("", "Des partenariats qui durent", 21, "09:30", "12:30", "Dakhla"),
        ],
    ),
    "slots with labels within lines": (
        """\
Wednesday 21st November
Morning sessions (9:30 – 12:30)
SOU 84. Partnering to last. Room: Dakhla. Organizers: AMPCC, ARM
SOU 75. United in diversity. Room: Agadir. Organizer: AMPCC
Afternoon sessions (2:30 pm – 6 pm)
SOU 33. The African Fund. Room: 9.
""",
        [
            ("SOU 84", "Partnering to last", 21, "09:30", "12:30", "Dakhla"),
            ("SOU 75", "United in diversity", 21, "09:30", "12:30", "Agadir"),
            ("SOU 33", "The African Fund", 21, "14:30", "18:00", "Room 9"),
        ],
    ),
    "facts under titles": (
        """\
SOU 84 Partnering to last
Room Dakhla, 21/11, 9:30-12:30

SOU 75 United in diversity
Room Agadir, 21/11, 9:30-12:30

SOU 74a Urban planning
Room Menara, 23/11, 9:30-12:30
""",
        [
            ("SOU 84", "Partnering to last", 21, "09:30", "12:30", "Dakhla"),
            ("SOU 75", "United in diversity", 21, "09:30", "12:30", "Agadir"),
            ("SOU 74a", "Urban planning", 23, "09:30", "12:30", "Menara"),
        ],
    ),
    "a form in Arabic": (
        """\
الجلسة: شراكات تدوم
التاريخ: 21/11/2018
من 9:30 إلى 12:30
المكان: الداخلة
الجهة المنظمة: جمعية جهات المغرب - الهاتف: 05.37.20.59.03
أهداف الجلسة:
• جرد أدوات التعاون
• فتح الحوار بين القارات
""",
        [
            ("", "شراكات تدوم", 21, "09:30", "12:30", "الداخلة"),
        ],
    ),
    "a French form with its code above": (
        """\
Session ouverte SOU 84
Thème : Partenariats durables
Date et heure : mercredi 21 novembre 2018, 09h30-12h30
Lieu : Salle Dakhla, Palmeraie
Organisateurs : Association Marocaine des Présidents des Conseils Municipaux (AMPCC),
Association des Régions du Maroc (ARM)
Contact : 05 37 20 59 03
Objectifs de la session :
- Définir les outils existants
- Promouvoir les échanges
""",
        [
            ("SOU 84", "Partenariats durables", 21, "09:30", "12:30", "Dakhla"),
        ],
    ),
    "commas between cells": (
        """\
Code,Title,Date,Start,End,Room,Organizers
SOU 84,"Partnering to last: the challenge, together",2018-11-21,09:30,12:30,Dakhla,AMPCC
SOU 75,United in diversity,2018-11-21,09:30,12:30,Agadir,AMPCC
""",
        [
            ("SOU 84", "Partnering to last: the challenge, together", 21, "09:30", "12:30", "Dakhla"),
            ("SOU 75", "United in diversity", 21, "09:30", "12:30", "Agadir"),
        ],
    ),
    "ordinal sessions in Arabic": (
        """\
الجلسة الأولى: الجهوية المتقدمة
يوم الأربعاء 21 نونبر 2018 على الساعة التاسعة والنصف صباحا
بقاعة الداخلة

الجلسة الثانية: التعاون اللامركزي
يوم الخميس 22 نونبر 2018 على الساعة الثالثة بعد الزوال
بقاعة أكادير
""",
        [
            ("", "الجلسة الأولى: الجهوية المتقدمة", 21, "09:30", "", "الداخلة"),
            ("", "الجلسة الثانية: التعاون اللامركزي", 22, "15:00", "", "أكادير"),
        ],
    ),
    "lettered points of minutes": (
        """\
MINUTES

The committee agreed the following sessions:

a) SOU 84, Partnering to last, Wednesday 21 November, 9.30–12.30, Dakhla (AMPCC, ARM)
b) SOU 75, United in diversity, Wednesday 21 November, 9.30–12.30, Agadir (AMPCC)
""",
        [
            ("SOU 84", "Partnering to last", 21, "09:30", "12:30", "Dakhla"),
            ("SOU 75", "United in diversity", 21, "09:30", "12:30", "Agadir"),
        ],
    ),
    "each on a line of its own": (
        """\
09:30 - 12:30
Dakhla
SOU 84
Partnering to last
AMPCC / ARM

09:30 - 12:30
Agadir
SOU 75
United in diversity
AMPCC
""",
        [
            ("SOU 84", "Partnering to last", 0, "09:30", "12:30", "Dakhla"),
            ("SOU 75", "United in diversity", 0, "09:30", "12:30", "Agadir"),
        ],
    ),
    "hours above each": (
        """\
Wednesday, 21 November 2018

9:30 AM
SOU 84: Partnering to last
Room Dakhla
Speakers: Jane Doe (UCLG), John Smith (ICLEI)

2:30 PM
SOU 75: United in diversity
Room Agadir
""",
        [
            ("SOU 84", "Partnering to last", 21, "09:30", "", "Dakhla"),
            ("SOU 75", "United in diversity", 21, "14:30", "", "Agadir"),
        ],
    ),
}
