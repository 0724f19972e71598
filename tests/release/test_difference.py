"""What a release changes: as records, and as Markdown that a public log may show."""

from __future__ import annotations

from datetime import date

from generator.audience.publication import Audience
from generator.errors import Origin, Problems
from generator.pages.manifest import ListedFacts, Manifest
from generator.release.difference import Difference, ListingChange, as_json, as_markdown, difference, differences
from generator.release.guards import Verdict, refusal


def site(audience: Audience = Audience.CUSTOMERS, **listings: ListedFacts) -> Manifest:
    return Manifest(
        as_of=date(2026, 11, 22),
        release="r",
        audience=audience,
        counts={},
        programs={"pw": ("member", "advanced", "premier")},
        listings=listings,
    )


def facts(name: str, level: str | None = "member", text: str = "t") -> ListedFacts:
    return ListedFacts(name=name, slug=name.lower(), levels={"pw": level}, text=text)


BEFORE = site(a=facts("Alpha"), b=facts("Beta", "premier"), c=facts("Gamma"), d=facts("Delta"), e=facts("Epsilon"))
AFTER = site(
    a=facts("Alpha Works", text="u"),
    b=facts("Beta", None),
    c=facts("Gamma", "advanced"),
    e=facts("Epsilon", text="u"),
    f=facts("Zeta"),
)


def test_every_kind_of_change_is_told_apart() -> None:
    assert difference(BEFORE, AFTER) == Difference(
        added=(ListingChange(key="f", name="Zeta"),),
        removed=(ListingChange(key="d", name="Delta"),),
        renamed=(ListingChange(key="a", name="Alpha Works", before="Alpha", after="Alpha Works"),),
        level_up=(ListingChange(key="c", name="Gamma", program="pw", before="member", after="advanced"),),
        level_down=(ListingChange(key="b", name="Beta", program="pw", before="premier"),),
        text_changed=(ListingChange(key="e", name="Epsilon"),),
    )


def test_the_same_site_is_quiet() -> None:
    assert difference(AFTER, AFTER).quiet


def test_only_a_site_with_a_site_before_has_a_difference() -> None:
    inside = site(Audience.PARTNERS)
    found = differences({Audience.CUSTOMERS: BEFORE}, {Audience.CUSTOMERS: AFTER, Audience.PARTNERS: inside})
    assert list(found) == [Audience.CUSTOMERS]
    assert list(as_json(found)["customers"]["removed"]) == [{"key": "d", "name": "Delta"}]


def test_the_summary_counts_everything_and_names_what_customers_may_see() -> None:
    public = {key: listing.name for key, listing in AFTER.listings.items() if key != "f"}
    verdict = Verdict(name="listings-lost", limit=4, value=1, ok=True, says="", examples=("Delta",))
    text = as_markdown("Night", {Audience.CUSTOMERS: difference(BEFORE, AFTER)}, (verdict,), public)
    assert text == (
        "# Night\n\n## Changes for customers\n\n"
        "| added | removed | renamed | level up | level down | text changed |\n|--:|--:|--:|--:|--:|--:|\n"
        "| 1 | 1 | 1 | 1 | 1 | 1 |\n\n"
        "**Added**\n\n- `f`\n\n**Renamed**\n\n- Alpha Works\n\n"
        "**Level up**\n\n- Gamma: member → advanced in pw\n\n**Level down**\n\n- Beta: premier → none in pw\n\n"
        "## Guards\n\n| guard | count | limit | |\n|---|--:|--:|---|\n| listings-lost | 1 | 4 | ok |\n"
    )


def test_the_summary_of_a_refusal_says_so_and_long_lists_are_cut() -> None:
    many = Difference(added=tuple(ListingChange(key=f"k{n:02}", name="x") for n in range(60)))
    text = as_markdown("Night", {Audience.PARTNERS: many}, (), {}, Problems())
    assert "**Not published:** the site that stood before stands." in text
    assert "- `k49`\n- and 10 more\n" in text


def test_the_summary_of_a_refusal_has_the_words_that_would_let_it_pass() -> None:
    verdict = Verdict(name="listings-lost", limit=4, value=9, ok=False, says="9 are gone", examples=("Secret Ltd",))
    accepted = Verdict(name="facets-emptied", limit=0, value=2, ok=True, says="")
    fine = Verdict(name="problems", limit=20, value=20, ok=True, says="")
    verdicts = (verdict, accepted, fine)
    refused = refusal(verdicts)
    assert refused is not None
    text = as_markdown("Night", {}, verdicts, {}, refused.problems)
    assert text.endswith(
        "| problems | 20 | 20 | ok |\n\n"
        "If this is meant: `build.py publish --accept listings-lost=9 --accept facets-emptied=2`\n"
    )
    assert "Secret" not in text
    assert "Verification" not in text


def test_the_summary_counts_what_verification_found_and_names_nothing_of_it() -> None:
    found = Problems()
    for file in ("customers/secret-ltd.html", "partners/secret-ltd.html"):
        found.error("leak", "holds “secr…”.", Origin(file))
    text = as_markdown("Night", {}, (), {}, found)
    assert text.endswith("stands.\n\n## Verification\n\n- `leak`: 2\n")
    assert "secr" not in text


def test_a_name_cannot_write_markdown() -> None:
    added = Difference(added=(ListingChange(key="a", name="x"),))
    text = as_markdown("Night", {Audience.CUSTOMERS: added}, (), {"a": "[a](https://b) <b> | `c`"})
    assert r"- \[a\]\(https\:\/\/b\) \<b\> \| \`c\`" in text
