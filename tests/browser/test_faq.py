"""The FAQ in a real browser: find on the page, lasting anchors, copied links, paper, and all of it without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.whole_site import PHONE, Open, WholeSite

pytestmark = pytest.mark.browser

ROUTE = "faq/partnerworld.html"


def shown(page: Page) -> int:
    return page.locator(".question:visible").count()


def test_the_filter_leaves_the_questions_that_have_every_word(visit: Open, customers_site: WholeSite) -> None:
    page = visit(customers_site.address + ROUTE)
    box = page.get_by_label("Find in these questions")
    every = shown(page)
    box.fill("Password RESET")
    found = shown(page)
    assert 0 < found < every
    status = page.locator("[data-faq-filter] output")
    expect(status).to_have_text("1 question" if found == 1 else f"{found} questions")
    for text in page.locator(".question:visible").all_inner_texts():
        assert "password" in text.lower()
        assert "reset" in text.lower()
    for section in page.locator(".faq-section:visible").all():
        expect(section.locator(".question:visible").first).to_be_visible()
    box.fill("zzzz")
    expect(status).to_have_text("No question has these words.")
    assert shown(page) == 0
    box.fill("")
    expect(status).to_have_text("")
    assert shown(page) == every


def test_a_question_is_reached_and_linked_by_its_anchor(visit: Open, customers_site: WholeSite) -> None:
    page = visit(f"{customers_site.address}{ROUTE}#reset-password", permissions=["clipboard-read", "clipboard-write"])
    question = page.locator("#reset-password")
    expect(question).to_be_in_viewport()
    button = question.get_by_role("button")
    expect(button).to_have_accessible_name(re.compile("^Copy link: "))
    button.click()
    expect(button).to_have_text("Link copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{customers_site.address}{ROUTE}#reset-password"


def test_sections_and_the_way_back_work_by_keyboard(visit: Open, customers_site: WholeSite) -> None:
    page = visit(customers_site.address + ROUTE)
    last = page.locator(".faq-sections a").last
    last.focus()
    page.keyboard.press("Enter")
    heading = page.locator(".faq-section h2").last
    expect(heading).to_be_in_viewport()
    expect(page.locator("h1")).not_to_be_in_viewport()
    page.locator(".section-top a").last.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_in_viewport()


def test_answers_stand_open_without_scripts(visit: Open, customers_site: WholeSite) -> None:
    page = visit(customers_site.address + ROUTE, java_script_enabled=False, **PHONE)
    questions = page.locator(".question")
    assert shown(page) == questions.count() > 10
    expect(page.get_by_role("main").get_by_role("button")).to_have_count(0)
    for related in page.locator(".related a").all()[:5]:
        target = (related.get_attribute("href") or "").partition("#")[2]
        expect(page.locator(f"#{target}")).to_have_count(1)


def test_paper_has_questions_and_answers_only(visit: Open, customers_site: WholeSite) -> None:
    page = visit(customers_site.address + ROUTE)
    page.emulate_media(media="print")
    for control in (".faq-sections", ".section-top", ".question .tool", ".finder"):
        expect(page.locator(control).first).to_be_hidden()
    assert shown(page) == page.locator(".question").count()


def test_the_index_leads_to_sections(visit: Open, customers_site: WholeSite) -> None:
    page = visit(customers_site.address + "faq/")
    link = page.locator("main section a").nth(1)
    text = link.inner_text()
    link.click()
    page.wait_for_url(re.compile(r"/faq/[a-z]+\.html#"))
    expect(page.locator(":target h2")).to_have_text(text)
