"""A made-up directory for the tests and the bench of search: N listings with words like a real site's.

Listing i depends on i alone, so a small directory is the beginning of a large one. Running text has function words and
some two thousand content words, drawn by Zipf's law; names hold invented words that hardly repeat.
"""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate

from generator.audience.publication import (
    CustomersListing,
    PublishedExperience,
    PublishedLevel,
    PublishedLocation,
    PublishedSolution,
    SkillArea,
)
from generator.errors import Origin
from generator.model.program import Display, Level, Participation, Program
from generator.model.vocabulary import Vocabulary, VocabularyTerm
from generator.pages.cards import card_of
from generator.pages.facets import FACETS, Labels
from generator.pages.routes import slugify
from generator.render.logos import monogram
from generator.search.documents import SearchDocument, document_of


def split(text: str) -> list[str]:
    """Words apart by spaces; an underscore is a space in a word."""
    return [word.replace("_", " ") for word in text.split()]


FUNCTION = split("""
the of and to in a for with is on that by as we our your are from it an be at or this their can which all more
have has into who not each than how they any when across over under between while where will most both such
other new only these been about out up may but so if what every own via per within without before after during
""")
STEMS = split("""
migrat integrat automat deliver implement support design deploy manag monitor secur scal optimiz consult train
develop transform moderniz accelerat collaborat operat host analyz measur improv reduc simplif connect extend
configur enabl adopt plan assess audit certif test releas maintain upgrad replac orchestrat virtualiz encrypt
protect detect respond recover restor archiv index search publish translat localiz advis guid mentor invest
launch grow cloud platform service system partner business solution team project process application network
server database container cluster pipeline workflow report invoice contract product portfolio industr factor
warehouse hospital clinic bank insurer retailer school universit government agenc cit region countr market
startup enterprise company engineer architect analyst director expert specialist award standard polic risk
threat incident backup document message event queue stream sensor device gateway router switch firewall
identit account password token license budget cost price benefit outcome result goal strateg roadmap vision
mission value culture practice method framework library module portal catalogue order payment shipment vehicle
driver patient doctor student teacher citizen tenant audience campaign channel brand stor content image video
voice language model algorithm prediction insight metric alert ticket latency throughput capacit storage memor
kernel package version branch office laborator workshop lesson guide handbook manual template example review
rating question answer forum conference meeting agreement regulation court tax ledger balance asset loan
mortgage premium claim energy grid turbine panel batter charger meter refiner mine quarr field crop farm
tractor seed harvest kitchen restaurant hotel booking traveller airline airport harbour port vessel crane
railway station bridge tunnel building tower antenna satellite orbit signal spectrum machine robot tool recipe
formula compound molecule trial protein genome sample reliable flexible modern digital hybrid native open
global local experienced agile rapid efficient sustainable compliant private public critical complex simple
robust
""")
ENDINGS = ("", "s", "ed", "ing", "ion", "ment")
ONSETS = split("""
b br c ch cl cr d dr f fl fr g gl gr h j k kl kr l m n p pl pr qu r s sc sh sk sl sp st str t th tr v w z
""")
VOWELS = ["a", "e", "i", "o", "u", "ai", "ea", "ia", "io", "oo", "ou", "y"]
CODAS = ["", "", "", "n", "r", "s", "l", "t", "m", "x", "nd", "rt", "st", "ck", "ll", "nt"]
SUFFIXES = split("""
Consulting Solutions Systems Technologies GmbH Ltd Group Labs Digital Software Networks Cloud Services
""")
CITIES: dict[str, tuple[int, tuple[tuple[str, float, float], ...]]] = {
    "DE": (9, (("Berlin", 52.5, 13.4), ("München", 48.1, 11.6), ("Köln", 50.9, 6.9), ("Hamburg", 53.6, 10.0))),
    "GB": (9, (("London", 51.5, -0.1), ("Leeds", 53.8, -1.5), ("Glasgow", 55.9, -4.3))),
    "FR": (7, (("Paris", 48.9, 2.3), ("Lyon", 45.8, 4.8), ("Besançon", 47.2, 6.0))),
    "US": (
        20,
        (("New York", 40.7, -74.0), ("Austin", 30.3, -97.7), ("Chicago", 41.9, -87.6), ("Seattle", 47.6, -122.3)),
    ),
    "PL": (4, (("Łódź", 51.8, 19.5), ("Kraków", 50.1, 19.9), ("Gdańsk", 54.4, 18.6))),
    "BR": (5, (("São Paulo", -23.5, -46.6), ("Recife", -8.0, -34.9))),
    "MX": (3, (("Ciudad de México", 19.4, -99.1), ("Monterrey", 25.7, -100.3))),
    "JP": (5, (("Tokyo", 35.7, 139.7), ("Osaka", 34.7, 135.5))),
    "IN": (8, (("Pune", 18.5, 73.9), ("Bengaluru", 13.0, 77.6), ("Mumbai", 19.1, 72.9))),
    "SE": (2, (("Göteborg", 57.7, 12.0), ("Malmö", 55.6, 13.0))),
    "AU": (3, (("Sydney", -33.9, 151.2), ("Perth", -32.0, 115.9))),
    "ZA": (2, (("Durban", -29.9, 31.0), ("Cape Town", -33.9, 18.4))),
}
TECHNOLOGIES = split("""
Kubernetes OpenStack Ubuntu PostgreSQL MySQL Kafka Ceph Spark OpenSearch Redis MongoDB Docker Terraform
Ansible Prometheus Grafana Jenkins GitLab Istio VMware Java Python Rust C C++ C# .NET SAP Snowflake Databricks
Airflow Tableau React PyTorch TensorFlow
""")
INDUSTRIES = split(
    """Finance Healthcare Public_Sector Telecommunications Manufacturing Retail Automotive Energy Education Media
Logistics Insurance Agriculture Life_Sciences"""
)
LANGUAGES = split("""
English German French Spanish Portuguese Polish Swedish Hindi Japanese Arabic
""")
TYPES = split("""
Reseller System_integrator Managed_service_provider Training_partner Distributor
""")
SLUGS = {"C": "c", "C++": "cpp", "C#": "csharp", ".NET": "dotnet"}
RARE_TEXTS = {
    7: "新幹線の予約システム",
    11: "Straßenbau und Größenänderung",
    13: "Работа с данными",
    17: "e\u0301lan vital",
}
"""Listing number → words of other scripts, to look for."""


def program(identifier: str, title: str, *levels: str) -> Program:
    """A program with levels and no rules."""
    here = Origin("directory.py")
    return Program(
        id=identifier,
        title=title,
        origin=here,
        levels=tuple(Level(id=label.lower(), label=label, origin=here) for label in levels),
        participation=Participation(origin=here),
        display=Display(origin=here),
        versions=(),
    )


PROGRAMS = (
    program("partnerworld", "PartnerWorld", "Member", "Advanced", "Premier"),
    program("alliance", "Security Alliance", "Silver", "Gold"),
)


def labels() -> Labels:
    """Labels for the made-up directory. "PostgreSQL" and "MySQL" lie below "Databases"."""
    terms: dict[str, dict[str, VocabularyTerm]] = {}
    for facet, values in (
        ("technology", [*TECHNOLOGIES, "Databases"]),
        ("industry", INDUSTRIES),
        ("language", LANGUAGES),
        ("type", TYPES),
    ):
        terms[FACETS[facet]] = {
            value: VocabularyTerm(
                value=value,
                label=value,
                slug=SLUGS.get(value) or slugify(value),
                parent="databases" if value in ("PostgreSQL", "MySQL") else None,
            )
            for value in values
        }
    return Labels(Vocabulary(terms=terms), PROGRAMS, "en")


def _zipf(size: int, shift: float) -> list[float]:
    return list(accumulate(1 / (rank + shift) for rank in range(size)))


@lru_cache(maxsize=1)
def content_words() -> list[str]:
    """Content words, the most frequent first."""
    chance = random.Random(20261122)
    words = [stem + ending for stem in STEMS for ending in ENDINGS if chance.random() < 0.7]
    words += [invented(chance, 1, 2) for _ in range(600)]
    chance.shuffle(words)
    return list(dict.fromkeys(words))


def invented(chance: random.Random, least: int, most: int) -> str:
    """A word that nobody knows."""
    syllables = range(chance.randint(least, most))
    return "".join(chance.choice(ONSETS) + chance.choice(VOWELS) + chance.choice(CODAS) for _ in syllables)


class _Words:
    """Draws running text."""

    def __init__(self) -> None:
        self._content = content_words()
        self._content_sums = _zipf(len(self._content), 15)
        self._function_sums = _zipf(len(FUNCTION), 1.7)

    def text(self, chance: random.Random, count: int) -> str:
        draw, total, common = chance.random, self._content_sums[-1], self._function_sums[-1]
        return " ".join(
            FUNCTION[bisect(self._function_sums, draw() * common)]
            if draw() < 0.38
            else self._content[bisect(self._content_sums, draw() * total)]
            for _ in range(count)
        )


def _some(chance: random.Random, values: list[str], least: int, most: int) -> tuple[str, ...]:
    sums = _zipf(len(values), 3)
    found: dict[str, None] = {}
    wanted = chance.randint(least, most)
    while len(found) < wanted:
        found[values[bisect(sums, chance.random() * sums[-1])]] = None
    return tuple(found)


def listing(number: int) -> CustomersListing:
    """Listing `number` of the made-up directory."""
    chance, words = random.Random(f"7:{number}"), _Words()
    name = invented(chance, 2, 3).capitalize()
    if chance.random() < 0.3:
        name += " " + chance.choice(content_words()[:600]).capitalize()
    name += " " + chance.choice(SUFFIXES)
    if number % 40 == 5:
        name = name.replace("a", "á").replace("o", "ö")
    locations = tuple(_location(chance) for _ in range(chance.choices((1, 2, 3), (6, 3, 1))[0]))
    levels = [
        PublishedLevel(program="partnerworld", level=chance.choices(("member", "advanced", "premier"), (6, 3, 1))[0])
    ]
    if chance.random() < 0.15:
        levels.append(PublishedLevel(program="alliance", level=chance.choice(("silver", "gold"))))
    technologies = _some(chance, TECHNOLOGIES, 2, 6)
    description = f"**{name}** works with {technologies[0]}. " + words.text(chance, chance.randint(40, 100))
    if number in RARE_TEXTS:
        description += f"\n\n{RARE_TEXTS[number]}"
    if chance.random() < 0.3:
        description += " See [our page](https://www.example.com/hidden-address)."
    return CustomersListing(
        id=f"P{number:06d}",
        name=name,
        former_names=(invented(chance, 3, 3).capitalize() + " AG",) if number % 25 == 3 else (),
        country=locations[0].country,
        types=_some(chance, TYPES, 1, 2),
        industries=_some(chance, INDUSTRIES, 1, 3),
        technologies=technologies,
        languages=_some(chance, LANGUAGES, 1, 3),
        tagline=words.text(chance, chance.randint(5, 10)).capitalize(),
        description=description,
        services=tuple(words.text(chance, 2) for _ in range(chance.randint(0, 3))),
        listed_since=date(2015, 1, 1) + timedelta(days=chance.randrange(4000)) if number % 9 else None,
        locations=locations,
        levels=tuple(levels),
        skills=tuple(
            SkillArea(program="partnerworld", area=area, skills=chance.randint(1, 9))
            for area in _some(chance, ["Hybrid Cloud", "Mainframe Storage", "Threat Management"], 0, 2)
        ),
        solutions=tuple(_solution(chance, words, number, place) for place in range(chance.randint(0, 4))),
    )


def _location(chance: random.Random) -> PublishedLocation:
    country = chance.choices(list(CITIES), [weight for weight, _ in CITIES.values()])[0]
    city, latitude, longitude = chance.choice(CITIES[country][1])
    if chance.random() < 0.1:
        return PublishedLocation(country=country, city=city)
    return PublishedLocation(
        country=country,
        city=city,
        latitude=round(latitude + chance.uniform(-0.3, 0.3), 4),
        longitude=round(longitude + chance.uniform(-0.3, 0.3), 4),
    )


def _solution(chance: random.Random, words: _Words, number: int, place: int) -> PublishedSolution:
    experiences = (PublishedExperience(customer=invented(chance, 2, 2).capitalize()),) if chance.random() < 0.2 else ()
    return PublishedSolution(
        solution_id=f"S{number}-{place}",
        name=words.text(chance, 3).capitalize(),
        summary=words.text(chance, chance.randint(20, 34)),
        experiences=experiences,
    )


def documents(count: int) -> Iterator[SearchDocument]:
    """The search documents of the directory of `count` listings."""
    known = labels()
    for number in range(count):
        found = listing(number)
        logo = monogram(found.name, found.id).route
        facets = known.of(found)
        yield document_of(found, card_of(found, known, logo, facets), known, facets)
