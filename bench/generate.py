"""Partners by the thousand: contract exports of N invented companies, as a content folder ready to build.

    python bench/generate.py N --seed 7 --out DIR [--as-of 2026-11-22] [--change PERCENT --night K]

Partner i depends on (seed, i) and the as-of day alone, so 1,000 partners are a prefix of 10,000, table by table,
and the same call gives the same bytes. Rows are written as they are made: memory does not grow with N.

What a partner has: a name in the script of its country, 1–3 offices in real cities, 3–4 people, about 10 earned
skills, 10 revenue rows, up to 3 solutions with customer experiences, agreements, a survey, marketing information with
about 87 words of Markdown; one in twenty is in the alliance, nineteen in twenty publish to customers. Words follow a
Zipf–Mandelbrot law over common words (38 % of the text) and some 4,000 content words, most of them invented; names
hold invented words of their own, so the vocabulary grows with N as a real one does.

--change: about PERCENT of the partners differ from the night before, night by night up to K: new words, a new
booking, a new skill, a new office, a new name, a changed flag. Night K's new rows are dated K days after --as-of,
which therefore stays the same from night to night.

The programs, their skills tables and the vocabulary are copied from the project's content folder; the rows use their
codes and terms. Tables have the contract's default names and headers: a site.yml for them needs no `tables`.
"""

from __future__ import annotations

import argparse
import csv
import math
import random
import re
import shutil
import sys
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

CONTENT = Path(__file__).resolve().parent.parent / "content"
ALLIANCE = "security-services-alliance"
BATCH = 400  # partners between two writes
PAST, FUTURE = 4400, 1500  # days before and after the as-of day that rows may name

TABLES = {  # folder/table: columns, in the contract's words
    "profiles/organizations": "organization_id name website",
    "profiles/profiles": "partner_id name status approved_on suspended_on ended_on country types organization_id"
    " website industries technologies languages founded employees passport_advantage_id company_token former_names",
    "profiles/locations": "location_id partner_id street city postal_code country latitude longitude headquarters",
    "profiles/people": "person_id partner_id location_id role name email left_on",
    "profiles/candidate_ids": "candidate_id person_id added_on",
    "profiles/earned_skills": "candidate_id skill_code earned_on expires_on",
    "profiles/revenue": "revenue_id partner_id brand amount currency booked_on source",
    "profiles/satisfaction": "survey_id partner_id score surveyed_on",
    "profiles/agreements": "agreement_id partner_id kind status valid_from valid_to program",
    "profiles/invitations": "invitation_id partner_id program level track status valid_from valid_to",
    "profiles/rates": "currency per rate valid_from",
    "marketing/marketing": "partner_id location_id publish_to_customers publish_to_partners tagline description"
    " services contact_name contact_email teaming_offers teaming_seeks teaming_regions updated_on",
    "solutions/solutions": "solution_id partner_id name summary description industries technologies status"
    " published_on withdrawn_on showcase technical_validation validated_on",
    "solutions/customer_experiences": "experience_id solution_id customer customer_public summary status decided_on"
    " valid_to",
    "alliance/participants": "partner_id program invited_on agreement_signed_on assigned_level assigned_on ended_on"
    " offering offering_launched_on sales_trained_on delivery_trained_on training_valid_to executive_sponsor"
    " alliance_manager",
    "alliance/leads": "lead_id partner_id program qualified total_contract_value currency closed_on",
}

# code : weight : currency : languages : script : legal forms : cities with latitude and longitude
COUNTRIES = """
US:22:USD:en;es:en:Inc.|LLC|Corp.|Group:New York 40.71 -74.01|Chicago 41.88 -87.63|Seattle 47.61 -122.33
  |Austin 30.27 -97.74|Denver 39.74 -104.99|Atlanta 33.75 -84.39|Boston 42.36 -71.06|Minneapolis 44.98 -93.27
CA:5:CAD:en;fr-CA:en:Inc.|Ltd.:Toronto 43.65 -79.38|Montréal 45.50 -73.57|Vancouver 49.28 -123.12
MX:4:MXN:es-MX;en:es:S.A. de C.V.:Ciudad de México 19.43 -99.13|Guadalajara 20.66 -103.35|Monterrey 25.69 -100.32
BR:6:BRL:pt-BR;en:pt:Ltda.|S.A.:São Paulo -23.55 -46.63|Recife -8.05 -34.88|Curitiba -25.43 -49.27
AR:2:USD:es;en:es:S.A.|S.R.L.:Buenos Aires -34.60 -58.38|Córdoba -31.42 -64.18
CO:2:USD:es;en:es:S.A.S.:Bogotá 4.71 -74.07|Medellín 6.24 -75.58
CL:1:USD:es;en:es:SpA:Santiago -33.45 -70.67|Valparaíso -33.05 -71.61
DE:9:EUR:de;en:de:GmbH|AG|KG|eG:Berlin 52.52 13.40|München 48.14 11.58|Hamburg 53.55 9.99|Köln 50.94 6.96
  |Leipzig 51.34 12.37|Düsseldorf 51.23 6.77
AT:2:EUR:de;en:de:GmbH:Wien 48.21 16.37|Graz 47.07 15.44|Linz 48.31 14.29
CH:3:CHF:de-CH;fr;en:de:AG|GmbH:Zürich 47.38 8.54|Basel 47.56 7.59|Bern 46.95 7.45
GB:8:GBP:en:en:Ltd|LLP|plc:London 51.51 -0.13|Manchester 53.48 -2.24|Leeds 53.80 -1.55|Glasgow 55.86 -4.25
IE:2:EUR:en;ga:en:Ltd:Dublin 53.35 -6.26|Cork 51.90 -8.47
FR:7:EUR:fr;en:fr:SAS|SARL|S.A.:Paris 48.86 2.35|Lyon 45.76 4.84|Nantes 47.22 -1.55|Toulouse 43.60 1.44
BE:2:EUR:nl;fr;en:fr:SRL|BV:Bruxelles 50.85 4.35|Gent 51.05 3.72|Liège 50.63 5.58
NL:5:EUR:nl;en:nl:B.V.:Amsterdam 52.37 4.90|Utrecht 52.09 5.12|Eindhoven 51.44 5.47|Groningen 53.22 6.57
ES:4:EUR:es;ca;en:es:S.L.|S.A.:Madrid 40.42 -3.70|Barcelona 41.39 2.17|Zaragoza 41.65 -0.89|Málaga 36.72 -4.42
PT:2:EUR:pt;en:pt:Lda.|S.A.:Lisboa 38.72 -9.14|Porto 41.16 -8.63
IT:4:EUR:it;en:it:S.r.l.|S.p.A.:Milano 45.46 9.19|Torino 45.07 7.69|Bologna 44.49 11.34|Genova 44.41 8.95
SE:3:SEK:sv;en:nordic:AB:Stockholm 59.33 18.07|Göteborg 57.71 11.97|Umeå 63.83 20.26
NO:2:NOK:nb;en:nordic:AS:Oslo 59.91 10.75|Bergen 60.39 5.32|Tromsø 69.65 18.96
DK:2:EUR:da;en:nordic:ApS|A/S:København 55.68 12.57|Aarhus 56.16 10.20
FI:2:EUR:fi;sv;en:nordic:Oy:Helsinki 60.17 24.94|Tampere 61.50 23.76|Oulu 65.01 25.47
PL:4:PLN:pl;en:pl:Sp. z o.o.|S.A.:Warszawa 52.23 21.01|Łódź 51.76 19.46|Kraków 50.06 19.94|Gdańsk 54.35 18.65
CZ:2:EUR:cs;en:cs:s.r.o.|a.s.:Praha 50.08 14.44|Brno 49.20 16.61
RO:2:EUR:ro;en:es:SRL:București 44.43 26.10|Cluj-Napoca 46.77 23.62
UA:2:USD:uk;en:uk:ТОВ:Київ 50.45 30.52|Львів 49.84 24.03|Одеса 46.48 30.72
GR:1:EUR:el;en:el:Α.Ε.:Αθήνα 37.98 23.73|Θεσσαλονίκη 40.64 22.94
TR:2:USD:tr;en:tr:A.Ş.:İstanbul 41.01 28.98|İzmir 38.42 27.14|Ankara 39.93 32.86
IL:2:USD:he;en:he:בע״מ:תל אביב 32.09 34.78|חיפה 32.79 34.99
AE:2:USD:ar;en:ar:للتقنية:دبي 25.20 55.27|أبوظبي 24.45 54.38
EG:1:USD:ar;en:ar:للأنظمة:القاهرة 30.04 31.24|الإسكندرية 31.20 29.92
ZA:2:ZAR:en;af;zu:en:(Pty) Ltd:Johannesburg -26.20 28.05|Cape Town -33.92 18.42|Durban -29.86 31.02
NG:1:USD:en;yo;ig:en:Ltd:Lagos 6.52 3.38|Abuja 9.06 7.50
KE:1:USD:en;sw:en:Ltd:Nairobi -1.29 36.82|Kisumu -0.09 34.77
IN:9:INR:en;hi;ta:en:Pvt Ltd|LLP:Bengaluru 12.97 77.59|Mumbai 19.08 72.88|Chennai 13.08 80.27|Pune 18.52 73.86
IN:2:INR:hi;en:hi:लिमिटेड:जयपुर 26.91 75.79|लखनऊ 26.85 80.95|भोपाल 23.26 77.41
PK:1:USD:ur;en:en:(Pvt) Ltd:Lahore 31.52 74.36|Karachi 24.86 67.00
JP:5:JPY:ja;en:ja:株式会社:東京 35.68 139.77|大阪 34.69 135.50|名古屋 35.18 136.91|福岡 33.59 130.40
KR:2:USD:ko;en:ko:주식회사:서울 37.57 126.98|부산 35.18 129.08
CN:4:USD:zh-Hans;en:zh:有限公司:上海 31.23 121.47|深圳 22.54 114.06|成都 30.57 104.07
TW:1:USD:zh-Hant;en:zh:股份有限公司:臺北 25.03 121.57|高雄 22.63 120.30
TH:1:USD:th;en:th:จำกัด:กรุงเทพมหานคร 13.76 100.50|เชียงใหม่ 18.79 98.98
VN:1:USD:vi;en:vi:Co. Ltd:Hà Nội 21.03 105.85|Đà Nẵng 16.05 108.20
ID:2:USD:id;en:en:Tbk:Jakarta -6.21 106.85|Bandung -6.92 107.62
SG:2:SGD:en;zh-Hans;ms:en:Pte. Ltd.:Singapore 1.35 103.82
PH:1:USD:fil;en:en:Inc.:Manila 14.60 120.98|Cebu 10.32 123.89
AU:4:AUD:en:en:Pty Ltd:Sydney -33.87 151.21|Melbourne -37.81 144.96|Brisbane -27.47 153.03|Perth -31.95 115.86
NZ:1:AUD:en;mi:en:Ltd:Auckland -36.85 174.76|Wellington -41.29 174.78
"""
NO_GAPS = {"ja", "zh"}  # scripts that write names without spaces
FORM_FIRST = {"uk", "ko"}  # legal form before the name

# script : beginnings : middles (_ for a space) : ends : words that may follow
SCRIPTS = """
en:Ash Bar Cor Dal El Fen Gar Hal Ive Jor Kes Lan Mor Nor Or Pen Quil Ros Sel Tam Ul Ver Wick Yar Zel
  :a e i o u an en il or ar el um:ham ric den mere vale stone field lock well combe more stead fax by ton ridge
  :Systems Data Networks Software Storage Works Labs
de:Ahr Birk Dorn Eich Falk Grün Hasel Insel König Lind Möwen Nord Ost Pfeil Quell Roth Süd Tann Über Wald Zill
  :en er el a in:bach berg brück dorf feld hain heim hof kamp linde mühl see stein straße wert
  :Systemhaus Datentechnik Werke
fr:Aub Beau Cha Dour Éc Font Gar Haut Îl Jou Lau Mont Nav Orm Per Riv Sou Tour Val:a e i ou é an on en er
  :belle bois champ court fleur lune mer neige pierre quai roche verne ville:Conseil Numérique Réseaux
es:Alm Bel Cal Des Est Flor Gua Hor Ibar Jar Lum Mar Nev Oliv Piñ Quer Ría Sier Tor Val:a e i o u an ar el or
  :mora nada peña rada rosa sol tierra vega villa zul ñola:Sistemas Soluciones Datos
pt:Alv Bre Cam Douro Est Fal Gaiv Hor Ipê Jac Lag Mar Nau Our Pin Quin Rib Ser Tej Vale:a e i o u ã an el
  :cão bela fonte lar mar nova ponte rão serra ção vento:Sistemas Tecnologia Dados
it:Alb Bor Cam Dol Est Fior Gel Incal Lar Mon Nev Olm Piet Quer Ros Sel Tor Val:a e i o u an el in or
  :bella cielo dara faro lago mare notte ponte rosso sole tera:Sistemi Servizi Dati
nl:Amst Berg Dijk Eik Fries Gouw Heer IJs Kers Laar Meer Noord Oost Polder Rijn Schie Veen Water Zand:e er en el
  :broek dam drecht gracht haven huis land molen oord poort sluis weide:Automatisering Diensten
nordic:Ask Björk Dal Elv Fjäll Gran Hav Is Järv Kråk Lind Måne Nord Öst Ravn Skog Tjärn Ulv Väst Åker:a e i o u
  :berg dal fjord holm lund mark näs sjö strand sund vik ö:Data Teknik Lagring
pl:Brzoz Czar Dęb Gór Jeż Krzem Łąk Młyn Ostr Pszcz Rzecz Sowi Świt Trzc Wierz Żur:o e i y a
  :bór dół gaj góra kamień las łąka most pole ród sad wiatr:Systemy Dane
cs:Břez Čap Dub Hrad Jas Kámen Líp Mlýn Olš Pře Řek Skal Šíp Tůň Vlč Žlut:o e i a
  :hora kov les luka most pole sad skála vrch:Software Systémy
tr:Ak Bulut Çam Deniz Elma Gök Işık Kaya Menek Nar Orman Papat Sarı Tuna Üzüm Yıldız:a e ı i o u ö ü
  :bağ dağ dere gül kent köprü pınar su tepe yol:Bilişim Teknoloji
vi:Bình Cánh Đông Gió Hoa Lam Mây Nắng Phượng Sao Trúc Xuân:_:Biển Đồi Hồng Mai Núi Sông Trắng Vàng Xanh:Số
uk:Біло Верб Горо Дубо Зоре Калин Лісо Мали Ново Озер Піща Річко Соняш Тихо Яво:в н р л
  :бір вода град дар зір криниця луг міст поле ріка світ:Системи Дані
el:Αμυγδα Βορει Γαλα Δρυο Ελαι Θαλασσ Ιλισ Καστα Λευκ Μελι Νερα Ορει Πευκ Ροδι Συκ:ο ι α ε
  :δωρος θεα κρινα λιμνη μορφη νησος πηγη στερια φως:Πληροφορική Συστήματα
he:אלון ארז גל הדס חצב ירדן כוכב לילך נופר סלע עוז פשוש צוק רקפת שקד תמר:_
  :אור גבוה דרום זהב ירוק כחול לבן מזרח צפון רחב:מערכות תוכנה
ar:واحة نخلة نجمة بحر جبل ريح زهرة سحاب شمس قمر لؤلؤة منارة نهر ياسمين:_
  :الأفق الجنوب الخليج الشروق الصحراء الضياء الغد الفجر النور الوادي:الرقمية الحديثة
hi:कमल केसर गंगा चंदन तारा नदी पवन पलाश बरगद मयूर रजत वन सागर हिम:_:किरण ज्योति दीप धारा पथ प्रभा मेघ लहर सेतु:डेटा
ja:青 朝 泉 榎 霞 桐 雲 桜 白 杉 鈴 滝 月 露 波 萩 星 松 水 雪:風 鳥 原 峰 森 山 雨 浜 灯 橋 里 沢
  :川 谷 野 丘 崎 島 園 海 空 路:システム 情報技研 データ
ko:가람 나래 다온 라온 마루 바다 새벽 소나 아라 은하 자작 참나 하늘 한별:빛 숲 길 샘 별 달
  :누리 마을 바람 언덕 정원 호수:정보기술 시스템
zh:云 松 竹 梅 青 白 星 月 海 江 山 林 雨 雪 风 晨 秋 春:泉 桥 帆 雁 鹤 鹿 舟 石 溪 岚 霞 露
  :达 远 明 安 和 信 源 成:信息技术 数据 科技
th:ดาว เมฆ ทะเล ภูเขา สายลม ดอกไม้ ต้นไม้ แสง น้ำค้าง รุ้ง:ทอง เงิน ฟ้า ขาว:เหนือ ใต้ ใหม่ งาม สว่าง:เทคโนโลยี ข้อมูล
"""
LEXICON = """
function:the of and to in a for with is on that by as we our your are from it an be at or this their can which all
  more have you has its into who not each than how they any when across through over under between while where was
  will most both also other one new only these been about out up may but no so if some what there every own within
  before after during without because until since like just then now here very well many few same next last
verbs:secure store migrate integrate automate operate monitor design measure protect recover restore archive deliver
  support consult train adopt modernize maintain connect translate forecast schedule manufacture inspect label print
  insure audit certify encrypt analyze report govern transport harvest brew weave dock weigh heal teach invoice trade
nouns:server storage network cloud platform database backup tape printer warehouse terminal factory hospital clinic
  bank insurer school university council ministry harbour ship crane railway station airport mine quarry forest farm
  dairy brewery winery mill loom shop till hotel restaurant kitchen laboratory office tower bridge dam turbine grid
  meter sensor robot camera drone truck container pallet parcel ticket ledger contract policy claim loan account
  customer supplier engineer operator auditor nurse teacher driver captain farmer baker mayor region village island
  river coast mountain winter summer night morning week quarter year hour minute promise risk fault outage queue
  batch message record register document map chart model plan project team partner standard licence release version
  part cable rack room key lock door alarm log trace proof answer question letter page word language voice
adjectives:quiet plain local regional public private hybrid open sealed rugged small large early late fast slow
  steady honest simple careful tested certified managed shared remote mobile wet cold dry dark bright northern southern
  eastern western coastal rural urban industrial medical financial legal academic municipal national bilingual
onsets:b br c ch d dr f fl g gr h k kl l m n p pl pr qu r s sk sl sp st t tr v w z
vowels:a e i o u ai ea ou y
codas:n r s l t m nd rt ck ll x sh
given:Aino Bela Cora Dario Emre Farid Greta Hana Ivo Jonas Kofi Lena Maya Nils Omar Petra Rosa Sami Tara Ute Vera Yara
family:Abram Bergson Castell Dorani Eklund Farrow Gruber Halden Imhoff Jansky Kellor Lindqvist Marten Norling Okoru
  Perrin Quist Rahmo Sandor Tervo Ullmark Vandal Westry Zaremba
types:reseller reseller isv reseller;isv system_integrator;reseller managed_service_provider isv;consultant
"""
BRANDS = ("Storage", "Software", "System x", "System i", "Printer", "Power Systems")
SOURCES = ("distributor", "passport_advantage", "sales_representative", "distributor", "sales_representative") * 2
RATES = "EUR 1.12 GBP 1.31 JPY .0066 BRL .185 CHF 1.2 INR .0116 AUD .66 CAD .73 PLN .27 SEK .104 ZAR .0565 MXN .054"
RATES += " SGD .775 NOK .098"
ROLES = ("authorized_profile_administrator", "primary_relationship_contact", "employee", "employee")


def lines_of(text: str) -> Iterator[list[str]]:
    """The fields of a block above; an indented line continues the one before it."""
    for line in re.sub(r"\n +(?=[|:])", "", text).replace("\n  ", " ").strip().splitlines():
        yield line.split(":")


LISTS = {name: tuple(words.split()) for name, words in lines_of(LEXICON)}
USD = dict(zip(RATES.split()[::2], map(float, RATES.split()[1::2]), strict=True))


class Country(NamedTuple):
    """A country with what the rows of its partners need."""

    code: str
    currency: str
    languages: list[str]
    script: str
    forms: list[str]
    cities: list[tuple[str, float, float]]


class Weighted(NamedTuple):
    """Things to draw and their cumulative weights."""

    things: Sequence[str]
    weights: Sequence[float]

    def draw(self, r: random.Random, n: int) -> list[str]:
        return r.choices(self.things, cum_weights=self.weights, k=n)


class World(NamedTuple):
    """Everything that is the same for all partners. `days[k]` is k days before the as-of day, also for k < 0."""

    countries: list[Country]
    country_weights: list[int]
    scripts: dict[str, list[list[str]]]
    words: Weighted
    industries: Weighted
    technologies: Weighted
    skills: list[str]
    days: list[str]


def world(as_of: date, content: Path = CONTENT) -> World:
    """Read the vocabulary and the skills table of the project, and prepare countries, names, words and days."""
    countries, weights = [], []
    for code, weight, currency, languages, script, forms, places in lines_of(COUNTRIES):
        cities = [(name, float(lat), float(lon)) for name, lat, lon in (p.rsplit(" ", 2) for p in places.split("|"))]
        countries.append(Country(code, currency, languages.split(";"), script, forms.split("|"), cities))
        weights.append(int(weight))
    with (content / "programs/partnerworld/skills.csv").open(encoding="utf-8", newline="") as file:
        table = [
            (row["skill_code"], row["vendor"] == "IBM" and row["status"] == "active") for row in csv.DictReader(file)
        ]
    counting = [code for code, counts in table if counts]
    return World(
        countries=countries,
        country_weights=list(accumulate(weights)),
        scripts={s: [part.replace("_", "\0").split() for part in parts] for s, *parts in lines_of(SCRIPTS)},
        words=vocabulary_of_texts(),
        industries=terms(content, "industries"),
        technologies=terms(content, "technologies"),
        skills=counting * 3 + [code for code, counts in table if not counts] + ["X-NOT-LISTED"],
        days=[(as_of - timedelta(days=k)).isoformat() for k in (*range(PAST), *range(-FUTURE, 0))],
    )


def vocabulary_of_texts() -> Weighted:
    """Words by a Zipf–Mandelbrot law: function words make 38 % of a text, rare content words are invented."""
    r = random.Random(20261122)
    families = [[verb, verb + "s", verb.rstrip("e") + "ed", verb.rstrip("e") + "ing"] for verb in LISTS["verbs"]]
    families += [[noun, noun[:-1] + "ies" if noun.endswith("y") else noun + "s"] for noun in LISTS["nouns"]]
    families += [[adjective] for adjective in LISTS["adjectives"]]
    r.shuffle(families)
    known = {word for family in families for word in family}
    while len(families) < 2000:
        stem = "".join(
            r.choice(LISTS[part]) for part in ("onsets", "vowels", "codas", "vowels", "codas")[: r.choice((3, 5))]
        )
        if len(stem) > 3 and stem not in known:
            known.add(stem)
            families.append([stem, stem + "s", stem + "ed"][: r.randint(1, 3)])
    ranked = sorted((rank + 60 * k, word) for rank, family in enumerate(families) for k, word in enumerate(family))
    content = [word for _, word in ranked]
    function = [1 / (rank + 1.7) for rank in range(len(LISTS["function"]))]
    rest = [1 / (rank + 15) for rank in range(len(content))]
    scale = 0.38 / 0.62 * sum(rest) / sum(function)
    return Weighted([*LISTS["function"], *content], list(accumulate([*(f * scale for f in function), *rest])))


def terms(content: Path, facet: str) -> Weighted:
    """The values of one section of the vocabulary that stand under a heading, in a fixed mixed order."""
    section = (content / "vocabulary.yml").read_text(encoding="utf-8").partition(f"\n{facet}:\n")[2].split("\n\n")[0]
    values = sorted(re.findall(r'- \{label: "?([^",}]+)"?, slug: [^,}]+, parent:', section))
    random.Random(facet).shuffle(values)
    return Weighted(values, list(accumulate(1 / (rank + 3) for rank in range(len(values)))))


def quoted(text: str) -> str:
    """A cell that may hold commas, quotation marks or line breaks."""
    return '"' + text.replace('"', '""') + '"'


def joined(values: Sequence[str]) -> str:
    """A list cell."""
    return "; ".join(dict.fromkeys(values))


@dataclass(slots=True)
class Partner:
    """What several tables say of one partner; the changes of later nights are applied to it before it is written."""

    r: random.Random
    pid: str
    number: str
    country: Country
    size: float  # of the business; 1 in the middle
    root: str
    name: str
    plain: str  # for addresses
    industries: list[str]
    technologies: list[str]
    approved: int  # days before the as-of day
    description: str
    customers: bool
    partners: bool
    updated: str
    former: str = ""
    extra_offices: list[random.Random] = field(default_factory=list)
    extra_bookings: list[tuple[random.Random, str]] = field(default_factory=list)
    extra_skills: list[tuple[random.Random, str]] = field(default_factory=list)


class Writer:
    """Makes the rows of one partner after another; `rows` collects lines by table until they are written."""

    def __init__(self, world: World, seed: int, change: float = 0, night: int = 0) -> None:
        self.world = world
        self.seed = seed
        self.changed_below = round(change * 10_000)  # of a million
        self.night = night
        self.rows: dict[str, list[str]] = {table: [] for table in TABLES}

    def partner(self, i: int) -> None:
        """Add the rows of partner i."""
        w = self.world
        r = random.Random(self.seed << 40 | i)
        country = r.choices(w.countries, cum_weights=w.country_weights)[0]
        root, name, plain = self._name(r, country, i)
        technologies = w.technologies.draw(r, r.randint(2, 6))
        public = r.random()
        p = Partner(
            r=r,
            pid=f"P{i:07d}",
            number=f"{i:07d}",
            country=country,
            size=math.exp(r.gauss(0, 1.3)),
            root=root,
            name=name,
            plain=plain,
            industries=w.industries.draw(r, r.randint(1, 3)),
            technologies=technologies,
            approved=r.randint(200, 4000),
            description=self._description(r, name, technologies),
            customers=public < 0.95,
            partners=public > 0.03,
            updated=w.days[r.randint(0, 700)],
        )
        for night, kind in self._changes(i):
            self._change(p, i, night, kind)
        self._profile(p, i)
        offices = self._locations(p)
        self._people(p, offices[: len(offices) - len(p.extra_offices)])
        self._revenue(p)
        self._agreements(p)
        self._marketing(p, offices)
        for s in range(r.choice((0, 1, 1, 2, 2, 3))):
            self._solution(p, f"{p.number}{s}")
        if r.random() < 0.05:
            self._alliance(p)

    def _changes(self, i: int) -> Iterator[tuple[int, int]]:
        """Which nights changed partner i, and in what way (0–99)."""
        for night in range(1, self.night + 1) if self.changed_below else ():
            draw = zlib.crc32(f"{self.seed}:{i}:{night}".encode())
            if draw % 1_000_000 < self.changed_below:
                yield night, draw // 1_000_000 % 100

    def _change(self, p: Partner, i: int, night: int, kind: int) -> None:
        r, day = random.Random(f"{self.seed}/{i}/{night}"), self.world.days[-night]
        if kind < 75:
            p.updated = day
            p.description = self._description(r, p.name, p.technologies)
        if 55 <= kind < 75:
            p.extra_bookings.append((r, day))
        elif 75 <= kind < 88:
            p.extra_skills.append((r, day))
        elif 88 <= kind < 92:
            p.extra_offices.append(r)
            p.updated = day
        elif 92 <= kind < 97:
            p.former, p.name = p.name, self._name(r, p.country, i)[1]
        elif kind >= 97:
            p.customers = not p.customers

    def _name(self, r: random.Random, country: Country, i: int) -> tuple[str, str, str]:
        """The invented word, the whole name in the country's script, and a plain word for addresses."""
        first, middle, last, after = self.world.scripts[country.script]
        root = (r.choice(first) + r.choice(middle) + r.choice(last)).replace("\0", " ")
        words = [root, r.choice(after) if r.random() < 0.6 else "", r.choice(country.forms)]
        if country.script == "en" and r.random() < 0.4:
            words[1] = r.choice(LISTS["nouns"]).capitalize() + " " + words[1]
        if country.script in FORM_FIRST:
            words = words[2:] + words[:2]
        gap = "" if country.script in NO_GAPS else " "
        ascii_root = unicodedata.normalize("NFKD", root).encode("ascii", "ignore").decode().lower()
        return root, gap.join(w.strip() for w in words if w), (re.sub("[^a-z]", "", ascii_root) or "partner") + f"-{i}"

    def _sentences(self, r: random.Random, n: int) -> list[str]:
        words, out, at = self.world.words.draw(r, n), [], 0
        while at < n:
            end = at + 8 + int(r.random() * 10)
            sentence = " ".join(words[at:end])
            out.append(sentence[0].upper() + sentence[1:] + ".")
            at = end
        return out

    def _description(self, r: random.Random, name: str, technologies: Sequence[str]) -> str:
        """Markdown of about 87 words: a bold name, now and then a heading, a list, emphasis, a link."""
        sentences, draw = self._sentences(r, r.randint(40, 118)), r.random()
        half = len(sentences) // 2 or 1
        opening = f"**{name}** works with {technologies[0]}. " + " ".join(sentences[:half])
        rest = " ".join(sentences[half:])
        some = self.world.words.draw(r, 12)
        if draw < 0.3:
            rest = f"## {some[0].capitalize()} {some[1]}\n\n- {' '.join(some[2:6])}\n- {' '.join(some[6:9])}\n\n{rest}"
        elif draw < 0.5:
            rest += f" *{' '.join(some[:3])}*, see [our pages](https://www.example.com/{int(draw * 1000)})."
        return f"{opening}\n\n{rest}".strip()

    def _profile(self, p: Partner, i: int) -> None:
        r, days = p.r, self.world.days
        draw = r.random()
        status = "pending" if draw < 0.015 else "suspended" if draw < 0.025 else "approved"
        suspended = days[r.randint(0, 150)] if status == "suspended" else ""
        ended = days[r.randint(-40, 150)] if draw > 0.985 else ""
        group = f"O{i // 50:06d}" if i % 50 in (0, 7, 23) else ""
        if i % 50 == 0:
            self.rows["profiles/organizations"].append(f"{group},{p.root} Group,https://www.{p.plain}-group.example\n")
        passport = f"PA{r.randint(10**9, 10**10 - 1)}" if r.random() < 0.8 else ""
        self.rows["profiles/profiles"].append(
            f"{p.pid},{p.name},{status},{'' if status == 'pending' else days[p.approved]},{suspended},{ended},"
            f"{p.country.code},{r.choice(LISTS['types'])},{group},https://www.{p.plain}.example,{joined(p.industries)},"
            f"{joined(p.technologies)},{joined(p.country.languages[: r.randint(1, 3)])},{r.randint(1955, 2024)},"
            f"{int(40 * p.size) + 2},{passport},TK{r.randint(10**9, 10**10 - 1)},{p.former}\n"
        )

    def _locations(self, p: Partner) -> list[str]:
        offices = []
        for k, r in enumerate([p.r] * p.r.choice((1, 1, 1, 2, 2, 3)) + p.extra_offices):
            city, latitude, longitude = r.choice(p.country.cities)
            offices.append(f"L{p.number}{k}")
            self.rows["profiles/locations"].append(
                f"{offices[-1]},{p.pid},{r.choice(LISTS['nouns']).capitalize()} Street {int(r.random() * 240) + 1},"
                f"{city},{int(r.random() * 90000) + 10000},{p.country.code},{latitude + r.random() * 0.1:.4f},"
                f"{longitude + r.random() * 0.1:.4f},{'No' if k else 'Yes'}\n"
            )
        return offices

    def _people(self, p: Partner, offices: Sequence[str]) -> None:
        r, days, skills = p.r, self.world.days, self.world.skills
        candidates = []
        for k in range(r.choice((3, 4))):
            left = days[r.randint(-30, 300)] if k > 1 and r.random() < 0.04 else ""
            self.rows["profiles/people"].append(
                f"N{p.number}{k},{p.pid},{r.choice(offices)},{ROLES[k]},{r.choice(LISTS['given'])} "
                f"{r.choice(LISTS['family'])},staff{k}@{p.plain}.example,{left}\n"
            )
            if k:
                candidates.append(f"C{p.number}{k}")
                added = days[800 + int(r.random() * 400)]
                self.rows["profiles/candidate_ids"].append(f"C{p.number}{k},N{p.number}{k},{added}\n")
        earned = self.rows["profiles/earned_skills"]
        specialities = r.choices(skills, k=2 + min(18, int(2 * p.size)))
        for code in r.choices(specialities, k=r.randint(7, 13)):
            day = int(r.random() * (700 if p.size > 2 else 1300))  # large ones keep their people up to date
            earned.append(f"{r.choice(candidates)},{code},{days[day]},{days[day - 730]}\n")
        for again, today in p.extra_skills:
            earned.append(f"{candidates[0]},{again.choice(skills)},{today},\n")
        if r.random() < 0.01:
            earned.append(f"C{p.number}9,{skills[0]},{days[r.randint(0, 400)]},\n")  # a candidate id nobody listed

    def _revenue(self, p: Partner) -> None:
        r, days, currency, out = p.r, self.world.days, p.country.currency, self.rows["profiles/revenue"]
        unit = 50_000 * p.size / USD.get(currency, 1)
        favourites = r.sample(range(len(BRANDS)), 3)
        for k in range(r.randint(8, 12)):
            brand = favourites[int(r.random() * 3)]
            amount = unit * (0.2 + 1.6 * r.random()) * (-0.3 if r.random() < 0.01 else 1)
            out.append(
                f"R{p.number}{k:02d},{p.pid},{BRANDS[brand]},{amount:.2f},{currency},{days[int(r.random() * 720)]},"
                f"{SOURCES[brand]}\n"
            )
        for k, (again, today) in enumerate(p.extra_bookings):
            amount = unit * (1 + again.random())
            out.append(f"R{p.number}9{k},{p.pid},Storage,{amount:.2f},{currency},{today},distributor\n")
        if r.random() < 0.9:
            score = min(100, round(r.gauss(84, 8)))
            self.rows["profiles/satisfaction"].append(f"V{p.number},{p.pid},{score},{days[r.randint(0, 420)]}\n")

    def _agreements(self, p: Partner) -> None:
        r, days, out = p.r, self.world.days, self.rows["profiles/agreements"]
        lapsed = days[r.randint(-60, 200)] if r.random() < 0.05 else ""
        out.append(f"A{p.number}0,{p.pid},membership,approved,{days[p.approved]},{lapsed},\n")
        if r.random() < (0.8 if p.size > 2 else 0.1):
            start, status = r.randint(0, 600), "pending" if r.random() < 0.1 else "approved"
            out.append(f"A{p.number}1,{p.pid},partner_plan,{status},{days[start]},{days[start - 730]},partnerworld\n")
        if r.random() < 0.03:
            start, status = r.randint(0, 700), r.choice(("accepted", "accepted", "offered", "declined"))
            self.rows["profiles/invitations"].append(
                f"I{p.number},{p.pid},partnerworld,premier,isv,{status},{days[start]},{days[start - 730]}\n"
            )

    def _marketing(self, p: Partner, offices: Sequence[str]) -> None:
        r, words = p.r, self.world.words.draw(p.r, 14)
        tagline = f"{p.technologies[0]} for {p.industries[0].lower()}: {' '.join(words[: r.randint(2, 6)])}"
        services = joined([f"{words[6]} {words[7]}", f"{words[8]} {words[9]}", words[10]][: r.randint(1, 3)])
        teaming = ",,"
        if r.random() < 0.25:
            region = r.choice(("Europe", "North America", "Oceania"))
            teaming = f"{p.technologies[-1]} projects,{p.industries[-1]} specialists,{region}"
        self.rows["marketing/marketing"].append(
            f"{p.pid},,{'Yes' if p.customers else 'No'},{'Yes' if p.partners else 'No'},{tagline},"
            f"{quoted(p.description)},{services},{r.choice(LISTS['given'])} {r.choice(LISTS['family'])},"
            f"info@{p.plain}.example,{teaming},{p.updated}\n"
        )
        if len(offices) - len(p.extra_offices) > 1 and r.random() < 0.1:
            self.rows["marketing/marketing"].append(f"{p.pid},{offices[1]},No,Yes,,,,,,,,,{p.updated}\n")

    def _solution(self, p: Partner, number: str) -> None:
        r, days = p.r, self.world.days
        draw, published = r.random(), r.randint(-20, 900)
        status = "draft" if draw < 0.08 else "withdrawn" if draw < 0.13 and published > 0 else "published"
        withdrawn = days[r.randint(0, published)] if status == "withdrawn" else ""
        validation = r.choice(("", "", "", "nominated", "validated"))
        validated = days[r.randint(0, 300)] if validation == "validated" else ""
        name = f"{p.root} {r.choice(LISTS['nouns']).capitalize()}"
        summary, *body = self._sentences(r, r.randint(24, 38))
        self.rows["solutions/solutions"].append(
            f"S{number},{p.pid},{name},{summary},{' '.join(body)},{joined(p.industries[:2])},"
            f"{joined(p.technologies[:3])},{status},{days[published]},{withdrawn},{'Yes' if draw < 0.6 else 'No'},"
            f"{validation},{validated}\n"
        )
        if r.random() < 0.7:
            outcome, decided = r.choice(("approved", "submitted", "denied")), r.randint(0, 1200)
            dates = "," if outcome == "submitted" else f"{days[decided]},{days[decided - 730]}"
            customer = f"{r.choice(LISTS['family'])} {r.choice(LISTS['nouns']).capitalize()} Company"
            self.rows["solutions/customer_experiences"].append(
                f"E{number},S{number},{customer},{r.choice(('Yes', 'No'))},"
                f"{self._sentences(r, 14)[0]},{outcome},{dates}\n"
            )

    def _alliance(self, p: Partner) -> None:
        r, days = p.r, self.world.days
        start = r.randint(30, p.approved)
        signed = "" if r.random() < 0.06 else days[start]
        ended = days[r.randint(0, 30)] if r.random() < 0.04 else ""
        tier, trained = r.choice(("silver", "silver", "gold", "platinum")), r.randint(0, 400)
        sponsor = f"{r.choice(LISTS['family'])} Sponsor" if tier != "silver" else ""
        self.rows["alliance/participants"].append(
            f"{p.pid},{ALLIANCE},{days[start]},{signed},{tier},{days[start]},{ended},Managed {r.choice(LISTS['nouns'])}"
            f" service,{days[max(start - 90, 0)]},{days[trained]},{days[max(trained - 9, 0)]},{days[trained - 500]},"
            f"{sponsor},{r.choice(LISTS['given'])} {r.choice(LISTS['family'])}\n"
        )
        for k, kind in enumerate(("procurement", "deal_registration")):
            if r.random() < 0.95:
                row = f"A{p.number}{k + 2},{p.pid},{kind},approved,{days[start]},,{ALLIANCE}\n"
                self.rows["profiles/agreements"].append(row)
        for k in range(r.randint(4, 8)):
            value, won = 900_000 * p.size * (0.3 + 1.4 * r.random()), "No" if r.random() < 0.15 else "Yes"
            row = f"W{p.number}{k},{p.pid},{ALLIANCE},{won},{value:.2f},USD,{days[r.randint(0, 1000)]}\n"
            self.rows["alliance/leads"].append(row)


def generate(
    n: int, *, seed: int, out: Path, as_of: date, change: float = 0, night: int = 0, content: Path = CONTENT
) -> None:
    """Write a content folder with n partners to `out`, replacing the tables that are there."""
    writer = Writer(world(as_of, content), seed, change, night)
    for folder in {table.partition("/")[0] for table in TABLES}:
        (out / folder).mkdir(parents=True, exist_ok=True)
    shutil.copytree(content / "programs", out / "programs", dirs_exist_ok=True)
    shutil.copyfile(content / "vocabulary.yml", out / "vocabulary.yml")
    files = {table: (out / f"{table}.csv").open("w", encoding="utf-8", newline="") for table in TABLES}
    try:
        for table, columns in TABLES.items():
            files[table].write(columns.replace(" ", ",") + "\n")
        for year in range(as_of.year - 5, as_of.year + 1):
            drift = 1 + (as_of.year - year) / 100
            writer.rows["profiles/rates"] += [f"{c},USD,{rate * drift:.6f},{year}-01-01\n" for c, rate in USD.items()]
        for i in range(n):
            writer.partner(i)
            if i % BATCH == BATCH - 1 or i == n - 1:
                for table, rows in writer.rows.items():
                    files[table].write("".join(rows))
                    rows.clear()
    finally:
        for file in files.values():
            file.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description="Write contract exports of N invented partners as a content folder.")
    parser.add_argument("n", type=int, metavar="N", help="how many partners")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the content folder to write")
    parser.add_argument("--as-of", type=date.fromisoformat, default=date(2026, 11, 22), metavar="YYYY-MM-DD")
    parser.add_argument("--change", type=float, default=0, metavar="PERCENT", help="how many partners change a night")
    parser.add_argument("--night", type=int, default=1, metavar="K", help="how many nights of change (default: 1)")
    options = parser.parse_args(arguments)
    if options.n < 1 or not 0 <= options.change <= 100 or not 0 <= options.night < FUTURE:
        parser.error("N must be at least 1, PERCENT between 0 and 100, K from 0 to less than 1,500")
    generate(
        options.n, seed=options.seed, out=options.out, as_of=options.as_of, change=options.change, night=options.night
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
