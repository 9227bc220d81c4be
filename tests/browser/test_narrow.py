"""Narrow screens: nothing of the panels is cut off, in either language."""

from playwright.sync_api import Page

from tests.browser.planner_page import OpenPage

CUT_OFF = """() => [...document.querySelectorAll('.wg-planner-left, .wg-planner-left *')]
    .filter((e) => e.checkVisibility() && !e.closest('.wg-visually-hidden'))
    .filter((e) => e.getBoundingClientRect().right > innerWidth).map((e) => e.className)"""


def _fits(page: Page) -> None:
    page.locator(".wg-planner-left").wait_for()
    page.wait_for_function("() => !document.querySelector('.wg-planner-left .wg-skeleton-rows')?.checkVisibility()")
    assert page.evaluate("() => innerWidth") == 390
    assert page.evaluate(CUT_OFF) == []


def test_lists_fit_a_phone_in_both_languages(open_page: OpenPage) -> None:
    for path in ("/planner?lang=en", "/planner?lang=zh", "/patrols?lang=en"):
        _fits(open_page(path, size="phone"))
