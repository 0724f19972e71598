"""The shortlist and the comparison: pick anywhere, side by side, shared by address, nothing on a server."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.whole_site import PHONE, Open, WholeSite
from tests.pages.sample import TEMPLATES

pytestmark = pytest.mark.browser

GERMANY = "countries/germany/"
BLOCKED = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });"


def toggles(page: Page) -> Locator:
    return page.locator("main .pick")


def bar(page: Page) -> Locator:
    return page.locator("[data-shortlist]")


def names(page: Page) -> list[str]:
    return page.locator(".compare-name").all_inner_texts()


def compared(page: Page, number: int) -> None:
    expect(page.locator(".compare-name")).to_have_count(number)


# ── Picking ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_card_has_one_link_and_a_toggle_beside_it(visit: Open, customers_site: WholeSite) -> None:
    page = visit(customers_site.address + GERMANY)
    card = page.locator(".card").first
    name = card.locator(".card-name").inner_text()
    expect(card.get_by_role("link")).to_have_count(1)
    expect(card.get_by_role("link")).to_have_accessible_name(name)
    toggle = card.get_by_role("button")
    expect(toggle).to_have_accessible_name(f"Shortlist: {name}")
    expect(toggle).to_have_attribute("aria-pressed", "false")
    toggle.click()
    expect(toggle).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-shortlist-status]")).to_have_text("On the shortlist: 1")


def test_the_shortlist_goes_along_to_other_pages_and_back(visit: Open, customers_site: WholeSite) -> None:
    page = visit(customers_site.address + GERMANY)
    expect(bar(page)).to_be_hidden()
    toggles(page).nth(0).click()
    toggles(page).nth(1).click()
    expect(bar(page)).to_have_text("Compare (2)")
    page.goto(customers_site.address + "partners/")
    expect(bar(page)).to_have_text("Compare (2)")
    page.go_back()
    expect(toggles(page).nth(1)).to_have_attribute("aria-pressed", "true")
    toggles(page).nth(0).click()
    toggles(page).nth(1).click()
    expect(bar(page)).to_be_hidden()


def test_a_listing_has_the_toggle_among_its_tools(visit: Open, customers_site: WholeSite) -> None:
    page = visit(customers_site.listings[0]["url"].replace("https://partners.example/", customers_site.address))
    toggle = page.locator(".tools").get_by_role("button", name="Shortlist")
    toggle.click()
    expect(toggle).to_have_attribute("aria-pressed", "true")
    expect(bar(page).get_by_role("link")).to_have_attribute(
        "href", re.compile(rf"/compare\.html\?ids={customers_site.listings[0]['key']}$")
    )


@pytest.mark.slow
def test_another_window_knows_at_once(visit: Open, customers_site: WholeSite) -> None:
    page = visit(customers_site.address + GERMANY)
    other = page.context.new_page()
    other.goto(customers_site.address + GERMANY)
    toggles(page).first.click()
    expect(toggles(other).first).to_have_attribute("aria-pressed", "true")
    expect(bar(other)).to_have_text("Compare (1)")


@pytest.mark.slow
def test_a_full_shortlist_says_so(visit: Open, customers_site: WholeSite) -> None:
    page = visit(customers_site.address + GERMANY)
    keys = [listing["key"] for listing in customers_site.listings if listing["country"] != "DE"][:24]
    store = page.evaluate("`shortlist ${new URL(document.documentElement.dataset.root, location).pathname}`")
    page.evaluate("([store, keys]) => localStorage.setItem(store, JSON.stringify(keys))", [store, keys])
    page.reload()
    expect(bar(page)).to_have_text("Compare (24)")
    toggles(page).first.click()
    expect(toggles(page).first).to_have_attribute("aria-pressed", "false")
    expect(page.locator("[data-shortlist-status]")).to_be_visible()
    expect(page.locator("[data-shortlist-status]")).to_have_text(
        "The shortlist is full with 24 partners. Remove some on the comparison first."
    )


@pytest.mark.slow
@pytest.mark.parametrize("stored", ["", "{", "null", '"abc"', '[1,null,{"a":1},"../../x","ABCDEFGH"]'])
def test_what_is_no_shortlist_is_taken_for_an_empty_one(stored: str, visit: Open, customers_site: WholeSite) -> None:
    page = visit(customers_site.address + GERMANY)
    store = page.evaluate("`shortlist ${new URL(document.documentElement.dataset.root, location).pathname}`")
    page.evaluate("([store, text]) => localStorage.setItem(store, text)", [store, stored])
    page.reload()
    expect(toggles(page).first).to_have_attribute("aria-pressed", "false")
    expect(bar(page)).to_be_hidden()


@pytest.mark.slow
def test_without_storage_the_shortlist_lasts_for_the_page(visit: Open, customers_site: WholeSite) -> None:
    page = visit(customers_site.address)
    page.add_init_script(BLOCKED)
    page.goto(customers_site.address + GERMANY)
    toggles(page).nth(0).click()
    toggles(page).nth(1).click()
    bar(page).get_by_role("link").click()
    compared(page, 2)


# ── Comparing ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_partners_stand_in_the_order_of_the_address(visit: Open, customers_site: WholeSite) -> None:
    page = visit(customers_site.address + customers_site.comparison(2, 0, 1))
    compared(page, 3)
    assert names(page) == [customers_site.listings[position]["name"] for position in (2, 0, 1)]
    assert page.url == customers_site.address + customers_site.comparison(2, 0, 1)


def test_rows_say_whether_they_differ_and_the_like_can_be_hidden(visit: Open, customers_site: WholeSite) -> None:
    page = visit(customers_site.address + customers_site.comparison(0, 0, 1))
    compared(page, 2)
    rows = page.locator("tbody tr:visible")
    said = rows.locator("[data-said]").all_text_contents()
    assert set(said) == {" (differs)", " (the same for all)"}
    signs = rows.locator(".compare-sign").all_text_contents()
    assert [sign == "≠" for sign in signs] == [text == " (differs)" for text in said]
    page.get_by_label("Only rows that differ").check()
    assert set(rows.locator("[data-said]").all_text_contents()) == {" (differs)"}


def test_a_value_that_all_share_is_marked(visit: Open, customers_site: WholeSite) -> None:
    page = visit(customers_site.address + customers_site.comparison(0, 2))
    compared(page, 2)
    shared = page.locator("tr[data-row=language] .compare-shared").all_text_contents()
    assert sorted(shared) == ["English (shared by all)"] * 2 + ["German (shared by all)"] * 2


def test_six_fit_and_the_others_wait_for_their_turn(visit: Open, customers_site: WholeSite) -> None:
    page = visit(customers_site.address + customers_site.comparison(*range(8)))
    compared(page, 6)
    waiting = ", ".join(customers_site.listings[position]["name"] for position in (6, 7))
    note = page.locator("[data-part=more]")
    expect(note).to_have_text(f"At most 6 stand side by side. Waiting until you remove one: {waiting}.")
    page.get_by_role("button", name=f"Remove {customers_site.listings[0]['name']}").click()
    assert names(page)[-1] == customers_site.listings[6]["name"]
    compared(page, 6)
    assert page.url == customers_site.address + customers_site.comparison(*range(1, 8))


def test_removing_moves_the_focus_to_the_next_and_at_last_to_the_way_on(visit: Open, customers_site: WholeSite) -> None:
    page = visit(customers_site.address + customers_site.comparison(0, 1))
    compared(page, 2)
    page.locator(".compare-remove").first.click()
    expect(page.locator(".compare-remove")).to_be_focused()
    expect(page.locator("[data-part=alone]")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("[data-part=empty]")).to_be_focused()
    assert page.url == customers_site.address + "compare.html"


def test_an_empty_comparison_says_what_to_do(visit: Open, customers_site: WholeSite) -> None:
    page = visit(customers_site.address + "compare.html")
    expect(page.locator("[data-part=empty]")).to_contain_text("No partner is on your shortlist yet.")
    expect(page.locator("[data-part=frame]")).to_be_hidden()
    expect(page.get_by_role("main").get_by_role("link", name="Search partners")).to_be_visible()


@pytest.mark.slow
def test_what_is_not_in_the_directory_is_counted(visit: Open, customers_site: WholeSite) -> None:
    known = customers_site.listings[0]["key"]
    near = known[:7] + ("a" if known[7] != "a" else "b")
    page = visit(f"{customers_site.address}compare.html?ids={known},{near},../../../etc,<b>")
    compared(page, 1)
    expect(page.locator("[data-part=gone]")).to_have_text("Not in the directory, or not any more: 3.")


def test_a_shared_comparison_can_be_kept_and_the_own_one_emptied(visit: Open, customers_site: WholeSite) -> None:
    page = visit(customers_site.address + customers_site.comparison(0, 1))
    compared(page, 2)
    expect(page.get_by_role("button", name="Empty my shortlist")).to_be_hidden()
    page.get_by_role("button", name="Put these on my shortlist").click()
    expect(page.get_by_role("button", name="Empty my shortlist")).to_be_focused()
    page.goto(customers_site.address + "compare.html")
    compared(page, 2)
    page.get_by_role("button", name="Empty my shortlist").click()
    expect(page.locator("[data-part=empty]")).to_be_focused()
    page.goto(customers_site.address + "compare.html")
    expect(page.locator("[data-part=empty]")).to_be_visible()


@pytest.mark.slow
def test_the_link_is_copied(visit: Open, customers_site: WholeSite) -> None:
    page = visit(
        customers_site.address + customers_site.comparison(0, 1), permissions=["clipboard-read", "clipboard-write"]
    )
    compared(page, 2)
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def hostile(key: str) -> str:
    """A bucket in which a partner has written what would do harm as markup or as a formula."""
    nasty = {
        "key": key,
        "name": '=HYPERLINK("https://evil.example","x")',
        "route": "partners/x.html",
        "logo": "monograms/x.svg",
        "place": "<img src=x onerror=alert(1)>",
        "facts": {"services": ["+1", "<script>alert(2)</script>", '@SUM(1,"2")'], "type": ["-2"]},
        "solutions": [{"label": "</td><b>", "route": "solutions/x.html"}],
    }
    return json.dumps({key: nasty})


def test_a_table_is_downloaded_without_formulas(visit: Open, customers_site: WholeSite, tmp_path: Path) -> None:
    page = visit(customers_site.address)
    logo = (customers_site.folder / "monograms").iterdir().__next__().read_bytes()
    page.route("**/data/compare/*.json", lambda route: route.fulfill(body=hostile("aaaaaaaa")))
    page.route("**/monograms/x.svg", lambda route: route.fulfill(body=logo, content_type="image/svg+xml"))
    page.goto(customers_site.address + "compare.html?ids=aaaaaaaa")
    compared(page, 1)
    expect(page.locator("main img[src=x], main script, main table b")).to_have_count(0)
    with page.expect_download() as started:
        page.get_by_role("button", name="Download CSV").click()
    assert started.value.suggested_filename == "comparison.csv"
    started.value.save_as(tmp_path / "c.csv")
    content = (tmp_path / "c.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = dict(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows == {
        "Partner": '\'=HYPERLINK("https://evil.example","x")',
        "Types of partner": "'-2",
        "Services": '\'+1; <script>alert(2)</script>; @SUM(1,"2")',
        "Solutions": "</td><b>",
    }


@pytest.mark.slow
def test_facts_that_do_not_come_can_be_asked_for_again(visit: Open, customers_site: WholeSite) -> None:
    page = visit(customers_site.address)
    answers = iter(["not json"])

    def stutter(route: Route) -> None:
        broken = next(answers, None)
        route.fulfill(body=broken) if broken else route.continue_()

    page.route("**/data/compare/*.json", stutter)
    page.goto(customers_site.address + customers_site.comparison(0))
    expect(page.locator("[data-part=failed]")).to_contain_text("The facts to compare could not be loaded.")
    page.get_by_role("button", name="Try again").click()
    compared(page, 1)
    expect(page.locator("[data-part=failed]")).to_be_hidden()


@pytest.mark.slow
def test_only_the_needed_files_are_asked_for(visit: Open, customers_site: WholeSite) -> None:
    page = visit(customers_site.address)
    asked: list[str] = []
    page.on("request", lambda request: "/data/" in request.url and asked.append(request.url.rpartition("/")[2]))
    page.goto(customers_site.address + customers_site.comparison(0, 1, 2))
    compared(page, 3)
    assert sorted(asked) == sorted({f"{listing['key'][:2]}.json" for listing in customers_site.listings[:3]})


@pytest.mark.slow
def test_a_comparison_on_paper_has_no_controls(visit: Open, customers_site: WholeSite) -> None:
    page = visit(customers_site.address + customers_site.comparison(0, 1))
    compared(page, 2)
    page.emulate_media(media="print")
    for control in (".compare-tools", ".compare-remove", ".masthead .finder", ".shortlist"):
        expect(page.locator(control).first).to_be_hidden()
    expect(page.locator(".compare-frame table")).to_be_visible()


@pytest.mark.slow
def test_a_phone_scrolls_the_table_not_the_page(visit: Open, customers_site: WholeSite) -> None:
    page = visit(customers_site.address + customers_site.comparison(0, 1, 2, 3), **PHONE)
    compared(page, 4)
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    frame = page.locator(".compare-frame")
    assert frame.evaluate("element => element.scrollWidth > element.clientWidth")
    frame.focus()
    page.keyboard.press("End")
    first = page.locator("tbody tr:visible th").first
    frame.evaluate("element => { element.scrollLeft = 300; }")
    assert first.bounding_box()["x"] == pytest.approx(frame.bounding_box()["x"], abs=1)  # type: ignore[index]


def test_without_scripts_the_comparison_says_so(visit: Open, customers_site: WholeSite) -> None:
    page = visit(customers_site.address + customers_site.comparison(0, 1), java_script_enabled=False)
    expect(page.locator("noscript p")).to_contain_text("Comparing needs JavaScript.")
    expect(page.locator("noscript p")).to_be_visible()
    expect(page.locator("[data-part]:visible")).to_have_count(1)  # the announcement, out of sight
    page.goto(customers_site.address + GERMANY)
    expect(page.get_by_role("main").get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize(
    "script", sorted((TEMPLATES / "assets").rglob("*.js")), ids=lambda path: path.relative_to(TEMPLATES).as_posix()
)
def test_no_script_makes_markup_of_text(script: Path) -> None:
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setHTMLUnsafe|\.srcdoc",
        script.read_text(encoding="utf-8"),
    )
