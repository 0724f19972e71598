"""Hand-made listings, each difficult in its own way, and the site around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from generator.audience.publication import (
    Audience,
    CustomersListing,
    PartnerRef,
    PublishedContact,
    PublishedExperience,
    PublishedLevel,
    PublishedLocation,
    PublishedSolution,
    SkillArea,
)
from generator.errors import Origin, Problems
from generator.model.program import Display, Level, Participation, Program
from generator.model.site import Contact, Site
from generator.model.vocabulary import Vocabulary, VocabularyTerm, WorldRegion
from generator.pages.cards import Card, card_of
from generator.pages.facets import Labels
from generator.pages.frame import Frame, Link, frame_of
from generator.pages.gather import Survey, front_page, page_groups
from generator.pages.page import Page
from generator.pages.routes import slugify
from generator.pages.solution_cards import SolutionCard
from generator.render.assets import Assets, bundle
from generator.render.logos import monogram
from generator.wording import Wording

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
HERE = Origin("sample.py", 1)
AS_OF = date(2026, 3, 31)

SITE = Site(
    name="Partner Directory",
    url="https://partners.example/",
    partners_url="https://partners-only.example/",
    description="Find a business partner by what it does, where it is and the level it has earned.",
    operator="Sample Partner Program",
    contacts={"directory": Contact(name="Directory team", email="directory@partners.example")},
    report_problem_contact="directory",
)


def _program(identifier: str, title: str, *levels: tuple[str, str]) -> Program:
    return Program(
        id=identifier,
        title=title,
        origin=HERE,
        levels=tuple(Level(id=slugify(label), label=label, summary=summary, origin=HERE) for label, summary in levels),
        participation=Participation(origin=HERE),
        display=Display(origin=HERE),
        versions=(),
    )


PROGRAMS = (
    _program(
        "partnerworld",
        "PartnerWorld",
        ("Member", "Has signed the membership agreement and is in contact with the program."),
        ("Advanced", "Has proved skills or a solution that a customer confirmed, and sells in earnest."),
        ("Premier", "Has deep skills, lasting sales and a plan agreed for the year."),
    ),
    _program(
        "security-services-alliance",
        "Security Services Alliance Program",
        ("Silver", ""),
        ("Gold", ""),
        ("Platinum", ""),
    ),
)


def _terms(*values: str, under: str | None = None) -> dict[str, VocabularyTerm]:
    return {
        value: VocabularyTerm(value=value, label=value, slug=slugify(value.replace("++", "pp")), parent=under)
        for value in values
    }


VOCABULARY = Vocabulary(
    terms={
        "types": _terms("Reseller", "Independent software vendor", "System integrator", "Distributor"),
        "industries": _terms("Healthcare", "Public Sector", "Transport and Logistics", "Food and Beverage")
        | _terms("Hospitals", "Medical Devices", under="healthcare")
        | _terms("Ports and Shipping", "Warehousing", under="transport-and-logistics"),
        "technologies": _terms("System i", "Security", "C++", "Analytics", "Networking")
        | _terms("Disk Storage", "Backup and Recovery", "Storage Virtualization", under="system-i"),
        "languages": {
            code: VocabularyTerm(value=code, label=label, slug=slugify(label))
            for code, label in (
                ("de", "German"),
                ("en", "English"),
                ("ar", "Arabic"),
                ("ja", "Japanese"),
                ("es", "Spanish"),
            )
        },
    },
    regions=(
        WorldRegion(label="Europe", slug="europe", countries=("DE", "PL", "FR", "IT", "GB", "SE")),
        WorldRegion(label="Americas", slug="americas", countries=("US", "MX", "BR", "CA")),
        WorldRegion(label="Middle East and Africa", slug="middle-east-and-africa", countries=("AE", "ZA", "KE")),
        WorldRegion(label="Asia Pacific", slug="asia-pacific", countries=("JP", "IN", "AU", "KR")),
    ),
)

LABELS = Labels(VOCABULARY, PROGRAMS, "en")

FULL = CustomersListing(
    id="CE-1001",
    name="Kranichwerk Systemhaus GmbH",
    former_names=("Kranich & Ehlers Bürotechnik GmbH",),
    country="DE",
    types=("Reseller", "System integrator"),
    industries=("Ports and Shipping", "Warehousing", "Food and Beverage"),
    technologies=("System i", "Disk Storage", "Backup and Recovery", "C++", "Storage Virtualization"),
    languages=("de", "en"),
    website="https://www.kranichwerk.example/",
    tagline="System i and storage for companies whose cranes must not stop",
    description=(
        "We look after the computers behind **four container terminals**, eleven cold stores and a good part of the "
        "fruit that reaches northern Germany. The work is unglamorous and we like it that way: a terminal operating "
        "system has to answer in under a second at three in the morning, during a storm, with a disk missing.\n\n"
        "## What we are called for\n\n"
        "- System i consolidation, with the old machine running beside the new one for a month\n"
        "- Disk and tape that are *restored from* every quarter, not only written to\n"
        "- Migration of home-grown C++ to current compilers\n\n"
        "## How we work\n\n"
        "Two engineers know every site by heart. See [our checklist](https://www.kranichwerk.example/checklist)."
    ),
    services=("Consolidation of System i", "Quarterly restore tests", "Standby engineers, day and night", "Training"),
    contact=PublishedContact(
        name="Inken Petersen", email="kontakt@kranichwerk.example", phone="+49 40 66969 138", url=None
    ),
    updated_on=date(2026, 2, 12),
    listed_since=date(2014, 5, 7),
    locations=(
        PublishedLocation(
            name="Hauptsitz",
            street="Baumwallkaje 14",
            city="Hamburg",
            region="Hamburg",
            postal_code="20459",
            country="DE",
            latitude=53.5511,
            longitude=9.9937,
            headquarters=True,
        ),
        PublishedLocation(
            name="Werkstatt Nord",
            street="Schwedenweg 3",
            city="Kiel",
            region="Schleswig-Holstein",
            postal_code="24143",
            country="DE",
            latitude=54.3233,
            longitude=10.1228,
        ),
        PublishedLocation(city="Szczecin", street="ul. Bytomska 7", postal_code="70-603", country="PL"),
    ),
    levels=(
        PublishedLevel(program="partnerworld", level="advanced", since=date(2026, 3, 3)),
        PublishedLevel(program="security-services-alliance", level="platinum", since=date(2024, 1, 31)),
    ),
    skills=(
        SkillArea(program="partnerworld", area="Power Systems", skills=4),
        SkillArea(program="partnerworld", area="Storage", skills=3),
        SkillArea(program="partnerworld", area="Solution sales", skills=2),
    ),
    solutions=(
        PublishedSolution(
            solution_id="SOL-1001-1",
            name="Hafenblick",
            summary="Shows what a terminal will need in the next six hours, and warns before a queue forms.",
            description="Reads the terminal operating system and the tides.\n\n## What it needs\n\nOne server.",
            products=("IBM Power", "IBM Storwize"),
            industries=("Ports and Shipping",),
            technologies=("System i", "Analytics"),
            url="https://www.kranichwerk.example/hafenblick",
            published_on=date(2025, 4, 1),
            showcase=True,
            validated=True,
            validated_on=date(2025, 6, 17),
            experiences=(
                PublishedExperience(
                    customer="Terminal Süderelbe AG",
                    summary="Truck queues at the gate fell from 41 to 12 minutes in the first summer.",
                    decided_on=date(2025, 9, 2),
                ),
                PublishedExperience(
                    summary="Two fewer night shifts a week at a cold store.", decided_on=date(2025, 11, 20)
                ),
            ),
        ),
        PublishedSolution(solution_id="SOL-1001-2", name="Kühlkette", summary="Temperature records for cold stores."),
    ),
    organization="Kranichwerk Group",
    sisters=(PartnerRef(id="CE-1999", name="Kranichwerk Polska sp. z o.o.", country="PL"),),
)

BARE = CustomersListing(
    id="CE-2000",
    name="Bo",
    country="KE",
    locations=(PublishedLocation(country="KE"),),
)

ARABIC = CustomersListing(
    id="CE-2001",
    name="شركة النخيل لأنظمة المعلومات",
    country="AE",
    types=("Reseller",),
    industries=("Public Sector",),
    technologies=("Security", "Networking"),
    languages=("ar", "en"),
    tagline="حلول أمن الشبكات للقطاع العام في الخليج",
    description="نعمل مع الجهات الحكومية منذ عام 1998.\n\n- أمن الشبكات\n- التدريب",
    contact=PublishedContact(url="https://nakheel-systems.example/contact"),
    locations=(
        PublishedLocation(city="دبي", street="شارع الشيخ زايد ٤٧", country="AE", latitude=25.2, longitude=55.27),
    ),
    levels=(PublishedLevel(program="security-services-alliance", level="gold", since=date(2025, 1, 31)),),
)

JAPANESE = CustomersListing(
    id="CE-2002",
    name="新幹線情報システム株式会社",
    country="JP",
    types=("Independent software vendor",),
    technologies=("Analytics",),
    languages=("ja",),
    tagline="鉄道のための予測保全",
    contact=PublishedContact(phone="+81 6 6123 4567"),
    website="https://shinkansen-joho.example",
    locations=(PublishedLocation(city="大阪市", region="大阪府", country="JP", headquarters=True),),
    levels=(PublishedLevel(program="partnerworld", level="premier", since=date(2020, 2, 29)),),
    listed_since=date(2026, 3, 1),
)

LONG = CustomersListing(
    id="CE-2003",
    name="Gesellschaft für Datenverarbeitungsanlageninstandhaltung und Rechenzentrumsinfrastrukturdienstleistungen "
    "Niedersachsen-Mitte-Ost mbH & Co. KGaA (Nachfolgerin)",
    country="DE",
    types=("Distributor",),
    industries=tuple(VOCABULARY.terms["industries"]),
    technologies=tuple(VOCABULARY.terms["technologies"]),
    languages=tuple(VOCABULARY.terms["languages"]),
    tagline="Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft and everything after it "
    * 3,
    description="\n\n".join(f"### Part {n}\n\n" + "A paragraph that goes on for a while. " * 12 for n in range(12)),
    website="https://www.gesellschaft-fuer-datenverarbeitungsanlageninstandhaltung.example/de/unternehmen/standorte",
    contact=PublishedContact(
        name="Prof. Dr.-Ing. Friederike Charlotte von Hohenberg-Schlüchterstein-Maienfelde",
        email="rechenzentrumsinfrastrukturdienstleistungen@gesellschaft-fuer-datenverarbeitung.example",
    ),
    locations=tuple(
        PublishedLocation(
            name=f"Niederlassung {n}",
            street=f"Industriestraße {n}",
            city=f"{city} {n}",
            postal_code=f"{10000 + n}",
            country=country,
            latitude=50.0 + n / 10,
            longitude=8.0 + n / 10,
            headquarters=n == 0,
        )
        for n, (city, country) in enumerate(
            [("Hannover", "DE"), ("Lyon", "FR"), ("Milano", "IT"), ("Leeds", "GB")] * 10
        )
    ),
    levels=(PublishedLevel(program="partnerworld", level="member", since=date(2010, 10, 10)),),
    services=tuple(f"Service number {n} with a name of some length" for n in range(18)),
    skills=tuple(SkillArea(program="partnerworld", area=f"Area {n}", skills=n) for n in range(1, 14)),
)

_WORDS = (
    "Aster", "Birke", "Cirrus", "Delta", "Ember", "Falke", "Granit", "Hanse",
    "Indigo", "Jade", "Kiesel", "Linde", "Mira", "Nova", "Olivo", "Pico",
)  # fmt: skip
_PLACES = (
    ("Guadalajara", "Jalisco", "MX"), ("Monterrey", "Nuevo León", "MX"), ("München", "Bayern", "DE"),
    ("Gdańsk", "Pomorskie", "PL"), ("São Paulo", "SP", "BR"), ("Austin", "Texas", "US"),
    ("Bengaluru", "Karnataka", "IN"),
)  # fmt: skip
_LEVELS = (None, "member", "member", "advanced", "premier")


def generated(number: int) -> CustomersListing:
    """A plain listing, different for each number."""
    city, region, country = _PLACES[number % 7]
    level = _LEVELS[number % 5]
    return CustomersListing(
        id=f"CE-{3000 + number}",
        name=f"{_WORDS[number % 16]} {('Systems', 'Consulting', 'Datos', 'Informatik')[number % 4]} {number}",
        country=country,
        types=(tuple(VOCABULARY.terms["types"])[number % 4],),
        industries=(tuple(VOCABULARY.terms["industries"])[number % 8],),
        technologies=tuple(VOCABULARY.terms["technologies"])[number % 5 : number % 5 + 3],
        languages=("en", "es") if country in ("MX", "US") else ("en", "de"),
        tagline="Storage, backup and a telephone that is answered" if number % 3 else None,
        locations=(PublishedLocation(city=city, region=region, country=country),),
        levels=(PublishedLevel(program="partnerworld", level=level, since=date(2025, 1, 1 + number % 28)),)
        if level
        else (),
        listed_since=date(2025, 1 + number % 12, 1),
        solutions=(
            PublishedSolution(
                solution_id=f"SOL-{number}", name=f"{_WORDS[number % 16]} Restore", summary="Restores what was lost.",
                technologies=("Backup and Recovery",), showcase=number % 8 == 0, validated=number % 6 == 0,
            ),
        ) if number % 4 == 0 else (),
    )  # fmt: skip


HARD = (FULL, BARE, ARABIC, JAPANESE, LONG)
LISTINGS = (*HARD, *(generated(number) for number in range(70)))


def assets() -> Assets:
    """The assets as a build makes them; any problem fails the test."""
    problems = Problems()
    made = bundle([TEMPLATES / "assets"], SITE.theme, None, problems)
    assert not list(problems)
    return made


def frame(made: Assets, audience: Audience = Audience.CUSTOMERS) -> Frame:
    """The frame of the sample site."""
    header = (Link(label="How levels work", route="levels.html"), Link(label="FAQ", route="faq/"))
    footer = (Link(label="About", route="about.html"), Link(label="Contact", route="contact.html"))
    return frame_of(SITE, audience, made.names, Wording("en"), header=header, footer=footer)


def card(listing: CustomersListing) -> Card:
    """The card of a listing, with a monogram."""
    return card_of(listing, LABELS, monogram(listing.name, listing.id).route, LABELS.of(listing))


def surveyed(cards: Sequence[Card], solution_cards: Sequence[SolutionCard] = (), labels: Labels = LABELS) -> Survey:
    """A survey of these cards."""
    survey = Survey(cards, solution_cards, labels)
    for one in cards:
        survey.add(one, ())
    for solution_card in solution_cards:
        survey.catalogue.add(solution_card)
    return survey


def gathering_pages(
    cards: Sequence[Card], solution_cards: Sequence[SolutionCard], site: Frame, labels: Labels, as_of: date
) -> Iterator[Page]:
    """Every page made from cards, the home page first."""
    survey = surveyed(cards, solution_cards, labels)
    yield front_page(survey, site, as_of)
    for group in page_groups(survey, site):
        yield from group()
